"""Version 0.1.0 kept no word of a pack beside the company's change of it; its revisions still tell who said what.

Packs are applied by the system, without an author; people change configuration under their names. So what the system
said last of an item, and a person changed afterwards, is the pack's base under a local change.
"""

from django.db import migrations

LOCAL = "local"


def recover(apps, _schema_editor):
    definitions = apps.get_model("definitions", "Definition")
    revisions = apps.get_model("definitions", "Revision")
    said = {}
    for author, changes in revisions.objects.order_by("number").values_list("author_id", "changes").iterator(50):
        for change in changes:
            place = change["kind"], change["key"]
            owner = change.get("owner", LOCAL)
            if author is None and owner != LOCAL:
                said[place] = owner, change["after"]
    for definition in definitions.objects.iterator(500):
        owner, base = said.get((definition.kind, definition.key), (LOCAL, None))
        if base is None or (not definition.is_retired and base == definition.body):
            continue
        if definition.owner in (owner, LOCAL):
            definition.owner, definition.base = owner, base
            definition.save(update_fields=["owner", "base"])


class Migration(migrations.Migration):
    dependencies = [
        ("definitions", "0002_keep_what_packs_said"),
    ]

    operations = [
        migrations.RunPython(recover, migrations.RunPython.noop),
    ]
