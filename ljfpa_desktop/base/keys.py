"""The data key and its slots: one per account and one for the printed recovery code (SAFETY.md 2)."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.base.printed_code import RECOVERY_CODE, new_code, plain_code

RECOVERY = "*recovery"
LEAST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a password costs: Argon2id passes, lanes and memory in KiB."""

    passes: int = 3
    lanes: int = 4
    memory: int = 64 * 1024


class Slots:
    """The slot file beside the database, in two copies: whoever opens a slot has the data key."""

    def __init__(self, folder: Path, cost: Cost | None = None) -> None:
        self._paths = (folder / "slots.json", folder / "slots.copy.json")
        self._cost = cost or Cost()

    def create(self, database: str) -> bytes:
        """A new random data key for the database of this id; no slot opens it yet."""
        self._write({"database": database, "slots": {}})
        return os.urandom(32)

    def put(self, user: str, secret: str, key: bytes) -> None:
        """Write (or rewrite) the slot of ``user`` so that ``secret`` opens ``key``."""
        content = self._read()
        salt, nonce = os.urandom(16), os.urandom(12)
        wrap = AESGCM(_derive(secret, salt, self._cost))
        sealed = wrap.encrypt(nonce, key, _bound(content["database"], user))
        content["slots"][user] = {
            "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex(),
            "passes": self._cost.passes, "lanes": self._cost.lanes, "memory": self._cost.memory,
        }  # fmt: skip
        self._write(content)

    def open(self, user: str, secret: str) -> bytes:
        """The data key; raises `Refused` when the user is unknown or the secret is wrong."""
        content = self._read()
        slot = content["slots"].get(user)
        if slot is None:
            raise Refused(f"没有“{user}”这个账号，请检查账号名。")
        cost = Cost(slot["passes"], slot["lanes"], slot["memory"])
        wrap = AESGCM(_derive(secret, bytes.fromhex(slot["salt"]), cost))
        try:
            return wrap.decrypt(
                bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["sealed"]), _bound(content["database"], user)
            )
        except InvalidTag as e:
            word = "恢复码" if user == RECOVERY else "密码"
            raise Refused(f"{word}不对，请检查大小写和输入法后再试。") from e

    def open_by_code(self, code: str) -> bytes:
        """The data key by the printed recovery code, typed with or without its dashes."""
        return self.open(RECOVERY, normal_code(code))

    def users(self) -> list[str]:
        """The accounts that have a slot, without the recovery code's."""
        return sorted(u for u in self._read()["slots"] if u != RECOVERY)

    def remove(self, user: str) -> None:
        """Take an account's slot away; refuses to remove the last one."""
        content = self._read()
        content["slots"].pop(user, None)
        if not any(u != RECOVERY for u in content["slots"]):
            raise Refused("这是最后一个账号，不能停用。")
        self._write(content)

    def mend(self) -> None:
        """Make both copies what the one that can be read says; writes nothing when they are."""
        wanted = _bytes(self._read())
        for path in self._paths:
            if not path.is_file() or path.read_bytes() != wanted:
                write_replacing(path, wanted)

    @property
    def sound(self) -> Path:
        """The copy that can be read, the first when both can; raises `Trouble` when neither can."""
        for path in self._paths:
            if _content_of(path) is not None:
                return path
        raise Trouble("账号钥匙文件（slots.json）缺失或损坏，", "请从备份恢复。")

    def _read(self) -> dict[str, Any]:
        return json.loads(self.sound.read_text("utf-8"))

    def _write(self, content: dict[str, Any]) -> None:
        for path in self._paths:
            write_replacing(path, _bytes(content))


def _content_of(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text("utf-8"))
        return content if {"database", "slots"} <= set(content) else None
    except (OSError, ValueError, TypeError):
        return None


def _bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1).encode()


def new_recovery_code() -> str:
    """A recovery code to print: 27 signs (over 128 bits) and one check sign in groups of four."""
    return new_code(RECOVERY_CODE)


def normal_code(code: str) -> str:
    """The code without dashes and spaces; raises `Refused` when a sign is wrong or missing."""
    plain = plain_code(code, RECOVERY_CODE)
    if plain is None:
        raise Refused("恢复码抄写有误，应是 7 组、每组 4 个字符，请对照打印的恢复码再输入。")
    return plain


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    # An input method left at full width types other signs that look the same.
    return kdf.derive(unicodedata.normalize("NFKC", secret).encode("utf-8"))


def _bound(database: str, user: str) -> bytes:
    return base64.b64encode(json.dumps([database, user]).encode())
