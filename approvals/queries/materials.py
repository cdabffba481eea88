"""The materials of a case as applicant and clerk see them: what is asked, how it is supplied, what was found."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from core import workdays
from core.masking import blind_index
from licences.queries import on_file_for, why_unusable
from powerlist.enums import CopyForm, Necessity
from powerlist.models import ItemMaterial
from powerlist.queries.frozen import materials_asked

from ..enums import PledgeKind, PledgeResult, Supply, Verdict
from ..models import Case, CaseFile, CaseMaterial, Pledge, StoredMaterial

LACKING_VERSION = "容缺补齐承诺书-1"
WITHOUT_FILE = (Supply.LICENCE, Supply.SHARED, Supply.PLEDGED, Supply.NOT_NEEDED)
STORED_SHOWN = 50


@dataclass
class MaterialRow:
    """One material of the list with its row and files; `licences` and `stored` are what may be chosen."""

    material: ItemMaterial
    row: CaseMaterial | None = None
    files: list[CaseFile] = field(default_factory=list)
    licences: list = field(default_factory=list)
    unusable: list = field(default_factory=list)  # (licence on file, why it can't stand in)
    stored: list = field(default_factory=list)

    @property
    def whole(self) -> list[CaseFile]:
        return [file for file in self.files if file.file]

    @property
    def supply(self) -> str:
        """A member of Supply, or empty when nothing has been done about it."""
        if self.row is not None and self.row.supply not in (Supply.UPLOADED, Supply.STORED):
            return self.row.supply
        return (self.row.supply if self.row is not None else Supply.UPLOADED) if self.whole else ""

    @property
    def is_there(self) -> bool:
        """Whether it can be judged: by a file, a licence, data on file or a 告知承诺."""
        return bool(self.supply) and self.supply != Supply.LACKING

    @property
    def is_owed(self) -> bool:
        """容缺, and not yet found good."""
        pledge = self.row and self.row.pledge
        return bool(pledge) and pledge.kind == PledgeKind.LACKING and self.row.verdict != Verdict.GOOD

    @property
    def has_other_ways(self) -> bool:
        m = self.material
        by_data = m.shared and m.shared_source
        on_file = self.licences or self.unusable
        return bool(m.may_lack or m.pledge_text or self.stored or on_file or by_data or self.may_be_left)

    @property
    def may_be_left(self) -> bool:
        return self.material.necessity == Necessity.OPTIONAL

    @property
    def words(self) -> str:
        """How it is supplied, in words."""
        if not self.supply:
            return "还没有提交"
        text = Supply(self.supply).label
        if self.supply == Supply.LACKING:
            return f"{text}，最迟 {self.row.pledge.until:%Y-%m-%d}"
        if self.supply == Supply.LICENCE:
            return f"{text} {self.row.licence.number}（{self.row.authenticity.get_result_display()}）"
        if self.supply == Supply.NOT_NEEDED:
            return f"{text}：{self.row.situation}"
        return text

    @property
    def tone(self) -> str:
        return {"": "warning", Supply.LACKING: "warning", Supply.PLEDGED: "info", Supply.NOT_NEEDED: ""}.get(
            self.supply, "success"
        )

    @property
    def attributes(self) -> list[str]:
        """Original or copy, how many, paper or electronic, size."""
        m = self.material
        copies = [f"原件 {m.originals} 份"] if m.originals else []
        copies += [f"复印件 {m.photocopies} 份"] if m.photocopies else []
        copies = copies or [f"{CopyForm(m.copy_form).label} {m.copies} 份"]
        return [m.get_medium_display(), *copies, *([m.size] if m.size else [])]

    @property
    def pledge_sha256(self) -> str:
        return digest(commitment_text(self.material))

    @property
    def commitment(self) -> str:
        return commitment_text(self.material)

    @property
    def to_correct(self) -> str:
        """The line of 一次性告知 that it yields, or nothing."""
        m = self.material
        if self.row is not None and self.row.verdict == Verdict.WRONG:
            return f"{m.name}：{self.row.words}"
        if any(not file.file for file in self.files) and not self.whole:
            return f"{m.name}：上传的文件带有病毒，已删除，请重新提交"
        if not self.supply and m.necessity == Necessity.REQUIRED:
            return f"{m.name}：没有提交"
        if not self.supply and m.may_lack:
            return f"{m.name}：没有提交，也没有书面承诺补交日期"
        return ""


def material_rows(case: Case | None, materials=None, *, files=None, for_choice=None) -> list[MaterialRow]:
    """The rows of a case in the guide's order; with `for_choice` (the applicant) also what may be chosen.

    `files` are those of the case when they have been fetched. Two queries, none for a list without materials; one more
    for choices, and one for each material that a licence may replace.
    """
    if materials is None:
        materials = materials_asked(case.version)
    if not materials:
        return []
    rows = {material.pk: MaterialRow(material) for material in materials}
    if case is not None and case.pk:
        kept = case.materials.select_related("licence", "authenticity", "pledge", "judged_by")
        for row in kept:
            if row.material_id in rows:
                rows[row.material_id].row = row
        for file in case.files.uploads().order_by("id") if files is None else files:
            if file.material_id in rows:
                rows[file.material_id].files.append(file)
    if for_choice is not None:
        today = timezone.localdate()
        stored = StoredMaterial.objects.of_owner(for_choice).exclude(file="").order_by("-id")[:STORED_SHOWN]
        stored = [kept for kept in stored if kept.is_valid_on(today)]
        index = document_index(for_choice)
        for row in rows.values():
            row.stored = stored
            if row.material.licence_code:
                for licence in on_file_for([row.material.licence_code], index):
                    why = why_unusable(licence, today)
                    if why:
                        row.unusable.append((licence, why))
                    else:
                        row.licences.append(licence)
    return list(rows.values())


def document_index(user) -> str:
    """The blind index of the person's or body's number, as licences keep it."""
    return blind_index(user.credit_code if user.kind == "legal_person" else user.id_number)


def saved(rows: list[MaterialRow]) -> list[str]:
    """The names of the materials that need not be handed in, for the government holds them (免交)."""
    return [row.material.name for row in rows if row.supply in (Supply.LICENCE, Supply.SHARED)]


def lines_to_correct(rows: list[MaterialRow]) -> list[str]:
    """What becomes the prefilled lines of 一次性告知补正."""
    return [line for row in rows if (line := row.to_correct)]


def commitment_text(material: ItemMaterial) -> str:
    """告知承诺书 of a material as it is shown and kept."""
    if not material.pledge_text:
        return ""
    return f"{material.pledge_text.strip()}\n\n违反承诺的处理：{material.pledge_consequence}"


def lacking_text(version) -> str:
    """容缺补齐承诺书 as it is shown; the material and its day are added when it is made."""
    end = f"按照{version.lacking_basis}终止办理" if version.lacking_basis else "由办理机关依法处理"
    return (
        f"本人（单位）申请办理“{version.name}”，下列材料暂时不能提交，承诺在写明的日期以前补齐，并保证材料真实、合法、有效。"
        f"补齐以前不领取证件；逾期没有补齐的，{end}。违背承诺、尚未修复的，以后不能再用承诺的方式办理。"
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def has_broken_promise(index: str) -> bool:
    """Whether the person or body broke a promise and has not repaired it."""
    broken = Pledge.objects.filter(person_index=index, result=PledgeResult.BROKEN, repaired_at__isnull=True)
    return bool(index) and broken.exists()


def latest_day(version, accepted_on: date) -> date:
    """The last day that may be promised: the promised due day of a case accepted on a day (AY 24)."""
    return workdays.due(
        accepted_on, version.promised_limit, version.promised_unit, calendar=workdays.calendar(), provisional=True
    )


def choices_of(version) -> dict:
    """What a page of materials says of promises: the text of 容缺, its mark, and the last day that may be named."""
    today = timezone.localdate()
    text = lacking_text(version)
    return {"lacking": {"text": text, "sha256": digest(text), "from": today, "last": latest_day(version, today)}}
