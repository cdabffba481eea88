"""What is done in review: assigning, keeping away, asking opinions, inspecting on site, hearing (许可法 34, 46–48)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import workdays
from core.files import check_upload, shown_name
from core.workflow import MoveRefused

from ..enums import FileKind, HearingGround, RecusalGround
from ..models import Case, CaseFile, Consultation, Hearing, Inspection, Recusal
from ..models.examination import ASK_DAYS, NOTICE_DAYS
from ..notices import tell_of_opinion
from ..queries import colleagues
from .acts import act, locked

ANSWERS = {"handle_cases", "decide_cases"}


def assign(*, case: Case, actor, handler, at: datetime | None = None) -> Case:
    """指定承办人 who holds `handle_cases` at the body and needn't keep away."""
    at = at or timezone.now()
    name = getattr(handler, "name", "")
    return act(case, "assign", actor=actor, at=at, note=f"承办人：{name}", handler=handler)[0]


def recuse(
    *, case: Case, actor, person, ground: str = RecusalGround.INTEREST, note: str = "", at: datetime | None = None
) -> Case:
    """决定回避; a handler who must keep away no longer has the case."""
    at = at or timezone.now()

    def keep(row: Case):
        said = {"ground": ground, "note": note.strip(), "decided_at": at, "decided_by": actor}
        Recusal.objects.create(case=row, person=person, **said)
        if row.handler_id == person.pk:
            Case.objects.filter(pk=row.pk).update(handler=None)

    words = f"{getattr(person, 'name', '')}：{RecusalGround(ground).label}{'，' + note.strip() if note.strip() else ''}"
    return act(case, "recuse", actor=actor, at=at, note=words, keep=keep, person=person)[0]


def ask_opinion(
    *,
    case: Case,
    actor,
    organisations: Iterable,
    question: str,
    due_on: date,
    attached: Iterable[CaseFile] = (),
    at: datetime | None = None,
) -> Case:
    """征求意见 of one or several bodies at once, each with the same question and day.

    They see the form masked, and of the files those `attached` alone (个人信息保护法 6: no more than is needed).
    """
    at = at or timezone.now()
    organisations, question = list(organisations), question.strip()
    attached = [kept for kept in attached if kept.case_id == case.pk]

    def keep(row: Case):
        asked = {body.organisation_id for body in row.consultations.open()}
        made = Consultation.objects.bulk_create(
            Consultation(case=row, organisation=body, question=question, due_on=due_on, asked_at=at, asked_by=actor)
            for body in organisations
            if body.pk not in asked
        )
        given = Consultation.attached.through
        given.objects.bulk_create(given(consultation=one, casefile=kept) for one in made for kept in attached)

    names = "、".join(str(body) for body in organisations)
    facts = {"organisations": [body.pk for body in organisations], "question": question}
    facts |= {"due_on": due_on, "day": timezone.localdate(at), "attached": [kept.pk for kept in attached]}
    return act(case, "ask_opinion", actor=actor, at=at, note=f"{names}：{question}", keep=keep, **facts)[0]


def withdraw_opinion(*, case: Case, actor, consultation: Consultation, at: datetime | None = None) -> Case:
    """收回征求意见 that isn't answered."""
    at = at or timezone.now()

    def keep(row: Case):
        if not row.consultations.open().filter(pk=consultation.pk).update(withdrawn_at=at):
            raise MoveRefused("这个单位已经答复，或者已经收回。")

    return act(case, "withdraw_opinion", actor=actor, at=at, note=str(consultation.organisation), keep=keep)[0]


def give_opinion(
    *, consultation: Consultation, actor, agrees: bool | None, answer: str, at: datetime | None = None
) -> Case:
    """答复意见 for one's body; late is better than never, and is marked late by its day."""
    at = at or timezone.now()
    answer = answer.strip()

    def keep(row: Case):
        kept = {"agrees": agrees, "answer": answer, "answered_at": at, "answered_by": actor}
        asked = row.consultations.open().visible_to(actor).filter(pk=consultation.pk)
        if not asked.update(**kept):
            raise MoveRefused("这一条意见已经有人答复，或者已经收回。")

    words = f"{consultation.organisation}{'同意' if agrees else '不同意'}：{answer}"
    return act(
        consultation.case, "give_opinion", actor=actor, at=at, note=words, keep=keep, agrees=agrees, answer=answer
    )[0]


def inspect(
    *,
    case: Case,
    actor,
    first,
    second,
    held_at: datetime,
    place: str,
    findings: str,
    conclusion: str,
    others: str = "",
    present: str = "",
    photos: Iterable = (),
    at: datetime | None = None,
) -> Case:
    """登记现场勘验 by two of the staff; `photos` are kept as files of the kind `inspection`.

    Raises ValidationError when one of them is refused; nothing is recorded then.
    """
    at = at or timezone.now()
    said = {"held_at": held_at, "place": place.strip(), "findings": findings.strip(), "conclusion": conclusion}
    said |= {"others": others.strip(), "present": present.strip(), "first": first, "second": second}

    def keep(row: Case):
        Inspection.objects.create(case=row, recorded_at=at, recorded_by=actor, **said)
        _keep(row, photos, FileKind.INSPECTION, f"现场勘验 {timezone.localdate(held_at):%Y-%m-%d}", at)

    return act(case, "inspect", actor=actor, at=at, note=findings.strip(), keep=keep, **said | {"recorded_at": at})[0]


