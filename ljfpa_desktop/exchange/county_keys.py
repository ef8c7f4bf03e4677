"""The keys of the county's own computer: certified by the root, renewed, and replaced when they are lost.

The root is a printed code in an envelope. It lets a new computer take the place of a lost one: townships
believe it from its first package on, and what they have comes back with "send everything".
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import fencing, registry, renewal, vouching
from ljfpa_desktop.exchange.file.introduction import introduce
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, new_keys, root_keys
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me
from ljfpa_desktop.exchange.kernel.seal import AT_HOME, seal
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.exchange.kernel.state import run
from ljfpa_desktop.exchange.registry import Computer
from ljfpa_desktop.exchange.vouching import Introduced
from ljfpa_desktop.services import office, setting

PC_NAME = "县计生协电脑"
LOST = "县里的电脑丢失或损坏，已换新电脑"
RESCUE = "rescue"  # the root's key that opens packages, until every office has heard of this computer
MOST_RENEWALS = 8  # each travels with every package
NOT_COUNTY = "只有县级单位能办理这一步。"
NOT_FOUNDED = "本县的数据交换还没有建立，请先在“数据交换”里建立。"
OTHER_ROOT = "这不是本县的县级总恢复码，没有办理，请核对信封里打印的是不是本县的、最近的一份。"
ROOT_DUE = "县级电脑的钥匙已经接连换过多次，这一次请凭信封里的县级总恢复码更换。"


def certify(s: Session, root: PrivateKeys, me: Me, old: Computer | None = None) -> None:
    """The root lets this county computer in, in the place of ``old``; its public half goes to everyone."""
    identity.put(s, "root_sign", root.public.sign.hex())
    identity.put(s, "root_age", root.public.age)
    name = old.name if old and old.name else PC_NAME
    s.add(registry.certificate(s, me.inst, me.office, COUNTY, name, me.keys.public, old))
    vouching.keep(s, [introduce(root, me.inst, me.office, COUNTY, me.keys.public)])


def recover(db: Database, actor: Actor, code: str) -> None:
    """Let this computer take the place of the county's lost one, with the printed root code.

    Over a restored backup or in an empty office alike. New keys, the old ones stopped with what came from
    them; nobody has heard yet what this one has, so townships send it all. Raises `Refused`, nothing
    changed, for a wrong code.
    """
    access.require(actor, access.ADMIN)
    facts = office.facts(db)
    if not facts.is_county:
        raise Refused(NOT_COUNTY)
    root = root_keys(code)
    with db.transaction(actor, "凭县级总恢复码换上新的县级电脑", "exchange") as s:
        if identity.get(s, "root_sign", root.public.sign.hex()) != root.public.sign.hex():
            raise Refused(OTHER_ROOT)
        before, lost = identity.me(s), registry.in_use(s, facts.code)
        me = Me(new_id().hex, facts.code, COUNTY, new_keys())
        certify(s, root, me, lost[-1] if lost else None)
        _replace(s, me)
        if before is None:
            identity.remember(s, me)
        else:
            renewal.become(s, before, me)
        if before is None and not lost:
            _begin_empty(db, s)
        for name, value in ((RESCUE, root.age), (vouching.RECOVERING, "1"), ("restored", "")):
            identity.put(s, name, value)
        identity.put(s, "gen", str(int(identity.get(s, "gen", "0")) + 1))
    fencing.advance(db)


def renew(db: Database, actor: Actor) -> None:
    """Change the keys of the county's computer: the old ones announce the new ones and are then stopped.

    What was made for the old ones still opens. Raises `Refused` where only the root can introduce new ones.
    """
    access.require(actor, access.ADMIN)
    if not office.facts(db).is_county:
        raise Refused(NOT_COUNTY)
    with db.transaction(actor, "更换县级电脑的钥匙", "exchange") as s:
        me = _founded(s)
        if len(vouching.own(s)) >= MOST_RENEWALS:
            raise Refused(ROOT_DUE)
        old = registry.require_in_use(s, me.key_id)
        new = renewal.begin(s, me)
        if registry.by_key(s, new.key_id) is None:  # the power may have gone after this step
            s.add(registry.certificate(s, new.inst, me.office, COUNTY, old.name, new.keys.public, old))
    with db.transaction(actor, "封存电脑名册", "exchange") as s:
        seal(s, me)
        links = vouching.on_to(s, me, new.inst, me.office, COUNTY, new.keys.public)
        vouching.keep(s, links)
        renewal.become(s, me, new)
        renewal.stop(s, old, renewal.RENEWED)
        identity.put(s, "gen", str(int(identity.get(s, "gen", "0")) + 1))
    fencing.advance(db)


def openers(s: Session, me: Me, known: Introduced) -> tuple[list[PrivateKeys], frozenset[str]]:
    """The keys that open packages for this computer, and the ids of the computers it stands for."""
    keys, ours = [me.keys], {me.inst}
    former = renewal.former(s, me)
    if former is not None:
        keys.append(former.keys)
        ours.add(former.inst)
    root = identity.get(s, RESCUE)
    if root:
        keys.append(PrivateKeys(me.keys.sign, root))
        ours |= known.counties() | {c.inst for c in registry.computers(s, me.office)}
    return keys, frozenset(ours)


def after_package(s: Session, me: Me) -> None:
    """At the county, a package merged: the lost computer is stopped; in the end, what helped is forgotten."""
    if vouching.is_recovering(s):
        _replace(s, me)
    elif not identity.get(s, renewal.FORMER):
        return
    if vouching.is_known_to_all(s, me.inst):
        for name in (vouching.RECOVERING, RESCUE, renewal.FORMER):
            identity.put(s, name, "")


def _founded(s: Session) -> Me:
    me = identity.me(s)
    if me is None or registry.by_key(s, me.key_id) is None:
        raise Refused(NOT_FOUNDED)
    return me


def _replace(s: Session, me: Me) -> None:
    for c in registry.in_use(s, me.office):
        if c.inst != me.inst:
            renewal.stop(s, c, LOST)


def _begin_empty(db: Database, s: Session) -> None:
    """Nothing of the lost one is here: its shared rows come back, its letter numbers no more papers.

    The rows every office is shipped with stay at home: the lost one sealed them for all.
    """
    shared = [name for name, table in shape().items() if table.rules.scope == EVERYONE]
    marks = ", ".join("?" * len(shared))
    run(
        s.connection(),
        "UPDATE change SET seg = ? WHERE seg IS NULL AND act IN (SELECT seq FROM act WHERE kind = 'setup') "
        f"AND tbl IN ({marks})",
        (AT_HOME, *shared),
    )
    db.pc = registry.letters_of(1)[1]
    setting.put(s, "office.letter", db.pc)
