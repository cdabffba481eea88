"""What is archived stays as it was: the database refuses any change but destruction by list."""

from django.db import migrations

from core.history import append_only

# An archive may only be destroyed: once, its file gone, everything else as it was.
ARCHIVE = """
CREATE FUNCTION approvals_archive_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL AND NEW.file = ''
        AND to_jsonb(OLD) - 'destroyed_at' - 'file' = to_jsonb(NEW) - 'destroyed_at' - 'file' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive % is closed: % refused', OLD.number, TG_OP;
END $$;
CREATE TRIGGER archive_stands BEFORE UPDATE OR DELETE ON approvals_archive
    FOR EACH ROW EXECUTE FUNCTION approvals_archive_stands();
"""
# Nothing is added to an archived case, and none of its files changes; destruction alone empties the files.
PARTS = """
CREATE FUNCTION approvals_archived_parts_stand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept bigint;
BEGIN
    IF TG_TABLE_NAME = 'approvals_casemove' THEN
        kept := NEW.subject_id;
    ELSIF TG_OP = 'DELETE' THEN
        kept := OLD.case_id;
    ELSE
        kept := NEW.case_id;
    END IF;
    IF EXISTS (SELECT 1 FROM approvals_archive WHERE case_id = kept) THEN
        IF TG_OP = 'UPDATE' AND NEW.file = '' AND to_jsonb(OLD) - 'file' = to_jsonb(NEW) - 'file'
            AND EXISTS (SELECT 1 FROM approvals_archive WHERE case_id = kept AND destroyed_at IS NOT NULL) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'case % is archived: % on % refused', kept, TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER archived_files_stand BEFORE INSERT OR UPDATE OR DELETE ON approvals_casefile
    FOR EACH ROW EXECUTE FUNCTION approvals_archived_parts_stand();
CREATE TRIGGER archived_moves_stand BEFORE INSERT ON approvals_casemove
    FOR EACH ROW EXECUTE FUNCTION approvals_archived_parts_stand();
"""
CASE = """
CREATE FUNCTION approvals_archived_case_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM approvals_archive WHERE case_id = OLD.id) THEN
        RAISE EXCEPTION 'case % is archived: % refused', OLD.number, TG_OP;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER archived_case_stands BEFORE UPDATE OF number, state, version_id, organisation_id, item_name,
    received_at, corrected_at, accepted_at, deemed, decided_at, closed_at, reason, handler_id, decider_id
    ON approvals_case FOR EACH ROW
    WHEN (OLD.closed_at IS NOT NULL AND ROW(OLD.number, OLD.state, OLD.version_id, OLD.organisation_id, OLD.item_name,
        OLD.received_at, OLD.corrected_at, OLD.accepted_at, OLD.deemed, OLD.decided_at, OLD.closed_at, OLD.reason,
        OLD.handler_id, OLD.decider_id)
        IS DISTINCT FROM ROW(NEW.number, NEW.state, NEW.version_id, NEW.organisation_id, NEW.item_name,
        NEW.received_at, NEW.corrected_at, NEW.accepted_at, NEW.deemed, NEW.decided_at, NEW.closed_at, NEW.reason,
        NEW.handler_id, NEW.decider_id))
    EXECUTE FUNCTION approvals_archived_case_stands();
CREATE TRIGGER archived_case_stays BEFORE DELETE ON approvals_case
    FOR EACH ROW EXECUTE FUNCTION approvals_archived_case_stands();
"""
DROP = """
DROP TRIGGER archived_case_stays ON approvals_case;
DROP TRIGGER archived_case_stands ON approvals_case;
DROP TRIGGER archived_moves_stand ON approvals_casemove;
DROP TRIGGER archived_files_stand ON approvals_casefile;
DROP TRIGGER archive_stands ON approvals_archive;
DROP FUNCTION approvals_archived_case_stands();
DROP FUNCTION approvals_archived_parts_stand();
DROP FUNCTION approvals_archive_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0009_papers_and_archives")]

    operations = [
        append_only(
            "approvals_casepaper",
            "approvals_serviceconsent",
            "approvals_paperservice",
            "approvals_archivepart",
            "approvals_archivemove",
            "approvals_historicalpapertemplate",
            "approvals_historicalretentionrule",
        ),
        migrations.RunSQL(ARCHIVE + PARTS + CASE, DROP),
    ]
