"""清理任务: opened by 审改办, filled and handed in by every body, watched, urged, inspected, closed.

Urging by machine: the nightly watch marks who is late once for each day that was missed, and reminds before an end.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from core.files import check_upload, shown_name
from core.models import Serial
from core.registers import ChangeSetState
from core.workflow import MoveRefused

from ..enums import CampaignState, ContactRole, PartState, Standing, UrgingKind
from ..kinds import FORMS, KINDS
from ..models import Campaign, CampaignMove, CampaignPart, Contact, Inspection, PartMove, Urging
from ..models.campaigns import ANNEXES, CHIEFS, DAYS, ENDS, STAGES_AFTER, out_of_order
from ..permissions import may_review
from ..workflow import CAMPAIGN, PART
from .review import return_review

FILE_TYPES = ("pdf", "jpg", "png", "ofd", "docx", "doc")
FILL, LEAD = "fill_lists", "review_lists"


def bodies_by_default(organisation, on: date):
    """The departments that exist on a day at or below a body: those that a campaign takes in."""
    rows = Organisation.objects.current(on).departments()
    return rows.filter(parent=organisation) | rows.filter(pk=organisation.pk)


def open_campaign(
    *, actor, organisation, title, document_number, starts_on, contacts_by, check_ends, review_ends, publish_ends,
    bodies=None, forms=ANNEXES, remind_days=(7, 3, 1), words="", at=None,
) -> Campaign:  # fmt: skip
    """Open a campaign at a body (the county) for the bodies below it. Stage days are inclusive. MoveRefused."""
    at = at or timezone.now()
    row = Campaign(
        title=title.strip(), document_number=document_number.strip(), words=words.strip(), organisation=organisation,
        forms=[key for key in FORMS if key in set(forms)], starts_on=starts_on, contacts_by=contacts_by,
        check_ends=check_ends, review_ends=review_ends, publish_ends=publish_ends,
        remind_days=sorted(set(remind_days), reverse=True), opened_by=actor, opened_at=at,
    )  # fmt: skip
    if not may_review(actor, row):
        raise PermissionDenied("您没有发起清理任务的权限。")
    _check(row)
    with transaction.atomic():
        day = timezone.localdate(at)
        row.number = f"QL{day.year}{Serial.take('campaign', date(day.year, 1, 1)):03d}"
        taking_part = list(bodies_by_default(organisation, starts_on) if bodies is None else bodies)
        if not taking_part:
            raise MoveRefused("没有参加的单位，请至少选择一个。")
        row.save()
        CampaignPart.objects.bulk_create(CampaignPart(campaign=row, organisation=body) for body in taking_part)
        CampaignMove.objects.create(
            subject=row, move="open", target=row.state, actor_id=actor.pk, actor_name=actor.display_name,
            note=f"{row.document_number}，{len(taking_part)}个单位参加", at=at, facts={"bodies": len(taking_part)},
        )  # fmt: skip
    return row


def _check(row: Campaign) -> None:
    if not row.title or not row.document_number:
        raise MoveRefused("请填写标题和文号。")
    if not row.forms:
        raise MoveRefused("请至少选择一张须报送的表格。")
    if wrong := out_of_order({name: getattr(row, name) for name in DAYS}):
        raise MoveRefused(wrong)


def move_ends(*, actor, campaign, reason, at=None, **ends: date) -> int:
    """调整期限: other last days for some stages (keys of models.campaigns.ENDS), with the reason; how many were told.

    What was urged by the old days is settled; the bodies that the new ones concern are told, of the later stages also
    those who judge legality and record decisions. MoveRefused for a day that has passed, or stages out of order.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        moved = {name: day for name, day in ends.items() if name in ENDS and day != getattr(row, name)}
        before = {name: getattr(row, name).isoformat() for name in moved}
        said = "；".join(f"{DAYS[name]}由{before[name]}改为{day:%Y-%m-%d}" for name, day in moved.items())
        done, _ = CAMPAIGN.fire(
            row, "move_ends", actor=actor, at=at, note=f"{said}。{reason.strip()}", reason=reason.strip(),
            on=timezone.localdate(at), before=before, **moved,
        )  # fmt: skip
        _settle_moved(done, moved, at)
        return _urge(_moved_messages(done, moved, f"{said}。{reason.strip()}", at))


