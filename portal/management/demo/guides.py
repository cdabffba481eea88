"""Forty guides on published entries, each by one person written and by another published."""

from core.history import signed
from licences.enums import Handover
from licences.models import LicenceType
from powerlist import actions
from powerlist.enums import Audience, CaseKind, FieldKind, GuideState, ListKind, StepKind
from powerlist.models import (
    ItemField,
    ItemMaterial,
    ItemQuestion,
    ItemStep,
    ListEntry,
    ServiceItem,
    ServiceItemVersion,
)

from .sources import Demo, rows

FIELDS = [
    ("subject", "申请事由", FieldKind.LONG_TEXT, True, "简要说明申请办理什么、为什么", "申请内容"),
    ("place", "经营（活动、使用）地址", FieldKind.TEXT, True, "写到门牌号或者村、组", "申请内容"),
    ("township", "所在乡镇", FieldKind.TOWNSHIP, True, "", "申请内容"),
    ("start_on", "拟开始日期", FieldKind.DATE, False, "", "申请内容"),
]
STEPS = [
    (StepKind.ACCEPT, "政务服务大厅", "窗口岗", 0),
    (StepKind.REVIEW, "", "承办岗", 0),
    (StepKind.DECIDE, "", "审批决定岗", 0),
    (StepKind.FINISH, "", "承办岗", 0),
    (StepKind.DELIVER, "政务服务大厅", "窗口岗", 0),
]
PERSON_THEMES = {"县教育局": "020", "县民政局": "030", "县林业和草原局": "130", "武阳镇": "070", "县卫生健康局": "050"}
LEGAL_THEMES = {
    "县农业农村局": "075",
    "县住房和城乡建设局": "085",
    "县自然资源局": "085",
    "县公安局": "150",
    "县交通运输局": "090",
    "县文体广电和旅游局": "120",
    "县水务局": "105",
    "县卫生健康局": "110",
    "市生态环境局漳县分局": "095",
    "县发展和改革局": "040",
    "县应急管理局": "145",
}


PAPER_EVERY = 6  # so many licences are on paper, fetched at the window


def build(demo: Demo):
    for number, row in enumerate(rows("guides"), start=1):
        _guide(demo, number, row)


def _guide(demo: Demo, number: int, row: dict):
    body = demo.body(row["organisation"])
    author = demo.people[f"fill:{row['organisation']}"]
    lists = (ListKind.POWERS, ListKind.PUBLIC_SERVICES)  # a name may stand in the forms of the clearing too
    entry = ListEntry.objects.filter(organisation=body, kind__in=lists, versions__name=row["name"]).distinct().get()
    licence_type = LicenceType(
        code=f"DEMO{number:03d}",
        type_code=f"11620000000000000X{number:03d}",
        name=_result_name(row["name"]),
        validity_months=60,
        handover=Handover.WINDOW if number % PAPER_EVERY == 0 else Handover.ONLINE,
    )
    signed(licence_type, actor=author, reason="建立证照类型").save()
    item = ServiceItem(entry=entry, organisation=body, code=f"{entry.code}-01")
    signed(item, actor=author, reason="建立办事事项").save()
    version = ServiceItemVersion(item=item, author=author, state=GuideState.DRAFT, **_facts(row, body, licence_type))
    signed(version, actor=author, reason="编辑办事指南").save()
    _parts(version, row)
    actions.publish_guide(
        actor=demo.people["publisher"], version=version, valid_from=demo.day(140), at=demo.moment(141 + number % 5)
    )


def _result_name(name: str) -> str:
    stem = name.removesuffix("核发").removesuffix("审批").removesuffix("许可")
    return f"{stem[:40]}许可证"


def _facts(row: dict, body, licence_type) -> dict:
    department = row["organisation"]
    person = department in PERSON_THEMES
    return {
        "name": row["name"],
        "everyday_name": "",
        "audience": Audience.BOTH if person or department not in LEGAL_THEMES else Audience.LEGAL,
        "person_theme": PERSON_THEMES.get(department, "" if department in LEGAL_THEMES else "040"),
        "legal_theme": LEGAL_THEMES.get(department, "010"),
        "case_kind": CaseKind.PROMISED,
        "legal_limit": int(row["legal_limit"]),
        "legal_unit": row["legal_unit"],
        "legal_article": row["legal_article"],
        "promised_limit": int(row["promised_limit"]),
        "visits": 0,
        "visits_reason": "",
        "conditions": "申请人具备法律、法规规定的条件，并对申请材料实质内容的真实性负责（行政许可法第三十一条）。",
        "fee": "不收费",
        "result_name": licence_type.name,
        "licence_type": licence_type,
        "online": True,
        "window_address": "漳县政务服务中心一楼综合窗口"
        if body.nature != "township"
        else f"{body.short_name}便民服务中心",
        "window_hours": "工作日 8:30—12:00，14:30—18:00",
        "consult_phone": "0932-4862277",
        "complaint_phone": "0932-4861234",
    }


def _parts(version: ServiceItemVersion, row: dict):
    for position, (kind, office, post, limit) in enumerate(STEPS, start=1):
        if kind in (StepKind.REVIEW, StepKind.DECIDE):
            limit = max(1, int(row["promised_limit"]) // 2)
        ItemStep.objects.create(
            version=version, position=position, kind=kind, office=office or "行政审批股", post=post, limit=limit
        )
    for position, name in enumerate(row["materials"].splitlines(), start=1):
        ItemMaterial.objects.create(version=version, position=position, name=name, note="提交 PDF 或清晰的照片")
    for position, (key, label, kind, required, hint, group) in enumerate(FIELDS, start=1):
        ItemField.objects.create(
            version=version,
            position=position,
            key=key,
            label=label,
            kind=kind,
            required=required,
            hint=hint,
            group=group,
        )
    ItemQuestion.objects.create(
        version=version,
        position=1,
        question="提交以后多久有结果？",
        answer="收件后 5 个工作日内告知是否受理；受理后在承诺时限内作出决定，进度可以随时查询。",
    )
