"""Slots: a password or the printed code opens the data key; anything else gets a plain sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.keys import RECOVERY, Cost, Slots, new_recovery_code, normal_code
from ljfpa_desktop.base.printed_code import ALPHABET

QUICK = Cost(passes=1, lanes=1, memory=64)


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    """A slot file with the account clerk (password 口令-abc-123)."""
    made = Slots(tmp_path, QUICK)
    key = made.create("f00d")
    made.put("clerk", "口令-abc-123", key)
    return made


def test_each_secret_opens_the_same_key(slots: Slots) -> None:
    key = slots.open("clerk", "口令-abc-123")
    code = new_recovery_code()
    slots.put(RECOVERY, normal_code(code), key)
    slots.put("head", "another one", key)
    assert len(key) == 32
    assert slots.open_by_code(code) == key
    assert slots.open_by_code(code.lower().replace("-", " ")) == key
    assert slots.open("head", "another one") == key
    assert slots.users() == ["clerk", "head"]


def test_keys_are_random(tmp_path: Path) -> None:
    made = Slots(tmp_path, QUICK)
    assert len({made.create("f00d") for _ in range(20)}) == 20


def test_a_wrong_secret_gets_a_sentence(slots: Slots) -> None:
    with pytest.raises(Refused, match="密码不对"):
        slots.open("clerk", "口令-abc-124")
    with pytest.raises(Refused, match="没有“head”这个账号"):
        slots.open("head", "口令-abc-123")
    slots.put(RECOVERY, normal_code(new_recovery_code()), slots.open("clerk", "口令-abc-123"))
    with pytest.raises(Refused, match="恢复码不对"):
        slots.open_by_code(new_recovery_code())


def test_a_full_width_input_method_types_the_same_password(slots: Slots) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in "口令-abc-123")
    assert wide != "口令-abc-123"
    assert slots.open("clerk", wide) == slots.open("clerk", "口令-abc-123")


def test_a_new_password_ends_the_old_one(slots: Slots) -> None:
    key = slots.open("clerk", "口令-abc-123")
    slots.put("clerk", "新的密码一个", key)
    assert slots.open("clerk", "新的密码一个") == key
    with pytest.raises(Refused, match="密码不对"):
        slots.open("clerk", "口令-abc-123")


def test_a_slot_moved_to_another_account_or_database_opens_nothing(slots: Slots, tmp_path: Path) -> None:
    content = json.loads((tmp_path / "slots.json").read_text("utf-8"))
    content["slots"]["head"] = content["slots"]["clerk"]
    (tmp_path / "slots.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(Refused, match="密码不对"):
        slots.open("head", "口令-abc-123")
    content["database"] = "beef"
    (tmp_path / "slots.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(Refused, match="密码不对"):
        slots.open("clerk", "口令-abc-123")


def test_the_last_account_stays(slots: Slots) -> None:
    key = slots.open("clerk", "口令-abc-123")
    slots.put(RECOVERY, "x", key)
    with pytest.raises(Refused, match="最后一个账号"):
        slots.remove("clerk")
    slots.put("head", "another one", key)
    slots.remove("clerk")
    assert slots.users() == ["head"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[1, 2]", b"3", b'{"slots": {}}', b"\xff\xfe"])
def test_a_damaged_slot_file_is_read_from_its_copy(slots: Slots, tmp_path: Path, damage: bytes) -> None:
    key = slots.open("clerk", "口令-abc-123")
    (tmp_path / "slots.json").write_bytes(damage)
    assert slots.open("clerk", "口令-abc-123") == key
    (tmp_path / "slots.copy.json").write_bytes(damage)
    with pytest.raises(Trouble, match="请从备份恢复"):
        slots.open("clerk", "口令-abc-123")


def test_no_key_stands_in_the_slot_file(slots: Slots, tmp_path: Path) -> None:
    key = slots.open("clerk", "口令-abc-123")
    for name in ("slots.json", "slots.copy.json"):
        content = (tmp_path / name).read_text("utf-8")
        assert key.hex() not in content
        assert "abc" not in content


def test_the_real_cost_is_the_second_choice_of_rfc_9106(tmp_path: Path) -> None:
    made = Slots(tmp_path)
    key = made.create("f00d")
    made.put("clerk", "secret password", key)
    slot = json.loads((tmp_path / "slots.json").read_text("utf-8"))["slots"]["clerk"]
    assert (slot["passes"], slot["lanes"], slot["memory"]) == (3, 4, 65536)
    assert made.open("clerk", "secret password") == key
    assert Slots(tmp_path, QUICK).open("clerk", "secret password") == key  # the slot knows its own cost


def test_a_code_has_seven_groups_and_over_128_bits() -> None:
    code = new_recovery_code()
    assert [len(g) for g in code.split("-")] == [4] * 7
    assert len(ALPHABET) ** 27 > 2**128
    assert len({new_recovery_code() for _ in range(200)}) == 200


@pytest.mark.parametrize("code", ["", "ABCD", "0" * 28, "汉" * 28, "A" * 29])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="恢复码抄写有误"):
        normal_code(code)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 27), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(at: int, sign: str) -> None:
    plain = normal_code(new_recovery_code())
    wrong = plain[:at] + sign + plain[at + 1 :]
    if wrong == plain:
        assert normal_code(wrong) == plain
    else:
        with pytest.raises(Refused, match="恢复码抄写有误"):
            normal_code(wrong)


def test_two_neighbours_exchanged_are_found() -> None:
    for _ in range(50):
        plain = normal_code(new_recovery_code())
        for at in range(26):
            wrong = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
            if wrong != plain:
                with pytest.raises(Refused):
                    normal_code(wrong)


def test_a_code_read_as_s_is_a_5_and_full_width_is_read() -> None:
    code = next(c for c in iter(new_recovery_code, "") if "5" in c)
    assert normal_code(code.replace("5", "s")) == normal_code(code)
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "—" for c in code)
    assert normal_code(wide) == normal_code(code)
