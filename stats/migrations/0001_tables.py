"""What is counted, and what those who steer the work write, all at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0002_append_only"),
        ("clients", "0001_initial"),
        ("enquiries", "0003_topic_portal"),
        ("people", "0002_second_keepers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Counted",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("calls", "calls"),
                                    ("visits", "visits"),
                                    ("letters", "letters"),
                                    ("enquiries", "enquiries"),
                                    ("promises", "promises"),
                                    ("tickets", "tickets"),
                                    ("documents", "documents"),
                                    ("presence", "presence"),
                                    ("roster", "roster"),
                                    ("orders", "work orders"),
                                ],
                                max_length=12,
                                unique=True,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "state of the counting",
                        "verbose_name_plural": "states of the counting",
                    },
                ),
                migrations.CreateModel(
                    name="Touched",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("calls", "calls"),
                                    ("visits", "visits"),
                                    ("letters", "letters"),
                                    ("enquiries", "enquiries"),
                                    ("promises", "promises"),
                                    ("tickets", "tickets"),
                                    ("documents", "documents"),
                                    ("presence", "presence"),
                                    ("roster", "roster"),
                                    ("orders", "work orders"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("day", models.DateField()),
                    ],
                    options={
                        "verbose_name": "day to be counted anew",
                        "verbose_name_plural": "days to be counted anew",
                    },
                ),
                migrations.CreateModel(
                    name="Drafted",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("portal", models.CharField(blank=True, max_length=40)),
                        ("drafted", models.PositiveBigIntegerField(default=0)),
                        ("sent", models.PositiveBigIntegerField(default=0)),
                        ("returned", models.PositiveBigIntegerField(default=0)),
                        ("deficient", models.PositiveBigIntegerField(default=0)),
                        ("accepted", models.PositiveBigIntegerField(default=0)),
                        ("accept_s", models.PositiveBigIntegerField(default=0)),
                        ("published", models.PositiveBigIntegerField(default=0)),
                        ("told", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "documents of a day",
                        "verbose_name_plural": "documents by day",
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "portal"), name="stats_drafted_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Staffed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.DateTimeField()),
                        ("ready_s", models.PositiveBigIntegerField(default=0)),
                        ("ringing_s", models.PositiveBigIntegerField(default=0)),
                        ("on_call_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_up_s", models.PositiveBigIntegerField(default=0)),
                        ("rest_s", models.PositiveBigIntegerField(default=0)),
                        ("other_s", models.PositiveBigIntegerField(default=0)),
                        ("planned_s", models.PositiveBigIntegerField(default=0)),
                        ("planned", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "staffing of a quarter of an hour",
                        "verbose_name_plural": "staffing by quarter of an hour",
                        "constraints": [models.UniqueConstraint(fields=("slot",), name="stats_staffed_once")],
                    },
                ),
                migrations.CreateModel(
                    name="TeamDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("ready_s", models.PositiveBigIntegerField(default=0)),
                        ("ringing_s", models.PositiveBigIntegerField(default=0)),
                        ("on_call_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_up_s", models.PositiveBigIntegerField(default=0)),
                        ("rest_s", models.PositiveBigIntegerField(default=0)),
                        ("other_s", models.PositiveBigIntegerField(default=0)),
                        ("planned_s", models.PositiveBigIntegerField(default=0)),
                        ("calls_planned_s", models.PositiveBigIntegerField(default=0)),
                        ("kept_s", models.PositiveBigIntegerField(default=0)),
                        ("calls", models.PositiveBigIntegerField(default=0)),
                        ("talk_s", models.PositiveBigIntegerField(default=0)),
                        ("hold_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_s", models.PositiveBigIntegerField(default=0)),
                        ("out", models.PositiveBigIntegerField(default=0)),
                        ("out_s", models.PositiveBigIntegerField(default=0)),
                        ("unanswered", models.PositiveBigIntegerField(default=0)),
                        ("visits", models.PositiveBigIntegerField(default=0)),
                        ("visit_s", models.PositiveBigIntegerField(default=0)),
                        ("letters", models.PositiveBigIntegerField(default=0)),
                        ("enquiries", models.PositiveBigIntegerField(default=0)),
                        ("tickets", models.PositiveBigIntegerField(default=0)),
                        ("tickets_back", models.PositiveBigIntegerField(default=0)),
                        ("documents", models.PositiveBigIntegerField(default=0)),
                        ("items", models.PositiveBigIntegerField(default=0)),
                        ("people", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "the desk's day in figures",
                        "verbose_name_plural": "the desk's days in figures",
                        "constraints": [models.UniqueConstraint(fields=("day",), name="stats_teamday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="WordWeek",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week", models.DateField()),
                        (
                            "language",
                            models.CharField(
                                choices=[("et", "Estonian"), ("en", "English"), ("ru", "Russian")],
                                max_length=2,
                            ),
                        ),
                        ("stem", models.CharField(max_length=40)),
                        ("word", models.CharField(max_length=40)),
                        ("enquiries", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "word of a week",
                        "verbose_name_plural": "words by week",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("week", "language", "stem"), name="stats_wordweek_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClientMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("enquiries", models.PositiveBigIntegerField(default=0)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="clients.client",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enquiries of a client in a month",
                        "verbose_name_plural": "enquiries of clients by month",
                        "indexes": [
                            models.Index(fields=["month", "-enquiries"], name="stats_clientmonth_most")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "client"), name="stats_clientmonth_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contacts",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "telephone"),
                                    ("counter", "counter"),
                                    ("email", "e-mail"),
                                    ("other", "otherwise"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("et", "Estonian"), ("en", "English"), ("ru", "Russian")],
                                max_length=2,
                            ),
                        ),
                        ("opened", models.PositiveBigIntegerField(default=0)),
                        ("closed", models.PositiveBigIntegerField(default=0)),
                        ("first_contact", models.PositiveBigIntegerField(default=0)),
                        ("level2", models.PositiveBigIntegerField(default=0)),
                        ("repeats", models.PositiveBigIntegerField(default=0)),
                        ("beyond", models.PositiveBigIntegerField(default=0)),
                        ("due", models.PositiveBigIntegerField(default=0)),
                        ("in_time", models.PositiveBigIntegerField(default=0)),
                        ("ended", models.PositiveBigIntegerField(default=0)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="enquiries.topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enquiries of a day",
                        "verbose_name_plural": "enquiries by day",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "topic", "channel", "language"), name="stats_contacts_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("made", models.PositiveBigIntegerField(default=0)),
                        ("returned", models.PositiveBigIntegerField(default=0)),
                        ("answered", models.PositiveBigIntegerField(default=0)),
                        ("answer_s", models.PositiveBigIntegerField(default=0)),
                        ("told", models.PositiveBigIntegerField(default=0)),
                        ("tell_s", models.PositiveBigIntegerField(default=0)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="enquiries.topic",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tickets of a day",
                        "verbose_name_plural": "tickets by day",
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "unit", "topic"), name="stats_handed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("ready_s", models.PositiveBigIntegerField(default=0)),
                        ("ringing_s", models.PositiveBigIntegerField(default=0)),
                        ("on_call_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_up_s", models.PositiveBigIntegerField(default=0)),
                        ("rest_s", models.PositiveBigIntegerField(default=0)),
                        ("other_s", models.PositiveBigIntegerField(default=0)),
                        ("planned_s", models.PositiveBigIntegerField(default=0)),
                        ("calls_planned_s", models.PositiveBigIntegerField(default=0)),
                        ("kept_s", models.PositiveBigIntegerField(default=0)),
                        ("calls", models.PositiveBigIntegerField(default=0)),
                        ("talk_s", models.PositiveBigIntegerField(default=0)),
                        ("hold_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_s", models.PositiveBigIntegerField(default=0)),
                        ("out", models.PositiveBigIntegerField(default=0)),
                        ("out_s", models.PositiveBigIntegerField(default=0)),
                        ("unanswered", models.PositiveBigIntegerField(default=0)),
                        ("visits", models.PositiveBigIntegerField(default=0)),
                        ("visit_s", models.PositiveBigIntegerField(default=0)),
                        ("letters", models.PositiveBigIntegerField(default=0)),
                        ("enquiries", models.PositiveBigIntegerField(default=0)),
                        ("tickets", models.PositiveBigIntegerField(default=0)),
                        ("tickets_back", models.PositiveBigIntegerField(default=0)),
                        ("documents", models.PositiveBigIntegerField(default=0)),
                        ("items", models.PositiveBigIntegerField(default=0)),
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
                        "verbose_name": "a person's day in figures",
                        "verbose_name_plural": "people's days in figures",
                        "indexes": [models.Index(fields=["user", "day"], name="stats_personday_user")],
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "user"), name="stats_personday_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promised",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("kept", models.PositiveBigIntegerField(default=0)),
                        ("late", models.PositiveBigIntegerField(default=0)),
                        ("broken", models.PositiveBigIntegerField(default=0)),
                        ("open", models.PositiveBigIntegerField(default=0)),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="enquiries.topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "promises of a day",
                        "verbose_name_plural": "promises by day",
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "topic"), name="stats_promised_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Traffic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "telephone"),
                                    ("counter", "counter"),
                                    ("email", "e-mail"),
                                    ("other", "otherwise"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("et", "Estonian"), ("en", "English"), ("ru", "Russian")],
                                max_length=2,
                            ),
                        ),
                        ("offered", models.PositiveBigIntegerField(default=0)),
                        ("answered", models.PositiveBigIntegerField(default=0)),
                        ("in_time", models.PositiveBigIntegerField(default=0)),
                        ("lost", models.PositiveBigIntegerField(default=0)),
                        ("short", models.PositiveBigIntegerField(default=0)),
                        ("answer_wait_s", models.PositiveBigIntegerField(default=0)),
                        ("lost_wait_s", models.PositiveBigIntegerField(default=0)),
                        ("longest_wait_s", models.PositiveBigIntegerField(default=0)),
                        ("finished", models.PositiveBigIntegerField(default=0)),
                        ("talk_s", models.PositiveBigIntegerField(default=0)),
                        ("hold_s", models.PositiveBigIntegerField(default=0)),
                        ("wrap_s", models.PositiveBigIntegerField(default=0)),
                        ("out", models.PositiveBigIntegerField(default=0)),
                        ("out_s", models.PositiveBigIntegerField(default=0)),
                        (
                            "line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="calls.line",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contacts of a quarter of an hour",
                        "verbose_name_plural": "contacts by quarter of an hour",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("slot", "channel", "line", "language"),
                                name="stats_traffic_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
            ]
        )
    ]
