"""What the database itself keeps of the lists: texts and guides once published, editions once made, counts, levels.

Whatever reaches the tables, by whichever way. Of a published text or guide only its end may be written, and where a
text stands (a body renamed or merged); a new one comes by a new version. 政府信息公开条例 6: what was published stays
accurate; 行政许可法 30: what an applicant was told to bring, to pay and to wait for is what the body is held to.
"""

from django.db import migrations

from core.history import append_only

TEXTS = """
CREATE FUNCTION powerlist_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published text is never deleted (version %)', OLD.id;
    END IF;
    IF (NEW.entry_id, NEW.change_set_id, NEW.number, NEW.state, NEW.change, NEW.kind, NEW.category, NEW.name,
        NEW.office, NEW.content, NEW.valid_from, NEW.ground, NEW.ground_text)
       IS DISTINCT FROM
       (OLD.entry_id, OLD.change_set_id, OLD.number, OLD.state, OLD.change, OLD.kind, OLD.category, OLD.name,
        OLD.office, OLD.content, OLD.valid_from, OLD.ground, OLD.ground_text) THEN
        RAISE EXCEPTION 'a published text changes by a change set alone (version %)', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_text_stays BEFORE UPDATE OR DELETE ON powerlist_listversion
    FOR EACH ROW WHEN (OLD.state IN ('published', 'ended')) EXECUTE FUNCTION powerlist_text_stays();
"""

EDITIONS = """
CREATE FUNCTION powerlist_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition once made neither changes nor goes (edition %)', OLD.id;
END $$;
CREATE TRIGGER edition_stays BEFORE UPDATE OR DELETE ON powerlist_edition
    FOR EACH ROW WHEN (OLD.state = 'made') EXECUTE FUNCTION powerlist_edition_stays();
"""

# --- the counts beside the filters: one statement for each statement that writes texts -------------------------------

EVENTS = """
    SELECT kind, organisation_id, category, valid_from AS day, {n} AS n FROM {rows} WHERE state = 'published'
    UNION ALL
    SELECT kind, organisation_id, category, valid_to, -({n}) FROM {rows}
    WHERE state = 'published' AND valid_to IS NOT NULL
"""
ADD = """
    INSERT INTO powerlist_listcount AS c (kind, organisation_id, category, day, change)
    SELECT kind, organisation_id, category, day, sum(n) FROM ({events}) e
    GROUP BY kind, organisation_id, category, day HAVING sum(n) <> 0
    ORDER BY kind, organisation_id, category, day
    ON CONFLICT (kind, organisation_id, category, day) DO UPDATE SET change = c.change + excluded.change;
"""
FRESH, STALE = EVENTS.format(n=1, rows="fresh"), EVENTS.format(n=-1, rows="stale")
COUNTS = f"""
CREATE FUNCTION powerlist_count_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD.format(events=FRESH)}
    ELSIF TG_OP = 'DELETE' THEN {ADD.format(events=STALE)}
    ELSE {ADD.format(events=f"{FRESH} UNION ALL {STALE}")}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER texts_counted_in AFTER INSERT ON powerlist_listversion
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
CREATE TRIGGER texts_counted_anew AFTER UPDATE ON powerlist_listversion
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
CREATE TRIGGER texts_counted_out AFTER DELETE ON powerlist_listversion
    REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION powerlist_count_texts();
"""

# --- 主项 → 子项 → 业务办理项: three levels at most, no circle, one list and one body ------------------------------------

LEVELS = """
CREATE FUNCTION powerlist_nest_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above bigint; depth int := 1;
BEGIN
    above := NEW.parent_id;
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'entry % would stand under itself', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        depth := depth + 1;
        IF depth > 3 THEN
            RAISE EXCEPTION 'entry % would stand deeper than three levels', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        SELECT parent_id INTO above FROM powerlist_listentry WHERE id = above FOR UPDATE;
    END LOOP;
    NEW.level := depth;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_nested_in BEFORE INSERT ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL OR NEW.level <> 1) EXECUTE FUNCTION powerlist_nest_entry();
CREATE TRIGGER entry_nested_anew BEFORE UPDATE OF parent_id, level ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.level <> OLD.level)
    EXECUTE FUNCTION powerlist_nest_entry();
CREATE FUNCTION powerlist_nest_below() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE powerlist_listentry SET level = NEW.level + 1 WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_nested_below AFTER UPDATE OF parent_id, level ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.level <> OLD.level) EXECUTE FUNCTION powerlist_nest_below();
CREATE FUNCTION powerlist_one_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM powerlist_listentry c JOIN powerlist_listentry p ON p.id = c.parent_id
        WHERE (c.id = NEW.id OR p.id = NEW.id)
          AND (c.kind, c.organisation_id) IS DISTINCT FROM (p.kind, p.organisation_id)
    ) THEN
        RAISE EXCEPTION 'entry % and its parent are of two lists or two bodies', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_joins_family AFTER INSERT ON powerlist_listentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION powerlist_one_family();
CREATE CONSTRAINT TRIGGER entry_keeps_family AFTER UPDATE OF parent_id, kind, organisation_id ON powerlist_listentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION powerlist_one_family();
"""
# the texts of entries below others, and the 子项 that have no main item of their own: few, and counted for headings;
# a jsonb value has no statistics of its own, so the planner is told how few they are
FIND = """
CREATE INDEX listversion_sub_named ON powerlist_listversion (kind, organisation_id, category)
    WHERE state = 'published' AND content ->> 'sub_name' <> '';
CREATE STATISTICS listversion_sub_name ON (content ->> 'sub_name') FROM powerlist_listversion;
"""

