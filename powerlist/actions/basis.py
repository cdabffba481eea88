"""The legal bases of a text: judged before it is written, then kept as rows linked to the register of laws."""

import re
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import Organisation
from core.registers import VersionState
from core.workbooks import Item, Reason
from core.workflow import MoveRefused

from ..citations import read_cell
from ..enums import ListKind
from ..kinds.basis import Bases, Fault, Makers, own_paper, with_successor
from ..kinds.checks import folded, place
from ..models import Citation, CreationRule, Law, ListVersion
from .writing import write_citations

DEPARTMENTS = (Nature.DEPARTMENT, Nature.INSTITUTION, Nature.VERTICAL)
OFFICE_OF_GOVERNMENT = "政府办公室"  # its papers are the government's


class PowerListed(MoveRefused):
    """The name of a public service is a power of the same body; `entry` is that power's."""

    def __init__(self, name: str, entry):
        super().__init__(
            f"“{name}”已在本单位权力清单中（编码 {entry.code}），不能再列为公共服务。请改正名称，或者从这里删去。"
        )
        self.entry = entry


def read_bases(version: ListVersion) -> list:
    """The citations that a text's bases hold, in their order."""
    return [citation for line in version.content.get("basis") or () for citation in read_cell(line)]


def cite(versions: Iterable[ListVersion], *, on: date | None = None) -> int:
    """Read the bases of these texts anew, judged as of a day (today); returns how many citations they hold."""
    versions = list(versions)
    Citation.objects.filter(version__in=versions).delete()
    read = [(v.pk, v.category, v.name, read_bases(v)) for v in versions]
    if not any(citations for *_, citations in read):
        return 0
    on = on or timezone.localdate()
    return write_citations(read, Law.objects.index(on), CreationRule.objects.rules(), on)


# --- what a row's bases must not be ------------------------------------------------------------------------------


def faults_of(version: ListVersion, *, on: date) -> list[Fault]:
    """What is wrong with a text's bases on a day, the refusing faults first (附件6 填表格式; 工作方案 职权法定原则)."""
    laws = Law.objects.index(on)
    rules = CreationRule.objects.rules() if version.declared.created else None
    bases = Bases.of(read_bases(version), laws)
    found = bases.faults(laws, category=version.category, name=version.name, rules=rules, on=on)
    return [*own_papers(bases, makers(version.organisation)), *found]


def check_bases(version: ListVersion, *, on: date) -> None:
    """Refuse in words what the law leaves no way for: an article that doesn't exist, a department's own paper,
    非行政许可审批, a power of the same body listed as a public service. A text in force keeps its own bases."""
    current = version.entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").first()
    if current and (current.name, current.content.get("basis")) == (version.name, version.content.get("basis")):
        return
    if version.kind == ListKind.PUBLIC_SERVICES:
        listed = powers_listed(version.organisation).get(folded(version.name))
        if listed is not None:
            raise PowerListed(version.name, listed)
    refusing = [fault.message for fault in faults_of(version, on=on) if fault.refuses]
    if refusing:
        raise MoveRefused("".join(refusing))


def basis_remarks(version: ListVersion, *, on: date | None = None) -> list[str]:
    """What should be mended in a text's bases, in words; it doesn't stop the text from being kept."""
    return [fault.message for fault in faults_of(version, on=on or timezone.localdate())]


def replace_law(text: str, law: Law, successor: Law) -> str:
    """Basis lines with a repealed law's title replaced by a successor's, the articles left to be written."""
    return with_successor(text, Law.objects.index(), law.title, successor.title)


def powers_listed(organisation) -> dict[str, object]:
    """The entries of a body's power list in force, by folded name."""
    rows = ListVersion.objects.filter(
        kind=ListKind.POWERS, organisation=organisation, state=VersionState.PUBLISHED, valid_to__isnull=True
    )
    return {folded(row.name): row.entry for row in rows.select_related("entry").only("name", "entry").order_by("id")}


def own_names(organisation) -> list[str]:
    """How a body calls itself: full and short, with and without the county before it."""
    county = settings.COUNTY["name"]
    bare = {re.sub(rf"^(?:{county}|县)", "", name) for name in (organisation.name, organisation.short_name) if name}
    return sorted({prefix + name for name in bare for prefix in ("", "县", county)})


def makers(organisation) -> Makers:
    """Whose papers found nothing on a body's list: its own, and those of the county's other departments."""
    others = Organisation.objects.filter(nature__in=DEPARTMENTS).exclude(pk=organisation.pk)
    others = others.exclude(name__contains=OFFICE_OF_GOVERNMENT).order_by("id")
    county = settings.COUNTY["name"]
    named = (name for body in others for name in own_names(body) if name.startswith(("县", county)))
    own = (name for name in own_names(organisation) if len(name) > 2)
    return Makers(tuple(own), tuple(named), county[:1])


def own_papers(bases: Bases, makers: Makers) -> list[Fault]:
    """A fault for each paper of the body itself or of another department of the county."""
    judged = zip(bases.citations, bases.judgements, strict=True)
    return [fault for citation, judgement in judged if (fault := own_paper(citation, judgement, makers))]


# --- the rows of a workbook, once its body is known --------------------------------------------------------------


def refuse_own_papers(items: list[Item], organisation) -> None:
    """Rows that rest on a paper of the body itself, or of another department of the county."""
    whose = makers(organisation)
    for item in items:
        citations = item.data.get("citations") or ()
        if citations and item.data.get("judgements"):
            for fault in own_papers(Bases(citations, item.data["judgements"]), whose):
                item.refuse(fault.code, f"{place(item, '实施依据')}{fault.message}")


def refuse_listed_powers(items: list[Item], organisation) -> None:
    """Public services that are powers of the same body already (公共服务 is what lies beyond the powers)."""
    powers = powers_listed(organisation)
    for item in items:
        entry = powers.get(folded(item.data.get("name") or ""))
        if entry is not None and not item.errors:
            item.refuse(
                Reason.POWER_EXISTS,
                f"{place(item, '服务事项名称')}“{item.data['name']}”已在本单位权力清单中"
                f"（{entry.get_absolute_url()}）。请从公共服务中删去这一行，或者改正名称。",
            )
