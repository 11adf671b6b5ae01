import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import desk.clock


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_initial"),
        ("enquiries", "0002_append_only"),
        ("mail", "0002_append_only"),
        ("tickets", "0017_heard"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="answer to the client")),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=desk.clock.now)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "answer being written",
                "verbose_name_plural": "answers being written",
                "ordering": ["saved_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="escalation",
            name="ticket_told_with_evidence",
        ),
        migrations.AddField(
            model_name="escalation",
            name="evidence_id",
            field=models.PositiveBigIntegerField(
                editable=False, null=True, verbose_name="record of the evidence"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="evidence_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("message", "message to the client"),
                    ("call", "call that reached the client"),
                    ("visit", "visit at the counter"),
                    ("level2", "the second level told the client, the owner confirmed"),
                    ("unreachable", "could not be reached; an approved letter was sent"),
                    ("said", "the client said in a call that they know"),
                    ("wrote", "the client wrote that they know"),
                    ("withdrawn", "the client no longer needs it"),
                ],
                editable=False,
                max_length=12,
                verbose_name="evidence",
            ),
        ),
        migrations.AddField(
            model_name="historicalescalation",
            name="evidence_id",
            field=models.PositiveBigIntegerField(
                editable=False, null=True, verbose_name="record of the evidence"
            ),
        ),
        migrations.AddField(
            model_name="historicalescalation",
            name="evidence_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("message", "message to the client"),
                    ("call", "call that reached the client"),
                    ("visit", "visit at the counter"),
                    ("level2", "the second level told the client, the owner confirmed"),
                    ("unreachable", "could not be reached; an approved letter was sent"),
                    ("said", "the client said in a call that they know"),
                    ("wrote", "the client wrote that they know"),
                    ("withdrawn", "the client no longer needs it"),
                ],
                editable=False,
                max_length=12,
                verbose_name="evidence",
            ),
        ),
        migrations.AddField(
            model_name="jiraoperation",
            name="offered",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="wording",
            name="escalation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="wordings", to="tickets.escalation"
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="clients.contactpoint",
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="writer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                fields=("escalation", "writer"), name="ticket_wording_one_a_writer"
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at", None), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="ticket_wording_sent_says_something",
            ),
        ),
    ]
