"""Tells what a file is by its bytes, not its name, and refuses what cannot be read in plain words."""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from ljfpa_desktop.base.errors import Refused, Trouble

Form = Literal["xlsx", "xls", "ods", "html", "xml", "csv"]

MAX_BYTES = 80_000_000
MAX_UNPACKED = 600_000_000
MAX_RATIO = 400
LONGEST_PATH = 260  # characters, of Windows


_MANIFEST = "META-INF/manifest.xml"  # of an OpenDocument package


def load(path: Path) -> bytes:
    """The bytes of the file; Refused or Trouble with a sentence when it cannot be read."""
    if path.name.startswith(("~$", ".~")):
        raise Refused(f"“{path.name}”是表格程序打开文件时的临时文件，请选没有“~$”的那一个。")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(f"“{path.name}”超过80兆，请只留要导入的工作表再试。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Trouble(f"找不到文件“{path.name}”。", "请看文件是否改名或移走。") from None
    except IsADirectoryError:
        raise Refused(f"“{path.name}”是文件夹，请选里面的表格文件。") from None
    except OSError as fault:
        raise Trouble(*_unreadable(path, fault)) from None
    if not data.strip():
        raise Refused(f"“{path.name}”是空文件。")
    return data


def _unreadable(path: Path, fault: OSError) -> tuple[str, str]:
    """What keeps a file from being read, and what to do about it (anomaly 52)."""
    if fault.errno == errno.ENAMETOOLONG or len(str(path)) >= LONGEST_PATH:
        return "文件的路径或名字太长，读不出来。", "请把文件改个短名字，复制到桌面再试。"
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EBUSY):
        what = f"读不出文件“{path.name}”：别的程序正占用它，或没有权限。"
        return what, "请先关闭打开它的程序，或复制到桌面再试。"
    return f"读不出文件“{path.name}”：U盘或磁盘读取出错。", "请重新插好U盘，或把文件复制到桌面再试。"


def lock_beside(path: Path) -> bool:
    """Whether a spreadsheet program has the file open: its lock file lies beside it (anomaly 52)."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return any(path.with_name(name).exists() for name in names)


def form_of(data: bytes, name: str) -> Form:
    """The container of the bytes; ``name`` serves the messages only."""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(f"“{name}”设了打开密码，请先在表格程序里取消密码再导入。")
        return "xls"
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return "xls"
    if data.startswith(b"%PDF"):
        raise Refused(f"“{name}”是PDF文件，不是表格，请找原来的表格文件。")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        raise Refused(f"“{name}”是图片或压缩包，不是表格，请找原来的表格文件。")
    return _text_form(data, name)


def _zipped(data: bytes, name: str) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            names = {e.filename for e in entries}
            kind = package.read("mimetype")[:80] if "mimetype" in names else b""
            manifest = package.read(_MANIFEST) if _MANIFEST in names else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Refused(f"“{name}”已损坏，打不开。请让对方重新发一次。") from None
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked / packed > MAX_RATIO):
        raise Refused(f"“{name}”展开后大得不正常，没有读取，请另存为新文件再试。")
    if any(e.flag_bits & 1 for e in entries) or b"encryption-data" in manifest:
        raise Refused(f"“{name}”设了密码，请先取消密码再导入。")
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if "xl/workbook.xml" in names or any(n.endswith("workbook.xml") for n in names):
        return "xlsx"
    if any(n.endswith("workbook.bin") for n in names):
        raise Refused(f"“{name}”是xlsb格式，请在表格程序里另存为xlsx再导入。")
    if any(n.startswith("word/") for n in names):
        raise Refused(f"“{name}”是文字文档，请把里面的表格复制到表格程序里另存为xlsx。")
    raise Refused(f"“{name}”不是表格文件（可能是压缩包），请先解开。")


def _text_form(data: bytes, name: str) -> Form:
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "xml"
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or b"<table" in head:
        return "html"
    if b"mime-version:" in head[:200]:
        raise Refused(f"“{name}”是网页存档，请在表格程序里另存为xlsx再导入。")
    nulls = data[:4096].count(b"\x00")
    if nulls and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and nulls < len(data[:4096]) / 5:
        raise Refused(f"“{name}”不是能读的表格，请在表格程序里另存为xlsx再导入。")
    return "csv"
