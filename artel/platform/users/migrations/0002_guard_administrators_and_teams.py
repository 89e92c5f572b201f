"""What must never break, whoever writes: teams make a tree, somebody can always administer, an outsider never does."""

from django.db import migrations, models

TEAMS = """
CREATE FUNCTION users_refuse_circle_of_teams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two moves at once could make a circle that neither sees; the lock lets them pass one by one.
    PERFORM pg_advisory_xact_lock(5201703);
    IF EXISTS (
        WITH RECURSIVE above (id) AS (
            SELECT NEW.parent_id
            UNION
            SELECT team.parent_id FROM users_team AS team JOIN above ON team.id = above.id
        )
        SELECT 1 FROM above WHERE id = NEW.id
    ) THEN
        RAISE check_violation USING CONSTRAINT = 'users_team_is_a_tree', MESSAGE = 'a team stands below itself';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER users_team_is_a_tree AFTER INSERT OR UPDATE OF parent_id ON users_team
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION users_refuse_circle_of_teams();
"""
NO_TEAMS = """
DROP TRIGGER users_team_is_a_tree ON users_team;
DROP FUNCTION users_refuse_circle_of_teams();
"""

ADMINISTRATORS = """
CREATE FUNCTION users_keep_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(5201704);
    IF NOT EXISTS (SELECT 1 FROM users_user WHERE is_admin AND is_active) THEN
        RAISE check_violation USING CONSTRAINT = 'users_user_one_administrator', MESSAGE = 'the last administrator';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER users_user_admin_changed AFTER UPDATE ON users_user
    FOR EACH ROW WHEN (OLD.is_admin AND OLD.is_active AND NOT (NEW.is_admin AND NEW.is_active))
    EXECUTE FUNCTION users_keep_an_administrator();
CREATE TRIGGER users_user_admin_deleted AFTER DELETE ON users_user
    FOR EACH ROW WHEN (OLD.is_admin AND OLD.is_active) EXECUTE FUNCTION users_keep_an_administrator();
"""
NO_ADMINISTRATORS = """
DROP TRIGGER users_user_admin_deleted ON users_user;
DROP TRIGGER users_user_admin_changed ON users_user;
DROP FUNCTION users_keep_an_administrator();
"""


class Migration(migrations.Migration):
    """Adds the guards."""

    dependencies = [("users", "0001_create_users_and_teams")]
    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=~models.Q(is_admin=True, is_portal=True), name="users_user_outsider_is_no_admin"
            ),
        ),
        migrations.RunSQL(TEAMS, NO_TEAMS),
        migrations.RunSQL(ADMINISTRATORS, NO_ADMINISTRATORS),
    ]
