from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Trouble
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.services import account, backup, office, recent
from tests.conftest import PASSWORD, QUICK


@pytest.fixture
def colleague(db: Database, actor: Actor) -> Actor:
    """A second account, a clerk's."""
    values = {"login": "wang", "name": "王会计", "role": "clerk", "password": "Wang-2024-11"}
    office.add_account(db, actor, values, QUICK)
    return Actor("wang", "王会计", "clerk", actor.office)


def test_all_accounts_are_listed_with_role_and_state(db: Database, colleague: Actor) -> None:
    lines = account.list_all(db)
    assert [(a.login, a.name, a.role, a.is_active) for a in lines] == [
        ("clerk", "李经办", "admin", True),
        ("wang", "王会计", "clerk", True),
    ]


def test_a_new_password_opens_and_the_old_one_no_longer(
    db: Database, actor: Actor, office_folder: Path
) -> None:
    account.change_password(db, actor, "clerk", PASSWORD, "Guantou-2025", QUICK)
    slots = Slots(office_folder)
    assert slots.open("clerk", "Guantou-2025") == db.key
    with pytest.raises(Refused):
        slots.open("clerk", PASSWORD)
    assert recent.acts(db)[0].words == "修改账号 clerk 的密码"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("falsch-falsch", "Guantou-2025", "old"),
        (PASSWORD, "kurz", "password"),
        (PASSWORD, PASSWORD, "password"),
    ],
)
def test_a_wrong_old_or_a_bad_new_password_changes_nothing(
    db: Database, actor: Actor, office_folder: Path, old: str, new: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        account.change_password(db, actor, "clerk", old, new, QUICK)
    assert list(caught.value.problems) == [field]
    assert Slots(office_folder).open("clerk", PASSWORD) == db.key


def test_an_administrator_sets_another_s_password_without_the_old_one(
    db: Database, actor: Actor, colleague: Actor, office_folder: Path
) -> None:
    account.change_password(db, actor, "wang", "", "Wang-2025-02", QUICK)
    assert Slots(office_folder).open("wang", "Wang-2025-02") == db.key


def test_a_clerk_cannot_set_another_s_password(db: Database, colleague: Actor) -> None:
    with pytest.raises(Refused, match="管理账号"):
        account.change_password(db, colleague, "clerk", "", "Wang-2025-02", QUICK)


def test_there_is_no_password_for_an_account_that_is_not_there(db: Database, actor: Actor) -> None:
    with pytest.raises(Refused, match="没有在用的账号“chen”"):
        account.change_password(db, actor, "chen", "", "Chen-2025-02", QUICK)


def test_an_account_out_of_use_opens_nothing_and_keeps_its_name(
    db: Database, actor: Actor, colleague: Actor, office_folder: Path
) -> None:
    account.deactivate(db, actor, "wang")
    assert Slots(office_folder).users() == ["clerk"]
    assert [(a.login, a.is_active) for a in account.list_all(db)] == [("clerk", True), ("wang", False)]
    with pytest.raises(Refused, match="没有在用的账号"):
        account.deactivate(db, actor, "wang")


def test_nobody_shuts_himself_out(db: Database, actor: Actor, colleague: Actor) -> None:
    with pytest.raises(Refused, match="自己正在用"):
        account.deactivate(db, actor, "clerk")
    with pytest.raises(Refused, match="管理账号"):
        account.deactivate(db, colleague, "clerk")


def test_the_last_administrator_stays(db: Database, actor: Actor, colleague: Actor) -> None:
    other = Actor("boss", "陈会长", "admin", actor.office)
    with pytest.raises(Refused, match="最后一个管理员"):
        account.deactivate(db, other, "clerk")
    values = {"login": "boss", "name": "陈会长", "role": "admin", "password": "Chen-2025-02"}
    office.add_account(db, actor, values, QUICK)
    account.deactivate(db, other, "clerk")
    assert [a.login for a in account.list_all(db) if a.is_active] == ["boss", "wang"]


def test_a_slot_that_cannot_be_written_leaves_no_account_and_no_act(
    db: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise Trouble("磁盘空间不足，", "请清理磁盘。")

    before = recent.acts(db)
    monkeypatch.setattr(Slots, "_write", full)
    values = {"login": "chen", "name": "陈会计", "role": "clerk", "password": "Chen-2025-02"}
    with pytest.raises(Trouble):
        office.add_account(db, actor, values, QUICK)
    with pytest.raises(Trouble):
        account.change_password(db, actor, "clerk", PASSWORD, "Guantou-2025", QUICK)
    monkeypatch.undo()
    assert recent.acts(db) == before
    office.add_account(db, actor, values, QUICK)
    assert [a.login for a in account.list_all(db)] == ["chen", "clerk"]


def test_an_account_that_left_may_come_back_and_the_office_still_restores(
    db: Database, actor: Actor, colleague: Actor, tmp_path: Path
) -> None:
    account.deactivate(db, actor, "wang")
    values = {"login": "wang", "name": "王小明", "role": "clerk", "password": "Wang-2025-11"}
    office.add_account(db, actor, values, QUICK)
    made = backup.make(db, tmp_path)
    backup.restore(made.path, tmp_path / "另 一台", login="wang", password="Wang-2025-11", cost=QUICK)
    again, who, lock = office.open_office(tmp_path / "另 一台", "wang", "Wang-2025-11")
    assert (who.name, recent.acts(again)[0].actor) == ("王小明", "王小明")
    again.close()
    lock.release()
