"""Why a package is not taken: one code for the record, one plain sentence for the clerk (EXCHANGE.md 3)."""

from __future__ import annotations

from enum import StrEnum, auto

from ljfpa_desktop.base.errors import Refused


class Code(StrEnum):
    """The reasons, in the order in which they are looked for."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:  # noqa: ARG004
        return name

    NOT_A_PACKAGE = auto()
    TRUNCATED = auto()
    DAMAGED = auto()
    NOT_FOR_US = auto()
    UNKNOWN_SENDER = auto()
    FORGED = auto()
    NEWER_FORMAT = auto()
    TOO_BIG = auto()


_SENTENCES = {
    Code.NOT_A_PACKAGE: "这个文件不是数据包，请选文件名里有“.ljp”的文件。",
    Code.TRUNCATED: "这个数据包没有拷完整，请重新拷贝一次。",
    Code.DAMAGED: "这个数据包已损坏，请重新拷贝一次；还是不行的，请对方重新生成。",
    Code.NOT_FOR_US: "这个数据包不是发给本机的，请核对是不是拿错了U盘或文件。",
    Code.UNKNOWN_SENDER: "发出这个数据包的电脑在本机没有登记，请先与对方办理登记。",
    Code.FORGED: "这个数据包的签名不对，内容可能被人改过，请不要使用，并打电话告诉对方。",
    Code.NEWER_FORMAT: "这个数据包是用更新版本的程序生成的，请先升级本机的程序再接收。",
    Code.TOO_BIG: "这个数据包超过了允许的大小，没有打开，请对方分几次发来。",
}


class PackageRefused(Refused):
    """A file that is not taken; ``str`` begins with the code's name, ``plain`` is the sentence alone."""

    def __init__(self, code: Code, plain: str | None = None) -> None:
        self.code = code
        self.plain = plain or _SENTENCES[code]
        super().__init__(f"{code}：{self.plain}")
