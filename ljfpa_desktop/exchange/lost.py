"""A package that will never come: what waits for it is merged without it, once a person says so."""

from __future__ import annotations

from sqlalchemy import select

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.enrol import joined
from ljfpa_desktop.exchange.kernel import upgrade
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.batch import Tally
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.exchange.kernel.state import HELD
from ljfpa_desktop.models.sync import Segment
from ljfpa_desktop.services import filling

NOTHING = "现在没有在等前一个数据包的内容。"


def go_without(db: Database, actor: Actor, why: str) -> Tally:
    """Merge everything held, oldest first; the missing package stays welcome (EXCHANGE.md 2.5, rescue).

    Raises `Refused` when nothing is held, `Invalid` beside ``why`` without a reason.
    """
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"不再等缺的数据包：{why.strip()}", "receive") as s:
        me = joined(s)
        upgrade.catch_up(s, me)
        seal(s, me)
        receiver = Receiver(s)
        held = select(Segment.hash).where(Segment.state == HELD).order_by(Segment.lam, Segment.hash).limit(1)
        if s.scalar(held) is None:
            raise Refused(NOTHING)
        while (name := s.scalar(held)) is not None:  # one may release others
            receiver.rescue(name)
    return receiver.tally