def _settle_moved(campaign, moved: dict[str, date], at) -> None:
    """What was urged by a day that no longer holds."""
    outdated = Q(pk=None)
    if "contacts_by" in moved:
        outdated |= Q(key__contains=":contacts:")
    if "check_ends" in moved:
        own = campaign.parts.filter(redo_by__isnull=False).values_list("organisation_id", flat=True)
        of_check = Q(key__contains=":late:") | Q(key__contains=":before:") | Q(key__contains=":remind:")
        outdated |= of_check & ~Q(organisation__in=list(own))
    for name in STAGES_AFTER:
        if name in moved:
            outdated |= Q(key__contains=f":{name}:")
    _open_urgings(f"campaign:{campaign.number}:").filter(outdated).update(settled_at=at)


def _moved_messages(campaign, moved: dict[str, date], text: str, at) -> list[Urging]:
    """To every body whose day it was; to those who judge and record when it is theirs."""
    later = [name for name in STAGES_AFTER if name in moved]
    parts = campaign.parts.select_related("organisation", "campaign").order_by("organisation__sort_key", "id")
    parts = parts if later else _open_parts(campaign)
    what, title = f"moved:{at:%Y%m%d%H%M%S}", f"“{campaign.title}”的期限有调整"
    found = [_message(part, what, title, text, at) for part in parts]
    for name, permission in zip(STAGES_AFTER, ("give_legality", "record_decision"), strict=True):
        if name in moved:
            found.append(
                Urging(
                    key=f"campaign:{campaign.number}:{permission}:{what}", kind=UrgingKind.CAMPAIGN, created_at=at,
                    organisation_id=campaign.organisation_id, permission=permission, title=title, text=text,
                    address=address_of(campaign),
                )
            )  # fmt: skip
    return found


# --- the bodies ------------------------------------------------------------------------------------------------------


def declare_none(*, actor, part, form, reason, at=None) -> CampaignPart:
    """Say that the body has nothing to fill into a form, and why."""
    note = f"{FORMS[form].name}：{reason.strip()}" if form in FORMS else ""
    return _of_form(part, "declare", actor, at, note, form, {form: reason.strip()[:300]}, reason=reason)


def withdraw_declaration(*, actor, part, form, at=None) -> CampaignPart:
    note = FORMS[form].name if form in FORMS else ""
    return _of_form(part, "withdraw", actor, at, note, form, {})


def _of_form(part, move, actor, at, note, form, said, **facts) -> CampaignPart:
    with transaction.atomic():
        declared = dict(CampaignPart.objects.select_for_update(of=("self",)).get(pk=part.pk).declared)
        row, _ = PART.fire(part, move, actor=actor, at=at, note=note, form=form, **facts)
        declared.pop(form, None)
        row.declared = declared | said
        row.save(update_fields=["declared"])
    return row


def hand_in(*, actor, part, at=None) -> CampaignPart:
    """报送, with 附件7 as it stands now. MoveRefused names the people, forms and change sets that are missing."""
    at = at or timezone.now()
    with transaction.atomic():
        row, _ = PART.fire(part, "hand_in", actor=actor, at=at, handed_in_at=at, handed_in_by=actor)
        people = Contact.objects.filter(organisation=row.organisation_id).order_by("position_no", "id")
        row.roster = list(people.values("role", "name", "position", "office_phone"))
        row.save(update_fields=["roster"])
        _settle(row, at)
    return row


