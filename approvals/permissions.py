"""Who may make which move on a case."""

from accounts.permissions import may, organisations_where

from .enums import Channel

may_receive = may("receive_cases")
may_handle = may("handle_cases")
may_decide = may("decide_cases")
may_view = may("view_cases")
may_hand_on = may("review_lists")  # 审改办, which carries out 机构改革


def is_applicant(user, case) -> bool:
    return user.is_authenticated and case.applicant_id == user.pk


def may_submit(user, case) -> bool:
    """The applicant online; at a counter the clerk who receives for the body, on the applicant's word (许可法 29)."""
    if case.channel == Channel.WEB:
        return is_applicant(user, case)
    return may_receive(user, case)


def may_assign(user, case) -> bool:
    """Who decides assigns; and who handles takes a case that nobody has yet."""
    return may_decide(user, case) or (case.handler_id is None and may_handle(user, case))


def may_answer(user, case) -> bool:
    """Who handles cases at a body whose opinion is asked and not yet given."""
    asked = case.consultations.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return (
        organisations_where(user, "handle_cases", "decide_cases").filter(pk__in=asked.values("organisation")).exists()
    )


def may_correct(user, case) -> bool:
    """The applicant; for who has no account, the counter that received the case, on the word given (许可法 29)."""
    if case.applicant_id is not None:
        return is_applicant(user, case)
    return case.channel != Channel.WEB and may_receive(user, case)


def may_void(user, case) -> bool:
    """The counter, for what a counter registered; an application filed online is withdrawn by its applicant."""
    return case.channel != Channel.WEB and may_receive(user, case)
