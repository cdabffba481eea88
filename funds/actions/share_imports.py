"""The shares of an allocation by fact (据实据效) from a workbook: the whole table anew, by the engine of `imports`."""

from decimal import Decimal

from core.workflow import MoveRefused

from ..enums import AllocationState, Manner
from ..kinds import amount_of
from ..models import Allocation
from .allocations import PERSONAL, ShareRow, put_shares
from .imports import CHANGED, NEW, REFUSED, UNCHANGED, Compared, ImportKind, Line, register
from .list_imports import bare, bodies_by_name

DOUBLE = "第{}行“{}”的“{}”在第{}行已经写过，请合并。"


def _allocation(subject: str) -> Allocation:
    """LookupError when there is none of this number."""
    row = Allocation.objects.filter(number=subject).select_related("entry__organisation").first()
    if row is None:
        raise LookupError(subject)
    return row


def place(subject: str) -> tuple[str, str]:
    row = _allocation(subject)
    return f"{row.title}：分配明细", f"/desk/funds/allocations/{row.number}/"


def judge(reading, subject: str, organisation) -> Compared:
    """Each row beside the shares on record; the sheet's sum beside the total of the allocation."""
    row = _allocation(subject)
    if row.entry.organisation_id != organisation.pk:
        return Compared([], faults=["这个分配方案不属于本单位。"])
    if row.manner != Manner.FACT:
        return Compared([], faults=["这个分配方案的明细由项目或者因素得出，不能导入。"])
    if row.state != AllocationState.DRAFT:
        return Compared([], faults=["分配方案已经报送，不能再导入明细。"])
    known = {_key(s.recipient, s.use, s.region): s.amount for s in row.shares.all()}
    bodies, lines, met = bodies_by_name(), [], {}
    for item in reading.items:
        line = Line.of(item, item.get("name"))
        lines.append(line)
        if line.state != REFUSED:
            _judge_share(line, item, known, bodies, met)
    missing = [Line(recipient, changes=[("用途", use, "")]) for recipient, use, _ in known.keys() - met.keys()]
    together = sum((Decimal(line.cells["amount"]) for line in lines if line.cells), Decimal(0))
    return Compared(lines, missing=missing, **_sums(reading, row, together))


def _key(recipient: str, use: str, region: str) -> tuple[str, str, str]:
    return bare(recipient), bare(use), bare(region)


def _judge_share(line: Line, item, known: dict, bodies: dict, met: dict) -> None:
    data = item.data
    key, amount = _key(line.name, data["use"], data["region"]), data["amount"]
    if key in met:
        line.refuse(DOUBLE.format(item.row, line.name, data["use"], met[key]), "double")
    elif amount is None or amount <= 0:
        line.refuse(f"第{item.row}行的数额要大于零。", "amount")
    elif PERSONAL.search(f"{line.name} {data['use']} {data['region']}"):
        line.refuse(f"第{item.row}行写了身份证号或者手机号。明细会公开，请删去；发给个人的写发放单位。", "personal")
    else:
        met[key] = item.row
        body = bodies.get(bare(line.name))
        line.key = "/".join(key)
        line.cells = {"recipient": line.name, "use": data["use"], "region": data["region"], "amount": f"{amount:.2f}",
                      "organisation": body.pk if body else None}  # fmt: skip
        before = known.get(key)
        line.state = NEW if before is None else UNCHANGED if before == amount else CHANGED
        if line.state == CHANGED:
            line.changes = [("数额（元）", f"{before:,.2f}", f"{amount:,.2f}")]


def _sums(reading, row: Allocation, together: Decimal) -> dict:
    """What the sheet's 合计 and the total of the allocation say beside the sum of its rows."""
    faults, warnings = [], []
    for sheet in reading.sheets:
        unit = {"万元": 10_000, "千元": 1000, "亿元": 10**8}.get(sheet.amount_unit, 1)
        stated = amount_of(sheet.totals[-1][2].get("amount", "")) if sheet.totals else None
        if stated is not None and len(reading.sheets) == 1 and stated * unit != together:
            faults.append(f"表里的合计是 {stated * unit:,.2f} 元，逐行相加是 {together:,.2f} 元。请核对后重新上传。")
    if together != row.total:
        warnings.append(f"明细合计 {together:,.2f} 元，分配总额 {row.total:,.2f} 元。一致后才能报送。")
    return {"faults": faults, "warnings": warnings}


def write(*, actor, subject, organisation, compared, drop_missing, at) -> dict:
    """The whole table anew: what the file lacks is gone, as the preview said."""
    row = _allocation(subject)
    before = [[s.recipient, s.use, f"{s.amount}", s.region, s.organisation_id] for s in row.shares.all()]
    cells = [line.cells for line in compared.lines]
    rows = [[c["recipient"], c["use"], c["amount"], c["region"], c["organisation"]] for c in cells]
    put_shares(actor=actor, allocation=row, rows=_rows(rows), at=at)
    return {"before": before, "after": rows}


def _rows(rows: list) -> list[ShareRow]:
    from accounts.models import Organisation

    bodies = Organisation.objects.in_bulk([pk for *_, pk in rows if pk])
    return [
        ShareRow(recipient, use, Decimal(amount), region, organisation=bodies.get(pk))
        for recipient, use, amount, region, pk in rows
    ]


def take_back(*, actor, subject, facts, at) -> None:
    row = _allocation(subject)
    now = [[s.recipient, s.use, f"{s.amount}", s.region, s.organisation_id] for s in row.shares.all()]
    if row.state != AllocationState.DRAFT or now != facts["after"]:
        raise MoveRefused("导入之后明细又改过，或者已经报送，不能撤销导入。请重新导入。")
    if not facts["before"]:
        raise MoveRefused("导入以前没有明细，不能撤销成空的。请重新导入或者修改明细。")
    put_shares(actor=actor, allocation=row, rows=_rows(facts["before"]), at=at)


SHARES = register(ImportKind("shares", "据实据效分配明细表", "fill_funds", judge, write, place, take_back))
