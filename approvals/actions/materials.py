"""Materials: how each is supplied, judged, promised and handed in later (许可法 30–32; 国办发〔2020〕42号)."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.files import check_upload, shown_name
from core.workflow import MoveRefused
from licences.actions import check_on_file
from licences.actions.checks import found_on_file
from licences.enums import CheckResult
from licences.queries import on_file_for, usable_for, why_unusable
from powerlist.enums import Necessity
from powerlist.models import ItemMaterial

from ..enums import OPEN_STATES, CaseState, Channel, FileKind, PledgeKind, PledgeResult, Supply, Verdict
from ..models import Case, CaseFile, CaseMaterial, Pledge, StoredMaterial
from ..notices import tell
from ..permissions import may_correct, may_submit
from ..queries.materials import (
    LACKING_VERSION,
    MaterialRow,
    commitment_text,
    digest,
    has_broken_promise,
    lacking_text,
    latest_day,
    material_rows,
)
from ..workflow import CASE
from .acts import act, after_commit, locked
from .drafts import delete_file
from .scanning import first_state, scan_later

FILES_PER_MATERIAL = 10
STORED_MOST = 100
NUMBERS = re.compile(r"\d{11,17}[\dXx]?")  # of people and their phones
BY_FILE = (Supply.UPLOADED, Supply.STORED)


# --- files ------------------------------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """A file's name without numbers of people in it: it is shown to clerks and stands in papers."""
    return NUMBERS.sub("＊＊＊", shown_name(name))


def keep_file(row: Case, *, upload, title: str, kind: str, material=None, field_key: str = "", at=None) -> CaseFile:
    """Keep a checked upload with a locked case; it is scanned after commit. Raises ValidationError when refused."""
    content_type, _, sha256 = check_upload(upload)
    if row.files.uploads().filter(material=material, field_key=field_key, kind=kind).count() >= FILES_PER_MATERIAL:
        raise MoveRefused(f"一份材料最多上传 {FILES_PER_MATERIAL} 个文件，请合并后再传。")
    kept = CaseFile.objects.create(
        case=row,
        material=material,
        field_key=field_key,
        kind=kind,
        title=title,
        file=upload,
        original_name=plain_name(upload.name),
        content_type=content_type,
        size=upload.size,
        sha256=sha256,
        uploaded_at=at or timezone.now(),
        scan=first_state(),
    )
    scan_later("case", kept)
    return kept


def file_came(row: Case, material: ItemMaterial | None) -> None:
    """A file takes the place of what was chosen before, and is judged anew. In the caller's transaction."""
    if material is None:
        return
    found = row.materials.filter(material=material).first()
    if found is not None and (found.supply not in BY_FILE or found.verdict):
        _write(row, material, Supply.UPLOADED)


def file_went(row: Case, material: ItemMaterial | None) -> None:
    """The last file of a material was taken back."""
    if material is not None and not row.files.uploads().whole().filter(material=material).exists():
        row.materials.filter(material=material, supply__in=BY_FILE).delete()


# --- 我的材料 ---------------------------------------------------------------------------------------------------


@transaction.atomic
def store_material(*, actor, upload, title: str, kind: str, valid_until: date | None = None, at=None) -> StoredMaterial:
    """Keep a file under 我的材料. Raises ValidationError when the file is refused."""
    content_type, _, sha256 = check_upload(upload)
    if StoredMaterial.objects.of_owner(actor).count() >= STORED_MOST:
        raise MoveRefused(f"“我的材料”最多存 {STORED_MOST} 份，请先删除不用的。")
    kept = StoredMaterial.objects.create(
        owner=actor,
        title=title.strip(),
        kind=kind,
        valid_until=valid_until,
        file=upload,
        original_name=plain_name(upload.name),
        content_type=content_type,
        size=upload.size,
        sha256=sha256,
        uploaded_at=at or timezone.now(),
        scan=first_state(),
    )
    scan_later("stored", kept)
    return kept