# --- guides ------------------------------------------------------------------------------------------------------------

GUIDES = "powerlist_serviceitemversion"
PARTS = (
    "powerlist_itemmaterial",
    "powerlist_servicewindow",
    "powerlist_itemcharge",
    "powerlist_specialprocedure",
    "powerlist_itemfield",
    "powerlist_itemquestion",
    "powerlist_servicepoint",
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
     WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END,
                  CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)
       AND state <> 'draft'
       FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'the rows of a published guide change by a new version alone (% on %)', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
TRUNCATE = (
    "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {0}"
    " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
)
GUARD = (
    f"CREATE TRIGGER published_guide_stays BEFORE UPDATE OR DELETE ON {GUIDES}"
    " FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION powerlist_guide_stays();" + TRUNCATE.format(GUIDES)
)
GUARD_PART = (
    "CREATE TRIGGER published_guide_part_stays BEFORE INSERT OR UPDATE OR DELETE ON {0}"
    " FOR EACH ROW EXECUTE FUNCTION powerlist_guide_part_stays();" + TRUNCATE
)
GUIDES_STAY = FUNCTIONS + GUARD + "".join(GUARD_PART.format(table) for table in PARTS)

HISTORIES = (
    "cataloguedecline",
    "cataloguehint",
    "catalogueitem",
    "contact",
    "creationrule",
    "dutytemplate",
    "kindsetting",
    "law",
    "listchangeset",
    "listentry",
    "listversion",
    "opinionrule",
    "paper",
    "paperseries",
    "papertemplate",
    "reform",
    "reviewopinion",
    "reviewpath",
    "reviewstep",
    "rowoutcome",
    "rowverdict",
    "serviceitem",
    "serviceitemversion",
    "sharedduty",
    "suspension",
)
LOGS = (
    "campaignmove",
    "importmend",
    "inspection",
    "listmove",
    "opinionmove",
    "overlapmove",
    "partmove",
)

RULES = (("suggestion", "review"), ("correction", "review"), ("complaint", "review"), ("legality", "legality"))


def found_rules(apps, schema_editor):
    """Five working days for each kind; doubts of an entry's legality go to 司法局. The county may change it."""
    rule = apps.get_model("powerlist", "OpinionRule")
    for kind, office in RULES:
        rule.objects.create(kind=kind, office=office, limit=5, unit="workday")


class Migration(migrations.Migration):
    # what stood here before the first release was put together: a database that has all of these has this
    replaces = [
        ("powerlist", "0002_append_only_history"),
        ("powerlist", "0003_change_grounds_and_scans"),
        ("powerlist", "0004_import_files_under_random_names"),
        ("powerlist", "0005_guides_choose_their_themes"),
        ("powerlist", "0006_published_texts_never_change"),
        ("powerlist", "0007_editions_and_opinions"),
        ("powerlist", "0008_kinds_by_declaration"),
        ("powerlist", "0009_register_of_laws"),
        ("powerlist", "0010_counts_of_lists"),
        ("powerlist", "0011_forms_of_the_clearing"),
        ("powerlist", "0012_duty_templates"),
        ("powerlist", "0013_creating_calls"),
        ("powerlist", "0014_how_open_a_text_is"),
        ("powerlist", "0015_overlaps_found_by_the_machine"),
        ("powerlist", "0016_rosters_and_relations"),
        ("powerlist", "0017_review_chain"),
        ("powerlist", "0018_saved_filters"),
        ("powerlist", "0019_elements_of_a_guide"),
        ("powerlist", "0020_campaigns_and_papers"),
        ("powerlist", "0021_indexes_that_know_the_day"),
        ("powerlist", "0022_rows_of_previews_and_mends"),
        ("powerlist", "0023_overlaps_that_are_gone"),
        ("powerlist", "0024_acts_of_reform"),
        ("powerlist", "0025_catalogue_and_hierarchy"),
        ("powerlist", "0026_published_guides_never_change"),
        ("powerlist", "0027_rosters_kept_for_a_while"),
        ("powerlist", "0028_statistics_of_levels"),
        ("powerlist", "0029_places_ways_levies_and_penalties_of_guides"),
        ("powerlist", "0030_catalogues_read_by_the_worker"),
        ("powerlist", "0031_papers_signed_by_whose_number_they_bear"),
        ("powerlist", "0032_urging_of_funds"),
    ]
    dependencies = [("powerlist", "0001_initial")]

    operations = [
        append_only(*(f"powerlist_historical{name}" for name in HISTORIES), *(f"powerlist_{name}" for name in LOGS)),
        migrations.RunSQL(TEXTS),
        migrations.RunSQL(EDITIONS),
        migrations.RunSQL(COUNTS),
        migrations.RunSQL(LEVELS),
        migrations.RunSQL(FIND),
        migrations.RunSQL(GUIDES_STAY),
        migrations.RunPython(found_rules),
    ]
