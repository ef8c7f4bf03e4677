"""Who says to be the county's new computer and is not, on real packages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ljfpa_desktop.exchange import county_keys, vouching
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file.introduction import HINT, introduce, links_of, written
from ljfpa_desktop.exchange.file.keyring import new_keys, new_root
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.kernel import identity
from tests.exchange import offices as made
from tests.exchange.offices import COUNTY, FIRST, Offices, Pc
from tests.exchange.recovering import everything_of, gone, in_step, recovered, take
from tests.exchange.smuggling import me_of


def forged(county: Pc, stick: Path, first: Pc, change: Callable[[str], str]) -> Path:
    """A package of somebody who says to be the county's new computer."""
    thief = new_keys()
    hint = package.look(county.pack(stick / "real", FIRST).path).hint
    inst = "ab" * 16
    vouch = change(written([introduce(new_root()[1], inst, COUNTY, "county", thief.public)]))
    draft = package.Draft(
        sender=package.Sender(inst, COUNTY, thief.public.key_id.hex()), to=[me_of(first).inst],
        created="2026-11-24T08:00:00.000000Z", no=1, scopes=[], have={}, reset_have=False, app="1", schema=2,
        min_reader=2, audit_head="", summary={}, hint={**hint, HINT: vouch},
    )  # fmt: skip
    del draft.hint["code"]
    return package.write(stick, "x.ljp", draft, [], [], thief, [me_of(first).keys.public.age]).path


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text, "FORGED"),
        (lambda _text: "", "UNKNOWN_SENDER"),
        (lambda _text: "nonsense", "UNKNOWN_SENDER"),
        (lambda text: text.replace("county", "township"), "UNKNOWN_SENDER"),
    ],
)
def test_a_new_county_the_root_did_not_sign(
    offices: Offices, stick: Path, change: Callable[[str], str], code: str
) -> None:
    first = offices.first
    file = forged(offices.county, stick, first, change)
    before = first.dump()
    with pytest.raises(PackageRefused, match=f"^{code}"):
        first.take(file)
    assert first.dump() == before


def test_a_proven_county_without_its_certificate_is_not_taken(offices: Offices, stick: Path) -> None:
    first, county = offices.first, offices.county
    file = forged(county, stick, first, lambda text: _signed_by_the_county(county, text))
    before = first.dump()
    with pytest.raises(PackageRefused, match="^UNKNOWN_SENDER"):
        first.take(file)
    assert first.dump() == before


def _signed_by_the_county(county: Pc, text: str) -> str:
    (link,) = links_of(text)
    return written([introduce(me_of(county).keys, link.inst, COUNTY, "county", link.keys)])


def test_the_lost_computer_says_nothing_any_more(offices: Offices, tmp_path: Path, stick: Path) -> None:
    """It was stolen: whoever has it has its keys."""
    home = in_step(offices, stick)
    first = offices.first
    offices.county.close()
    offices.pcs.pop("county")
    shutil.copytree(offices.place / "county", offices.place / "stolen")
    gone(offices)
    county = recovered(offices)
    take(county, everything_of(first, stick))
    county.take(everything_of(offices.other, stick))
    first.take(county.pack(stick, FIRST).path)
    thief = made.open_pc(offices.place / "stolen")
    offices.pcs["thief"] = thief
    thief.call(home, "13905919999")
    with pytest.raises(PackageRefused, match="^FORGED.*停用"):
        first.take(thief.pack(stick / "x", FIRST).path)
    county_keys.renew(thief.db, thief.actor)  # nor can it introduce others
    with pytest.raises(PackageRefused, match="^FORGED"):
        first.take(thief.pack(stick / "x", FIRST).path)
    with pytest.raises(PackageRefused, match="^FORGED"):
        county.take(thief.pack(stick / "x", FIRST).path)
    assert first.phone(home) == "13905910001"


def test_words_of_others_do_not_become_ours(offices: Offices, stick: Path) -> None:
    """What a township hands on of the county's computers is what the root proves."""
    first, county = offices.first, offices.county
    thief = new_keys()
    with first.db.transaction(first.actor, "试", "exchange") as s:
        real = identity.get(s, vouching.ALL)
        false = introduce(thief, "ab" * 16, COUNTY, "county", thief.public)
        identity.put(s, vouching.ALL, f"{real};{written([false])}")
    county.take(first.pack(stick).path)
    with county.db.read() as s:
        known = links_of(identity.get(s, vouching.ALL))
        mine = vouching.own(s)
        assert vouching.root_of(s) == vouching.require_root(s)
    assert [x.key_id for x in known] == [x.key_id for x in mine] == [me_of(county).key_id]


def test_a_county_founded_before_there_were_links_goes_on(offices: Offices, stick: Path) -> None:
    county, first = offices.county, offices.first
    for pc in (county, first):
        with pc.db.transaction(pc.actor, "试", "exchange") as s:
            identity.put(s, vouching.OWN, "")
            identity.put(s, vouching.ALL, "")
    first.family("林一")
    assert county.take(first.pack(stick).path).refused == 0
    file = county.pack(stick, FIRST).path
    assert package.look(file).hint[HINT] == ""
    assert first.take(file).refused == 0
    # The root alone is enough to replace its computer: townships know the root.
    county_keys.recover(county.db, county.actor, offices.root_code)
    assert first.take(county.pack(stick, FIRST).path).refused == 0
    assert county.take(first.pack(stick).path).refused == 0
