from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0020_evidence_done"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalunit",
            name="closing_resolution",
            field=models.CharField(
                blank=True,
                help_text="Name or number; needed where the screen of the workflow asks for one.",
                max_length=60,
                verbose_name="resolution at closing",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="closing_resolution",
            field=models.CharField(
                blank=True,
                help_text="Name or number; needed where the screen of the workflow asks for one.",
                max_length=60,
                verbose_name="resolution at closing",
            ),
        ),
    ]
