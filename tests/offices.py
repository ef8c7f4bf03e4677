"""A county and two townships that joined it, made once per run and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ljfpa_desktop.base import paths
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.exchange import enrol
from ljfpa_desktop.services import office
from tests.conftest import DIVISION, PASSWORD
from tests.exchange import offices as made

COUNTY, GUANTOU, XIAOAO = "350122", DIVISION, "350122104"
PLACES = {"county": COUNTY, "guantou": GUANTOU, "xiaoao": XIAOAO}


@dataclass(frozen=True)
class Office:
    """An open office: its database, who acts, its folder."""

    db: Database
    actor: Actor
    folder: Path


@dataclass(frozen=True)
class Offices:
    """The county and two townships, and the stick carried between them."""

    county: Office
    guantou: Office
    xiaoao: Office
    stick: Path
    root_code: str


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of the three offices, 琯头镇 joined, the other township not yet."""
    place = tmp_path_factory.mktemp("joined")
    for name, code in PLACES.items():
        made.create(place / name, code)
    county, township = (made.open_pc(place / name) for name in ("county", "guantou"))
    code = enrol.found_county(county.db, county.actor)
    (place / made.ROOT_CODE).write_text(code)
    made.join(county, township, place, "计生办1号机")
    county.close()
    township.close()
    return place


@pytest.fixture
def offices(joined: Path, tmp_path: Path) -> Iterator[Offices]:
    """Fresh copies, all open, and an empty stick."""
    stick = tmp_path / "stick"
    stick.mkdir(exist_ok=True)
    for name in PLACES:
        shutil.copytree(joined / name, tmp_path / name)
        fence = paths.fence_path(joined / name)
        if fence.exists():
            shutil.copy(fence, paths.fence_path(tmp_path / name))
    with ExitStack() as stack:
        opened = {name: _opened(stack, tmp_path / name) for name in PLACES}
        code = (joined / made.ROOT_CODE).read_text()
        yield Offices(opened["county"], opened["guantou"], opened["xiaoao"], stick, code)


def _opened(stack: ExitStack, folder: Path) -> Office:
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    stack.callback(lock.release)
    stack.callback(db.close)
    return Office(db, actor, folder)
