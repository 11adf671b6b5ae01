from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0019_evidence_moved")]

    operations = [
        migrations.RemoveField(
            model_name="escalation",
            name="told_event",
        ),
        migrations.RemoveField(
            model_name="historicalescalation",
            name="told_event",
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_at", None),
                    models.Q(models.Q(("evidence_kind", ""), _negated=True), ("evidence_id__isnull", False)),
                    ("evidence_kind", "withdrawn"),
                    _connector="OR",
                ),
                name="ticket_told_with_evidence",
            ),
        ),
    ]
