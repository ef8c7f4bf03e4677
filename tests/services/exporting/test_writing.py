"""Exports follow the fields, keep their order, mask what is private, and are logged."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from sqlalchemy import text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Trouble
from ljfpa_desktop.services import event, exporting, honour, site, visit
from ljfpa_desktop.services import household as households
from tests import factories


@pytest.fixture
def filled(db: Database, actor: Actor) -> Database:
    """Two families, a visit, an event with materials, a site and an honour."""
    first = factories.household(
        db, actor, head="林建国", spouse="陈秀英", children=("林小妹",), categories=("01", "15"),
        phone1="13805901234", address="=HYPERLINK(1)", annual_income_fen=1234567,
    )  # fmt: skip
    factories.household(db, actor, head="陈国强", village="350122103202")
    visit.save(
        db, actor,
        {"household_id": first, "visited_on": date(2026, 2, 5), "occasion": "SPRING", "visitors": "李经办"},
        accepted={"late": "补录"},
    )  # fmt: skip
    event.save(
        db, actor,
        {
            "kind": "PUBLICITY", "theme": "进村宣传", "held_on": date(2026, 3, 1), "place": "村部",
            "mode": "OFFLINE", "offline_attendance": 30, "status": "HELD",
        },
        materials=[{"kind": "BOOKLET", "title": "手册", "quantity": 100}],
        attendees=[{"name": "王甲", "phone": "13905905678"}],
        accepted={"old": "补录"},
    )  # fmt: skip
    site.save(db, actor, {"name": "暖心家园", "kind": "WARM_HOME", "status": "ACTIVE"})
    honour.save(
        db, actor,
        {
            "title": "优秀会员", "kind": "HONOUR", "level": "TOWNSHIP", "granted_on": date(2026, 5, 29),
            "grantor": "镇计生协", "recipient_kind": "PERSON", "recipient_name": "林建国",
            "status": "AWARDED",
        },
    )  # fmt: skip
    return db


def read_csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", sorted(exporting.KINDS))
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_every_kind_in_every_form(
    filled: Database, actor: Actor, tmp_path: Path, kind: str, ending: str
) -> None:
    path = tmp_path / f"名单.{ending}"
    count = exporting.export(filled, actor, kind, path)
    assert count == {"families": 2, "persons": 4, "categories": 2, "events": 1}.get(kind, count)
    rows = exporting.as_plain(filled, kind)
    assert len(rows) == count
    if ending == "json":
        assert json.loads(path.read_text("utf-8")) == rows
    elif ending == "csv":
        assert len(read_csv(path)) == count
    else:
        book = python_calamine.load_workbook(str(path))
        assert len(book.get_sheet_by_index(0).to_python()) == count + 1
        assert book.sheet_names[1] == "导出说明"
    again = tmp_path / f"再来.{ending}"
    exporting.export(filled, actor, kind, again)
    if ending != "xlsx":
        assert again.read_bytes() == path.read_bytes()


def test_names_are_unique_and_labels_stand_once() -> None:
    for kind in exporting.KINDS.values():
        names = [c.name for c in kind.columns]
        assert len(names) == len(set(names)), kind.name
        labels = [c.field.label for c in kind.columns if c.field.kind != "link"]
        assert len(labels) == len(set(labels)), kind.name


def test_people_read_labels_and_programs_read_codes(filled: Database, actor: Actor, tmp_path: Path) -> None:
    exporting.export(filled, actor, "families", tmp_path / "a.csv")
    first = read_csv(tmp_path / "a.csv")[0]
    assert first["村（居）"] == "山兜村"
    assert first["户主姓名"] == "林建国"
    assert first["现有类别"] == "独生子女家庭、会员家庭"
    assert first["人数"] == "3"
    assert first["家庭年收入"] == "12345.67"
    assert first["联系电话"] == "138****1234"
    assert first["家庭住址"] == "'=HYPERLINK(1)"
    plain = exporting.as_plain(filled, "families")[0]
    assert plain["village_code"] == "350122103201"
    assert plain["categories"] == "01,15"
    assert plain["annual_income_fen"] == 1234567
    assert plain["phone1"] == "138****1234"
    assert plain["address"] == "=HYPERLINK(1)"
    assert len(plain["id"]) == 32


def test_in_full_with_right_and_reason(filled: Database, actor: Actor, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="要写明用途"):
        exporting.export(filled, actor, "persons", tmp_path / "p.csv", full=True, why=" ")
    reviewer = Actor("x", "王审核", "reviewer", "350122103")
    with pytest.raises(Refused, match="导出完整证件号"):
        exporting.export(filled, reviewer, "persons", tmp_path / "p.csv", full=True, why="上报")
    assert not (tmp_path / "p.csv").exists()
    exporting.export(filled, actor, "persons", tmp_path / "p.csv", full=True, why="上报县里")
    numbers = {r["身份证号"] for r in read_csv(tmp_path / "p.csv")}
    assert all(len(n) == 18 and n.isalnum() for n in numbers)
    exporting.export(filled, actor, "persons", tmp_path / "m.csv")
    assert all("********" in r["身份证号"] for r in read_csv(tmp_path / "m.csv"))
    with filled.read() as s:
        acts = s.execute(text("SELECT why FROM act WHERE kind = 'export' ORDER BY seq")).scalars().all()
    assert acts == [
        "导出家庭成员 4 行到“p.csv”，含完整证件号，用途：上报县里", "导出家庭成员 4 行到“m.csv”",
    ]  # fmt: skip


def test_texts_in_a_workbook_stay_texts(filled: Database, actor: Actor, tmp_path: Path) -> None:
    exporting.export(filled, actor, "families", tmp_path / "f.xlsx")
    rows: list[list[Any]] = (
        python_calamine.load_workbook(str(tmp_path / "f.xlsx")).get_sheet_by_index(0).to_python()
    )
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["家庭住址"] == "=HYPERLINK(1)"
    assert first["家庭年收入"] == 12345.67
    assert isinstance(first["家庭编号"], str)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "导出人：李经办" in sheet


def test_retired_records_are_left_out(filled: Database, actor: Actor) -> None:
    with filled.transaction(actor, "撤下") as s:
        s.execute(text("UPDATE site SET retired_on = '2026-01-01'"))
        s.execute(text("UPDATE household SET retired_on = '2026-01-01' WHERE village_code = '350122103202'"))
    assert exporting.as_plain(filled, "sites") == []
    assert len(exporting.as_plain(filled, "families")) == 1
    assert len(exporting.as_plain(filled, "persons")) == 3


def test_wrong_wishes(filled: Database, actor: Actor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不能导出“students”，可以导出的有：families、"):
        exporting.export(filled, actor, "students", tmp_path / "a.csv")
    with pytest.raises(Refused, match="不认识“.docx”这种文件"):
        exporting.export(filled, actor, "families", tmp_path / "a.docx")
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match="没有写成"):
        exporting.export(filled, actor, "families", tmp_path / "file" / "a.csv")


def test_a_family_shows_what_it_holds_today_and_who_lives(
    db: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 6, 30, tzinfo=UTC))
    gone = factories.person("林老太", "52", "2", date(1935, 1, 2), death_date=date(2023, 12, 1))
    households.save(
        db, actor, {"village_code": factories.VILLAGE},
        members=[factories.person("林建国", "02", "1", date(1962, 3, 5)), gone],
        categories=[
            {"category": "05", "valid_from": date(2024, 1, 20), "valid_to": date(2024, 12, 31)},
            {"category": "06", "valid_from": date(2023, 1, 1), "valid_to": date(2023, 12, 31)},
            {"category": "15", "valid_from": date(2024, 7, 1)},
        ],
    )  # fmt: skip
    (family,) = exporting.as_plain(db, "families")
    assert (family["categories"], family["persons"]) == ("05", 1)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2025, 1, 1, tzinfo=UTC))
    assert exporting.as_plain(db, "families")[0]["categories"] == "15"
