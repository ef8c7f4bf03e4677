"""The files of joining come back as written; whatever else a file holds is refused in one sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange.file import request as joining
from ljfpa_desktop.exchange.file.keyring import new_keys, new_root, sign
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.file.request import (
    JoinAnswer,
    JoinRequest,
    read_answer,
    read_request,
    write_answer,
    write_request,
)

KEYS = new_keys()
COUNTY = new_keys()
REQUEST = JoinRequest(
    UUID("0190f2a4-0000-7000-8000-000000000001"),
    "350122103",
    "琯头镇计划生育协会",
    KEYS.public,
    "2026-11-24T06:30:00+00:00",
    "办公室-PC01",
)
ANSWER = JoinAnswer(
    UUID("0190f2a4-0000-7000-8000-000000000002"),
    "350122",
    "连江县计划生育协会",
    COUNTY.public,
    "2026-11-25T01:00:00+00:00",
    "县计生协",
    KEYS.public.key_id,
    new_root()[1].public,
    (b'{"kind":"cert"}\n{"key":"00","sig":"11"}', bytes(range(256))),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound request."""
    path = tmp_path_factory.mktemp("sound") / "request.ljj"
    write_request(path, REQUEST, KEYS)
    return path.read_bytes()


def refusal(path: Path, content: bytes) -> PackageRefused:
    """How a request of these bytes is refused."""
    path.write_bytes(content)
    with pytest.raises(PackageRefused) as told:
        read_request(path)
    return told.value


