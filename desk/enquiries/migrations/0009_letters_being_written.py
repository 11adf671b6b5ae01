"""Letters while they are written, and who has which enquiry open."""

import desk.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0008_changes_of_faults"),
        ("mail", "0006_letters_in_append_only"),
        ("records", "0003_done_in_place_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to", models.CharField(blank=True, max_length=254, verbose_name="to")),
                (
                    "language",
                    models.CharField(
                        choices=[("et", "Estonian"), ("en", "English"), ("ru", "Russian")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=150, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                (
                    "then",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "the enquiry waits for the client"),
                            ("told", "the client is told"),
                            ("closed", "the enquiry is closed"),
                        ],
                        max_length=7,
                        verbose_name="and then",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("begun_at", models.DateTimeField(default=desk.clock.now)),
                ("saved_at", models.DateTimeField(default=desk.clock.now)),
                ("leaves_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mail.incoming",
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="enquiries.enquiry",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="enquiries.outcomecode",
                        verbose_name="outcome",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="enquiries.promise",
                        verbose_name="promise that it keeps",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter being written",
                "verbose_name_plural": "letters being written",
                "ordering": ["begun_at"],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.blob"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="enquiries.draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a letter being written",
                "verbose_name_plural": "files of letters being written",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Glance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=desk.clock.now)),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="glances",
                        to="enquiries.enquiry",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "open page of an enquiry",
                "verbose_name_plural": "open pages of enquiries",
            },
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("leaves_at__isnull", False)), fields=["leaves_at"], name="draft_leaves"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("enquiry", "writer"), name="draft_one_a_writer"),
        ),
        migrations.AddConstraint(
            model_name="glance",
            constraint=models.UniqueConstraint(fields=("enquiry", "user"), name="glance_once"),
        ),
    ]
