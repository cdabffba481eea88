"""What the staff of a department are told about a reminder or a card: a message in the site, written with it."""

from collections import defaultdict
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare
from accounts.models import OrganisationGroupPermission
from accounts.notices import Telling
from approvals.enums import UNDER_REVIEW, CaseState
from approvals.notices import SUBJECT

from ..enums import Told
from ..models import Alert

DESK = "/desk/alerts/"
WATCH = "/supervision/"
LEADS = "decide_cases"
WINDOW = "receive_cases"
SUPERVISORS = "supervise"
ALERT = NoticeKind(
    "supervision.alert",
    "提醒、预警和黄牌、红牌",
    NoticeGroup.ALERTS,
    {
        "level": Word("等级", "黄牌", sms=True),
        "number": Word("办件编号", "621125202611220001", sms=True),
        "item": Word("事项", "食品经营许可（新办）"),
        "explanation": Word("说明", "承诺期限 2026-11-20 已过 1 个工作日"),
    },
    important=True,
)
declare(ALERT, texts=Path(__file__).parent.parent / "data" / "notices.csv")


class Recipients:
    """Who is told, by what the rule says: the handler (before acceptance the window), the leads of the body, and those
    who watch over it. Read once a body."""

    def __init__(self, on=None):
        self.on = on or timezone.localdate()
        self._people: dict[int, dict[str, set[int]]] = {}

    def of(self, alert: Alert, case=None) -> dict[int, str]:
        """Everybody to be told of an alert, and the page that each of them opens."""
        body, told = alert.organisation, set(alert.version.told)
        people = {}
        if Told.SUPERVISOR in told:
            watching = self._holders(body, SUPERVISORS)
            people |= dict.fromkeys(watching, f"/supervision/cases/{case.number}/" if case is not None else WATCH)
        if Told.LEAD in told:
            people |= dict.fromkeys(self._holders(body, LEADS), DESK)
        if Told.HANDLER in told and case is not None:
            if case.handler_id:
                people[case.handler_id] = DESK
            elif case.state in (CaseState.RECEIVED, *UNDER_REVIEW):
                people |= dict.fromkeys(self._holders(body, WINDOW), DESK)
        return people

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
                permission__codename__in=(LEADS, WINDOW, SUPERVISORS),
                **{f"{holding}__valid_from__lte": self.on, f"{holding}__user__is_active": True},
            )
            for permission, user in rows.values_list("permission__codename", f"{holding}__user_id"):
                found[permission].add(user)
            self._people[organisation_id] = found
        return self._people[organisation_id]


def tellings_of(case, alerts: list[Alert], recipients: Recipients) -> list[Telling]:
    """What is to be told of these new alerts of one case (None: of another thing), to whom."""
    return [
        Telling(
            kind=ALERT.code,
            key=f"alert:{alert.key}:{alert.occasion}:{alert.level}",
            recipient=person,
            words={
                "level": alert.get_level_display(),
                "number": case.number if case is not None else alert.key,
                "item": alert.title,
                "explanation": alert.explanation,
            },
            subject=SUBJECT if case is not None else "",
            number=case.number if case is not None else "",
            address=address,
            at=alert.given_at,
        )
        for alert in alerts
        for person, address in sorted(recipients.of(alert, case).items())
    ]
