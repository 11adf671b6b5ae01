"""Papers that answer documents: signed by hand, an objection, or something else."""

import desk.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0021_listing_without_file"),
        ("counter", "0003_what_a_visit_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("by_hand", "signed by hand"),
                            ("objection", "objection"),
                            ("other", "another answer"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("attached_at", models.DateTimeField(default=desk.clock.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "container",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.container",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_answers",
                        to="contracts.package",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.incomingmail",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paper that answers documents",
                "verbose_name_plural": "papers that answer documents",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("package", "paper"),
                        name="contracts_paperanswer_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="contracts_paperanswer_undone_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("container__isnull", False), ("kind", "by_hand")),
                            models.Q(models.Q(("kind", "by_hand"), _negated=True), ("container", None)),
                            _connector="OR",
                        ),
                        name="contracts_paperanswer_container",
                    ),
                ],
            },
        ),
    ]
