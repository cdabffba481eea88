"""`import`: an 附件6 workbook into the list, beside django-import-export's defaults and beside reading and COPY alone.

- ours: what `import_workbook` does: read, check, compare with the list, write entries, versions, citations, history.
- import_export: a default ModelResource with simple-history into the same version table, from a flat sheet, with the
  entries there before; its preview (another dry run of the same length) isn't counted.
- parse_and_copy: our reader, then COPY of ready rows into every table that the import fills, nothing else.
"""

import gc
import json

from . import base, words

ROUNDS = 3
FLAT = ("id", "entry", "change_set", "kind", "organisation", "category", "name", "office", "sort_key", "content")
TABLES = (
    "powerlist_citation",
    "powerlist_listmove",
    "powerlist_listversion",
    "powerlist_historicallistversion",
    "powerlist_listentry",
    "powerlist_historicallistentry",
    "powerlist_listchangeset",
    "powerlist_historicallistchangeset",
)


def run(size: int) -> dict:
    """The three take turns; each begins with empty tables."""
    base.use_database("bench_import")
    base.setup_django()
    from django.conf import settings

    settings.WORKBOOK_MAX_ROWS = max(settings.WORKBOOK_MAX_ROWS, size)
    official, flat = workbook(size), flat_sheet(size)
    base.quiet_machine()
    ours(official, size)  # warm
    taken = {"ours": [], "import_export": [], "parse_and_copy": []}
    for number in range(ROUNDS):
        for name, work, data in (
            ("ours", ours, official),
            ("parse_and_copy", parse_and_copy, official),
            ("import_export", import_export, flat),
        ):
            taken[name].append(work(data, size))
            base.say(f"round {number + 1}, {name}: {taken[name][-1]:.2f} s")
    mine = base.median(taken["ours"])
    baseline = {f"{name}_s": base.median(taken[name]) for name in ("import_export", "parse_and_copy")}
    return {
        "figures": {"seconds": mine, "rows_per_s": round(size / mine), "history_rows": size},
        "baseline": baseline,
        "ratios": {
            name: base.median([theirs / own for theirs, own in zip(taken[name], taken["ours"], strict=True)])
            for name in ("import_export", "parse_and_copy")
        },
    }


def workbook(size: int) -> bytes:
    """The official form with `size` rows, made once."""
    path = base.VAR / f"powers-{size}.xlsx"
    if not path.exists():
        base.say(f"writing a workbook of {size} rows (once)")
        from core.workbooks import Page, write
        from powerlist.kinds import FORMS, numbered
        from powerlist.kinds.powers import OFFICIAL

        body = organisation()
        rows = [_row(*pair, body, numbered) for pair in enumerate(words.names(size))]
        path.write_bytes(write(FORMS["powers"], [Page("权责清单", f"{body.name}权责清单", rows, keys=OFFICIAL)]))
    return path.read_bytes()


def _row(number: int, name: str, body, numbered) -> dict[str, str]:
    content = words.content(number)
    return {
        "serial": str(number + 1),
        "name": name,
        "category": category(number)[1],
        "basis": numbered(content["basis"]),
        "body": body.short_name,
        "office": "审批股",
        "duties": content["duties"],
        "accountability": content["accountability"],
        "remark": "",
    }


def category(number: int) -> tuple[str, str]:
    """(code, label), in turn."""
    from powerlist.enums import Category

    return Category.choices[number % 10]


def organisation():
    from accounts.models import Organisation

    return Organisation.objects.current().departments().order_by("sort_key", "code")[0]


def flat_sheet(size: int) -> bytes:
    """The same rows as django-import-export wants them: one column for each field of the version table."""
    path = base.VAR / f"versions-{size}.xlsx"
    if not path.exists():
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(FLAT)
        body = organisation()
        for number, name in enumerate(words.names(size)):
            content = json.dumps(words.content(number), ensure_ascii=False)
            key = number + 1
            sheet.append([None, key, 1, "powers", body.pk, category(number)[0], name, "审批股", f"{key:08d}", content])
        book.save(path)
    return path.read_bytes()


