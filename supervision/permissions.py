"""Who watches, and who may rate."""

from accounts.enums import Nature, UserKind
from accounts.models import organisations_where


def may_supervise(user) -> bool:
    """Whether this person has supervision over any body."""
    return organisations_where(user, "supervise").exists()


def may_propose_rules(user) -> bool:
    """Whether this person watches over the whole county, whose rules are one."""
    return organisations_where(user, "supervise").filter(nature=Nature.GOVERNMENT).exists()


def may_decide_rules(user) -> bool:
    """Whether this person approves what the watch proposes for the whole county."""
    return organisations_where(user, "lead_watch").filter(nature=Nature.GOVERNMENT).exists()


def belongs_to(user, organisation_id: int) -> bool:
    """Whether this person works at the body or holds a post there; such a person can't rate it."""
    if user.kind == UserKind.STAFF and user.organisation_id == organisation_id:
        return True
    return user.holdings.filter(post__organisation_id=organisation_id, valid_to__isnull=True).exists()


def is_applicant(user, case) -> bool:
    """Whether the case is this person's own application."""
    return bool(user.is_authenticated and case.applicant_id == user.pk)
