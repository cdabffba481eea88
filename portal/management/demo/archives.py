"""Papers served and cases archived, one of them borrowed."""

from datetime import timedelta

from django.utils import timezone

from approvals import actions
from approvals.enums import CaseState, ConsentMeans, PaperKind
from approvals.models import Case
from approvals.queries import archive_faults

from .sources import Demo

SERVED = (PaperKind.GRANTED, PaperKind.REFUSED, PaperKind.CORRECTION)
ARCHIVED = 4  # cases: each takes a second


def build(demo: Demo):
    """The oldest closed cases get their 送达回证 and are archived; one applicant agrees to electronic service."""
    now = timezone.now()
    closed = Case.objects.filter(state__in=(CaseState.DELIVERED, CaseState.REFUSED))
    made = []
    for case in closed.select_related("organisation", "version").order_by("closed_at")[:ARCHIVED]:
        for paper in case.files.papers().filter(paper__in=SERVED).order_by("pk"):
            served = paper.move.at + timedelta(hours=2)
            actions.record_service(
                paper=paper, actor=demo.people["window"], method="direct", receiver=case.applicant_name,
                relation="本人", place="漳县政务服务中心", served_at=served, at=max(served, case.closed_at),
            )  # fmt: skip
        if not archive_faults(case):
            made.append(actions.archive_case(case=case, actor=demo.people["archivist"], at=now))
    if made:
        actions.lend(
            archive=made[0], actor=demo.people["archivist"], borrower="王建国", unit="漳县司法局",
            purpose="行政复议答复", basis="漳县司法局介绍信〔2026〕12号", due_on=demo.today + timedelta(days=30),
        )  # fmt: skip
    open_case = Case.objects.filter(state=CaseState.REVIEW, applicant__isnull=False).order_by("pk").first()
    if open_case is not None:
        actions.record_consent(case=open_case, actor=open_case.applicant, given=True, means=ConsentMeans.ONLINE)
