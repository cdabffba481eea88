"""How many texts name a 子项, and how many entries stand below others, told to the planner: both are few.

Without these it takes a third of all texts for 子项 (a jsonb value has no statistics of its own), and all entries for
nested, a new column having none; the counts of the levels then read every text of the list.
"""

from django.db import migrations

KNOW = """
CREATE STATISTICS listversion_sub_name ON (content ->> 'sub_name') FROM powerlist_listversion;
ANALYZE powerlist_listversion (content);
ANALYZE powerlist_listentry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0027_rosters_kept_for_a_while"),
    ]

    operations = [
        migrations.RunSQL(KNOW, "DROP STATISTICS listversion_sub_name;"),
    ]
