"""A register of any size made fast: rows as the services write them, past the forms and the history."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions, pinyin
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import office, search

# As frequent as in the county: the first dozen are half of all.
SURNAMES = (
    "林陈黄郑吴李王张刘杨邱薛游赵孙朱何高郭曾董叶蔡潘谢许周徐江罗余方邓卢魏程苏丁任姚姜倪肖阮翁詹庄欧"
    "单仇解区查盖乐翟缪朴华召覃盛纪尹宁石柏"
)
GIVEN = (
    "秀英美珍国强建明小燕依妹俤华丽芳平志勇文玉兰金水木火土生财福贵春夏秋冬海山云龙凤梅桂香月红霞艳娟娜"
    "敏静洁雪霜雨晨曦伟杰鹏飞宏斌峰涛波浩宇轩梓涵子怡欣佳琪诗思雅莉萍蓉莲菊荣光辉煌亮昌盛兴旺发达顺安康宁"
    "仁义礼智信忠孝廉正大中华国民主清源泉河江湖洋城镇坤乾德才学诚善良友爱武威震雷电风霄汉"
)
STEP = 20_000
_HOUSEHOLD = (
    "INSERT INTO household(id, office_id, household_no, village_code, phone1, status, privacy_level) "
    "VALUES (?, ?, ?, ?, ?, 'ACTIVE', 'NORMAL')"
)
_PERSON = (
    "INSERT INTO person(id, office_id, name, pinyin, sex, birth_date, id_no) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_MEMBER = "INSERT INTO member(id, office_id, household_id, person_id, relation) VALUES (?, ?, ?, ?, ?)"
_PLACES = (("02", 1, 1945), ("12", 0, 1948), ("30", 0, 1975))


def fill(s: Session, people: int) -> None:
    """Write ``people`` persons in families of three over all villages of the county, and their index."""
    chance = random.Random(7)
    s.execute(text("UPDATE ctx SET applying = 1"))
    own, families = office.office_id(s).bytes, _families(chance, people // len(_PLACES))
    connection = s.connection()
    while some := list(islice(families, STEP)):
        connection.exec_driver_sql(_HOUSEHOLD, [(f, own, no, no[:12], phone) for f, no, phone in some])
        people_of = [_person(chance, f, *place) for f, _, _ in some for place in _PLACES]
        connection.exec_driver_sql(_PERSON, [(p[0], own, *p[3:]) for p in people_of])
        connection.exec_driver_sql(_MEMBER, [(new_id().bytes, own, p[1], p[0], p[2]) for p in people_of])
    s.execute(text("UPDATE ctx SET applying = 0"))
    search.rebuild_in(s)


def _families(chance: random.Random, count: int) -> Iterator[tuple[bytes, str, str]]:
    villages = [code for town, _ in divisions.townships() for code, _ in divisions.villages(town)]
    for n in range(count):
        number = f"{villages[n % len(villages)]}{n // len(villages) + 1:05}"
        yield new_id().bytes, number, f"1{chance.choice('3578')}{chance.randrange(10**9):09}"


def _person(chance: random.Random, family: bytes, relation: str, sex: int, since: int) -> tuple[Any, ...]:
    name = person_name(chance)
    birth = f"{since + chance.randrange(30)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    serial = f"{chance.randrange(500) * 2 + sex:03}{chance.randrange(10)}"
    number = f"350122{birth}{serial}"
    day = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
    return new_id().bytes, family, relation, name, pinyin.pinyin_key(name), "21"[sex], day, number


def person_name(chance: random.Random) -> str:
    """A name of three characters, of two now and then."""
    surname = chance.choices(SURNAMES, cum_weights=_WEIGHTS)[0]
    return surname + "".join(chance.choices(GIVEN, k=2 if chance.random() < 0.8 else 1))


_WEIGHTS = list(accumulate(1 / (n + 3) for n in range(len(SURNAMES))))
