"""What the command line promises: refused means that nothing changed, and shapes are exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import office, recent
from tests import factories
from tests.cli.conftest import Line, good, refused
from tests.cli.test_round import FAMILIES
from tests.conftest import PASSWORD


def acts(folder: Path) -> list[str]:
    """The words of every act so far, the newest first."""
    db, _actor, lock = office.open_office(folder, "clerk", PASSWORD)
    found = [a.words for a in recent.acts(db, 100)]
    db.close()
    lock.release()
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "families", FAMILIES, "--json"),
        ("import", "families", FAMILIES, "--errors"),
        ("sheet", "2024-02", "-o"),
        ("print", "F11", "--month", "2024-02", "-o"),
    ],
)
@pytest.mark.parametrize("place", ["ordner", "datei/x.pdf"])
def test_a_place_that_takes_no_file_stops_before_the_work(
    line: Line, office_folder: Path, tmp_path: Path, arguments: tuple[object, ...], place: str
) -> None:
    (tmp_path / "ordner").mkdir()
    (tmp_path / "datei").write_bytes(b"")
    refused(line(*arguments, tmp_path / place), "写不成文件，那里有同名的文件夹或文件，请换一个文件名或位置")
    assert acts(office_folder) == ["建立单位"]
    assert not (office_folder / "backups").exists()


def test_a_new_folder_is_made_for_a_result(line: Line, tmp_path: Path) -> None:
    good(line("cycle", "list", "--json", tmp_path / "新 文件夹" / "c.json"))
    assert (tmp_path / "新 文件夹" / "c.json").read_text("utf-8") == "[]\n"
    good(line("sheet", "2024-02", "-o", tmp_path / "月报.PDF"))
    assert (tmp_path / "月报.PDF").read_bytes().startswith(b"%PDF")


def test_a_group_without_its_command_is_wrong_usage_in_one_line(line: Line) -> None:
    done = line("cycle")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_sheet_as_json_has_exactly_its_keys(line: Line) -> None:
    sheet = good(line("sheet", "2024-02", "--json", "-")).json
    assert list(sheet) == ["period", "office", "closed", "indicators", "text"]
    keys = ["code", "name", "unit", "month", "year_to_date", "same_period", "change_percent"]
    assert all(list(i) == keys for i in sheet["indicators"])


def test_looking_at_a_restricted_family_is_recorded(line: Line, office_folder: Path) -> None:
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    for head, categories in (("林建国", ("03",)), ("陈国强", ())):
        factories.household(db, actor, head=head, categories=categories)
    with db.read() as s:
        numbers = list(s.scalars(select(Household.household_no).order_by(Household.household_no)))
    db.close()
    lock.release()
    for number in numbers:
        assert "新建" in good(line("history", number)).out
    assert [words for words in acts(office_folder) if words.startswith("查看")] == [
        f"查看受限家庭 {numbers[0]}"
    ]
