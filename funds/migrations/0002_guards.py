"""What the database itself keeps of the funds: logs and money once written, scores once handed in, allocations.

先定办法、再分资金: no allocation without a published 管理办法 of its fund, none that its shares don't sum to; what has left
the draft is not altered, and no payment comes above its share.
"""

from django.db import migrations

from core.history import append_only

SCORES = """
CREATE FUNCTION funds_score_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a score that was handed in never changes';
END $$;
CREATE TRIGGER score_stays BEFORE UPDATE OR DELETE ON funds_score
    FOR EACH ROW WHEN (OLD.handed_in_at IS NOT NULL) EXECUTE FUNCTION funds_score_stays();
"""

ALLOCATIONS = """
CREATE FUNCTION funds_allocation_needs_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funds_measure m
        WHERE m.id = NEW.measure_id AND m.entry_id = NEW.entry_id AND m.state = 'published'
    ) THEN
        RAISE EXCEPTION 'allocation % has no published measure of its fund', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER needs_measure BEFORE INSERT OR UPDATE OF measure_id, entry_id ON funds_allocation
    FOR EACH ROW EXECUTE FUNCTION funds_allocation_needs_measure();

CREATE FUNCTION funds_allocation_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('review', 'approved', 'issued') AND NEW.total IS DISTINCT FROM
        (SELECT SUM(amount) FROM funds_share WHERE allocation_id = NEW.id) THEN
        RAISE EXCEPTION 'the shares of allocation % do not sum to its total', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_whole BEFORE INSERT OR UPDATE ON funds_allocation
    FOR EACH ROW EXECUTE FUNCTION funds_allocation_is_whole();

CREATE FUNCTION funds_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record;
    owner bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    IF TG_TABLE_NAME = 'funds_schemeunit' THEN
        SELECT allocation_id INTO owner FROM funds_scheme WHERE id = line.scheme_id;
    ELSE
        owner := line.allocation_id;
    END IF;
    IF EXISTS (SELECT 1 FROM funds_allocation WHERE id = owner AND state <> 'draft') THEN
        RAISE EXCEPTION 'table %: the allocation has left the draft', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER only_in_draft BEFORE INSERT OR UPDATE OR DELETE ON funds_share
    FOR EACH ROW EXECUTE FUNCTION funds_only_in_draft();
CREATE TRIGGER only_in_draft BEFORE INSERT OR UPDATE OR DELETE ON funds_scheme
    FOR EACH ROW EXECUTE FUNCTION funds_only_in_draft();
CREATE TRIGGER only_in_draft BEFORE INSERT OR UPDATE OR DELETE ON funds_schemeunit
    FOR EACH ROW EXECUTE FUNCTION funds_only_in_draft();

CREATE FUNCTION funds_payment_within_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line funds_share%ROWTYPE;
    paid numeric;
BEGIN
    SELECT * INTO line FROM funds_share WHERE id = NEW.share_id FOR UPDATE;
    SELECT COALESCE(SUM(amount), 0) INTO paid FROM funds_payment WHERE share_id = NEW.share_id;
    IF paid > line.amount OR paid < 0 THEN
        RAISE EXCEPTION 'payments of share % come to %', NEW.share_id, paid USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM funds_allocation WHERE id = line.allocation_id AND state = 'issued') THEN
        RAISE EXCEPTION 'share % is not issued', NEW.share_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER within_share AFTER INSERT ON funds_payment
    FOR EACH ROW EXECUTE FUNCTION funds_payment_within_share();
"""


class Migration(migrations.Migration):
    # what stood here before the first release was put together: a database that has all of these has this
    replaces = [
        ("funds", "0002_append_only_history"),
        ("funds", "0003_kinds_of_change"),
        ("funds", "0004_whole_life"),
        ("funds", "0005_append_only"),
        ("funds", "0006_what_was_submitted_stays"),
        ("funds", "0007_allocations_are_kept"),
        ("funds", "0008_over_the_cap"),
    ]
    dependencies = [("funds", "0001_initial")]

    operations = [
        append_only(
            *(
                f"funds_{name}move"
                for name in (
                    "fund",
                    "fundproposal",
                    "call",
                    "application",
                    "allocation",
                    "plan",
                    "assessment",
                    "finding",
                )
            ),
            *(
                f"funds_historical{name}"
                for name in (
                    "fundentry",
                    "fundchangeset",
                    "fundversion",
                    "fundpart",
                    "fundrule",
                    "singlefunction",
                    "functionclass",
                    "budgetyear",
                    "departmentbudget",
                    "execution",
                    "measure",
                    "funddocument",
                    "expert",
                )
            ),
            *(f"funds_{name}" for name in ("budgetchange", "remainder", "payment", "draw", "recusal")),
        ),
        migrations.RunSQL(SCORES),
        migrations.RunSQL(ALLOCATIONS),
    ]
