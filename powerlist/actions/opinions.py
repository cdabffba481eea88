"""意见建议: left by anyone, answered by 审改办 or 司法局 within the limit, shown when nothing personal stands in it."""

import secrets

from django.db import transaction
from django.utils import timezone

from core import workdays
from core.models import Publication, Serial
from core.workdays import CalendarEnds

from ..enums import OpinionKind, OpinionOffice, OpinionState
from ..models import Opinion, OpinionMove, OpinionRule
from ..models.editions import LETTERS
from ..workflow import OPINIONS

PUBLICATION = "opinions"


def rule_of(kind: str) -> OpinionRule:
    """The county's rule for a kind; five working days where it has none."""
    found = OpinionRule.objects.filter(kind=kind).first()
    office = OpinionOffice.LEGALITY if kind == OpinionKind.LEGALITY else OpinionOffice.REVIEW
    return found or OpinionRule(kind=kind, office=office)


def leave_opinion(*, entry, kind, text, version=None, person="", contact="", at=None) -> Opinion:
    """Take an opinion on an entry from anyone: it gets a number, a query code and the day by which it is answered."""
    at = at or timezone.now()
    rule, today = rule_of(kind), timezone.localtime(at).date()
    due_on, provisional = _due(today, rule)
    with transaction.atomic():
        opinion = Opinion.objects.create(
            number=f"YJ{today:%Y%m%d}{Serial.take('opinion', today):04d}",
            query_code="".join(secrets.choice(LETTERS) for _ in range(8)),
            entry=entry,
            version=version,
            organisation=entry.organisation,
            kind=kind,
            office=rule.office,
            text=text.strip(),
            person=person.strip(),
            contact=contact.strip(),
            submitted_at=at,
            due_on=due_on,
            provisional=provisional,
        )
        OpinionMove.objects.create(
            subject=opinion,
            at=at,
            move="leave",
            target=OpinionState.RECEIVED,
            actor_name="留言人",
            facts={"kind": kind},
        )
    return opinion


def _due(start, rule: OpinionRule):
    """(last day of the limit, whether it is provisional because the calendar of that year isn't known yet)."""
    calendar = workdays.calendar()
    try:
        return workdays.due(start, rule.limit, rule.unit, calendar=calendar), False
    except CalendarEnds:
        return workdays.due(start, rule.limit, rule.unit, calendar=calendar, provisional=True), True


def answer_opinion(*, actor, opinion, answer, shown, hidden_reason="", at=None) -> Opinion:
    """Answer it. What is shown must hold no personal data; what isn't shown needs a reason. Raises MoveRefused."""
    at = at or timezone.now()
    return _fire(
        opinion,
        "answer",
        actor=actor,
        at=at,
        answer=answer.strip(),
        shown=shown,
        hidden_reason="" if shown else hidden_reason.strip(),
        answered_at=at,
        answered_by=actor,
    )


def transfer_opinion(*, actor, opinion, reason, at=None) -> Opinion:
    """Hand it to the other office; the limit goes on."""
    other = OpinionOffice.REVIEW if opinion.office == OpinionOffice.LEGALITY else OpinionOffice.LEGALITY
    return _fire(opinion, "transfer", actor=actor, at=at, note=reason.strip(), reason=reason, office=other)


def show_opinion(*, actor, opinion, at=None) -> Opinion:
    """Let everyone read it."""
    return _fire(opinion, "show", actor=actor, at=at, shown=True, hidden_reason="")


def withhold_opinion(*, actor, opinion, hidden_reason, at=None) -> Opinion:
    """Take it off the page of the entry."""
    return _fire(
        opinion, "withhold", actor=actor, at=at, note=hidden_reason.strip(), shown=False, hidden_reason=hidden_reason
    )


def _fire(opinion, name, *, actor, at=None, note="", **facts) -> Opinion:
    with transaction.atomic():
        row, _ = OPINIONS.fire(opinion, name, actor=actor, at=at, note=note, **facts)
        Publication.objects.bump(PUBLICATION)
    return row
