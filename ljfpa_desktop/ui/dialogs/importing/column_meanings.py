"""Columns whose title nobody understood: asked like a word, with what a column can hold to choose from."""

from __future__ import annotations

from ljfpa_desktop.services.importing.intake import Question, Review
from ljfpa_desktop.services.importing.meanings import meanings

COLUMN = "column"  # the "table" of such a question


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
