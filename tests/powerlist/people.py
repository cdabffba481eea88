"""A county office with the people of the review chain, and a change set walked along it."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile

from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.enums import Category, ListKind
from powerlist.kinds import KINDS
from powerlist.queries.founding import unrecorded_of
from tests.factories import OrganisationFactory, staff_with

S = ChangeSetState
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
STEPS = [
    {"stage": stage, "body": "林政股", "post": "经办岗", "limit": "1", "risk_level": "low", "risk": "吃拿卡要"}
    for stage in ("受理", "审查", "决定", "办结", "送达")
]
DUTIES = {"duties": "受理、审查、决定", "accountability": "违法许可的"}  # no power goes without
PERMISSIONS = {
    "clerk": "fill_lists",
    "reviewer": "review_lists",
    "jurist": "give_legality",
    "recorder": "record_decision",
    "publisher": "review_lists",
    "auditor": "audit",
}


def office(**fields):
    """A department and one person for each part of the chain, granted at that department."""
    organisation = OrganisationFactory(**fields)
    people = {name: staff_with(grant, organisation=organisation) for name, grant in PERMISSIONS.items()}
    return SimpleNamespace(organisation=organisation, **people)


def scan():
    return ContentFile(PDF, name="会议纪要.pdf")


def a_set(people, kind=ListKind.POWERS, **fields):
    fields = {"title": "部分事项调整", "reason": "法规修订", **fields}
    return actions.open_change_set(actor=people.clerk, organisation=people.organisation, kind=kind, **fields)


def add(people, change_set, name="林木采伐许可证核发", category=Category.LICENSING, **fields):
    content = {
        "basis": ["《中华人民共和国森林法》第五十六条"],
        **DUTIES,
    }
    content |= fields.pop("content", {})
    return actions.propose(
        actor=people.clerk,
        change_set=change_set,
        change=fields.pop("change", ChangeKind.ADD),
        category=category,
        name=name,
        content=content,
        **{"office": "林政股", **fields},
    )


def verified(people, change_set):
    """The jurist answers for whatever of a set's bases is not on the register."""
    for citation in unrecorded_of(change_set):
        actions.verify_basis(
            actor=people.jurist, version=citation.version, position=citation.position, level=citation.level or "1",
            issuer="全国人民代表大会常务委员会", reason="核对了纸质文件",
        )  # fmt: skip


def sent(people, change_set):
    """Hand a filled set in; the duties of changed powers are looked at and hold."""
    if change_set.kind == ListKind.POWERS:
        actions.confirm_duties(actor=people.clerk, change_set=change_set)
    return actions.submit(actor=people.clerk, change_set=change_set)


def decided(people, change_set, effective_on=date(2026, 1, 10)):
    """Submit a filled set and walk it along its own path to 待公布."""
    row = sent(people, change_set)
    verified(people, change_set)
    while row.state != ChangeSetState.DECIDED:
        row = WALK[row.state](people, row, effective_on)
    return row


def to(people, change_set, state, effective_on=date(2026, 1, 10)):
    """Submit a filled set and walk it along its own path until it waits in `state`."""
    row = sent(people, change_set)
    verified(people, change_set)
    while row.state != state:
        row = WALK[row.state](people, row, effective_on)
    return row


def decide(people, row, effective_on=date(2026, 1, 10)):
    return actions.record_decision(
        actor=people.recorder,
        change_set=row,
        meeting="县政府第3次常务会议",
        decided_on=effective_on,
        document_number="漳政发〔2026〕3号",
        scan=scan(),
        effective_on=effective_on,
    )


WALK = {
    S.SUBMITTED: lambda p, row, on: actions.pass_review(
        actor=p.reviewer, change_set=row, opinion="同意", effective_on=None if row.passes(S.FINAL) else on
    ),
    S.LEGALITY: lambda p, row, on: actions.pass_legality(actor=p.jurist, change_set=row, opinion="依据充分"),
    S.OPINIONS: lambda p, row, on: actions.close_opinions(actor=p.reviewer, change_set=row, opinion="已征求意见"),
    S.FEEDBACK: lambda p, row, on: actions.confirm_feedback(actor=p.clerk, change_set=row),
    S.DECISION: decide,
    S.ENTRY: lambda p, row, on: actions.enter(actor=p.clerk, change_set=row),
    S.FINAL: lambda p, row, on: actions.pass_final(
        actor=p.publisher, change_set=row, opinion="与审定一致", effective_on=row.effective_on or on
    ),
}


def published(people, change_set, effective_on=date(2026, 1, 10)):
    """Walk a filled set to the public; one that the public doesn't read is confirmed."""
    if not KINDS[change_set.kind].is_public:
        row = actions.submit(actor=people.clerk, change_set=change_set)
        return actions.confirm(actor=people.reviewer, change_set=row, opinion="属实", effective_on=effective_on)
    decided(people, change_set, effective_on)
    return actions.publish(actor=people.publisher, change_set=change_set, secrecy_opinion="不涉密，可以公开")


def listed(people, name="林木采伐许可证核发", on=date(2026, 1, 10), **fields):
    row = add(people, change_set := a_set(people), name=name, **fields)
    published(people, change_set, on)
    return row.entry


def change(people, kind, entry, change_set=None, **fields):
    change_set = change_set or a_set(people)
    return actions.propose(actor=people.clerk, change_set=change_set, change=kind, entry=entry, **fields)
