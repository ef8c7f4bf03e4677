"""The letters by which names are found."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.pinyin import MOST_INITIALS, Reading, pinyin_key, reading


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("林秀英", "linxiuying", "lxy"),
        ("单雪梅", "shanxuemei", "sxm"),
        ("仇和", "qiuhe", "qh"),
        ("曾依妹", "zengyimei", "zym"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("区文", "ouwen", "ow"),
        ("查良", "zhaliang", "zl"),
        ("盖文", "gewen", "gw"),
        ("乐嘉", "yuejia", "yj"),
        ("翟明", "zhaiming", "zm"),
        ("缪斌", "miaobin", "mb"),
        ("朴英", "piaoying", "py"),
        ("任弟", "rendi", "rd"),
        ("华依俤", "huayidi", "hyd"),
        ("黑明", "heming", "hm"),
        ("员外", "yunwai", "yw"),
        ("纪英", "jiying", "jy"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("单于明", "chanyuming", "cym"),
        ("万俟明", "moqiming", "mqm"),
        ("尉迟明", "yuchiming", "ycm"),
        ("欧阳明", "ouyangming", "oym"),
        ("吕梅", "lvmei", "lm"),
        ("林 Tom", "lintom", "ltom"),
        ("买买提·阿不力", "maimaitiabuli", "mmtabl"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, full: str, initials: str) -> None:
    read = reading(name)
    assert read.full == full
    assert read.initials[0] == initials


def test_every_reading_can_be_searched() -> None:
    assert {"sxm", "dxm", "cxm"} <= set(reading("单雪梅").initials)
    assert {"ym", "lm"} <= set(reading("乐明").initials)
    assert {"lzx", "lcx"} <= set(reading("林重行").initials)


def test_what_has_no_letters() -> None:
    assert reading("") == Reading("", [])
    assert reading("·?□") == Reading("", [])
    assert reading("林\uf8ff").full == "lin"


def test_registers_sort_by_syllable() -> None:
    names = ["曾明", "林英", "林爱", "李英", "安平", "连江"]
    assert sorted(names, key=pinyin_key) == ["安平", "李英", "连江", "林爱", "林英", "曾明"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8))
def test_every_name_has_few_initials(name: str) -> None:
    read = reading(name)
    assert len(read.initials) <= MOST_INITIALS
    assert len(set(read.initials)) == len(read.initials)
    assert not read.initials or read.initials[0][0] == read.full[0]


@given(st.text(max_size=8))
def test_any_text_can_be_read(name: str) -> None:
    assert reading(name).full.isascii()
    assert pinyin_key(name).endswith(name)


def test_the_tables_load_only_when_a_name_is_read() -> None:
    script = "import sys; import ljfpa_desktop.base.pinyin; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
