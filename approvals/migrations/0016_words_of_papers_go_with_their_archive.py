"""The words of a paper stand until its archive is destroyed by list; then they may go, and nothing else."""

from django.db import migrations

STANDS = """
CREATE FUNCTION approvals_paper_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND to_jsonb(OLD) - 'text' = to_jsonb(NEW) - 'text' AND EXISTS (
        SELECT 1 FROM approvals_archive JOIN approvals_casefile USING (case_id)
        WHERE approvals_casefile.id = OLD.file_id AND destroyed_at IS NOT NULL
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
DROP TRIGGER append_only_row ON approvals_casepaper;
CREATE TRIGGER paper_stands BEFORE UPDATE OR DELETE ON approvals_casepaper
    FOR EACH ROW EXECUTE FUNCTION approvals_paper_stands();
"""
BACK = """
DROP TRIGGER paper_stands ON approvals_casepaper;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON approvals_casepaper
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
DROP FUNCTION approvals_paper_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0015_where_a_line_is_left_out")]

    operations = [migrations.RunSQL(STANDS, BACK)]
