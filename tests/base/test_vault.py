"""What lies in the vault is sealed, named by its content, and damage is noticed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.vault import Vault

KEY = bytes(range(32))
PHOTO = "一张照片".encode() * 1000


def test_what_is_put_is_taken_back(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    name = vault.put(PHOTO)
    assert name == hashlib.sha256(PHOTO).hexdigest()
    assert vault.get(name) == PHOTO
    assert vault.has(name)
    assert not vault.has(name[::-1])
    assert Vault(tmp_path, KEY).get(name) == PHOTO


def test_the_same_content_is_kept_once_and_sealed(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    assert vault.put(PHOTO) == vault.put(PHOTO)
    kept = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(kept) == 1
    assert b"\xe4\xb8\x80" not in kept[0].read_bytes()[:200]
    assert PHOTO[:30] not in kept[0].read_bytes()


def test_nothing_and_much_can_be_put(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    for content in (b"", os.urandom(3_000_000)):
        assert vault.get(vault.put(content)) == content


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到保存的附件或文书，请从备份恢复"):
        Vault(tmp_path, KEY).get("00" * 32)


@pytest.mark.parametrize("damage", ["cut", "flip", "swap", "empty"])
def test_a_damaged_file_is_said(tmp_path: Path, damage: str) -> None:
    vault = Vault(tmp_path, KEY)
    name, other = vault.put(PHOTO), vault.put(b"another")
    path = tmp_path / name[:2] / name
    sealed = path.read_bytes()
    path.write_bytes(
        {
            "cut": sealed[:-1],
            "flip": sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:],
            "swap": (tmp_path / other[:2] / other).read_bytes(),
            "empty": b"",
        }[damage]
    )
    with pytest.raises(Trouble, match="已损坏，请从备份恢复"):
        vault.get(name)


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    name = Vault(tmp_path, KEY).put(PHOTO)
    with pytest.raises(Trouble, match="已损坏"):
        Vault(tmp_path, bytes(32)).get(name)
