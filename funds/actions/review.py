"""专家评审: the register, the draw, recusal, scores, the ranking. No score is read before all are in."""

import secrets
from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import organisations_where
from core.files import check_upload
from core.history import signed
from core.models import Publication
from core.workflow import MoveRefused

from ..enums import ApplicationState, CallState, SeatState
from ..models import Application, Call, Draw, Expert, FundRule, Recusal, Score, Seat
from ..permissions import may_fill_entry, may_publish
from ..queries.drawing import drawn, mean, ranking
from ..queries.experts import barred, judged, missing_scores, sitting
from ..workflow import APPLICATIONS, CALLS
from ..workflow.applications import is_applicant_himself
from .calls import fire, locked_call
from .disclosure import PUBLICATION

EXPERT = ("name", "title", "employer", "organisation", "fields", "user", "active")


def keeps_register(user) -> bool:
    """财政局 keeps the county's register of experts."""
    return organisations_where(user, "review_funds").exists()


@transaction.atomic
def save_expert(*, actor, expert: Expert | None = None, at=None, **facts) -> Expert:
    """Put an expert on the register or change the row; one who left it is set inactive, never deleted."""
    if not keeps_register(actor):
        raise PermissionDenied("专家库由县财政局管理。")
    if expert is None:
        expert, reason = Expert(), "入库"
    else:
        expert, reason = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk), "修改"
    for name in EXPERT:
        if name in facts:
            setattr(expert, name, facts[name])
    signed(expert, actor=actor, reason=reason, at=at).save()
    return expert


@transaction.atomic
def start_review(*, actor, call: Call, at=None) -> Call:
    """The form of every project is checked: the review begins, nobody applies or withdraws any more."""
    return fire(CALLS, locked_call(call), "start_review", actor=actor, at=at or timezone.now())[0]


@transaction.atomic
def draw_experts(*, actor, call: Call, witness: str, reason: str = "", at=None) -> Draw:
    """Fill the free seats of the panel at random, with a fresh seed that is kept with the pool and the witness.

    Barred beforehand, each with the reason: who applies, who works at an applicant or at the fund's department.
    MoveRefused: no free seat, too few experts, no witness.
    """
    at = at or timezone.now()
    call = locked_call(call)
    if not witness.strip():
        raise MoveRefused("请写明现场监督人的单位和姓名。")
    if witness.strip().endswith(actor.name):
        raise MoveRefused("抽取人不能自己监督，请另请监督人。")
    seated = set(call.seats.values_list("expert_id", flat=True))
    wanted = call.experts - sitting(call).count()
    if wanted <= 0:
        raise MoveRefused("专家已经抽满，没有空缺，不能重新抽取。")
    out = barred(call)
    active = list(Expert.objects.filter(active=True).order_by("pk"))
    pool = [expert.pk for expert in active if expert.pk not in out and expert.pk not in seated]
    if len(pool) < wanted:
        raise MoveRefused(f"专家库里能参加抽取的只有 {len(pool)} 人，不够 {wanted} 人。请先由县财政局补充专家库。")
    if seated and not reason.strip():
        raise MoveRefused("补抽专家，请写明事由。")
    seed = secrets.token_hex(16)
    chosen = drawn(pool, seed, wanted)
    draw = Draw.objects.create(
        call=call,
        number=call.draws.count() + 1,
        seed=seed,
        wanted=wanted,
        pool=pool,
        excluded=[{"expert": pk, "reason": why} for pk, why in sorted(out.items())],
        drawn=chosen,
        reason=reason.strip(),
        at=at,
        actor_id=actor.pk,
        actor_name=actor.display_name,
        witness=witness.strip(),
    )
    Seat.objects.bulk_create(Seat(call=call, draw=draw, expert_id=pk) for pk in chosen)
    fire(CALLS, call, "draw", actor=actor, at=at, note=reason.strip(), draw=draw.number, witness=witness.strip())
    return draw


