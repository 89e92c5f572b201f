"""The security log: a table that the database itself keeps from being rewritten."""

from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION access_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = 'access_audit_append_only', MESSAGE = 'the security log is append-only';
END $$;
CREATE TRIGGER access_audit_append_only BEFORE UPDATE OR DELETE ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_refuse_rewriting();
"""
REWRITABLE = """
DROP TRIGGER access_audit_append_only ON access_auditentry;
DROP FUNCTION access_refuse_rewriting();
"""


class Migration(migrations.Migration):
    """Creates the log and its guard."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=48)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, default="", max_length=150)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["action", "-id"], name="access_audit_by_action"),
                    models.Index(fields=["actor_id", "-id"], name="access_audit_by_actor"),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
