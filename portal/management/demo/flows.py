"""Flows of three guides (流程定制) and cases in the middle of them: beside each other, left out, late, sent back."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import actions as approvals
from approvals.models import current
from powerlist import actions
from powerlist.actions.flow_design import save_flow
from powerlist.enums import ConditionTest, StepKind
from powerlist.kinds.flow_templates import rows_of_template
from powerlist.models import ServiceItemVersion
from powerlist.queries.flows import WORKING, listed_of, posts_of
from supervision.actions import sweep

from .cases import ID_NUMBER, TOWNSHIPS
from .forms import values_of
from .papers import one_page_pdf
from .people import _staff
from .sources import Demo

K = StepKind
SITE, CHECK = "现场勘验岗", "复核岗"
RESTRICTED = {"when_key": "scope", "when_test": ConditionTest.CONTAINS, "when_value": "限制使用农药"}
PESTICIDES, FELLING, HOUSING = "农药经营许可", "林木采伐许可", "农村村民住宅用地审批"
TEMPLATES = {PESTICIDES: "行政许可（要现场勘验）", FELLING: "行政许可（书面审查）", HOUSING: "行政给付"}
OPINIONS = {
    K.FIRST: "申请表与证照一致，材料齐全，建议进入下一环节。",
    K.ON_SITE: "两人到现场核对，仓储柜台与申报一致，照片已上传。",
    K.COUNTERSIGN: "经会商，符合限制使用农药定点经营布局，同意。",
    K.SECOND: "初审意见属实，依据适用正确，同意报请决定。",
    K.PUBLICITY: "已在村务公开栏公示，期间没有收到异议。",
}


def build(demo: Demo):
    """Three guides get a next version with a flow, twenty-five days ago; then six cases are lived under them."""
    versions = {name: _published(demo, name) for name in (PESTICIDES, FELLING, HOUSING)}
    restricted = {"scope": ["限制使用农药"], "scope_reason": "设专柜、双人双锁，实名登记，电子台账可追溯。"}
    _live(demo, versions[PESTICIDES], 4, ["初审"])
    _live(demo, versions[PESTICIDES], 3, ["初审"], values=restricted)
    _live(demo, versions[PESTICIDES], 6, ["初审", "现场勘验", "复审"], decide="back")
    _live(demo, versions[FELLING], 9, [])
    _live(demo, versions[FELLING], 8, ["初审", "复审"], decide="grant")
    _live(demo, versions[HOUSING], 5, ["初审", "入户核查"])
    sweep(now=demo.moment(0, 23, 30))


def _published(demo: Demo, name: str) -> ServiceItemVersion:
    """The next version of a guide, with its flow, written by its clerk and published by another."""
    held = ServiceItemVersion.objects.in_force(demo.today).filter(name=name).order_by("pk").first()
    body = held.item.organisation
    posts = _posts(demo, body)
    author = demo.of_body("fill", body)
    version = actions.draft_guide(actor=author, item=held.item, at=demo.moment(27))
    save_flow(actor=author, version=version, rows=_rows(version, posts), at=demo.moment(27, 11))
    actions.publish_guide(
        actor=demo.people["publisher"], version=version, valid_from=demo.day(25),
        secrecy_opinion="不涉及国家秘密，可以公开", at=demo.moment(26),
    )  # fmt: skip
    return ServiceItemVersion.objects.select_related("item__organisation", "licence_type").get(pk=version.pk)


def _posts(demo: Demo, body) -> dict[str, list]:
    """The posts of the body by permission, with two more for the second look and the visit."""
    code = body.code.rpartition("-")[2].lower() or str(body.pk)
    for post, account in ((SITE, f"site{code}"), (CHECK, f"check{code}")):
        key = f"{post}:{body.pk}"
        demo.people[key] = _staff(demo, account, body, {post: ("handle_cases", "view_cases")}, body)
    return {permission: posts_of(body, permission) for permission in WORKING}


def _rows(version: ServiceItemVersion, posts: dict[str, list]) -> list[dict]:
    by_name = {
        post.name: post
        for group in posts.values()
        for post in group
        if post.organisation_id == version.item.organisation_id
    }
    listed = listed_of(version)
    options = {
        "promised": version.promised_limit,
        "unit": version.promised_unit,
        "category": listed.category,
        "stages": [row["stage"] for row in listed.content["steps"]],
        "posts": {**posts, "handle_cases": [by_name["承办岗"]], "receive_cases": [by_name["窗口岗"]]},
    }
    rows = rows_of_template(TEMPLATES[version.name], **options)
    check = {"post": by_name[CHECK]}
    more = {K.ON_SITE: {"post": by_name[SITE]}, K.SECOND: check, K.PUBLICITY: check}
    more[K.COUNTERSIGN] = {**check, **(RESTRICTED if version.name == PESTICIDES else {})}
    return [row | more.get(row["kind"], {}) for row in rows]


def _live(demo: Demo, version, filed: int, done: list[str], *, values=None, decide: str = ""):
    """A case filed so many working days ago, accepted the next one, with these steps done one a day."""
    number = demo.random.randrange(1, 90)
    place = {"township": TOWNSHIPS[number % 5], "village": "中街村", "detail": f"{number}号"}
    form = {**values_of(version.name, place, ID_NUMBER), **(values or {})}
    case = approvals.submit_case(
        actor=demo.people[f"citizen:{number % 10}"], version=version, form=form, files=_uploads(version),
        submission_key=uuid.UUID(int=demo.random.getrandbits(128), version=4), at=_at(demo, filed, 9),
    )  # fmt: skip
    body = version.item.organisation

    def person(kind: str):
        return demo.of_body(kind, body)

    case = approvals.accept(case=case, actor=person("accept"), at=_at(demo, filed - 1, 10))
    for day, name in enumerate(done, 1):
        task = next(row for row in current(case.tasks.all()) if row.step.name == name)
        actor = next(holding.user for holding in task.post.holdings.order_by("pk"))
        said = {"outcome": "passed", "opinion": OPINIONS[task.step.kind], "at": _at(demo, filed - 1 - day, 15)}
        case = approvals.step_done(case=case, actor=actor, task=task, **said)
    last = _at(demo, max(filed - 2 - len(done), 0), 9)
    if decide:
        opinion = "各环节已办完，材料齐全，符合法定条件，建议准予许可。"
        case = approvals.review(case=case, actor=person("handle"), opinion=opinion, at=last)
    if decide == "back":
        named = [row.pk for row in current(case.tasks.all()) if row.step.kind == K.ON_SITE]
        words = "现场照片看不清安全距离，请补拍后再报。"
        approvals.send_back(case=case, actor=person("decide"), opinion=words, steps=named, at=last)
    elif decide == "grant":
        approvals.grant(case=case, actor=person("decide"), reason="符合法定条件、标准", at=last)
        approvals.issue_licence(case=case, at=last)


def _at(demo: Demo, working_days: int, hour: int):
    ago = (demo.today - demo.workday(max(working_days, 0))).days
    return demo.moment(ago, hour)


def _uploads(version) -> list[tuple]:
    return [
        (material, SimpleUploadedFile("材料.pdf", one_page_pdf(material.name), "application/pdf"))
        for material in version.materials.order_by("position", "pk")
    ]
