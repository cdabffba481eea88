"""Forty guides on published entries, each by one person written and by another published."""

import zlib
from decimal import Decimal

from django.core.files.base import ContentFile

from core.history import signed
from licences.enums import Handover
from licences.models import LicenceType
from powerlist import actions
from powerlist.enums import (
    Audience,
    CaseKind,
    Disclosure,
    FieldKind,
    GuideState,
    ListKind,
    PlaceKind,
    PointKind,
    ResultKind,
)
from powerlist.kinds.guide_codes import suggested
from powerlist.models import (
    FieldGroup,
    ItemCharge,
    ItemField,
    ItemMaterial,
    ItemQuestion,
    ListEntry,
    ServiceItem,
    ServiceItemVersion,
    ServicePoint,
    ServiceWindow,
    SpecialProcedure,
)

from .forms import FORMS
from .papers import one_page_pdf
from .sources import Demo, rows

FIELDS = [
    {"key": "subject", "label": "申请事由", "kind": FieldKind.LONG_TEXT, "hint": "简要说明申请办理什么、为什么"},
    {"key": "place", "label": "经营（活动、使用）地址", "kind": FieldKind.TEXT, "hint": "写到门牌号或者村、组"},
    {"key": "township", "label": "所在乡镇", "kind": FieldKind.TOWNSHIP},
    {"key": "start_on", "label": "拟开始日期", "kind": FieldKind.DATE, "required": False},
]
# guide: by the place of the material, what may come from a licence, come later, or be promised
PROMISES = {
    "人力资源服务许可": {
        2: {"shared": True, "licence_code": "hukou"},
        3: {"necessity": "3"},
        4: {
            "pledge_text": "一、证明义务：申请人应当没有因违法从事人力资源服务被处罚未满规定期限的情形。\n"
            "二、证明内容：申请人自愿承诺没有上述情形，不再提交证明。\n三、法律责任：承诺不实的，依法承担责任，以后不能再用承诺的方式办理。",
            "pledge_consequence": "终止办理；已经许可的，依照《中华人民共和国行政许可法》第六十九条撤销",
        },
    }
}
PERSON_THEMES = {"县教育局": "020", "县民政局": "030", "县林业和草原局": "130", "武阳镇": "070", "县卫生健康局": "050"}
QUESTIONS = [
    ("提交以后多久有结果？", "收件后 5 个工作日内告知是否受理；受理后在承诺时限内作出决定，进度可以随时查询。"),
    ("材料不全怎么办？", "窗口会一次性告知要补正的全部内容，补齐后继续办理，不用重新申请。"),
    ("别人可以代办吗？", "可以。请带上授权委托书、您和代办人的身份证件；武阳镇等乡镇便民服务中心也提供帮办代办。"),
]
PROCEDURES = [("现场核查、专家评审", 15, "《中华人民共和国行政许可法》第四十五条，所需时间书面告知")]
POINTS = [
    {
        "kind": PointKind.TERMINAL, "name": "政务服务中心自助服务区", "offers": "填写申请、打印申请表和办理结果",
        "address": "漳县武阳镇政务服务中心一楼东侧", "hours": "每天 8:00—20:00",
        "longitude": "104.472", "latitude": "34.848",
        "transit": "从正门进，右手边",
    },
    {
        "kind": PointKind.AGENT, "name": "各乡镇便民服务中心代办员", "offers": "代交材料、代领结果，不收费",
        "address": "各乡镇便民服务中心一楼", "phone": "0932-4862277", "hours": "工作日 8:30—12:00，14:30—18:00",
    },
    {
        "kind": PointKind.HELPER, "name": "政务服务中心帮办台", "offers": "帮老年人、残疾人填写申请、拍照上传材料",
        "address": "漳县武阳镇政务服务中心一楼大厅", "phone": "0932-4862277", "hours": "工作日 8:30—12:00，14:30—18:00",
    },
]  # fmt: skip
CHARGES = {
    "取水许可": (
        "水资源税",
        "按实际取水量和适用税额计征",
        "《中华人民共和国资源税法》第十四条",
        "农业生产取水按规定减免",
        Decimal("0.20"),
        "立方米",
    ),
}
RIGHTS = (
    "依法申请并获得平等对待；要求说明公示内容；陈述、申辩，依法要求听证；"
    "对决定不服的，依法申请行政复议或者提起行政诉讼。"
)
OBLIGATIONS = "如实提交有关材料、反映真实情况，并对申请材料实质内容的真实性负责；配合依法进行的核查和监督检查。"
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


