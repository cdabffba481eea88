"""The review chain on show: changes of each kind, at each step, with verdicts, opinions and a public period."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.enums import Aspect, HeardFrom, ListKind, Verdict
from powerlist.models import ListEntry

from .founding import settle
from .papers import one_page_pdf
from .sources import Demo

S, K = ChangeSetState, ChangeKind
FOUNDED = (S.DECIDED, S.PUBLISHED)  # where bases off the register have been recorded
OPINIONS = {
    "reviewer": "与“三定”规定一致，类别和依据准确，同意。",
    "legality": "实施主体适格，依据现行有效，未发现与上位法抵触。",
    "hearing": "已书面征求有关部门意见，均无不同意见。",
    "final": "录入内容与审定（审查）的一致，同意公布。",
}


def walk(demo: Demo, change_set, author: str, ago: int, until: str = S.PUBLISHED, **decision):
    """Send a filled set and take it along its own path until it waits in `until`; `ago` is the day of its opening.

    `decision`: document, meeting, effective_ago (days ago), of the government's decision.
    """
    people = demo.people
    actions.confirm_duties(actor=people[author], change_set=change_set, at=demo.moment(ago - 2, 10))
    row = actions.submit(actor=people[author], change_set=change_set, at=demo.moment(ago - 2, 11))
    if until in FOUNDED:
        settle(demo, change_set, demo.moment(ago - 2, 14))
    later = ago - 2
    while row.state != until:
        later -= 2 if row.state in (S.ENTRY, S.FINAL) else 4
        row = _step(demo, row, author, max(later, 0), decision)
    return row


def _step(demo: Demo, row, author: str, ago: int, decision: dict):
    people, at = demo.people, demo.moment(ago)
    if row.state == S.SUBMITTED:
        return actions.pass_review(actor=people["reviewer"], change_set=row, opinion=OPINIONS["reviewer"], at=at)
    if row.state == S.LEGALITY:
        return actions.pass_legality(actor=people["legality"], change_set=row, opinion=OPINIONS["legality"], at=at)
    if row.state == S.OPINIONS:
        return actions.close_opinions(actor=people["reviewer"], change_set=row, opinion=OPINIONS["hearing"], at=at)
    if row.state == S.FEEDBACK:
        return actions.confirm_feedback(actor=people[author], change_set=row, at=at)
    if row.state == S.DECISION:
        words = f"{decision['document']} {decision['meeting']}审定"
        return actions.record_decision(
            actor=people["recorder"],
            change_set=row,
            meeting=decision["meeting"],
            decided_on=demo.day(max(ago, decision["effective_ago"])),
            document_number=decision["document"],
            scan=SimpleUploadedFile("审定文件.pdf", one_page_pdf(words), "application/pdf"),
            effective_on=demo.day(decision["effective_ago"]),
            at=at,
        )
    if row.state == S.ENTRY:
        return actions.enter(actor=people[author], change_set=row, at=at)
    if row.state == S.FINAL:
        return actions.pass_final(actor=people["reviewer"], change_set=row, opinion=OPINIONS["final"], at=at)
    return actions.publish(
        actor=people["publisher"],
        change_set=row,
        secrecy_opinion="不涉及国家秘密、工作秘密，可以公开。",
        at=at,
    )


def build(demo: Demo):
    _elements(demo)
    _merge(demo)
    _suspension(demo)
    _resumption(demo)
    _consultation(demo)
    _decided_by_the_county(demo)
    _letter(demo)


def _entry(demo: Demo, body: str, item: str) -> ListEntry:
    rows = ListEntry.objects.filter(organisation=demo.body(body), versions__name=item, kind=ListKind.POWERS)
    return rows.distinct().get()


def _set(demo: Demo, body: str, title: str, reason: str, ago: int, ground: str = "other"):
    return actions.open_change_set(
        actor=demo.people[f"fill:{body}"], organisation=demo.body(body), kind=ListKind.POWERS, title=title,
        reason=reason, ground=ground, at=demo.moment(ago, 9),
    )  # fmt: skip


def _propose(demo: Demo, body: str, change_set, change, item: str, ago: int, **fields):
    return actions.propose(
        actor=demo.people[f"fill:{body}"], change_set=change_set, change=change, entry=_entry(demo, body, item),
        at=demo.moment(ago, 9, 30), **fields,
    )  # fmt: skip


def _amended(demo: Demo, body: str, item: str) -> dict:
    current = _entry(demo, body, item).versions.in_force(demo.today).get()
    duties = [*current.content["duties"], {"content": "公开办理结果责任"}]
    return {
        "category": current.category,
        "name": current.name,
        "office": "行政审批服务股",
        "content": {**current.content, "duties": duties},
    }


def _elements(demo: Demo):
    """Amendments, decided by 审改办: one published, the others at four steps."""
    plans = [
        ("县市场监督管理局", "食品经营许可", 40, S.PUBLISHED),
        ("县水务局", "取水许可", 12, S.FINAL),
        ("县农业农村局", "农药经营许可", 8, S.LEGALITY),
        ("县住房和城乡建设局", "商品房预售许可", 4, S.SUBMITTED),
        ("县公安局", "大型群众性活动安全许可", 1, S.DRAFT),
    ]
    for body, item, ago, until in plans:
        change_set = _set(demo, body, f"{item}要素变更", "承办机构调整，同步补充责任事项", ago, "elements")
        row = _propose(demo, body, change_set, K.AMEND, item, ago, **_amended(demo, body, item))
        if until != S.DRAFT:
            walk(demo, change_set, f"fill:{body}", ago, until)
        if until == S.LEGALITY:
            actions.give_verdict(
                actor=demo.people["legality"], version=row, aspect=Aspect.LEGALITY, verdict=Verdict.PASS,
                opinion="承办机构调整不涉及职权增减，合法。", at=demo.moment(1),
            )  # fmt: skip
        if until == S.SUBMITTED:
            actions.remark(
                actor=demo.people["reviewer"], version=row, cell="office", text="请核对内设机构名称是否与“三定”一致。",
                at=demo.moment(1),
            )  # fmt: skip


def _merge(demo: Demo):
    """Two licences become one: the ended entry leads to the one that goes on."""
    body, ago = "县住房和城乡建设局", 60
    kept = _entry(demo, body, "建设工程消防验收")
    change_set = _set(demo, body, "建设工程消防验收事项合并", "名称不同、内容相同，合并为一项", ago, "merge")
    _propose(demo, body, change_set, K.MERGE, "特殊建设工程消防验收", ago, successors=[kept])
    current = kept.versions.in_force(demo.today).get()
    _propose(
        demo, body, change_set, K.AMEND, "建设工程消防验收", ago, category=current.category,
        name="建设工程消防验收（含特殊建设工程）", office=current.office, content=current.content,
    )  # fmt: skip
    walk(
        demo, change_set, f"fill:{body}", ago, document="漳政办发〔2026〕66号", meeting="县政府第31次常务会议",
        effective_ago=30,
    )  # fmt: skip


def _suspension(demo: Demo):
    """A periodic item between its periods."""
    body, ago = "县农业农村局", 50
    change_set = _set(demo, body, "渔业捕捞许可暂停行使", "禁渔期内不办理", ago, "periodic")
    _propose(
        demo, body, change_set, K.SUSPEND, "渔业捕捞许可", ago,
        pause={
            "reason": "禁渔期内不受理捕捞许可申请，开捕前一个月恢复办理。",
            "months": [8, 9, 10, 11],
            "until": demo.today + timedelta(days=120),
        },
    )  # fmt: skip
    walk(demo, change_set, f"fill:{body}", ago)


def _resumption(demo: Demo):
    """Suspended earlier; its resumption is confirmed and must be public within two days."""
    body, item = "县水务局", "坝顶兼做公路审批"
    change_set = _set(demo, body, f"{item}暂停行使", "本县没有符合条件的水库大坝", 70, "never_used")
    _propose(demo, body, change_set, K.SUSPEND, item, 70, pause={"reason": "本县没有可以兼做公路的坝顶。"})
    walk(demo, change_set, f"fill:{body}", 70)
    change_set = _set(demo, body, f"{item}恢复行使", "新建水库大坝竣工，需要办理", 4, "needed")
    _propose(demo, body, change_set, K.RESUME, item, 4)
    walk(demo, change_set, f"fill:{body}", 4, S.DECIDED)


def _consultation(demo: Demo):
    """A cancellation on which the public is heard now."""
    body, ago, people = "县文体广电和旅游局", 20, demo.people
    change_set = _set(demo, body, "电影放映和健身气功事项调整", "市场能够有效调节，拟取消两项审批", ago, "market")
    row = _propose(demo, body, change_set, K.CANCEL, "举办健身气功活动及设立站点审批", ago)
    _propose(demo, body, change_set, K.CANCEL, "电影放映单位设立审批", ago)
    walk(demo, change_set, f"fill:{body}", ago, S.OPINIONS)
    period = actions.open_consultation(
        actor=people["reviewer"], change_set=change_set, starts_on=demo.day(6),
        ends_on=demo.today + timedelta(days=24), at=demo.moment(6),
        words="拟取消的两项审批近年办件很少，取消后改为备案和日常监管。请您说说取消后会不会带来不便。",
    )  # fmt: skip
    heard = actions.hear_public(
        consultation=period, name="王志强", version=row, text="公园里练健身气功的人不少，取消审批以后谁来管安全？",
        at=demo.moment(4),
    )  # fmt: skip
    actions.moderate_heard(actor=people["reviewer"], opinion=heard, shown=True, at=demo.moment(3))
    actions.hear_public(consultation=period, text="支持，少跑一趟。", at=demo.moment(1))
    said = actions.record_heard(
        actor=people["reviewer"], change_set=change_set, kind=HeardFrom.EXPERT, name="行政法专家",
        text="取消审批应同时明确事中事后监管措施。", at=demo.moment(5),
    )  # fmt: skip
    actions.answer_heard(
        actor=people["reviewer"], opinion=said, adopted=True, answer="监管措施写入责任清单，与取消同时公布。",
        at=demo.moment(4),
    )  # fmt: skip


def _decided_by_the_county(demo: Demo):
    """Cancellations that wait for the department, for the meeting, and for the entry of what it decided."""
    decision = {"document": "漳政办发〔2026〕71号", "meeting": "县政府第34次常务会议", "effective_ago": 1}
    plans = [
        ("县公安局", "典当业特种行业许可", S.FEEDBACK, 22),
        ("县商务局", "成品油零售经营资格审批", S.DECISION, 26),
        ("县应急管理局", "烟花爆竹经营（零售）许可", S.ENTRY, 30),
    ]
    for body, item, until, ago in plans:
        change_set = _set(demo, body, f"{item}对应取消", "上级政府决定取消，本级对应取消", ago, "cancelled_above")
        _propose(demo, body, change_set, K.CANCEL_ABOVE, item, ago, ground_text="甘政发〔2026〕20号")
        walk(demo, change_set, f"fill:{body}", ago, until, **decision)


def _letter(demo: Demo):
    """A suggestion to change a legal basis, as a numbered letter; the entry stays."""
    body, ago = "县林业和草原局", 35
    change_set = _set(demo, body, "建议修改林木采伐许可的法定依据", "自留地零星林木采伐的限额管理难以执行", ago, "law")
    _propose(
        demo, body, change_set, K.SUGGEST, "林木采伐许可", ago,
        ground_text="建议对农村居民采伐自留地零星林木的程序作出简化规定",
    )  # fmt: skip
    walk(demo, change_set, f"fill:{body}", ago, S.LETTER)
    actions.issue_letter(
        actor=demo.people["publisher"], change_set=change_set, addressee="定西市司法局", at=demo.moment(ago - 12)
    )