def tell_hearing(*, case: Case, actor, ground: str, parties: str, at: datetime | None = None) -> Case:
    """告知听证权利 to the applicant and those whose major interests are touched (许可法 46, 47)."""
    at = at or timezone.now()
    if ground not in HearingGround.values or not parties.strip():
        raise MoveRefused("请选明听证的情形，并写明告知了哪些人。")

    def keep(row: Case):
        Hearing.objects.create(case=row, ground=ground, parties=parties.strip(), told_at=at, told_by=actor)

    return act(case, "tell_hearing", actor=actor, at=at, note=parties.strip(), keep=keep)[0]


def answer_hearing(*, case: Case, actor, asked_on: date | None, at: datetime | None = None) -> Case:
    """登记是否申请听证: on a day within five working days of being told; None when they have passed without a word."""
    at = at or timezone.now()
    row = locked(case)
    hearing = getattr(row, "hearing", None)
    if hearing is not None:
        last = _due(hearing.told_at, ASK_DAYS)
        if asked_on is None and hearing.ground == HearingGround.BY_LAW:
            raise MoveRefused("法律规定应当听证的，不以申请为前提；请填告知当日，接着通知听证的时间地点。")
        if asked_on is None and timezone.localdate(at) <= last:
            raise MoveRefused(f"申请听证的期限到 {last:%Y-%m-%d}，过了这一天才能登记没有人申请（许可法第四十七条）。")
        if asked_on is not None and asked_on > last:
            raise MoveRefused(f"申请听证的期限到 {last:%Y-%m-%d}，这个日期已经超过（许可法第四十七条）。")

    def keep(kept: Case):
        asked_at = None if asked_on is None else timezone.make_aware(datetime.combine(asked_on, datetime.min.time()))
        Hearing.objects.filter(case=kept).update(asked_at=asked_at, waived=asked_on is None)

    words = "没有人申请听证" if asked_on is None else f"{asked_on:%Y-%m-%d} 申请听证"
    return act(row, "answer_hearing", actor=actor, at=at, note=words, keep=keep)[0]


def notify_hearing(
    *, case: Case, actor, held_at: datetime, place: str, chair, is_public: bool = True, at: datetime | None = None
) -> Case:
    """通知听证时间地点, seven days before at the latest; who chairs hasn't reviewed the case (许可法 48)."""
    at = at or timezone.now()
    row = locked(case)
    if (timezone.localdate(held_at) - timezone.localdate(at)).days < NOTICE_DAYS:
        raise MoveRefused(f"听证的时间、地点要在举行听证的{NOTICE_DAYS}日前通知（许可法第四十八条）。")
    if chair is None or not place.strip():
        raise MoveRefused("请写明听证地点和主持人。")
    reviewed = chair.pk == row.handler_id or row.moves.filter(move="review", actor_id=chair.pk).exists()
    if reviewed or chair.pk in row.recused:
        raise MoveRefused("听证主持人要由审查该申请的工作人员以外的人担任（许可法第四十八条第一款第三项）。")

    def keep(kept: Case):
        said = {"held_at": held_at, "place": place.strip(), "chair": chair, "is_public": is_public}
        Hearing.objects.filter(case=kept).update(notified_at=at, **said)

    words = f"{timezone.localtime(held_at):%Y-%m-%d %H:%M}，{place.strip()}，主持人{chair.name}"
    return act(row, "notify_hearing", actor=actor, at=at, note=words, keep=keep)[0]


def minute_hearing(*, case: Case, actor, minutes: str, scans: Iterable = (), at: datetime | None = None) -> Case:
    """登记听证笔录 with the signed pages (`scans`), after it was held; the decision follows it (许可法 48 ¶2)."""
    at = at or timezone.now()
    row = locked(case)
    hearing = getattr(row, "hearing", None)
    if not minutes.strip():
        raise MoveRefused("请写明听证笔录的要点，并上传签字的笔录。")
    if hearing is not None and hearing.held_at is not None and at < hearing.held_at:
        raise MoveRefused("听证还没有举行，不能登记笔录。")

    def keep(kept: Case):
        Hearing.objects.filter(case=kept).update(minutes=minutes.strip(), minuted_at=at)
        _keep(kept, scans, FileKind.HEARING, "听证笔录", at)

    return act(row, "minute_hearing", actor=actor, at=at, note=minutes.strip(), keep=keep)[0]


def _keep(case: Case, uploads: Iterable, kind: str, title: str, at: datetime) -> None:
    """Keep what the staff uploads with an act, each judged by its content."""
    for upload in uploads:
        content_type, _, digest = check_upload(upload)
        CaseFile.objects.create(
            case=case, kind=kind, title=title, file=upload, original_name=shown_name(upload.name),
            content_type=content_type, size=upload.size, sha256=digest, uploaded_at=at,
        )  # fmt: skip


def _due(moment: datetime, days: int) -> date:
    calendar = workdays.calendar()
    return workdays.due(timezone.localdate(moment), days, calendar=calendar, provisional=True)


@transaction.atomic
def remind_opinions(*, at: datetime | None = None) -> list[Consultation]:
    """Tell who answers for the body of each opinion due tomorrow or overdue; marked, so that each day reminds once.

    Returns the opinions of which somebody was told; a body at which nobody may answer is left to who asked.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    rows = Consultation.objects.open().filter(due_on__lte=today + timedelta(days=1)).exclude(reminded_at__gte=midnight)
    found = list(
        rows.select_for_update(skip_locked=True, of=("self",)).select_related("case", "organisation").order_by("id")
    )
    people = {body: [one.pk for one in colleagues(body) if one.permissions & ANSWERS] for body in _bodies(found)}
    Consultation.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=at)
    for row in found:
        tell_of_opinion(row, people[row.organisation], at=at)
    return found


def _bodies(rows: list[Consultation]) -> set:
    return {row.organisation for row in rows}
