"""duplicates and merge on the command line: pairs listed, merged, said to be two, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ljfpa_desktop.services import office
from ljfpa_desktop.services.identity import apart
from tests.cli.conftest import Line, good, refused
from tests.conftest import PASSWORD
from tests.services.identity.books import Twice, record, twice


@pytest.fixture
def both(office_folder: Path) -> Twice:
    """One person registered twice."""
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    made = twice(db, actor, education="20")
    db.close()
    lock.release()
    return made


def pairs(line: Line) -> list[str]:
    return [p["reason"] for p in good(line("duplicates", "--json", "-")).json]


def test_a_register_without_pairs_says_so(line: Line) -> None:
    assert good(line("duplicates")).out == "共 0 对。\n"


def test_pairs_are_listed_with_the_ids_that_merge_takes(line: Line, both: Twice) -> None:
    (found,) = good(line("duplicates", "--json", "-")).json
    assert found["certain"] is False
    assert found["one"]["id"] == both.keep.hex
    assert found["one"]["id_no"].startswith("350122********")
    assert (found["other"]["id_no"], found["other"]["birth_date"]) == (None, "1962-03-05")
    said = good(line("duplicates")).out.splitlines()
    assert said[-1] == "共 1 对。"
    assert str(both.gone) in said[0]
    assert found["reason"] in said[0]


def test_a_dry_run_lists_what_moves_and_changes_nothing(line: Line, both: Twice) -> None:
    said = good(line("merge", both.keep, both.gone, "--dry-run")).out
    assert "家庭成员" in said
    assert said.endswith("将移动 1 项，没有改动。\n")
    assert len(pairs(line)) == 1


def test_merged_with_a_value_of_the_other_and_taken_back(
    line: Line, both: Twice, office_folder: Path
) -> None:
    assert good(line("merge", both.keep, both.gone, "--take", "学历")).out.endswith("已合并。\n")
    assert pairs(line) == []
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    assert record(db, both.keep).education == "20"
    db.close()
    lock.release()
    assert good(line("merge", both.gone, "--undo")).out == "已撤销这次合并。\n"
    assert len(pairs(line)) == 1
    refused(line("merge", both.gone, "--undo"), "已经撤销")


def test_said_to_be_two_people(line: Line, both: Twice, office_folder: Path) -> None:
    assert "不是同一人" in good(line("merge", both.keep, both.gone, "--different", "堂兄弟")).out
    assert pairs(line) == []
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    assert [x.why for x in apart.everything_said(db)] == ["堂兄弟"]
    db.close()
    lock.release()


def test_what_speaks_against_it_needs_a_reason(line: Line, both: Twice, office_folder: Path) -> None:
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    with db.transaction(actor, "改错") as s:
        person = s.get_one(type(record(db, both.gone)), both.gone)
        person.birth_date, person.birth_precision = date(1963, 1, 1), "YMD"
    db.close()
    lock.release()
    assert "注意：两人的出生日期不同" in good(line("merge", both.keep, both.gone, "--dry-run")).out
    refused(line("merge", both.keep, both.gone), "两人的出生日期不同")
    done = line("merge", both.keep, both.gone, "--accept", "登记错了")
    assert (done.code, done.out.splitlines()[-1]) == (0, "已合并。")
    assert done.err.startswith("注意：两人的出生日期不同")


def test_what_is_no_record_or_column_is_refused_by_name(line: Line, both: Twice) -> None:
    refused(line("merge", "张三", both.gone), "“张三”不是人员编号")
    refused(line("merge", both.keep), "不是人员编号")
    refused(line("merge", both.keep, both.gone, "--take", "身高"), "没有“身高”这一栏")
