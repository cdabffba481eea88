"""The lists: every body's entries from the import to publication, and changes that are on their way now."""

from collections import defaultdict
from io import BytesIO

from openpyxl import Workbook

from powerlist import actions
from powerlist.enums import ListKind
from powerlist.models import DutyTemplate

from . import chain, steps
from .chain import walk
from .sources import Demo, rows


def build(demo: Demo):
    _powers(demo)
    _services(demo)
    chain.build(demo)
    actions.watch_bases(on=demo.today)


def _by_organisation(name: str) -> dict[str, list[dict]]:
    groups = defaultdict(list)
    for row in rows(name):
        groups[row["organisation"]].append(row)
    return groups


def _powers(demo: Demo):
    """Every body hands in its 附件6 workbook, as offices do."""
    header = ["序号", "项目名称", "类别", "实施依据", "实施主体", "承办机构", "责任事项", "追责情形", "备注"]
    templates = {str(template): template for template in DutyTemplate.objects.all()}
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
                templates[item["category"]].duties,
                templates[item["category"]].accountability,
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
        steps.register(demo, change_set, name)
        walk(
            demo, change_set, f"fill:{name}", 260 - number, document="漳政办发〔2026〕18号",
            meeting="县政府第12次常务会议", effective_ago=200,
        )  # fmt: skip


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
        walk(
            demo, change_set, f"fill:{name}", 190 - number, document="漳政办发〔2026〕31号",
            meeting="县政府第17次常务会议", effective_ago=150,
        )  # fmt: skip
