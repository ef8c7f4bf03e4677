"""An office joins its county: keys made on the PC, a request, the county's answer (EXCHANGE.md 3).

Who holds a key, two people settle by phone with the code both programs show; no code, no trust.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import county_keys, fencing, registry, renewal, vouching
from ljfpa_desktop.exchange.file import introduction
from ljfpa_desktop.exchange.file.introduction import Link
from ljfpa_desktop.exchange.file.keyring import new_keys, new_root
from ljfpa_desktop.exchange.file.phone_code import MEMORY_KIB, enrolment_code
from ljfpa_desktop.exchange.file.request import (
    JoinAnswer,
    JoinRequest,
    read_answer,
    read_request,
    write_answer,
    write_request,
)  # fmt: skip
from ljfpa_desktop.exchange.kernel import heads, identity, state
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, TOWNSHIP, Me
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.exchange.kernel.wire import open_segment, signer_of
from ljfpa_desktop.services import office, setting

NOT_JOINED = "本机还没有加入县里的数据交换，请先办理加入。"


@dataclass(frozen=True)
class JoinFacts:
    """What both sides read to each other: the office's name, the PC's, and the code by phone."""

    office: str
    title: str
    pc_name: str
    code: str


def found_county(db: Database, actor: Actor) -> str:
    """Make the keys of the county's PC; returns the printed root code, shown once and sealed away.

    The root opens every package and certifies the next PC of the county should this one be lost.
    """
    access.require(actor, access.ADMIN)
    facts = office.facts(db)
    if not facts.is_county:
        raise Refused(county_keys.NOT_COUNTY)
    code, root = new_root()
    with db.transaction(actor, "建立县级数据交换", "exchange") as s:
        if identity.me(s) is not None:
            raise Refused("本单位的数据交换已经建立，不用再建。")
        me = Me(new_id().hex, facts.code, COUNTY, new_keys())
        identity.remember(s, me)
        county_keys.certify(s, root, me)
        identity.put(s, "gen", "1")
    fencing.advance(db)
    return code


def request(
    db: Database, actor: Actor, path: Path, pc_name: str = "", *, memory_kib: int = MEMORY_KIB
) -> JoinFacts:
    """Write this PC's request to its county; the keys are made once and never leave the PC.

    ``memory_kib`` is what one guess of the code costs, here as in the other steps; tests take less.
    """
    access.require(actor, access.ADMIN)
    facts = office.facts(db)
    if facts.is_county:
        raise Refused(fencing.NOT_TOWNSHIP)
    with db.transaction(actor, "申请加入数据交换", "exchange") as s:
        me = identity.me(s)
        if me is None:
            me = Me(new_id().hex, facts.code, TOWNSHIP, new_keys())
            identity.remember(s, me)
    name = pc_name.strip() or f"{facts.township}电脑"
    made = dates.now().isoformat(timespec="seconds")
    join = JoinRequest(UUID(me.inst), facts.code, facts.title, me.keys.public, made, name)
    write_request(path, join, me.keys)
    return JoinFacts(facts.code, facts.title, name, enrolment_code(me.keys.public, memory_kib=memory_kib))


def renew(db: Database, actor: Actor, path: Path, *, memory_kib: int = MEMORY_KIB) -> JoinFacts:
    """Write this PC's request to change its keys; the old ones stay in use until the county's answer."""
    access.require(actor, access.ADMIN)
    facts = office.facts(db)
    if facts.is_county:
        raise Refused(fencing.NOT_TOWNSHIP)
    with db.transaction(actor, "申请更换本机的钥匙", "exchange") as s:
        me = joined(s)
        name = registry.require_in_use(s, me.key_id).name
        new = renewal.begin(s, me)
    made = dates.now().isoformat(timespec="seconds")
    join = JoinRequest(
        UUID(new.inst), facts.code, facts.title, new.keys.public, made, name, me.keys.public.key_id,
        renewal.consent(me.keys, new.keys.public),
    )  # fmt: skip
    write_request(path, join, new.keys)
    return JoinFacts(facts.code, facts.title, name, enrolment_code(new.keys.public, memory_kib=memory_kib))


def look(path: Path, *, memory_kib: int = MEMORY_KIB) -> JoinFacts:
    """What a request says, with the code to compare by phone before it is accepted."""
    join = read_request(path)
    return JoinFacts(join.office, join.title, join.pc_name, enrolment_code(join.keys, memory_kib=memory_kib))


def accept(
    db: Database, actor: Actor, path: Path, answer: Path, *, memory_kib: int = MEMORY_KIB
) -> JoinFacts:
    """Certify the PC of a request and write the county's answer; asking twice gives the answer again."""
    access.require(actor, access.ADMIN)
    join = read_request(path)
    facts = office.facts(db)
    if not facts.is_county:
        raise Refused(county_keys.NOT_COUNTY)
    if join.office not in {code for code, _ in divisions.townships() if code.startswith(facts.code)}:
        raise Refused(f"“{join.title}”不是本县的单位，请核对申请文件。")
    with db.transaction(actor, f"同意{join.title}的电脑加入数据交换", "exchange") as s:
        me = _me(s)
        known = registry.by_key(s, join.keys.key_id.hex())
        if known is not None and known.revoked_on:
            raise Refused(f"“{join.pc_name}”已经停用，不能再加入，请对方换一台电脑申请。")
        if known is None:
            old = renewal.replaced(s, join)
            row = registry.certificate(
                s, join.inst.hex, join.office, TOWNSHIP, join.pc_name, join.keys, old
            )
            s.add(row)
            if old is not None:
                renewal.inherit(s, old, join.inst)
    with db.transaction(actor, "封存电脑名册", "exchange") as s:
        seal(s, me)
        c = s.connection()
        certificates = tuple(state.raw_of(c, h) for h in heads.missing_at(c, EVERYONE, []))
        root, known = vouching.require_root(s), identity.get(s, vouching.ALL)
        links = vouching.on_to(s, me, join.inst.hex, join.office, TOWNSHIP, join.keys)
    made = dates.now().isoformat(timespec="seconds")
    reply = JoinAnswer(
        UUID(me.inst), facts.code, facts.title, me.keys.public, made, county_keys.PC_NAME, join.keys.key_id,
        root, certificates, introduction.written(links), known,
    )  # fmt: skip
    write_answer(answer, reply, me.keys)
    code = enrolment_code(me.keys.public, memory_kib=memory_kib)
    return JoinFacts(facts.code, facts.title, join.pc_name, code)


