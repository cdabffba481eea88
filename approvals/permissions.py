"""Who may make which move on a case."""

from accounts.permissions import holds, may

may_receive = may("receive_cases")
may_handle = may("handle_cases")
may_decide = may("decide_cases")
may_view = may("view_cases")


def is_applicant(user, case) -> bool:
    return user.is_authenticated and case.applicant_id == user.pk


def may_file_on_behalf(user, case) -> bool:
    return holds(user, "receive_cases", case.organisation)
