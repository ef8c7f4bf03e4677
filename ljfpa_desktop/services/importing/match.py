"""Holds each person of a register against the registered ones; a likeness alone never makes a match."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from ljfpa_desktop.base import idcard, text
from ljfpa_desktop.services.importing.known import Known, KnownPerson
from ljfpa_desktop.services.importing.parsed import ROLE_NAMES, Level, ParsedPerson, Problem


@dataclass(slots=True)
class Match:
    """A person of the register with the registered one it is, if any, and the name to go by."""

    parsed: ParsedPerson
    known: KnownPerson | None
    key: str

    @property
    def name(self) -> str:
        """The registered name, which stands until it is confirmed otherwise (anomaly 39)."""
        return self.known.name if self.known else self.parsed.name


def match(person: ParsedPerson, village: str, known: Known, problems: list[Problem]) -> Match:
    """Who the person is: by number, by a masked number with its name, or by name, village and birth."""
    found = _found(person, village, known, problems)
    if found:
        compare_names(person, found, problems)
        person = without_former(person, found, problems)
    elif person.name_unsure:
        message = f"姓名“{person.name}”里有看不清的字。请按身份证填写。"
        _say(person, problems, "error", 49, message, "name")
    elif person.id_no:
        _look_alike(person, village, known, problems)
    birth = person.birth.isoformat() if person.birth else ""
    key = str(found.id) if found else person.id_no or f"{person.name}|{birth}|{village}"
    return Match(person, found, key)


def _found(person: ParsedPerson, village: str, known: Known, problems: list[Problem]) -> KnownPerson | None:
    if person.id_no:
        return numbered(person, known) or _without_number(person, village, known)
    if person.mask:
        return match_masked(person, known, problems)
    if person.id_status == "MISSING":
        found = namesakes(person, village, known)
        if len(found) > 1 and not person.birth:
            message = f"本村有{len(found)}个“{person.name}”，分不清是哪一个。请填写身份证号。"
            _say(person, problems, "error", 40, message, "id")
            return None
        return found[0] if len(found) == 1 else None
    return None


def numbered(person: ParsedPerson, known: Known) -> KnownPerson | None:
    """Whose number it is; one that only a merged record carries counts under a name of the two."""
    found = next(iter(known.by_number.get(person.id_no, [])), None)
    if found:
        return found
    former = known.by_former.get(person.id_no, [])
    same = [k for k in former if not person.name or person.name in {k.name, *(f.name for f in k.former)}]
    return same[0] if len(same) == 1 else None


def without_former(person: ParsedPerson, found: KnownPerson, problems: list[Problem]) -> ParsedPerson:
    """A number of a merged record is told and left out, with the birth and sex in it: what stands, stands."""
    if not person.id_no or person.id_no == found.id_no or person.id_no not in found.numbers:
        return person
    message = f"{found.name}的这个身份证号在已并入的旧记录上，按同一个人处理，登记的号码没有改。请核对。"
    _say(person, problems, "warning", 40, message, "id", found.id_no)
    sex = str(found.facts["sex"] or "")
    return replace(person, id_no="", id_original="", birth=None, birth_precision="", sex=sex)


def namesakes(person: ParsedPerson, village: str, known: Known) -> list[KnownPerson]:
    """The registered people of this name in the village, born when the register says."""
    found: list[KnownPerson] = []
    for other in known.by_name.get(person.name, []):
        here = not village or any(p.village == village for p in other.places)
        if here and (not person.birth or other.may_be_born(person.birth, person.birth_precision)):
            found.append(other)
    return found


def _without_number(person: ParsedPerson, village: str, known: Known) -> KnownPerson | None:
    """Somebody registered without a number under the same name, village and birth gets it."""
    found = [k for k in namesakes(person, village, known) if not k.id_no and k.birth and person.birth]
    return found[0] if len(found) == 1 else None


def within_family(m: Match, household: UUID, known: Known) -> Match:
    """Somebody registered in the row's own family under the same name, but without a number, is the same."""
    if m.known or not m.parsed.id_no:
        return m
    found = [
        k
        for k in known.by_name.get(m.parsed.name, [])
        if not k.id_no
        and any(p.household == household for p in k.places)
        and (not k.birth or not m.parsed.birth or k.birth.year == m.parsed.birth.year)
    ]
    return Match(m.parsed, found[0], str(found[0].id)) if len(found) == 1 else m


