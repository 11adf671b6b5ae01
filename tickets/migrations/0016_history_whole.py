from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0015_linked_issues")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="whole",
            field=models.BooleanField(default=True, editable=False),
        ),
    ]
