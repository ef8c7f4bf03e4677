"""What clerks taught the program about the words in their registers."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class LearnedTerm(Synced, Record):
    """A word and the code it stands for: ``kind`` is a code table, 'village' or 'column:<register>'."""

    __tablename__ = "learned_term"
    capture = Capture(scope="local")
    kind: Mapped[str] = field("种类", String(40), required=True)
    term: Mapped[str] = field("写法", String(80), required=True)
    code: Mapped[str] = field("对应", String(40), required=True, group="meaning")
    __table_args__ = (Index("ix_learned_term_kind", "kind", "term"),)
