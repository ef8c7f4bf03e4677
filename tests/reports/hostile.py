"""Facts that try to break a paper: very long names, rare characters, no rows, 500 rows, great sums."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ljfpa_desktop.base import money
from ljfpa_desktop.reports import certificate, event_record, handover, monthly, receipt, register, signin

LONG = ("阿卜杜热西提·买买提江·" * 3)[:30]
RARE = "㛃䶮𬱖𬀩𠅤琯菉坵迴"
ADDRESS = "福建省福州市连江县琯头镇壶江村坵中路十二弄三十四号院内第二栋四零一室" * 2
ID_NO = "35012219680515002X"
assert len(LONG) == 30


def receipts() -> list[receipt.ReceiptFacts]:
    """Long everything with the largest amount; rare characters with nothing; a void one."""
    first = replace(
        receipt.sample(),
        payee=LONG,
        proxy=LONG,
        proxy_id_no=ID_NO,
        proxy_relation="外孙子女的配偶",
        address=ADDRESS,
        reason="2024年春节走访慰问计生困难家庭慰问金" * 3,
        category="计生特殊家庭（失独）、退役军人家庭",
        bank_account="福建连江农村商业银行股份有限公司琯头支行营业部 6230361234567894000",
        pay_method="社保卡/惠民惠农“一卡通”",
        amount_fen=money.MAX_FEN,
        handlers=(LONG, LONG),
        approver=LONG,
        office="连江县小沧畲族乡计划生育协会",
    )
    number = "LK-350122103-24A-00124-5"
    second = replace(receipt.sample(), serial=number, payee=RARE, address=RARE * 3, amount_fen=0)
    return [first, second, replace(receipt.sample(), is_void=True)]


def registers() -> list[register.RegisterFacts]:
    """500 rows with long and rare names and great sums; by village; and one all void."""
    row = register.RegisterRow
    rows = tuple(
        row(
            village=("琯头村", "菉洋村", "坵祠村", "逻迴村")[i // 130],
            payee=(LONG, RARE, "林秀钦")[i % 3],
            id_no=ID_NO,
            category="计生特殊家庭（伤残）",
            phone="0591-26100000转8012",
            amount_fen=(0, 999_999_999_99, 60_000)[i % 3],
            proxy="王五（女儿）",
            note="补发上年漏发部分",
        )
        for i in range(500)
    )
    many = replace(register.sample(), rows=rows, programme=LONG, supervisor=LONG)
    voided = replace(register.sample(), rows=tuple(replace(r, is_void=True) for r in rows[:3]))
    return [many, replace(many, by_village=True), voided]


def signins() -> list[signin.SigninFacts]:
    """500 people with long names, in all four layouts."""
    person = signin.Attendee(name=LONG, unit=ADDRESS, phone="0591-26100000", child=RARE, child_months="36")
    base = replace(signin.sample(), attendees=(person, *signin.sample().attendees) * 125, event_name=LONG * 2)
    few = replace(base, attendees=(person,) * 3)
    return [
        base,
        replace(few, with_children=True),
        replace(few, shows_phone=False),
        replace(few, with_children=True, shows_phone=False),
    ]


def events() -> list[event_record.EventFacts]:
    """A description of many pages, 80 lines of materials, six and seven pictures."""
    sample = event_record.sample()
    photos = sample.photos * 3
    long = replace(
        sample,
        name=LONG,
        speaker=LONG,
        host=ADDRESS,
        materials=tuple(f"《青春期亲子沟通指南》第{i}辑 × {i} 册" for i in range(80)),
        description="\n".join(f"第{i}段：{RARE}组织志愿者入户走访，发放资料，解答政策。" for i in range(200)),
        outcome="反响良好。" * 200,
        cost_fen=money.MAX_FEN,
        photos=photos,
    )
    seven = (*photos, sample.photos[0])
    return [long, replace(sample, photos=seven), replace(sample, description="", cost_fen=0)]


def certificates() -> list[certificate.CertificateFacts]:
    """A very long text, a rare name, text only for pre-printed paper."""
    sample = certificate.sample()
    return [
        replace(sample, salutation=f"{LONG} 同志：", body=sample.body * 12, grantor=LONG),
        replace(sample, salutation=f"{RARE} 家庭："),
        replace(sample, preprinted=True),
    ]


def months() -> list[monthly.MonthlyFacts]:
    """500 lines in groups, 100 corrections, and a sheet without any line."""
    figure = monthly.Figure(
        code="ZB-E12",
        name="退役军人计生特殊家庭第三代助学人数（去重）",
        unit="万元",
        month="9,999,999.99",
        year_to_date="99,999,999.99",
        same_period="0",
        change_percent="-100.0",
        note="调整上月 -1",
    )
    groups = tuple(monthly.Group(title=f"{i} 组", figures=(figure,) * 50) for i in range(10))
    fix = replace(monthly.sample().corrections[0], name=LONG, by=LONG, why=ADDRESS)
    sample = monthly.sample()
    return [
        replace(sample, groups=groups, corrections=(fix,) * 100, responsible=LONG),
        replace(sample, groups=(), corrections=()),
    ]


def handovers() -> list[handover.HandoverFacts]:
    """The longest office names and the greatest figures; nothing counted."""
    sample = handover.sample()
    great = tuple(replace(c, stated="9,999,999,999.99", received="9,999,999,999.99") for c in sample.totals)
    office = "连江县小沧畲族乡计划生育协会" * 2
    long = replace(sample, office=office, receiver=office, totals=great, new="1,000,000")
    return [long, replace(sample, totals=(), new="", changed="", conflicts="")]


ALL: dict[str, Any] = {
    "F01": receipts,
    "F02": registers,
    "F08": signins,
    "F09": events,
    "F10": certificates,
    "F11": months,
    "F22": handovers,
}
