"""Joining as a clerk does it: the code of this PC, and the code heard by phone compared first."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.exchange import enrol, membership, renewal
from ljfpa_desktop.exchange.enrol import JoinFacts
from ljfpa_desktop.exchange.file.phone_code import enrolment_code, is_code, same_code
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.services import setting

MISREAD = "核对码不对：有一位念错或写错了，请再核对一遍。"
DIFFERS = "念的核对码和文件里的不一样：文件可能被换过，请不要办理，让对方重新拿一份文件来。"
COPIED = (
    "这份数据是从县里别的电脑复制来的，县里的数据交换只能在原来的电脑上办。"
    "原来的电脑丢失或损坏了，才凭信封里的县级总恢复码，让这台电脑接替它。"
)
JOINING, RENEWAL = "加入申请", "更换钥匙申请"  # in the names of requests
ANSWER = "_答复.ljr"


def own_code(db: Database) -> str:
    """The code of this PC to read to the county by phone, "" before it has asked; takes half a second."""
    with db.read() as s:
        me = identity.me(s)
    return enrolment_code(me.keys.public) if me else ""


def request_name(db: Database, pc_name: str, what: str = JOINING) -> str:
    """The name of the request's file: 琯头镇_计生办1号机_加入申请.ljr."""
    with db.read() as s:
        name = str(setting.value(s, "office.name"))
        known = membership.in_session(s).pc_name
    plain = "".join(c for c in pc_name or known if c.isalnum())
    return "_".join(x for x in (name, plain, f"{what}.ljr") if x)


def renew(db: Database, actor: Actor, path: Path) -> JoinFacts:
    """At the township: the request to change this PC's keys; asked again, it is the same one."""
    return enrol.renew(db, actor, path)


def is_renewing(db: Database) -> bool:
    """Whether this PC waits for the county's answer to such a request."""
    with db.read() as s:
        return bool(identity.get(s, renewal.NEXT))


def require_heard(heard: str, shown: str) -> None:
    """Raise `Invalid` unless the code the other side read aloud is the one computed here."""
    if not is_code(heard):
        raise Invalid({"heard": MISREAD})
    if not same_code(heard, shown):
        raise Invalid({"heard": DIFFERS})


def accept(db: Database, actor: Actor, request: Path, asked: JoinFacts, heard: str) -> tuple[Path, JoinFacts]:
    """At the county, after the call: the answer's file beside the request, and the county's own facts."""
    require_heard(heard, asked.code)
    answer = request.with_name(f"{request.stem}{ANSWER}")
    return answer, enrol.accept(db, actor, request, answer)


def finish(db: Database, actor: Actor, answer: Path, told: JoinFacts, heard: str) -> JoinFacts:
    """At the township, after the call: from now on packages go to this county."""
    require_heard(heard, told.code)
    return enrol.finish(db, actor, answer)


def found(db: Database, actor: Actor) -> str:
    """Found the county's exchange on this PC; refused on a copy of data that have one already."""
    if membership.of_this_pc(db).is_copy:
        raise Refused(COPIED)
    return enrol.found_county(db, actor)
