"""Who this PC is: its keys and office, and counters that never fall."""

from __future__ import annotations

from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.exchange.file.keyring import new_keys
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.kernel.identity import TOWNSHIP, Me
from tests.exchange import desks


def test_a_pc_without_keys_is_nobody() -> None:
    one = desks.town()
    one.raw.execute("DELETE FROM sync_self")
    with one.db.read() as s:
        assert identity.me(s) is None


def test_what_was_remembered_is_found() -> None:
    one = desks.town()
    this = Me("0a" * 16, desks.TOWN, TOWNSHIP, new_keys())
    with one.writing() as s:
        identity.remember(s, this)
    with one.db.read() as s:
        found = identity.me(s)
    assert found == this
    assert found.key_id == this.keys.public.key_id.hex()
    assert str(this.keys.sign.hex()) not in repr(found)


def test_facts_are_put_and_found() -> None:
    one = desks.town()
    with one.writing() as s:
        assert identity.get(s, "town", "none") == "none"
        identity.put(s, "town", "a")
        identity.put(s, "town", "b")
    with one.db.read() as s:
        assert identity.get(s, "town") == "b"


def test_counters_count_on_and_never_fall() -> None:
    one = desks.town()
    with one.writing() as s:
        assert [identity.next_of(s, "lam"), identity.next_of(s, "lam")] == [1, 2]
        identity.reach(s, "lam", 7)
        identity.reach(s, "lam", 3)
        assert identity.next_of(s, "lam") == 8
        assert identity.next_of(s, "lam", least=20) == 21
        assert identity.next_of(s, "no") == 1


def test_an_office_is_known_by_its_code() -> None:
    assert identity.office_bytes(desks.TOWN) == shipped_id("office", desks.TOWN).bytes
