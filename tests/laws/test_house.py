"""What holds of the whole house: relations point down, migrations are complete, the rooms are in order."""

from django.apps import apps
from django.core.management import call_command

RANK = {"core": 0, "accounts": 1, "licences": 2, "powerlist": 3, "funds": 4, "approvals": 4, "supervision": 5}
RANK |= {"exchange": 5, "portal": 6}


def our_relations():
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in RANK:
            continue
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if field.concrete and related is not None and related._meta.app_label in RANK:
                yield model, field, related


def test_every_relation_points_down_or_stays_at_home():
    wrong = [
        f"{m._meta.label}.{f.name} -> {r._meta.label}"
        for m, f, r in our_relations()
        if m._meta.app_label != r._meta.app_label and RANK[m._meta.app_label] <= RANK[r._meta.app_label]
    ]
    assert wrong == []


def test_core_has_no_foreign_key_out_of_core():
    assert [
        f"{m._meta.label}.{f.name}" for m, f, r in our_relations() if m._meta.app_label == "core" != r._meta.app_label
    ] == []


def test_history_rows_have_no_foreign_key_to_people():
    wrong = [
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        if m.__name__.startswith("Historical")
        for f in m._meta.concrete_fields
        if f.name == "history_user"
    ]
    assert wrong == []


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_history_tables_are_append_only_in_the_database(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_row'")
        guarded = {row[0] for row in cursor.fetchall()}
    expected = {
        m._meta.db_table
        for m in apps.get_models()
        if m._meta.app_label in RANK and (m.__name__.startswith("Historical") or m.__name__.endswith("Move"))
    }
    assert expected - guarded == set()
