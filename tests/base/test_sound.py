"""What people mix up sounds as one, and nothing else does."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base import pinyin, sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陈秀英", "程休因"),
        ("黄建国", "房江国"),
        ("洪英", "冯因"),
        ("胡明", "符民"),
        ("张莉", "章妮"),
        ("石珊", "司三"),
        ("周超", "邹曹"),
        ("林宁", "宁林"),
        ("惠荣", "费荣"),
        ("欧阳小英", "欧阳晓音"),
    ],
)
def test_neighbours_sound_as_one(one: str, other: str) -> None:
    assert sound.of_name(one) == sound.of_name(other)
    assert len(sound.of_name(one)) == len(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("陈英", "林英"), ("张莉", "张兰"), ("王明", "王美"), ("黄红", "王红"), ("高英", "考英")],
)
def test_others_do_not(one: str, other: str) -> None:
    assert sound.of_name(one) != sound.of_name(other)


@pytest.mark.parametrize("name", ["", "John Smith", "林1", "□□"])
def test_what_is_not_read_in_syllables_has_no_sound(name: str) -> None:
    assert sound.of_name(name) == ""


@pytest.mark.parametrize("name", ["陈秀英", "欧阳小英", "吕梁", "黄建国", "林俤", "单雪梅", "阮娥", "郑依妹"])
def test_typed_pinyin_is_heard_as_the_name(name: str) -> None:
    assert sound.of_name(name) in sound.of_letters("".join(pinyin.syllables(name)))


def test_pinyin_is_cut_in_every_way_the_shortest_first() -> None:
    heard = sound.of_letters("linxian")
    assert [len(way) for way in heard] == sorted(len(way) for way in heard)
    assert sound.of_name("林仙") in heard
    assert sound.of_name("林西安") in heard


@pytest.mark.parametrize("typed", ["", "lin", "xyz", "linx", "123", "lin2"])
def test_what_is_no_whole_name_is_not_heard(typed: str) -> None:
    assert sound.of_letters(typed) == ()


def test_no_sound_is_a_character_of_a_name() -> None:
    assert all(0xA000 <= ord(c) <= 0xA48F for c in sound.of_name("陈秀英") + sound.of_name("黄建国"))


def test_initials_tell_early_what_cannot_sound_so() -> None:
    heard = sound.of_name("林华")
    assert sound.may_sound("lh", heard)
    assert sound.may_sound("nfx", heard)
    assert not sound.may_sound("lx", heard)
    assert not sound.may_sound("l", heard)
    assert sound.initials(heard) == ["lf", "lh", "nf", "nh"]
