"""What a claimed entry takes from its item above: name, category and basis, by every door the same.

Own fields (承办机构, 责任, 环节, 时限) stay the body's. A cell left empty is filled from the item; another text is
refused.
"""

from core.workbooks import Item, Reason
from core.workflow import MoveRefused

from ..citations import without_number
from ..kinds import KINDS
from ..kinds.checks import folded, place
from ..models import CatalogueItem, ListEntry

LABELS = {"name": "名称", "category": "类别", "basis": "依据"}


def _plain(value) -> str:
    """A cell for comparison: blanks, widths and the numbering of bases make no difference."""
    if isinstance(value, str):
        return folded(value)
    return "|".join(folded(without_number(str(line))) for line in value or ())


def locked_of(entry: ListEntry, kind: str) -> dict:
    """The locked cells of an entry by key; empty for one that isn't claimed."""
    if entry.item_id is None:
        return {}
    cells = entry.item.locked
    if "basis" not in KINDS[kind].by_key:
        cells.pop("basis", None)
    return cells


def take_locked(entry: ListEntry, *, name, category, content) -> tuple[str, str, dict]:
    """The row's name, category and content with the item's cells in their place. Raises MoveRefused in words."""
    locked = locked_of(entry, entry.kind)
    content = dict(content or {})
    sent = {"name": name, "category": category, "basis": content.get("basis")}
    for key, value in locked.items():
        given = sent[key]
        if isinstance(given, str) and key == "basis":
            given = given.splitlines()
        if given not in (None, "", []) and _plain(given) != _plain(value):
            raise MoveRefused(refusal(entry.item, key, value))
    if "basis" in locked:
        content["basis"] = list(locked["basis"])
    return locked.get("name", name), locked.get("category", category), content


def refusal(item: CatalogueItem, key: str, value) -> str:
    """Why a cell may not be written, and what it says above."""
    shown = value if isinstance(value, str) else "；".join(value)
    if key == "category":
        shown = item.get_category_display()
    return (
        f"这一事项认领自{item.source}，{LABELS[key]}以目录为准，不能改动：目录写的是“{shown[:120]}”。"
        "目录有误的，请报县委编办向上级反映。"
    )


def refuse_locked_rows(items: list[Item], cells: list[dict | None], matches: list, kind: str, organisation) -> None:
    """Rows of a workbook that would rewrite what a claimed entry takes from above; equal bases take the item's form."""
    claimed = ListEntry.objects.filter(kind=kind, organisation=organisation, item__isnull=False)
    claimed = {entry.pk: entry for entry in claimed.select_related("item").order_by("id")}
    for number, (item, text) in enumerate(zip(items, matches, strict=True)) if claimed else ():
        entry, row = claimed.get(text.entry_id) if text is not None else None, cells[number]
        if entry is None or row is None:
            continue
        for key, value in locked_of(entry, kind).items():
            if _plain(row.get(key)) != _plain(value):
                item.refuse(Reason.LOCKED, f"{place(item, LABELS[key])}{refusal(entry.item, key, value)}")
                cells[number] = None
            else:
                row[key] = value
