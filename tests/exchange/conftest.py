"""Joined offices, made once per run and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange import offices as made
from tests.exchange.offices import Offices


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and three computers of two townships that joined it."""
    place = tmp_path_factory.mktemp("joined")
    made.found(place)
    return place


@pytest.fixture
def offices(joined: Path, tmp_path: Path) -> Iterator[Offices]:
    """A fresh copy of them, opened when first asked for."""
    with made.copied(joined, tmp_path / "offices") as found:
        yield found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder on its way between offices."""
    place = tmp_path / "U盘"
    place.mkdir()
    return place
