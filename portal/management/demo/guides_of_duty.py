"""Two guides of what a body does of its own duty: a levy with its standard, a penalty with its discretion."""

from django.core.files.base import ContentFile

from powerlist import actions
from powerlist.enums import BodyNature, PenaltyKind
from powerlist.models import ListEntry

from .guides import window_of
from .papers import one_page_pdf
from .sources import Demo

LEVY = ("县住房和城乡建设局", "污水处理费征收")
PENALTY = ("县发展和改革局", "对移动、毁损、涂改管道标志的处罚")
DISCRETION = "《漳县行政处罚裁量基准（能源管道类）》（漳发改发〔2026〕18号）"
COMMON = {
    "by_application": False,
    "body_nature": BodyNature.STATUTORY,
    "serves": ["1", "2", "3", "6"],
    "person_theme": "999",
    "legal_theme": "999",
    "online": False,
    "visits": 1,
    "visits_reason": "核对情况、签收文书",
    "four_ways": ["4"],
    "channels": ["1"],
    "consult_phone": "0932-4862277",
    "complaint_phone": "0932-4861234",
    "review_body": "漳县人民政府（县司法局行政复议股），漳县武阳镇，0932-4862012",
    "court": "定西市安定区人民法院（集中管辖）",
    "level": "4",
}


def build(demo: Demo):
    _guide(
        demo, LEVY,
        legal_limit=30, promised_limit=15, legal_article="《城镇排水与污水处理条例》第三十二条",
        conditions="向城镇排水设施排放污水、废水的单位和个人。",
        fee="按标准收费", online_payment=False,
        levy_kind="行政事业性收费", levy_standard="居民每立方米 0.85 元，非居民每立方米 1.20 元，随自来水费按月计征",
        levy_reducible=True, levy_reduction="低保户、特困人员凭证件每户每月减免 4 立方米，由县民政局按月提供名单",
        parts={"charges": [{
            "name": "污水处理费", "standard": "居民 0.85 元/立方米，非居民 1.20 元/立方米",
            "basis": "《城镇排水与污水处理条例》第三十二条", "reducible": True, "reduction": "低保户、特困人员按月减免",
        }]},
    )  # fmt: skip
    _guide(
        demo, PENALTY,
        legal_limit=90, promised_limit=60, legal_unit="natural", promised_unit="natural",
        legal_article="《中华人民共和国行政处罚法》第六十条",
        conditions="有移动、毁损、涂改管道标志行为的单位和个人。",
        penalty_act="移动、毁损、涂改管道标志", penalty_kinds=[PenaltyKind.WARNING, PenaltyKind.FINE],
        penalty_range="责令改正；情节严重的，处一千元以下罚款（按法条写，以裁量基准定档次）",
        discretion_title=DISCRETION, discretion=ContentFile(one_page_pdf(DISCRETION), "裁量基准.pdf"),
        discretion_name="裁量基准.pdf", parts={},
    )  # fmt: skip


def _guide(demo: Demo, whose: tuple[str, str], *, parts: dict, **fields):
    body = demo.body(whose[0])
    entry = ListEntry.objects.filter(organisation=body, kind="powers", versions__name=whose[1]).distinct().get()
    version = actions.draft_guide(
        actor=demo.people[f"fill:{whose[0]}"], entry=entry, name=whose[1], at=demo.moment(60),
        parts={"windows": [window_of(body)], **parts}, **COMMON, **fields,
    )  # fmt: skip
    actions.publish_guide(
        actor=demo.people["publisher"], version=version, valid_from=demo.day(55),
        secrecy_opinion="不涉及国家秘密，可以公开", at=demo.moment(56),
    )  # fmt: skip
