"""Declared kinds: the notice read before giving personal data (个人信息保护法 17, 29, 30, 35); what people are told."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from .enums import NoticeChannel, NoticeGroup


@dataclass(frozen=True)
class Notice:
    """One version of the notice; what was agreed to is copied into the consent, so an old version stays readable."""

    version: str
    purpose: str
    kinds: tuple[str, ...]
    method: str
    retention: str
    rights: str


CITIZEN_NOTICE = Notice(
    version="2026-1",
    purpose="核实身份（网上办事实名要求），收发办件通知，送达审批结果，让您查询和继续办理自己的事项",
    kinds=("姓名", "手机号", "公民身份号码"),
    method="加密保存；页面上只显示一部分；工作人员查看完整内容须写明事由并留下记录；不向社会公开，不用于推销",
    retention="账号注销时删除手机号、公民身份号码和联系地址；已办事项的档案按档案管理规定保存",
    rights="登录后在“账号与资料”查阅、下载、更正，随时撤回同意并注销账号；撤回前已经办理的事项不受影响",
)
LEGAL_PERSON_NOTICE = Notice(
    version="2026-1",
    purpose=CITIZEN_NOTICE.purpose,
    kinds=("经办人姓名", "经办人手机号", "单位名称", "统一社会信用代码"),
    method=CITIZEN_NOTICE.method,
    retention="账号注销时删除经办人手机号和联系地址；已办事项的档案按档案管理规定保存",
    rights=CITIZEN_NOTICE.rights,
)

SITE, SMS, MAIL = NoticeChannel.SITE, NoticeChannel.SMS, NoticeChannel.MAIL
MOST_OF_SMS = 200  # characters: three parts of a long message


@dataclass(frozen=True)
class Word:
    """A field of a notice. Only what `sms` says so may stand in an SMS: never a name, a document number, an address,
    a sum, words that somebody typed, nor what tells of a person's health or need (a matter's own name does)."""

    label: str
    example: str
    sms: bool = False


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice. An `important` one is a legal act: told in the site whatever the person chose, and at once.

    `words` are the fields that its templates may use, besides COMMON.
    """

    code: str
    label: str
    group: NoticeGroup
    words: dict[str, Word] = field(default_factory=dict)
    important: bool = False

    @property
    def fields(self) -> dict[str, Word]:
        return COMMON | self.words

    @property
    def examples(self) -> dict[str, str]:
        return {name: word.example for name, word in self.fields.items()}


@dataclass(frozen=True)
class Text:
    """The words that a kind brings with it on one channel."""

    kind: str
    channel: str
    title: str
    text: str


COMMON = {"site": Word("网站名称", "漳县政务服务网", sms=True)}
DEFAULT_CHANNELS = {
    NoticeGroup.CASES: (SITE, SMS),
    NoticeGroup.FUNDS: (SITE, SMS),
    NoticeGroup.LICENCES: (SITE, SMS),
    NoticeGroup.ACCOUNT: (SITE, SMS),
    NoticeGroup.WORK: (SITE,),
    NoticeGroup.ALERTS: (SITE,),
}
notice_kinds: dict[str, NoticeKind] = {}
default_texts: dict[tuple[str, str], Text] = {}

PLACE = re.compile(r"\{([^{}]*)\}")
PERSONAL_NUMBER = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx])(?!\d)")


def declare(*kinds: NoticeKind, texts: Path) -> None:
    """Make kinds known, with the file of their first words (columns kind, channel, title, text).

    Each app calls it once, in its notices module. Raises ValueError for words that a template may not have, so that
    what ships keeps the rules that a clerk has to keep.
    """
    notice_kinds.update({kind.code: kind for kind in kinds})
    for row in csv.DictReader(texts.read_text(encoding="utf-8-sig").splitlines(keepends=True)):
        text = Text(**row)
        if faults := faults_of(text.kind, text.channel, title=text.title, text=text.text):
            raise ValueError(f"{texts.name}: {text.kind} {text.channel}: {faults}")
        default_texts[text.kind, text.channel] = text


def faults_of(kind: str, channel: str, *, title: str, text: str) -> dict[str, list[str]]:
    """What is wrong with the words of a template, by field; empty when nothing is."""
    if kind not in notice_kinds:
        return {"kind": ["没有这种通知，请从列表中选择。"]}
    known, faults = notice_kinds[kind].fields, {}
    if channel == SMS and title:
        faults["title"] = ["短信没有标题，请把要说的写在内容里。"]
    elif channel != SMS and not title.strip():
        faults["title"] = ["请填写标题。"]
    for name, value in (("title", title), ("text", text)):
        if found := _faults_in(value, known, channel):
            faults[name] = faults.get(name, []) + found
    if channel == SMS and len(text) > MOST_OF_SMS:
        faults.setdefault("text", []).append(f"短信不超过 {MOST_OF_SMS} 字，现在 {len(text)} 字。")
    return faults


def _faults_in(text: str, known: dict[str, Word], channel: str) -> list[str]:
    used = PLACE.findall(text)
    found = [f"没有“{{{name}}}”这个填充项，可用的见下方列表。" for name in used if name not in known]
    if "{" in PLACE.sub("", text) or "}" in PLACE.sub("", text):
        found.append("花括号没有成对。填充项写成 {number} 这样。")
    if channel == SMS:
        found += [
            f"短信里不能有“{known[name].label}”（{{{name}}}）：短信不加密，不写姓名、证件号码、地址和事项细节。"
            for name in used
            if name in known and not known[name].sms
        ]
        if PERSONAL_NUMBER.search(text):
            found.append("短信里不能有手机号或者身份证号码。")
    return found


def filled(text: str, words: dict[str, str]) -> str:
    """The text with its fields; a field for which there is no word stays empty."""
    return PLACE.sub(lambda found: str(words.get(found[1], "")), text)
