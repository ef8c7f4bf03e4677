"""What every page and dialog works with: the office, who sits there, and the window's services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from ljfpa_desktop.base.db import Actor, Database

from .signals import Hub

Lamp = Literal["green", "amber", "red", "waiting"]

SETTINGS_SECTION = "settings/section"  # in the memory: the section of 设置 last seen, or led to
OPEN_CASES = "exchange/cases"  # in the memory: what 数据交换 opens at: cases, duties, doubles, moves


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status bar says; texts are ready to show, ``backup`` for example 今天 12:02."""

    office: str = ""
    user: str = ""
    month: str = ""
    backup: str = ""
    package: str = ""
    lamp: Lamp = "green"
    lamp_text: str = "一切正常"


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of the search box: ``text`` is shown bold, ``reason`` says why it was found.

    ``marks`` are the (start, length) pieces of ``reason`` that matched.
    """

    record_id: UUID
    text: str
    detail: str = ""
    reason: str = ""
    marks: tuple[tuple[int, int], ...] = ()


class Memory(Protocol):
    """Where small choices of a person stay: columns shown, last values, the printer."""

    def get(self, key: str, default: Any = None) -> Any:
        """The remembered value."""
        ...

    def set(self, key: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        ...


class Forgetful:
    """A memory for one run, where nothing lasting is given."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        """The remembered value."""
        return self.kept.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a value."""
        self.kept[key] = value


@dataclass(slots=True)
class Desk:
    """Handed to each page. ``find`` searches families as typed; ``open_page(key, record_id)`` goes there."""

    db: Database
    actor: Actor
    hub: Hub = field(default_factory=Hub)
    memory: Memory = field(default_factory=Forgetful)
    is_demo: bool = False
    read_only: str = ""  # the sentence why nothing can be saved; empty when it can
    standing: Callable[[], Standing] = Standing
    find: Callable[[str], Sequence[Hit]] = lambda _text: ()
    found: tuple[str, ...] = ("households",)  # the page that opens what the search finds
    tell: Callable[..., None] = lambda _sentence, _undo=None: (
        None
    )  # tell(sentence, undo=None): for a moment below
    open_page: Callable[..., None] = lambda _key, _record_id=None: None
