"""The kinds of change in a family's life, and what is asked of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import person
from ljfpa_desktop.services.household import FIELDS, MEMBER_FIELDS

BIRTH, ADOPTION, JOIN, GO, DIVORCE, DEATH, DISABILITY, SPLIT = (
    "BIRTH", "ADOPTION", "JOIN", "GO", "DIVORCE", "DEATH", "DISABILITY", "SPLIT",
)  # fmt: skip
NAMES = {
    BIRTH: "出生", ADOPTION: "收养", JOIN: "结婚（配偶到这一户）", GO: "结婚（到配偶那一户）",
    DIVORCE: "离婚", DEATH: "去世", DISABILITY: "残疾", SPLIT: "分户",
}  # fmt: skip

_P, _M = person.FIELDS, MEMBER_FIELDS
_ON = replace(_M["joined_on"], label="日期", required=True)
_WHO = Field("成员", "choice", required=True, choices="member")
_NEW = {
    "name": _P["name"], "id_no": _P["id_no"], "sex": replace(_P["sex"], required=True),
    "birth_date": replace(_P["birth_date"], required=True),
}  # fmt: skip
FIELDS_OF: dict[str, dict[str, Field]] = {
    BIRTH: {**_NEW, "relation": _M["relation"]},
    ADOPTION: {**_NEW, "relation": _M["relation"], "on": replace(_ON, label="收养日期")},
    JOIN: {
        "member": replace(_WHO, label="结婚的成员"), "on": replace(_ON, label="结婚日期"),
        "name": replace(_P["name"], label="配偶姓名"), "id_no": _P["id_no"], "sex": _P["sex"],
        "birth_date": _P["birth_date"], "relation": replace(_M["relation"], label="配偶与户主关系"),
    },
    GO: {
        "member": replace(_WHO, label="结婚的成员"), "on": replace(_ON, label="结婚日期"),
        "other": replace(FIELDS["household_no"], label="配偶家的家庭编号", required=True),
        "relation": replace(_M["relation"], label="到那一户的关系"),
    },
    DIVORCE: {
        "member": replace(_WHO, label="离婚后离开的一方", choices="couple"),
        "on": replace(_ON, label="离婚日期"),
        "stays": Field("户口暂时不迁走", "yes"),
    },
    DEATH: {
        "member": replace(_WHO, label="去世的成员"), "on": replace(_ON, label="去世日期"),
        "heir": Field("户主去世，新户主是", "choice", choices="heir"),
    },
    DISABILITY: {
        "member": _WHO, "on": replace(_ON, label="发证日期"),
        "disability_no": replace(_P["disability_no"], required=True),
        "disability_type": _P["disability_type"], "disability_grade": _P["disability_grade"],
        "disability_to": _P["disability_to"],
    },
    SPLIT: {
        "on": replace(_ON, label="分户日期"), "village_code": FIELDS["village_code"],
        "address": FIELDS["address"],
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the sentence for the time line, whom it befell, and the other family concerned."""

    words: str
    person_id: UUID | None = None
    other: UUID | None = None
