"""What is kept about the running of the house, all at once."""

import django.db.models.functions.datetime
from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("part", models.CharField(max_length=40, unique=True, verbose_name="part")),
                        ("at", models.DateTimeField(verbose_name="at")),
                    ],
                    options={
                        "verbose_name": "sign of life",
                        "verbose_name_plural": "signs of life",
                    },
                ),
                migrations.CreateModel(
                    name="KeyRotation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mark", models.CharField(max_length=8, unique=True, verbose_name="key")),
                        ("started_at", models.DateTimeField(verbose_name="begun")),
                        ("after", models.CharField(blank=True, max_length=64)),
                        ("files", models.PositiveBigIntegerField(default=0, verbose_name="files")),
                        ("columns", models.PositiveBigIntegerField(default=0, verbose_name="secrets")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                    ],
                    options={
                        "verbose_name": "change of keys",
                        "verbose_name_plural": "changes of keys",
                    },
                ),
                migrations.CreateModel(
                    name="Backup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="begun")),
                        ("finished_at", models.DateTimeField(verbose_name="finished")),
                        ("name", models.CharField(max_length=100, verbose_name="file")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size")),
                        ("digest", models.CharField(max_length=64)),
                        ("rows", models.PositiveBigIntegerField(verbose_name="rows")),
                        ("files", models.PositiveBigIntegerField(verbose_name="files")),
                        ("missing", models.PositiveIntegerField(default=0, verbose_name="missing files")),
                    ],
                    options={
                        "verbose_name": "backup",
                        "verbose_name_plural": "backups",
                        "indexes": [
                            models.Index(fields=["-finished_at", "-id"], name="operations_backup_newest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="looked at")),
                        ("seconds", models.FloatField(verbose_name="took seconds")),
                        ("findings", models.JSONField(verbose_name="findings")),
                        ("wanted_at", models.DateTimeField(blank=True, null=True, verbose_name="asked for")),
                    ],
                    options={
                        "verbose_name": "look at the house",
                        "verbose_name_plural": "looks at the house",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="operations_look_one")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutgoingRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("system", models.CharField(max_length=20, verbose_name="system")),
                        ("operation", models.CharField(max_length=120, verbose_name="operation")),
                        ("method", models.CharField(max_length=8, verbose_name="method")),
                        ("host", models.CharField(max_length=260, verbose_name="host")),
                        ("status", models.PositiveSmallIntegerField(null=True, verbose_name="answer")),
                        ("trouble", models.CharField(blank=True, max_length=30, verbose_name="trouble")),
                        ("failed", models.BooleanField(default=False, verbose_name="went wrong")),
                        ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds")),
                        ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                        (
                            "trace",
                            models.CharField(blank=True, max_length=64, verbose_name="request or task"),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request to another system",
                        "verbose_name_plural": "requests to other systems",
                        "indexes": [
                            models.Index(fields=["system", "-id"], name="operations_outgoing_system"),
                            models.Index(
                                condition=models.Q(("failed", True)),
                                fields=["-id"],
                                name="operations_outgoing_failed",
                            ),
                            models.Index(fields=["at"], name="operations_outgoing_at"),
                        ],
                    },
                ),
            ]
        )
    ]
