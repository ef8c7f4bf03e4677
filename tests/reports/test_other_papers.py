"""F08, F09, F10 and F11: what is particular to each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.reports import catalogue, certificate, event_record, monthly, signin
from tests.reports import hostile
from tests.reports.paper_reading import codes_of, draw, info, run, text_of


def text(code: str, facts: object, at: Path) -> str:
    return text_of(catalogue.render(code, [facts]), at)


def test_signin_fills_up_with_numbered_lines(tmp_path: Path) -> None:
    assert info(catalogue.render("F08", [signin.sample()]), tmp_path)["Pages"] == "1"
    boxes = draw("F08", signin.sample()).boxes
    assert {str(i) for i in range(1, 23)} <= {b.text for b in boxes}


@pytest.mark.parametrize(("people", "pages"), [(0, 1), (22, 1), (23, 2), (500, 23)])
def test_signin_pages(people: int, pages: int) -> None:
    facts = replace(signin.blank(), attendees=(signin.Attendee(name="林秀钦"),) * people)
    assert draw("F08", facts).pages == pages


def test_signin_without_phones_shows_none(tmp_path: Path) -> None:
    facts = replace(signin.sample(), shows_phone=False)
    found = text("F08", facts, tmp_path)
    assert "13850112345" not in found
    assert "联系电话" not in found


def test_signin_of_families_has_the_child_columns(tmp_path: Path) -> None:
    found = text("F08", replace(signin.sample(), with_children=True), tmp_path)
    assert "家长姓名" in found
    assert "儿童月龄" in found


def test_event_pictures_stand_six_to_a_page(tmp_path: Path) -> None:
    sample = event_record.sample()
    for count, pages in ((0, 1), (2, 2), (6, 2), (7, 3)):
        photos = (sample.photos * 4)[:count]
        data = catalogue.render("F09", [replace(sample, photos=photos)])
        assert info(data, tmp_path)["Pages"] == str(pages)
        assert len(run("pdfimages", "-list", "@", data=data, at=tmp_path).splitlines()) - 2 == count


def test_event_description_flows_on_without_loss(tmp_path: Path) -> None:
    long = hostile.events()[0]
    found = text("F09", long, tmp_path)
    assert all(f"第{i}段：" in found for i in range(200))
    assert "活动内容（续）" in found
    assert found.count("记录人：王丽琴") == 1


def test_event_without_cost_prints_no_amount(tmp_path: Path) -> None:
    assert "¥" not in text("F09", event_record.blank(), tmp_path)
    assert "¥0.00" in text("F09", replace(event_record.sample(), cost_fen=0), tmp_path)


def test_certificate_on_preprinted_paper_is_text_only(tmp_path: Path) -> None:
    plain = replace(certificate.sample(), preprinted=True)
    assert "荣誉证书" not in text("F10", plain, tmp_path)
    assert len(catalogue.render("F10", [plain])) < len(catalogue.render("F10", [certificate.sample()]))


def test_certificate_text_stays_above_the_seal() -> None:
    for facts in hostile.certificates():
        boxes = draw("F10", facts).boxes
        grantor = next(b for b in boxes if b.text == facts.grantor)
        body = [b for b in boxes if b.text.strip("\u3000")[:5] in facts.body]
        assert max(b.frame.bottom for b in body) < grantor.frame.y


def test_certificate_without_number_has_no_code(tmp_path: Path) -> None:
    assert codes_of(catalogue.render("F10", [replace(certificate.sample(), number="")]), tmp_path) == []


def test_monthly_sheet_prints_zero_blank_and_dash_as_told() -> None:
    dash = monthly.NOT_APPLICABLE
    figure = monthly.Figure(code="ZB-B01", name="宣传活动场次", month="0", change_percent=dash)
    facts = replace(monthly.blank(), groups=(monthly.Group(title="B 宣传", figures=(figure,)),))
    texts = [b.text for b in draw("F11", facts).boxes if b.cell]
    assert texts.count("0") == 1
    assert texts.count("—") == 1


def test_monthly_annex_only_when_something_was_corrected(tmp_path: Path) -> None:
    sample = monthly.sample()
    assert "附：对以前月份数字的调整" in text("F11", sample, tmp_path)
    none = replace(sample, corrections=())
    assert "附：" not in text("F11", none, tmp_path)
    assert draw("F11", none).pages == 1


def test_monthly_group_never_ends_a_page() -> None:
    boxes = draw("F11", hostile.months()[0]).boxes
    for page in {b.page for b in boxes}:
        rows = sorted((b for b in boxes if b.page == page and b.cell), key=lambda b: b.frame.y)
        assert not rows[-1].text.endswith(" 组")


def test_monthly_foot_names_phone_date_and_version(tmp_path: Path) -> None:
    found = text("F11", replace(monthly.sample(), version="第2版（重报）"), tmp_path)
    for words in ("联系电话：0591-26100000", "报出日期：2024年6月1日", "第2版（重报）", "表号：连计协月1表"):
        assert words in found
