"""The words of notices carry a number that every change of them raises: processes keep the words by it."""

from django.db import migrations

STAMP = """
CREATE FUNCTION accounts_notice_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_publication (name, number) VALUES ('notice templates', nextval('core_publication_number'))
        ON CONFLICT (name) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$;
CREATE TRIGGER notice_words_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON accounts_noticetemplate
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_notice_words_changed();
INSERT INTO core_publication (name, number) VALUES ('notice templates', nextval('core_publication_number'))
    ON CONFLICT (name) DO UPDATE SET number = excluded.number;
"""
UNDO = """
DROP TRIGGER notice_words_changed ON accounts_noticetemplate;
DROP FUNCTION accounts_notice_words_changed();
DELETE FROM core_publication WHERE name = 'notice templates';
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_posts_that_decide_for_the_watch"), ("core", "0006_secrecy_reviews")]

    operations = [migrations.RunSQL(STAMP, UNDO)]