def return_part(*, actor, part, reason, redo_by, with_sets=False, at=None) -> CampaignPart:
    """退回 with the reason and the day by which it must be mended; the body is told.

    `with_sets` also sends back its change sets that wait for 初审, so that they can be mended.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row, _ = PART.fire(
            part, "return", actor=actor, at=at, note=reason, return_reason=reason.strip(), redo_by=redo_by,
            on=timezone.localdate(at),
        )  # fmt: skip
        waiting = row.change_sets().filter(state=ChangeSetState.SUBMITTED) if with_sets else ()
        for change_set in waiting:
            return_review(actor=actor, change_set=change_set, opinion=reason.strip(), at=at)
        title = f"清理材料被退回，请于{redo_by:%Y-%m-%d}前改好"
        _urge([_message(row, f"return:{at:%Y%m%d%H%M%S}", title, reason.strip(), at)])
    return row


def inspect(*, actor, part, on, people, finding, mend_by=None, file=None, at=None) -> Inspection:
    """Record a 督查. `file` is an uploaded file; ValidationError says what is wrong with it."""
    at = at or timezone.now()
    upload = check_upload(file, allowed=FILE_TYPES, of_office=True) if file else None
    with transaction.atomic():
        row, _ = PART.fire(
            part, "inspect", actor=actor, at=at, note=f"{people.strip()}：{finding.strip()}", on=on, people=people,
            finding=finding, today=timezone.localdate(at),
        )  # fmt: skip
        return Inspection.objects.create(
            part=row, on=on, people=people.strip(), finding=finding.strip(), mend_by=mend_by, file=file or "",
            file_name=shown_name(file.name) if file else "", file_sha256=upload.sha256 if upload else "",
            recorded_by=actor, recorded_at=at,
        )  # fmt: skip


# --- urging ----------------------------------------------------------------------------------------------------------


def remind_late(*, actor, campaign, words="", at=None) -> int:
    """催报: a message to those who fill the lists of every late body, once a day each. How many were told now.

    MoveRefused when nobody is late.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        late = [part for part in _open_parts(locked) if part.is_late(day)]
        if not late and locked.state == CampaignState.RUNNING:
            raise MoveRefused("现在没有逾期的单位，不用催报。")
        rows = [_late_message(part, f"remind:{day}", at, words.strip()) for part in late]
        known = set(Urging.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
        fresh = [row for row in rows if row.key not in known]
        if rows and not fresh:
            return 0
        note = "、".join(str(part.organisation) for part in late)
        CAMPAIGN.fire(campaign, "remind", actor=actor, at=at, note=note, told=len(fresh), message=words)
        return _urge(fresh)


def close_campaign(*, actor, campaign, note="", at=None) -> Campaign:
    """End a campaign; what was urged in it is settled."""
    at = at or timezone.now()
    with transaction.atomic():
        row, _ = CAMPAIGN.fire(campaign, "close", actor=actor, at=at, note=note, reason=note, closed_at=at)
        _open_urgings(f"campaign:{row.number}:").update(settled_at=at)
    return row


def watch_campaigns(*, on: date | None = None, at=None) -> dict[str, int]:
    """Every night: mark who became late, remind before each end. How many of both. Runs again harmlessly."""
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    marked, messages = 0, []
    with transaction.atomic():
        for campaign in Campaign.objects.filter(state=CampaignState.RUNNING, starts_on__lte=on).order_by("id"):
            parts = list(_open_parts(campaign))
            marked += _mark_late(campaign, parts, on, at)
            messages += [_late_message(part, f"late:{part.due_on}", at) for part in parts if part.is_late(on)]
            messages += _before_ends(campaign, parts, on, at)
        return {"late": marked, "reminded": _urge(messages)}


def _mark_late(campaign, parts, on, at) -> int:
    """One log row for each body and each day that it missed."""
    known = set(
        PartMove.objects.filter(subject__campaign=campaign, move="late").values_list("subject_id", "facts__due")
    )
    late = [part for part in parts if part.is_late(on) and (part.pk, part.due_on.isoformat()) not in known]
    for part in late:
        PART.fire(part, "late", actor=None, at=at, note=f"应于{part.due_on:%Y-%m-%d}前报送", due=part.due_on)
    return len(late)


def _before_ends(campaign, parts, on, at) -> list[Urging]:
    """Reminders that are due on this day: to the bodies before theirs, to 审改办 before the end of a stage."""
    found = []
    ahead = {on + timedelta(days=days): days for days in campaign.remind_days}
    if days := ahead.get(campaign.contacts_by):
        unnamed = _without_contacts(parts)
        title = f"还有{days}天：请报送工作负责人和联络员名单（附件7）"
        text = f"“{campaign.title}”要求{campaign.contacts_by:%Y-%m-%d}前报送。"
        found += [_message(part, f"contacts:{on}", title, text, at) for part in unnamed]
    for part in parts:
        if days := ahead.get(part.due_on):
            title = f"还有{days}天：请报送清理材料"
            text = f"“{campaign.title}”要求{part.due_on:%Y-%m-%d}前把各类表格报县委编办。"
            found.append(_message(part, f"before:{on}", title, text, at))
    for field, name, ends in campaign.stages[1:]:
        if days := ahead.get(ends):
            found.append(
                Urging(
                    key=f"campaign:{campaign.number}:{field}:{on}", kind=UrgingKind.CAMPAIGN, created_at=at,
                    organisation_id=campaign.organisation_id, permission=LEAD,
                    title=f"还有{days}天：“{campaign.title}”{name}阶段截止", text=f"截止日期{ends:%Y-%m-%d}。",
                    address=address_of(campaign),
                )
            )  # fmt: skip
    return found


def _without_contacts(parts) -> list[CampaignPart]:
    roles: dict[int, set[str]] = {}
    rows = Contact.objects.filter(organisation__in=[part.organisation_id for part in parts]).order_by()
    for body, role in rows.values_list("organisation_id", "role"):
        roles.setdefault(body, set()).add(role)
    return [
        part for part in parts
        if ContactRole.LIAISON not in (named := roles.get(part.organisation_id, set())) or not named & set(CHIEFS)
    ]  # fmt: skip


def _open_parts(campaign):
    rows = campaign.parts.exclude(state=PartState.HANDED_IN).select_related("organisation", "campaign")
    return rows.order_by("organisation__sort_key", "id")


def _late_message(part, what: str, at, words: str = "") -> Urging:
    title = f"{'催报' if what.startswith('remind') else Standing.LATE.label}：请尽快报送清理材料"
    text = f"“{part.campaign.title}”应于{part.due_on:%Y-%m-%d}前报送。{words}"
    return _message(part, what, title, text, at)


def _message(part, what: str, title: str, text: str, at) -> Urging:
    return Urging(
        key=f"campaign:{part.campaign.number}:{part.organisation_id}:{what}", kind=UrgingKind.CAMPAIGN, created_at=at,
        organisation_id=part.organisation_id, permission=FILL, title=title, text=text,
        address=f"{address_of(part.campaign)}{part.organisation.code}/",
    )  # fmt: skip


def address_of(campaign) -> str:
    return f"/desk/lists/campaigns/{campaign.number}/"


def _urge(rows: list[Urging]) -> int:
    """Write those messages that aren't there yet."""
    known = set(Urging.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = [row for row in rows if row.key not in known]
    Urging.objects.bulk_create(fresh, 500, ignore_conflicts=True)
    return len(fresh)


def _open_urgings(prefix: str):
    return Urging.objects.filter(kind=UrgingKind.CAMPAIGN, key__startswith=prefix, settled_at__isnull=True)


def _settle(part, at) -> None:
    """What was urged of the body in this campaign is done."""
    _open_urgings(f"campaign:{part.campaign.number}:{part.organisation_id}:").update(settled_at=at)


def required(keys) -> list[tuple[str, str]]:
    """Forms that a campaign may ask for, with their names."""
    return [(key, FORMS[key].name if key in FORMS else KINDS[key].label) for key in keys]
