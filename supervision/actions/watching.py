"""The rounds beyond limits: over the log of acts as it grows, and once a day over what has become due elsewhere."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import Organisation
from approvals.models import Case, CaseMove, Reading
from core import workdays

from ..enums import RunKind
from ..models import RuleVersion, SweepRun
from ..queries.detectors import ACTS, DAILY, MONTHLY, Act, Thing
from .cards import escalate_unanswered
from .giving import give

log = structlog.get_logger(__name__)

STREAM = "watch"
CHUNK = 500
BACK = timedelta(days=30)  # a due day that became certain late, an exercise reported late, are found this much later
FIRST = timedelta(days=90)  # how far back the first daily round looks
EVERY = {RunKind.LIMITS: timedelta(minutes=5), RunKind.LOG: timedelta(minutes=1), RunKind.DAILY: timedelta(days=1)}
UNREAD = ("query_code", "applicant_document", "mobile", "form_data", "agent_document", "agent_mobile")


def watch_log(*, now: datetime | None = None) -> dict:
    """Judge every act of the log that was not judged before, by the rules of content and process.

    The log is an outbox: rows up to the mark are settled and judged; those above it are judged again until they are
    older than the longest transaction, and earn nothing twice. One transaction a chunk, the mark's row held: of two
    rounds at once the second waits and finds the rest; one that is killed leaves whole chunks. Returns {"acts",
    "alerts"}.
    """
    began, real = timezone.now(), now is None
    now = now or began
    Reading.objects.get_or_create(stream=STREAM)
    counts = Counter()
    rules = _rules_of_acts(timezone.localdate(now))
    after = None
    while (step := _judge_chunk(rules, now, after, counts)) is not None:
        after = step
    _settle(now)
    result = {"acts": counts["acts"], "alerts": counts["alerts"]}
    if real and (counts["acts"] or _is_new_hour(RunKind.LOG, began)):
        record_run(RunKind.LOG, began, result)
    return result


def _rules_of_acts(today: date) -> list[RuleVersion]:
    return [row for row in RuleVersion.objects.at_work(today) if row.rule.detector in ACTS]


@transaction.atomic
def _judge_chunk(rules: list[RuleVersion], now: datetime, after: int | None, counts: Counter) -> int | None:
    """Judge the next acts; returns the number of the last one, None when there was none."""
    mark = Reading.objects.select_for_update().get(stream=STREAM)
    start = mark.passed if after is None else max(after, mark.passed)
    rows = list(CaseMove.objects.filter(pk__gt=start).order_by("pk")[:CHUNK])
    if not rows:
        return None
    cases = _cases_of(rows)
    history = defaultdict(list)
    for row in CaseMove.objects.filter(subject__in=cases).order_by("pk"):
        history[row.subject_id].append(row)
    calendar = workdays.calendar()
    earned = []
    for row in rows:
        before = tuple(other for other in history[row.subject_id] if other.pk < row.pk)
        for version in rules:
            listens, detect = ACTS[version.rule.detector]
            if (listens is None or row.move in listens) and timezone.localdate(row.at) >= version.effective_from:
                found = _found(detect, Act(row, before, cases[row.subject_id], version.params, calendar))
                if found is not None:
                    earned.append((version, _thing(version, row, cases[row.subject_id], found)))
    counts["acts"] += len(rows)
    counts["alerts"] += len(give(earned, now=now, today=timezone.localdate(now)))
    if rows[-1].pk <= _settled_to(mark, now):
        mark.passed = rows[-1].pk
        mark.save(update_fields=["passed"])
    return rows[-1].pk


def _cases_of(rows: list[CaseMove]) -> dict[int, Case]:
    found = Case.objects.filter(pk__in={row.subject_id for row in rows}).with_clock_rows()
    found = found.select_related("version", "correction", "extension", "organisation").prefetch_related("files")
    return {case.pk: case for case in found.defer(*UNREAD)}


def _found(detect, act: Act):
    try:
        return detect(act)
    except Exception:  # one act that can't be read must not end the watch over all others
        log.exception("detector_failed", act=act.row.pk, detector=detect.__name__)
        return None


def _thing(version: RuleVersion, row: CaseMove, case: Case, found) -> Thing:
    return Thing(
        key=f"case:{case.pk}",
        occasion=f"{version.rule.code}:{row.pk}",
        title=case.item_name,
        organisation=case.organisation,
        words=found.words,
        evidence=found.evidence,
        case=case,
    )


def _settled_to(mark: Reading, now: datetime) -> int:
    """The number up to which no act can still appear: met longer ago than the longest transaction takes."""
    longest = timedelta(seconds=settings.EXCHANGE_SETTLE_SECONDS)
    return mark.seen if mark.seen_at is not None and now - mark.seen_at >= longest else mark.passed


@transaction.atomic
def _settle(now: datetime) -> None:
    mark = Reading.objects.select_for_update().get(stream=STREAM)
    settled = _settled_to(mark, now)
    if settled > mark.passed:
        mark.passed, mark.seen_at = settled, None
    if mark.seen_at is None or mark.seen <= mark.passed:
        mark.seen, mark.seen_at = CaseMove.objects.aggregate(last=Max("pk"))["last"] or 0, now
    mark.save()


def watch_day(*, now: datetime | None = None) -> dict:
    """Once a day: what has become due beyond cases. A round that was missed is made good by the next one.

    Returns {"found", "alerts", "failed"}.
    """
    began, real = timezone.now(), now is None
    now = now or began
    today = timezone.localdate(now)
    last = SweepRun.last(RunKind.DAILY) if real else None
    since = (timezone.localdate(last.began) if last else today - FIRST) - BACK
    monthly = last is None or timezone.localdate(last.began).replace(day=1) != today.replace(day=1)
    detectors = DAILY | (MONTHLY if monthly else {})
    counts = Counter()
    for version in RuleVersion.objects.at_work(today):
        if version.rule.detector in detectors:
            _watch_one(version, detectors[version.rule.detector], max(since, version.effective_from), now, counts)
    counts["alerts"] += len(escalate_unanswered(now=now))
    result = {name: counts[name] for name in ("found", "alerts", "failed")}
    if real:
        record_run(RunKind.DAILY, began, result)
    return result


def _watch_one(version: RuleVersion, detect, since: date, now: datetime, counts: Counter) -> None:
    today = timezone.localdate(now)
    try:
        with transaction.atomic():
            things = list(detect(since, today, version.params))
            counts["found"] += len(things)
            counts["alerts"] += len(give([(version, thing) for thing in things], now=now, today=today))
    except Exception:  # one subject that can't be read must not end the watch over the others
        log.exception("daily_detector_failed", rule=version.rule.code)
        counts["failed"] += 1


def record_run(kind: str, began: datetime, counts: dict) -> SweepRun:
    """Write a round, and tell the supervisors when the one before was too long ago (监察自己)."""
    last = SweepRun.last(kind)
    gap = began - last.began if last else timedelta()
    late = max(timedelta(), gap - EVERY[RunKind(kind)])
    run = SweepRun.objects.create(
        kind=kind,
        began=began,
        ended=timezone.now(),
        previous=last.began if last else None,
        late_minutes=int(late.total_seconds() // 60),
        counts=counts,
    )
    if last is not None and kind == RunKind.LIMITS:
        _tell_gap(run, gap)
    return run


def _tell_gap(run: SweepRun, gap: timedelta) -> None:
    today = timezone.localdate(run.began)
    rules = [row for row in RuleVersion.objects.at_work(today) if row.rule.detector == "watch.gap"]
    county = Organisation.objects.filter(nature=Nature.GOVERNMENT, parent__isnull=True).order_by("pk").first()
    minutes = int(gap.total_seconds() // 60)
    things = [
        (
            version,
            Thing(
                key="watch:sweep",
                occasion=f"gap:{timezone.localtime(run.previous):%Y%m%d%H%M}",
                title="自动巡查中断",
                organisation=county,
                words=f"上一次巡查是 {timezone.localtime(run.previous):%Y-%m-%d %H:%M}，相隔 {minutes} 分钟，"
                "中断期间应发的提醒和牌已在恢复后补发。",
                address="/supervision/",
            ),
        )
        for version in rules
        if county is not None and minutes > version.params["minutes"]
    ]
    give(things, now=run.began, today=today)


def _is_new_hour(kind: str, began: datetime) -> bool:
    """Idle rounds over the log are written once an hour."""
    last = SweepRun.last(kind)
    return last is None or began - last.began >= timedelta(hours=1)
