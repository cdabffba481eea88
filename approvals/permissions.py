"""Who may make which move on a case."""

from django.db.models import Q
from django.utils import timezone

from accounts.enums import UserKind
from accounts.permissions import may, organisations_where
from core.masking import blind_index
from powerlist.enums import StepKind

from .enums import Channel
from .models import CaseTask, Intake, Residency
from .models.flows import CaseTaskQuerySet

may_receive = may("receive_cases")
may_handle = may("handle_cases")
may_decide = may("decide_cases")
may_view = may("view_cases")
may_hand_on = may("review_lists")  # 审改办, which carries out 机构改革


def may_work(user, case) -> bool:
    """Whoever receives, handles or decides at the body: makes papers and records their service."""
    working = organisations_where(user, "receive_cases", "handle_cases", "decide_cases")
    return working.filter(pk=case.organisation_id).exists()


may_work.who = "收件受理、审查或者决定办件"


def is_applicant(user, case) -> bool:
    return user.is_authenticated and case.applicant_id == user.pk


def receives_at_counter(user, case) -> bool:
    """Whether the item is registered (进驻) at a counter of a body at which this person receives cases."""
    bodies = organisations_where(user, "receive_cases")
    return (
        Residency.objects.current()
        .filter(item_id=case.version.item_id, counter__hall__organisation__in=bodies)
        .exists()
    )


def filed_here(user, case) -> bool:
    """Whether a counter of this person's bodies received the case."""
    return case.channel != Channel.WEB and Intake.objects.visible_to(user).filter(case=case).exists()


def may_submit(user, case) -> bool:
    """The applicant online; at a counter the clerk who receives for the body, on the applicant's word (许可法 29)."""
    if case.channel == Channel.WEB:
        return is_applicant(user, case)
    return may_receive(user, case) or receives_at_counter(user, case)


def may_claim(user, case) -> bool:
    """认领: whose number it bears, of what a counter filed for somebody without an account."""
    if user is None or case.channel == Channel.WEB or case.applicant_id is not None or not case.applicant_index:
        return False
    number = user.id_number if case.is_person else user.credit_code
    return user.kind != UserKind.STAFF and blind_index(number) == case.applicant_index


def may_assign(user, case) -> bool:
    """Who decides assigns; and who handles takes a case that nobody has yet."""
    return may_decide(user, case) or (case.handler_id is None and may_handle(user, case))


def may_answer(user, case) -> bool:
    """Who handles cases at a body whose opinion is asked and not yet given."""
    asked = case.consultations.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return (
        organisations_where(user, "handle_cases", "decide_cases").filter(pk__in=asked.values("organisation")).exists()
    )


def may_step(user, case) -> bool:
    """Who holds the post of a step of the review that isn't done; whether it is its turn is said in words.

    No query for a case without steps.
    """
    return case.has_flow and tasks_of(user, case).exclude(step__kind=StepKind.APPROVAL).exists()


may_step.who = "担任该环节岗位的人（A 岗，或者代理的 B 岗）"


def may_close_step(user, case) -> bool:
    """Who may decide a case: with steps, who holds the post of its 审批 as well; without them everyone who decides."""
    return not case.has_flow or tasks_of(user, case).open().filter(step__kind=StepKind.APPROVAL).exists()


def tasks_of(user, case) -> CaseTaskQuerySet:
    """The steps of a case, open or to come, that are a person's to do: those of the posts held today.

    Where the body of a post has ended, whoever handles (of 审批: decides) the cases of the body that took over.
    """
    found = CaseTask.objects.filter(case=case, done_at__isnull=True)
    held = found.of_holder(user).values("pk")
    ended = Q(post__organisation__valid_to__lte=timezone.localdate())
    approval = Q(step__kind=StepKind.APPROVAL)
    heirs = Q()
    if may_handle(user, case):
        heirs |= ended & ~approval
    if may_decide(user, case):
        heirs |= ended & approval
    return found.filter(Q(pk__in=held) | heirs) if heirs else found.filter(pk__in=held)


def may_correct(user, case) -> bool:
    """The applicant; and the counter that received the case, on the word given (许可法 29)."""
    if is_applicant(user, case) or filed_here(user, case):
        return True
    return case.applicant_id is None and case.channel != Channel.WEB and may_receive(user, case)


def may_void(user, case) -> bool:
    """The counter, for what a counter registered; an application filed online is withdrawn by its applicant."""
    return case.channel != Channel.WEB and may_receive(user, case)