FOR_APPLICANTS = "剧毒化学品道路运输通行许可"  # routes and stops of what is poisonous
PAPER_EVERY = 6  # so many licences are on paper, fetched at the window


def build(demo: Demo):
    for number, row in enumerate(rows("guides"), start=1):
        _guide(demo, number, row)


def close_one(demo: Demo):
    """From today one guide is read only by who has applied; the entry that it hangs on stays on the public list."""
    (row,) = (row for row in rows("guides") if row["name"] == FOR_APPLICANTS)
    item = ServiceItem.objects.get(organisation=demo.body(row["organisation"]), versions__name=FOR_APPLICANTS)
    version = actions.draft_guide(
        actor=demo.people[f"fill:{row['organisation']}"], item=item, disclosure=Disclosure.APPLICANT,
        at=demo.moment(1, 9),
    )  # fmt: skip
    actions.publish_guide(
        actor=demo.people["publisher"], version=version, valid_from=demo.today,
        secrecy_opinion="不涉及国家秘密；载有运输路线和停车地点，只向申请人公开", at=demo.moment(1, 15),
    )  # fmt: skip


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
    sample = f"{version.result_name}（样本）"
    _attach(version.result_sample, version, "result_sample_name", f"{sample}.pdf", sample)
    signed(version, actor=author, reason="编辑办事指南").save()
    _parts(version, row)
    actions.publish_guide(
        actor=demo.people["publisher"], version=version, valid_from=demo.day(140),
        secrecy_opinion="不涉及国家秘密，可以公开", at=demo.moment(141 + number % 5),
    )  # fmt: skip


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
        "fee": "按标准收费" if row["name"] in CHARGES else "不收费",
        "online_payment": row["name"] in CHARGES,
        "result_name": licence_type.name,
        "result_kind": ResultKind.LICENCE,
        "is_e_licence": True,
        "result_validity": "五年",
        "result_area": "漳县",
        "licence_type": licence_type,
        "online": True,
        "consult_phone": "0932-4862277",
        "complaint_phone": "0932-4861234",
        "consult_ways": "漳县政务服务网在线咨询；政务服务中心一楼咨询台",
        "complaint_ways": "12345 政务服务便民热线；政务服务中心二楼投诉受理室",
        "rights": RIGHTS,
        "obligations": OBLIGATIONS,
        "review_body": "漳县人民政府（县司法局行政复议股），漳县武阳镇，0932-4862012",
        "court": "定西市安定区人民法院（集中管辖）",
        "level": "5" if body.nature == "township" else "4",
        "single_sign_on": True,
        "four_ways": ["2", "3", "4"],
        "serves": _served(person, department),
        "channels": ["1", "2", "4"],
        "online_depth": ["1", "2", "3", "4", "5", "6"],
        "standard": "申请材料齐全、真实、有效，符合法律、法规规定的条件和本指南的受理标准。",
        "mail_materials": True,
        "mail_results": True,
        "mail_note": "邮政窗口免费寄送到本县乡镇",
        "appointment": True,
        "appointment_quota": 20,
        "appointment_note": "打咨询电话预约，可预约三个工作日内的时段",
        **_codes(row, body),
    }


def _served(person: bool, department: str) -> list[str]:
    return ["1", "2", "6"] if person or department not in LEGAL_THEMES else ["2", "3", "6"]


