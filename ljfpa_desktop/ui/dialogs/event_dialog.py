"""An event in a minute: kind, date, name, place and people first; the rest on pages below, now or later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.services import event, office
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.event_body import EventBody
from ljfpa_desktop.ui.widgets.dialog import DRAFT_AFTER_MS, Dialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.worker import Progress, busy

DEFAULTS = {"status": "HELD", "mode": "OFFLINE", "session_count": 1}
FEW_PHOTOS = 3


class EventDialog(Dialog):
    """``result_value`` is the id of the event saved; with ``event_id`` it changes that one."""

    def __init__(self, desk: Desk, event_id: UUID | None = None, parent: QWidget | None = None) -> None:
        self.desk, self.event_id = desk, event_id
        self.parts = EventBody(desk)
        facts = event.facts(desk.db, event_id) if event_id else None
        self.parts.put(facts.values if facts else self._new(), facts)
        title = "修改活动" if event_id else "登记活动"
        words = "" if event_id else "先填上面几项就能保存（Ctrl+S），内容、资料和照片可以以后补。"
        super().__init__(title, self.parts, parent, words=words, width=980)
        self.save_button.setEnabled(not desk.read_only)
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        self._draft = draft_of(desk, "event", event_id)
        kept = self._draft.take()
        if kept:
            self.parts.restore(kept)
            self.show_sentence("上次没有保存的内容已经填回来了。不要的话按 Esc，选“不保存”。", "info")
        for form in self.parts.forms.values():
            form.submitted.connect(self.carry_out)
        self.parts.edited.connect(lambda: self._timer.start())
        self.parts.photos.refused.connect(lambda sentence: self.show_sentence(sentence))
        self.parts.forms["first"].editor("kind").setFocus()

    def _new(self) -> dict[str, Any]:
        own = office.facts(self.desk.db)
        return {
            **DEFAULTS,
            "held_on": dates.today(),
            "host_org": own.title,
            "recorder": self.desk.actor.name,
        }

    def keep_draft(self) -> None:
        """Keep what stands here now; asks again later while something long is being written."""
        self.parts.count_pages()
        if self.is_changed() and not self._draft.keep(self.parts.raw()):
            self._timer.start()

    def is_changed(self) -> bool:
        """Whether leaving would lose something."""
        return self.parts.is_changed()

    def do(self) -> UUID:
        """Save the event, then its photos."""
        self.event_id = event.save(
            self.desk.db,
            self.desk.actor,
            self.parts.values(),
            materials=self.parts.grids["materials"].lines(),
            attendees=self.parts.grids["attendees"].lines(),
            record_id=self.event_id,
            accepted=self.parts.accepted(),
        )
        self._timer.stop()
        self._draft.drop()
        self._save_photos(self.event_id)
        return self.event_id

    def _save_photos(self, event_id: UUID) -> None:
        acts = self.parts.photos.acts(self.desk.db, self.desk.actor, "event", event_id)

        def work(progress: Progress) -> None:
            for number, act in enumerate(acts):
                progress.step(number, len(acts), f"第 {number + 1} 张，共 {len(acts)} 张")
                act()

        if len(acts) > FEW_PHOTOS:
            busy(self, "正在保存照片", work)
        else:
            work(Progress())

    def leave(self) -> None:
        """Close; what was given up is no draft any more."""
        self._timer.stop()
        self._draft.drop()
        super().leave()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Beside the fields, in the cells, and the rest on top."""
        self.show_sentence(self.parts.show_problems(problems))

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Beside the fields, with reason entries."""
        self.parts.show_doubts(warnings)
