"""The counts beside the filters, kept by the database: one statement for each statement that writes texts."""

import django.db.models.deletion
from django.db import migrations, models

import powerlist.kinds.lists

EVENTS = """
    SELECT kind, organisation_id, category, valid_from AS day, {n} AS n FROM {rows} WHERE state = 'published'
    UNION ALL
    SELECT kind, organisation_id, category, valid_to, -({n}) FROM {rows}
    WHERE state = 'published' AND valid_to IS NOT NULL
"""
ADD = """
    INSERT INTO powerlist_listcount AS c (kind, organisation_id, category, day, change)
    SELECT kind, organisation_id, category, day, sum(n) FROM ({events}) e
    GROUP BY kind, organisation_id, category, day HAVING sum(n) <> 0
    ORDER BY kind, organisation_id, category, day
    ON CONFLICT (kind, organisation_id, category, day) DO UPDATE SET change = c.change + excluded.change;
"""
FRESH, STALE = EVENTS.format(n=1, rows="fresh"), EVENTS.format(n=-1, rows="stale")
KEEP = f"""
CREATE FUNCTION powerlist_count_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD.format(events=FRESH)}
    ELSIF TG_OP = 'DELETE' THEN {ADD.format(events=STALE)}
    ELSE {ADD.format(events=f"{FRESH} UNION ALL {STALE}")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER texts_counted_in AFTER INSERT ON powerlist_listversion
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
CREATE TRIGGER texts_counted_anew AFTER UPDATE ON powerlist_listversion
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
CREATE TRIGGER texts_counted_out AFTER DELETE ON powerlist_listversion
    REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
"""
LEAVE = """
DROP TRIGGER texts_counted_in ON powerlist_listversion;
DROP TRIGGER texts_counted_anew ON powerlist_listversion;
DROP TRIGGER texts_counted_out ON powerlist_listversion;
DROP FUNCTION powerlist_count_texts();
"""
COUNT = ADD.format(events=EVENTS.format(n=1, rows="powerlist_listversion"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_tokens_of_systems"),
        ("powerlist", "0009_register_of_laws"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("change", models.IntegerField(verbose_name="增减")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="实施主体",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单计数",
                "verbose_name_plural": "清单计数",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "organisation", "category", "day"), name="listcount_once")
                ],
            },
        ),
        migrations.RunSQL(KEEP, LEAVE),
        migrations.RunSQL(COUNT, "DELETE FROM powerlist_listcount"),
    ]