@transaction.atomic
def forget_material(*, stored: StoredMaterial, actor) -> None:
    """Delete one's own stored material. Cases keep the copies that they took."""
    if stored.owner_id != actor.pk:
        raise PermissionDenied("这份材料不是您的。")
    delete_file(stored)


# --- how a material is supplied ---------------------------------------------------------------------------------


@transaction.atomic
def supply_material(
    *,
    case: Case,
    actor,
    material: ItemMaterial,
    how: str,
    stored: StoredMaterial | None = None,
    licence=None,
    situation: str = "",
    until: date | None = None,
    text_sha256: str = "",
    at: datetime | None = None,
) -> CaseMaterial | None:
    """Supply a material in another way than by an upload, while the application is filled in or corrected.

    `how` is a member of Supply: STORED with `stored`, LICENCE with `licence`, SHARED, NOT_NEEDED with `situation`,
    LACKING with `until` and the hash of the text that was shown, PLEDGED with that hash; empty takes the choice back.
    """
    at = at or timezone.now()
    row = locked(case)
    _may_supply(row, actor, material)
    if how == "":
        return _write(row, material, "")
    if how == Supply.STORED:
        return _take_stored(row, actor, material, stored, at)
    if how == Supply.LICENCE:
        return _take_licence(row, material, licence, at)
    if how == Supply.SHARED:
        if not (material.shared and material.shared_source):
            raise MoveRefused(f"{material.name}不能由共享数据免交。")
        return _write(row, material, how)
    if how == Supply.NOT_NEEDED:
        situation = situation.strip() or material.necessity_note
        if material.necessity != Necessity.OPTIONAL or not situation:
            raise MoveRefused(f"请写明为什么不需要提交{material.name}。")
        return _write(row, material, how, situation=situation[:300])
    return _promise(row, actor, material, how, until, text_sha256, at)


def _may_supply(row: Case, actor, material: ItemMaterial) -> None:
    allowed = {CaseState.DRAFT: may_submit, CaseState.CORRECTING: may_correct}.get(row.state)
    if allowed is None:
        raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能再改材料。")
    if not allowed(actor, row):
        raise PermissionDenied("这份申请不是您的。")
    if material.version_id != row.version_id:
        raise MoveRefused("这份材料不在本事项的材料清单里。")


def _write(row: Case, material: ItemMaterial, how: str, **facts) -> CaseMaterial | None:
    """Put one choice in the place of the former; a promise that nobody has relied on goes with it."""
    old = row.materials.filter(material=material).select_related("pledge").first()
    if how == "":
        if old is not None:
            old.delete()
        new = None
    else:
        fresh = {"licence": None, "authenticity": None, "pledge": None, "situation": "", "verdict": "", "words": ""}
        fresh |= {"judged_by": None, "judged_at": None}
        new, _ = CaseMaterial.objects.update_or_create(
            case=row, material=material, defaults=fresh | {"supply": how} | facts
        )
    if old is not None and old.pledge is not None and not old.pledge.result:
        old.pledge.delete()
    return new


def _take_stored(row, actor, material, stored, at) -> CaseMaterial:
    if stored is None or stored.owner_id != actor.pk or not stored.file:
        raise MoveRefused("请从“我的材料”里选一份。")
    if not stored.is_valid_on(timezone.localdate(at)):
        raise MoveRefused(f"“{stored.title}”已过有效期，请换一份。")
    with stored.file.open("rb") as source:
        copy = ContentFile(source.read(), name=stored.original_name)
    kind = FileKind.MATERIAL if row.state == CaseState.DRAFT else FileKind.CORRECTION
    keep_file(row, upload=copy, title=material.name, kind=kind, material=material, at=at)
    return _write(row, material, Supply.STORED)


def _take_licence(row, material, licence, at) -> CaseMaterial:
    usable = usable_for([material.licence_code], row.applicant_index, timezone.localdate(at))
    if licence is None or not usable.filter(pk=licence.pk).exists():
        raise MoveRefused(_why_not(row, material, licence, at))
    check = check_on_file(licence=licence, case_number=row.number, at=at)
    return _write(row, material, Supply.LICENCE, licence=licence, authenticity=check)


