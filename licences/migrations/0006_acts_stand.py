from django.db import migrations

from core.history import append_only

# A decided act stands as it was decided; only the encryption of its facts may be renewed (rotate_keys).
GUARD = """
CREATE FUNCTION licences_act_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an act on a licence is never deleted';
    END IF;
    IF OLD.state <> 'proposed' AND (to_jsonb(OLD) - 'facts') IS DISTINCT FROM (to_jsonb(NEW) - 'facts') THEN
        RAISE EXCEPTION 'act % is decided and stands as it is', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER act_stands BEFORE UPDATE OR DELETE ON licences_licenceact
    FOR EACH ROW EXECUTE FUNCTION licences_act_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("licences", "0005_the_life_of_a_licence")]

    operations = [
        append_only("licences_licenceversion", "licences_licencecheck"),
        migrations.RunSQL(
            GUARD, "DROP TRIGGER act_stands ON licences_licenceact; DROP FUNCTION licences_act_stands();"
        ),
    ]
