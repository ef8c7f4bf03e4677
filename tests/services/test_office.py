"""An office is set up whole or not at all, opened by its accounts, and says who it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from ljfpa_desktop.base import checkdigit, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Failure, Invalid, Refused, Trouble
from ljfpa_desktop.base.keys import Slots, new_recovery_code
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.models.account import Account
from ljfpa_desktop.models.office import Office
from ljfpa_desktop.models.programme import Programme, Rate
from ljfpa_desktop.services import office, recent
from tests.conftest import DIVISION, PASSWORD, QUICK


def made(folder: Path, **values: str) -> str:
    asked = {"division": DIVISION, "login": "clerk", "name": "李经办", "password": PASSWORD, **values}
    return office.create(folder, asked.pop("division"), cost=QUICK, **asked)  # pyright: ignore[reportArgumentType]


def test_what_a_new_office_holds(db: Database) -> None:
    with db.read() as s:
        assert [(o.code, o.name, o.id) for o in s.scalars(select(Office))] == [
            (DIVISION, "琯头镇", shipped_id("office", DIVISION))
        ]
        assert [(a.login, a.name, a.role) for a in s.scalars(select(Account))] == [
            ("clerk", "李经办", "admin")
        ]
        assert s.scalars(select(Programme.code)).all()
        assert {r.is_local for r in s.scalars(select(Rate))} == {False}
        assert office.office_id(s) == shipped_id("office", DIVISION)
    facts = office.facts(db)
    assert (facts.code, facts.letter, facts.is_demo) == (DIVISION, "A", False)
    assert facts.title == "连江县琯头镇计划生育协会"


def test_every_township_can_be_an_office(tmp_path: Path) -> None:
    assert len(divisions.townships()) == 22
    last = divisions.townships()[-1]
    made(tmp_path / "o", division=last[0])
    db, actor, lock = office.open_office(tmp_path / "o", "clerk", PASSWORD)
    assert (office.facts(db).name, actor.office) == (last[1], last[0])
    db.close()
    lock.release()


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"division": "350122999"}, "division", "没有区划代码“350122999”这个乡镇"),
        ({"division": "350122400"}, "division", "没有区划代码"),
        ({"division": "350122103201"}, "division", "没有区划代码"),
        ({"login": " "}, "login", "请填写账号"),
        ({"login": "*recovery"}, "login", "请填写账号"),
        ({"name": ""}, "name", "请填写姓名"),
        ({"password": "1234567"}, "password", "密码至少 8 位"),
    ],
)
def test_wrong_values_are_said_beside_their_field(
    tmp_path: Path, values: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as told:
        made(tmp_path / "o", **values)
    assert list(told.value.problems) == [field]
    assert not (tmp_path / "o").exists()


def test_a_folder_that_holds_an_office_is_left_alone(office_folder: Path) -> None:
    before = (office_folder / "office.db").read_bytes()
    with pytest.raises(Refused, match="已经有一个单位的数据"):
        made(office_folder)
    assert (office_folder / "office.db").read_bytes() == before


@pytest.mark.parametrize("step", ["shipped.write", "office.migrate", "office.Slots.put"])
def test_what_fails_half_way_leaves_no_office_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise Trouble("磁盘空间不足，", "请清理磁盘。")

    monkeypatch.setattr(f"ljfpa_desktop.services.{step}", fail)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        made(tmp_path / "o")
    assert list((tmp_path / "o").iterdir()) == []
    monkeypatch.undo()
    made(tmp_path / "o")
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == [
        "office.db",
        "slots.copy.json",
        "slots.json",
    ]


def test_rests_of_a_cut_set_up_are_swept_away(tmp_path: Path) -> None:
    (tmp_path / "o" / ".new").mkdir(parents=True)
    (tmp_path / "o" / ".new" / "office.db").write_bytes(b"half")
    (tmp_path / "o" / "slots.json").write_bytes(b"half")
    code = made(tmp_path / "o")
    assert len(Slots(tmp_path / "o").open_by_code(code)) == 32


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Trouble, match="不能写入"):
        made(tmp_path / "file" / "o")
    with pytest.raises(Refused, match="网盘"):
        made(tmp_path / "OneDrive" / "o")


def test_a_code_printed_beforehand(tmp_path: Path) -> None:
    code = new_recovery_code()
    assert made(tmp_path / "o", recovery_code=code) == code
    assert len(Slots(tmp_path / "o").open_by_code(code)) == 32
    with pytest.raises(Refused, match="恢复码抄写有误"):
        made(tmp_path / "o2", recovery_code="ABCD-EFGH")


def test_opening(office_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="里没有单位数据，请先建立单位"):
        office.open_office(tmp_path / "no", "clerk", PASSWORD)
    with pytest.raises(Refused, match="密码不对"):
        office.open_office(office_folder, "clerk", "wrong")
    for _ in range(2):
        db, actor, lock = office.open_office(office_folder, "", PASSWORD)  # the only account
        assert actor == Actor("clerk", "李经办", "admin", DIVISION)
        db.close()
        lock.release()


def test_the_recovery_code_gives_a_new_password(template: tuple[Path, str], office_folder: Path) -> None:
    with pytest.raises(Invalid, match="密码至少 8 位"):
        office.open_by_code(office_folder, template[1], "clerk", "short")
    with pytest.raises(Refused, match="没有“head”"):
        office.open_by_code(office_folder, template[1], "head", "New-2025-pass", QUICK)
    with pytest.raises(Refused, match="恢复码不对"):
        office.open_by_code(office_folder, new_recovery_code(), "clerk", "New-2025-pass", QUICK)
    office.open_by_code(office_folder, template[1], "clerk", "New-2025-pass", QUICK)
    db, _actor, lock = office.open_office(office_folder, "clerk", "New-2025-pass")
    db.close()
    lock.release()


def test_accounts(office_folder: Path) -> None:
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    values = {"login": "chen", "name": "陈会长", "role": "head", "password": "Head-2024-pass"}
    for wrong, field in (
        ({"login": "clerk"}, "login"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"password": "short"}, "password"),
    ):
        with pytest.raises(Invalid) as told:
            office.add_account(db, actor, {**values, **wrong}, QUICK)
        assert list(told.value.problems) == [field]
    office.add_account(db, actor, values, QUICK)
    with pytest.raises(Refused, match="没有“管理账号和设置”的权限"):
        office.add_account(db, Actor("chen", "陈会长", "head"), {**values, "login": "x"}, QUICK)
    db.close()
    lock.release()
    with pytest.raises(Refused, match="有多个账号"):
        office.open_office(office_folder, "", PASSWORD)
    db, chen, lock = office.open_office(office_folder, "chen", "Head-2024-pass")
    assert (chen.name, chen.role) == ("陈会长", "head")
    with db.transaction(actor, "停用") as s:
        s.execute(text("UPDATE account SET is_active = 0 WHERE login = 'chen'"))
    db.close()
    lock.release()
    for _ in range(2):  # the database and the lock were let go of
        with pytest.raises(Failure, match="账号“chen”已停用"):
            office.open_office(office_folder, "chen", "Head-2024-pass")


def test_a_lost_slot_file_is_made_anew_at_the_next_opening(office_folder: Path) -> None:
    for name in ("slots.json", "slots.copy.json"):
        (office_folder / name).write_bytes(b"{")
        db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
        db.close()
        lock.release()
        assert (office_folder / "slots.json").read_bytes() == (office_folder / "slots.copy.json").read_bytes()


def test_a_password_given_by_the_code_is_an_act(template: tuple[Path, str], office_folder: Path) -> None:
    office.open_by_code(office_folder, template[1], "clerk", "Neues-2024-Wort", QUICK)
    db, _actor, lock = office.open_office(office_folder, "clerk", "Neues-2024-Wort")
    assert [(a.kind, a.words) for a in recent.acts(db, 1)] == [("account", "用恢复码重设账号 clerk 的密码")]
    db.close()
    lock.release()


def test_a_numbered_paper_carries_the_name_of_the_office_that_numbered_it() -> None:
    number = checkdigit.format_number("LK", "350122104", 2024, "A", 12)
    assert office.title_on(number, "县") == "连江县晓澳镇计划生育协会"
    assert office.title_on(checkdigit.format_number("HD", "350122", 2024, "A", 1), "") == (
        "连江县计划生育协会"
    )
    assert office.title_on("手工单 12", "连江县计划生育协会") == "连江县计划生育协会"
