"""Three offices with keys, a package from one to another, and the knife an attacker has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage

from ljfpa_desktop.exchange.file import bech32, keyring, package
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys
from ljfpa_desktop.exchange.file.outer import MAGIC
from ljfpa_desktop.exchange.file.phone_code import package_code


def _keys(name: bytes) -> PrivateKeys:
    seed = hashlib.sha256(name).digest()
    return PrivateKeys(seed, bech32.encode("age-secret-key-", seed).upper())


TOWNSHIP, COUNTY, OTHER = (_keys(name) for name in (b"township", b"county", b"other"))
TOWNSHIP_INST, COUNTY_INST, OTHER_INST = "0a" * 16, "0b" * 16, "0c" * 16
SEGMENTS = (b'{"rows":["\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e"]}\n{"sig":"00"}', b"{}\n{}", b"x" * 5000)
PARTS = (("sheet", b"one,two\n1,2\n"), ("picture", bytes(range(256))), ("sheet", b""))


def known(key_id: bytes) -> PublicKeys | None:
    """What the county knows: the township and itself."""
    return {k.public.key_id: k.public for k in (TOWNSHIP, COUNTY)}.get(key_id)


def draft(**changes: Any) -> package.Draft:
    facts: dict[str, Any] = {
        "sender": package.Sender(TOWNSHIP_INST, "350122103", TOWNSHIP.public.key_id.hex()),
        "to": [COUNTY_INST],
        "created": "2026-11-23T08:15:00Z",
        "no": 41,
        "scopes": ["T12"],
        "have": {"*": ["ab" * 32], "T12": []},
        "reset_have": False,
        "app": "2.0.0",
        "schema": 2,
        "min_reader": 2,
        "audit_head": "cd" * 32,
        "summary": {"households": 12, "paid_fen": 960000},
        "hint": {"from": "T12-永安", "to": "县", "no": 41},
    }
    return package.Draft(**(facts | changes))


def make(folder: Path, name: str = "一.ljp", **changes: Any) -> package.Written:
    """A package of the township for the county, which the township itself can read too."""
    to = [COUNTY.public.age, TOWNSHIP.public.age]
    return package.write(folder, name, draft(**changes), SEGMENTS, PARTS, TOWNSHIP, to)


def take(path: Path) -> package.Package:
    """What the county makes of a file, every piece of it read."""
    found = package.open_package(path, [COUNTY], COUNTY_INST, known)
    assert sum(1 for _ in content(found)) >= 0
    return found


def content(found: package.Package) -> Iterator[bytes]:
    yield from found.segments()
    for kind in sorted({frame.kind for frame in found.manifest.parts}):
        yield from found.parts(kind)


def cut(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and age ciphertext of a package's bytes."""
    start = len(MAGIC) + 4
    end = start + int.from_bytes(data[start - 4 : start], "big")
    return json.loads(data[start:end]), data[end:]


def join(header: dict[str, Any], sealed: bytes) -> bytes:
    """A package's bytes with length and hash made right, as anyone can."""
    right = header | {"n": len(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}
    return framed(
        json.dumps(right, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(), sealed
    )


def framed(body: bytes, sealed: bytes) -> bytes:
    return MAGIC + len(body).to_bytes(4, "big") + body + sealed


def inside(data: bytes, keys: PrivateKeys = COUNTY) -> bytes:
    return pyrage.decrypt(cut(data)[1], [pyrage.x25519.Identity.from_str(keys.age)])


def resealed(data: bytes, plain: bytes, to: PublicKeys = COUNTY.public) -> bytes:
    """The package with another inside, sealed to a public key: no secret is needed for that."""
    sealed = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(to.age)])
    return join(cut(data)[0], sealed)


def signed(manifest: bytes, frames: bytes, keys: PrivateKeys = TOWNSHIP) -> bytes:
    """An inside signed by ``keys``, whatever it says."""
    start = keys.public.key_id + len(manifest).to_bytes(4, "big") + manifest
    return start + keyring.sign(keys, package.CONTEXT, manifest) + frames


def recoded(data: bytes, manifest: bytes, frames: bytes) -> bytes:
    """The package with another manifest of the sender's and the code outside that belongs to it."""
    header, sealed = cut(resealed(data, signed(manifest, frames)))
    code = package_code(hashlib.sha256(manifest).digest())
    return join(header | {"hint": header["hint"] | {"code": code}}, sealed)


def opened_up(plain: bytes) -> tuple[dict[str, Any], bytes]:
    """The manifest and the frames of an inside."""
    end = 20 + int.from_bytes(plain[16:20], "big")
    return json.loads(plain[20:end]), plain[end + 64 :]
