"""A category of products has a code: what conditions and files name it by, whatever it is called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_create_catalog")]
    operations = [
        migrations.AddField(model_name="productcategory", name="code", field=models.TextField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="productcategory",
            constraint=models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(trashed_at=None) & models.Q(code__isnull=False),
                name="product_categories_code_uniq",
            ),
        ),
    ]