def cleared(work):
    """A run that begins with empty tables and is measured with its commit; what it wrote is counted after."""

    def measured(data: bytes, size: int) -> float:
        from django.db import connection

        from powerlist.models import ListVersion

        with connection.cursor() as cursor:
            cursor.execute("SET portal.may_truncate = 'on'")  # a database of the benchmark alone
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
        prepared = work.prepare(size) if hasattr(work, "prepare") else ()
        gc.collect()
        taken = base.seconds(lambda: work(data, *prepared))
        written, recorded = ListVersion.objects.count(), ListVersion.history.count()
        if not written == recorded == size:
            raise SystemExit(f"{work.__name__}: {written} rows and {recorded} history rows instead of {size}")
        return taken

    return measured


@cleared
def ours(data: bytes) -> None:
    """What the command does between opening the file and its answer."""
    from powerlist import actions
    from powerlist.actions.comparing import read_workbook

    reading = read_workbook(data, "powers")
    actions.apply_reading(
        actor=actions.console_user(),
        reading=reading,
        kind="powers",
        organisation=organisation(),
        filename="powers.xlsx",
    )


def _import_export(data: bytes) -> None:
    from import_export import resources
    from import_export.formats.base_formats import XLSX

    from powerlist.models import ListVersion

    class Plain(resources.ModelResource):
        class Meta:
            model = ListVersion

    dataset = XLSX().create_dataset(data)
    Plain().import_data(dataset, raise_errors=True)


def _entries(size: int) -> tuple:
    """The change set and the entries that the sheet refers to by key; their making isn't counted."""
    from django.utils import timezone

    from powerlist.actions import console_user
    from powerlist.actions.writing import copy_rows
    from powerlist.models import ListChangeSet, ListEntry

    body, now = organisation(), timezone.now().isoformat()
    ListChangeSet.objects.create(
        number="B", title="基准", reason="基准", kind="powers", organisation=body, author=console_user()
    )
    rows = ((number, f"B{number:09d}", now, "powers", body.pk) for number in range(1, size + 1))
    copy_rows(ListEntry, ("id", "code", "created_at", "kind", "organisation"), rows)
    return ()


_import_export.prepare = _entries
import_export = cleared(_import_export)


@cleared
def parse_and_copy(data: bytes) -> None:
    """Read, then COPY into entry, version, citation and the two history tables."""
    from django.db import transaction
    from django.utils import timezone

    from powerlist.actions import console_user
    from powerlist.actions.comparing import cells_of, read_workbook
    from powerlist.actions.writing import copy_rows
    from powerlist.models import Citation, ListChangeSet, ListEntry, ListVersion

    reading = read_workbook(data, "powers")
    body, now = organisation(), timezone.now().isoformat()
    with transaction.atomic():
        change_set = ListChangeSet.objects.create(
            number="B", title="基准", reason="基准", kind="powers", organisation=body, author=console_user()
        )
        entries, versions, citations = [], [], []
        for key, item in enumerate(reading.items, 1):
            cells = cells_of(item, "powers")
            content = {name: value for name, value in cells.items() if name not in ("name", "category", "office")}
            entries.append((key, f"B{key:09d}", now, "powers", body.pk))
            versions.append(
                (key, 1, "proposed", "add", json.dumps(content, ensure_ascii=False), now, key, change_set.pk, "powers",
                 body.pk, cells["category"], cells["name"], cells["office"], f"{key:08d}")
            )  # fmt: skip
            citations += [
                (key, place, cited.document[:200], cited.article[:40], cited.text, "ok", cited.document[:200], "", "",
                 int(cited.articles[0].split("-")[0]) if cited.articles else 0,
                 "{" + ",".join(cited.articles) + "}", json.dumps(cited.clauses))
                for place, cited in enumerate(item.data.get("citations", ()), 1)
            ]  # fmt: skip
        entry = ("id", "code", "created_at", "kind", "organisation")
        version = (
            "id", "number", "state", "change", "content", "created_at", "entry", "change_set", "kind", "organisation",
            "category", "name", "office", "sort_key",
        )  # fmt: skip
        event = ("history_date", "history_type", "history_change_reason")
        copy_rows(ListEntry, entry, entries)
        copy_rows(ListVersion, version, versions)
        copy_rows(ListEntry.history.model, (*entry, *event), ((*row, now, "+", "基准") for row in entries))
        copy_rows(ListVersion.history.model, (*version, *event), ((*row, now, "+", "基准") for row in versions))
        citation = (
            "version", "position", "title", "article", "text", "verdict", "document", "level", "role", "article_no",
            "articles", "clauses",
        )  # fmt: skip
        copy_rows(Citation, citation, citations)
