"""交换钥匙: this computer's keys, changed every year; at the county, the place of the lost computer."""

from __future__ import annotations

from ljfpa_desktop.exchange import county_keys, joining, membership
from ljfpa_desktop.exchange.enrol import JoinFacts
from ljfpa_desktop.exchange.membership import Membership
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.join_dialogs import RECOVERED, CodeReadDialog, recover_dialog
from ljfpa_desktop.ui.pages.exchange.join_steps import answer_dialog
from ljfpa_desktop.ui.pages.exchange.places import PACKAGES, ask_new_file
from ljfpa_desktop.ui.widgets.dialog import ask

from .section import Facts, Section, row_of
from .unit_section import exchange_words

RENEW = (
    "更换以后，本机发出的数据包用新的钥匙签名，旧的停用。第一步写一份申请文件交给县里，"
    "县里打电话核对后给一份答复文件；收到答复以前照常上报。现在写申请文件吗？"
)
RENEW_COUNTY = (
    "更换以后，县里发出的数据包用新的钥匙签名，旧的停用。各乡镇收到下一个数据包时自己知道，不用办什么。"
    "现在更换吗？"
)
ASKED = "申请已写好，请交给县里；县里打电话来时念这个核对码。拿到答复文件以后，再点“选县里的答复文件”："
RENEWED_COUNTY = "县级电脑的钥匙已更换。请给各乡镇下发一次数据包，乡镇收到就知道了。"
NOT_IN = "本机还没有加入数据交换，没有钥匙可换。"


class KeysSection(Section):
    """What can be done depends on how far this computer is in the exchange."""

    title = "交换钥匙"
    words = "本机发出的数据包用自己的钥匙签名，别人冒充不了。每年换一次；管这台电脑的人变动时也换一次。"
    icon = "lock"
    concerned = PACKAGES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts = Facts()
        self.renew_button = self.button("更换本机的钥匙…", "refresh", self.renew)
        self.answer_button = self.button("选县里的答复文件…", "folder-open", self.take_answer)
        self.recover_button = self.button("接替原来的县级电脑…", "history", self.recover)
        self.body.addWidget(self.facts)
        self.body.addLayout(row_of(self.renew_button, self.answer_button, self.recover_button))
        self.body.addStretch()

    def reload(self) -> None:
        """Show how far this computer is."""
        member = membership.of_this_pc(self.desk.db)
        asked = joining.is_renewing(self.desk.db)
        self.facts.put("本机", exchange_words(member))
        self.facts.put("更换钥匙", _state_words(member, asked=asked))
        is_in, township = member.state == "joined", not member.is_county
        self.renew_button.setVisible(is_in)
        self.answer_button.setVisible(is_in and township and asked)
        self.recover_button.setVisible(member.is_county)

    def renew(self) -> None:
        """Change this computer's keys: a township asks its county, the county tells its townships."""
        if membership.of_this_pc(self.desk.db).is_county:
            if ask(self, RENEW_COUNTY, "更换", title="更换县级电脑的钥匙"):
                db, actor = self.desk.db, self.desk.actor
                self._after(self.attempt(lambda: county_keys.renew(db, actor), RENEWED_COUNTY))
        elif ask(self, RENEW, "写申请文件", title="更换本机的钥匙"):
            self._write_request()

    def _write_request(self) -> None:
        name = joining.request_name(self.desk.db, "", joining.RENEWAL)
        path = ask_new_file(self.desk, self, "申请文件存到哪里", name)
        if path is None:
            return
        made: list[JoinFacts] = []
        if self.attempt(lambda: made.append(joining.renew(self.desk.db, self.desk.actor, path))):
            self._after(True)
            CodeReadDialog("更换钥匙的申请", ASKED, made[0].code, self).open()

    def take_answer(self) -> None:
        """The county's answer: from now on the new keys sign."""
        dialog = answer_dialog(self.desk, self)
        if dialog is None:
            return
        dialog.accepted.connect(lambda: self._after(True))
        self.ask(dialog, "本机的钥匙已更换，照常上报就行。")

    def recover(self) -> None:
        """With the printed root code, in the place of the county's lost computer."""
        dialog = recover_dialog(self.desk, self)
        dialog.accepted.connect(lambda: self._after(True))
        self.ask(dialog, RECOVERED)

    def _after(self, done: bool) -> None:
        if done:
            self.desk.hub.announce(PACKAGES)
            self.reload()


def _state_words(member: Membership, *, asked: bool) -> str:
    if member.state != "joined":
        return NOT_IN
    return "已写申请，等县里的答复" if asked else "没有在办的"
