from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Doubt, Failure, Invalid, Refused, Trouble, Warn
from ljfpa_desktop.ui import errors
from ljfpa_desktop.ui.bugs import BugHook


class Notes:
    def __init__(self) -> None:
        self.seen: list[object] = []

    def show_problems(self, problems: dict[str, str]) -> None:
        self.seen.append(problems)

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        self.seen.append([w.code for w in warnings])

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        self.seen.append((sentence, state))


@pytest.mark.parametrize(
    ("failure", "seen"),
    [
        (Invalid({"name": "请填写姓名。"}), {"name": "请填写姓名。"}),
        (Doubt([Warn("age", "on", "日期早于出生。")]), ["age"]),
        (Refused("这个月已经结账。"), ("这个月已经结账。", "problem")),
        (Trouble("磁盘满了，", "请删掉不用的文件。"), ("磁盘满了，请删掉不用的文件。", "problem")),
    ],
)
def test_each_failure_is_shown_at_its_place(failure: Failure, seen: object) -> None:
    notes = Notes()
    errors.place(failure, notes)
    assert notes.seen == [seen]


def test_a_bug_has_a_sentence_that_says_what_to_do() -> None:
    assert "F5" in errors.sentence_of(KeyError("x"))
    assert errors.sentence_of(Refused("不行。")) == "不行。"


def fail_with_a_name() -> None:
    try:
        raise KeyError("张桂兰 350122198801010024")
    except KeyError as e:
        raise ValueError("张桂兰的金额 6000 不对") from e


def caught() -> BaseException:
    with pytest.raises(ValueError, match="金额") as info:
        fail_with_a_name()
    return info.value


def test_the_report_names_places_and_no_persons() -> None:
    report = errors.without_data(caught())
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "fail_with_a_name" in report
    for private in ("张桂兰", "350122198801010024", "6000"):
        assert private not in report


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    yield errors.log_to(tmp_path / "logs")
    for handler in errors.log.handlers:
        handler.close()
    errors.log.handlers.clear()
    errors.log.propagate = True


def test_an_uncaught_error_is_logged_and_opens_one_window(qtbot: QtBot, log_file: Path) -> None:
    hook = BugHook()
    hook.report(caught())
    first = hook.window
    assert first is not None
    qtbot.addWidget(first)
    assert first.isVisible()
    assert "fail_with_a_name" in first.report.toPlainText()
    hook.report(caught())
    assert hook.window is first
    text = log_file.read_text("utf-8")
    assert text.count("builtins.ValueError") == 2
    assert "张桂兰" not in text
    first.accept()


def test_an_error_of_a_thread_arrives_too(
    qtbot: QtBot, log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    hook = BugHook()
    hook.install()
    thread = threading.Thread(target=fail_with_a_name)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: hook.window is not None)
    assert hook.window is not None
    qtbot.addWidget(hook.window)
    assert logging.getLogger("ljfpa_desktop") is errors.log
    assert "builtins.ValueError" in log_file.read_text("utf-8")
    hook.window.accept()


def test_a_failure_that_nobody_placed_is_said_in_its_sentence(qtbot: QtBot, log_file: Path) -> None:
    hook = BugHook()
    hook.report(Refused("这个月已经结账。"))
    assert hook.said is not None
    qtbot.addWidget(hook.said)
    assert hook.said.words.text() == "这个月已经结账。"
    assert hook.window is None
    assert not log_file.exists() or log_file.read_text("utf-8") == ""
    hook.said.accept()
