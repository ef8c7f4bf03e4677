"""Characters that look right and are not: radicals, private use, lost ones, wrong tables (DOMAIN.md 7.4)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

# U+2E80-2EFF have almost no NFKC mapping; the table gives the ideograph each one is drawn as.
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺲罒⺳㓁⺴㓁⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻肀"
    "⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
RADICALS: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(a): b for a, b in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)},
}
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･·᛫⸱"), "·")
_LOST = frozenset("?？□■*＊\ufffd〓▯○●")
_CP1252 = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2}"
)
_HANZI = re.compile("[\u3400-\u9fff]")


class Rare(NamedTuple):
    """A character to look at: not in GBK, of private use, or a stand-in for one that was lost."""

    char: str
    kind: Literal["rare", "pua", "lost"]


def rare_characters(name: str) -> list[Rare]:
    """The characters of a name that old systems lose or have lost (anomaly 49), in their order."""
    return [Rare(char, kind) for char in name if (kind := _rarity(char))]


@lru_cache(maxsize=8192)
def _rarity(char: str) -> Literal["rare", "pua", "lost"] | None:
    if char in _LOST:
        return "lost"
    category = unicodedata.category(char)
    if category == "Co":
        return "pua"
    return "rare" if category == "Lo" and not _in(char, "gbk") else None


def repair_mojibake(text: str) -> str | None:
    """The text that was meant when decoded with the wrong table (杩炴睙 -> 连江), None if it is right."""
    if _CP1252.search(text) and not _HANZI.search(text):
        for wrong in ("cp1252", "latin-1"):
            for right in ("utf-8", "gb18030"):
                meant = _again(text, wrong, right)
                if meant and _HANZI.search(meant) and _plain(meant):
                    return meant
    if _HANZI.search(text) and not _in(text, "gb2312"):
        meant = _again(text, "gb18030", "utf-8")
        if meant and _HANZI.search(meant) and _plain(meant):
            return meant
    return None


def _again(text: str, wrong: str, right: str) -> str | None:
    try:
        return text.encode(wrong).decode(right)
    except UnicodeError:
        return None


def _plain(text: str) -> bool:
    return _in(text, "gbk") and text.isprintable()


def _in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True
