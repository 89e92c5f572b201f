"""One main place of work per contact, checked when the transaction ends: the mark moves in two steps."""

from django.db import migrations

ADD = """
ALTER TABLE affiliations ADD CONSTRAINT affiliations_main_once
    EXCLUDE USING btree (contact_id WITH =) WHERE (is_main AND trashed_at IS NULL) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    """Replaces the immediate unique index by a deferred exclusion constraint, which Django has no word for."""

    dependencies = [("people", "0001_create_accounts_and_contacts")]
    operations = [
        migrations.RemoveConstraint(model_name="affiliation", name="affiliations_one_main"),
        migrations.RunSQL(ADD, "ALTER TABLE affiliations DROP CONSTRAINT affiliations_main_once"),
    ]
