"""A topic may have its own limit; a change of a deadline names its pause; working time may last until midnight."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

LIMIT = {
    "blank": True, "null": True, "verbose_name": "limit of its questions", "to": "enquiries.limit",
    "help_text": "Empty: the limit of the group, else that of every question.",
}
FROM_DAY = models.DateField(
    help_text="A day is counted by the rows in force on it. A day with none in force at all is counted as"
    " Monday to Friday 9.00 to 17.00.",
    verbose_name="in force from",
)
UNTIL_DAY = models.DateField(
    blank=True, help_text="Empty: until further notice.", null=True, verbose_name="in force until"
)
ENDS_AT = models.TimeField(help_text="00:00 is the midnight at the end of the day.", verbose_name="until")


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0005_append_only")]

    operations = [
        migrations.AddField(
            "deadlinechange",
            "pause",
            models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="change",
                to="enquiries.pause", verbose_name="pause",
            ),
        ),
        migrations.AddField(
            "topic",
            "limit",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="topics", **LIMIT),
        ),
        migrations.AddField(
            "historicaltopic",
            "limit",
            models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", **LIMIT
            ),
        ),
        migrations.AlterField("openinterval", "ends_at", ENDS_AT),
        migrations.AlterField("historicalopeninterval", "ends_at", ENDS_AT),
        migrations.AlterField("openinterval", "from_day", FROM_DAY),
        migrations.AlterField("historicalopeninterval", "from_day", FROM_DAY),
        migrations.AlterField("openinterval", "until_day", UNTIL_DAY),
        migrations.AlterField("historicalopeninterval", "until_day", UNTIL_DAY),
        migrations.RemoveConstraint("openinterval", "openinterval_runs_forward"),
        migrations.AddConstraint(
            "openinterval",
            models.CheckConstraint(
                name="openinterval_runs_forward",
                condition=models.Q(ends_at__gt=models.F("starts_at")) | models.Q(ends_at=datetime.time(0, 0)),
            ),
        ),
    ]
