"""One way to declare that a table's every change is kept: who, when, why, before and after.

History rows carry no foreign key to people: users are closed, never deleted, and the tables are append-only in the
database. `append_only` is the migration operation that makes them so.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connections, migrations, models
from django.utils import timezone
from simple_history.models import HistoricalRecords


def _user_of(historical_instance):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(pk=historical_instance.history_user_id).first()


def _set_user_id(historical_instance, user):
    historical_instance.history_user_id = user.pk if user else None


def recorded(*, excluded: tuple[str, ...] = (), **options) -> HistoricalRecords:
    """simple-history for a model. `excluded` names personal and computed fields, which stay out of history."""
    return HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=_user_of,
        history_user_setter=_set_user_id,
        get_user=_current_user,
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=list(excluded),
        **options,
    )


def _current_user(request=None, instance=None, **_):
    """Who changes the row: the actor that an action set on it, else the person of the request."""
    from django.contrib.auth import get_user_model

    actor_id = getattr(instance, "_history_actor_id", None)
    if actor_id:
        return get_user_model()(pk=actor_id)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def signed(instance, *, actor, reason: str, at=None):
    """Set who, why and (when it isn't now) the moment on a row before it is saved; returns the row."""
    instance._history_actor_id = actor.pk if actor is not None else None
    instance._change_reason = reason
    if at is not None:
        instance._history_date = at
    return instance


def snapshot(rows, *, actor, reason: str, kind: str = "~", at=None) -> int:
    """Write the history rows of many rows at once, as they stand now; returns how many.

    `rows` is a queryset of a recorded model; bulk writes call this after them, in the same transaction. `kind` is
    simple-history's `+`, `~` or `-`. One INSERT … SELECT.
    """
    table = rows.model.history.model
    columns = [f.column for f in table._meta.concrete_fields if not f.name.startswith("history_")]
    names = [f.attname for f in table._meta.concrete_fields if not f.name.startswith("history_")]
    try:
        query, params = rows.order_by().values_list(*names).query.sql_with_params()
    except EmptyResultSet:
        return 0
    quoted = ", ".join(f'"{c}"' for c in columns)
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table._meta.db_table}" ({quoted}, history_date, history_type, history_user_id,'
            f" history_change_reason) SELECT rows.*, %s, %s, %s, %s FROM ({query}) rows ({quoted})",
            [at or timezone.now(), kind, actor.pk if actor is not None else None, reason, *params],
        )
        return cursor.rowcount


_GUARD = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('portal.may_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
"""


def append_only(*tables: str) -> migrations.RunSQL:
    """A migration operation: the database itself refuses UPDATE, DELETE and TRUNCATE on these tables.

    TRUNCATE yields to the database setting `portal.may_truncate`, which test databases alone have.
    """
    make, drop = [_GUARD], []
    for table in tables:
        make.append(
            f"CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION portal_append_only();"
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
        )
        drop.append(f"DROP TRIGGER append_only_row ON {table}; DROP TRIGGER append_only_truncate ON {table};")
    return migrations.RunSQL("\n".join(make), "\n".join(drop))
