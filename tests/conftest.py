"""One template office per run, copied for each test; nothing of this machine's settings is used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.keys import Cost
from ljfpa_desktop.services import office

DIVISION = "350122103"
PASSWORD = "Lianjiang-2024"
QUICK = Cost(
    passes=1, lanes=1, memory=64
)  # a guess costs nothing in tests; the real cost is a constructor argument


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An empty office of 琯头镇 and its recovery code, made once per run."""
    folder = tmp_path_factory.mktemp("template") / "office"
    code = office.create(folder, DIVISION, login="clerk", name="李经办", password=PASSWORD, cost=QUICK)
    return folder, code


@pytest.fixture
def office_folder(template: tuple[Path, str], tmp_path: Path) -> Path:
    """A fresh copy of the template office's folder."""
    folder = tmp_path / "office"
    shutil.copytree(template[0], folder)
    return folder


@pytest.fixture
def desk(office_folder: Path) -> Iterator[tuple[Database, Actor]]:
    """The office open, and the clerk who acts."""
    db, actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    yield db, actor
    db.close()
    lock.release()


@pytest.fixture
def db(desk: tuple[Database, Actor]) -> Database:
    """The open office database."""
    return desk[0]


@pytest.fixture
def actor(desk: tuple[Database, Actor]) -> Actor:
    """The clerk of the template office."""
    return desk[1]
