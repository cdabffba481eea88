"""What was submitted is kept as it was; a score that was handed in never changes, in the database itself."""

from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION funds_score_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a score that was handed in never changes';
END $$;
CREATE TRIGGER score_stays BEFORE UPDATE OR DELETE ON funds_score
    FOR EACH ROW WHEN (OLD.handed_in_at IS NOT NULL) EXECUTE FUNCTION funds_score_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0005_append_only")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="filed",
            field=models.JSONField(default=dict, verbose_name="提交的内容"),
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER score_stays ON funds_score; DROP FUNCTION funds_score_stays();"),
    ]
