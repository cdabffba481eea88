"""通报: drafted from the figures of a period that is over, edited, issued after a 保密审查, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from core.models import SecrecyReview, Serial
from core.workflow import MoveRefused

from ..documents.bulletins import service_text
from ..enums import BulletinKind, BulletinState
from ..models import Bulletin
from ..queries import service
from ..queries.periods import Period
from ..workflow import BULLETIN

SECRECY = "bulletin"  # what a 保密审查 of a bulletin is filed under


@transaction.atomic
def draft_service_bulletin(*, actor, period: Period, at: datetime | None = None) -> Bulletin:
    """The draft of the service bulletin of a period; the one that exists is given back unchanged.

    MoveRefused when the period isn't over, or when there is nothing to tell.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    if not period.is_over(today):
        raise MoveRefused(f"{period.label}还没有结束，结束以后才能起草通报。")
    Serial.take(f"bulletin {BulletinKind.SERVICE}", period.first)  # of two who draft at once, the second waits
    kept = Bulletin.objects.filter(kind=BulletinKind.SERVICE, period=period.key)
    if row := kept.exclude(state=BulletinState.RECALLED).first():
        return row
    found = service.lines(Organisation.objects.all(), period, today)
    if not found:
        raise MoveRefused("还没有可以通报的数据。")
    if {line.organisation.pk for line in found} - set(
        organisations_where(actor, "supervise").values_list("pk", flat=True)
    ):
        raise MoveRefused("通报说的是全县的情况，您只监察其中一部分单位，请由监察全县的工作人员起草。")
    return Bulletin.objects.create(
        kind=BulletinKind.SERVICE,
        period=period.key,
        title=f"{period.label}政务服务监督情况通报",
        text=service_text(period.label, today, service.total(found), found),
        figures=[
            {
                "organisation": line.organisation.code,
                "name": str(line.organisation),
                "rates": {indicator.key: [rate.part, rate.whole] for indicator, rate in line.cells},
                "depth": list(line.depth),
                "items": line.items,
            }
            for line in found
        ],
        drafted_on=today,
        writers=[actor.pk],
    )


@transaction.atomic
def edit_bulletin(*, bulletin: Bulletin, actor, title: str, text: str, at: datetime | None = None) -> Bulletin:
    """Change the words of a draft; who did so doesn't issue it."""
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    writers = sorted({*row.writers, actor.pk})
    facts = {"title": title.strip(), "text": text.strip(), "writers": writers}
    return BULLETIN.fire(row, "edit", actor=actor, at=at or timezone.now(), **facts)[0]


@transaction.atomic
def issue_bulletin(*, bulletin: Bulletin, actor, secrecy_opinion: str, at: datetime | None = None) -> Bulletin:
    """Number and publish it. Basis: 政府信息公开条例 17 (保密审查), by somebody else than its writers."""
    at = at or timezone.now()
    year = timezone.localdate(at).year
    number = f"监察通报〔{year}〕{Serial.take('bulletins', timezone.localdate(at).replace(month=1, day=1))}号"
    row, _ = BULLETIN.fire(bulletin, "issue", actor=actor, at=at, number=number, issued_at=at, issued_by=actor)
    SecrecyReview.record(
        kind=SECRECY, key=str(row.pk), opinion=secrecy_opinion, reviewer=actor, authors=row.writers, at=at
    )
    return row


def recall_bulletin(*, bulletin: Bulletin, actor, reason: str, at: datetime | None = None) -> Bulletin:
    """Take an issued bulletin back; its address goes on saying that it was, and why."""
    return BULLETIN.fire(bulletin, "recall", actor=actor, at=at or timezone.now(), note=reason, reason=reason.strip())[
        0
    ]
