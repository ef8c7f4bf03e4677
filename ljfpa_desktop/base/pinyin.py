"""The pinyin of names for searching and sorting, surnames read as surnames (DOMAIN.md 8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

MOST_INITIALS = 24  # of a name with many readings; the first is the likeliest
_READ_AS = (
    "单shan 仇qiu 曾zeng 解xie 区ou 查zha 盖ge 乐yue 翟zhai 缪miao 朴piao 华hua 召shao "
    "黑he 员yun 覃qin 隗wei 盛sheng 重chong 纪ji 尹yin 任ren 宁ning 种chong 繁po 秘bi "
    "冼xian 洗xian 折she 祭zhai 逄pang 句gou 谌chen 柏bai 车che 沈shen 石shi 叶ye 薄bo "
    "褚chu 藏zang 万wan 尉wei 郗xi 晟cheng 能nai 贾jia 角jue 都du 便pian 牟mou 过guo 那na"
)
_SURNAMES = {word[0]: word[1:] for word in _READ_AS.split()}
_COMPOUND = {
    "长孙": "zhang sun",
    "单于": "chan yu",
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "欧阳": "ou yang",
    "澹台": "tan tai",
    "令狐": "ling hu",
    "鲜于": "xian yu",
    "申屠": "shen tu",
    "钟离": "zhong li",
    "淳于": "chun yu",
    "皇甫": "huang fu",
    "夏侯": "xia hou",
    "呼延": "hu yan",
    "赫连": "he lian",
    "诸葛": "zhu ge",
    "上官": "shang guan",
    "司马": "si ma",
    "司徒": "si tu",
    "端木": "duan mu",
    "公冶": "gong ye",
    "宇文": "yu wen",
    "慕容": "mu rong",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A name's letters: ``full`` without blanks (linxiuying), and all ``initials``, likeliest first."""

    full: str
    initials: list[str]


@lru_cache(maxsize=32768)
def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of each character, likeliest first; Western letters and digits read as themselves."""
    known = "".join([char for char in name if _every(char)])
    surname = _surname(known)
    rest = known[len(surname) :]
    han = iter(_likely("".join([c for c in rest if not c.isascii()])))
    likely = surname + [char.lower() if char.isascii() else next(han) for char in rest]
    return tuple(map(_led_by, likely, known))


@lru_cache(maxsize=32768)
def _led_by(best: str, char: str) -> tuple[str, ...]:
    return _unique(best, *_every(char))


@lru_cache(maxsize=32768)  # a register has some thousand characters and many names: read each once
def _every(char: str) -> tuple[str, ...]:
    """All syllables of a character; none for what cannot be read."""
    from pypinyin import Style, pinyin  # half a second of tables: only when a name is read

    if char.isascii():
        return (char.lower(),) if char.isalnum() else ()
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


@lru_cache(maxsize=32768)
def _likely(given: str) -> tuple[str, ...]:
    """The syllables of a given name, read as a phrase where it is one."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    parts = (given[i:j] for i in range(len(given)) for j in range(i + 2, len(given) + 1))
    if not any(part in PHRASES_DICT for part in parts):  # cutting into phrases is what takes the time
        return tuple(_every(char)[0] for char in given)
    return tuple(lazy_pinyin(given, style=Style.NORMAL))


def _surname(name: str) -> list[str]:
    """The syllables of the surname where it is read otherwise than the character alone."""
    if name[:2] in _COMPOUND:
        return _COMPOUND[name[:2]].split()
    return [_SURNAMES[name[0]]] if name[:1] in _SURNAMES else []


def _unique(*syllables: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(syllables))


def reading(name: str) -> Reading:
    """The letters by which a name is found: 单雪梅 has sxm first, and dxm too."""
    readings = _readings(name)
    letters = map(_letters, readings)
    initials = ["".join(each) for each in islice(product(*letters), MOST_INITIALS)]
    return Reading("".join(syllables[0] for syllables in readings), initials if readings else [])


@lru_cache(maxsize=4096)
def _letters(syllables: tuple[str, ...]) -> tuple[str, ...]:
    return _unique(*(syllable[0] for syllable in syllables))


def syllables(name: str) -> tuple[str, ...]:
    """The likeliest syllable of each character of a name."""
    return tuple(each[0] for each in _readings(name))


def pinyin_key(name: str) -> str:
    """A key that sorts names as a register does: syllable by syllable, then by the characters themselves."""
    return " ".join(syllables[0] for syllables in _readings(name)) + "\x00" + name
