"""Users are switched off, never deleted: who wrote a record is a stamp, and what it names is always there.

So `created_by` and `updated_by` need no foreign keys, whose check of every row took a fifth of the time of an import.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION users_refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING CONSTRAINT = 'users_user_stay', MESSAGE = 'users are switched off, never deleted';
END $$;
CREATE TRIGGER users_user_stay BEFORE DELETE ON users_user FOR EACH ROW EXECUTE FUNCTION users_refuse_deletion();
DROP TRIGGER users_user_admin_deleted ON users_user;
"""
LET_GO = """
DROP TRIGGER users_user_stay ON users_user;
DROP FUNCTION users_refuse_deletion();
CREATE TRIGGER users_user_admin_deleted AFTER DELETE ON users_user
    FOR EACH ROW WHEN (OLD.is_admin AND OLD.is_active) EXECUTE FUNCTION users_keep_an_administrator();
"""
DROP_KEYS_OF_STAMPS = r"""
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.conrelid::regclass AS holder, c.conname
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'users_user'::regclass AND cardinality(c.conkey) = 1
          AND a.attname IN ('created_by_id', 'updated_by_id') AND c.conname LIKE '%\_fk'
        ORDER BY 1, 2
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.holder, found.conname);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Adds the guard, and drops the foreign keys of sections that are there already, the company's own among them."""

    dependencies = [("users", "0004_give_people_and_teams_calendars")]
    operations = [
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunSQL(DROP_KEYS_OF_STAMPS, migrations.RunSQL.noop),
    ]
