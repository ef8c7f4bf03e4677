"""The key of a demo office comes from the password in its folder, or says why it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ljfpa_desktop.base import demo_key
from ljfpa_desktop.base.errors import Failure, Refused, Trouble
from ljfpa_desktop.base.keys import Slots
from tests.conftest import PASSWORD


def write(folder: Path, content: object) -> None:
    (folder / demo_key.DEMO).write_text(json.dumps(content), "utf-8")


def derived(folder: Path) -> tuple[str, bytes]:
    key = demo_key.begin(folder)
    assert key is not None
    return key.result()


def test_the_kept_password_gives_login_and_key(office_folder: Path) -> None:
    write(office_folder, {"login": "clerk", "password": PASSWORD, "seed": 1})
    assert derived(office_folder) == ("clerk", Slots(office_folder).open("clerk", PASSWORD))


def test_a_wrong_password_is_told_as_any_other(office_folder: Path) -> None:
    write(office_folder, {"login": "clerk", "password": "nicht-dieses"})
    with pytest.raises(Refused, match="密码不对"):
        derived(office_folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"login": "clerk"}', "\udcff"])
def test_a_damaged_file_is_one_sentence(office_folder: Path, content: str) -> None:
    (office_folder / demo_key.DEMO).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Trouble, match="读不出来"):
        derived(office_folder)


def test_a_key_file_that_is_gone_is_a_failure_not_a_bug(office_folder: Path) -> None:
    write(office_folder, {"login": "clerk", "password": PASSWORD})
    for slots in office_folder.glob("slots*.json"):
        slots.unlink()
    with pytest.raises(Failure):
        derived(office_folder)


def test_no_demo_office_no_key(office_folder: Path, tmp_path: Path) -> None:
    assert demo_key.begin(None) is None
    assert demo_key.begin(office_folder) is None
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", {"login": "clerk", "password": PASSWORD})
    assert demo_key.begin(tmp_path / "empty") is None
