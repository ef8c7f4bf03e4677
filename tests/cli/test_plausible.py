"""plausible on the command line: lines for people, JSON for programs, rules chosen, refused by name."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.models.household import Member
from ljfpa_desktop.services import office, plausibility
from tests import factories
from tests.cli.conftest import Line, good, refused
from tests.conftest import PASSWORD


def broken(folder: Path, *, explained: bool = False) -> None:
    """A family with two heads."""
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    made = factories.household(db, actor, spouse="陈美珍")
    with db.transaction(actor, "弄错") as s:
        for member in s.query(Member).filter(Member.household_id == made):
            member.relation = "02"
    if explained:
        plausibility.excuse(db, actor, plausibility.findings(db), "分灶")
    db.close()
    lock.release()


def test_a_sound_register_has_nothing_to_tell(line: Line) -> None:
    assert good(line("plausible")).out == "共 0 处。\n"
    assert good(line("plausible", "--json", "-")).json == []


def test_what_is_odd_stands_there_with_its_record(line: Line, office_folder: Path) -> None:
    broken(office_folder)
    said = good(line("plausible")).out.splitlines()
    assert said[-1] == "共 1 处。"
    assert "不止一个户主：有 2 个户主" in said[0]
    first = good(line("plausible", "--rule", "two_heads", "--json", "-")).json
    (found,) = first
    assert set(found) == {
        "rule", "level", "title", "message", "household", "head", "village", "record", "explained",
    }  # fmt: skip
    assert (found["rule"], found["level"], found["explained"]) == ("two_heads", "error", None)
    assert found["household"].startswith("350122103201")
    assert good(line("plausible", "--village", "350122103202", "--json", "-")).json == []


def test_the_explained_ones_come_when_asked_for(line: Line, office_folder: Path) -> None:
    broken(office_folder, explained=True)
    assert good(line("plausible", "--json", "-")).json == []
    shown = good(line("plausible", "--all", "--json", "-")).json
    assert {f["explained"] for f in shown} == {"分灶（李经办）"}


def test_an_unknown_rule_is_refused_with_the_known_ones(line: Line) -> None:
    refused(line("plausible", "--rule", "moon"), "没有“moon”这条核对规则")
