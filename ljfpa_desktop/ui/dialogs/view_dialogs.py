"""What the list of families is narrowed by beside its row of filters, and the name a view is kept under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.household import filters
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

IN_THE_ROW = ("text", "village", "category", "status")
MORE = {name: declared for name, declared in filters.FIELDS.items() if name not in IN_THE_ROW}
WORDS = "填了的条件都要符合；空着的不筛选。"
OLDEST, EARLIEST, LATEST, MOST_MONTHS = 130, 1990, 2100, 600


def filter_dialog(desk: Desk, chosen: Mapping[str, Any], parent: QWidget | None = None) -> FormDialog:
    """The other filters; ``result_value`` are those chosen."""
    form = Form(MORE, choices_of(desk, filters.choices(desk.db)), columns=2)
    form.put({name: chosen.get(name) for name in MORE})

    def take(values: dict[str, Any], _accepted: dict[str, str]) -> dict[str, Any]:
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        problems = _problems(kept)
        if problems:
            raise Invalid(problems)
        return kept

    return FormDialog("更多筛选", form, take, parent, words=WORDS, save_text="筛选", width=760)


def _problems(values: Mapping[str, Any]) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name in ("age_from", "age_to"):
        if name in values and not 0 <= values[name] <= OLDEST:
            problems[name] = f"年龄请填 0 到 {OLDEST}。"
    if not problems and values.get("age_from", 0) > values.get("age_to", OLDEST):
        problems["age_to"] = "到的年龄小于从的年龄，请对调。"
    if "aid_year" in values and not EARLIEST <= values["aid_year"] <= LATEST:
        problems["aid_year"] = "年份请写四位数，如 2026。"
    if "not_visited_months" in values and not 1 <= values["not_visited_months"] <= MOST_MONTHS:
        problems["not_visited_months"] = "请填 1 以上的月数，如 3。"
    return problems


def name_dialog(
    title: str, name: str, keep: Callable[[str], object], parent: QWidget | None = None, words: str = ""
) -> FormDialog:
    """The dialog that asks for a view's name; ``keep`` saves under it."""
    form = Form({"name": Field("视图名称", required=True, width=320)}, lambda _table: [])
    form.put({"name": name})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> str:
        keep(values["name"])
        return str(values["name"])

    return FormDialog(title, form, save, parent, words=words)
