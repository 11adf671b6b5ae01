"""Legal holds, and the rounds of destroying what is due; what a round did is never changed."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from desk.records.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_access_chain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalHold",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("subject_kind", models.CharField(max_length=30, verbose_name="what it keeps")),
                ("subject_id", models.BigIntegerField(verbose_name="number")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
                (
                    "lifted_why",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was lifted"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical legal hold",
                "verbose_name_plural": "historical legal holds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("most", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "round of destruction",
                "verbose_name_plural": "rounds of destruction",
            },
        ),
        migrations.CreateModel(
            name="RetentionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("store", models.CharField(max_length=60, verbose_name="store")),
                ("days", models.PositiveIntegerField(verbose_name="days")),
                ("destroyed", models.PositiveIntegerField(verbose_name="destroyed")),
                ("held", models.PositiveIntegerField(verbose_name="held")),
                ("failed", models.PositiveIntegerField(verbose_name="failed")),
                ("troubles", models.JSONField(default=list)),
                ("more", models.BooleanField()),
                ("last", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records.retentionrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a round of destruction",
                "verbose_name_plural": "parts of a round of destruction",
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=30, verbose_name="what it keeps")),
                ("subject_id", models.BigIntegerField(verbose_name="number")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
                (
                    "lifted_why",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was lifted"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "legal hold",
                "verbose_name_plural": "legal holds",
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None)),
                        fields=["subject_kind", "subject_id"],
                        name="records_hold_standing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("subject_kind", "subject_id"),
                        name="records_hold_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None), ("lifted_why", "")),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("lifted_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="records_hold_lifted_pair",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="retentionrun",
            index=models.Index(fields=["-at"], name="records_run_at"),
        ),
        migrations.AddConstraint(
            model_name="retentionstep",
            constraint=models.UniqueConstraint(fields=("run", "store"), name="records_step_once"),
        ),
        AppendOnly("records_retentionrun"),
        AppendOnly("records_retentionstep"),
    ]
