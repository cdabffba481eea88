"""Who may do what with a change set: predicates for the workflow table."""

from accounts.permissions import may, permissions_held

may_fill = may("fill_lists")
may_review = may("review_lists")
may_judge = may("give_legality")
may_record = may("record_decision")


def held(user) -> set[str]:
    """The permissions held at any organisation, asked once for each request: the admin's menu asks many times."""
    if not hasattr(user, "_held_at_lists"):
        user._held_at_lists = permissions_held(user)
    return user._held_at_lists
