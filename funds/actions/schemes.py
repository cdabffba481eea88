"""因素方案: factors with weights, values by unit, the result; two may be compared, one is chosen with its reason."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import holds
from core.workflow import MoveRefused

from ..enums import AllocationState, Manner
from ..kinds import factors as kinds
from ..models import Allocation, Scheme, SchemeUnit
from ..queries.schemes import factors_of, inputs_of
from ..workflow.allocations import ALLOCATION
from .allocations import ShareRow, replace_shares

MAX_SCHEMES = 6
MAX_FACTORS = 20
MAX_UNITS = 10_000
PLACES = Decimal("0.000001")


def _draft(actor, allocation) -> Allocation:
    """The allocation locked, in draft, in the hands of one who may fill it."""
    row = Allocation.objects.select_for_update(of=("self",)).select_related("entry__organisation").get(pk=allocation.pk)
    if not holds(actor, "fill_funds", row.entry.organisation):
        raise PermissionDenied("您没有测算这项资金的权限。")
    if row.manner != Manner.FACTORS:
        raise MoveRefused("这个分配方案不是按因素法分配的。")
    if row.state != AllocationState.DRAFT:
        raise MoveRefused(f"分配方案现在是“{row.get_state_display()}”，不能再改因素方案。")
    return row


@transaction.atomic
def add_scheme(*, actor, allocation, name: str, copy_of: Scheme | None = None, at=None) -> Scheme:
    """Begin a scheme, empty or as a copy of another one of the same allocation."""
    row = _draft(actor, allocation)
    if not name.strip():
        raise MoveRefused("请填写方案名称。")
    if row.schemes.filter(name=name.strip()).exists():
        raise MoveRefused(f"已经有名为“{name.strip()}”的方案，请换一个名称。")
    if row.schemes.count() >= MAX_SCHEMES:
        raise MoveRefused(f"一个分配最多比较 {MAX_SCHEMES} 个方案。")
    scheme = Scheme.objects.create(allocation=row, name=name.strip())
    if copy_of is not None:
        if copy_of.allocation_id != row.pk:
            raise MoveRefused("只能照抄同一个分配里的方案。")
        scheme.factors, scheme.coefficient_note = copy_of.factors, copy_of.coefficient_note
        scheme.save(update_fields=["factors", "coefficient_note"])
        units = list(copy_of.units.order_by("position"))
        for unit in units:
            unit.pk, unit.scheme, unit.amount = None, scheme, None
        SchemeUnit.objects.bulk_create(units, 2000)
    ALLOCATION.fire(row, "edit", actor=actor, at=at, note=f"建立因素方案“{scheme.name}”")
    return scheme


@transaction.atomic
def set_factors(*, actor, scheme, factors: Sequence[kinds.Factor], coefficient_note: str = "", at=None) -> Scheme:
    """Set the factors and their weights. Values are kept by the factor's name; the result has to be computed anew."""
    _draft(actor, scheme.allocation)
    if len(factors) > MAX_FACTORS:
        raise MoveRefused(f"因素最多 {MAX_FACTORS} 个，请合并。")
    if faults := kinds.factor_faults(factors):
        raise MoveRefused("；".join(faults))
    before = [factor.name for factor in factors_of(scheme)]
    names = [factor.name for factor in factors]
    scheme.factors = [
        {"name": f.name, "weight": kinds.plain(f.weight), "measure": f.measure, "source": f.source} for f in factors
    ]
    scheme.coefficient_note = coefficient_note.strip()
    _undone(scheme)
    if names != before:
        if set(names) <= set(before):
            units = list(scheme.units.all())
            for unit in units:
                unit.values = [unit.values[before.index(name)] for name in names]
            SchemeUnit.objects.bulk_update(units, ["values"], 2000)
        else:
            scheme.units.all().delete()  # a new factor has no values: they come with the next workbook
    ALLOCATION.fire(scheme.allocation, "edit", actor=actor, at=at, note=f"设定因素方案“{scheme.name}”的因素和权重")
    return scheme


