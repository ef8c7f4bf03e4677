"""A kept view on the command line: listed, narrowed, exported as the window shows it."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.services import office, view
from ljfpa_desktop.services.view import View
from tests import factories
from tests.cli.conftest import Line, good, refused
from tests.conftest import PASSWORD

NAME = "低保户[全部]/待访：名称很长很长很长很长很长很长很长很长的一个视图"


def kept(folder: Path) -> None:
    """Three families and a view of two of them."""
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    factories.household(db, actor, head="郑一", phone1="13805000123", categories=["06"])
    factories.household(db, actor, head="陈二", village="350122103202", categories=["06"])
    factories.household(db, actor, head="林三")
    view.save(db, actor, NAME, View({"category": "06"}, ("village", "head", "phone"), ("village", True)))
    db.close()
    lock.release()


def test_a_view_is_listed_in_its_columns_and_order(line: Line, office_folder: Path) -> None:
    kept(office_folder)
    said = good(line("find", "--view", NAME)).out.splitlines()
    assert said == ["村居  户主  联系电话", "阳岐村  陈二  ", "山兜村  郑一  138****0123", "共 2 户。"]
    assert good(line("find", "郑", "--view", NAME, "--json", "-")).json == [
        {"village": "山兜村", "head": "郑一", "phone": "138****0123"}
    ]
    first = good(line("find", "--view", NAME, "--limit", "1")).out.splitlines()
    assert first[1:] == ["阳岐村  陈二  ", "共 2 户。"]


def test_a_view_leaves_as_a_file(line: Line, office_folder: Path, tmp_path: Path) -> None:
    kept(office_folder)
    assert good(line("export", "families", tmp_path / "v.csv", "--view", NAME)).out == "2\n"
    assert (tmp_path / "v.csv").read_text("utf-8-sig").splitlines() == [
        "村居,户主,联系电话", "阳岐村,陈二,", "山兜村,郑一,138****0123",
    ]  # fmt: skip
    assert good(line("export", "families", tmp_path / "v.xlsx", "--view", NAME)).out == "2\n"
    refused(line("export", "families", tmp_path / "v.txt", "--view", NAME), "请用 .xlsx 或 .csv")


def test_what_cannot_be_asked(line: Line, office_folder: Path, tmp_path: Path) -> None:
    refused(line("find", "--view", "没有的"), "还没有保存过视图")
    kept(office_folder)
    refused(line("find", "--view", "没有的"), f"现有的视图：{NAME}。")
    assert line("find").code == 2
    assert line("export", "persons", tmp_path / "p.csv", "--view", NAME).code == 2
    assert line("export", "families", tmp_path / "p.csv", "--view", NAME, "--full-ids").code == 2


def test_acts_by_a_piece_of_their_reason(line: Line, office_folder: Path) -> None:
    kept(office_folder)
    said = good(line("history", "--why", "保存视图")).out.splitlines()
    assert said[0].endswith(f"李经办  保存视图“{NAME}”")
    assert said[1] == "共 1 条。"
    assert good(line("history", "--why", "没有这样的", "--json", "-")).json == []
    assert line("history").code == 2
