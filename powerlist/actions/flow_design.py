"""The flow of a draft guide (流程定制), written as a whole. A published one is changed by a new version alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.history import signed
from core.workflow import MoveRefused

from ..enums import ARTICLE_45_STEPS, GuideState
from ..kinds.flow_templates import flow_templates, rows_of_template
from ..models import FlowStep, ServiceItemVersion
from ..queries.flows import WORKING, listed_of, posts_of


def save_flow(*, actor, version, rows: list[dict], at=None) -> list[FlowStep]:
    """Write the steps in the order given, in the place of those there were. What only keeps it from being published
    (kinds.flows.check_flow) may stand in a draft; MoveRefused for what no row can hold.
    """
    with transaction.atomic():
        version = _draft(actor, version)
        names = [row["name"] for row in rows]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise MoveRefused(f"有两个环节都叫“{twice}”，请改其中一个的名称。")
        for row in rows:
            _refuse_wrong(row)
        version.flow_steps.all().delete()
        steps = [FlowStep(version=version, **row | {"position": place}) for place, row in enumerate(rows, 1)]
        FlowStep.objects.bulk_create(steps)
        signed(
            version, actor=actor, reason=f"修改办理流程：{'、'.join(names) or '清空'}"[:100], at=at or timezone.now()
        ).save()
    return steps


def start_from_template(*, actor, version, name: str, at=None) -> list[FlowStep]:
    """Fill the flow from a template: limits as shares of the promise, posts of the body by what they are granted."""
    if name not in flow_templates():
        raise MoveRefused("没有这个模板，请重新选。")
    body, listed = version.item.organisation, listed_of(version)
    steps = listed.content.get("steps") if listed is not None else []
    rows = rows_of_template(
        name,
        promised=version.promised_limit,
        unit=version.promised_unit,
        category=listed.category if listed is not None else "",
        stages=[row["stage"] for row in steps or [] if isinstance(row, dict) and row.get("stage")],
        posts={permission: posts_of(body, permission) for permission in WORKING},
    )
    return save_flow(actor=actor, version=version, rows=rows, at=at)


def _refuse_wrong(row: dict) -> None:
    if not row["name"].strip():
        raise MoveRefused("每个环节都要有名称。")
    if row.get("off_clock") and row["kind"] not in ARTICLE_45_STEPS:
        raise MoveRefused(
            f"“{row['name']}”不能勾“不计入办理时限”：许可法第四十五条只列了听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审。"
        )
    if bool(row.get("when_key")) != bool(row.get("when_test")):
        raise MoveRefused(f"“{row['name']}”的条件没有填全：字段和条件要么都选，要么都不选。")


def _draft(actor, version) -> ServiceItemVersion:
    """The draft, held."""
    version = ServiceItemVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not holds(actor, "manage_guides", version.item.organisation):
        raise PermissionDenied("您没有维护这个单位办事指南的权限。")
    if version.state != GuideState.DRAFT:
        raise MoveRefused("这份指南已经发布，流程不能再改；要修改，请起草新的版本。")
    return version
