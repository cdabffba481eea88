"""好差评: the applicant's word on a finished case, given once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals.enums import FINAL_STATES
from approvals.models import Case
from core.workflow import MoveRefused

from ..enums import Satisfaction
from ..models import Rating
from ..permissions import belongs_to, is_applicant


@transaction.atomic
def rate(*, actor, case: Case, satisfaction: int, comment: str = "", at: datetime | None = None) -> Rating:
    """好差评: the applicant rates a finished case, once (国办发〔2019〕51号; GB/T 39046-2020 A.8: 1 is the best).

    Raises MoveRefused in words. Nobody of the rated body rates it; who doesn't rate leaves no rating.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not is_applicant(actor, case):
        raise MoveRefused("只有申请人本人可以评价自己的办件。")
    if belongs_to(actor, case.organisation_id):
        raise MoveRefused("您在被评单位任职，不能评价本单位办理的事项。")
    if case.state not in FINAL_STATES:
        raise MoveRefused("这一件还没有办结，办结后才能评价。")
    if Rating.objects.filter(case=case).exists():
        raise MoveRefused("这一件您已经评价过了，每件只能评价一次。")
    if satisfaction not in Satisfaction.values:
        raise MoveRefused("请从五个等级中选择一个。")
    return Rating.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        rater=actor,
        satisfaction=satisfaction,
        comment=comment.strip()[:500],
        rated_at=at or timezone.now(),
    )
