"""Two kinds of workbook for the engine of `imports`: the values of a factor scheme, and a month's execution."""

from collections import Counter
from decimal import Decimal

from accounts.models import Organisation
from core.registers import number_of
from core.workbooks import squeeze
from core.workflow import MoveRefused

from ..enums import AllocationState
from ..kinds import amount_of
from ..kinds import factors as kinds
from ..models import Execution, FundVersion, Scheme, in_wan
from ..queries.schemes import factors_of, inputs_of
from .execution import MonthRow, judge_month, report_execution, restore_month
from .imports import CHANGED, NEW, REFUSED, UNCHANGED, Compared, ImportKind, Line, register
from .schemes import clear_units, put_units


def _scheme(subject: str) -> Scheme:
    """The scheme of a subject `FP20260001:7`. LookupError when there is none."""
    number, _, pk = subject.partition(":")
    rows = Scheme.objects.select_related("allocation__entry__organisation")
    row = rows.filter(pk=number_of(pk) or 0, allocation__number=number).order_by("pk").first()
    if row is None:
        raise LookupError(subject)
    return row


def _factors_place(subject: str) -> tuple[str, str]:
    scheme = _scheme(subject)
    address = f"/desk/funds/allocations/{scheme.allocation.number}/schemes/{scheme.pk}/"
    return f"{scheme.allocation.title}：{scheme.name}", address


def _judge_factors(reading, subject: str, organisation) -> Compared:
    """Every unit with a value for every factor; what one lacks is named row by row."""
    scheme = _scheme(subject)
    if scheme.allocation.entry.organisation_id != organisation.pk:
        return Compared([], faults=["这个分配方案不属于本单位。"])
    if scheme.allocation.state != AllocationState.DRAFT:
        return Compared([], faults=["分配方案已经报送，不能再导入因素值。"])
    factors = factors_of(scheme)
    lines, faults = [], kinds.factor_faults(factors)
    for label in _unknown(reading, factors):
        faults.append(f"表里的“{label}”不是这个方案的因素。请删去这一列，或者先在方案里加上这个因素。")
    before = {unit.code: unit for unit in inputs_of(scheme)[1]}
    seen = Counter(item.data.get("code") for item in reading.items)
    for item in reading.items:
        line = Line.of(item, item.get("name"))
        values = _values(item, factors, line)
        code = item.data.get("code", "")
        if code and seen[code] > 1:
            line.refuse(f"第{item.row}行单位编码“{code}”出现了 {seen[code]} 次，请核对。")
        if line.state != REFUSED:
            coefficient = item.data["coefficient"] if item.data["coefficient"] is not None else Decimal(1)
            line.key = code
            line.cells = {"code": code, "values": values, "coefficient": kinds.plain(coefficient)}
            _set_change(line, before.get(code), factors, coefficient)
        lines.append(line)
    missing = [Line(unit.name, "missing", key=code) for code, unit in before.items() if code not in seen]
    faults += _absent(seen)
    compared = Compared(lines, missing=missing, faults=faults)
    if not faults and not compared.count(REFUSED):
        compared.faults += kinds.faults_of(scheme.allocation.total, factors, _units(compared))
    return compared


def _absent(seen: Counter) -> list[str]:
    """The townships that a table of townships leaves out, in words: a line forgotten isn't a township without money."""
    townships = Organisation.objects.current().townships().order_by("sort_key", "code")
    names = {row.code: row.short_name or row.name for row in townships}
    absent = [name for code, name in names.items() if code not in seen]
    if not absent or len(absent) == len(names):  # all there, or not a table of townships
        return []
    return [f"表里没有{'、'.join(absent)}。各乡镇都要列出；这一次不分配的，因素值填 0。"]


def _unknown(reading, factors) -> list[str]:
    names = {squeeze(factor.name) for factor in factors}
    labels = {label for item in reading.items for label in item.extra}
    return sorted(label for label in labels if squeeze(label) not in names and label != "备注")


def _values(item, factors, line: Line) -> list[str]:
    texts = {squeeze(label): text for label, text in item.extra.items()}
    values = []
    for factor in factors:
        text = texts.get(squeeze(factor.name), "").strip()
        number = amount_of(text) if text else None
        if not text:
            line.refuse(f"第{item.row}行{line.name}缺少因素“{factor.name}”的值。没有的请填 0。", "missing_value")
        elif number is None:
            line.refuse(f"第{item.row}行{line.name}的“{factor.name}”写的是“{text}”，不是数字。请只填数字。")
        elif number < 0:
            line.refuse(f"第{item.row}行{line.name}的“{factor.name}”是负数 {text}，请核对。")
        elif number >= Decimal(10) ** 18 or number != number.quantize(Decimal("0.000001")):  # in this order
            line.refuse(f"第{item.row}行{line.name}的“{factor.name}”位数过多，最多 6 位小数。")
        else:
            values.append(kinds.plain(number))
    return values


def _set_change(line: Line, before, factors, coefficient) -> None:
    if before is None:
        return
    after = [Decimal(value) for value in line.cells["values"]]
    line.changes = [
        (factor.name, kinds.plain(old), kinds.plain(new))
        for factor, old, new in zip(factors, before.values, after, strict=True)
        if old != new
    ]
    if before.coefficient != coefficient:
        line.changes.append(("系数", kinds.plain(before.coefficient), kinds.plain(coefficient)))
    line.state = CHANGED if line.changes or before.name != line.name else UNCHANGED


