"""Whose a record is: its office by the id on it, and villages named where several townships are seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.services import setting

COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12  # digits of a division code
AT_TOWNSHIP = "家庭由所在乡镇登记，县里不新增；请交乡镇登记或导入，再用数据包报上来。"


@cache
def _codes() -> dict[UUID, str]:
    townships = [code for code, _ in divisions.townships()]
    return {shipped_id("office", c): c for c in (*{t[:COUNTY] for t in townships}, *townships)}


def code_of(office_id: UUID) -> str:
    """The division code of an office by the id on its rows; empty for one that is none of the county's."""
    return _codes().get(office_id, "")


def require_township(s: Session) -> None:
    """Raise `Refused` at the county, whose new families would stand in no township's register."""
    if not divisions.is_township(str(setting.value(s, "office.code"))):
        raise Refused(AT_TOWNSHIP)


def names(s: Session) -> Callable[[UUID], str]:
    """The name of the office a row belongs to; empty for this office's own rows."""
    own = str(setting.value(s, "office.code"))

    def name(office_id: UUID) -> str:
        code = code_of(office_id)
        return "" if code in (own, "") else divisions.name(code)

    return name


def places(s: Session) -> Callable[[str], str]:
    """How a village is named here: 长门村; of another township, as all at the county, 琯头镇长门村."""
    return partial(place, str(setting.value(s, "office.code")))


def place(own: str, village_code: str) -> str:
    """The same for the office of the division code ``own``."""
    said = divisions.short_name(village_code)
    if len(village_code) != VILLAGE or (divisions.is_township(own) and village_code.startswith(own)):
        return said
    return divisions.name(village_code[:TOWNSHIP]) + said


def name_of(office_id: UUID) -> str:
    """The name of the township or county of an office by the id on its rows."""
    return divisions.name(code_of(office_id))
