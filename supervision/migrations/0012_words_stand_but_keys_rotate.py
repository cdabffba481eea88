from django.db import migrations

GUARD = """
CREATE FUNCTION supervision_only_new_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text := TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - name = to_jsonb(NEW) - name
        AND (to_jsonb(OLD)->>name = to_jsonb(NEW)->>name
             OR (to_jsonb(OLD)->>name LIKE 'gAAAA%' AND to_jsonb(NEW)->>name LIKE 'gAAAA%')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
DROP TRIGGER append_only_row ON supervision_complaintanswer;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON supervision_complaintanswer
    FOR EACH ROW EXECUTE FUNCTION supervision_only_new_key('text');
DROP TRIGGER append_only_row ON supervision_rating;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON supervision_rating
    FOR EACH ROW EXECUTE FUNCTION supervision_only_new_key('call_record');
"""
BACK = """
DROP TRIGGER append_only_row ON supervision_complaintanswer;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON supervision_complaintanswer
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
DROP TRIGGER append_only_row ON supervision_rating;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON supervision_rating
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
DROP FUNCTION supervision_only_new_key();
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0011_ratings_of_visits_and_their_mending")]

    operations = [migrations.RunSQL(GUARD, BACK)]
