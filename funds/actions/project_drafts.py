"""What an applicant typed of a project is kept by itself until it is saved; nobody else reads it."""

import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import FundEntry, Project, ProjectDraft

KEPT = timedelta(days=90)  # a draft that nobody came back to
FIELDS = ("title", "content", "goals", "township", "total_cost", "contact_name", "contact_mobile")
LONGEST = 10_000


@transaction.atomic
def keep_draft(*, actor, entry: FundEntry, project: Project | None, typed: dict, at=None) -> ProjectDraft:
    """Keep the texts of the form as they stand, right or wrong: nothing is judged before it is saved."""
    text = json.dumps({name: str(typed.get(name, ""))[:LONGEST] for name in FIELDS}, ensure_ascii=False)
    draft, _ = ProjectDraft.objects.update_or_create(
        user=actor, entry=entry, project=project, defaults={"text": text, "saved_at": at or timezone.now()}
    )
    return draft


def drop_draft(*, actor, entry: FundEntry, project: Project | None) -> None:
    """The project is saved: its draft goes."""
    ProjectDraft.objects.filter(user=actor, entry=entry, project=project).delete()


def draft_of(user, entry: FundEntry, project: Project | None) -> ProjectDraft | None:
    """The draft with `typed`, its texts by field."""
    draft = ProjectDraft.objects.filter(user=user, entry=entry, project=project).first()
    if draft is not None:
        draft.typed = json.loads(draft.text)
    return draft


def drop_old_drafts(*, at=None) -> int:
    """Every night: drafts untouched for ninety days go (个人信息保护法 19); how many went."""
    return ProjectDraft.objects.filter(saved_at__lt=(at or timezone.now()) - KEPT).delete()[0]