def match_masked(person: ParsedPerson, known: Known, problems: list[Problem]) -> KnownPerson | None:
    """The one registered person of this name whose number fits the masked one, or an error (anomaly 14)."""
    found = [k for k in known.by_name.get(person.name, []) if _fits(person.mask, k)]
    if len(found) == 1:
        message = f"{person.name}的身份证号打了星号，按姓名和号码对上了已登记的同一人。请核对。"
        _say(person, problems, "warning", 14, message, "id")
        return found[0]
    message = f"{person.name}的身份证号打了星号，库里没有对得上的人。请填写完整号码。"
    _say(person, problems, "error", 14, message, "id")
    return None


def _fits(mask: str, known: KnownPerson) -> bool:
    return any(idcard.matches_mask(mask, number) for number in known.numbers)


def compare_names(person: ParsedPerson, found: KnownPerson, problems: list[Problem]) -> None:
    """Tell that the register writes another name than is registered, which stands (anomaly 39)."""
    if text.normalise(person.name) == text.normalise(found.name) or not person.name:
        return
    if person.name_unsure:
        message = f"姓名“{person.name}”里有看不清的字，按身份证号是{found.name}，姓名没有改。"
        _say(person, problems, "warning", 49, message, "name", found.name)
        return
    if any(person.name == f.name for f in found.former):
        message = f"{person.name}的旧记录已并入{found.name}，按同一个人处理，姓名没有改。"
        _say(person, problems, "warning", 39, message, "name", found.name)
        return
    message = f"这个身份证号登记的是{found.name}，表上写{person.name}，姓名没有改。请核对。"
    _say(person, problems, "warning", 39, message, "name", found.name)


def _look_alike(person: ParsedPerson, village: str, known: Known, problems: list[Problem]) -> None:
    """The same name in the same village under another number is told (anomaly 40)."""
    here = [
        other
        for other in known.by_name.get(person.name, [])
        if other.name == person.name and len(other.id_no) == 18
        if any(p.village == village for p in other.places)
    ]
    close = next((other for other in here if _differing(other.id_no, person.id_no) <= 2), None)
    if close:
        message = f"本村已有{close.name}，身份证号只差一两位，现作为另一个人登记。请核对号码。"
        _say(person, problems, "warning", 40, message, "id", close.id_no)
    elif here:
        message = f"本村已有同名的{here[0].name}，身份证号不同，按另一个人登记。请核对是不是同一人。"
        _say(person, problems, "warning", 40, message, "id")


def _differing(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=True))


def propose_registered(person: ParsedPerson, known: Known) -> str:
    """The number of the one registered person of this name whose first digits were kept (anomaly 1)."""
    if len(person.prefix) < 6:
        return ""
    found = [k.id_no for k in known.by_name.get(person.name, []) if k.id_no.startswith(person.prefix)]
    return found[0] if len(found) == 1 else ""


def _say(
    person: ParsedPerson,
    problems: list[Problem],
    level: Level,
    rule: int,
    message: str,
    trait: str,
    fix: str = "",
) -> None:
    title = person.columns.get(trait) or person.columns.get("name", "")
    who = ROLE_NAMES[person.role]
    told = (
        message
        if person.name and message.startswith((person.name, "姓名", "这个", "本村"))
        else f"{who}：{message}"
    )
    problems.append(Problem(person.row, title, level, rule, told, person.name, proposal=fix))
