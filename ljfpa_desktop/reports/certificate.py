"""F10 荣誉证书: honour certificates with a border of our own, or on pre-printed paper (DOMAIN.md 4.8)."""

from __future__ import annotations

from dataclasses import dataclass

from ljfpa_desktop.reports import fonts, marks
from ljfpa_desktop.reports.border import border
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import CERTIFICATE, MM, SEAL_RED, Frame, Style
from ljfpa_desktop.reports.wrap import wrap

PAPER = CERTIFICATE
_TITLE = Style(fonts.SONG_BOLD, 44, SEAL_RED, spacing=18)
_NUMBER = Style(fonts.KAI, 12)
_TEXT = Style(fonts.KAI, 22)
_LEAST = 12.0
_PITCH = 1.75  # line distance in sizes


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateFacts(Printed):
    """One certificate; ``dated`` may be in characters (二〇二四年五月二十九日).

    ``preprinted`` leaves out border and title, for paper that has them.
    """

    number: str = ""
    title: str = "荣誉证书"
    salutation: str = ""
    body: str = ""
    closing: str = "特发此证，以资鼓励。"
    grantor: str = ""
    dated: str = ""
    preprinted: bool = False


def draw(facts: CertificateFacts, sheet: Sheet) -> None:
    """One page."""
    frame = sheet.place()
    sheet.bookmark(f"{facts.number} {facts.salutation}".strip())
    middle = frame.x + frame.width / 2
    if not facts.preprinted:
        sheet.stamp("border", lambda: border(sheet))
        room = marks.narrowed(_TITLE, facts.title, frame.width)
        sheet.text(middle, frame.y + 24, facts.title, room, "center")
    if facts.number:
        sheet.text(frame.right, frame.y + 37, f"编号：{facts.number}", _NUMBER, "right")
        marks.qr(sheet, frame.x, frame.bottom - 13, code_of(facts.number, facts))
    _draw_text(facts, sheet, Frame(frame.x + 6, frame.y + 44, frame.width - 12, frame.height - 44 - 34))
    for line, words in enumerate((facts.grantor, facts.dated)):
        style = marks.narrowed(_TEXT.at(18), words, 100)
        sheet.text(frame.right - 50, frame.bottom - 16 + line * 11, words, style, "center", whole=True)


def _draw_text(f: CertificateFacts, sheet: Sheet, frame: Frame) -> None:
    size, lines = _fitted(f, frame)
    style = _TEXT.at(size)
    step = size * _PITCH / MM
    y = frame.y + size * 0.9 / MM
    for line in lines:
        sheet.text(frame.x, y, line, style, whole=True)
        y += step


def _fitted(f: CertificateFacts, frame: Frame) -> tuple[float, list[str]]:
    """The largest size at which salutation, body and closing fill the frame without leaving it."""
    size = _TEXT.size
    while True:
        lines = wrap(f.salutation, _TEXT.font, size, frame.width) if f.salutation else []
        for paragraph in (*f.body.splitlines(), f.closing):
            lines += wrap("\u3000\u3000" + paragraph, _TEXT.font, size, frame.width) if paragraph else []
        if size <= 7 or (len(lines) - 1) * size * _PITCH / MM + size / MM <= frame.height:
            return size, lines
        size -= 1 if size > _LEAST else 0.5


def sample() -> CertificateFacts:
    """An honour certificate."""
    return CertificateFacts(
        printed_at="2024-05-29 10:00",
        printed_by="王丽琴",
        number="ZS-350122103-24A-00003-4",
        salutation="林秀钦 同志：",
        body="在2024年度计划生育协会工作中热心服务群众，成绩突出，被评为“优秀会员小组长”。",
        grantor="连江县琯头镇计划生育协会",
        dated="二〇二四年五月二十九日",
    )


def blank() -> CertificateFacts:
    """Border and title only, to be written by hand."""
    return CertificateFacts(closing="")
