"""Rows of orders done on a day are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_findings_taken_back")]
    operations = [
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(state="done"), fields=["done_at"], name="workitem_done_when"
            ),
        ),
    ]
