"""Attachments and issued papers: encrypted, named by their content, outside the main file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import write_replacing


class Vault:
    """A folder of sealed files; the same content is kept once."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ljfpa vault").derive(key)
        self._seal = AESGCM(derived)

    def put(self, content: bytes) -> str:
        """Keep ``content``; returns its SHA-256 in hex, the name it is taken back by."""
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            nonce = os.urandom(12)
            write_replacing(path, nonce + self._seal.encrypt(nonce, content, name.encode()))
        return name

    def get(self, name: str) -> bytes:
        """The content of that name; raises `Trouble` when it is missing or damaged."""
        try:
            sealed = self._path(name).read_bytes()
            return self._seal.decrypt(sealed[:12], sealed[12:], name.encode())
        except OSError as e:
            raise Trouble("找不到保存的附件或文书，", "请从备份恢复。") from e
        except (InvalidTag, ValueError) as e:  # too short to hold a nonce
            raise Trouble("保存的附件或文书已损坏，", "请从备份恢复。") from e

    def has(self, name: str) -> bool:
        """Whether content of that name is kept here."""
        return self._path(name).exists()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
