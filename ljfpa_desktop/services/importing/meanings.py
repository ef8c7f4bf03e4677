"""What a column of a register can hold, in the words a clerk chooses from."""

from __future__ import annotations

from functools import cache

from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.wording import Meaning, own_columns, words

SKIP = "skip"
_PERSONAL = ("name", "id", "birth", "sex", "phone")
_OF_A_ROLL = ("ethnicity", "education", "political", "occupation")
_CHILDREN = 3


@cache
def meanings(kind: Kind) -> tuple[tuple[str, str], ...]:
    """(meaning, label) pairs: leave the column out, what a family has, what each person has."""
    known = words()
    found = [(SKIP, "不导入这一列")]
    own = own_columns(kind)
    found += [(key, titles[0]) for key, titles in own.items()]
    found += [(key, known["traits"][key][0]) for key in _OF_A_ROLL if own]
    found += [(key, titles[0]) for key, titles in known["columns"].items() if key not in (SKIP, "seq")]
    for subject in known["kinds"][kind]["subjects"]:
        places = [f"child{n}" for n in range(1, _CHILDREN + 1)] if subject == "child" else [subject]
        found += [(code := f"{place}.{trait}", label(code)) for place in places for trait in _PERSONAL]
    return tuple(found)


def code_of(meaning: Meaning) -> str:
    """A meaning as it is kept: "amount", "head.id", "child2.name"."""
    return f"{meaning.subject}{meaning.slot or ''}.{meaning.key}" if meaning.subject else meaning.key


def label(code: str) -> str:
    """A meaning in words: 户主姓名, 子女2身份证."""
    known = words()
    place, _, key = code.rpartition(".")
    if key == SKIP:
        return "不导入这一列"
    own = next((c[key] for kind in known["kinds"] if key in (c := own_columns(kind))), None)
    titles = known["traits"].get(key) or known["columns"].get(key) or own
    subject = place.rstrip("12345")
    named = {"member": "本人", "child": "子女"}
    whose = named.get(subject) or (known["subjects"].get(subject) or [""])[0]
    return f"{whose}{place[len(subject) :]}{titles[0]}" if titles else code
