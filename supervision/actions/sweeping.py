"""The sweep that gives reminders and cards."""

import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.notices import send_all
from approvals.actions import deem_accepted, deem_renewed
from approvals.enums import CaseState, ClockKind
from approvals.models import Case, CaseMove
from approvals.queries import clocks, undecided_renewal
from core import workdays

from ..enums import Level, RuleState, RunKind
from ..models import Alert, Exemption, RuleVersion
from ..notices import Recipients, tellings_of
from ..queries.holding import days_by_holder
from ..queries.judging import Finding, Judge, spared_by, thresholds, words
from .giving import reply_by
from .watching import record_run

log = structlog.get_logger(__name__)

CHUNK = 500
READ = (  # what a judgement needs of a case; personal data stay encrypted, unread
    *("number", "item_name", "state", "organisation_id", "handler_id", "version_id", "deemed", "has_flow"),
    *("received_at", "corrected_at", "accepted_at", "decided_at", "closed_at", "renewal_due", "renewal_deemed_on"),
)
COUNTED = {Level.REMINDER: "reminders", Level.WARNING: "reminders", Level.YELLOW: "yellow", Level.RED: "red"}


def sweep(*, now: datetime | None = None, everything: bool = False) -> dict:
    """Look at every case whose day has come, and give the reminders and cards it has earned, each once.

    Candidates come by the indexed projection `Case.watch_on <= today`, in chunks by key; `everything` looks at all
    open cases and those closed in the last 40 days instead, which finds what a wrong projection would hide. What a case
    has earned is judged from the days of its acts (see queries.judging), so that a sweep that comes late, was killed or
    runs beside another misses nothing and gives nothing twice: a chunk is one transaction, rows that another sweep or a
    clerk holds are left and taken at the end, and the database allows one alert for a case, a clock and a level.

    Returns {"now", "examined", "reminders", "yellow", "red", "escalated", "seconds"}; `reminders` counts 提醒 and
    预警, `escalated` the cases that went from a yellow card to a red one. An application on which no word was given in
    time is deemed accepted on the way (许可法 32(4)).

    For benchmarks: an open case made by COPY needs state `review`, `accepted_at`, `received_at`, `organisation`,
    `version`, and `watch_on` no later than the day of the sweep; everything else is computed here.
    """
    begun, began, is_real = time.monotonic(), timezone.now(), now is None
    now = now or began
    run = _Run(now)
    candidates = _everything(now) if everything else Case.objects.filter(watch_on__lte=run.today)
    order = ("id",) if everything else ("watch_on", "id")
    left = run.go(candidates, order, skip_locked=True)
    if left:
        run.go(candidates.filter(pk__in=left), order, skip_locked=False)
    result = {
        "now": now.isoformat(),
        **{name: run.counts[name] for name in ("examined", "reminders", "yellow", "red", "escalated")},
        "seconds": round(time.monotonic() - begun, 3),
    }
    if is_real:
        # the supervisor's page says when the watch last went round, how late, and what it couldn't judge
        record_run(RunKind.LIMITS, began, {**result, "failed": run.counts["failed"]})
    return result


def _everything(now: datetime) -> QuerySet[Case]:
    recent = Q(closed_at__isnull=True) | Q(closed_at__gte=now - timedelta(days=40))
    return Case.objects.exclude(state=CaseState.DRAFT).filter(recent)


