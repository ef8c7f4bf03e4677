"""Settings have names, defaults and a right to change them."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import setting


@pytest.mark.parametrize("name", sorted(setting.DEFAULTS))
def test_a_setting_never_set_has_its_default_and_keeps_what_is_put(
    db: Database, actor: Actor, name: str
) -> None:
    if not name.startswith("office."):
        assert setting.get(db, name) == setting.DEFAULTS[name]
    for new in ("新的", 5, {"LK": [1, 2]}, True):
        setting.save(db, actor, {name: new})
        assert setting.get(db, name) == new


def test_an_unknown_name_is_a_bug(db: Database, actor: Actor) -> None:
    with pytest.raises(KeyError):
        setting.get(db, "unknown")
    with pytest.raises(KeyError):
        setting.save(db, actor, {"unknown": 1})


def test_who_may_change_what(db: Database) -> None:
    clerk = Actor("x", "王经办", "clerk", "350122103")
    setting.save(db, clerk, {"look.mode": "dark", "print.offsets": {"F01": [1, 2]}})
    assert setting.get(db, "look.mode") == "dark"
    with pytest.raises(Refused, match="管理账号和设置"):
        setting.save(db, clerk, {"look.mode": "light", "backup.second_place": "E:/"})
    assert setting.get(db, "look.mode") == "dark"
    assert setting.get(db, "backup.second_place") == ""
