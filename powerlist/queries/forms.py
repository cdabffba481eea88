"""What a body has filled in of each form: how many entries are in force, how many under way."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Organisation, organisations_where
from core.registers import VersionState

from ..kinds import FORMS, KINDS, Kind
from ..models import Contact, KindSetting, ListVersion
from ..models.lists import LIST_PERMISSIONS

# in the order of the founding document; what is declared beside it follows
ANNEXES = ("duties", "summary", "details", "overlaps", "public_services", "powers", "contacts")


@dataclass(frozen=True)
class FormLine:
    """One form of a body. `kind` is None for 附件2 and 附件7, which are no lists of entries."""

    key: str
    name: str
    kind: Kind | None
    in_force: int | None
    under_way: int
    lead: str
    approver: str
    days: int | None
    note: str


def bodies(user):
    """The bodies for which the person works on lists."""
    return organisations_where(user, *LIST_PERMISSIONS).current().order_by("sort_key", "code")


def body(user, code: str) -> Organisation | None:
    """The body asked for, or the person's own, or the first in reach."""
    rows = bodies(user)
    if code:
        return rows.filter(code=code).order_by("id").first()
    return rows.filter(pk=user.organisation_id).order_by("id").first() or rows.first()


def forms_of(organisation) -> list[FormLine]:
    """Every form with its counts and the county's rule for it. Three queries."""
    counts = {
        kind: (in_force, under_way)
        for kind, in_force, under_way in ListVersion.objects.filter(organisation=organisation)
        .order_by()
        .values_list("kind")
        .annotate(
            in_force=Count("id", filter=Q(state=VersionState.PUBLISHED, valid_to__isnull=True)),
            under_way=Count("id", filter=Q(state=VersionState.PROPOSED)),
        )
    }
    rules = {rule.kind: rule for rule in KindSetting.objects.select_related("lead", "approver").order_by("id")}
    people = Contact.objects.filter(organisation=organisation).count()
    keys = [*ANNEXES, *(key for key in KINDS if key not in ANNEXES)]
    return [_line(key, counts, rules.get(key), people) for key in keys]


def _line(key: str, counts: dict, rule: KindSetting | None, people: int) -> FormLine:
    kind = KINDS.get(key)
    in_force, under_way = counts.get(key, (0, 0))
    if kind is None:
        note = "由附件3算出，不另存" if key == "summary" else "手机号加密保存，显示时打码"
        return FormLine(key, FORMS[key].name, None, people if key == "contacts" else None, 0, "", "", None, note)
    lead = str(rule.lead) if rule and rule.lead else kind.lead
    approver = str(rule.approver) if rule and rule.approver else kind.approver
    note = "对外公开" if kind.is_public else "只在内部使用"
    days = rule.update_days if rule else kind.update_days
    return FormLine(key, kind.form.name, kind, in_force, under_way, lead, approver, days, note)
