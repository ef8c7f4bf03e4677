"""A package comes back as it was sent, and each wrong one is refused for its own reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from tests.exchange import sample
from tests.exchange.sample import COUNTY, COUNTY_INST, OTHER, OTHER_INST, TOWNSHIP, TOWNSHIP_INST

Change = Callable[[bytes], bytes]


@pytest.fixture
def good(tmp_path: Path) -> bytes:
    return sample.make(tmp_path).path.read_bytes()


def refusal(tmp_path: Path, data: bytes) -> Code:
    path = tmp_path / "二.ljp"
    path.write_bytes(data)
    with pytest.raises(PackageRefused) as refused:
        sample.take(path)
    return refused.value.code


def by_sender(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The package as its own sender would have made it with another manifest."""
    manifest, rest = sample.opened_up(sample.inside(data))
    change(manifest)
    return sample.recoded(data, json.dumps(manifest).encode(), rest)


def test_it_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    written = sample.make(tmp_path, "T12_{code}.ljp")
    assert written.path == tmp_path / f"T12_{written.code}.ljp"
    assert written.size == written.path.stat().st_size
    found = sample.take(written.path)
    assert list(found.segments()) == list(found.segments()) == list(sample.SEGMENTS)
    assert list(found.parts("sheet")) == [b"one,two\n1,2\n", b""]
    assert list(found.parts("picture")) == [bytes(range(256))]
    assert list(found.parts("nothing")) == []
    assert (found.digest, found.code) == (written.digest, written.code)
    assert (found.manifest.no, found.manifest.summary["paid_fen"]) == (41, 960000)
    assert found.manifest.have == {"*": ["ab" * 32], "T12": []}
    assert found.manifest.sender.inst == TOWNSHIP_INST


def test_anyone_reads_the_outside(tmp_path: Path) -> None:
    written = sample.make(tmp_path)
    hint = {"from": "T12-永安", "to": "县", "no": 41, "code": written.code}
    assert package.look(written.path) == package.Outer(hint, written.size)


def test_the_sender_reads_its_own_package(tmp_path: Path) -> None:
    path = sample.make(tmp_path).path
    found = package.open_package(path, [OTHER, TOWNSHIP], TOWNSHIP_INST, sample.known)
    assert list(found.segments()) == list(sample.SEGMENTS)


def test_an_empty_package_carries_its_manifest(tmp_path: Path) -> None:
    to = [COUNTY.public.age]
    path = package.write(tmp_path, "空.ljp", sample.draft(), [], [], TOWNSHIP, to).path
    assert list(sample.content(sample.take(path))) == []


def test_a_refusal_names_its_code_and_says_one_sentence() -> None:
    refused = PackageRefused(Code.TRUNCATED)
    assert refused.sentence == "TRUNCATED：这个数据包没有拷完整，请重新拷贝一次。"
    assert refused.plain == "这个数据包没有拷完整，请重新拷贝一次。"
    assert isinstance(refused, Refused)
    assert PackageRefused(Code.FORGED, "别的话。").sentence == "FORGED：别的话。"
    plain = [PackageRefused(code).plain for code in Code]
    assert len(set(plain)) == len(Code) == 8
    assert all(text.endswith("。") and "，" in text and not set(",;:()?!") & set(text) for text in plain)


