"""Papers (文书): made from templates, numbered, sealed, once an act; the templates with their versions."""

import csv
import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.actions import apply_seal, face_of, seal_of
from core.history import signed
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import FileKind, PaperKind
from ..kinds import PAPER_OF
from ..models import Case, CaseFile, CaseMove, CasePaper, PaperTemplate, RetentionRule
from ..models.papers import new_paper_code
from ..workflow import CASE
from .acts import after_commit, locked

ISSUE = "issue_paper"
DATA = Path(__file__).parent.parent / "data"
WORDS = ("title", "red_head", "addressee", "body", "foot", "seal")


@transaction.atomic
def issue_paper(*, case: Case, actor, paper: str, at: datetime | None = None, **facts) -> CaseMove:
    """制作文书 by hand: a paper that no act of its own yields. `facts` fill its fields (time, place, chair, to …)."""
    at = at or timezone.now()
    label = PaperKind(paper).label if paper in PaperKind.values else ""
    facts = {name: value for name, value in facts.items() if value not in (None, "", [])}
    _, entry = CASE.fire(case, ISSUE, actor=actor, at=at, note=label, paper=paper, **facts)
    after_commit("approvals.make_paper", entry.pk)
    return entry


@transaction.atomic
def make_paper(*, move: CaseMove) -> CaseFile:
    """Render, number, seal and keep the paper of an act. Called again, it returns the same one.

    Its words are those of the template as it is now, kept beside the file. accounts.actions.SealMissing when the body
    has no seal that is good, OSError when the seal service doesn't answer: the paper is made later.
    """
    from core.papers.sheets import render_sheet, words_of  # loads reportlab

    from ..documents import category_of, paper_number, sheet_of
    from .service import serve_online

    case = locked(move.subject)
    kept = CaseFile.objects.filter(move=move).first()
    if kept is not None:
        return kept
    kind = PaperKind(move.facts["paper"] if move.move == ISSUE else PAPER_OF[move.move])
    day = timezone.localdate(move.at)
    category = category_of(case, day)
    template = template_for(kind, item_id=case.version.item_id, category=category)
    seal = seal_of(case.organisation, template.seal) if template.seal else None
    number = paper_number(
        kind, case, day.year, Serial.take(f"paper:{kind}:{case.organisation_id}", date(day.year, 1, 1))
    )
    code = new_paper_code()
    sheet = sheet_of(
        template, case=case, move=move, number=number, category=category, day=day,
        seal=face_of(seal) if seal else None, code=code,
    )  # fmt: skip
    pdf, use = render_sheet(sheet), None
    if seal is not None:
        key = f"case:{case.pk}:{move.pk}"
        pdf, use = apply_seal(
            seal=seal, pdf=pdf, key=key, title=sheet.title, number=number, reason=f"作出{sheet.title}"
        )
    made = CaseFile.objects.create(
        case=case, kind=FileKind.PAPER, paper=kind, title=sheet.title, number=number, move=move,
        file=ContentFile(pdf, name=f"{sheet.title}.pdf"), original_name=f"{sheet.title}.pdf",
        content_type="application/pdf", size=len(pdf), sha256=hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip
    words = words_of(sheet)
    CasePaper.objects.create(
        file=made, template=template, template_version=template.version, text=words,
        text_sha256=hashlib.sha256(words.encode()).hexdigest(), code=code, seal_use=use, made_at=timezone.now(),
    )  # fmt: skip
    serve_online(paper=made, at=max(move.at, timezone.now()))
    return made


def template_for(kind: str, *, item_id: int | None, category: str) -> PaperTemplate:
    """The template that holds for this item now; what ships with the product is loaded when none is on record."""
    found = PaperTemplate.objects.best_for(kind, item_id=item_id, category=category)
    if found is None:
        load_case_papers(kind)
        found = PaperTemplate.objects.best_for(kind, item_id=item_id, category=category)
    return found


@transaction.atomic
def save_template(*, template: PaperTemplate, by, reason: str) -> PaperTemplate:
    """Save a template; its version grows when its words have changed. Papers already made stay as they are.

    ValidationError for unknown fields.
    """
    template.full_clean()
    if template.pk is not None:
        before = PaperTemplate.objects.select_for_update().get(pk=template.pk)
        if (before.kind, before.category, before.item_id) != (template.kind, template.category, template.item_id):
            raise MoveRefused("文书种类和适用范围不能改，请另建一份样式。")
        changed = any(getattr(before, name) != getattr(template, name) for name in WORDS)
        template.version = before.version + changed
    signed(template, actor=by, reason=reason).save()
    return template


@lru_cache(maxsize=1)
def shipped_templates() -> tuple[dict, ...]:
    """The rows that come with the product."""
    text = (DATA / "paper_templates.csv").read_text(encoding="utf-8")
    return tuple(row | {"red_head": row["red_head"] == "1"} for row in csv.DictReader(text.splitlines(keepends=True)))


@transaction.atomic
def load_case_papers(kind: str = "") -> int:
    """Load the templates that ship (all, or of one kind); those on record stay as they are. How many are new."""
    fresh = 0
    known = set(PaperTemplate.objects.filter(item__isnull=True).values_list("kind", "category"))
    for row in shipped_templates():
        if (row["kind"], row["category"]) not in known and kind in ("", row["kind"]):
            signed(PaperTemplate(**row), actor=None, reason="载入随程序提供的文书样式").save()
            fresh += 1
    return fresh


@transaction.atomic
def load_retention_rules() -> int:
    """Load the periods of keeping that ship with the product; those on record stay. How many are new."""
    known = set(RetentionRule.objects.filter(item__isnull=True).values_list("category", flat=True))
    text = (DATA / "retention.csv").read_text(encoding="utf-8")
    fresh = [RetentionRule(**row) for row in csv.DictReader(text.splitlines()) if row["category"] not in known]
    for row in fresh:
        signed(row, actor=None, reason="载入随程序提供的保管期限").save()
    return len(fresh)