class _Run:
    """One sweep: what it shares between its chunks."""

    def __init__(self, now: datetime):
        self.now, self.today = now, timezone.localdate(now)
        exemptions = Exemption.objects.filter(state=RuleState.DECIDED).prefetch_related("bodies").order_by("id")
        rules = thresholds(RuleVersion.objects.at_work(self.today))
        self.judge = Judge(self.today, workdays.calendar(), rules, spared_by(exemptions))
        self.recipients = Recipients(self.today)
        self.counts = Counter()
        self._replies: dict[int, date | None] = {}

    def go(self, candidates: QuerySet[Case], order: tuple[str, ...], *, skip_locked: bool) -> list[int]:
        """Examine the candidates chunk by chunk; returns the ids of those that somebody else held."""
        left, after = [], None
        while keys := list(_after(candidates, order, after).values_list(*order)[:CHUNK]):
            ids = [key[-1] for key in keys]
            left += self._chunk(candidates, ids, skip_locked)
            after = keys[-1]
        return left

    @transaction.atomic
    def _chunk(self, candidates: QuerySet[Case], ids: list[int], skip_locked: bool) -> list[int]:
        """Examine these cases in one transaction; returns the ids of those that somebody else holds."""
        cases = list(
            candidates.filter(pk__in=ids)
            .select_for_update(skip_locked=skip_locked, of=("self",), no_key=True)
            .select_related("correction", "extension")
            .prefetch_related("version", "organisation", "procedures")  # what many cases share is read once
            .only(*READ, "correction__issued_at", *(f"extension__{name}" for name in ("days", "unit", "basis")))
            .order_by("id")
        )
        prefetch_related_objects([case for case in cases if case.has_flow], "tasks")
        given = defaultdict(set)
        rows = Alert.objects.filter(case__in=cases).exclude(clock="")
        for case_id, occasion, level in rows.values_list("case_id", "occasion", "level"):
            given[case_id].add((occasion, level))
        earned, watch = [], defaultdict(list)
        for case in cases:
            try:
                case, findings, day = self._examine(case)
            except Exception:  # one case that can't be read must not end the watch over all others
                log.exception("sweep_case_failed", case=case.number)
                self.counts["failed"] += 1
                continue
            fresh = [finding for finding in findings if finding.key not in given[case.pk]]
            earned += [(case, fresh)] if fresh else []
            watch[day].append(case.pk)
            self._count([finding.rule.level for finding in fresh], {level for _, level in given[case.pk]})
        self._give(earned)
        for day, pks in watch.items():
            Case.objects.filter(pk__in=pks).update(watch_on=day)
        return sorted(set(ids) - {case.pk for case in cases}) if skip_locked else []

    def _examine(self, case: Case) -> tuple[Case, list[Finding], date | None]:
        found = clocks(case, self.judge.calendar)
        if case.state == CaseState.RECEIVED and self.judge.notice_missed(found):
            deem_accepted(case=case, at=self.now)
            case = self._anew(case)
            found = clocks(case, self.judge.calendar)
        if undecided_renewal(case, self.today):
            deem_renewed(case=case, at=self.now)
            case = self._anew(case)
            found = clocks(case, self.judge.calendar)
        findings, day = self.judge.judge(found, case.organisation_id)
        return case, findings, day

    @staticmethod
    def _anew(case: Case) -> Case:
        return Case.objects.with_clock_rows().select_related("organisation").get(pk=case.pk)

    def _give(self, earned: list[tuple[Case, list[Finding]]]) -> None:
        """Write the alerts of a chunk and tell of them."""
        acts = defaultdict(list)
        rows = CaseMove.objects.filter(subject__in=[case.pk for case, _ in earned]).order_by("id") if earned else ()
        for case_id, moment, target in rows and rows.values_list("subject_id", "at", "target"):
            acts[case_id].append((timezone.localdate(moment), target))
        alerts, tellings = [], []
        for case, findings in earned:
            fresh = [self._alert(case, finding, acts[case.pk]) for finding in findings]
            alerts += fresh
            tellings += tellings_of(case, fresh, self.recipients)
        Alert.objects.bulk_create(alerts, ignore_conflicts=True)
        send_all(tellings)

    def _alert(self, case: Case, finding: Finding, acts: list[tuple[date, str]]) -> Alert:
        clock, version = finding.clock, finding.rule.version
        return Alert(
            subject=version.rule.subject,
            case_id=case.pk,
            key=f"case:{case.pk}",
            title=case.item_name,
            organisation=case.organisation,
            rule=version.rule,
            version=version,
            clock=clock.kind,
            occasion=finding.occasion,
            level=version.level,
            due=clock.due,
            given_at=self.now,
            reply_by=self.reply_by(version),
            late_days=finding.late,
            explanation=words(case, finding),
            days=self._days(finding),
            holders=days_by_holder(acts, clock.start, finding.until, self.judge.calendar),
        )

    def _days(self, finding: Finding) -> list[dict]:
        """The count day by day; a licence ends on whatever day, so there the clock's own stand."""
        clock = finding.clock
        if clock.kind == ClockKind.RENEWAL:
            return [{"date": day.date.isoformat(), "counted": day.counted, "why": day.why} for day in clock.days]
        return self.judge.explain(clock.start, clock.limit, clock.unit, max(finding.until, clock.due))

    def reply_by(self, version: RuleVersion) -> date | None:
        """As `giving.reply_by`, counted once for each version."""
        if version.pk not in self._replies:
            self._replies[version.pk] = reply_by(version, self.today, self.judge.calendar)
        return self._replies[version.pk]

    def _count(self, fresh: list[str], before: set[str]) -> None:
        self.counts["examined"] += 1
        levels = set(fresh)
        for level in fresh:
            self.counts[COUNTED[level]] += 1
        if Level.RED in levels and Level.RED not in before and Level.YELLOW in before | levels:
            self.counts["escalated"] += 1


def _after(candidates: QuerySet[Case], order: tuple[str, ...], key: tuple | None) -> QuerySet[Case]:
    """The candidates behind a key, in the order of the key."""
    rows = candidates.order_by(*order)
    if key is None:
        return rows
    if len(order) == 1:
        return rows.filter(id__gt=key[0])
    return rows.filter(Q(watch_on__gt=key[0]) | Q(watch_on=key[0], id__gt=key[1]))
