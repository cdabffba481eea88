"""Whatever reaches the tables, by whichever way: a guide once published, and every row of it, stays as it was.

A new text comes by a new version; of the old one only its end may be written. 行政许可法 30: what an applicant was told
to bring, to pay and to wait for is what the body is held to; 政府信息公开条例 6: what was published stays accurate.
"""

from django.db import migrations

GUIDES = "powerlist_serviceitemversion"
PARTS = (
    "powerlist_itemmaterial",
    "powerlist_servicewindow",
    "powerlist_itemcharge",
    "powerlist_specialprocedure",
    "powerlist_itemfield",
    "powerlist_itemquestion",
)

# FOR SHARE waits for a publication that is under way, so that no row slips in beside it
FUNCTIONS = """
CREATE FUNCTION powerlist_guide_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published guide is never deleted (version %)', OLD.id;
    END IF;
    IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
        RAISE EXCEPTION 'a published guide changes by a new version alone (version %)', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION powerlist_guide_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM powerlist_serviceitemversion
     WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)
       AND state <> 'draft'
       FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'the rows of a published guide change by a new version alone (% on %)', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION powerlist_guide_stays(); DROP FUNCTION powerlist_guide_part_stays();"

TRUNCATE = "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
GUARD = (
    f"CREATE TRIGGER published_guide_stays BEFORE UPDATE OR DELETE ON {GUIDES}"
    " FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION powerlist_guide_stays();" + TRUNCATE.format(GUIDES)
)
UNGUARD = f"DROP TRIGGER published_guide_stays ON {GUIDES}; DROP TRIGGER append_only_truncate ON {GUIDES};"
GUARD_PART = (
    "CREATE TRIGGER published_guide_part_stays BEFORE INSERT OR UPDATE OR DELETE ON {0}"
    " FOR EACH ROW EXECUTE FUNCTION powerlist_guide_part_stays();" + TRUNCATE
)
UNGUARD_PART = "DROP TRIGGER published_guide_part_stays ON {0}; DROP TRIGGER append_only_truncate ON {0};"


class Migration(migrations.Migration):
    dependencies = [("powerlist", "0025_catalogue_and_hierarchy")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS + GUARD + "".join(GUARD_PART.format(table) for table in PARTS),
            UNGUARD + "".join(UNGUARD_PART.format(table) for table in PARTS) + DROP_FUNCTIONS,
        )
    ]
