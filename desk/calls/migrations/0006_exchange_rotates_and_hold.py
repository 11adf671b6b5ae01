"""An exchange that rotates by itself may ring several people for one call; hold, and reports, are told."""

import desk.calls.models.line
import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0005_missed_and_dialled"),
        ("people", "0002_roster_absences_skills"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="offer",
            name="offer_one_a_call",
        ),
        migrations.AddField(
            model_name="offer",
            name="by_exchange",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="callevent",
            name="event",
            field=models.CharField(
                choices=[
                    ("newCall", "call comes in"),
                    ("answer", "answered"),
                    ("hangup", "hung up"),
                    ("hold", "put on hold"),
                    ("resume", "taken off hold"),
                    ("report", "reported after its end"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="historicalline",
            name="addresses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=43, validators=[desk.calls.models.line.network]),
                blank=True,
                default=list,
                help_text="Networks as 192.0.2.0/24, divided by commas; empty: from anywhere.",
                size=None,
                verbose_name="addresses of the exchange",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="addresses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=43, validators=[desk.calls.models.line.network]),
                blank=True,
                default=list,
                help_text="Networks as 192.0.2.0/24, divided by commas; empty: from anywhere.",
                size=None,
                verbose_name="addresses of the exchange",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["-made_at"], name="offer_newest"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by_exchange", False), ("state", "open")),
                fields=("call",),
                name="offer_one_a_call",
            ),
        ),
    ]
