"""The people of a complaint: the office that hears it, its lead, the body that handles it, the one accused."""

from dataclasses import dataclass

from accounts.models import Organisation, User
from supervision import actions
from supervision.models import Complaint, ComplaintRoute
from tests.factories import OrganisationFactory, UserFactory, staff_with


@dataclass
class Hearing:
    office: Organisation
    unit: Organisation
    accused: Organisation
    hearer: User
    lead: User
    handler: User
    citizen: User

    def lodged(self, at=None, **facts) -> Complaint:
        facts = {"kind": "efficiency", "text": "窗口让我跑了三趟", "accused_body": self.accused, **facts}
        return actions.lodge(at=at, **facts)

    def assigned(self, at=None, handler=None, **facts) -> Complaint:
        row = actions.accept_complaint(actor=self.hearer, complaint=self.lodged(at, **facts), at=at)
        return actions.assign_complaint(
            actor=self.hearer, complaint=row, unit=self.unit, handler=handler or self.handler, at=at
        )

    def answered(self, at=None, **facts) -> Complaint:
        row = self.assigned(at, **facts)
        return actions.answer_complaint(actor=self.handler, complaint=row, answer="已改进", finding="true", at=at)

    def checked(self, at=None, **facts) -> Complaint:
        return actions.check_complaint(actor=self.hearer, complaint=self.answered(at, **facts), at=at)


def hearing() -> Hearing:
    """The rules that ship, heard by an office of its own; a second body stands behind it."""
    actions.load_complaint_rules()
    office, unit, accused, behind = (OrganisationFactory() for _ in range(4))
    for kind in ("efficiency", "enforcement", "petition", "lists"):
        ComplaintRoute.objects.create(kind=kind, place=1, organisation=office)
        ComplaintRoute.objects.create(kind=kind, place=2, organisation=behind)
    ComplaintRoute.objects.create(kind="lists", role="joint", place=1, organisation=unit)
    return Hearing(
        office=office,
        unit=unit,
        accused=accused,
        hearer=staff_with("check_complaints", organisation=office, name="受理甲"),
        lead=staff_with("lead_complaints", organisation=office, name="负责乙"),
        handler=staff_with("handle_complaints", organisation=unit, name="承办丙"),
        citizen=UserFactory(name="周小梅"),
    )
