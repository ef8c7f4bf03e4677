"""Second step of an import: the register with each row's fate, mended in place, like problems asked once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Question, Review
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Banner

from .column_meanings import COLUMN, column_questions
from .question_bar import QuestionBar
from .relief_totals import ReliefTotals
from .review_grid import ReviewGrid
from .review_model import ReviewModel
from .review_rows import FATES, ReviewRows
from .row_notes import RowNotes

SHOWN = 3


class PreviewStep(QWidget):
    """Holds the review; ``judged`` after each mended cell, answer or proposal taken."""

    judged = Signal()
    column_told = Signal(str, str)  # a title and what its column holds: the file is to be read anew

    def __init__(self, desk: Desk, review: Review) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._desk = desk
        self.model = ReviewModel(desk.db, review)
        self.file_notes = Banner()
        self.failure = Banner()
        self.questions = QuestionBar()
        self.questions.answered.connect(self._on_answered)
        self.grid = ReviewGrid()
        self.grid.setModel(self.model)
        self.grid.asked_on.connect(self.to_next_problem)
        self.grid.asked_back.connect(lambda: self.model.change(ReviewRows.take_back))
        self.notes = RowNotes()
        self.notes.accepted.connect(self._on_proposal)
        self.notes.let_stand.connect(self._on_accepted)
        self.totals = ReliefTotals(review) if review.parsed.kind == "relief" else None
        self.chips: dict[str, QPushButton] = {}
        self._lay_out()
        self.model.mended.connect(self._refresh)
        self.grid.selectionModel().currentChanged.connect(lambda: self._tell())
        self.grid.fit()
        self.setFocusProxy(self.grid)
        self._refresh()
        self.to_next_problem()

    @property
    def review(self) -> Review:
        """The register as it stands."""
        return self.model.review

    def _lay_out(self) -> None:
        card = QFrame()
        theme.mark(card, role="card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 4, 1, 4)
        inside.addWidget(self.grid)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in (self.failure, self.file_notes, self.questions):
            box.addWidget(widget)
        box.addLayout(self._chip_row())
        box.addWidget(card, 1)
        box.addWidget(self.notes)
        if self.totals:
            box.addWidget(self.totals)

    def _chip_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        group = QButtonGroup(self)
        for fate in ("", *FATES):
            chip = QPushButton()
            chip.setCheckable(True)
            theme.mark(chip, kind="chip")
            chip.clicked.connect(partial(self._choose, fate))
            group.addButton(chip)
            self.chips[fate] = chip
            row.addWidget(chip)
        self.chips[""].setChecked(True)
        row.addStretch()
        self.further = QPushButton(theme.icon("arrow-right"), " 下一个问题（F8）")
        self.further.setIconSize(QSize(16, 16))
        theme.mark(self.further, kind="small")
        self.further.clicked.connect(self.to_next_problem)
        row.addWidget(self.further)
        return row

    def _choose(self, fate: str) -> None:
        self.model.choose(fate)
        if self.model.rowCount():
            self.grid.setCurrentIndex(self.model.index(0, 0))
        self._tell()
        self.grid.setFocus()

    def _refresh(self) -> None:
        """Counts, questions, what is said of the file and of the row."""
        counts = self.model.rows.counts()
        for fate, chip in self.chips.items():
            number = counts[fate] if fate else sum(counts.values())
            chip.setText(f"{fate or '全部'} {number}")
            chip.setAccessibleName(f"只看{fate or '全部'}，{number} 行")
        self.further.setEnabled(any(p.row is not None for r in self.review.rows for p in r.problems))
        self.questions.ask([*intake.questions(self.review), *column_questions(self.review)])
        said = [p.message for p in self.review.parsed.problems]
        said = ([self.review.again] if self.review.again else []) + said
        rest = f"另有 {len(said) - SHOWN} 条，在错误清单里。" if len(said) > SHOWN else ""
        self.file_notes.say("".join(said[:SHOWN]) + rest, "doubt")
        if self.totals:
            self.totals.tell(self.review)
        self._tell()
        self.judged.emit()

    def _tell(self) -> None:
        place = self.grid.currentIndex().row()
        row = self.model.planned(place)
        heading = f"第{row.parsed.row}行 {row.parsed.title}" if row else ""
        self.notes.show_problems(heading, self.model.rows.problems(row.parsed.row) if row else ())

    def to_next_problem(self) -> None:
        """Make the next cell to be mended current."""
        found = self.model.next_problem(self.grid.currentIndex())
        if not found.isValid() and self.model.rowCount():
            found = self.model.index(0, 1)
        self._go_to(found)

    def _go_to(self, index: QModelIndex) -> None:
        if index.isValid():
            self.grid.setCurrentIndex(index)
            self.grid.scrollTo(index)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_proposal(self, problem: Problem) -> None:
        index = self.model.place_of(problem)
        if index.isValid():
            self._go_to(index)
            self.model.setData(index, problem.proposal)

    def _on_accepted(self, problem: Problem) -> None:
        self.model.change(lambda rows: rows.take(intake.accept(self._desk.db, rows.review, problem)))

    def _on_answered(self, question: Question, code: str) -> None:
        if question.table == COLUMN:
            self.column_told.emit(question.term, code)
            return
        try:
            answered = intake.answer(self._desk.db, self._desk.actor, self.review, question, code)
        except Failure as failure:
            self.failure.say(failure.sentence)
        else:
            self.model.change(lambda rows: rows.take(answered))
