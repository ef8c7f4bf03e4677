"""Places on this computer are known in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base import paths


def test_resources_lie_beside_the_package_or_in_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (paths.resources() / "codes" / "programmes.json").is_file()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_the_one_office_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    assert paths.only_office() is None
    folder = paths.office_folder("350122103")
    assert folder == tmp_path / "ljfpa" / "350122103"
    folder.mkdir(parents=True)
    assert paths.only_office() is None
    (folder / "office.db").touch()
    assert paths.only_office() == folder
    other = paths.office_folder("350122104")
    other.mkdir()
    (other / "office.db").touch()
    assert paths.only_office() is None


def test_the_fence_stands_beside_the_office_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    folder = paths.office_folder("350122103")
    assert paths.fence_path(folder) == tmp_path / "ljfpa" / "350122103.fence.json"
    assert folder not in paths.fence_path(folder).parents
    folder.mkdir(parents=True)
    (folder / "office.db").touch()
    paths.fence_path(folder).touch()
    assert paths.only_office() == folder  # the fence is no office
    elsewhere = tmp_path / "stick" / "office"
    assert paths.fence_path(elsewhere) == tmp_path / "stick" / "office.fence.json"
