"""Departments enter what they exercised of their powers: one by one, by workbook, or out of their own system.

What one report says is one row: the same report twice is one. A mistake is taken back by a row of its own.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.permissions import holds
from core.files import shown_name
from core.workbooks import Column, Form, Item, Refused, read
from core.workflow import MoveRefused
from powerlist.enums import ListKind
from powerlist.models import ListEntry, ListVersion

from ..enums import ApplicantKind, ExerciseSource, Outcome
from ..kinds.registers import OUTCOMES
from ..models import ExerciseImport, ExerciseWithdrawal, PowerExercise, new_key
from ..models.registers import ENDS_NOTHING
from ..queries.exercises import Texts
from .registers import count

MOST_ROWS = 5000
DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:日|号)?(?:\s.*)?")
OUTCOME_LABELS = {outcome.label: outcome for outcome in Outcome} | {"办结": Outcome.DONE, "环节办完": Outcome.STEP}
KINDS = {kind.label: kind for kind in ApplicantKind} | {"个人": ApplicantKind.PERSON, "单位": ApplicantKind.OTHER}
SHEET = Form(
    kind="exercises",
    name="《权力运行登记表》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("code", "职权编码", ("事项编码", "编码"), width=22),
        Column("power", "职权名称", ("项目名称", "事项名称"), width=36),
        Column("number", "案号或文书号", ("案号", "文书号", "决定书文号"), width=24),
        Column("step", "环节", ("办理环节",), width=14),
        Column("outcome", "结果", ("办理结果", "处理结果"), width=16),
        Column("happened_on", "日期", ("办理日期", "决定日期"), width=14),
        Column("post", "岗位", ("办理岗位",), width=16),
        Column("actor", "办理人", ("执法人员", "经办人"), width=14),
        Column("party_kind", "相对人类型", ("当事人类型",), width=12),
        Column("party", "行政相对人", ("当事人", "相对人", "相对人名称"), width=24),
        Column("amount", "金额（元）", ("金额",), width=14),
        Column("summary", "摘要", ("备注", "说明"), width=40),
    ),
    required=(("code", "power"), "step", "outcome", "happened_on"),
    titles=("权力运行",),
    name_key="power",
)


@dataclass
class Report:
    """What is told of one exercise, by whichever door; `key` is the sender's own number of it."""

    entry: ListEntry
    step: str
    outcome: str
    happened_on: date
    actor_name: str
    number: str = ""
    post_name: str = ""
    party_kind: str = ""
    party: str = ""
    amount: Decimal | None = None
    summary: str = ""
    key: str = ""

    def fingerprint(self) -> str:
        """A key out of what is told, for who has no numbers of his own."""
        said = (self.entry.code, self.number, self.step, self.outcome, self.happened_on, self.party, self.amount)
        return hashlib.sha256("|".join(str(part) for part in said).encode()).hexdigest()


def powers_of(organisation):
    """The powers that a body has or had: what was once published, of the list of powers and duties."""
    published = ListVersion.objects.filter(kind=ListKind.POWERS, state="published").order_by().values("entry_id")
    return ListEntry.objects.filter(organisation=organisation, kind=ListKind.POWERS, pk__in=published)


def faults_of(report: Report, texts: Texts, today: date) -> list[str]:
    """What is wrong with a report, in words; empty when it may be entered."""
    faults = []
    if report.happened_on > today:
        faults.append(f"日期 {report.happened_on} 还没有到，请核对。")
    version, _ = texts.on(report.entry.pk, report.happened_on)
    allowed = OUTCOMES.get(version.category if version else "", tuple(Outcome))
    if report.outcome not in allowed:
        names = "、".join(Outcome(one).label for one in allowed)
        faults.append(f"“{Outcome(report.outcome).label}”不是{version.get_category_display()}的结果，可以填：{names}。")
    if report.amount is not None and not 0 <= report.amount < Decimal("1e14"):
        faults.append("金额不能是负数，也不能超过一百万亿元。")
    if not report.step.strip():
        faults.append("请写明是哪个环节，如“立案”“决定”“送达”。")
    if not report.actor_name.strip():
        faults.append("请写明办理人。")
    return faults


@transaction.atomic
def record_exercise(
    *, actor, organisation, report: Report, source: str = ExerciseSource.FORM, at: datetime | None = None
) -> tuple[PowerExercise, bool]:
    """Enter one exercise; (the row, whether it is new). Raises PermissionDenied, MoveRefused in words.

    The same key from the same source again changes nothing; with another content it is refused, for rows stand.
    """
    rows, known = record_exercises(actor=actor, organisation=organisation, reports=[report], source=source, at=at)
    return (rows[0], True) if rows else (known[0], False)


