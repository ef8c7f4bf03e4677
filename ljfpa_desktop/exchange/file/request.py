"""The two small files of joining: a computer's request and the county's answer; signed, not secret.

Four lines: what the file is, format number and Ed25519 key in hex, the content as JSON, the signature
over the two lines before in hex. It shows that the file is whole and that its maker holds the key; whose
key it is, people settle by phone (`phone_code.enrolment_code`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys, is_signed_by, sign
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused

_FORMAT = 1
_LARGEST = 8 * 1024**2  # the county's register of computers and rates travels in it
_LONGEST_NAME = 100
_SIGNER = re.compile(rb"(\d{1,4}) ([0-9a-f]{64})")
_SIGNATURE = re.compile(rb"[0-9a-f]{128}")

_SENTENCES = {
    Code.NOT_A_PACKAGE: "这个文件不是{}文件，请重新选择。",
    Code.TRUNCATED: "这个{}文件没有拷完整，请重新拷贝一次。",
    Code.DAMAGED: "这个{}文件已经损坏，请重新拷贝一次，或请对方重新做一份。",
    Code.NEWER_FORMAT: "这个{}文件由更新版本的程序做成，请先升级本机的程序。",
    Code.TOO_BIG: "这个{}文件大得不正常，没有读取，请对方重新做一份。",
}


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A computer asks its county to be let in.

    ``office`` is the division code, ``title`` the office's name, ``made`` a time in ISO with its zone, a
    label only. One that changes its keys names the old ones' key_id in ``replaces``; they sign ``consent``.
    """

    inst: UUID
    office: str
    title: str
    keys: PublicKeys
    made: str
    pc_name: str
    replaces: bytes = b""
    consent: bytes = b""


@dataclass(frozen=True, slots=True)
class JoinAnswer:
    """The county's answer to one request: who the county is, and what lets the computer in.

    ``to`` is the key_id of the request's keys, ``root`` the county's root, ``certificates`` are signed
    segments, handed on exactly as they stand; this file proves nothing about them. ``vouch`` leads from the
    root to the request's keys (`introduction`), ``links`` to all keys the county ever had; "" where none do.
    """

    inst: UUID
    office: str
    title: str
    keys: PublicKeys
    made: str
    pc_name: str
    to: bytes
    root: PublicKeys
    certificates: tuple[bytes, ...]
    vouch: str = ""
    links: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two files: its first line, what signs it, what a clerk calls it."""

    magic: bytes
    context: str
    word: str

    def refused(self, code: Code) -> PackageRefused:
        return PackageRefused(code, _SENTENCES[code].format(self.word))


_REQUEST = _Kind(b"LJFPAJOIN\n", "join request", "入网申请")
_ANSWER = _Kind(b"LJFPAANSWER\n", "join answer", "入网答复")
_Content = TypeVar("_Content", JoinRequest, JoinAnswer)


def write_request(path: Path, request: JoinRequest, keys: PrivateKeys) -> None:
    """Write a request, signed with the keys it announces.

    Raises `Trouble` for what the disk refuses, ValueError for a request that could not be read again.
    """
    _write(path, _REQUEST, request, keys)


def read_request(path: Path) -> JoinRequest:
    """The request in a file from outside.

    Raises `PackageRefused` for a file that is anything else, `Trouble` when it cannot be read at all.
    """
    return _read(path, _REQUEST, JoinRequest)


def write_answer(path: Path, answer: JoinAnswer, keys: PrivateKeys) -> None:
    """Write the county's answer, signed with the county's keys; raises as `write_request`."""
    _write(path, _ANSWER, answer, keys)


def read_answer(path: Path) -> JoinAnswer:
    """The answer in a file from outside; raises as `read_request`.

    Whether it answers our request (``to``) and comes from our county, the caller finds out.
    """
    return _read(path, _ANSWER, JoinAnswer)


def _write(path: Path, kind: _Kind, content: JoinRequest | JoinAnswer, keys: PrivateKeys) -> None:
    if content.keys != keys.public or not _is_sound(content):
        raise ValueError(f"no sound content for {kind.context}")
    signed = b"%d %s\n%s\n" % (_FORMAT, content.keys.sign.hex().encode(), msgspec.json.encode(content))
    signature = sign(keys, kind.context, signed).hex().encode()
    whole = kind.magic + signed + signature + b"\n"
    if len(whole) > _LARGEST:
        raise ValueError(f"{kind.context} too large")
    write_replacing(path, whole)


def _read(path: Path, kind: _Kind, shape: type[_Content]) -> _Content:
    try:
        with path.open("rb") as f:
            whole = f.read(_LARGEST + 1)
    except OSError as e:
        raise Trouble(f"“{path.name}”读不出来，", "请检查U盘是否还插着，或重新拷贝一次。") from e
    if not whole.startswith(kind.magic):
        raise kind.refused(Code.NOT_A_PACKAGE)
    if len(whole) > _LARGEST:
        raise kind.refused(Code.TOO_BIG)
    signer = _signer(whole, kind)
    content = _content(whole.split(b"\n")[2], kind, shape)
    if content.keys.sign != signer or not _is_sound(content):
        raise kind.refused(Code.DAMAGED)
    return content


def _signer(whole: bytes, kind: _Kind) -> bytes:
    """The key that signed the file; nothing of the content has been read before this is known."""
    lines = whole.split(b"\n")
    if len(lines) < 5:
        raise kind.refused(Code.TRUNCATED)
    first, written = _SIGNER.fullmatch(lines[1]), _SIGNATURE.fullmatch(lines[3])
    if not first or not written or len(lines) > 5 or lines[4]:
        raise kind.refused(Code.DAMAGED)
    signer = bytes.fromhex(first[2].decode())
    signed = b"%s\n%s\n" % (lines[1], lines[2])
    if not is_signed_by(signer, kind.context, signed, bytes.fromhex(written[0].decode())):
        raise kind.refused(Code.DAMAGED)
    if int(first[1]) > _FORMAT:
        raise kind.refused(Code.NEWER_FORMAT)
    return signer


def _content(text: bytes, kind: _Kind, shape: type[_Content]) -> _Content:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError) as e:
        raise kind.refused(Code.DAMAGED) from e


def _is_sound(content: JoinRequest | JoinAnswer) -> bool:
    """Whether the words in it can be shown to a clerk: no hidden signs, no made-up code or time."""
    names = (content.title, content.pc_name)
    if not all(n.strip() and n.isprintable() and len(n) <= _LONGEST_NAME for n in names):
        return False
    try:
        zone = datetime.fromisoformat(content.made).tzinfo
    except ValueError:
        return False
    return zone is not None and re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", content.office) is not None