def _codes(row: dict, body) -> dict:
    """基本编码 of an invented catalogue row and what follows; a body without a credit code has a local code."""
    number = 1 + zlib.crc32(row["name"].encode()) % 999
    basic = f"6201{int(body.pk) % 100:02d}{number:03d}000"
    found = suggested(credit_code=body.credit_code or "", level="5" if body.nature == "township" else "4", basic=basic)
    return {"basic_code": basic, **found} if found else {"basic_code": basic, "local_code": f"621125{basic}"}


def _parts(version: ServiceItemVersion, row: dict):
    _materials(version, row)
    ServiceWindow.objects.create(version=version, **window_of(version.item.organisation))
    for position, point in enumerate(POINTS, start=1):
        ServicePoint.objects.create(version=version, position=position, **point)
    for position, (name, days, basis) in enumerate(PROCEDURES, start=1):
        SpecialProcedure.objects.create(version=version, position=position, name=name, limit=days, basis=basis)
    if charge := CHARGES.get(version.name):
        name, standard, basis, reduction, amount, unit = charge
        ItemCharge.objects.create(
            version=version, name=name, standard=standard, basis=basis, reducible=bool(reduction), reduction=reduction,
            amount=amount, counted_by=unit,
        )  # fmt: skip
    fields, groups = FORMS.get(version.name, (FIELDS, []))
    for position, field in enumerate(fields, start=1):
        ItemField.objects.create(version=version, position=position, **field)
    for position, group in enumerate(groups, start=1):
        FieldGroup.objects.create(version=version, position=position, **group)
    for position, (question, answer) in enumerate(QUESTIONS, start=1):
        ItemQuestion.objects.create(version=version, position=position, question=question, answer=answer)


def _materials(version: ServiceItemVersion, row: dict):
    """The row's materials; forms to fill in come with an empty and a filled sheet."""
    for position, name in enumerate(row["materials"].splitlines(), start=1):
        material = ItemMaterial(
            version=version, position=position, number=f"{position:03d}", name=name, size="A4",
            note="提交 PDF 或清晰的照片", acceptance="内容完整、清晰，签字盖章齐全",
        )  # fmt: skip
        if name.endswith(("申请书", "申请表", "登记表", "申请")):
            material.kind, material.copy_form, material.originals = "form", "1", 1
            _attach(
                material.blank_form, material, "blank_form_name", f"{name[:40]}（空白）.pdf", f"{name[:40]}（空白表）"
            )
            _attach(material.sample, material, "sample_name", f"{name[:40]}（样例）.pdf", f"{name[:40]}（填写样例）")
        elif name.endswith(("证", "执照", "证明", "身份证明")):
            material.source, material.copy_form, material.photocopies = "20", "2", 1
            material.shared = "执照" in name or "身份证" in name
        for field, value in PROMISES.get(version.name, {}).get(position, {}).items():
            setattr(material, field, value)
        material.save()


def _attach(file, row, name_field: str, name: str, text: str):
    setattr(row, name_field, name)
    file.save(name, ContentFile(one_page_pdf(text)), save=False)


def window_of(body) -> dict:
    """The window of a body: a department's in the county's hall, a township's in its own."""
    if body.nature == "township":
        place = {"name": f"{body.short_name}便民服务中心综合窗口", "address": f"漳县{body.short_name}便民服务中心一楼"}
        place["kind"] = PlaceKind.TOWNSHIP
    else:
        place = {
            "name": f"{body.short_name}窗口",
            "address": "漳县武阳镇政务服务中心一楼综合服务区",
            "kind": PlaceKind.HALL,
            "longitude": "104.472",
            "latitude": "34.848",
            "transit": "乘 1 路公交车到“政务服务中心”站，下车即到；门前有免费停车位",
        }
    return {**place, "phone": "0932-4862277", "hours": "工作日 8:30—12:00，14:30—18:00"}
