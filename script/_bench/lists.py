"""A database with a published list of any size, and guides on some of its rows; made once, by COPY."""

import io
import json
from datetime import date

from . import base, words

GUIDES = 60
MARK = "bench"  # the user in whose name the rows stand


def fill(size: int) -> None:
    """`size` rows of 权责清单 in force since 2024, over the county's departments, findable, with 60 guides."""
    from powerlist.models import ListVersion

    if ListVersion.objects.count() == size:
        return
    if ListVersion.objects.exists():
        raise SystemExit("the benchmark's database is half made: remove it with  script/bench --clear")
    base.say(f"making a list of {size} rows (once)")
    from django.db import transaction

    with transaction.atomic():
        rows = _versions(size)
        _guides(rows)
    _analyse()


def _versions(size: int) -> list:
    from django.utils import timezone

    from accounts.models import Organisation, User
    from core.models import Publication, SearchRow
    from core.registers import ChangeSetState
    from powerlist.actions.publication import _search_row
    from powerlist.enums import Category, ListKind
    from powerlist.models import ListChangeSet, ListEntry, ListVersion

    start = date(2024, 1, 1)
    bodies = list(Organisation.objects.current(start).departments().order_by("sort_key", "code"))
    author, _ = User.objects.get_or_create(username=MARK, defaults={"name": "基准", "is_active": False})
    change_set = ListChangeSet.objects.create(
        number="BENCH-1", title="基准", reason="基准", kind=ListKind.POWERS, organisation=bodies[0], author=author,
        state=ChangeSetState.PUBLISHED, meeting="县政府常务会议", decided_on=start, document_number="基准〔2024〕1号",
        effective_on=start, published_at=timezone.now(),
    )  # fmt: skip
    categories = [value for value in Category.values if value != Category.PUBLIC_SERVICE]
    entries, versions = [], []
    for number, name in enumerate(words.names(size)):
        body = bodies[number % len(bodies)]
        category = categories[(number // len(bodies)) % len(categories)]
        entry = ListEntry(
            code=f"6211250{category}{number:07d}", kind=ListKind.POWERS, organisation=body, created_at=timezone.now()
        )
        entries.append(entry)
        versions.append(
            ListVersion(
                entry=entry, change_set=change_set, kind=ListKind.POWERS, organisation=body, category=category,
                name=name, office="审批股", sort_key=f"{number:06d}", content=words.content(number),
                state="published", valid_from=start, created_at=timezone.now(),
            )
        )  # fmt: skip
    copy(entries)
    for version in versions:
        version.entry_id = version.entry.pk
    copy(versions)
    copy([SearchRow(**_search_row(version, start)) for version in versions])
    Publication.objects.bump("lists")
    Publication.objects.bump("search")
    return versions


def copy(rows: list) -> None:
    """Write model instances by COPY, primary keys included (taken from the table's own sequence)."""
    from django.db import connection
    from django.db.models import GeneratedField

    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)]
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
            text.write("\t".join(_cell(field, getattr(row, field.attname)) for field in fields) + "\n")
        text.seek(0)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', text)


def _cell(field, value) -> str:
    if value is None:
        return r"\N"
    if field.get_internal_type() == "JSONField":
        value = json.dumps(value, ensure_ascii=False)
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _guides(versions: list) -> None:
    from django.utils import timezone

    from powerlist.models import ItemField, ItemMaterial, ItemStep, ServiceItem, ServiceItemVersion

    licensing = [version for version in versions if version.category == "01"][:GUIDES]
    items = [ServiceItem(entry=v.entry, organisation=v.organisation, code=f"{v.entry.code}000") for v in licensing]
    copy(items)
    from accounts.models import User

    publisher = User.objects.get(username=MARK)
    guides = [
        ServiceItemVersion(
            item=item, state="published", valid_from=v.valid_from, name=v.name, legal_limit=20, promised_limit=10,
            publisher=publisher, published_at=timezone.now(), window_address="县政务服务中心二楼综合窗口",
            window_hours="工作日 8:30-12:00，14:30-18:00", consult_phone="0932-4860000",
            conditions="有与经营规模相适应的场所；有专职的管理人员；有保证安全的规章制度。",
        )
        for item, v in zip(items, licensing, strict=True)
    ]  # fmt: skip
    copy(guides)
    copy([ItemMaterial(version=g, position=n, name=name) for g in guides for n, name in enumerate(MATERIALS, 1)])
    copy(
        [
            ItemStep(version=g, position=n, kind=kind, office="审批股", limit=2)
            for g in guides
            for n, kind in enumerate(STEPS, 1)
        ]
    )
    copy(
        [
            ItemField(version=g, position=n, key=f"field{n}", label=label)
            for g in guides
            for n, label in enumerate(FIELDS, 1)
        ]
    )


MATERIALS = ("申请书", "营业执照", "法定代表人身份证明", "场所平面图", "管理制度", "人员健康证明")
STEPS = ("accept", "review", "decide", "finish", "deliver")
FIELDS = ("申请人名称", "经营场所", "联系人", "联系电话", "经营项目")


def filters() -> list[str]:
    """Queries of the list page that differ: each department, each category."""
    from accounts.models import Organisation
    from powerlist.enums import Category

    codes = Organisation.objects.departments().order_by("sort_key", "code").values_list("code", flat=True)[:20]
    return [f"department={code}" for code in codes] + [f"category={value}" for value in Category.values[:10]]


def guide_codes() -> list[str]:
    from powerlist.models import ServiceItem

    return list(ServiceItem.objects.order_by("code").values_list("code", flat=True)[:20])


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