def test_only_the_recipient_opens_it(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "一.ljp"
    with pytest.raises(PackageRefused) as refused:
        package.open_package(path, [OTHER], OTHER_INST, sample.known)
    assert refused.value.code is Code.NOT_FOR_US
    with pytest.raises(PackageRefused) as refused:
        package.open_package(path, [], COUNTY_INST, sample.known)
    assert refused.value.code is Code.NOT_FOR_US


def test_a_genuine_package_sealed_again_to_another_office_is_refused(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "转.ljp"
    path.write_bytes(sample.resealed(good, sample.inside(good), OTHER.public))
    with pytest.raises(PackageRefused) as refused:
        package.open_package(path, [OTHER], OTHER_INST, sample.known)
    assert refused.value.code is Code.NOT_FOR_US


def test_the_same_inside_sealed_again_for_us_is_the_same_package(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "转.ljp"
    path.write_bytes(sample.resealed(good, sample.inside(good)))
    assert sample.take(path).digest == sample.take(tmp_path / "一.ljp").digest


def test_a_sender_nobody_knows(tmp_path: Path) -> None:
    mine = package.Sender(OTHER_INST, "350122104", OTHER.public.key_id.hex())
    to = [COUNTY.public.age]
    path = package.write(tmp_path, "三.ljp", sample.draft(sender=mine), [], [], OTHER, to).path
    assert refusal(tmp_path, path.read_bytes()) is Code.UNKNOWN_SENDER


def test_a_key_id_answered_with_other_keys_is_unknown(tmp_path: Path, good: bytes) -> None:
    with pytest.raises(PackageRefused) as refused:
        package.open_package(tmp_path / "一.ljp", [COUNTY], COUNTY_INST, lambda _: OTHER.public)
    assert refused.value.code is Code.UNKNOWN_SENDER


def test_a_forged_signature(tmp_path: Path, good: bytes) -> None:
    manifest, rest = sample.opened_up(sample.inside(good))
    body = json.dumps(manifest).encode()
    fake = sample.signed(body, rest, OTHER)
    as_township = TOWNSHIP.public.key_id + fake[16:]
    assert refusal(tmp_path, sample.resealed(good, as_township)) is Code.FORGED
    # A known office that signs with its own keys what claims to come from another.
    assert refusal(tmp_path, sample.resealed(good, sample.signed(body, rest, COUNTY))) is Code.FORGED


def test_a_newer_format_asks_for_an_upgrade(tmp_path: Path, good: bytes) -> None:
    header, sealed = sample.cut(good)
    assert refusal(tmp_path, sample.join(header | {"v": 2, "more": []}, sealed)) is Code.NEWER_FORMAT
    plain = sample.signed(b'{"fmt":2,"other":"shape"}', b"")
    assert refusal(tmp_path, sample.resealed(good, plain)) is Code.NEWER_FORMAT
    assert refusal(tmp_path, by_sender(good, lambda m: m.update(alg="sm2/sm4"))) is Code.NEWER_FORMAT


def test_a_field_that_a_later_version_adds_is_passed_over(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "二.ljp"
    path.write_bytes(by_sender(good, lambda m: m.update(weather=["rain"])))
    assert list(sample.take(path).segments()) == list(sample.SEGMENTS)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d[:0], Code.TRUNCATED),
        (lambda d: d[:7], Code.TRUNCATED),
        (lambda d: bytes(len(d)), Code.TRUNCATED),
        (lambda d: d[:12], Code.TRUNCATED),
        (lambda d: d[:60], Code.TRUNCATED),
        (lambda d: d[:-1], Code.TRUNCATED),
        (lambda d: d + b"\0", Code.DAMAGED),
        (lambda d: b"PK\3\4" + d, Code.NOT_A_PACKAGE),
        (lambda d: d[:10] + b"\xff" + d[11:], Code.TOO_BIG),
        (lambda d: d[:40] + b"~" + d[41:], Code.DAMAGED),
        (lambda d: d[:-40] + b"~" + d[-39:], Code.DAMAGED),
    ],
)
def test_what_happens_to_files(tmp_path: Path, good: bytes, change: Change, code: Code) -> None:
    assert refusal(tmp_path, change(good)) is code


@pytest.mark.parametrize(
    "spelling",
    [
        lambda body: body.replace(b":", b": ", 1),
        lambda body: body + b" ",
        lambda body: body.replace("永".encode(), b"\\u6c38"),
        lambda body: body[:-1] + b',"x":1}',
        lambda body: body[:-1] + b',"v":1}',
        lambda body: body.replace(b'"v":1', b'"v":0'),
        lambda body: body.replace(b'"v":1', b'"v":-1'),
        lambda body: body.replace(b'"n":', b'"n":-'),
        lambda body: body.replace("县".encode(), "e\u0301".encode()),
        lambda body: body.replace("县".encode(), b"\xff\xfe"),
        lambda body: body.replace("县".encode(), b"\\ud800"),
        lambda body: body[: body.index(b'"sha256"')] + b'"sha256":' + b"[" * 3000,
        lambda body: body[:0] + b"[]",
        lambda body: body[:0],
    ],
)
def test_the_outside_has_one_spelling(tmp_path: Path, good: bytes, spelling: Change) -> None:
    length = int.from_bytes(good[10:14], "big")
    body = spelling(good[14 : 14 + length])
    assert refusal(tmp_path, sample.framed(body, good[14 + length :])) is Code.DAMAGED


@pytest.mark.parametrize("change", [{"to": "省"}, {"no": 42}, {"code": "1234-5678-90"}, {"more": 1}])
def test_the_hint_outside_is_the_one_signed_inside(
    tmp_path: Path, good: bytes, change: dict[str, Any]
) -> None:
    header, sealed = sample.cut(good)
    changed = header | {"hint": header["hint"] | change}
    assert refusal(tmp_path, sample.join(changed, sealed)) is Code.DAMAGED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m["to"].__setitem__(0, OTHER_INST), Code.NOT_FOR_US),
        (lambda m: m.pop("have"), Code.DAMAGED),
        (lambda m: m.update(fmt=0), Code.DAMAGED),
        (lambda m: m.update(fmt="1"), Code.DAMAGED),
        (lambda m: m.update(no=1.5), Code.DAMAGED),
        (lambda m: m["sender"].update(key="00" * 16), Code.FORGED),
    ],
)
def test_a_signed_manifest_is_still_checked(
    tmp_path: Path, good: bytes, change: Callable[[dict[str, Any]], object], code: Code
) -> None:
    assert refusal(tmp_path, by_sender(good, change)) is code