def made(content: object, keys=KEYS, fmt: bytes = b"1", context: str = "join request") -> bytes:
    """A request signed rightly around any content."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    signed = fmt + b" " + keys.public.sign.hex().encode() + b"\n" + body + b"\n"
    return b"LJFPAJOIN\n" + signed + sign(keys, context, signed).hex().encode() + b"\n"


def test_a_request_comes_back(tmp_path: Path) -> None:
    write_request(tmp_path / "request.ljj", REQUEST, KEYS)
    assert read_request(tmp_path / "request.ljj") == REQUEST
    assert [p.name for p in tmp_path.iterdir()] == ["request.ljj"]


def test_an_answer_comes_back(tmp_path: Path) -> None:
    write_answer(tmp_path / "answer.ljj", ANSWER, COUNTY)
    assert read_answer(tmp_path / "answer.ljj") == ANSWER


def test_nothing_secret_stands_in_it(whole: bytes) -> None:
    text = whole.decode("utf-8")
    assert KEYS.age not in text
    assert KEYS.sign.hex() not in text
    assert "琯头镇计划生育协会" in text  # readable in any editor


@settings(max_examples=100, deadline=None)
@given(
    st.uuids(),
    st.from_regex(r"\A([0-9]{6}|[0-9]{9}|[0-9]{12})\Z"),
    st.text(min_size=1, max_size=100).filter(lambda t: t.isprintable() and t.strip() != ""),
    st.datetimes(timezones=st.timezones()),
)
def test_every_sound_request_comes_back(
    tmp_path_factory: pytest.TempPathFactory, inst: UUID, office: str, name: str, at
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-request.ljj"
    asked = JoinRequest(inst, office, name, KEYS.public, at.astimezone().isoformat(), name[::-1])
    write_request(path, asked, KEYS)
    assert read_request(path) == asked


def test_every_flipped_bit_is_refused(tmp_path: Path, whole: bytes) -> None:
    codes: set[Code] = set()
    for bit in range(len(whole) * 8):
        wrong = bytearray(whole)
        wrong[bit // 8] ^= 1 << bit % 8
        codes.add(refusal(tmp_path / "x", bytes(wrong)).code)
    assert codes == {Code.NOT_A_PACKAGE, Code.TRUNCATED, Code.DAMAGED}


def test_every_cut_is_refused(tmp_path: Path, whole: bytes) -> None:
    for length in range(len(whole)):
        expected = Code.TRUNCATED if length >= 10 else Code.NOT_A_PACKAGE
        assert refusal(tmp_path / "x", whole[:length]).code == expected


@pytest.mark.parametrize("more", [b"\0", b"\n", b" ", b"x" * 1000])
def test_what_hangs_on_is_refused(tmp_path: Path, whole: bytes, more: bytes) -> None:
    assert refusal(tmp_path / "x", whole + more).code == Code.DAMAGED
    assert refusal(tmp_path / "x", more + whole).code == Code.NOT_A_PACKAGE


def test_other_line_ends_and_capital_hex_are_refused(tmp_path: Path, whole: bytes) -> None:
    assert refusal(tmp_path / "x", whole.replace(b"\n", b"\r\n")).code == Code.NOT_A_PACKAGE
    lines = whole.split(b"\n")
    lines[3] = lines[3].upper()
    assert refusal(tmp_path / "x", b"\n".join(lines)).code == Code.DAMAGED


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"LJFPAPKG1\n{}", b"%PDF-1.7", "姓名,电话\n".encode("gbk")]
)
def test_a_foreign_file_is_no_request(tmp_path: Path, content: bytes) -> None:
    told = refusal(tmp_path / "x", content)
    assert told.sentence == "NOT_A_PACKAGE：这个文件不是入网申请文件，请重新选择。"
    assert told.plain == "这个文件不是入网申请文件，请重新选择。"


def test_request_and_answer_are_not_taken_for_each_other(tmp_path: Path, whole: bytes) -> None:
    write_answer(tmp_path / "answer", ANSWER, COUNTY)
    answer = (tmp_path / "answer").read_bytes()
    assert refusal(tmp_path / "x", answer).code == Code.NOT_A_PACKAGE
    assert refusal(tmp_path / "x", answer.replace(b"LJFPAANSWER", b"LJFPAJOIN")).code == Code.DAMAGED
    (tmp_path / "x").write_bytes(whole)
    with pytest.raises(PackageRefused, match="NOT_A_PACKAGE：这个文件不是入网答复文件，请重新选择。"):
        read_answer(tmp_path / "x")


def test_a_huge_file_is_not_read(tmp_path: Path, whole: bytes) -> None:
    with (tmp_path / "huge").open("wb") as f:
        f.write(b"LJFPAJOIN\n")
        f.truncate(2**40)  # a hole: nothing of it is on the disk
    with pytest.raises(PackageRefused) as told:
        read_request(tmp_path / "huge")
    assert told.value.code == Code.TOO_BIG


def test_someone_else_s_signature_is_refused(tmp_path: Path, whole: bytes) -> None:
    other = made(REQUEST, COUNTY)  # signed by another key than the one it announces
    assert refusal(tmp_path / "x", other).code == Code.DAMAGED
    mine, theirs = whole.split(b"\n"), other.split(b"\n")
    mixed = [mine[0], mine[1], mine[2], theirs[3], b""]
    assert refusal(tmp_path / "x", b"\n".join(mixed)).code == Code.DAMAGED
    assert refusal(tmp_path / "x", made(REQUEST, context="join answer")).code == Code.DAMAGED


def test_a_newer_format_asks_for_the_newer_program(tmp_path: Path) -> None:
    assert refusal(tmp_path / "x", made({"what": "ever"}, fmt=b"2")).code == Code.NEWER_FORMAT
    (tmp_path / "x").write_bytes(made(REQUEST))
    assert read_request(tmp_path / "x") == REQUEST


SOUND = msgspec.to_builtins(REQUEST)
NEEDED = SOUND.keys() - {"replaces", "consent"}  # a new computer changes no keys


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b"null",
        {},
        *({k: v for k, v in SOUND.items() if k != left} for left in sorted(NEEDED)),
        SOUND | {"inst": "no uuid"},
        SOUND | {"inst": 1},
        SOUND | {"office": "35012210a"},
        SOUND | {"office": "3501221030"},
        SOUND | {"office": "３５０１２２１０３"},
        SOUND | {"office": "350122103\n"},
        SOUND | {"title": ""},
        SOUND | {"title": "  "},
        SOUND | {"title": "镇" * 101},
        SOUND | {"title": "镇\u202e会"},
        SOUND | {"title": 5},
        SOUND | {"pc_name": "PC\x1b[31m"},
        SOUND | {"pc_name": "PC\n1"},
        SOUND | {"made": "yesterday"},
        SOUND | {"made": "2026-11-24T06:30:00"},
        SOUND | {"made": ""},
        SOUND | {"keys": {}},
        SOUND | {"keys": {"sign": "AAAA", "age": KEYS.public.age}},
        SOUND | {"keys": SOUND["keys"] | {"age": "age1"}},
        SOUND | {"keys": SOUND["keys"] | {"age": KEYS.public.age.upper()}},
    ],
)
def test_a_well_signed_file_of_wrong_content_is_refused(tmp_path: Path, content: object) -> None:
    assert refusal(tmp_path / "x", made(content)).code == Code.DAMAGED


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_file_changed_at_random_is_refused(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 80)))
    content = whole[:start] + data.draw(st.binary(max_size=80)) + whole[end:]
    if content != whole:
        refusal(tmp_path_factory.getbasetemp() / "random.ljj", content)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"LJFPAJOIN\n", b"LJFPAJOIN\n1 " + b"0" * 64 + b"\n"]))
def test_any_file_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes) -> None:
    refusal(tmp_path_factory.getbasetemp() / "any.ljj", start + content)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(REQUEST, title=""),
        replace(REQUEST, pc_name="PC\n"),
        replace(REQUEST, office="琯头镇"),
        replace(REQUEST, made="2026"),
        replace(REQUEST, keys=COUNTY.public),
    ],
)
def test_what_could_not_be_read_is_not_written(tmp_path: Path, wrong: JoinRequest) -> None:
    with pytest.raises(ValueError, match="join request"):
        write_request(tmp_path / "request.ljj", wrong, KEYS)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_too_large_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too large"):
        write_answer(tmp_path / "answer", replace(ANSWER, certificates=(bytes(7_000_000),)), COUNTY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="读不出来"):
        read_request(tmp_path / "gone")
    with pytest.raises(Trouble, match="读不出来"):
        read_request(tmp_path)


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Trouble):
        write_request(tmp_path / "file" / "request.ljj", REQUEST, KEYS)


def test_every_sentence_says_what_to_do() -> None:
    for word in ("入网申请", "入网答复"):
        for sentence in joining._SENTENCES.values():  # noqa: SLF001
            assert re.fullmatch(r"[\u4e00-\u9fff，]+。", sentence.format(word).replace("U", "优"))