def _why_not(row: Case, material: ItemMaterial, licence, at: datetime) -> str:
    """Why this licence can't stand in, in words; of somebody else's licence nothing is said."""
    own = on_file_for([material.licence_code], row.applicant_index)
    found = own.filter(pk=licence.pk).first() if licence is not None else None
    why = why_unusable(found, timezone.localdate(at)) if found is not None else ""
    if not why:
        return "没有找到能免交这份材料的有效证照，请上传材料。"
    return f"{found.type.name} {found.number} {why}。请换一份，或者上传材料。"


def _promise(row, actor, material, how, until, text_sha256, at) -> CaseMaterial:
    if has_broken_promise(row.applicant_index):
        raise MoveRefused("您以前的承诺没有履行，还没有修复，不能再用承诺的方式办理。请提交材料。")
    if how == Supply.PLEDGED:
        text, version = commitment_text(material), f"办事指南第{row.version.number}版"
        if not text:
            raise MoveRefused(f"{material.name}不能用告知承诺代替。")
        kind, shown, until = PledgeKind.COMMITMENT, text, None
    elif how == Supply.LACKING:
        if not material.may_lack:
            raise MoveRefused(f"{material.name}是必须先交的材料，不能容缺。")
        today, last = timezone.localdate(at), latest_day(row.version, timezone.localdate(at))
        if until is None or not today < until <= last:
            raise MoveRefused(f"补交日期要在今天以后，最迟 {last:%Y-%m-%d}（不能晚于承诺办结的日期）。")
        kind, shown, version = PledgeKind.LACKING, lacking_text(row.version), LACKING_VERSION
        text = f"{shown}\n\n材料：{material.name}\n补齐期限：{until:%Y-%m-%d}"
    else:
        raise MoveRefused("请选择提交的方式。")
    if text_sha256 != digest(shown):
        raise MoveRefused("承诺书的内容有更新，请重新阅读后再承诺。")
    _write(row, material, "")
    pledge = Pledge.objects.create(
        case=row,
        kind=kind,
        text=text,
        text_version=version,
        text_sha256=digest(text),
        covers=[material.name],
        promised_name=row.applicant_name,
        promised_by=actor,
        promised_at=at,
        until=until,
    )
    return _write(row, material, how, pledge=pledge)


def settle_materials(case: Case, at: datetime) -> bool:
    """At filing: a row for every material that is supplied. MoveRefused names what is missing. In its transaction.

    Returns whether a licence stands in for any of them.
    """
    rows = material_rows(case)
    missing = [row.material.name for row in rows if _is_missing(case, row)]
    if missing:
        raise MoveRefused(f"还缺必要的材料：{'、'.join(missing)}。请上传后再提交。")
    for row in rows:
        if row.supply == Supply.LICENCE and found_on_file(row.row.licence, at)[0] != CheckResult.GENUINE:
            raise MoveRefused(f"{row.material.name}：所选的证照已经失效，请换一个或者上传材料。")
    CaseMaterial.objects.bulk_create(
        [CaseMaterial(case=case, material=row.material) for row in rows if row.row is None and row.supply]
    )
    return any(row.supply == Supply.LICENCE for row in rows)


def _is_missing(case: Case, row: MaterialRow) -> bool:
    if row.supply:
        return False
    later = row.material.may_lack and case.channel == Channel.WEB
    return row.material.necessity == Necessity.REQUIRED or later


def check_licences(case: Case, at: datetime) -> None:
    """After filing: each licence that stands in for a material is checked once more, under the number of the case."""
    for row in case.materials.filter(supply=Supply.LICENCE).select_related("licence"):
        row.authenticity = check_on_file(licence=row.licence, case_number=case.number, at=at)
        row.save(update_fields=["authenticity"])


# --- what the clerk finds ---------------------------------------------------------------------------------------


