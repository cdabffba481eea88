"""先定办法、再分资金, in the database: no allocation without a published 管理办法, none that its shares don't sum to.

What has left the draft is not altered: shares and schemes stand still. No payment comes above its share.
"""

from django.db import migrations

MAKE = """
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
DROP = """
DROP TRIGGER within_share ON funds_payment;
DROP TRIGGER only_in_draft ON funds_schemeunit;
DROP TRIGGER only_in_draft ON funds_scheme;
DROP TRIGGER only_in_draft ON funds_share;
DROP TRIGGER is_whole ON funds_allocation;
DROP TRIGGER needs_measure ON funds_allocation;
DROP FUNCTION funds_payment_within_share();
DROP FUNCTION funds_only_in_draft();
DROP FUNCTION funds_allocation_is_whole();
DROP FUNCTION funds_allocation_needs_measure();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_what_was_submitted_stays")]

    operations = [migrations.RunSQL(MAKE, DROP)]
