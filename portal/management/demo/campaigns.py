"""清理任务 on show: one of last year that is closed, one that runs now with bodies in each state."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation
from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.enums import ListKind, PaperKind
from powerlist.models import Campaign, ListEntry

from .chain import _step, walk
from .lists import _imported, _workbook
from .papers import one_page_pdf
from .sources import Demo

DUTIES = ["序号", "“三定”规定主要职责", "承担股室", "具体工作内容", "细化职权名称", "职权类别", "调整意见"]
DETAILS = [
    "序号", "项目名称", "类别", "实施依据", "实施对象", "承办机构", "公开范围", "办理数量", "收费（征收）依据和标准",
    "调整意见及理由",
]  # fmt: skip
FORMS = ("duties", "summary", "details", "overlaps", "powers", "contacts")
OFFICE = "政策法规股"
HANDED_IN = ("县民政局", "县教育局", "县科学技术局")
RETURNED, LATE, FILLING = "县卫生健康局", "县医疗保障局", ("县商务局", "县自然资源局")
NOTHING_SHARED = "本单位与其他单位没有交叉分散的职权"


def build(demo: Demo):
    _last_years(demo)
    _running(demo)


def _open(demo: Demo, ago: int, days: tuple[int, int, int, int], **facts) -> Campaign:
    """`days`: the ends of 联络员, 自查, 审核 and 公布, counted from the opening."""
    start = demo.moment(ago)
    contacts, check, review, publish = (date.fromordinal(start.date().toordinal() + n) for n in days)
    return actions.open_campaign(
        actor=demo.people["reviewer"], organisation=Organisation.objects.get(code="621125"), starts_on=start.date(),
        contacts_by=contacts, check_ends=check, review_ends=review, publish_ends=publish, at=start, **facts,
    )  # fmt: skip


def _part(demo: Demo, campaign, name: str):
    return campaign.parts.select_related("campaign", "organisation").get(organisation=demo.body(name))


def _roster(demo: Demo, name: str, at):
    people = [
        {
            "role": role, "name": demo.invented_name(), "position": position, "office_phone": "0932-4862277",
            "mobile": "", "remark": "",
        }
        for role, position in (("head", "办公室主任"), ("liaison", "科员"))
    ]  # fmt: skip
    actions.replace_roster(
        actor=demo.people[f"fill:{name}"], organisation=demo.body(name), people=people, reason="报送联络员", at=at
    )


def _last_years(demo: Demo):
    names = ("县民政局", "县教育局", "县卫生健康局", "县商务局")
    campaign = _open(
        demo, 430, (10, 30, 60, 75), title="2025年部门职权交叉分散事项专项清理", document_number="漳政办发〔2025〕52号",
        forms=("overlaps", "contacts"), bodies=[demo.body(name) for name in names],
        words="对照权力清单逐项核对，交叉、分散的职权都要列出，提出理顺意见。",
    )  # fmt: skip
    for number, name in enumerate(names):
        at = demo.moment(425 - number * 9)
        clerk, part = demo.people[f"fill:{name}"], _part(demo, campaign, name)
        _roster(demo, name, at)
        actions.declare_none(actor=clerk, part=part, form="overlaps", reason=NOTHING_SHARED, at=at)
        actions.hand_in(actor=clerk, part=part, at=at)
    actions.close_campaign(
        actor=demo.people["publisher"], campaign=campaign, note="各单位均已报送，没有新增的交叉分散事项。",
        at=demo.moment(355),
    )  # fmt: skip


def _running(demo: Demo):
    campaign = _open(
        demo, 24, (10, 30, 75, 105), title="2026年部门权责清单集中清理",
        document_number="漳政办发〔2026〕71号", forms=FORMS,
        words="对照“三定”规定和现行法律法规规章，逐项梳理职权。没有法定依据的一律提出取消，"
        "部门自行发布的文件不得作为依据。\n各类表格连同电子版报县委编办，主要负责人为第一责任人。",
    )  # fmt: skip
    for number, name in enumerate((*HANDED_IN, RETURNED, LATE)):
        _fill(demo, campaign, name, 20 - number)
        actions.hand_in(
            actor=demo.people[f"fill:{name}"], part=_part(demo, campaign, name), at=demo.moment(17 - number, 16)
        )
    _send_back(demo, campaign, LATE, 11, 8, "分表（附件3）有两项没有写收费依据，请补填。")
    _send_back(demo, campaign, RETURNED, 3, -5, "职责梳理登记表（附件1）与“三定”规定不一致，请对照后改正。")
    for name in FILLING:
        _roster(demo, name, demo.moment(12))
        _listed(demo, name, "duties", "部门职责梳理登记表", DUTIES, _duties(demo, name)[:2], 5)
    actions.remind_late(actor=demo.people["reviewer"], campaign=campaign, words="请本周内改好。", at=demo.moment(1))
    actions.move_ends(
        actor=demo.people["reviewer"], campaign=campaign, reason="司法局集中审核人手不足，经县政府同意延长15天",
        review_ends=demo.day(-66), publish_ends=demo.day(-96), at=demo.moment(1, 10),
    )  # fmt: skip
    actions.inspect(
        actor=demo.people["reviewer"], part=_part(demo, campaign, LATE), on=demo.day(2),
        people="县审改办、县政府督查室", finding="退回的材料到期没有改好，分表收费依据仍缺两项，要求本周内完成。",
        mend_by=demo.day(-4), at=demo.moment(2, 17),
        file=SimpleUploadedFile("督查通报.pdf", one_page_pdf("权责清单清理督查通报"), "application/pdf"),
    )  # fmt: skip
    actions.watch_campaigns(on=demo.today, at=demo.moment(0, 4))


def _send_back(demo: Demo, campaign, name: str, ago: int, redo_ago: int, reason: str):
    actions.return_part(
        actor=demo.people["publisher"], part=_part(demo, campaign, name), reason=reason, redo_by=demo.day(redo_ago),
        with_sets=name == RETURNED, at=demo.moment(ago),
    )  # fmt: skip


def _powers_of(demo: Demo, name: str):
    rows = ListEntry.objects.filter(organisation=demo.body(name), kind=ListKind.POWERS).order_by("code")
    texts = [entry.versions.in_force(demo.today).first() for entry in rows[:3]]
    return [text for text in texts if text is not None]


def _duties(demo: Demo, name: str) -> list[list]:
    return [
        [n, f"负责{text.name}有关管理工作", text.office or OFFICE, "受理、审查、监管", text.name,
         text.get_category_display(), "保留"]
        for n, text in enumerate(_powers_of(demo, name), 1)
    ]  # fmt: skip


def _listed(demo: Demo, name: str, kind: str, label: str, header, lines, ago: int):
    return _imported(
        demo, name, kind, _workbook(label, header, lines), title=f"{demo.body(name).name}{label}",
        reason="2026年部门权责清单集中清理", at=demo.moment(ago, 9),
    )  # fmt: skip


def _fill(demo: Demo, campaign, name: str, ago: int):
    """All that the campaign asks of a body: 附件1, 附件3, a change of 附件6, no 附件4, the roster."""
    clerk, texts = demo.people[f"fill:{name}"], _powers_of(demo, name)
    _roster(demo, name, demo.moment(ago, 8))
    details = [
        [n, text.name, text.get_category_display(), "\n".join(text.content["basis"]), "公民、法人或者其他组织",
         text.office or OFFICE, "向社会公开", str(7 * n), "无", "保留"]
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    sets = [
        _listed(demo, name, "duties", "部门职责梳理登记表", DUTIES, _duties(demo, name), ago),
        _listed(demo, name, "details", "部门行政权力事项分表", DETAILS, details, ago),
    ]
    for change_set in sets:
        actions.submit(actor=clerk, change_set=change_set, at=demo.moment(ago - 1))
    _power_change(demo, name, texts[-1], ago)
    actions.declare_none(
        actor=clerk, part=_part(demo, campaign, name), form="overlaps", reason=NOTHING_SHARED, at=demo.moment(ago - 1)
    )


def _power_change(demo: Demo, name: str, text, ago: int):
    """A power that the body proposes to cancel; it waits for the county government."""
    clerk = demo.people[f"fill:{name}"]
    change_set = actions.open_change_set(
        actor=clerk, organisation=demo.body(name), kind=ListKind.POWERS, title=f"{demo.body(name).name}职权调整",
        reason="集中清理中核对，近年没有管理对象", at=demo.moment(ago, 14),
    )  # fmt: skip
    actions.propose(
        actor=clerk, change_set=change_set, change=ChangeKind.CANCEL, entry=text.entry, at=demo.moment(ago, 15)
    )
    row = walk(demo, change_set, f"fill:{name}", ago, ChangeSetState.SUBMITTED)
    if name not in HANDED_IN[:2]:
        return row
    _letter(demo, PaperKind.CONSULT, row, ago - 3, addressee="县司法局、县财政局", reply_by=demo.day(ago - 8))
    for later in (5, 8, 10, 11):
        row = _step(demo, row, f"fill:{name}", ago - later, {})
    _letter(demo, PaperKind.VERDICT, row, ago - 12, opinion="近年没有管理对象，同意取消，按程序提请县政府审定。")
    return row


def _letter(demo: Demo, kind, change_set, ago: int, **facts):
    return actions.make_paper(
        actor=demo.people["reviewer"], kind=kind, change_sets=[change_set], at=demo.moment(ago, 17), **facts
    )
