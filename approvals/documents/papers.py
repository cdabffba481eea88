"""A template and a case make a sheet: words, blocks, seal, code. What is printed is what is kept as text."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format

from core.papers.sheets import SealFace, Sheet
from powerlist.enums import Category

from ..enums import PaperKind
from ..kinds.places import BLOCKS, PLACE
from ..models import Case, CaseMove, PaperTemplate
from .fields import Values, values_of

SIGNS = {
    PaperKind.RECEIPT: "收",
    PaperKind.ACCEPTED: "受",
    PaperKind.DEEMED: "视受",
    PaperKind.LACKING: "容受",
    PaperKind.LACKING_PLEDGE: "容诺",
    PaperKind.PLEDGE: "诺",
    PaperKind.CORRECTION: "补",
    PaperKind.NOT_NEEDED: "告",
    PaperKind.NOT_ACCEPTED: "不受",
    PaperKind.EXTENSION: "延",
    PaperKind.PROCEDURE: "特",
    PaperKind.HEARING_RIGHT: "听告",
    PaperKind.HEARING_NOTICE: "听通",
    PaperKind.HEARING_RECORD: "听录",
    PaperKind.CONSULT: "征",
    PaperKind.COUNTERSIGN: "会签",
    PaperKind.TERMINATION: "拟终",
    PaperKind.TERMINATED: "终",
    PaperKind.WITHDRAWN: "撤申",
    PaperKind.VOID: "废",
    PaperKind.GRANTED: "许",
    PaperKind.REFUSED: "不许",
    PaperKind.FEE_NOTICE: "缴",
    PaperKind.SERVICE: "送",
}


def paper_number(kind: str, case: Case, year: int, serial: int) -> str:
    """文书编号: body, kind, year, serial of the year at that body."""
    return f"{case.organisation.short_name}{SIGNS[PaperKind(kind)]}字〔{year}〕第{serial:05d}号"


def category_of(case: Case, on: date) -> str:
    """The category (行政许可, 行政确认 …) of the case's list entry on that day."""
    return case.category_on(on)


def sheet_of(
    template: PaperTemplate, *, case: Case, move: CaseMove, number: str, category: str, day: date,
    seal: SealFace | None = None, code: str = "",
) -> Sheet:  # fmt: skip
    """The paper of this act in the words of this template."""
    values = values_of(case, move, number, category)
    return _sheet(template, values, signer=case.organisation.name, number=number, day=day, seal=seal, code=code)


def example_sheet(template: PaperTemplate, *, body: str, seal: SealFace | None = None) -> Sheet:
    """The template with an invented case, for who edits it."""
    values = Values(EXAMPLE | {"机关": body}, EXAMPLE_BLOCKS)
    number = f"样例{SIGNS[PaperKind(template.kind)]}字〔2026〕第00001号"
    return _sheet(template, values, signer=body, number=number, day=date(2026, 11, 23), seal=seal, code="")


def _sheet(template, values: Values, *, signer: str, number: str, day: date, seal, code: str) -> Sheet:
    return Sheet(
        title=_filled(template.title, values),
        number=number,
        addressee=_filled(template.addressee, values),
        blocks=_blocks(template.body, values),
        signer=signer,
        day=date_format(day, "Y年n月j日"),
        red_head=template.red_head,
        foot=[line for line in _blocks(template.foot, values) if isinstance(line, str)],
        seal=seal,
        address=f"{settings.SITE_URL.rstrip('/')}/papers/verify/?code={code}" if code else "",
        code=code,
    )


def _blocks(words: str, values: Values) -> list:
    """Paragraphs and tables; a line whose fields are all empty is left out."""
    found = []
    for line in words.splitlines():
        names = PLACE.findall(line)
        if len(names) == 1 and names[0] in BLOCKS and line.strip() == f"{{{names[0]}}}":
            found += values.blocks.get(names[0], [])
            continue
        filled = _filled(line, values).strip()
        if filled and (not names or any(values.texts.get(name) for name in names)):
            found.append(filled)
    return found


def _filled(words: str, values: Values) -> str:
    return PLACE.sub(lambda found: values.texts.get(found[1], ""), words)


EXAMPLE = {
    "申请人": "李小明",
    "证件号码": "6****************7",
    "事项": "食品小作坊登记",
    "事项类别": Category.LICENSING.label,
    "办件编号": "62112520261123000017",
    "查询码": "7KQ2MXRA",
    "文书编号": "样例字〔2026〕第00001号",
    "县名": settings.COUNTY["name"],
    "网站": settings.COUNTY["site"],
    "日期": "2026年11月23日",
    "收件时间": "2026年11月20日 09:30",
    "收件日期": "2026年11月20日",
    "受理日期": "2026年11月23日",
    "受理期限": "2026年11月27日",
    "承诺时限": "7个工作日",
    "承诺期限": "2026年12月2日",
    "法定时限": "20个工作日",
    "法定期限": "2026年12月21日",
    "法定依据": "《中华人民共和国行政许可法》第四十二条第一款",
    "送达期限": "2026年12月7日",
    "决定日期": "2026年11月23日",
    "理由": "（办理时写明的理由）",
    "有权机关": "县市场监督管理局",
    "补齐期限": "2026年12月4日",
    "延长时限": "10",
    "批准人": "局长",
    "程序": "专家评审",
    "程序依据": "《中华人民共和国行政许可法》第四十五条",
    "程序时限": "15个工作日",
    "时间": "2026年12月8日 09:00",
    "地点": "殪虎桥镇便民服务中心二楼",
    "主持人": "王某",
    "主送": "县自然资源局",
    "回复期限": "2026年11月30日",
    "内容": "（办理人写的内容）",
    "复议机关": settings.COUNTY["host"],
    "法院": f"{settings.COUNTY['name']}人民法院",
    "证照编号": "6211252026000001",
}
EXAMPLE_BLOCKS = {
    "材料清单": ["1. 经营者身份证（身份证.pdf，210 KB）", "2. 场所照片（照片.jpg，1.2 MB）"],
    "补正清单": ["1. 身份证照片不清楚，请重新上传", "2. 请补充场所平面图"],
    "容缺清单": ["1. 场所照片"],
    "收件表": [[("办件编号", "62112520261123000017"), ("申请事项", "食品小作坊登记"),
              ("收到材料", "1. 经营者身份证（身份证.pdf，210 KB）"), ("收件时间", "2026年11月20日 09:30")]],
    "时限表": [[("办件编号", "62112520261123000017"), ("受理之日", "2026年11月23日"),
              ("承诺时限", "7个工作日，2026年12月2日前"), ("法定时限", "20个工作日，2026年12月21日前"),
              ("法定时限依据", "《中华人民共和国行政许可法》第四十二条第一款")]],
    "救济途径": [f"如不服本决定，可以自知道本决定之日起60日内向{EXAMPLE['复议机关']}申请行政复议，也可以自知道"
              f"或者应当知道本决定之日起6个月内依法向{EXAMPLE['法院']}提起行政诉讼。"],
}  # fmt: skip