@transaction.atomic
def record_exercises(
    *, actor, organisation, reports: list[Report], source: str, at: datetime | None = None
) -> tuple[list[PowerExercise], list[PowerExercise]]:
    """Enter many, all or none: (the new rows, those that were known). A handful of statements for all of them."""
    if not holds(actor, "record_powers", organisation):
        raise PermissionDenied("您没有登记这个单位权力运行信息的授权。")
    at = at or timezone.now()
    today = timezone.localdate(at)
    texts = Texts.of(report.entry.pk for report in reports)
    posts = {post.name: post for post in Post.objects.filter(organisation=organisation).order_by("id")}
    fresh: dict[str, PowerExercise] = {}
    for report in reports:
        if report.entry.organisation_id != organisation.pk:
            raise MoveRefused(f"职权 {report.entry.code} 不是{organisation}的。")
        if faults := faults_of(report, texts, today):
            raise MoveRefused(faults[0])
        row = _row(report, organisation, texts, posts, actor, source, at)
        fresh[row.key] = row
    old = PowerExercise.objects.filter(organisation=organisation, source=source, key__in=list(fresh))
    known = list(old.order_by("id"))
    for row in known:
        if _said(row) != _said(fresh.pop(row.key)):
            raise MoveRefused(f"编号 {row.key} 已经登记，内容不一样。登记后不能改：先撤销登记，再用新的编号报送。")
    made = PowerExercise.objects.bulk_create(fresh.values())
    count(made)
    return made, known


def _row(report: Report, organisation, texts: Texts, posts: dict, actor, source: str, at) -> PowerExercise:
    version, standing = texts.on(report.entry.pk, report.happened_on)
    post = posts.get(report.post_name.strip())
    own = report.actor_name.strip() == actor.name
    return PowerExercise(
        organisation=organisation,
        entry=report.entry,
        version=version,
        category=version.category,
        standing=standing,
        source=source,
        key=(report.key or (new_key() if source == ExerciseSource.FORM else report.fingerprint()))[:120],
        number=report.number.strip()[:80],
        step=report.step.strip()[:60],
        outcome=report.outcome,
        is_result=report.outcome not in ENDS_NOTHING,
        happened_on=report.happened_on,
        post=post,
        post_name=report.post_name.strip()[:60],
        actor_id=actor.pk if own else None,
        actor_name=report.actor_name.strip()[:100],
        party_kind=report.party_kind,
        party=report.party.strip(),
        amount=report.amount,
        summary=report.summary.strip()[:500],
        recorded_at=at,
        recorded_by=actor,
    )


def _said(row: PowerExercise) -> tuple:
    return (row.entry_id, row.number, row.step, row.outcome, row.happened_on, row.party, row.amount)


@transaction.atomic
def withdraw_exercise(*, actor, exercise: PowerExercise, reason: str, at: datetime | None = None) -> ExerciseWithdrawal:
    """Take back what was entered by mistake. What came out of a case stands with the case."""
    if not holds(actor, "record_powers", exercise.organisation):
        raise PermissionDenied("您没有登记这个单位权力运行信息的授权。")
    exercise = PowerExercise.objects.select_for_update(of=("self",)).get(pk=exercise.pk)
    if exercise.source == ExerciseSource.CASE:
        raise MoveRefused("网上办件自动登记的，随办件记录，不能撤销。")
    if ExerciseWithdrawal.objects.filter(exercise=exercise).exists():
        raise MoveRefused("这一条已经撤销了。")
    if not reason.strip():
        raise MoveRefused("请写明撤销登记的原因。")
    row = ExerciseWithdrawal.objects.create(
        exercise=exercise, reason=reason.strip()[:300], at=at or timezone.now(), actor=actor
    )
    count([exercise], by=-1)
    return row


# --- by workbook -----------------------------------------------------------------------------------------------------


