"""Columns whose title nobody understood: asked like a word, with what a column can hold to choose from."""

from __future__ import annotations

from functools import cache

from ljfpa_desktop.services.importing.intake import Question, Review
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.wording import words

COLUMN = "column"  # the "table" of such a question
_PERSONAL = ("name", "id", "birth", "sex", "phone")
_CHILDREN = 3


@cache
def meanings(kind: Kind) -> tuple[tuple[str, str], ...]:
    """(meaning, label) pairs: leave the column out, what a family has, what each person has."""
    known = words()
    found = [("skip", "不导入这一列")]
    found += [(key, titles[0]) for key, titles in known["columns"].items() if key not in ("skip", "seq")]
    for subject in known["kinds"][kind]["subjects"]:
        name = known["subjects"][subject][0]
        if subject == "child":
            places = [(f"child{n}", f"子女{n}") for n in range(1, _CHILDREN + 1)]
        else:
            places = [(subject, "本人" if subject == "member" else name)]
        for place, shown in places:
            found += [(f"{place}.{trait}", f"{shown}{known['traits'][trait][0]}") for trait in _PERSONAL]
    return tuple(found)


def column_questions(review: Review) -> list[Question]:
    """One question for each column that was not understood and holds something."""
    header = review.parsed.table.header
    unknown = [c for c in header.columns if c.meaning is None]
    rows = review.parsed.table.data
    return [
        Question(
            COLUMN, c.title, (), f"“{c.title}”这一列没有看懂，里面是什么？", meanings(review.parsed.kind)
        )
        for c in unknown
        if any(review.parsed.table.cell(row, c.index) for row in rows)
    ]