def test_what_is_no_manifest_at_all(tmp_path: Path, good: bytes) -> None:
    for body in (b"", b"[]", b"\xff", b'{"fmt":1,"x":' + b"[" * 100_000):
        assert refusal(tmp_path, sample.resealed(good, sample.signed(body, b""))) is Code.DAMAGED
    for plain in (b"", b"short", sample.inside(good)[:300]):
        assert refusal(tmp_path, sample.resealed(good, plain)) is Code.DAMAGED


def test_age_alone_is_not_enough(tmp_path: Path, good: bytes) -> None:
    header, sealed = sample.cut(good)
    point = b"A" * 43  # of small order: no secret can be agreed with it
    weak = b"age-encryption.org/v1\n-> X25519 " + point + b"\n" + point + b"\n--- " + point + b"\n"
    other = sealed.replace(b"X25519", b"scrypt")
    long = bytes(70_000) + sealed
    for junk in (b"", b"x" * 100, sealed[:100], sealed[:-20], other, weak + bytes(100), long):
        assert refusal(tmp_path, sample.join(header, junk)) in (Code.DAMAGED, Code.NOT_FOR_US)


def test_nobody_to_open_it(tmp_path: Path) -> None:
    for nobody in ([], ["age1nobody"], [COUNTY.age]):
        with pytest.raises(PackageRefused, match="NOT_FOR_US：没有一台登记好的电脑可以接收"):
            package.write(tmp_path, "空.ljp", sample.draft(), [], [], TOWNSHIP, nobody)
    assert list(tmp_path.iterdir()) == []


def test_long_titles_are_cut_in_the_hint(tmp_path: Path) -> None:
    hint = {"from": "连江县" * 1000, "to": "县\u0301é" * 999, "no": 41}
    path = sample.make(tmp_path, hint=hint).path
    assert package.look(path).hint["from"] == "连江县" * 20
    assert sample.take(path).manifest.hint["from"] == "连江县" * 20


def test_texts_travel_composed(tmp_path: Path) -> None:
    path = sample.make(tmp_path, hint={"from": "e\u0301", "to": "县", "no": 41}).path
    assert sample.take(path).manifest.hint["from"] == package.look(path).hint["from"] == "é"


def test_a_file_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.ljp", tmp_path):
        with pytest.raises(Trouble, match="读不出来，请检查U盘"):
            sample.take(path)
    with pytest.raises(Trouble, match="找不到.*请插好U盘"):
        sample.make(tmp_path / "拔掉的U盘")
    assert list(tmp_path.iterdir()) == []


def test_a_stick_pulled_while_reading_is_trouble(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*_: object) -> None:
        raise OSError(5, "pulled")

    monkeypatch.setattr(pyrage, "decrypt_io", pulled)
    with pytest.raises(Trouble, match="读不出来"):
        sample.take(tmp_path / "一.ljp")
