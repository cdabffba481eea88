"""The papers of a case with their seals and services, as the desk, the applicant and the archive read them."""

from dataclasses import dataclass

from accounts.models import Message

from ..enums import PaperKind, ServiceMethod
from ..kinds import MUST_SERVE, PAPER_OF, served_key
from ..models import Case, CaseFile, CaseMove, CasePaper, PaperService, ServiceConsent


@dataclass(frozen=True)
class PaperRow:
    """One paper: its file, whether its seal is on it, the services that stand, what is still to do."""

    file: CaseFile
    sheet: CasePaper | None
    services: tuple[PaperService, ...]

    @property
    def sealed(self) -> bool:
        return self.sheet is not None and self.sheet.seal_use_id is not None

    @property
    def must_be_served(self) -> bool:
        return self.file.paper in MUST_SERVE

    @property
    def served(self) -> PaperService | None:
        return self.services[-1] if self.services else None

    @property
    def waits(self) -> bool:
        """Must be served, and is not yet."""
        return self.must_be_served and not self.services


def papers_of(case: Case) -> list[PaperRow]:
    """The papers in the order of the acts. Three queries."""
    files = list(
        case.files.papers().select_related("sheet__seal_use__seal", "sheet__template", "move").order_by("move_id")
    )
    services: dict[int, list[PaperService]] = {}
    rows = PaperService.objects.filter(paper__in=files).select_related("replaced_by").order_by("pk")
    for row in rows:
        if not hasattr(row, "replaced_by"):
            services.setdefault(row.paper_id, []).append(row)
    return [PaperRow(file, getattr(file, "sheet", None), tuple(services.get(file.pk, ()))) for file in files]


def papers_missing(case: Case) -> list[CaseMove]:
    """The acts whose paper isn't made yet, the oldest first."""
    wanted = case.moves.filter(move__in=[*PAPER_OF, "issue_paper"], paper__isnull=True)
    return list(wanted.order_by("pk"))


def missing_labels(moves: list[CaseMove]) -> list[str]:
    """The names of the papers that these acts will yield."""
    kinds = [move.facts.get("paper") if move.move == "issue_paper" else PAPER_OF[move.move] for move in moves]
    return [PaperKind(kind).label for kind in kinds]


def consent_of(case: Case) -> ServiceConsent | None:
    """The last word on electronic service."""
    return ServiceConsent.objects.filter(case=case).order_by("-pk").first()


def read_at_of(case: Case) -> dict[int, tuple]:
    """By the key of a paper that was served electronically, (served, read): read is None until it was opened."""
    rows = PaperService.objects.filter(paper__case=case, method=ServiceMethod.ELECTRONIC, replaced_by__isnull=True)
    served = dict(rows.values_list("paper_id", "served_at"))
    keys = {served_key(pk): pk for pk in served}
    said = Message.objects.filter(recipient=case.applicant_id, key__in=keys)
    read = {keys[key]: at for key, at in said.values_list("key", "read_at")}
    return {pk: (at, read.get(pk)) for pk, at in served.items()}


def papers_panel(case: Case) -> dict:
    """What `approvals/_desk_papers.html` shows. Three queries."""
    return {"rows": papers_of(case), "missing": missing_labels(papers_missing(case))}


def services_of_case(case: Case) -> list[PaperService]:
    """The services of all papers of a case that stand, in their order."""
    rows = PaperService.objects.filter(paper__case=case).select_related("paper", "replaced_by").order_by("pk")
    return [row for row in rows if not hasattr(row, "replaced_by")]
