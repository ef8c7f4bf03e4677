"""Dialogs: fields in, dict out, problems beside the field, drafts, and never a lost entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure, Warn
from ljfpa_desktop.ui import errors, theme

from .banner import Banner
from .drafts import Draft
from .form import Form
from .question import ask, ask_reason, show_failure, tell
from .states import scrolled

DRAFT_AFTER_MS = 1000
__all__ = ["Dialog", "Draft", "FormDialog", "ask", "ask_reason", "show_failure", "tell"]


class Dialog(QDialog):
    """Title, a body that scrolls, 取消 and 保存. Subclasses say in `do` what saving does.

    Ctrl+S saves; Esc leaves, and asks only when `is_changed`. What `do` returns is ``result_value``.
    """

    saved = Signal(object)

    def __init__(
        self,
        title: str,
        body: QWidget,
        parent: QWidget | None = None,
        *,
        words: str = "",
        save_text: str = "保存",
        width: int = 560,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(width))
        self.body = body
        self.result_value: Any = None
        self.banner = Banner()
        heading = QLabel(title)
        theme.mark(heading, role="section")
        self.words = QLabel(words)
        self.words.setWordWrap(True)
        self.words.setVisible(bool(words))
        theme.mark(self.words, role="quiet")
        self._area = scrolled(body)
        self._asked = 0
        body.installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(12)
        for widget in (heading, self.words, self.banner):
            box.addWidget(widget)
        box.addWidget(self._area, 1)
        box.addLayout(self._foot(save_text))
        self.setTabOrder(self.save_button, self.cancel_button)  # from the last entry on to 保存

    def _foot(self, save_text: str) -> QHBoxLayout:
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button = QPushButton(save_text)
        self.save_button.setToolTip(f"{save_text}（Ctrl+S）")
        theme.mark(self.save_button, kind="primary")
        self.save_button.setAutoDefault(True)
        self.save_button.clicked.connect(self.carry_out)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(12)
        self.foot.setContentsMargins(0, 4, 10, 0)
        self.foot.addStretch()
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.save_button)
        return self.foot

    def do(self) -> Any:
        """Save; called by 保存 and Ctrl+S. Failures raised here are shown in place."""
        return None

    def is_changed(self) -> bool:
        """Whether leaving would lose something."""
        return False

    def carry_out(self) -> None:
        """Save and close, or show what is wrong."""
        self.show_sentence("")
        self.save_button.setEnabled(False)
        try:
            self.result_value = self.do()
        except Failure as failure:
            errors.place(failure, self)
            QTimer.singleShot(0, self, self._show_focus)
            return
        finally:
            self.save_button.setEnabled(True)
        self.saved.emit(self.result_value)
        self.accept()

    def show_problems(self, problems: dict[str, str]) -> None:
        """All sentences on top; dialogs with a form show them beside the fields."""
        self.banner.say("\n".join(problems.values()))

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """All sentences on top."""
        self.banner.say("\n".join(w.sentence for w in warnings), "doubt")

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        """One sentence on top; empty takes it away."""
        self.banner.say(sentence, state)

    def reject(self) -> None:
        """Leave; asks when something was changed."""
        if not self.is_changed():
            self.leave()
        elif ask(self, "改动还没有保存，确定不要了吗？", "不保存", "继续填写", danger=True):
            self.leave()
            _give_back(self)

    def leave(self) -> None:
        """Close without saving."""
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own close button is 取消; closed by the program it leaves, and keeps the draft."""
        if event.spontaneous() and self.isVisible():
            event.ignore()
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves from anywhere in the dialog."""
        if event.matches(QKeySequence.StandardKey.Save):
            self.carry_out()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the body comes to need more room, such as for a problem beside its field, grow."""
        if watched is self.body and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            before, self._asked = self._asked, self.sizeHint().height()
            if self.height() < self._asked > before:
                self.resize(self.width(), self._asked)
                below = self.frameGeometry().bottom() - _screen_of(self).bottom()
                if below > 0:
                    self.move(self.x(), max(_screen_of(self).top(), self.y() - below))
        return super().eventFilter(watched, event)

    def _show_focus(self) -> None:
        holder = self.focusWidget()
        if holder is not None and self.body.isAncestorOf(holder):
            self._area.ensureWidgetVisible(holder)

    def sizeHint(self) -> QSize:
        """Room for the whole body, at most 85 % of the screen's height."""
        hint = super().sizeHint()
        wanted = hint.height() - self._area.sizeHint().height() + self.body.sizeHint().height() + 8
        most = int(_screen_of(self).height() * 0.85)
        hint.setHeight(min(max(wanted, hint.height()), most))
        return hint


def _give_back(dialog: QDialog) -> None:
    # Two windows closing at once: some desktops then give the keyboard to neither of those below.
    below = dialog.parentWidget()
    if below is not None:
        below.window().activateWindow()


def _screen_of(dialog: QWidget) -> QRect:
    # Not dialog.screen(): PySide makes the screen a child of the dialog, and deletes it with it.
    screen = QGuiApplication.screenAt(dialog.pos()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


class FormDialog(Dialog):
    """A dialog around one `Form`; ``save(values, accepted)`` calls the service and returns its result.

    ``extra`` is a widget below the form. With a ``draft`` what is typed is kept one second after
    typing stops, offered at the next opening, and dropped when saved or given up.
    """

    def __init__(
        self,
        title: str,
        form: Form,
        save: Callable[[dict[str, Any], dict[str, str]], Any],
        parent: QWidget | None = None,
        *,
        words: str = "",
        save_text: str = "保存",
        width: int = 560,
        extra: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 2, 10, 2)
        box.setSpacing(14)
        box.addWidget(form)
        if extra is not None:
            box.addWidget(extra, 1)
        super().__init__(title, body, parent, words=words, save_text=save_text, width=width)
        self.form, self._save, self._draft = form, save, draft
        form.submitted.connect(self.carry_out)
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        if draft is not None:
            self._offer(draft)
            form.edited.connect(lambda: self._timer.start())
        first = next((row.editor for row in form.rows.values() if row.editor.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, draft: Draft) -> None:
        kept = draft.take()
        if kept:
            self.form.restore(kept)
            self.form.show_sentence("上次没有保存的内容已经填回来了。不要的话按 Esc，选“不保存”。", "info")

    def keep_draft(self) -> None:
        """Keep what stands in the form now; while something long is being written, a second later."""
        if self._draft is None or not self.form.is_changed():
            return
        try:
            if not self._draft.keep(self.form.raw()):
                self._timer.start()
        except Failure as failure:
            self.form.show_sentence(failure.sentence)

    def do(self) -> Any:
        """Read the form, save, drop the draft."""
        result = self._save(self.form.values(), self.form.accepted())
        self._timer.stop()
        if self._draft is not None:
            self._draft.drop()
        return result

    def is_changed(self) -> bool:
        """Whether the form differs from what it showed first."""
        return self.form.is_changed()

    def leave(self) -> None:
        """Close; what was given up is no draft any more."""
        self._timer.stop()
        if self._draft is not None:
            self._draft.drop()
        super().leave()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Beside the fields."""
        self.form.show_problems(problems)

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Beside the fields, with reason entries."""
        self.form.show_doubts(warnings)

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        """On top of the form."""
        self.form.show_sentence(sentence, state)