@transaction.atomic
def release_expert(*, actor, seat: Seat, state: str, reason: str, at=None) -> Seat:
    """An expert who recuses himself from the whole call, or can't come; the seat is then free to be drawn anew."""
    call = locked_call(seat.call)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("expert").get(pk=seat.pk)
    if state not in (SeatState.RECUSED, SeatState.ABSENT) or seat.state != SeatState.DRAWN:
        raise MoveRefused(f"这位专家现在是“{seat.get_state_display()}”，不能退出。")
    if seat.scores.filter(handed_in_at__isnull=False).exists():
        raise MoveRefused("这位专家已经提交评分，不能退出。")
    if not reason.strip():
        raise MoveRefused("请写明理由。")
    fire(CALLS, call, "release", actor=actor, at=at or timezone.now(), note=reason.strip(), seat=seat.pk)
    seat.scores.all().delete()
    seat.state, seat.reason = state, reason.strip()[:200]
    seat.save(update_fields=["state", "reason"])
    return seat


@transaction.atomic
def recuse(*, actor, seat: Seat, application: Application, reason: str, at=None) -> Recusal:
    """An expert steps aside for one project: by himself, or put down by the department's clerk."""
    at = at or timezone.now()
    call = locked_call(seat.call)
    _mine_or_clerk(actor, seat, call)
    _in_panel(seat, application)
    if not reason.strip():
        raise MoveRefused("请写明回避的理由。")
    if seat.scores.filter(application=application, handed_in_at__isnull=False).exists():
        raise MoveRefused("这个项目的评分已经提交，不能再回避。")
    if seat.recusals.filter(application=application).exists():
        raise MoveRefused("这个项目已经登记过回避。")
    left = sitting(call).exclude(pk=seat.pk).exclude(recusals__application=application).count()
    least = FundRule.or_preset().least_experts  # who judge a project after recusals
    if left < least:
        raise MoveRefused(f"再回避这个项目就只剩 {left} 位专家评分，不足 {least} 位。请登记专家退出并补抽。")
    fire(CALLS, call, "recuse", actor=actor, at=at, note=reason.strip(), seat=seat.pk, application=application.pk)
    seat.scores.filter(application=application).delete()
    return Recusal.objects.create(
        seat=seat, application=application, reason=reason.strip()[:200], at=at, actor_name=actor.display_name
    )


@transaction.atomic
def mark(*, actor, seat: Seat, application: Application, marks: dict, opinion: str = "") -> Score:
    """Keep an expert's own marks as they stand; he alone sees them, and may change them until he hands in."""
    if seat.expert.user_id != actor.pk:
        raise PermissionDenied("评分由抽中的专家本人填写。")
    call = locked_call(seat.call)
    _reviewing(call)
    _in_panel(seat, application)
    marks, total = _judged(call, marks)
    score = Score.objects.select_for_update(of=("self",)).filter(seat=seat, application=application).first()
    if score is None:
        score = Score(seat=seat, application=application)
    elif score.handed_in_at is not None:
        raise MoveRefused("评分已经提交，不能再改。")
    score.marks, score.total, score.opinion, score.entered_by = marks, total, opinion.strip(), actor
    score.save()
    return score


@transaction.atomic
def hand_in(*, actor, seat: Seat, at=None) -> Seat:
    """Hand in all of one's marks at once; they never change after. MoveRefused names what isn't marked yet."""
    at = at or timezone.now()
    if seat.expert.user_id != actor.pk:
        raise PermissionDenied("评分由抽中的专家本人提交。")
    call = locked_call(seat.call)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    _reviewing(call)
    if seat.state != SeatState.DRAWN:
        raise MoveRefused(f"您的席位现在是“{seat.get_state_display()}”，不能提交。")
    mine = judged(call).exclude(recusals__seat=seat)
    missing = list(mine.exclude(scores__seat=seat).select_related("project")[:3])
    if missing:
        raise MoveRefused(f"还有项目没有评分：{'、'.join(row.filed['title'] for row in missing)}。")
    fire(CALLS, call, "hand_in", actor=actor, at=at, seat=seat.pk)
    seat.scores.filter(handed_in_at=None, application__in=mine).update(handed_in_at=at)
    return _finish(seat)


