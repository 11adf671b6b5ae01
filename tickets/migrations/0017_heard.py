from django.db import migrations, models


class Migration(migrations.Migration):
    """The queue of readings, and how far a comparison of all issues with JIRA has come."""

    dependencies = [
        ("tickets", "0016_history_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="heard_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(("heard_at__isnull", False)), fields=["heard_at"], name="issue_heard"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="compare_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="compared_at",
            field=models.DateTimeField(null=True),
        ),
    ]