def _units(compared: Compared) -> list[kinds.Unit]:
    return [
        kinds.Unit(
            line.cells["code"],
            line.name,
            tuple(map(Decimal, line.cells["values"])),
            Decimal(line.cells["coefficient"]),
        )
        for line in compared.lines
    ]


def _write_factors(*, actor, subject, organisation, compared, drop_missing, at) -> dict:
    """The whole table anew: units that the file lacks are gone, as the preview said."""
    scheme = _scheme(subject)
    units = inputs_of(scheme)[1]
    before = [[u.code, u.name, [kinds.plain(v) for v in u.values], kinds.plain(u.coefficient)] for u in units]
    scheme = put_units(actor=actor, scheme=scheme, units=_units(compared), at=at)
    return {"before": before, "digest": scheme.digest}


def _take_back_factors(*, actor, subject, facts, at) -> None:
    scheme = _scheme(subject)
    if scheme.chosen or scheme.digest != facts["digest"]:
        raise MoveRefused("方案已经采用，或者之后又改过，不能撤销导入。请重新导入。")
    if not facts["before"]:
        clear_units(actor=actor, scheme=scheme, at=at)
        return
    units = [kinds.Unit(c, n, tuple(map(Decimal, v)), Decimal(k)) for c, n, v, k in facts["before"]]
    put_units(actor=actor, scheme=scheme, units=units, at=at)


def _month(subject: str) -> tuple[int, int]:
    """`2026-10`. LookupError when it is no month."""
    year, _, month = subject.partition("-")
    year, month = number_of(year), number_of(month)
    if year is None or month is None or not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise LookupError(subject)
    return year, month


def _execution_place(subject: str) -> tuple[str, str]:
    year, month = _month(subject)
    return f"{year} 年 {month} 月支出进度", f"/desk/funds/spending/?year={year}"


def _judge_execution(reading, subject: str, organisation) -> Compared:
    year, month = _month(subject)
    texts = FundVersion.objects.filter(
        entry__organisation=organisation, year=year, state="published", valid_to__isnull=True
    ).select_related("entry")  # fmt: skip
    by_code = {row.entry.code: row for row in texts}
    by_name = {squeeze(row.name): row for row in texts}
    known = {
        row.entry_id: row
        for row in Execution.objects.filter(entry__in=[t.entry_id for t in texts], year=year, month=month)
    }
    lines, rows = [], {}
    for item in reading.items:
        line = Line.of(item, item.get("name"))
        lines.append(line)
        text = by_code.get(item.data.get("code")) or by_name.get(squeeze(item.get("name")))
        if text is None:
            line.refuse(f"第{item.row}行“{line.name}”不在本单位 {year} 年度已公布的清单里。请核对编码和名称。")
        elif str(text.entry_id) in rows:
            line.refuse(f"第{item.row}行“{line.name}”写了两次，请合并。")
        if line.state == REFUSED:
            continue
        rows[str(text.entry_id)] = line
        line.key = str(text.entry_id)
        line.cells = {
            "planned": f"{item.data['planned']:.2f}",
            "executed": f"{item.data['executed']:.2f}",
            "remark": item.data["remark"],
        }
        _set_month_change(line, known.get(text.entry_id))
    judged = judge_month({int(key): _month_row(line.cells) for key, line in rows.items()}, year, month)
    for entry, (refused, warned) in judged.items():
        line = rows[str(entry)]
        for said in refused:
            line.refuse(f"第{line.row}行{said}")
        line.warnings += [f"第{line.row}行{said}" for said in warned]
    return Compared(lines)


def _month_row(cells: dict) -> MonthRow:
    return MonthRow(Decimal(cells["planned"]), Decimal(cells["executed"]), cells["remark"])


def _set_month_change(line: Line, before) -> None:
    if before is None:
        return
    now = _month_row(line.cells)
    pairs = (
        ("累计计划支出（万元）", in_wan(before.planned), in_wan(now.planned)),
        ("累计实际支出（万元）", in_wan(before.executed), in_wan(now.executed)),
        ("说明", before.remark, now.remark),
    )
    line.changes = [pair for pair in pairs if pair[1] != pair[2]]
    line.state = CHANGED if line.changes else UNCHANGED


def _write_execution(*, actor, subject, organisation, compared, drop_missing, at) -> dict:
    year, month = _month(subject)
    rows = {int(line.key): _month_row(line.cells) for line in compared.lines if line.state in (NEW, CHANGED)}
    known = {row.entry_id: row for row in Execution.objects.filter(entry__in=rows, year=year, month=month)}
    before = {
        str(entry): [f"{known[entry].planned}", f"{known[entry].executed}", known[entry].remark]
        if entry in known
        else None
        for entry in rows
    }
    report_execution(actor=actor, organisation=organisation, year=year, month=month, rows=rows, at=at)
    return {"before": before, "organisation": organisation.pk}


def _take_back_execution(*, actor, subject, facts, at) -> None:
    year, month = _month(subject)
    before = {
        int(entry): MonthRow(Decimal(row[0]), Decimal(row[1]), row[2]) if row else None
        for entry, row in facts["before"].items()
    }
    organisation = Organisation.objects.get(pk=facts["organisation"])
    restore_month(actor=actor, organisation=organisation, year=year, month=month, before=before, at=at)


FACTORS = register(
    ImportKind(
        "factors", "因素法分配因素值表", "fill_funds", _judge_factors, _write_factors, _factors_place,
        _take_back_factors,
    )
)  # fmt: skip
EXECUTION = register(
    ImportKind(
        "execution", "专项资金支出进度月报表", "fill_funds", _judge_execution, _write_execution, _execution_place,
        _take_back_execution,
    )
)  # fmt: skip
