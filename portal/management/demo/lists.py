"""The lists: every body's entries from the import to publication, and changes that are on their way now."""

from collections import defaultdict
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.registers import ChangeKind
from funds import actions as funds
from powerlist import actions
from powerlist.enums import ListKind
from powerlist.models import ListEntry

from .papers import one_page_pdf
from .sources import Demo, rows

DUTIES = {
    "行政许可": ["受理责任", "审查责任", "决定责任", "送达责任", "事后监管责任"],
    "行政处罚": ["立案责任", "调查取证责任", "审查责任", "告知责任", "决定责任", "送达责任", "执行责任"],
    "行政强制": ["催告责任", "决定责任", "执行责任", "解除或者处理责任"],
}
OTHER_DUTIES = ["受理责任", "审核责任", "决定责任", "公开责任"]
ACCOUNTABILITY = (
    "因不履行或者不正确履行行政职责，有下列情形之一的，追究责任："
    "1.应当办理而不予办理的；2.违反法定程序、权限的；3.滥用职权、徇私舞弊的；4.其他违反法律法规规章规定的行为。"
)


def build(demo: Demo):
    _powers(demo)
    _services(demo)
    _changes_on_their_way(demo)
    actions.watch_bases(on=demo.today)
    _funds(demo)


def _by_organisation(name: str) -> dict[str, list[dict]]:
    groups = defaultdict(list)
    for row in rows(name):
        groups[row["organisation"]].append(row)
    return groups


def _powers(demo: Demo):
    """Every body hands in its 附件6 workbook, as offices do."""
    header = ["序号", "项目名称", "类别", "实施依据", "实施主体", "承办机构", "责任事项", "追责情形", "备注"]
    for number, (name, items) in enumerate(_by_organisation("powers").items()):
        body = demo.body(name)
        lines = [
            [
                place,
                item["name"],
                item["category"],
                item["basis"],
                body.short_name,
                item["office"],
                _numbered(DUTIES.get(item["category"], OTHER_DUTIES)),
                ACCOUNTABILITY,
                "",
            ]
            for place, item in enumerate(items, start=1)
        ]
        change_set = _imported(
            demo,
            name,
            ListKind.POWERS,
            _workbook(f"{body.name}权责清单", header, lines),
            title=f"{body.name}权责清单（首次公布）",
            reason="全面清理行政职权，编制部门权责清单",
            at=demo.moment(260 - number, 9),
        )
        _to_publication(
            demo, change_set, f"fill:{name}", 260 - number, "漳政办发〔2026〕18号", "县政府第12次常务会议", 200
        )


def _imported(demo: Demo, name: str, kind: str, data: bytes, **facts):
    """A workbook read and written as one change set; the demo's own files have no faulty row."""
    return actions.apply_reading(
        actor=demo.people[f"fill:{name}"],
        reading=actions.read_workbook(data, kind),
        kind=kind,
        organisation=demo.body(name),
        filename=f"{demo.body(name).short_name}.xlsx",
        **facts,
    ).change_set