def look_answer(path: Path, *, memory_kib: int = MEMORY_KIB) -> JoinFacts:
    """What the county's answer says, with the county's code to compare by phone."""
    reply = read_answer(path)
    code = enrolment_code(reply.keys, memory_kib=memory_kib)
    return JoinFacts(reply.office, reply.title, reply.pc_name, code)


def finish(db: Database, actor: Actor, path: Path, *, memory_kib: int = MEMORY_KIB) -> JoinFacts:
    """Take the county's answer: from now on packages go to it and come from it."""
    access.require(actor, access.ADMIN)
    reply = read_answer(path)
    with db.transaction(actor, f"加入{reply.title}的数据交换", "exchange") as s:
        me = _me(s)
        new = renewal.expected(s, me, reply.to)
        if reply.to != me.keys.public.key_id and new is None:
            raise Refused("这份答复不是给本机的申请的，请核对文件。")
        proven = _require_our_county(s, reply)
        seal(s, me)
        _take_certificates(s, reply, proven)
        if new is not None:
            renewal.become(s, me, new)
            me = new
        mine = registry.by_key(s, me.key_id)
        if mine is None or mine.office != me.office or not any(
            c.keys == reply.keys for c in registry.county(s)
        ):  # fmt: skip
            raise Refused("县里的答复里没有本机，请县里重新办理。")
        identity.put(s, "county", json.dumps({"code": reply.office, "title": reply.title}))
        identity.put(s, "root_sign", reply.root.sign.hex())
        identity.put(s, "root_age", reply.root.age)
        vouching.keep(s, introduction.links_of(reply.vouch))
        vouching.remember(s, proven.values())
        identity.put(s, "gen", str(int(identity.get(s, "gen", "0")) + 1))
        _take_letter(db, s, mine.letters)
    fencing.advance(db)
    code = enrolment_code(reply.keys, memory_kib=memory_kib)
    return JoinFacts(reply.office, reply.title, reply.pc_name, code)


def _require_our_county(s: Session, reply: JoinAnswer) -> dict[str, Link]:
    """The computers the answer proves; raises `Refused` unless it is of the county known here."""
    known, root = registry.county(s), vouching.root_of(s)
    links = introduction.links_of(reply.links), introduction.links_of(reply.vouch)
    stopped = {c.key_id for c in registry.computers(s) if c.revoked_on}
    proven = introduction.proven([*links[0], *links[1]], [root or reply.root], stopped.__contains__)
    is_proven = reply.keys.key_id.hex() in proven
    if known and all(c.keys != reply.keys for c in known) and not is_proven:
        raise Refused("这份答复的县级钥匙与本机登记的不一样，请打电话给县里核对。")
    if reply.vouch and (not is_proven or reply.to.hex() not in proven) or root not in (None, reply.root):
        raise Refused("这份答复里县级总恢复码的证明不对，没有办理，请打电话给县里核对。")
    return proven


def _take_certificates(s: Session, reply: JoinAnswer, proven: dict[str, Link]) -> None:
    """Merge the county's segments: the first are signed by the keys of the answer, or by one of theirs."""
    receiver = Receiver(s)
    for raw in reply.certificates:
        signer = signer_of(raw)
        writer, link = registry.by_key(s, signer), proven.get(signer)
        keys = writer.keys if writer and writer.role == COUNTY else reply.keys
        sealed = open_segment(raw, link.keys if writer is None and link else keys)
        if sealed.body.scope != EVERYONE:
            raise Refused("这份答复的内容不对，请县里重新做一份。")
        receiver.receive(sealed)


def _take_letter(db: Database, s: Session, letters: str) -> None:
    """Number papers by a letter of this PC's own series, the first from where it stands."""
    current = str(setting.value(s, "office.letter"))
    if current not in letters:
        later = [x for x in letters if x >= current]
        db.pc = (later or [letters[-1]])[0]
        setting.put(s, "office.letter", db.pc)


def _me(s: Session) -> Me:
    me = identity.me(s)
    if me is None:
        raise Refused(NOT_JOINED)
    return me


def joined(s: Session) -> Me:
    """This installation, certified; raises `Refused` when it has not joined yet."""
    me = _me(s)
    if registry.by_key(s, me.key_id) is None:
        raise Refused(NOT_JOINED)
    return me


def revoke(db: Database, actor: Actor, key_id: str, why: str) -> None:
    """Stop a stolen or worn-out PC: what came from it before stays, what comes later is refused."""
    access.require(actor, access.ADMIN)
    if not office.facts(db).is_county:
        raise Refused(county_keys.NOT_COUNTY)
    with db.transaction(actor, f"停用电脑：{why}", "exchange") as s:
        found = registry.by_key(s, key_id)
        if found is None or found.revoked_on:
            raise Refused("没有这台在用的电脑，请刷新列表。")
        if found.key_id == _me(s).key_id:
            raise Refused("不能停用正在使用的这台电脑，请在县里另一台电脑上办理。")
        renewal.stop(s, found, why)
