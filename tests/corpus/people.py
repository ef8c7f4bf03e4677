"""Made-up people for the corpus: no two alike, every number with its right checksum."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from ljfpa_desktop.base import divisions
from tests.services.importing.samples import TOWNSHIP, number

Line = dict[str, Any]
VILLAGES = [code for code, _ in divisions.villages(TOWNSHIP)]
SURNAMES = "林陈黄郑吴李王张刘杨蔡许何谢郭邱江董游叶"
GIVEN = "勇强明志华秀英美珍兰平建国文海金玉水木春"
CARD = "6217001234567890122"


@dataclass(slots=True)
class World:
    """Who has been made so far; ``known`` are lines of families that are registered by now."""

    chance: random.Random
    known: list[Line] = field(default_factory=list[Line])
    _names: list[str] = field(default_factory=list[str])
    _made: int = 0

    def __post_init__(self) -> None:
        self._names = [a + b + c for a in SURNAMES for b in GIVEN for c in GIVEN if b != c]
        self.chance.shuffle(self._names)

    def name(self) -> str:
        """A name nobody else has."""
        return self._names.pop()

    def id_no(self, year: int, sex: int) -> tuple[str, str]:
        """A number nobody else has and its day of birth; ``sex`` 1 or 2."""
        self._made += 1
        day = f"{year}{1 + self._made % 12:02d}{1 + self._made // 12 % 28:02d}"
        return number(day, self._made % 450 * 2 + sex), f"{day[:4]}-{day[4:6]}-{day[6:]}"

    def phone(self) -> str:
        """A mobile number."""
        return f"138{self.chance.randrange(10**8):08d}"

    def line(self, kind: str) -> Line:
        """One row of a register of this kind, without any fault."""
        made = {"families": self._family, "special": self._special, "relief": self._relief}
        return made.get(kind, self._enrolled)()

    def _family(self) -> Line:
        year = 1960 + self._made % 15
        (h_id, h_birth), (w_id, w_birth) = self.id_no(year, 1), self.id_no(year + 2, 2)
        sex = self.chance.choice((1, 2))
        c_id, c_birth = self.id_no(year + 28, sex)
        return {
            "village": self.chance.choice(VILLAGES), "h": self.name(), "h_id": h_id, "h_birth": h_birth,
            "w": self.name(), "w_id": w_id, "w_birth": w_birth, "c": self.name(), "c_id": c_id,
            "c_birth": c_birth, "c_sex": "男女"[sex - 1], "category": "独生子女家庭", "hukou": "农业",
            "phone": self.phone(), "address": f"东区{self._made}号", "cert": f"闽连{self._made:06d}",
        }  # fmt: skip

    def _special(self) -> Line:
        year, sex = 1950 + self._made % 10, self.chance.choice((1, 2))
        (own, birth), (c_id, _) = self.id_no(year, sex), self.id_no(year + 28, 1)
        return {
            "village": self.chance.choice(VILLAGES), "name": self.name(), "sex": "男女"[sex - 1], "id": own,
            "birth": birth, "support": "死亡", "c": self.name(), "c_id": c_id, "loss": "2018-08-06",
            "since": "2020.01", "health": "良好", "phone": self.phone(), "account": CARD, "alone": "否",
        }  # fmt: skip

    def _relief(self) -> Line:
        own, _ = self.id_no(1950 + self._made % 20, self.chance.choice((1, 2)))
        return {
            "village": self.chance.choice(VILLAGES), "head": self.name(), "id": own,
            "size": self.chance.randint(1, 5), "reason": "因病", "phone": self.phone(),
            "amount": self.chance.choice((300, 500, 600)), "goods": None, "note": None,
        }  # fmt: skip

    def _enrolled(self) -> Line:
        sex = self.chance.choice((1, 2))
        own, birth = self.id_no(1965 + self._made % 25, sex)
        return {
            "village": self.chance.choice(VILLAGES), "name": self.name(), "sex": "男女"[sex - 1], "id": own,
            "birth": birth, "phone": self.phone(), "education": "高中", "joined": "2015年3月",
            "no": f"HY{self._made:05d}", "group": "一组", "post": "会员", "skills": "法律", "hours": 12,
        }  # fmt: skip


def ending_in_x(world: World, sex: int, year: int = 1962) -> str:
    """A number whose check digit is X."""
    while True:
        found, _ = world.id_no(year, sex)
        if found.endswith("X"):
            return found
