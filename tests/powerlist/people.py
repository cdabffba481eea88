"""A county office with the people of the review chain, and a change set walked along it."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile

from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category, ListKind
from tests.factories import OrganisationFactory, staff_with

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
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
        "duties": "受理、审查、决定",
        "accountability": "违法许可的",
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


def decided(people, change_set, effective_on=date(2026, 1, 10)):
    """Submit a filled set and walk it to 待公布."""
    actions.submit(actor=people.clerk, change_set=change_set)
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="依据充分")
    return actions.record_decision(
        actor=people.recorder,
        change_set=change_set,
        meeting="县政府第3次常务会议",
        decided_on=effective_on,
        document_number="漳政发〔2026〕3号",
        scan=scan(),
        effective_on=effective_on,
    )


def published(people, change_set, effective_on=date(2026, 1, 10)):
    decided(people, change_set, effective_on)
    return actions.publish(actor=people.publisher, change_set=change_set, secrecy_opinion="不涉密，可以公开")