@transaction.atomic
def judge_materials(*, case: Case, actor, verdicts: dict[int, tuple[str, str]], at: datetime | None = None) -> Case:
    """The clerk's verdicts: by the key of the ItemMaterial its verdict and, for what must be corrected, the words."""
    at = at or timezone.now()
    row = locked(case)
    rows = {each.material.pk: each for each in material_rows(row)}
    chosen = {pk: pair for pk, pair in verdicts.items() if pk in rows and pair[0] in Verdict.values}
    facts = {"verdicts": {rows[pk].material.name: list(pair) for pk, pair in chosen.items() if pair[0]}}
    row, _ = CASE.fire(row, "judge", actor=actor, at=at, **facts)
    for pk, (verdict, words) in chosen.items():
        _judge(row, rows[pk], actor, verdict, words.strip()[:500], at)
    if row.state == CaseState.GRANTED and not row.materials.outstanding().exists():
        after_commit("approvals.issue_licence", row.pk)
    return row


def _judge(case: Case, row: MaterialRow, actor, verdict: str, words: str, at: datetime) -> None:
    name = row.material.name
    if verdict == Verdict.GOOD and not row.is_there:
        raise MoveRefused(f"{name}还没有提交，不能核为合格。")
    if verdict == Verdict.GOOD and any(not file.is_served for file in row.whole):
        raise MoveRefused(f"{name}的文件还在查毒，查完才能核对。")
    if verdict == Verdict.WRONG and not words:
        raise MoveRefused(f"请写明{name}哪里要补正、怎样补正。")
    if verdict == "" and row.row is None:
        return
    found = row.row or CaseMaterial(case=case, material=row.material)
    if found.verdict == verdict and found.words == (words if verdict == Verdict.WRONG else ""):
        return
    found.verdict, found.words = verdict, words if verdict == Verdict.WRONG else ""
    found.judged_by, found.judged_at = (actor, at) if verdict else (None, None)
    found.save()


def refuse_unless_lacking_well(case: Case, accepted_at: datetime) -> tuple[list[str], date]:
    """容缺受理 only when all that is required is good and the rest is promised in time (AY 24).

    Returns the names of what lacks and the last day promised.
    """
    rows = material_rows(case)
    unjudged = [
        r.material.name
        for r in rows
        if r.material.necessity == Necessity.REQUIRED and not (r.row is not None and r.row.verdict == Verdict.GOOD)
    ]
    if unjudged:
        raise MoveRefused(f"主要材料要全部核对合格才能容缺受理，还有：{'、'.join(unjudged)}。")
    silent = [r.material.name for r in rows if r.material.may_lack and not r.supply]
    if silent:
        raise MoveRefused(f"{'、'.join(silent)}没有提交，申请人也没有书面承诺补交，不能容缺受理。")
    lacking = [r for r in rows if r.supply == Supply.LACKING]
    if not lacking:
        raise MoveRefused("没有容缺的材料，请点“受理”。")
    if has_broken_promise(case.applicant_index):
        raise MoveRefused("申请人以前的承诺没有履行，还没有修复，不能容缺受理。")
    until, last = max(r.row.pledge.until for r in lacking), latest_day(case.version, timezone.localdate(accepted_at))
    if until > last:
        raise MoveRefused(f"承诺补齐的日期 {until:%Y-%m-%d} 晚于承诺办结的日期 {last:%Y-%m-%d}，不能容缺受理。")
    return [r.material.name for r in lacking], until


# --- what comes in later, and what does not ---------------------------------------------------------------------


def hand_in(*, case: Case, actor, files: Iterable[tuple[ItemMaterial, object]], at: datetime | None = None) -> Case:
    """补交容缺材料. Raises ValidationError for a file that is refused; nothing is kept then."""
    at, files = at or timezone.now(), list(files)
    if not files:
        raise MoveRefused("请选择要补交的文件。")

    def keep(row: Case) -> None:
        owed = {each.material_id: each for each in row.materials.outstanding()}
        for material, upload in files:
            if material.pk not in owed:
                raise MoveRefused(f"{material.name}不是承诺补交的材料。")
            keep_file(row, upload=upload, title=material.name, kind=FileKind.CORRECTION, material=material, at=at)
        CaseMaterial.objects.filter(case=row, material__in={material.pk for material, _ in files}).update(
            supply=Supply.UPLOADED, handed_in_at=at, verdict="", words="", judged_by=None, judged_at=None
        )

    names = list(dict.fromkeys(material.name for material, _ in files))
    return act(case, "hand_in", actor=actor, at=at, note="、".join(names), keep=keep, materials=names)[0]


