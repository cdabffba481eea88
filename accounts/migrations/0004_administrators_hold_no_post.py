"""The database itself keeps the three administrators apart from the posts (GB/T 22239-2019), and guards new logs."""

from django.db import migrations

from core.history import append_only

APART = """
CREATE FUNCTION accounts_holding_not_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.valid_to IS NULL OR NEW.valid_to > NEW.valid_from)
       AND EXISTS (SELECT 1 FROM accounts_user WHERE id = NEW.user_id AND admin_role <> '') THEN
        RAISE EXCEPTION 'an administrator holds no post' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION accounts_administrator_without_holding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.admin_role <> '' AND EXISTS (
        SELECT 1 FROM accounts_holding
        WHERE user_id = NEW.id AND (valid_to IS NULL OR valid_to > (now() AT TIME ZONE 'Asia/Shanghai')::date)
    ) THEN
        RAISE EXCEPTION 'whoever holds a post is no administrator' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holding_not_administrator BEFORE INSERT OR UPDATE OF user_id, valid_from, valid_to ON accounts_holding
    FOR EACH ROW EXECUTE FUNCTION accounts_holding_not_administrator();
CREATE TRIGGER administrator_without_holding BEFORE UPDATE OF admin_role ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_administrator_without_holding();
"""
TOGETHER = """
DROP TRIGGER administrator_without_holding ON accounts_user;
DROP TRIGGER holding_not_administrator ON accounts_holding;
DROP FUNCTION accounts_administrator_without_holding();
DROP FUNCTION accounts_holding_not_administrator();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_grants_on_paper_requests_and_consents")]

    operations = [
        append_only("accounts_historicalorganisationgrouppermission", "accounts_consent"),
        migrations.RunSQL(APART, TOGETHER),
    ]
