"""What the government has already: from the applicant's own account, licences and earlier applications, nobody else's.

行政许可法 does not let an applicant be asked for what is on file; 优化营商环境条例 36 forbids asking for it again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from licences.enums import Trust
from licences.models import Licence, holder_index_of
from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import EARLIER, NO, PROFILE, YES
from powerlist.models import ItemField

from ..enums import CaseState
from ..models import Case

EARLIER_CASES = 10  # so many of the last applications are looked at
FIXED = ("number", "holder_name", "issued_on", "valid_to")
STREET = re.compile(r"^(?P<village>.*?(?:村|社区|街道|路|街))(?P<detail>.*)$")


@dataclass(frozen=True)
class Held:
    """A value on file and where it comes from, in words."""

    value: object
    words: str


def held_for(user, fields: Iterable) -> dict[str, Held]:
    """What is on file of this person for the fields that declare a source, by key. Three queries at the most.

    Licences that are valid today and vouched for by an authority; applications that this person filed for the same
    holder (a 经办人 who changed the body finds nothing of the former one).
    """
    wanted = [field for field in fields if field.source]
    if not wanted or user is None or not user.is_authenticated:
        return {}
    licences = _licences(user, wanted)
    earlier = _earlier(user, [field for field in wanted if field.source == EARLIER])
    found = {}
    for field in wanted:
        held = earlier.get(field.key) if field.source == EARLIER else _of_source(user, field, licences)
        if held is not None and (value := _fitted(field, held.value)):
            found[field.key] = Held(value, held.words)
    return found


def licences_on_file(user) -> list[Licence]:
    """The applicant's licences of every state, for checking the number of one."""
    if user is None or not user.is_authenticated:
        return []
    rows = Licence.objects.held_by(user).exclude(trust=Trust.UPLOADED).select_related("type")
    return list(rows.order_by("-issued_on", "-id"))


def _of_source(user, field, licences) -> Held | None:
    what, _, fact = field.source.rpartition(".")
    if what == "profile":
        value = getattr(user, fact, "") if fact in PROFILE else ""
        return Held(value, "您的账号资料") if value else None
    for licence in licences.get(what.removeprefix("licence:"), []):
        if value := _fact(licence, fact):
            return Held(value, f"您的《{licence.type.name}》（{licence.original_number or licence.number}）")
    return None


def _licences(user, fields) -> dict[str, list[Licence]]:
    codes = {f.source.rpartition(".")[0].removeprefix("licence:") for f in fields if f.source.startswith("licence:")}
    if not codes:
        return {}
    rows = Licence.objects.held_by(user).valid_on(timezone.localdate()).exclude(trust=Trust.UPLOADED)
    found: dict[str, list[Licence]] = {}
    for licence in rows.filter(type__code__in=codes).select_related("type").order_by("-issued_on", "-id"):
        found.setdefault(licence.type.code, []).append(licence)
    return found


def _fact(licence: Licence, name: str) -> str:
    if name == "number":
        return licence.original_number or licence.number
    if name in FIXED:
        value = getattr(licence, name)
        return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    value = licence.content.get(name) or (licence.details or {}).get(name) or ""
    return str(value)


def _earlier(user, fields) -> dict[str, Held]:
    index = holder_index_of(user)
    if not fields or not index:
        return {}
    filed = Case.objects.of_applicant(user).filter(applicant_index=index).exclude(state=CaseState.DRAFT)
    cases = list(filed.order_by("-id")[:EARLIER_CASES])
    kinds = set(
        ItemField.objects.filter(version__in={c.version_id for c in cases}, key__in={f.key for f in fields})
        .order_by("id")
        .values_list("version_id", "key", "kind")
    )
    found = {}
    for field in fields:
        for case in cases:
            value = case.form.get(field.key)
            if value and (case.version_id, field.key, field.kind) in kinds:
                day = date_format(timezone.localtime(case.received_at), "Y年n月j日")
                found[field.key] = Held(value, f"您 {day} 申请的“{case.item_name}”")
                break
    return found


def _fitted(field, value):
    """The value in the shape of the field's kind; None when it doesn't fit."""
    if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        options = [YES, NO] if field.kind == FieldKind.YES_NO else [str(option) for option in field.options]
        return value if value in options else None
    if field.kind == FieldKind.ADDRESS:
        return value if isinstance(value, dict) else address_of(str(value))
    if field.kind in (FieldKind.TABLE, FieldKind.CHOICES):
        return value if isinstance(value, list) else None
    return value if isinstance(value, str | dict) else None


def address_of(text: str) -> dict:
    """A written address in its parts, as far as they can be told apart."""
    found = re.match(r"^(?:.*?省)?(?:.*?市)?(?:.*?县)?(?P<township>[^\d\s]{1,8}?(?:镇|乡))(?P<rest>.*)$", text)
    if not found:
        return {"township": "", "village": "", "detail": text}
    rest = STREET.match(found["rest"])
    village, detail = (rest["village"], rest["detail"]) if rest else (found["rest"], "")
    return {"township": found["township"], "village": village, "detail": detail}
