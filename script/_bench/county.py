"""A database with a published list of any size, its earlier texts, and guides on some rows; made once, by COPY."""

import contextlib
import io
import json
import random
from datetime import date

from . import base, words

GUIDES = 60
MARK = "bench"  # the user in whose name the rows stand
CHUNK = 20_000
FIRST, LAST = date(2016, 1, 1), date(2026, 7, 1)
DATES = [FIRST + (LAST - FIRST) * n // 40 for n in range(41)]  # the days on which texts were published
EARLIER = 4  # every fourth entry has an earlier text
COUNTING = "ALTER TABLE powerlist_listversion ENABLE {} TRIGGER texts_counted_in"  # what the page's counts are made of
TABLES = ("powerlist_listentry", "powerlist_listversion", "core_searchrow")


def fill(size: int) -> None:
    """`size` entries of 权责清单 in force over the county's departments, findable; texts begun on 41 days since 2016,
    every fourth entry with an earlier text; 60 guides."""
    from core.models import Publication
    from powerlist.models import ListVersion

    if Publication.objects.number(MARK):
        return
    if ListVersion.objects.exists():
        raise SystemExit("the benchmark's database is half made: remove it with  script/bench --clear")
    base.say(f"making a list of {size} rows (once)")
    with _bulk():
        _versions(size)
    _guides()
    for name in ("lists", "search", MARK):
        Publication.objects.bump(name)
    _run("VACUUM ANALYZE")


@contextlib.contextmanager
def _bulk():
    """Indexes and the exclusion constraint are made after the rows; meanwhile only the trigger that counts runs."""
    indexes = _read(
        "SELECT indexdef, format('DROP INDEX %%I', indexname) FROM pg_indexes WHERE tablename = ANY(%s) AND indexname"
        " NOT IN (SELECT conname FROM pg_constraint)"
    )
    constraints = _read(
        "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid)),"
        " format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE contype = 'x' AND conrelid::regclass::text = ANY(%s)"
    )
    for _, drop in (*constraints, *indexes):
        _run(drop)
    _run(COUNTING.format("ALWAYS"), "SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'")
    yield
    _run("SET session_replication_role = origin", COUNTING.format(""))
    for make, _ in (*indexes, *constraints):
        base.say(make[:100])
        _run(make)


def _read(sql: str) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, [list(TABLES)])
        return cursor.fetchall()


def _run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _versions(size: int) -> None:
    from django.utils import timezone

    from accounts.models import Organisation, User
    from core.registers import ChangeSetState
    from powerlist.enums import Category, ListKind
    from powerlist.models import ListChangeSet

    bodies = list(Organisation.objects.current(LAST).departments().order_by("sort_key", "code"))
    author, _ = User.objects.get_or_create(username=MARK, defaults={"name": "基准", "is_active": False})
    change_set = ListChangeSet.objects.create(
        number="BENCH-1", title="基准", reason="基准", kind=ListKind.POWERS, organisation=bodies[0], author=author,
        state=ChangeSetState.PUBLISHED, meeting="县政府常务会议", decided_on=FIRST, document_number="基准〔2016〕1号",
        effective_on=FIRST, published_at=timezone.now(),
    )  # fmt: skip
    categories = [value for value in Category.values if value != Category.PUBLIC_SERVICE]
    names = words.names(size)
    for start in range(0, size, CHUNK):
        _chunk(range(start, min(start + CHUNK, size)), names, bodies, categories, change_set)
        if start % 200_000 == 0:
            base.say(f"{start} rows")


