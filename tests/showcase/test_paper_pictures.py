"""Pictures of the papers: every document as printed and empty, and the recovery code."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ljfpa_desktop.reports.catalogue import REPORTS
from ljfpa_desktop.showcase import paper_pictures


def test_every_paper_has_its_pictures(tmp_path: Path) -> None:
    (tmp_path / "F99.png").write_bytes(b"of before")
    written = [path.name for path in paper_pictures.write(tmp_path)]
    assert sorted(written) == sorted(p.name for p in tmp_path.iterdir())
    for code in REPORTS:
        assert any(name.startswith((f"{code}.", f"{code}-1.")) for name in written), code
        assert any(name.startswith(f"{code}-blank") for name in written), code
    assert {"recovery-code.png", "F01-void-reprint.png", "F01-three-to-a-page.png"} <= set(written)
    with Image.open(tmp_path / "F01.png") as picture:
        assert picture.height > picture.width > 1000
