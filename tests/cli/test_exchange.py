"""The exchange on the command line: exact results, codes at the beginning of a refusal, exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ljfpa_desktop.exchange import enrol
from ljfpa_desktop.exchange.file import phone_code
from ljfpa_desktop.exchange.file.keyring import new_root
from tests.cli.conftest import Done, Line, good, refused
from tests.exchange import offices as made
from tests.exchange.offices import COUNTY, FIRST, OTHER, Offices

RESULT = (
    "package", "from", "sequence", "segments", "new", "changed", "conflicts", "held", "already_had", "totals",
)  # fmt: skip


@pytest.fixture(scope="session")
def county_of_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("county")
    made.found(place)
    return place


@pytest.fixture
def place(county_of_files: Path, tmp_path: Path) -> Path:
    """Folders county, first, second and other, joined and closed."""
    shutil.copytree(county_of_files, tmp_path / "o")
    return tmp_path / "o"


@pytest.fixture
def at(anywhere: Line, place: Path) -> Line:
    """Run a command at one of the computers."""
    return lambda name, *arguments: anywhere("--office", place / name, *arguments)


def type_families(place: Path, name: str, *heads: str) -> None:
    offices = Offices(place)
    try:
        for head in heads:
            getattr(offices, name).family(head, spouse=f"{head}妻")
    finally:
        offices.close()


def packed(done: Done) -> Path:
    return Path(good(done).json[0]["file"])


def test_a_package_from_pack_to_unpack(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "other", "林一")
    made_it = good(at("other", "pack", "-o", tmp_path / "u", "--json", "-")).json
    totals = {"households": 1, "persons": 2, "payments": 0, "amount_fen": 0, "events": 0}
    assert [set(m) for m in made_it] == [{"package", "file", "to", "sequence", "segments", "totals"}]
    assert {k: made_it[0][k] for k in ("to", "sequence", "segments", "totals")} == {
        "to": COUNTY, "sequence": 1, "segments": 2, "totals": totals
    }  # fmt: skip
    file = made_it[0]["file"]
    seen = good(at("county", "inspect", file, "--json", "-")).json
    assert (seen["from"], seen["package"], seen["totals"]) == (OTHER, made_it[0]["package"], totals)
    tried = good(at("county", "unpack", file, "--dry-run", "--json", "-")).json
    done = good(at("county", "unpack", file, "--json", "-")).json
    assert tuple(done) == RESULT
    assert tried == done
    assert done["from"] == OTHER
    assert (done["held"], done["conflicts"], done["already_had"], done["totals"]) == (0, 0, False, totals)
    again = good(at("county", "unpack", file))
    assert "ALREADY_HAVE：" in again.out
    assert good(at("county", "unpack", file, "--json", "-")).json["already_had"] is True
    found = good(at("county", "find", "林一妻", "--json", "-")).json
    assert len(found) == 1


def test_words_for_people(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "other", "林一")
    assert "已生成给连江县的数据包：" in good(at("other", "pack", "-o", tmp_path / "u")).out
    file = next((tmp_path / "u").iterdir())
    assert file.name.startswith("晓澳镇_到连江县_")
    assert "新登记 1 户、2 人" in good(at("county", "inspect", file)).out
    assert "这是试算，没有保存。" in good(at("county", "unpack", file, "--dry-run")).out
    assert "新增 " in good(at("county", "unpack", file)).out


def test_the_county_packs_for_all_or_one(at: Line, tmp_path: Path) -> None:
    both = good(at("county", "pack", "-o", tmp_path / "u", "--json", "-")).json
    assert [m["to"] for m in both] == [FIRST, OTHER]
    one = good(at("county", "pack", "--to", OTHER, "-o", tmp_path / "u", "--json", "-")).json
    assert [(m["to"], m["sequence"]) for m in one] == [(OTHER, both[1]["sequence"] + 1)]
    refused(at("county", "pack", "--to", "350122105", "-o", tmp_path / "u"), "还没有电脑加入")
    assert good(at("first", "unpack", both[0]["file"])).out


def test_each_refusal_begins_with_its_code(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "other", "林一")
    file = packed(at("other", "pack", "-o", tmp_path / "u", "--json", "-"))
    whole = file.read_bytes()
    bad = {
        "NOT_A_PACKAGE": b"PK" + bytes(99),
        "TRUNCATED": whole[:-9],
        "DAMAGED": whole[:-9] + bytes(9),
    }
    for code, content in bad.items():
        (tmp_path / "x.ljp").write_bytes(content)
        done = at("county", "unpack", tmp_path / "x.ljp")
        refused(done, f"{code}：")
        assert done.err.startswith(f"{code}：")
    done = at("first", "unpack", file)
    assert done.err.startswith("NOT_FOR_US：")
    assert at("county", "unpack", tmp_path / "nothing.ljp").code in (1, 2)
    assert at("county", "unpack").code == 2


def test_a_conflict_is_listed_and_decided(at: Line, place: Path, tmp_path: Path) -> None:
    offices = Offices(place)
    try:
        family = offices.first.family("林一")
        offices.second.take(offices.first.pack(tmp_path / "d", FIRST).path)
        offices.first.call(family, "13805001111")
        offices.second.call(family, "13805002222")
    finally:
        offices.close()
    for name in ("first", "second"):
        file = packed(at(name, "pack", "-o", tmp_path / name, "--json", "-"))
        done = good(at("county", "unpack", file, "--json", "-")).json
    assert done["conflicts"] == 1
    cases = good(at("county", "conflicts", "--json", "-")).json
    assert [set(c) for c in cases] == [{"id", "table", "record", "group", "household", "values"}]
    values = {v["value"]["phone1"]: v["by"] for v in cases[0]["values"]}
    assert values == {"13805001111": "李经办", "13805002222": "李经办"}
    assert "联系电话" in good(at("county", "conflicts")).out
    refused(at("county", "resolve", "household.contact.00", "--take", "mine"), "没有编号是")
    refused(at("county", "resolve", cases[0]["id"], "--take", "颜色=红"), "看不懂")
    good(at("county", "resolve", cases[0]["id"], "--take", "联系电话=13805003333"))
    assert good(at("county", "conflicts", "--json", "-")).json == []
    back = packed(at("county", "pack", "--to", FIRST, "-o", tmp_path / "b", "--json", "-"))
    for name in ("first", "second"):
        good(at(name, "unpack", back))
        assert good(at(name, "conflicts", "--json", "-")).json == []
    offices = Offices(place)
    try:
        assert {getattr(offices, n).phone(family) for n in ("county", "first", "second")} == {"13805003333"}
    finally:
        offices.close()


def test_joining_by_the_command_line(
    anywhere: Line, at: Line, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = phone_code.enrolment_code
    monkeypatch.setattr(enrol, "enrolment_code", lambda keys, **_: real(keys, memory_kib=64))
    good(anywhere("--office", tmp_path / "new", "init", "--division", "350122105"))
    new = ("--office", tmp_path / "new")
    refused(anywhere(*new, "pack", "-o", tmp_path / "u"), "还没有加入")
    asked = good(anywhere(*new, "enrol", "request", "-o", tmp_path / "r", "--pc", "1号机"))
    taken = good(at("county", "enrol", "accept", tmp_path / "r", "-o", tmp_path / "a"))
    ended = good(anywhere(*new, "enrol", "finish", tmp_path / "a"))
    code = asked.out.split("核对码：")[1][:22]
    assert code in taken.out
    assert phone_code.is_code(code)
    assert taken.out.rsplit("核对码：", 1)[1][:22] in ended.out
    assert "1号机" in taken.out
    file = packed(anywhere(*new, "pack", "-o", tmp_path / "u", "--json", "-"))
    good(at("county", "unpack", file))
    refused(anywhere(*new, "enrol", "finish", tmp_path / "r"), "NOT_A_PACKAGE")
    key = Offices(place)
    try:
        pc = key.county.rows("SELECT key_id FROM installation WHERE of_office = '350122105'")[0][0]
    finally:
        key.close()
    assert "已停用" in good(at("county", "enrol", "revoke", pc, "--why", "被盗")).out
    late = packed(anywhere(*new, "pack", "-o", tmp_path / "u2", "--json", "-"))
    refused(at("county", "unpack", late), "FORGED：")


def test_a_mass_change_asks_for_a_reason(at: Line, place: Path, tmp_path: Path) -> None:
    offices = Offices(place)
    try:
        families = [offices.other.family(f"林{n}") for n in range(22)]
        offices.county.take(offices.other.pack(tmp_path / "1").path)
        for n, family in enumerate(families):
            offices.other.call(family, f"138050011{n:02d}")
        file = offices.other.pack(tmp_path / "2").path
    finally:
        offices.close()
    refused(at("county", "unpack", file), "一次改动 22 户")
    done = at("county", "unpack", file, "--accept", "统一改号", "--json", "-")
    assert (done.code, done.json["changed"]) == (0, 22)
    assert "一次改动 22 户" in done.err


def test_a_folder_put_back_says_so(at: Line, place: Path, tmp_path: Path) -> None:
    good(at("other", "conflicts"))
    shutil.copytree(place / "other", tmp_path / "old")
    for _ in range(3):
        good(at("other", "conflicts"))
    shutil.rmtree(place / "other")
    shutil.copytree(tmp_path / "old", place / "other")
    done = at("other", "conflicts")
    assert (done.code, done.err.startswith("注意：本机的数据恢复到了以前的样子")) == (0, True)
    good(at("other", "conflicts"))


def test_a_package_is_taken_back_by_its_code(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "other", "林一")
    file = packed(at("other", "pack", "-o", tmp_path / "u", "--json", "-"))
    done = good(at("county", "unpack", file, "--json", "-")).json
    back = good(at("county", "unpack", "--undo", done["package"], "--json", "-")).json
    assert (set(back), back["kept"]) == ({"package", "restored", "retired", "kept"}, [])
    assert back["retired"] == done["new"]
    assert good(at("county", "find", "林一", "--json", "-")).json == []
    refused(at("county", "unpack", "--undo", done["package"]), "已经撤回过")
    refused(at("county", "unpack", "--undo", "1"), "没有核对码是")
    assert at("county", "unpack", file, "--undo", done["package"]).code == 2


def test_the_receipt_of_a_package_is_printed(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "other", "林一")
    file = packed(at("other", "pack", "-o", tmp_path / "u", "--json", "-"))
    done = good(at("county", "unpack", file, "--json", "-")).json
    out = tmp_path / "f22.pdf"
    good(at("county", "print", "F22", "--package", done["package"], "-o", out))
    assert out.read_bytes().startswith(b"%PDF")
    refused(at("other", "print", "F22", "--package", done["package"], "-o", out), "县里还没有告诉我们")
    refused(at("county", "print", "F22", "-o", out), "--package 核对码")


def test_new_keys_from_request_to_finish(at: Line, place: Path, tmp_path: Path) -> None:
    asked = good(at("first", "enrol", "request", "--renew", "-o", tmp_path / "r"))
    assert "更换钥匙的申请已写成：" in asked.out
    assert "核对码：" in asked.out
    good(at("county", "enrol", "accept", tmp_path / "r", "-o", tmp_path / "a"))
    assert "已加入" in good(at("first", "enrol", "finish", tmp_path / "a")).out
    type_families(place, "first", "林一")
    done = good(at("county", "unpack", packed(at("first", "pack", "-o", tmp_path / "u", "--json", "-"))))
    assert "HELD" not in done.out
    assert at("first", "enrol", "request", "--renew", "--pc", "x", "-o", tmp_path / "r2").code == 2


def test_an_office_as_it_stands_for_a_new_computer(at: Line, place: Path, tmp_path: Path) -> None:
    type_families(place, "first", "林一", "林二")
    good(at("county", "unpack", packed(at("first", "pack", "-o", tmp_path / "u", "--json", "-"))))
    given = packed(at("county", "pack", "--to", FIRST, "--baseline", "-o", tmp_path / "u", "--json", "-"))
    done = good(at("second", "unpack", given, "--json", "-")).json
    assert (done["new"] >= 6, done["held"], done["already_had"]) == (True, 0, False)
    assert len(good(at("second", "find", "林二", "--json", "-")).json) >= 1
    assert at("county", "pack", "--baseline", "-o", tmp_path / "u").code == 2
    good(at("county", "unpack", packed(at("other", "pack", "-o", tmp_path / "u", "--json", "-"))))
    refused(at("county", "pack", "--to", OTHER, "--baseline", "-o", tmp_path / "u"), "都已经报过")


def test_a_county_computer_that_is_lost_is_replaced_with_the_root_code(
    anywhere: Line, at: Line, place: Path, tmp_path: Path
) -> None:
    code = (place / made.ROOT_CODE).read_text()
    type_families(place, "other", "林一")
    new = ("--office", tmp_path / "new")
    init = (*new, "init", "--division", COUNTY, "--root-code")
    refused(anywhere(*init, code[:-1]), "总恢复码抄写有误")
    assert not (tmp_path / "new").exists()
    township = anywhere("--office", tmp_path / "t", "init", "--division", OTHER, "--root-code", code)
    assert township.code == 2
    done = good(anywhere(*init, code))
    assert "接替县里原来的电脑" in done.out
    assert "县级总恢复码：" not in done.out
    file = packed(at("other", "pack", "--everything", "-o", tmp_path / "u", "--json", "-"))
    refused(anywhere(*new, "unpack", file), "没有登记")
    got = anywhere(*new, "unpack", file, "--accept", "打电话核对过", "--json", "-")
    assert (got.code, got.json["totals"]["households"]) == (0, 1)
    assert "没有登记" in got.err
    back = packed(anywhere(*new, "pack", "--to", OTHER, "-o", tmp_path / "u", "--json", "-"))
    good(at("other", "unpack", back))
    stolen = packed(at("county", "pack", "--to", OTHER, "-o", tmp_path, "--json", "-"))
    refused(at("other", "unpack", stolen), "FORGED：")


def test_the_county_renews_and_recovers_in_place(at: Line, place: Path, tmp_path: Path) -> None:
    assert "钥匙已更换" in good(at("county", "enrol", "renew")).out
    good(at("other", "unpack", packed(at("county", "pack", "--to", OTHER, "-o", tmp_path, "--json", "-"))))
    refused(at("other", "enrol", "renew"), "只有县级单位")
    code = (place / made.ROOT_CODE).read_text()
    wrong = new_root()[0]
    refused(at("county", "enrol", "recover", "--root-code", wrong), "不是本县的县级总恢复码")
    assert "接替" in good(at("county", "enrol", "recover", "--root-code", code)).out
    good(at("other", "unpack", packed(at("county", "pack", "--to", OTHER, "-o", tmp_path, "--json", "-"))))
