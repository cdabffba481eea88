"""Reads over proposals, and what their basis must be."""

from datetime import date

from core.registers import KeyPage, VersionState, key_page
from powerlist.citations import read_cell
from powerlist.citations.ranks import rank
from powerlist.enums import LawLevel
from powerlist.models import Law

from ..enums import BasisKind, Grade, ProposalKind, ProposalState
from ..models import FundEntry, FundProposal, FundVersion
from . import caps
from .performance import is_poor, last_grade

NEEDED = {BasisKind.LAW: LawLevel.LAW, BasisKind.REGULATION: LawLevel.ADMINISTRATIVE_REGULATION}
OUTCOMES = (ProposalKind.KEEP, ProposalKind.ADJUST, ProposalKind.MERGE, ProposalKind.CANCEL)
OPEN = (ProposalState.DRAFT, ProposalState.REVIEW, ProposalState.DECISION)


def proposal_of(user, number: str) -> FundProposal | None:
    rows = FundProposal.objects.visible_to(user)
    rows = rows.select_related("organisation", "entry", "into", "author", "reviewer", "recorder")
    return rows.filter(number=number).order_by("pk").first()


def proposals(user, state: str = "", *, after: str = "", before: str = "") -> KeyPage:
    rows = FundProposal.objects.visible_to(user).select_related("organisation", "entry")
    rows = rows.filter(state=state) if state else rows
    return key_page(rows, ("id",), after=after, before=before, newest_first=True)


def standing(entry: FundEntry) -> FundVersion | None:
    """The fund's row in force of the latest year."""
    rows = entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    return rows.select_related("organisation").order_by("-year", "-number").first()


def basis_fault(kind: str, bases: list[str], on: date) -> str:
    """Why these bases can't found a fund, "" when one of them can (法律, 行政法规, 县委或县政府规定)."""
    if not bases:
        return "请写明设立依据：法律、行政法规，或者县委、县政府的规定，写全称和文号。"
    laws, said = Law.objects.index(on), []
    own = caps.rule().own_papers if kind == BasisKind.COUNTY else []
    for text in bases:
        judged = laws.check(text)
        if judged.verdict == "repealed":
            said.append(judged.message)
        elif _founds(kind, text, judged, own):
            return ""
    if said:
        return said[0]
    return {
        BasisKind.LAW: "所写的依据里没有一部法律。请写法律的全称和条款，或者改选依据类型。",
        BasisKind.REGULATION: "所写的依据里没有一部行政法规。请写行政法规的全称和条款，或者改选依据类型。",
        BasisKind.COUNTY: "所写的依据里没有县委、县政府的文件。请写文件全称和文号，或者改选依据类型。",
    }[BasisKind(kind)]


def _founds(kind: str, text: str, judged, own: list[str]) -> bool:
    """By the register's word where the law is on it; else by what the text itself tells. `own` are the words by which
    the papers of this level's party committee and government are known (FundRule)."""
    if kind == BasisKind.COUNTY:
        return any(word in text for word in own)
    if judged.law is not None:
        return judged.law.level == NEEDED[BasisKind(kind)]
    return any(rank(citation, None) == NEEDED[BasisKind(kind)] for citation in read_cell(text))


def needs_override(proposal: FundProposal) -> bool:
    """A fund whose last grade is 差 gets more money only with a recorded reason."""
    return (
        proposal.kind == ProposalKind.ENLARGE
        and is_poor(proposal.entry, proposal.year)
        and not proposal.override_reason.strip()
    )


def grade_label(proposal: FundProposal) -> str:
    """The grade with which the fund comes to the year, in words; "" when it was never evaluated."""
    grade = last_grade(proposal.entry, proposal.year) if proposal.entry else ""
    return Grade(grade).label if grade else ""
