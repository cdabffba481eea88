"""Who may do what with a fund and its papers: predicates for the workflow tables.

A department fills (`fill_funds`), 财政局 reviews and publishes the list (`review_funds`), inspectors find
(`inspect_funds`); whoever publishes is somebody else than the author.
"""

from accounts.permissions import holds, may

CONSOLE = "console"  # the account in whose name the command line writes; nobody can log in as it


def is_console(user) -> bool:
    """Who has the command line has the database: its own account needs no post."""
    return user.username == CONSOLE and not user.is_active


may_fill = may("fill_funds")
may_review = may("review_funds")
may_record = may("record_decision")
may_inspect = may("inspect_funds", "found_by")
# rows that hang on a fund
may_fill_entry = may("fill_funds", "body")
may_review_entry = may("review_funds", "body")


def may_publish(user, row) -> bool:
    """The department in charge publishes what is its own, 财政局 may do it for any; never the author (`bar`)."""
    return may_fill_entry(user, row) or may_review_entry(user, row)


may_publish.who = "主管部门或县财政局"


def sits_or_leads(user, call) -> bool:
    """Experts of the panel and the department's clerks; the action looks at the very seat."""
    return user.is_authenticated and (may_publish(user, call) or call.seats.filter(expert__user=user).exists())


sits_or_leads.who = "抽中的专家或主管部门"


def is_applicant(user, application) -> bool:
    """Whether the project is this person's own: an enterprise's account, or whoever fills for the unit."""
    project = application.project
    if project.organisation_id is None:
        return user.pk == project.owner_id
    return holds(user, "fill_funds", project.organisation)
