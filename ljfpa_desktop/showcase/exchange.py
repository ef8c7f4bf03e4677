"""数据交换: a township joins its county, packages go both ways, and a difference is looked into."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ljfpa_desktop.exchange import enrol
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import household, office
from ljfpa_desktop.showcase.camera import Camera
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.dialogs.join_dialogs import accept_dialog, finish_dialog, recover_dialog
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.pages.exchange.tabs import bring_up

COUNTY, TOWNSHIP, PASSWORD = "350122", "350122103", "Lianjiang-2025"
PEOPLE = (
    ("林建国", "350122196203051010", "13850112345"),
    ("陈依官", "350122196507123036", "13950223456"),
    ("黄秀英", "350122197011082044", "13600885566"),
)
VILLAGE = "350122103201"


def walk(camera: Camera, aside: Path) -> None:
    """Two offices, from the first request to a case decided."""
    aside.mkdir(exist_ok=True)
    with _offices(aside) as (county, township):
        stick = aside / "stick"
        stick.mkdir()
        _join(camera, county, township, stick)
        for name, number, phone in PEOPLE:
            _family(township, name, number, phone)
        with Scene.of(camera, township) as scene:
            scene.show("exchange", "数据交换-乡镇-有待上报")
        given = pack(township[0], township[1], stick)
        _county(camera, county, stick)
        _differ(county, township, stick, given.path)
        _township(camera, township, stick)
        _board(camera, county)


@contextmanager
def _offices(aside: Path) -> Generator[tuple[Any, Any]]:
    opened: list[Any] = []
    try:
        for code in (COUNTY, TOWNSHIP):
            folder = aside / code
            office.create(folder, code, login="lxm", name="林小梅", password=PASSWORD)
            opened.append(office.open_office(folder, "lxm", PASSWORD))
        yield opened[0], opened[1]
    finally:
        for db, _actor, lock in opened:
            db.close()
            lock.release()


def _family(opened: Any, name: str, number: str, phone: str) -> None:
    head = {"name": name, "relation": "02", "id_no": number}
    household.save(opened[0], opened[1], {"village_code": VILLAGE, "phone1": phone}, members=[head])


def _join(camera: Camera, county: Any, township: Any, stick: Path) -> None:
    with Scene.of(camera, county) as scene:
        scene.show("exchange", "数据交换-县里-还没建立")
    enrol.found_county(county[0], county[1])
    ask, answer = stick / "琯头镇_计生办1号机_加入申请.ljr", stick / "琯头镇_计生办1号机_加入申请_答复.ljr"
    with Scene.of(camera, township) as scene:
        page = scene.show("exchange", "数据交换-乡镇-还没加入")
        camera.dialog(page.view.make_request, "数据交换-生成申请文件")
        enrol.request(scene.db, scene.actor, ask, "计生办1号机")
        page.reload()
        camera.take(scene.window, "数据交换-乡镇-等答复")
    with Scene.of(camera, county) as scene:
        page = scene.page("exchange")
        camera.dialog(lambda: _opened(accept_dialog(scene.desk, ask, page)), "数据交换-登记电脑", _misheard)
        enrol.accept(scene.db, scene.actor, ask, answer)
    with Scene.of(camera, township) as scene:
        page = scene.page("exchange")
        camera.dialog(lambda: _opened(finish_dialog(scene.desk, answer, page)), "数据交换-接收答复")
        enrol.finish(scene.db, scene.actor, answer)
        page.reload()
        camera.take(scene.window, "数据交换-乡镇-刚加入")


def _county(camera: Camera, county: Any, stick: Path) -> None:
    with Scene.of(camera, county) as scene:
        page = scene.page("exchange")
        camera.dialog(
            lambda: _opened(ReceiveDialog(scene.desk, stick, page)),
            "数据交换-接收-看一看",
            lambda d: d.look(),
        )


def _differ(county: Any, township: Any, stick: Path, given: Path) -> None:
    """Both sides change one telephone before they hear of each other."""
    unpack(county[0], county[1], given)
    (line,) = [x for x in household.page(county[0], {}) if x.head == "林建国"]
    for opened, phone in ((county, "13905910001"), (township, "13805910002")):
        household.save(opened[0], opened[1], {"phone1": phone}, record_id=line.id)
    for packed in pack_all(county[0], county[1], stick):
        unpack(township[0], township[1], packed.path)
    second = pack(township[0], township[1], stick)
    unpack(county[0], county[1], second.path)


def _township(camera: Camera, township: Any, stick: Path) -> None:
    with Scene.of(camera, township) as scene:
        page = scene.show("exchange", "数据交换-乡镇")
        page.view.tabs.setCurrentWidget(page.view.cases)
        page.view.cases.setFocus()
        camera.take(scene.window, "数据交换-待核对")
        camera.dialog(page.view.cases.type_value, "数据交换-填正确的")
        camera.dialog(lambda: _opened(ReceiveDialog(scene.desk, stick, page)), "数据交换-接收-已接收过")
        page.view.tabs.setCurrentIndex(0)
        page.view.passages.select_row(len(page.view.passages.passages) - 1)
        camera.dialog(lambda: page.print_receipt(page.view.passages), "数据交换-打印回执")


def _board(camera: Camera, county: Any) -> None:
    """The county's four tabs."""
    with Scene.of(camera, county) as scene:
        page = scene.show("exchange", "数据交换-县里")
        camera.dialog(page.view.give_one, "数据交换-单独下发")
        camera.dialog(lambda: _opened(recover_dialog(scene.desk, page)), "数据交换-接替原来的电脑")
        for part, name in ((page.view.passages, "数据包"), (page.view.computers, "电脑")):
            bring_up(page.view.tabs, part)
            camera.take(scene.window, f"数据交换-县里-{name}")
        page.view.computers.select_row(1)
        camera.dialog(page.view.stop, "数据交换-停用电脑")


def _opened(dialog: Any) -> Any:
    dialog.open()
    return dialog


def _misheard(dialog: Any) -> None:
    dialog.form.fill(heard="1234-5678-9012-3456-78")
    dialog.carry_out()
