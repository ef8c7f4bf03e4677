"""Which role may do which act: one table, asked by the services."""

from __future__ import annotations

from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Refused

READ, WRITE, APPROVE, VOID, CLOSE, EXPORT_FULL, ADMIN = (
    "read",
    "write",
    "approve",
    "void",
    "close",
    "export",
    "admin",
)

_ALL = frozenset({READ, WRITE, APPROVE, VOID, CLOSE, EXPORT_FULL, ADMIN})
ROLES: dict[str, frozenset[str]] = {
    "admin": _ALL,
    "head": _ALL - {ADMIN},
    "reviewer": frozenset({READ, WRITE, APPROVE}),
    "clerk": _ALL - {ADMIN},
    "reader": frozenset({READ}),
}
WORDS = {
    READ: "查看", WRITE: "录入", APPROVE: "审核", VOID: "作废", CLOSE: "结账", EXPORT_FULL: "导出完整证件号",
    ADMIN: "管理账号和设置",
}  # fmt: skip


def may(actor: Actor, verb: str) -> bool:
    """Whether the actor's role allows the verb."""
    return verb in ROLES.get(actor.role, frozenset())


def require(actor: Actor, verb: str) -> None:
    """Raise `Refused` with a sentence when the actor's role does not allow the verb."""
    if not may(actor, verb):
        raise Refused(f"当前账号“{actor.name}”没有“{WORDS[verb]}”的权限，请换有权限的账号登录。")
