"""One name written in two ways: traditional characters, variants, and characters that look alike."""

from __future__ import annotations

import json
from functools import cache, lru_cache

from .paths import resources
from .text import normalise


@cache
def _tables() -> tuple[dict[int, str], dict[int, str]]:
    """(traditional or variant -> plain, plain -> the first of those it is mistaken for)."""
    read = json.loads((resources() / "codes" / "name_variants.json").read_text("utf-8"))
    pairs: str = read["traditional"]
    plain = {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}
    alike = {ord(char): group[0] for group in read["alike"] for char in group[1:]}
    return plain, alike


@lru_cache(maxsize=65536)  # a register is read once for each of its rules
def plain(name: str) -> str:
    """The name in plain characters, for comparing: 張麗 and 张丽 are one."""
    return normalise(name).translate(_tables()[0])


@lru_cache(maxsize=65536)
def blurred(name: str) -> str:
    """The plain name with characters that are mistaken for one another made one: 张莉 and 张丽."""
    return plain(name).translate(_tables()[1])
