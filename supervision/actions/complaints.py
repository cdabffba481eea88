"""投诉举报: taken in from anyone, routed past the accused, and its word at the end."""

import csv
import secrets
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.notices import send_all
from core import files, workdays
from core.history import signed
from core.identifiers import mod_11_10
from core.models import Serial
from core.workdays import Unit
from core.workflow import MoveRefused
from powerlist.models.editions import LETTERS

from ..enums import ComplaintChannel, ComplaintState, RouteRole, Satisfaction
from ..models import Complaint, ComplaintFile, ComplaintMove, ComplaintRoute, ComplaintRule
from ..notices.complaints import work
from ..queries.complaint_clocks import complaint_clocks, running_clock
from ..queries.holders import holders_of
from ..workflow import COMPLAINTS

DATA = Path(__file__).parent.parent / "data"
MOST_FILES = 5
NUMBERS = ("accept_days", "finish_days", "extension_days", "representatives", "word_days")


@transaction.atomic
def load_complaint_rules() -> int:
    """Load the limits and routes that ship; what the county has changed is left alone; returns the number new."""
    added = 0
    known = set(ComplaintRule.objects.values_list("kind", flat=True))
    for row in _rows("complaint_rules"):
        if row["kind"] not in known:
            facts = row | {name: int(row[name]) for name in NUMBERS} | {"restricted": row["restricted"] == "1"}
            signed(ComplaintRule(**facts), actor=None, reason="载入随程序提供的投诉受理设置").save()
            added += 1
    kinds = set(ComplaintRoute.objects.values_list("kind", flat=True))
    bodies = {body.code: body for body in Organisation.objects.all()}
    for row in _rows("complaint_routes"):
        if row["kind"] not in kinds and (body := bodies.get(row["organisation"])) is not None:
            route = ComplaintRoute(**row | {"place": int(row["place"]), "organisation": body})
            signed(route, actor=None, reason="载入随程序提供的投诉分办规则").save()
            added += 1
    return added


