"""Events with photos, visits, sites and honours of the demo."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from ljfpa_desktop.services import attachment, event, honour, household, site, visit
from ljfpa_desktop.services.demo.desk import DemoDesk, agreed, standing_at, words

OCCASIONS = {1: "SPRING", 5: "MEMBER_DAY", 9: "MID_AUTUMN", 10: "DOUBLE_NINTH"}

GRANTORS = {"COUNTY": "连江县计划生育协会", "TOWNSHIP": "连江县琯头镇计划生育协会"}


def sites(desk: DemoDesk, day: date) -> None:
    """The places the association runs."""
    for values in words()["sites"]:
        name, village = desk.local(values["name"]), desk.village(values["village_code"])
        filled = {**values, "name": name, "village_code": village, "opened_on": day, "status": "ACTIVE"}
        desk.sites[name] = agreed(
            lambda ok, v=filled: site.save(desk.db, desk.actor, v, accepted=ok)
        )


def hold(desk: DemoDesk, plan: dict[str, Any], day: date) -> UUID:
    """Hold an event of the plan on this day; every third one gets two photos."""
    place, chance = desk.local(plan["place"]), desk.chance
    wobble = chance.randrange(-6, 7)
    values: dict[str, Any] = {
        "kind": plan["kind"], "theme": plan["theme"], "heading": plan.get("heading"), "held_on": day,
        "start_time": "09:00", "end_time": "11:00", "mode": plan.get("mode", "OFFLINE"), "place": place,
        "site_id": next((i for name, i in desk.sites.items() if name.endswith(place)), None),
        "host_org": desk.local("琯头镇计划生育协会"), "speaker": plan.get("speaker"),
        "speaker_org": plan.get("speaker_org"), "audience": "会员和群众",
        "offline_attendance": plan["offline"] + wobble, "online_views": plan.get("online"),
        "platform": "微信公众号直播" if plan.get("online") else None, "family_groups": plan.get("families"),
        "staff_count": chance.randrange(3, 8), "volunteer_count": chance.randrange(2, 10),
        "content": f"围绕“{plan['theme']}”开展，现场讲解、互动问答并发放资料。",
        "effect": "群众反映良好，愿意继续参加。", "tags": plan.get("tags"), "status": "HELD",
        "recorder": "李经办", "principal": "王主任",
    }  # fmt: skip
    values["theme"] = desk.local(values["theme"])
    materials = [
        {"kind": kind, "title": title, "quantity": quantity + 10 * chance.randrange(5)}
        for kind, title, quantity in plan.get("materials", ())
    ]
    with standing_at(day):
        made = agreed(lambda ok: event.save(desk.db, desk.actor, values, materials=materials, accepted=ok))
        if chance.random() < 0.4:
            for n in (1, 2):
                photo = _photo(plan["theme"], day, n)
                attachment.add_photo(desk.db, desk.actor, "event", made, photo, name=f"现场{n}.jpg")
    return made


def _photo(theme: str, day: date, n: int) -> bytes:
    """A drawn stand-in for a photo, another for each event and number."""
    tint = sum(map(ord, theme)) * 7 + day.toordinal() + n * 40
    picture = Image.new("RGB", (960, 640), (214, 228, 240 - tint % 40))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 420, 960, 640), fill=(150 + tint % 60, 180, 140))
    pen.rectangle((180, 120, 780, 230), fill=(176, 58 + tint % 30, 52))
    for i in range(9):
        left = 60 + i * 100 + tint % 30
        pen.ellipse((left, 380, left + 56, 436), fill=(238, 203, 173))
        pen.rectangle((left - 8, 436, left + 64, 560), fill=((tint * (i + 3)) % 200, 90, 140))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def visits(desk: DemoDesk, day: date, families: list[UUID]) -> None:
    """Visit these families on this day."""
    for family in families:
        values: dict[str, Any] = {
            "household_id": family, "visited_on": day, "occasion": OCCASIONS.get(day.month, "ROUTINE"),
            "visitors": desk.chance.choice(words()["visitors"]), "goods": "米、油各一份",
            "goods_value_fen": 20_000, "needs": desk.chance.choice(words()["needs"]),
        }  # fmt: skip
        with standing_at(day):
            agreed(lambda ok, v=values: visit.save(desk.db, desk.actor, v, accepted=ok))


def award(desk: DemoDesk, plan: dict[str, Any], day: date, family: UUID) -> UUID:
    """Give an honour of the plan to the head of a family."""
    found = household.facts(desk.db, family)
    name = next(m.values["name"] for m in found.members if m.relation == household.HEAD)
    is_family = plan["kind"] == "HEALTHY_FAMILY"
    values = {
        "title": plan["title"], "kind": plan["kind"], "level": plan["level"], "granted_on": day,
        "grantor": desk.local(GRANTORS[plan["level"]]),
        "recipient_kind": "FAMILY" if is_family else "PERSON",
        "recipient_name": f"{name}家庭" if is_family else name, "household_id": family,
        "reason": plan["reason"], "status": "AWARDED",
    }  # fmt: skip
    with standing_at(day):
        return honour.save(desk.db, desk.actor, values)
