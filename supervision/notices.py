"""What the staff of a department are told about a reminder or a card: a message in the site, written with it."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from accounts.models import OrganisationGroupPermission
from approvals.enums import CaseState
from approvals.models import Message

from .models import Alert

LEADS = "decide_cases"
WINDOW = "receive_cases"


class Recipients:
    """Who is told: the handler and the leads of the body, and before acceptance the window. Read once a body."""

    def __init__(self, on=None):
        self.on = on or timezone.localdate()
        self._people: dict[int, dict[str, set[int]]] = {}

    def of(self, case) -> set[int]:
        told = set(self._holders(case.organisation, LEADS))
        if case.handler_id:
            told.add(case.handler_id)
        elif case.state in (CaseState.RECEIVED, CaseState.REVIEW):
            told |= self._holders(case.organisation, WINDOW)
        return told

    def _holders(self, body, permission: str) -> set[int]:
        """Those who hold it at the body itself; where nobody does, at the body above (行政审批局 decides for many)."""
        return self._at(body.pk)[permission] or (self._at(body.parent_id)[permission] if body.parent_id else set())

    def _at(self, organisation_id: int) -> dict[str, set[int]]:
        if organisation_id not in self._people:
            found = defaultdict(set)
            holding = "group__post__holdings"
            rows = OrganisationGroupPermission.objects.filter(
                Q(**{f"{holding}__valid_to__isnull": True}) | Q(**{f"{holding}__valid_to__gt": self.on}),
                content_object_id=organisation_id,
                permission__codename__in=(LEADS, WINDOW),
                **{f"{holding}__valid_from__lte": self.on, f"{holding}__user__is_active": True},
            )
            for permission, user in rows.values_list("permission__codename", f"{holding}__user_id"):
                found[permission].add(user)
            self._people[organisation_id] = found
        return self._people[organisation_id]


def messages_for(case, alerts: list[Alert], recipients: Recipients) -> list[Message]:
    """The messages of these new alerts, unsaved."""
    people = sorted(recipients.of(case)) if alerts else ()
    found = []
    for alert in alerts:
        title = f"{alert.get_level_display()}：{case.item_name}"[:100]
        text = f"办件 {case.number}：{alert.explanation}"
        told = {"case_id": case.pk, "title": title, "text": text, "created_at": alert.given_at}
        found += [Message(recipient_id=person, **told) for person in people]
    return found
