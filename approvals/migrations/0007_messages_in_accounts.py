from django.db import migrations

# What was told so far, each with the act that it tells of as its key (accounts.models.Message).
COPY = """
INSERT INTO accounts_message
    (recipient_id, kind, "group", key, subject, number, address, title, text, created_at, read_at)
SELECT message.recipient_id,
       CASE WHEN move.id IS NULL THEN 'supervision.alert' ELSE 'approvals.' || move.move END,
       CASE WHEN move.id IS NULL THEN 'alerts' ELSE 'cases' END,
       CASE WHEN move.id IS NULL THEN 'message:' || message.id ELSE 'case:' || "case".number || ':' || move.id END,
       'case', coalesce("case".number, ''),
       CASE WHEN move.id IS NULL THEN '/desk/alerts/' ELSE '/me/cases/' || "case".number || '/' END,
       message.title, message.text, message.created_at, message.read_at
FROM approvals_message message
LEFT JOIN approvals_case "case" ON "case".id = message.case_id
LEFT JOIN approvals_casemove move ON move.id = message.move_id
ORDER BY message.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notices"),
        ("approvals", "0006_times_of_the_acts"),
    ]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.DeleteModel("Message"),
    ]