def watch_pledges(*, at: datetime | None = None) -> int:
    """Remind once of what was promised, the day before it is due or as soon as it is late. Returns how many."""
    at = at or timezone.now()
    soon = timezone.localdate(at) + timedelta(days=1)
    due = Pledge.objects.filter(
        kind=PledgeKind.LACKING, until__lte=soon, reminded_at__isnull=True, case__state__in=OPEN_STATES,
        case__accepted_at__isnull=False, materials__handed_in_at__isnull=True, materials__supply=Supply.LACKING,
    )  # fmt: skip
    told = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True).distinct()):
        with transaction.atomic():
            pledge = Pledge.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
            if pledge.reminded_at is not None:
                continue
            note = f"{'、'.join(pledge.covers)}，承诺 {pledge.until:%Y-%m-%d} 补齐"
            row, entry = CASE.fire(pledge.case, "remind_lacking", actor=None, at=at, note=note)
            pledge.reminded_at = at
            pledge.save()
            tell(row, entry)
            told += 1
    return told


def terminate_lacking(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """终止办理: what was promised did not come, by the item's own rule, after a reminder, by a person (AY 24)."""
    at = at or timezone.now()
    facts = {"reason": reason.strip(), "closed_at": at, "day": timezone.localdate(at)}

    def keep(row: Case) -> None:
        row.pledges.filter(kind=PledgeKind.LACKING, result="", materials__supply=Supply.LACKING).update(
            result=PledgeResult.BROKEN, checked_at=at, checked_by=actor, finding=reason.strip(),
            consequence=f"按照{row.version.lacking_basis}终止办理"[:300],
        )  # fmt: skip

    return act(case, "terminate_lacking", actor=actor, at=at, note=reason, keep=keep, **facts)[0]


@transaction.atomic
def check_pledge(
    *, case: Case, actor, pledge: Pledge, result: str, finding: str, consequence: str = "", at: datetime | None = None
) -> Pledge:
    """事后核查: whether a promise was kept; of a broken one its consequence, by the item's text when none is given."""
    at = at or timezone.now()
    found = case.pledges.select_for_update(of=("self",)).get(pk=pledge.pk)
    if found.result:
        raise MoveRefused("这份承诺已经核查过。")
    if result not in PledgeResult.values or not finding.strip():
        raise MoveRefused("请选核查结果，并写明怎样核查、查到什么。")
    if result == PledgeResult.BROKEN:
        material = ItemMaterial.objects.filter(version=case.version, name__in=found.covers).first()
        consequence = consequence.strip() or (material.pledge_consequence if material else "")
        if not consequence:
            raise MoveRefused("请写明对违反承诺怎样处理，以及依据的条款。")
    note = f"{found.get_kind_display()}（{'、'.join(found.covers)}）：{PledgeResult(result).label}"
    CASE.fire(case, "check_pledge", actor=actor, at=at, note=note, pledge=found, result=result)
    found.result, found.finding, found.checked_at, found.checked_by = result, finding.strip(), at, actor
    found.consequence = consequence[:300] if result == PledgeResult.BROKEN else ""
    found.save()
    return found


@transaction.atomic
def repair_pledge(*, case: Case, actor, pledge: Pledge, note: str, at: datetime | None = None) -> Pledge:
    """信用修复: a broken promise counts no longer against its maker."""
    at = at or timezone.now()
    found = case.pledges.select_for_update(of=("self",)).get(pk=pledge.pk)
    if not found.is_broken or not note.strip():
        raise MoveRefused("请写明怎样修复；只有违反了、还没有修复的承诺才能登记。")
    CASE.fire(case, "repair_pledge", actor=actor, at=at, note=note.strip(), pledge=found)
    found.repaired_at, found.repaired_by, found.repair_note = at, actor, note.strip()[:300]
    found.save()
    return found