@transaction.atomic
def enter_paper(*, actor, seat: Seat, application: Application, marks: dict, scan, opinion: str = "", at=None) -> Score:
    """Type a score off an expert's signed paper, with its scan; somebody else than the applicant. Final at once."""
    at = at or timezone.now()
    call = locked_call(seat.call)
    if not may_fill_entry(actor, call):
        raise PermissionDenied("录入纸质评分，由主管部门的填报人员办理。")
    if is_applicant_himself(application, actor):
        raise MoveRefused("这是您自己申报的项目，请由另一位工作人员录入。")
    if seat.expert.user_id == actor.pk:
        raise MoveRefused("您是这个席位的专家，请在专家页面上评分。")
    check_upload(scan, allowed=("pdf", "jpg", "png", "ofd"), of_office=True)
    _reviewing(call)
    _in_panel(seat, application)
    marks, total = _judged(call, marks)
    score = Score.objects.select_for_update(of=("self",)).filter(seat=seat, application=application).first()
    if score is not None and score.handed_in_at is not None:
        raise MoveRefused("这位专家对这个项目的评分已经提交，不能再改。")
    fire(CALLS, call, "hand_in", actor=actor, at=at, seat=seat.pk, application=application.pk)
    score = score or Score(seat=seat, application=application)
    score.marks, score.total, score.opinion, score.entered_by = marks, total, opinion.strip(), actor
    score.scan, score.handed_in_at = scan, at
    score.save()
    _finish(seat)
    return score


@transaction.atomic
def rank_projects(*, actor, call: Call, at=None) -> Call:
    """Mean and rank of every project, once the last score is in; from now on the scores can be read."""
    at = at or timezone.now()
    call = locked_call(call)
    if sitting(call).count() < call.experts:
        raise MoveRefused("专家没有抽满，不能汇总。")
    waiting = missing_scores(call)
    if waiting:
        raise MoveRefused(f"还有 {waiting} 份评分没有提交，全部交齐后才能汇总。")
    rows = {row.pk: row for row in judged(call)}
    call, _ = fire(CALLS, call, "rank", actor=actor, at=at)
    totals: dict[int, list[Decimal]] = {}
    for pk, total in Score.objects.filter(application__in=rows, seat__in=sitting(call)).values_list(
        "application_id", "total"
    ):
        totals.setdefault(pk, []).append(total)
    scores = [(pk, mean(totals[pk], call.drop_extremes), row.submitted_at) for pk, row in rows.items()]
    for place in ranking(scores):
        fire(APPLICATIONS, rows[place.key], "rank", actor=actor, at=at, score=place.score, rank=place.rank)
    Publication.objects.bump(PUBLICATION)
    return call


def _reviewing(call: Call) -> None:
    if call.state != CallState.REVIEW:
        raise MoveRefused(f"这次申报现在是“{call.get_state_display()}”，不能评分。")


def _mine_or_clerk(actor, seat: Seat, call: Call) -> None:
    if seat.expert.user_id != actor.pk and not may_publish(actor, call):
        raise PermissionDenied("回避由专家本人提出，或者由主管部门登记。")
    _reviewing(call)


def _in_panel(seat: Seat, application: Application) -> None:
    rows = Application.objects.filter(pk=application.pk, call=seat.call_id, state=ApplicationState.PASSED)
    if not rows.exists():
        raise MoveRefused("这个项目不在这次评审里。")
    if Seat.objects.get(pk=seat.pk).state not in (SeatState.DRAWN, SeatState.DONE):
        raise MoveRefused("这位专家已经退出评审。")
    if seat.recusals.filter(application=application).exists():
        raise MoveRefused("这位专家回避这个项目，不能评分。")


def _judged(call: Call, marks: dict) -> tuple[dict, Decimal]:
    """({criterion: points as text}, total) when each criterion has its points within its maximum."""
    found, total = {}, Decimal(0)
    for criterion in call.criteria:
        text = str(marks.get(criterion["key"], "")).strip()
        try:
            points = Decimal(text)
        except InvalidOperation:
            raise MoveRefused(f"“{criterion['name']}”还没有打分，请填 0 到 {criterion['max']} 之间的数。") from None
        if not points.is_finite() or not 0 <= points <= criterion["max"]:
            raise MoveRefused(f"“{criterion['name']}”满分 {criterion['max']} 分，不能打 {text} 分。")
        if points != points.quantize(Decimal("0.1")):
            raise MoveRefused(f"“{criterion['name']}”最多一位小数。")
        found[criterion["key"]] = f"{points:f}"
        total += points
    return found, total


def _finish(seat: Seat) -> Seat:
    """The seat is done when every project that it judges has its score."""
    mine = judged(seat.call).exclude(recusals__seat=seat)
    if not mine.exclude(scores__in=seat.scores.filter(handed_in_at__isnull=False)).exists():
        seat.state = SeatState.DONE
        seat.save(update_fields=["state"])
    return seat
