"""Whatever reaches the table, by whichever way: a text once published is neither changed nor deleted.

A new text comes by a change set; of the old one only its end may be written, and where it stands (a body renamed or
merged). 政府信息公开条例 6: what was published stays accurate; the history of the list rests on it.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION powerlist_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published text is never deleted (version %)', OLD.id;
    END IF;
    IF (NEW.entry_id, NEW.change_set_id, NEW.number, NEW.state, NEW.change, NEW.kind, NEW.category, NEW.name,
        NEW.office, NEW.content, NEW.valid_from)
       IS DISTINCT FROM
       (OLD.entry_id, OLD.change_set_id, OLD.number, OLD.state, OLD.change, OLD.kind, OLD.category, OLD.name,
        OLD.office, OLD.content, OLD.valid_from) THEN
        RAISE EXCEPTION 'a published text changes by a change set alone (version %)', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_text_stays BEFORE UPDATE OR DELETE ON powerlist_listversion
    FOR EACH ROW WHEN (OLD.state IN ('published', 'ended')) EXECUTE FUNCTION powerlist_text_stays();
"""

UNGUARD = """
DROP TRIGGER published_text_stays ON powerlist_listversion;
DROP FUNCTION powerlist_text_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("powerlist", "0005_guides_choose_their_themes")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
