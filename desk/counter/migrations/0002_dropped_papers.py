"""A paper that was taken in by mistake says when, by whom and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counter", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalincomingmail",
            name="dropped_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dropped"),
        ),
        migrations.AddField(
            model_name="historicalincomingmail",
            name="dropped_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalincomingmail",
            name="dropped_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was taken in by mistake"),
        ),
        migrations.AddField(
            model_name="incomingmail",
            name="dropped_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dropped"),
        ),
        migrations.AddField(
            model_name="incomingmail",
            name="dropped_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="incomingmail",
            name="dropped_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was taken in by mistake"),
        ),
        migrations.AddConstraint(
            model_name="incomingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("dropped_at__isnull", False),
                        ("dropped_by__isnull", False),
                        ("state", "dropped"),
                        models.Q(("dropped_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "dropped"), _negated=True),
                        ("dropped_at", None),
                        ("dropped_by", None),
                        ("dropped_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="paper_dropped_with_reason",
            ),
        ),
    ]
