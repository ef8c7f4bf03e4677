"""What clerks taught the program about the words in their registers."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced


class LearnedTerm(Synced, Record):
    """A word and the code it stands for: ``kind`` is a code table, 'village' or 'column:<register>'.

    What one computer of the office was taught, the others know.
    """

    __tablename__ = "learned_term"
    capture = Capture()
    kind: Mapped[str] = field("种类", String(40), required=True)
    term: Mapped[str] = field("写法", String(80), required=True)
    code: Mapped[str] = field("对应", String(40), required=True, group="meaning")
    __table_args__ = (Index("ix_learned_term_kind", "kind", "term"),)


class RegisterLayout(Synced, Record):
    """Where the header of a register stands and what its columns hold, known again by the header's words.

    ``meanings`` is JSON: title -> "key" or "subject.key". Kept by the office, so that each of its computers
    reads such a file the same.
    """

    __tablename__ = "register_layout"
    capture = Capture()
    kind: Mapped[str] = field("名册", String(20), required=True, listed=True, group="fact")
    signature: Mapped[str] = field("表头", String(64), required=True, group="fact")
    depth: Mapped[int] = field("表头行数", Integer, kind="number", required=True, group="fact")
    name: Mapped[str] = field("文件", String(200), required=True, listed=True)
    meanings: Mapped[str] = field("各列", Text, required=True)
    __table_args__ = (Index("ix_register_layout_signature", "signature"),)