@transaction.atomic
def put_units(*, actor, scheme, units: Iterable[kinds.Unit], at=None) -> Scheme:
    """Set the values of all units anew, and compute. MoveRefused in words; then nothing is written."""
    row = _draft(actor, scheme.allocation)
    units, factors = list(units), factors_of(scheme)
    if len(units) > MAX_UNITS:
        raise MoveRefused(f"单位最多 {MAX_UNITS} 个。")
    faults = kinds.faults_of(row.total, factors, units)
    faults += [
        f"{u.name}的数值小数位过多，最多 6 位。" for u in units if any(v != v.quantize(PLACES) for v in u.values)
    ][:5]
    if faults:
        raise MoveRefused("；".join(faults))
    known = dict(Organisation.objects.filter(code__in=[u.code for u in units]).values_list("code", "pk"))
    scheme.units.all().delete()
    SchemeUnit.objects.bulk_create(
        [
            SchemeUnit(
                scheme=scheme, position=number, code=unit.code, name=unit.name, values=list(unit.values),
                coefficient=unit.coefficient, organisation_id=known.get(unit.code),
            )
            for number, unit in enumerate(units, start=1)
        ],
        2000,
    )  # fmt: skip
    _undone(scheme)
    ALLOCATION.fire(row, "edit", actor=actor, at=at, note=f"导入因素方案“{scheme.name}”的数据 {len(units)} 个单位")
    return compute_scheme(actor=actor, scheme=scheme, at=at)


def _undone(scheme):
    """What was computed before no longer holds; nor does the choice of it."""
    if scheme.chosen:
        scheme.allocation.shares.all().delete()
    scheme.chosen, scheme.computed_at, scheme.digest = False, None, ""
    scheme.save(update_fields=["factors", "coefficient_note", "chosen", "computed_at", "digest"])


@transaction.atomic
def compute_scheme(*, actor, scheme, at=None) -> Scheme:
    """测算: the amount of each unit to the 分, and the digest of inputs and results. MoveRefused in words."""
    at = at or timezone.now()
    row = _draft(actor, scheme.allocation)
    factors, units = inputs_of(scheme)
    try:
        amounts = kinds.allocate(row.total, factors, units)
    except kinds.Unallocable as refusal:
        raise MoveRefused(str(refusal)) from None
    rows = list(scheme.units.all())
    for unit in rows:
        unit.amount = amounts[unit.code]
    SchemeUnit.objects.bulk_update(rows, ["amount"], 2000)
    scheme.computed_at = at
    scheme.digest = kinds.digest_of(kinds.document(row.total, factors, units, amounts, scheme.coefficient_note))
    scheme.save(update_fields=["computed_at", "digest"])
    return scheme


@transaction.atomic
def choose_scheme(*, actor, scheme, reason: str, at=None) -> Scheme:
    """采用 a scheme, with the reason: its amounts become the shares."""
    row = _draft(actor, scheme.allocation)
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if not scheme.digest:
        raise MoveRefused(f"方案“{scheme.name}”还没有按现在的总额测算，请先测算。")
    ALLOCATION.fire(
        row, "choose", actor=actor, at=at, note=f"采用“{scheme.name}”：{reason.strip()}", reason=reason, scheme=scheme,
        digest=scheme.digest,
    )  # fmt: skip
    row.schemes.exclude(pk=scheme.pk).filter(chosen=True).update(chosen=False)
    scheme.chosen = True
    scheme.save(update_fields=["chosen"])
    units = scheme.units.select_related("organisation").order_by("position")
    replace_shares(
        row,
        [
            ShareRow(unit.name, row.title, unit.amount, unit.name if unit.organisation_id else "", unit.organisation)
            for unit in units
        ],
    )
    return scheme


@transaction.atomic
def clear_units(*, actor, scheme, at=None) -> Scheme:
    """Take all units out of a scheme."""
    row = _draft(actor, scheme.allocation)
    scheme.units.all().delete()
    _undone(scheme)
    ALLOCATION.fire(row, "edit", actor=actor, at=at, note=f"清空因素方案“{scheme.name}”的数据")
    return scheme


@transaction.atomic
def drop_scheme(*, actor, scheme, at=None):
    """Take a scheme out of an allocation in draft."""
    row = _draft(actor, scheme.allocation)
    if scheme.chosen:
        row.shares.all().delete()
    ALLOCATION.fire(row, "edit", actor=actor, at=at, note=f"删去因素方案“{scheme.name}”")
    scheme.delete()
