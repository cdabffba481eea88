"""The database itself keeps a published guide and its rows as they were, whichever way a change comes."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from powerlist.actions.guides import PARTS
from powerlist.models import ServiceItemVersion
from tests.approvals.factories import VersionFactory

pytestmark = pytest.mark.django_db
WHOLE = {
    "points": [{"name": "自助终端"}],
    "windows": [{"name": "综合窗口", "address": "一楼"}],
    "charges": [{"name": "工本费"}],
    "procedures": [{"name": "专家评审", "limit": 15}],
    "field_groups": [{"name": "经营者"}],
    "flow_steps": [{"name": "初审"}],
    "questions": [{"question": "要多久？", "answer": "7 个工作日"}],
}


def refused(sql: str, *params):
    with pytest.raises(DatabaseError, match="published guide"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_a_published_guide_is_neither_changed_nor_taken_back_nor_deleted():
    version = VersionFactory()
    for change in ("name = '别的'", "promised_limit = 1", "state = 'draft'", "valid_from = '2019-01-01'", "fee = '收'"):
        refused(f"UPDATE powerlist_serviceitemversion SET {change} WHERE id = %s", version.pk)
    refused("DELETE FROM powerlist_serviceitemversion WHERE id = %s", version.pk)
    ServiceItemVersion.objects.filter(pk=version.pk).update(valid_to=date(2026, 5, 1))  # its end alone may be written
    assert ServiceItemVersion.objects.get(pk=version.pk).valid_to == date(2026, 5, 1)


@pytest.mark.parametrize("name", PARTS)
def test_no_row_of_a_published_guide_is_changed_deleted_added_or_carried_off(name):
    table = PARTS[name]._meta.db_table
    draft, version = (VersionFactory(state=state, parts=WHOLE) for state in ("draft", "published"))
    row, loose = getattr(version, name).first(), getattr(draft, name).first()
    assert row and loose
    refused(f"UPDATE {table} SET position = 9 WHERE id = %s", row.pk)
    refused(f"UPDATE {table} SET version_id = %s WHERE id = %s", draft.pk, row.pk)
    refused(f"UPDATE {table} SET version_id = %s WHERE id = %s", version.pk, loose.pk)
    refused(f"DELETE FROM {table} WHERE id = %s", row.pk)
    columns = ", ".join(f'"{f.column}"' for f in PARTS[name]._meta.concrete_fields if f.name not in ("id", "version"))
    refused(f"INSERT INTO {table} (version_id, {columns}) SELECT %s, {columns} FROM {table} LIMIT 1", version.pk)
    loose.position = 7
    loose.save()
    draft.delete()  # a draft is free
    assert PARTS[name].objects.filter(pk=loose.pk).count() == 0
