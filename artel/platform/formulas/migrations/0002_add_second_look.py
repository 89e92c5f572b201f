from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("formulas", "0001_create_pending_recompute")]

    operations: ClassVar = [
        migrations.AddField(model_name="pendingrecompute", name="since", field=models.DateTimeField(null=True)),
    ]
