"""Who may do what: one table, and a sentence for those who may not."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Refused

VERBS = [
    access.READ, access.WRITE, access.APPROVE, access.VOID, access.CLOSE, access.EXPORT_FULL, access.ADMIN,
]  # fmt: skip
ALLOWED = {
    "admin": set(VERBS),
    "head": set(VERBS) - {access.ADMIN},
    "clerk": set(VERBS) - {access.ADMIN},
    "reviewer": {access.READ, access.WRITE, access.APPROVE},
    "reader": {access.READ},
    "unknown": set[str](),
}


@pytest.mark.parametrize("role", sorted(ALLOWED))
@pytest.mark.parametrize("verb", VERBS)
def test_role_and_verb(role: str, verb: str) -> None:
    actor = Actor("x", "陈审核", role)
    assert access.may(actor, verb) is (verb in ALLOWED[role])
    if verb in ALLOWED[role]:
        access.require(actor, verb)
    else:
        with pytest.raises(Refused, match=f"“陈审核”没有“{access.WORDS[verb]}”的权限"):
            access.require(actor, verb)


def test_every_role_is_judged_here() -> None:
    assert set(ALLOWED) - {"unknown"} == set(access.ROLES)
    assert set(access.WORDS) == set(VERBS)