def _workbook(title: str, header: list[str], lines: list[list]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append([f"共{len(lines)}项"])
    sheet.append(header)
    for line in lines:
        sheet.append(line)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _numbered(duties: list[str]) -> str:
    return "；".join(f"{n}.{duty}" for n, duty in enumerate(duties, start=1))


def _services(demo: Demo):
    """附件5 of the departments that serve the public beyond their powers."""
    header = ["序号", "服务事项名称", "主要内容", "承办机构", "联系电话"]
    for number, (name, items) in enumerate(_by_organisation("services").items()):
        body = demo.body(name)
        lines = [
            [place, item["name"], f"为企业和群众办理{item['name']}。", item["office"], "0932-4862277"]
            for place, item in enumerate(items, start=1)
        ]
        change_set = _imported(
            demo,
            name,
            ListKind.PUBLIC_SERVICES,
            _workbook(f"{body.name}公共服务事项登记表", header, lines),
            title=f"{body.name}公共服务事项清单（首次公布）",
            reason="编制部门公共服务事项清单",
            at=demo.moment(190 - number, 9),
        )
        _to_publication(
            demo, change_set, f"fill:{name}", 190 - number, "漳政办发〔2026〕31号", "县政府第17次常务会议", 150
        )


def _to_publication(demo, change_set, author, ago, document, meeting, effective_ago):
    """Through the whole chain: 报送, 初审, 合法性审查, 审定, 公布."""
    people = demo.people
    actions.submit(actor=people[author], change_set=change_set, at=demo.moment(ago - 2))
    actions.pass_review(
        actor=people["reviewer"],
        change_set=change_set,
        opinion="与“三定”规定一致，类别和依据准确，同意报送合法性审查。",
        at=demo.moment(ago - 8),
    )
    actions.pass_legality(
        actor=people["legality"],
        change_set=change_set,
        opinion="实施主体适格，依据现行有效，未发现与上位法抵触。",
        at=demo.moment(ago - 14),
    )
    actions.record_decision(
        actor=people["recorder"],
        change_set=change_set,
        meeting=meeting,
        decided_on=demo.day(ago - 20),
        document_number=document,
        scan=SimpleUploadedFile("审定文件.pdf", one_page_pdf(f"{document} {meeting}审定"), "application/pdf"),
        effective_on=demo.day(effective_ago),
        at=demo.moment(ago - 21),
    )
    actions.publish(
        actor=people["publisher"],
        change_set=change_set,
        secrecy_opinion="不涉及国家秘密、工作秘密，可以公开。",
        at=demo.moment(ago - 25),
    )


def _changes_on_their_way(demo: Demo):
    """An amendment published lately, and four change sets at four steps of the chain."""
    plans = [
        ("县市场监督管理局", "食品经营许可", 40, "published"),
        ("县水务局", "取水许可", 12, "decision"),
        ("县农业农村局", "农药经营许可", 8, "legality"),
        ("县住房和城乡建设局", "商品房预售许可", 4, "submitted"),
        ("县公安局", "大型群众性活动安全许可", 1, "draft"),
    ]
    for name, item, ago, until in plans:
        entry = (
            ListEntry.objects.filter(organisation=demo.body(name), versions__name=item, kind=ListKind.POWERS)
            .distinct()
            .get()
        )
        current = entry.versions.in_force(demo.today).get()
        author = demo.people[f"fill:{name}"]
        change_set = actions.open_change_set(
            actor=author,
            organisation=demo.body(name),
            kind=ListKind.POWERS,
            title=f"{item}要素变更",
            reason="承办机构调整，同步补充责任事项",
            at=demo.moment(ago, 9),
        )
        actions.propose(
            actor=author,
            change_set=change_set,
            change=ChangeKind.AMEND,
            entry=entry,
            category=current.category,
            name=current.name,
            office="行政审批服务股",
            content={**current.content, "duties": [*current.content["duties"], {"content": "公开办理结果责任"}]},
            at=demo.moment(ago, 9, 30),
        )
        if until == "published":
            _to_publication(
                demo, change_set, f"fill:{name}", ago, "漳政办发〔2026〕66号", "县政府第31次常务会议", ago - 26
            )
            continue
        if until != "draft":
            actions.submit(actor=author, change_set=change_set, at=demo.moment(ago, 11))
        if until in ("legality", "decision"):
            actions.pass_review(
                actor=demo.people["reviewer"],
                change_set=change_set,
                opinion="情况属实，同意。",
                at=demo.moment(ago - 2),
            )
        if until == "decision":
            actions.pass_legality(
                actor=demo.people["legality"],
                change_set=change_set,
                opinion="依据充分，同意。",
                at=demo.moment(ago - 4),
            )


def _funds(demo: Demo):
    finance = demo.body("县财政局")
    change_set = funds.open_list(
        actor=demo.people["fill:县财政局"], organisation=finance, year=demo.today.year, at=demo.moment(300)
    )
    funds.add_funds(
        actor=demo.people["fill:县财政局"],
        change_set=change_set,
        rows=[(demo.body(row["organisation"]), row["name"], row["amount"]) for row in rows("funds")],
    )
    funds.submit(actor=demo.people["fill:县财政局"], change_set=change_set, at=demo.moment(295))
    funds.record_decision(
        actor=demo.people["recorder"],
        change_set=change_set,
        meeting="县政府第3次常务会议",
        decided_on=demo.day(290),
        document_number="漳政发〔2026〕2号",
        at=demo.moment(289),
    )
    funds.publish(
        actor=demo.people["fund_publisher"],
        change_set=change_set,
        effective_on=demo.day(270),
        at=demo.moment(270),
    )
