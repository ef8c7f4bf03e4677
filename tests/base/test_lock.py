"""One process per office, and no office on a share or in a cloud folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ljfpa_desktop.base import lock
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.lock import OfficeLock, refuse_shared_place

HOLD = """
import sys, time
from pathlib import Path
from ljfpa_desktop.base.lock import OfficeLock
held = OfficeLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_taken_refused_released_taken(tmp_path: Path) -> None:
    first = OfficeLock(tmp_path)
    with pytest.raises(Refused, match="已经在另一个窗口打开"):
        OfficeLock(tmp_path)
    first.release()
    first.release()
    OfficeLock(tmp_path).release()


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout as out:
        assert out.readline().strip() == b"held"
        with pytest.raises(Refused):
            OfficeLock(tmp_path)
        child.kill()
        child.wait()
    OfficeLock(tmp_path).release()


@pytest.mark.parametrize(
    "place",
    [
        "D:/OneDrive - 连江县/单位", "D:/坚果云/单位", "/home/li/Nutstore Files/office", "D:/WPS云盘/单位",
        "C:/Users/li/Documents/WeChat Files/office", "D:/百度网盘/单位", "D:/百度网盘同步空间/单位",
    ],
)  # fmt: skip
def test_cloud_folders_are_refused_by_name(place: str) -> None:
    with pytest.raises(Refused, match="网盘或微信的同步文件夹里，数据会被改坏，请换到本机磁盘"):
        refuse_shared_place(Path(place))


def test_a_network_share_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="在网络共享上"):
        refuse_shared_place(Path("//server/share/office"))
    refuse_shared_place(tmp_path)


@pytest.mark.parametrize("system", ["cifs", "nfs4", "smb3", "fuse.sshfs", "9p"])
def test_a_mounted_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "公共 盘"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n//srv/x {str(share).replace(' ', chr(92) + '040')} {system} rw 0 0\n",
        "utf-8",
    )
    monkeypatch.setattr(lock, "MOUNTS", mounts)
    with pytest.raises(Refused, match="在网络共享上"):
        refuse_shared_place(share / "单位")
    refuse_shared_place(tmp_path / "公共 盘2" / "单位")


def test_a_disk_mounted_inside_a_share_is_no_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"//srv/x {tmp_path} cifs rw 0 0\n/dev/sdb1 {tmp_path}/usb vfat rw 0 0\n", "utf-8")
    monkeypatch.setattr(lock, "MOUNTS", mounts)
    refuse_shared_place(tmp_path / "usb" / "单位")
    with pytest.raises(Refused):
        refuse_shared_place(tmp_path / "usb2")


def test_a_folder_that_takes_no_lock_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "office.lock").mkdir()
    with pytest.raises(Trouble, match="不能写入，请检查"):
        OfficeLock(tmp_path)
