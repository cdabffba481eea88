"""What follows a decision after commit: papers, licence, delivery. Each runs once, however often it is called."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.actions import SealMissing
from licences.actions import issue, print_licence, print_pending
from licences.enums import Handover

from ..enums import CaseState, Purpose
from ..kinds import PAPER_OF
from ..models import Case, CaseLicence, CaseMaterial, CaseMove
from ..queries.answers import licence_content
from ..queries.fees import awaiting_payment
from .acts import act, act_on, locked
from .papers import ISSUE, make_paper
from .renewals import carry_out

log = structlog.get_logger(__name__)


@transaction.atomic
def issue_licence(*, case: Case, at: datetime | None = None) -> Case:
    """Issue the licence of a granted case and deliver it (许可法 44). Called again, it changes nothing.

    What is delivered online is printed and sealed after commit. A licence on paper is made here and waits: the case
    rests in 待送达 until it is handed over, its days running. What was asked for about a licence is done to that one,
    and no second one is issued.
    """
    at = at or timezone.now()
    row = locked(case)
    if row.state != CaseState.GRANTED or not _awaiting_licence().filter(pk=row.pk).exists():
        return row
    if row.purpose != Purpose.NEW:
        licence = carry_out(row, at)
        CaseLicence.objects.create(case=row, licence=licence)
    elif row.version.licence_type_id is not None:
        licence = issue(
            type=row.version.licence_type,
            organisation=row.organisation,
            holder=row.applicant_id,
            holder_name=row.applicant_name,
            holder_document=row.applicant_document,
            holder_is_person=row.is_person,
            item_name=row.item_name,
            content=licence_content(row),
            case_number=row.number,
            at=at,
        )
        CaseLicence.objects.create(case=row, licence=licence)
    if _is_on_paper(row):
        row.result.licence = print_licence(licence=licence, at=at)
        return act_on(row, "make_licence", actor=None, at=at)[0]
    return act_on(row, "deliver", actor=None, at=at, closed_at=at)[0]


def _is_on_paper(case: Case) -> bool:
    """Whether something waits for its holder; who gives a licence up gets none."""
    kind = case.version.licence_type
    return kind is not None and kind.handover == Handover.WINDOW and case.purpose != Purpose.CANCEL


def hand_over(*, case: Case, actor, receiver: str, at: datetime | None = None) -> Case:
    """窗口颁发: the paper goes to whom `receiver` names; the day of it ends the delivery clock (许可法 44)."""
    at = at or timezone.now()
    receiver = receiver.strip()
    return act(case, "hand_over", actor=actor, at=at, note=f"领取人：{receiver}", receiver=receiver, closed_at=at)[0]


def finish_pending(
    *, now: datetime | None = None, grace: timedelta = timedelta(minutes=1), since: timedelta | None = None
) -> dict[str, int]:
    """Do what was left undone when a worker died: licences of granted cases, their files, papers of acts.

    Acts younger than `grace` are left to their own tasks; with `since`, acts older than it are not looked through.
    """
    now = now or timezone.now()
    licences = papers = 0
    for case in _awaiting_licence().filter(decided_at__lt=now - grace).order_by("id"):
        licences += _survives(lambda case=case: issue_licence(case=case, at=now), case.number)
    files = print_pending()
    waiting = CaseMove.objects.filter(move__in=[*PAPER_OF, ISSUE], paper__isnull=True, at__lt=now - grace)
    if since is not None:
        waiting = waiting.filter(at__gte=now - since)
    for move in waiting.select_related("subject").order_by("id")[:500]:
        papers += _survives(lambda move=move: make_paper(move=move), move.subject.number)
    return {"licences": licences, "files": files, "papers": papers}


def _awaiting_licence():
    """Granted cases whose licence is to be made; 容缺 ones wait for what was promised, some for what is to be paid."""
    rows = Case.objects.without_licence().exclude(pk__in=CaseMaterial.objects.outstanding().values("case"))
    return rows.exclude(awaiting_payment())


def _survives(work, number: str) -> bool:
    """Do one piece of work; one that can't be done is logged and must not keep all those behind it waiting."""
    try:
        work()
    except SealMissing as lacking:
        log.warning("seal_missing", case=number, why=str(lacking))
        return False
    except Exception:
        log.exception("finish_failed", case=number)
        return False
    return True
