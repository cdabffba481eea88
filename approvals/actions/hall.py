"""What a counter does: file for who stands there, hand the papers on, bind a case to its person later."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.enums import Nature, UserKind
from accounts.models import User
from accounts.permissions import holds
from core.masking import blind_index
from core.models import Serial
from core.workflow import MoveRefused
from powerlist.models import ServiceItemVersion

from ..enums import AgentKind, ApplicantKind, CaseState, Channel
from ..models import Case, Counter, HandoverSlip, Intake
from ..notices import remind_hand_on, tell_filed_for
from ..permissions import may_claim
from .acts import act
from .filing import attach, submit_case

MANDATE = "授权委托书"


@transaction.atomic
def file_at_counter(
    *,
    actor,
    counter: Counter,
    version: ServiceItemVersion,
    applicant: dict,
    form: dict,
    submission_key,
    files=(),
    answers=(),
    mandate=None,
    copies: int = 0,
    at: datetime | None = None,
) -> Case:
    """现场收件: file for the person who stands at a counter; sent twice it is one case.

    `applicant` holds applicant_kind, applicant_name, applicant_document, mobile and the agent's fields of Case;
    `answers` are (field, file) pairs, `mandate` the scanned 授权委托书, `copies` the papers that stay at the counter. A
    township that files for another body does it in the citizen's name, on a mandate, and the citizen is told. Raises
    MoveRefused in words, ValidationError for a file.
    """
    at = at or timezone.now()
    body = counter.hall.organisation
    if not counter.active or not holds(actor, "receive_cases", body):
        raise PermissionDenied("这个窗口不归您收件。")
    on_behalf = body.nature == Nature.TOWNSHIP and version.item.organisation_id != body.pk
    facts = dict(applicant)
    if on_behalf:
        facts |= {"agent_kind": AgentKind.COUNTER, "agent_name": actor.name}
    if facts.get("agent_kind") in (AgentKind.AGENT, AgentKind.COUNTER) and mandate is None:
        raise MoveRefused("委托别人办的，要上传申请人签名的授权委托书（许可法第二十九条）。")

    def prepare(case: Case) -> None:
        for field, upload in answers:
            attach(case=case, actor=actor, material=None, field=field, upload=upload, at=at)
        if mandate is not None:
            attach(case=case, actor=actor, material=None, upload=mandate, title=MANDATE, at=at)

    case = submit_case(
        actor=actor,
        version=version,
        form=form,
        files=files,
        submission_key=submission_key,
        channel=Channel.TOWNSHIP if on_behalf else Channel.WINDOW,
        prepare=prepare,
        at=at,
        received_by=actor,
        applicant=_account_of(facts),
        **facts,
    )
    _, made = Intake.objects.get_or_create(
        case=case,
        defaults={
            "organisation": body,
            "counter": counter,
            "clerk": actor,
            "at": at,
            "copies": copies,
            "due_on": timezone.localdate(at) if copies and body.pk != case.organisation_id else None,
        },
    )
    if made and on_behalf:
        tell_filed_for(case, at)
    return case


def _account_of(facts: dict) -> User | None:
    """The account whose number and mobile are both the ones shown at the counter; the mobile was proved on registering.

    The number alone proves nothing: anybody may have typed it.
    """
    person = facts.get("applicant_kind") == ApplicantKind.PERSON
    mobile = blind_index(facts.get("mobile", ""))
    if not person or not mobile or facts.get("agent_kind"):
        return None
    index = blind_index(facts["applicant_document"])
    rows = User.objects.filter(
        kind=UserKind.CITIZEN, id_index=index, mobile_index=mobile, closed_at=None, is_active=True
    )
    return rows.order_by("pk").first()


@transaction.atomic
def claim_cases(*, actor, number: str = "", code: str = "", at: datetime | None = None) -> list[Case]:
    """认领我的办件: bind what counters filed for this person's number to the account.

    Without more, what was filed with the account's own mobile, which registering proved; with 办件编号 and 查询码 of
    the slip, that case. The number alone is no proof. Each is a logged act; an archived case stays as it is.
    """
    found = []
    for case in unclaimed(actor).order_by("pk"):
        proved = number and case.number == number and code and case.query_code == code
        if (proved or (actor.mobile and case.mobile == actor.mobile)) and may_claim(actor, case):
            found.append(act(case, "claim", actor=actor, at=at, applicant=actor)[0])
    return found


def unclaimed(user):
    """The cases on this person's number that no account holds, whoever may see them."""
    legal = user.kind == UserKind.LEGAL_PERSON
    index = blind_index(user.credit_code if legal else user.id_number)
    rows = Case.objects.filter(applicant__isnull=True, archive__isnull=True).exclude(state=CaseState.DRAFT)
    rows = rows.exclude(channel=Channel.WEB)
    if not index:
        return rows.none()
    person = {"applicant_kind": ApplicantKind.PERSON}
    rows = rows.filter(applicant_index=index)
    return rows.exclude(**person) if legal else rows.filter(**person)


@transaction.atomic
def hand_on(*, actor, intakes, at: datetime | None = None) -> HandoverSlip:
    """移交材料: a slip for papers of one counter's body to one department. What was handed on already is refused."""
    at = at or timezone.now()
    wanted = [row.pk for row in intakes]
    rows = list(
        Intake.objects.visible_to(actor)
        .waiting()
        .filter(pk__in=wanted)
        .select_related("case", "organisation")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(wanted)):
        raise MoveRefused("有的材料已经移交，或者不是您的窗口收的。请刷新后重新勾选。")
    if len({(row.organisation_id, row.case.organisation_id) for row in rows}) > 1:
        raise MoveRefused("一张交接单只能移交给一个单位，请按单位分开勾选。")
    day = timezone.localdate(at)
    slip = HandoverSlip.objects.create(
        number=f"JJ{day:%Y%m%d}{Serial.take('handover', day):04d}",
        sender=rows[0].organisation,
        receiver_id=rows[0].case.organisation_id,
        made_at=at,
        made_by=actor,
    )
    Intake.objects.filter(pk__in=wanted).update(slip=slip)
    return slip


@transaction.atomic
def take_over(*, actor, slip: HandoverSlip, note: str = "", at: datetime | None = None) -> HandoverSlip:
    """签收: the department's own person counted the papers. Who handed them on can't also take them."""
    row = HandoverSlip.objects.select_for_update(of=("self",)).get(pk=slip.pk)
    if not (holds(actor, "receive_cases", row.receiver) or holds(actor, "handle_cases", row.receiver)):
        raise PermissionDenied("这张交接单不是移交给您单位的。")
    if row.made_by_id == actor.pk:
        raise MoveRefused("移交人不能自己签收，请由承办单位的人签收。")
    if row.taken_at is not None:
        raise MoveRefused("这张交接单已经签收过。")
    row.taken_at, row.taken_by, row.note = at or timezone.now(), actor, note.strip()[:300]
    row.save(update_fields=["taken_at", "taken_by", "note"])
    return row


def remind_counters(*, at: datetime | None = None, tell: Callable = remind_hand_on) -> int:
    """At day's end: tell each clerk of the papers that should have gone on by today. Returns how many were told."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    counts: dict[int, int] = {}
    for clerk in Intake.objects.waiting().filter(due_on__lte=day).order_by("pk").values_list("clerk_id", flat=True):
        counts[clerk] = counts.get(clerk, 0) + 1
    with transaction.atomic():
        for clerk, number in counts.items():
            tell(clerk, number, day, at)
    return len(counts)