def upload_exercises(*, actor, organisation, file, at: datetime | None = None) -> ExerciseImport:
    """Read and judge a workbook; nothing is entered. MoveRefused when the file as a whole can't be read."""
    if not holds(actor, "record_powers", organisation):
        raise PermissionDenied("您没有登记这个单位权力运行信息的授权。")
    data = file.read()
    try:
        reading = read(data, SHEET, among=(SHEET,), max_rows=MOST_ROWS + 50)
    except Refused as refused:
        raise MoveRefused(refused.message) from None
    if len(reading.items) > MOST_ROWS:
        raise MoveRefused(f"一张表最多 {MOST_ROWS} 行，这张有 {len(reading.items)} 行。请拆开上传。")
    if not reading.items:
        raise MoveRefused("表里没有可以登记的行。请从空表开始填。")
    rows, faults = _judged(organisation, reading, timezone.localdate(at or timezone.now()))
    keys = [row["key"] for row in rows]
    known = PowerExercise.objects.filter(organisation=organisation, source=ExerciseSource.EXCEL, key__in=keys).count()
    return ExerciseImport.objects.create(
        organisation=organisation,
        uploaded_by=actor,
        filename=shown_name(file.name or "权力运行登记表.xlsx")[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        faults=faults,
        warnings=[finding.message for finding in reading.all_warnings],
        fresh=len(set(keys)) - known,
        known=known,
        created_at=at or timezone.now(),
    )


def _judged(organisation, reading, today: date) -> tuple[list[dict], list[list]]:
    """(the rows in plain JSON, the faults as [row, words])."""
    entries = list(powers_of(organisation).order_by("id"))
    by_code = {entry.code: entry for entry in entries}
    texts = Texts.of(entry.pk for entry in entries)
    by_name: dict[str, set] = {}
    for entry in entries:
        for version in texts.versions[entry.pk]:
            by_name.setdefault(version.name, set()).add(entry)
    rows, faults = [], []
    for item in reading.items:
        errors = [finding.message for finding in item.errors]
        report = _report_of(item, by_code, by_name, errors)
        if report is not None and not errors:
            errors += faults_of(report, texts, today)
        faults += [[item.row, words] for words in errors]
        if not errors:
            report.key = report.fingerprint()
            rows.append(_as_json(report))
    return rows, faults


def _report_of(item: Item, by_code: dict, by_name: dict, errors: list) -> Report | None:
    entry = _power_of(item, by_code, by_name, errors)
    found = DAY.fullmatch(item.get("happened_on").strip())
    day = None
    try:
        day = date(*(int(part) for part in found.groups()))
    except (AttributeError, ValueError):
        errors.append(f"日期“{item.get('happened_on')}”不是日期。请写成 2026-03-01。")
    outcome = OUTCOME_LABELS.get(item.get("outcome").strip())
    if outcome is None:
        errors.append(f"结果“{item.get('outcome')}”不认识。空表的“填表说明”里有每一类职权可以填的结果。")
    kind = item.get("party_kind").strip()
    if kind and kind not in KINDS:
        errors.append(f"相对人类型“{kind}”不认识，可以填：{'、'.join(ApplicantKind.labels)}。")
    amount = None
    if text := item.get("amount").replace(",", "").replace("，", "").strip():
        try:
            amount = Decimal(text).quantize(Decimal("0.01"))
        except InvalidOperation:
            errors.append(f"金额“{text}”不是数字。按元填写，如 1200.50。")
    if errors:
        return None
    said = {name: item.get(name).strip() for name in ("step", "number", "party", "summary")}
    return Report(
        entry=entry, outcome=outcome, happened_on=day, actor_name=item.get("actor").strip(),
        post_name=item.get("post").strip(), party_kind=KINDS.get(kind, ""), amount=amount, **said,
    )  # fmt: skip


def _power_of(item: Item, by_code: dict, by_name: dict, errors: list) -> ListEntry | None:
    code, name = item.get("code").strip(), item.get("power").strip()
    if code:
        if code not in by_code:
            errors.append(f"本单位清单上没有编码 {code} 的职权。")
        return by_code.get(code)
    found = by_name.get(name, set())
    if len(found) == 1:
        return next(iter(found))
    errors.append(
        f"本单位清单上没有名称是“{name}”的职权。" if not found else f"有 {len(found)} 项职权叫“{name}”，请填职权编码。"
    )
    return None


def _as_json(report: Report) -> dict:
    plain = {name: getattr(report, name) for name in Report.__dataclass_fields__ if name != "entry"}
    plain |= {"entry": report.entry.pk, "happened_on": report.happened_on.isoformat()}
    return plain | {"amount": None if report.amount is None else str(report.amount), "outcome": str(report.outcome)}


@transaction.atomic
def apply_exercises(*, actor, job: ExerciseImport, at: datetime | None = None) -> tuple[int, int]:
    """Enter the rows of a workbook that was found good: (new, known). The rows leave the job when they are entered."""
    job = ExerciseImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=job.pk)
    if job.applied_at is not None:
        raise MoveRefused("这张表已经登记了。")
    if job.faults:
        raise MoveRefused(f"还有 {len(job.faults)} 处问题。请改正表格后重新上传，没有登记任何内容。")
    entries = {entry.pk: entry for entry in powers_of(job.organisation).order_by("id")}
    reports = [
        Report(
            **row
            | {"entry": entries[row["entry"]], "happened_on": date.fromisoformat(row["happened_on"])}
            | {"amount": None if row["amount"] is None else Decimal(row["amount"])}
        )
        for row in job.rows or []
    ]
    made, known = record_exercises(
        actor=actor, organisation=job.organisation, reports=reports, source=ExerciseSource.EXCEL, at=at
    )
    job.rows, job.applied_at = None, at or timezone.now()
    job.fresh, job.known = len(made), len(known)
    job.save(update_fields=["rows", "applied_at", "fresh", "known"])
    return len(made), len(known)
