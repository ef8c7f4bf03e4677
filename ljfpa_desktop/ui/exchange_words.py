"""What a package carries, in a clerk's words: for the list, the trial and the sentence after giving."""

from __future__ import annotations

from collections.abc import Mapping

ONLY_CHANGES = "只有改动"


def content_words(counts: Mapping[str, int], *, short: bool = False, new: int = 0) -> str:
    """What a package carries: 12 户，30 人，3 笔发放，1 场活动; ``short`` in lists: 3 笔.

    ``new`` records that none of these count, such as all of an office's as they stand, are told as such.
    """
    words = [("households", "户"), ("persons", "人"), ("payments", "笔发放"), ("events", "场活动")]
    found = [f"{counts[key]} {unit[:1] if short else unit}" for key, unit in words if counts.get(key)]
    return "，".join(found) or (f"{new} 条资料" if new else ONLY_CHANGES)
