"""Who may do what with a change set: predicates for the workflow table."""

from accounts.permissions import holds, may, permissions_held

from .enums import OpinionOffice
from .models.paths import PERMISSIONS

KEEPERS = frozenset({"review_lists", "give_legality"})  # of the register of laws and what else all lists share

may_fill = may("fill_lists")
may_review = may("review_lists")
may_judge = may("give_legality")
may_record = may("record_decision")
may_lead_part = may("review_lists", "lead")  # of a campaign, at the body that leads it


def at_step(state: str):
    """A predicate for the moves out of a state: the permission that the set's own path names for that step."""
    permission = PERMISSIONS[state]

    def allowed(user, change_set) -> bool:
        return holds(user, change_set.permission_at(state) or permission, change_set.organisation)

    return allowed


def held(user) -> set[str]:
    """The permissions held at any organisation, asked once for each request: the admin's menu asks many times."""
    if not hasattr(user, "_held_at_lists"):
        user._held_at_lists = permissions_held(user)
    return user._held_at_lists


def may_answer(user, opinion) -> bool:
    """Who answers an opinion: 审改办 for the body, or 司法局 where the legality of the entry is in question."""
    permission = "give_legality" if opinion.office == OpinionOffice.LEGALITY else "review_lists"
    return holds(user, permission, opinion.organisation)
