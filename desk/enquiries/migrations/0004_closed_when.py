"""Enquiries closed on a day are found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0003_topic_portal")]
    operations = [
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(closed_at__isnull=False), fields=["closed_at"], name="enquiry_closed"
            ),
        ),
    ]