def _chunk(numbers: range, names: list[str], bodies: list, categories: list[str], change_set) -> None:
    from django.utils import timezone

    from core.models import SearchRow
    from powerlist.actions.publication import _search_row
    from powerlist.enums import ListKind
    from powerlist.models import ListEntry, ListVersion

    now, pick = timezone.now(), random.Random(numbers.start)
    entries, earlier, versions = [], [], []
    for number in numbers:
        body = bodies[number % len(bodies)]
        category = categories[(number // len(bodies)) % len(categories)]
        entry = ListEntry(
            code=f"6211250{category}{number:07d}", kind=ListKind.POWERS, organisation=body, created_at=now
        )
        entries.append(entry)
        begun = sorted(pick.sample(DATES, 2)) if number % EARLIER == 0 else [pick.choice(DATES)]
        for place, start in enumerate(begun, 1):
            version = ListVersion(
                entry=entry, change_set=change_set, kind=ListKind.POWERS, organisation=body, category=category,
                name=names[number], office="审批股", sort_key=f"{number:07d}", content=words.content(number),
                state="published", number=place, valid_from=start, valid_to=(*begun, None)[place], created_at=now,
            )  # fmt: skip
            (versions if place == len(begun) else earlier).append(version)
    copy(entries)
    for version in (*earlier, *versions):
        version.entry = version.entry  # takes over the key; setting entry_id alone would forget the entry
    copy(earlier)
    copy(versions)
    copy([SearchRow(**_search_row(version, version.valid_from)) for version in versions])


def copy(rows: list) -> None:
    """Write model instances by COPY, primary keys included (taken from the table's own sequence)."""
    from django.db import connection
    from django.db.models import GeneratedField

    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)]
    kinds = [field.get_internal_type() for field in fields]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if rows[0].pk is None:
            cursor.execute(
                f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [len(rows)]
            )
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
        text = io.StringIO()
        for row in rows:
            cells = (getattr(row, field.attname) for field in fields)
            text.write("\t".join(map(_cell, kinds, cells)) + "\n")
        text.seek(0)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', text)


def _cell(kind: str, value) -> str:
    if value is None:
        return r"\N"
    if kind == "JSONField":
        value = json.dumps(value, ensure_ascii=False)
    elif kind == "ArrayField":
        value = "{" + ",".join(json.dumps(part, ensure_ascii=False) for part in value) + "}"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _guides() -> None:
    from django.utils import timezone

    from powerlist.models import ItemField, ItemMaterial, ListVersion, ServiceItem, ServiceItemVersion, ServiceWindow

    rows = ListVersion.objects.in_force(LAST).select_related("entry", "organisation")
    licensing = list(rows.filter(category="01").order_by("id")[:GUIDES])
    items = [ServiceItem(entry=v.entry, organisation=v.organisation, code=f"{v.entry.code}000") for v in licensing]
    copy(items)
    from accounts.models import User

    publisher = User.objects.get(username=MARK)
    guides = [
        ServiceItemVersion(
            item=item, valid_from=v.valid_from, name=v.name, legal_limit=20, promised_limit=10,
            publisher=publisher, published_at=timezone.now(), consult_phone="0932-4860000",
            conditions="有与经营规模相适应的场所；有专职的管理人员；有保证安全的规章制度。",
        )
        for item, v in zip(items, licensing, strict=True)
    ]  # fmt: skip
    copy(guides)
    copy([ItemMaterial(version=g, position=n, name=name) for g in guides for n, name in enumerate(MATERIALS, 1)])
    hours = "工作日 8:30-12:00，14:30-18:00"
    copy([ServiceWindow(version=g, name="综合窗口", address="县政务服务中心二楼", hours=hours) for g in guides])
    copy(
        [
            ItemField(version=g, position=n, key=f"field{n}", label=label)
            for g in guides
            for n, label in enumerate(FIELDS, 1)
        ]
    )
    ServiceItemVersion.objects.filter(publisher=publisher).update(state="published")  # last: the rows then stay


MATERIALS = ("申请书", "营业执照", "法定代表人身份证明", "场所平面图", "管理制度", "人员健康证明")
FIELDS = ("申请人名称", "经营场所", "联系人", "联系电话", "经营项目")


def filters() -> list[str]:
    """Queries of the list page that differ: each department, each category."""
    from accounts.models import Organisation
    from powerlist.enums import Category

    codes = Organisation.objects.departments().order_by("sort_key", "code").values_list("code", flat=True)[:20]
    return [f"department={code}" for code in codes] + [f"category={value}" for value in Category.values[:10]]


def pairs(count: int) -> list[str]:
    """Queries by department and category together."""
    queries = filters()
    both = [f"{one}&{other}" for one in queries[:20] for other in queries[20:]]
    return random.Random(3).sample(both, count)


def deep_keys(count: int) -> list[str]:
    """Keys of rows anywhere in the whole list, as the page's own links carry them."""
    from core.registers import _key_of
    from powerlist.models import ListVersion
    from powerlist.queries.public import LIST_ORDER

    pick = random.Random(2)
    first, last = (ListVersion.objects.order_by(order)[0].pk for order in ("id", "-id"))
    rows = ListVersion.objects.in_bulk([pick.randint(first, last) for _ in range(count)])
    return [_key_of(row, LIST_ORDER) for row in rows.values()]


def guide_codes() -> list[str]:
    from powerlist.models import ServiceItem

    return list(ServiceItem.objects.order_by("code").values_list("code", flat=True)[:20])