def _rows(name: str):
    return csv.DictReader((DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines())


@transaction.atomic
def lodge(
    *,
    kind: str,
    text: str,
    channel: str = ComplaintChannel.WEB,
    accused_body: Organisation | None = None,
    accused_name: str = "",
    case=None,
    entry=None,
    person: str = "",
    contact: str = "",
    complainant=None,
    people: int = 1,
    representatives: tuple[str, ...] = (),
    uploads: tuple = (),
    entered_by=None,
    at: datetime | None = None,
) -> Complaint:
    """Take a complaint from anyone, with or without a name; it gets a number, a query code, an office and its limits.

    `uploads` are (file, core.files.Upload) pairs that were judged before. MoveRefused in words when no body may hear
    it, or when a group names too many representatives (信访工作条例 20).
    """
    at = at or timezone.now()
    rule = ComplaintRule.objects.get(kind=kind)
    names = [name.strip() for name in representatives if name.strip()]
    _check_group(people, names, rule)
    if len(uploads) > MOST_FILES:
        raise MoveRefused(f"附件最多 {MOST_FILES} 个，请合并后再提交。")
    accused_body = accused_body or (case.organisation if case else None)
    office, joint = route(kind, accused_body)
    day = timezone.localdate(at)
    row = Complaint(
        number=_number(day),
        query_code="".join(secrets.choice(LETTERS) for _ in range(8)),
        kind=kind,
        channel=channel,
        restricted=rule.restricted,
        case=case,
        entry=entry,
        accused_body=accused_body,
        accused_name=accused_name.strip(),
        text=text.strip(),
        person=person.strip(),
        contact=contact.strip(),
        complainant=complainant,
        people=people,
        representatives=names,
        entered_by=entered_by,
        received_at=at,
        office=office,
        joint=joint,
        limits={
            "accept": [rule.accept_days, rule.accept_unit],
            "finish": [rule.finish_days, rule.finish_unit],
            "extension": [rule.extension_days, rule.finish_unit],
            "word": rule.word_days,
            "article": rule.article,
        },
    )
    project(row)
    row.save()
    keep_files(row, uploads, at=at)
    ComplaintMove.objects.create(
        subject=row,
        at=at,
        move="lodge",
        target=row.state,
        actor_id=entered_by.pk if entered_by else None,
        actor_name=entered_by.display_name if entered_by else "投诉人",
        facts={"kind": kind, "channel": channel, "office": office.pk, "people": people},
    )
    send_all(work(row, key="lodge", people=holders_of("check_complaints", office), state="等您受理", at=at))
    return row


def _check_group(people: int, names: list[str], rule: ComplaintRule) -> None:
    if len(names) > rule.representatives:
        raise MoveRefused(f"共同投诉的代表不超过 {rule.representatives} 人，请推选后再填写。")
    if people > 1 and not names:
        raise MoveRefused("多人共同投诉的，请填写代表的姓名。")
    if len(names) > people:
        raise MoveRefused("代表比投诉的人还多，请核对人数。")


def _number(day) -> str:
    body = f"{day:%Y%m%d}{Serial.take('complaint', day):05d}"
    return f"TS{body}{mod_11_10(body)}"


def route(kind: str, accused_body: Organisation | None) -> tuple[Organisation, Organisation | None]:
    """(the body that hears it, the one that reads along or None): the first of each that isn't the accused one."""
    mains, joints = [], []
    for row in ComplaintRoute.objects.filter(kind=kind).select_related("organisation").order_by("place", "pk"):
        if accused_body is None or row.organisation_id != accused_body.pk:
            (mains if row.role == RouteRole.MAIN else joints).append(row.organisation)
    if not mains:
        raise MoveRefused("没有单位可以受理这一类投诉：被投诉的就是受理单位。请拨打 12345，由上级机关受理。")
    joint = next((body for body in joints if body.pk != mains[0].pk), None)
    return mains[0], joint


def judged(uploads) -> list[tuple]:
    """(file, what it is) of each upload. ValidationError in words for who uploads."""
    if len(uploads) > MOST_FILES:
        raise ValidationError(f"附件最多 {MOST_FILES} 个，请合并后再上传。")
    return [(upload, files.check_upload(upload)) for upload in uploads]


def keep_files(row: Complaint, uploads, *, at, of_answer: bool = False) -> None:
    for upload, found in uploads:
        ComplaintFile.objects.create(
            complaint=row,
            of_answer=of_answer,
            file=upload,
            name=files.shown_name(upload.name),
            content_type=found.content_type,
            size=upload.size,
            sha256=found.sha256,
            at=at,
        )


def project(row: Complaint) -> Complaint:
    """Write the clocks' due days onto the row (not saved): the one place that does."""
    calendar = workdays.calendar()
    clocks = {clock.kind: clock for clock in complaint_clocks(row, calendar)}
    running = running_clock(row, calendar)
    row.accept_due = clocks["accept"].due if "accept" in clocks else None
    row.finish_due = clocks["finish"].due if "finish" in clocks else None
    row.burns_on = running.due if running else None
    row.provisional = bool(running and running.provisional)
    return row


@transaction.atomic
def project_complaints() -> int:
    """Compute the due days of all that run anew (a year was loaded, a night has passed); returns how many differed."""
    changed = 0
    for row in Complaint.objects.filter(burns_on__isnull=False).select_for_update().order_by("pk"):
        before = (row.accept_due, row.finish_due, row.burns_on, row.provisional)
        project(row)
        if before != (row.accept_due, row.finish_due, row.burns_on, row.provisional):
            row.save(update_fields=["accept_due", "finish_due", "burns_on", "provisional"])
            changed += 1
    return changed


@transaction.atomic
def give_word(*, complaint: Complaint, satisfaction: int, again: bool = False, at: datetime | None = None) -> Complaint:
    """The complainant's word on the answer; `again` asks for a new hearing, once, when it was no good (4 or 5)."""
    at = at or timezone.now()
    if satisfaction not in Satisfaction.values:
        raise MoveRefused("请从五个等级中选择一个。")
    if again and satisfaction < Satisfaction.BAD:
        raise MoveRefused("选择“不满意”或“非常不满意”的，才能要求重新办理。")
    note = f"满意度：{Satisfaction(satisfaction).label}"
    if not again:
        row, _ = COMPLAINTS.fire(
            complaint, "settle", actor=None, note=note, at=at, satisfaction=satisfaction, closed_at=at
        )
        return saved(row)
    row, _ = COMPLAINTS.fire(
        complaint, "reopen", actor=None, note=note, at=at, satisfaction=satisfaction, reopened_at=at,
        answered_at=None, checked_at=None, word_until=None,
    )  # fmt: skip
    row = saved(row)
    send_all(
        work(row, key="reopen", people=holders_of("check_complaints", row.office), state="投诉人要求重新办理", at=at)
    )
    return row


@transaction.atomic
def close_silent(*, at: datetime | None = None) -> int:
    """Close what was answered and had no word of the complainant in time; no word is no satisfaction."""
    at = at or timezone.now()
    silent = Complaint.objects.filter(state=ComplaintState.CHECKED, word_until__lt=timezone.localdate(at))
    rows = list(silent.order_by("word_until", "id")[:1000])
    for row in rows:
        fired, _ = COMPLAINTS.fire(row, "lapse", actor=None, at=at, closed_at=at)
        saved(fired)
    return len(rows)


def saved(row: Complaint) -> Complaint:
    """The row with its projection, saved."""
    project(row).save()
    return row


def word_until(row: Complaint, at: datetime):
    """The last day of the complainant's word: calendar days, rolled to a working day."""
    calendar = workdays.calendar()
    return workdays.due(timezone.localdate(at), row.limits["word"], Unit.NATURAL, calendar=calendar, provisional=True)
