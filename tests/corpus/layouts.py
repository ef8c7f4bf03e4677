"""Layouts of the corpus: which columns a register has, in which order, under which titles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """``columns`` are (key, title); a title with "-" is a group and its part, in two levels."""

    name: str
    columns: tuple[tuple[str, str], ...]
    sections: bool = False
    """Villages stand in lines of their own, with sub-totals where there are amounts."""
    unit: str = ""
    """The unit stands in the line above the table, not in the title."""

    @property
    def two_levels(self) -> bool:
        """Whether the header has two rows."""
        return any("-" in title for _, title in self.columns)


def _layout(name: str, words: str, **more: object) -> Layout:
    columns = tuple((key, title) for key, _, title in (part.partition("=") for part in words.split()))
    return Layout(name, columns, **more)  # pyright: ignore[reportArgumentType]


LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "families": (
        _layout(
            "一级",
            "seq=序号 village=村居 h=夫姓名 h_id=夫身份证号 h_birth=夫出生日期 w=妻姓名 "
            "w_id=妻身份证号 w_birth=妻出生日期 c=子女姓名 c_sex=子女性别 c_birth=子女出生日期 "
            "c_id=子女身份证号 category=家庭类别 hukou=户口性质 phone=联系电话 address=家庭住址 "
            "cert=光荣证号",
        ),
        _layout(
            "两级",
            "seq=序号 village=村（居） w=女方-姓名 w_id=女方-公民身份号码 w_birth=女方-出生年月 "
            "h=男方-姓名 h_id=男方-公民身份号码 h_birth=男方-出生年月 c=子女-姓名 c_id=子女-身份证号 "
            "c_sex=子女-性别 c_birth=子女-出生年月 category=计生家庭类别 phone=手机号码 "
            "address=现居住地址",
        ),
        _layout(
            "光名",
            "village=所属村居 h=户主 h_id=身份证号 w=配偶 w_id=身份证号 c=孩子姓名 "
            "c_id=孩子身份证号码 category=类别 phone=联系方式 cert=独生子女证号 note=备注",
        ),
    ),
    "special": (
        _layout(
            "常用",
            "seq=序号 village=村（居） name=姓名 sex=性别 id=公民身份号码 birth=出生年月 "
            "support=特扶类别 c=子女姓名 c_id=子女身份证号码 loss=死亡时间或残疾证号 since=起始年月 "
            "health=健康状况 phone=手机 account=账号 alone=独居",
        ),
        _layout(
            "另一种",
            "village=村居名称 name=对象姓名 id=身份证件号码 support=扶助类型 c=子女姓名 "
            "c_id=子女身份证 loss=死亡时间/残疾证号 since=享受起始年月 account=银行卡号 "
            "phone=联系电话",
        ),
        _layout(
            "夫妻",
            "seq=编号 village=社区 name=本人姓名 sex=性别 birth=出生日期 id=本人身份证号 "
            "support=特殊家庭类别 c=死亡或伤残子女姓名 c_id=死亡或伤残子女身份证号 "
            "loss=死亡时间或残疾证号 phone=联系方式",
        ),
    ),
    "relief": (
        _layout(
            "常用",
            "seq=序号 village=村居 head=户主姓名 id=身份证号 size=家庭人口 reason=困难原因 "
            "amount=慰问金额（元） goods=慰问品 phone=电话 sign=签字 note=备注",
        ),
        _layout(
            "按村",
            "seq=编号 head=户主 id=公民身份号码 phone=联系方式 reason=致困原因 amount=金额 goods=物资",
            sections=True,
            unit="元",
        ),
        _layout(
            "少列",
            "head=慰问对象 id=证件号码 village=所在村居 amount=发放金额 phone=手机号",
        ),
    ),
    "members": (
        _layout(
            "常用",
            "seq=序号 village=村居 name=姓名 sex=性别 birth=出生年月 education=文化程度 "
            "joined=入会时间 no=会员证号 group=小组 post=职务 id=身份证号 phone=电话",
        ),
        _layout("另一种", "name=会员姓名 id=公民身份号码 village=所在村居 phone=联系电话 joined=入会日期"),
    ),
    "volunteers": (
        _layout(
            "常用",
            "seq=序号 name=姓名 sex=性别 id=身份证 village=村（居） skills=特长 hours=服务时长 phone=手机",
        ),
        _layout("另一种", "name=志愿者姓名 id=身份证号码 village=社区 phone=联系方式 birth=出生日期"),
    ),
}  # fmt: skip
