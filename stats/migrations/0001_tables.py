"""What is counted, and what those who steer the work write, all at once."""

import datetime
import desk.clock
import desk.workdays
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
import stats.models.learning
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0002_append_only"),
        ("clients", "0001_initial"),
        ("enquiries", "0004_closed_when"),
        ("guides", "0002_append_only"),
        ("mail", "0003_letters_by_day"),
        ("orders", "0008_rows_by_day"),
        ("people", "0003_presence_by_day"),
        ("records", "0004_destruction_append_only"),
        ("tickets", "0023_unsent_counted"),
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
                                    ("words", "words of questions"),
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
                    name="Requirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        ("name_et", models.CharField(max_length=120, verbose_name="name in Estonian")),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("specialist", "specialist"),
                                        ("senior_specialist", "senior specialist"),
                                        ("head", "head of bureau"),
                                        ("registrar", "registrar"),
                                        ("level2_expert", "level-2 expert"),
                                        ("unit_head", "head of unit"),
                                        ("administrator", "administrator"),
                                        ("auditor", "auditor"),
                                    ],
                                    max_length=20,
                                ),
                                default=stats.models.learning.specialists,
                                size=None,
                                verbose_name="of whom",
                            ),
                        ),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: once is enough.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="again after so many months",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "required training",
                        "verbose_name_plural": "required trainings",
                        "ordering": ["position", "code"],
                        "abstract": False,
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
                                    ("words", "words of questions"),
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
                    name="Calibration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        ("subject_kind", models.CharField(max_length=30)),
                        ("subject_id", models.BigIntegerField()),
                        ("opened_at", models.DateTimeField(default=desk.clock.now, verbose_name="opened")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                        ("agreed", models.JSONField(default=dict)),
                        ("agreed_critical", models.JSONField(default=list)),
                        (
                            "agreed_score",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, null=True, verbose_name="agreed score"
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="what was agreed")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="opened by",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="whose work",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calibration",
                        "verbose_name_plural": "calibrations",
                        "ordering": ["-opened_at", "-pk"],
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
                    name="Forecast",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "waiting to be sent"),
                                    ("sending", "being sent"),
                                    ("sent", "sent"),
                                    ("failed", "could not be sent"),
                                    ("unknown", "outcome unknown"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                        (
                            "next_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="next attempt at"),
                        ),
                        ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("reason", models.CharField(blank=True, max_length=60, verbose_name="reason")),
                        ("first", models.DateField(verbose_name="first Monday")),
                        (
                            "weeks",
                            models.PositiveSmallIntegerField(
                                default=2,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(8),
                                ],
                                verbose_name="weeks",
                            ),
                        ),
                        (
                            "by_hand",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="calls a week, given by hand"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=desk.clock.now, verbose_name="asked at")),
                        ("made_at", models.DateTimeField(null=True, verbose_name="made at")),
                        (
                            "method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    (
                                        "regression",
                                        "regression on weekday, hour, season and declaration dates",
                                    ),
                                    ("naive", "mean of the same half-hour of the last four weeks"),
                                    ("hand", "number given by hand"),
                                ],
                                max_length=10,
                                verbose_name="method",
                            ),
                        ),
                        ("history_first", models.DateField(null=True)),
                        ("history_last", models.DateField(null=True)),
                        ("errors", models.JSONField(default=dict)),
                        ("numbers", models.JSONField(default=list)),
                        ("handle", models.JSONField(default=dict)),
                        ("load", models.JSONField(default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forecast",
                        "verbose_name_plural": "forecasts",
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("figure", models.CharField(max_length=40, verbose_name="figure")),
                        ("value", models.DecimalField(decimal_places=1, max_digits=9, verbose_name="goal")),
                        ("from_day", models.DateField(verbose_name="from")),
                    ],
                    options={
                        "verbose_name": "goal",
                        "verbose_name_plural": "goals",
                        "ordering": ["figure", "-from_day"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("figure", "from_day"), name="stats_goal_once_a_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)), name="stats_goal_not_negative"
                            ),
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
                                to="tickets.unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tickets of a day",
                        "verbose_name_plural": "tickets by day",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBooking",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="what is listened for"),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="told"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("booked", "told, no answer yet"),
                                    ("agreed", "agreed"),
                                    ("declined", "another time was asked for"),
                                    ("heard", "heard"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="booked",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
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
                            "call",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="calls.call",
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
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who listens",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="whose calls",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical booked listening",
                        "verbose_name_plural": "historical booked listenings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalGoal",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("figure", models.CharField(max_length=40, verbose_name="figure")),
                        ("value", models.DecimalField(decimal_places=1, max_digits=9, verbose_name="goal")),
                        ("from_day", models.DateField(verbose_name="from")),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical goal",
                        "verbose_name_plural": "historical goals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIdea",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(max_length=200, verbose_name="suggestion in one sentence"),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=5000, verbose_name="what is wrong now, and what would be better"
                            ),
                        ),
                        (
                            "step",
                            models.CharField(blank=True, max_length=100, verbose_name="step of the work"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "waits for an answer"),
                                    ("withdrawn", "taken back"),
                                    ("accepted", "accepted"),
                                    ("refused", "not accepted"),
                                    ("later", "later"),
                                ],
                                default="new",
                                editable=False,
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="suggested at"
                            ),
                        ),
                        ("answer_due_at", models.DateTimeField(editable=False, verbose_name="answer due")),
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
                            "guide",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="guides.guide",
                                verbose_name="guide",
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
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="suggested by",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="enquiries.topic",
                                verbose_name="topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical suggestion",
                        "verbose_name_plural": "historical suggestions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNorm",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("letters", "letters answered"),
                                    ("documents", "packages of documents sent"),
                                    ("tickets", "tickets made"),
                                    ("items", "rows of work orders done"),
                                ],
                                max_length=10,
                                verbose_name="kind of work",
                            ),
                        ),
                        (
                            "minutes",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="minutes for one",
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="from")),
                        ("basis", models.CharField(max_length=200, verbose_name="basis")),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical norm of working time",
                        "verbose_name_plural": "historical norms of working time",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProcessChange",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="change in one sentence")),
                        ("text", models.TextField(max_length=5000, verbose_name="what is done otherwise")),
                        ("why", models.TextField(max_length=5000, verbose_name="why")),
                        ("from_day", models.DateField(verbose_name="takes effect on")),
                        (
                            "grounds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                editable=False,
                                size=None,
                            ),
                        ),
                        ("judge_on", models.DateField(editable=False, verbose_name="to be judged on")),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="written at"
                            ),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="responsible person",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical change of the process",
                        "verbose_name_plural": "historical changes of the process",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposal",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("first", models.DateField(verbose_name="first Monday")),
                        ("weeks", models.PositiveSmallIntegerField(default=1, verbose_name="weeks")),
                        (
                            "target",
                            models.PositiveSmallIntegerField(
                                default=80,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="service level aimed at, %",
                            ),
                        ),
                        (
                            "threshold_s",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[django.core.validators.MaxValueValidator(3600)],
                                verbose_name="answered within, seconds",
                            ),
                        ),
                        (
                            "patience_s",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(7200),
                                ],
                                verbose_name="callers wait before they give up, seconds on average",
                            ),
                        ),
                        (
                            "handle_s",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(7200),
                                ],
                                verbose_name="handling time by hand, seconds",
                            ),
                        ),
                        (
                            "planned_for",
                            models.CharField(
                                choices=[
                                    ("expected", "what is expected"),
                                    ("high", "the upper end of the range"),
                                ],
                                default="expected",
                                max_length=8,
                                verbose_name="plan for",
                            ),
                        ),
                        (
                            "least",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="people on the line at least",
                            ),
                        ),
                        (
                            "shrink_leave",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="holidays not yet in the roster, %",
                            ),
                        ),
                        (
                            "shrink_unforeseen",
                            models.PositiveSmallIntegerField(
                                default=4,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="unforeseen absence, %",
                            ),
                        ),
                        (
                            "shrink_meetings",
                            models.PositiveSmallIntegerField(
                                default=4,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="meetings, %",
                            ),
                        ),
                        (
                            "shrink_training",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="training and coaching, %",
                            ),
                        ),
                        (
                            "letter_minutes",
                            models.PositiveSmallIntegerField(
                                default=10,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a letter, minutes",
                            ),
                        ),
                        (
                            "document_minutes",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a package of documents, minutes",
                            ),
                        ),
                        (
                            "ticket_minutes",
                            models.PositiveSmallIntegerField(
                                default=15,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a ticket, minutes",
                            ),
                        ),
                        (
                            "visit_minutes",
                            models.PositiveSmallIntegerField(
                                default=12,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a visit, minutes",
                            ),
                        ),
                        (
                            "idle_use",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="share of the time between calls that other work can use, %",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(blank=True, max_length=10000, verbose_name="proposal in words"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "being written"),
                                    ("sent", "waits for the head's decision"),
                                    ("accepted", "accepted"),
                                    ("partly", "accepted in part"),
                                    ("refused", "not accepted"),
                                    ("carried", "carried out"),
                                    ("dropped", "put away"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(default=desk.clock.now, verbose_name="written at"),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("carried_at", models.DateTimeField(null=True, verbose_name="carried out at")),
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
                            "carried_by",
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
                            "forecast",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.forecast",
                                verbose_name="forecast",
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
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical staffing proposal",
                        "verbose_name_plural": "historical staffing proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReportPlan",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("monthly", "a month"), ("period", "a declaration period")],
                                default="monthly",
                                max_length=7,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("et", "Estonian"), ("en", "English")],
                                default="et",
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "day",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Of the next month; of a declaration period: how many days after its last week.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(28),
                                ],
                                verbose_name="day",
                            ),
                        ),
                        (
                            "hour",
                            models.PositiveSmallIntegerField(
                                default=7,
                                help_text="In Tallinn.",
                                validators=[django.core.validators.MaxValueValidator(22)],
                                verbose_name="from what hour",
                            ),
                        ),
                        (
                            "attach",
                            models.BooleanField(
                                default=False,
                                help_text="They hold no personal data and no small numbers. Otherwise the letter has a link only.",
                                verbose_name="send the files with the letter",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "since",
                            models.DateField(
                                default=desk.workdays.today,
                                help_text="Nothing is reported of what ended before.",
                                verbose_name="first day",
                            ),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="people.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical plan of reports to a unit",
                        "verbose_name_plural": "historical plans of reports to units",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRequirement",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        ("name_et", models.CharField(max_length=120, verbose_name="name in Estonian")),
                        ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("specialist", "specialist"),
                                        ("senior_specialist", "senior specialist"),
                                        ("head", "head of bureau"),
                                        ("registrar", "registrar"),
                                        ("level2_expert", "level-2 expert"),
                                        ("unit_head", "head of unit"),
                                        ("administrator", "administrator"),
                                        ("auditor", "auditor"),
                                    ],
                                    max_length=20,
                                ),
                                default=stats.models.learning.specialists,
                                size=None,
                                verbose_name="of whom",
                            ),
                        ),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: once is enough.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="again after so many months",
                            ),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical required training",
                        "verbose_name_plural": "historical required trainings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSamplingRule",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("chance", "drawn by chance"),
                                    ("complaint", "complaint"),
                                    ("beyond", "answered beyond competence"),
                                    ("override", "closed in spite of what was missing"),
                                    ("reopened", "opened again"),
                                    ("broken", "promise broken"),
                                ],
                                default="chance",
                                max_length=9,
                                verbose_name="why",
                            ),
                        ),
                        (
                            "whom",
                            models.CharField(
                                choices=[
                                    ("everyone", "everyone"),
                                    ("new", "new staff"),
                                    ("trainees", "trainees"),
                                ],
                                default="everyone",
                                max_length=8,
                                verbose_name="whose work",
                            ),
                        ),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                default=6,
                                help_text="Of new staff: who began at the desk so many months ago or later.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(36),
                                ],
                                verbose_name="months of service",
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                help_text="Empty: all of it.",
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        (
                            "share",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=4,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.1")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="share, per cent",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="Where several rules meet, the reason of the lowest is kept.",
                                verbose_name="position",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical rule of sampling",
                        "verbose_name_plural": "historical rules of sampling",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUndertaking",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("confidentiality", "undertaking of confidentiality"),
                                    ("access", "access to another register"),
                                ],
                                max_length=15,
                                verbose_name="kind",
                            ),
                        ),
                        ("register", models.CharField(blank=True, max_length=120, verbose_name="register")),
                        (
                            "scope",
                            models.CharField(blank=True, max_length=200, verbose_name="in what extent"),
                        ),
                        ("granted_on", models.DateField(verbose_name="from")),
                        ("paper", models.CharField(max_length=120, verbose_name="paper")),
                        ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
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
                            "ended_by",
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
                            "keeper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who minds the dates",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical undertaking or access",
                        "verbose_name_plural": "historical undertakings and accesses",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWarehouseKey",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Which system reads with it.", max_length=80, verbose_name="name"
                            ),
                        ),
                        (
                            "tables",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("topics", "enquiries by topic"),
                                        ("channels", "enquiries by channel"),
                                        ("languages", "enquiries by language"),
                                        ("traffic", "contacts by channel"),
                                    ],
                                    max_length=10,
                                ),
                                size=None,
                                verbose_name="tables",
                            ),
                        ),
                        (
                            "expires_on",
                            models.DateField(
                                default=desk.workdays.today,
                                help_text="At most a year from today.",
                                verbose_name="last day",
                            ),
                        ),
                        (
                            "made_on",
                            models.DateField(
                                default=desk.workdays.today, editable=False, verbose_name="made"
                            ),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="revoked"),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="made by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical key of the warehouse",
                        "verbose_name_plural": "historical keys of the warehouse",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Idea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(max_length=200, verbose_name="suggestion in one sentence"),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=5000, verbose_name="what is wrong now, and what would be better"
                            ),
                        ),
                        (
                            "step",
                            models.CharField(blank=True, max_length=100, verbose_name="step of the work"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "waits for an answer"),
                                    ("withdrawn", "taken back"),
                                    ("accepted", "accepted"),
                                    ("refused", "not accepted"),
                                    ("later", "later"),
                                ],
                                default="new",
                                editable=False,
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="suggested at"
                            ),
                        ),
                        ("answer_due_at", models.DateTimeField(editable=False, verbose_name="answer due")),
                        (
                            "guide",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="guides.guide",
                                verbose_name="guide",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="suggested by",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="enquiries.topic",
                                verbose_name="topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "suggestion",
                        "verbose_name_plural": "suggestions",
                    },
                ),
                migrations.CreateModel(
                    name="IdeaAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("accepted", "accepted"),
                                    ("later", "later"),
                                    ("refused", "not accepted"),
                                ],
                                max_length=8,
                                verbose_name="answer",
                            ),
                        ),
                        ("text", models.TextField(max_length=5000, verbose_name="why, and what follows")),
                        (
                            "at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="at"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "idea",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="stats.idea",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a suggestion",
                        "verbose_name_plural": "answers to suggestions",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IdeaSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="at"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "idea",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="supports",
                                to="stats.idea",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "support of a suggestion",
                        "verbose_name_plural": "supports of suggestions",
                    },
                ),
                migrations.CreateModel(
                    name="LearningSession",
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
                                choices=[("training", "training"), ("meeting", "meeting")],
                                default="training",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "about",
                            models.TextField(blank=True, max_length=4000, verbose_name="what it is about"),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "made_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="made"),
                        ),
                        ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "called_off_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="called off"
                            ),
                        ),
                        (
                            "called_off_reason",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="why"),
                        ),
                        (
                            "called_off_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "guides",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="guides.guide", verbose_name="guides"
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "teaches",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="stats.requirement",
                                verbose_name="required training",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "training or meeting",
                        "verbose_name_plural": "trainings and meetings",
                        "ordering": ["starts_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAttendee",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "invited"),
                                    ("confirmed", "will come"),
                                    ("declined", "will not come"),
                                    ("attended", "was there"),
                                    ("absent", "was not there"),
                                ],
                                default="invited",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("invited_at", models.DateTimeField(default=desk.clock.now, verbose_name="invited")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("marked_at", models.DateTimeField(blank=True, null=True, verbose_name="marked")),
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invited_by",
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
                            "marked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.learningsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical participant",
                        "verbose_name_plural": "historical participants",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "invited"),
                                    ("confirmed", "will come"),
                                    ("declined", "will not come"),
                                    ("attended", "was there"),
                                    ("absent", "was not there"),
                                ],
                                default="invited",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("invited_at", models.DateTimeField(default=desk.clock.now, verbose_name="invited")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("marked_at", models.DateTimeField(blank=True, null=True, verbose_name="marked")),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "marked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendees",
                                to="stats.learningsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "participant",
                        "verbose_name_plural": "participants",
                    },
                ),
                migrations.CreateModel(
                    name="Material",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("added_at", models.DateTimeField(default=desk.clock.now, verbose_name="added")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "blob",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.blob",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="materials",
                                to="stats.learningsession",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "material",
                        "verbose_name_plural": "materials",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Norm",
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
                                    ("letters", "letters answered"),
                                    ("documents", "packages of documents sent"),
                                    ("tickets", "tickets made"),
                                    ("items", "rows of work orders done"),
                                ],
                                max_length=10,
                                verbose_name="kind of work",
                            ),
                        ),
                        (
                            "minutes",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="minutes for one",
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="from")),
                        ("basis", models.CharField(max_length=200, verbose_name="basis")),
                    ],
                    options={
                        "verbose_name": "norm of working time",
                        "verbose_name_plural": "norms of working time",
                        "ordering": ["kind", "-from_day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "from_day"), name="stats_norm_once"),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 0)), name="stats_norm_not_negative"
                            ),
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
                        ("finished", models.PositiveBigIntegerField(default=0)),
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
                    },
                ),
                migrations.CreateModel(
                    name="PersonMix",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("et", "Estonian"), ("en", "English"), ("ru", "Russian")],
                                max_length=2,
                            ),
                        ),
                        ("calls", models.PositiveBigIntegerField(default=0)),
                        ("handle_s", models.PositiveBigIntegerField(default=0)),
                        (
                            "topic",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="enquiries.topic",
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
                        "verbose_name": "a person's calls of a day by language and topic",
                        "verbose_name_plural": "people's calls by language and topic",
                    },
                ),
                migrations.CreateModel(
                    name="ProcessChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="change in one sentence")),
                        ("text", models.TextField(max_length=5000, verbose_name="what is done otherwise")),
                        ("why", models.TextField(max_length=5000, verbose_name="why")),
                        ("from_day", models.DateField(verbose_name="takes effect on")),
                        (
                            "grounds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                editable=False,
                                size=None,
                            ),
                        ),
                        ("judge_on", models.DateField(editable=False, verbose_name="to be judged on")),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="written at"
                            ),
                        ),
                        (
                            "ideas",
                            models.ManyToManyField(
                                blank=True,
                                related_name="changes",
                                to="stats.idea",
                                verbose_name="from suggestions",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="responsible person",
                            ),
                        ),
                        (
                            "topics",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="enquiries.topic", verbose_name="topics"
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of the process",
                        "verbose_name_plural": "changes of the process",
                    },
                ),
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "became",
                            models.CharField(
                                choices=[
                                    ("kept", "stays as changed"),
                                    ("changed", "kept in another form"),
                                    ("reverted", "taken back"),
                                ],
                                max_length=8,
                                verbose_name="what became of it",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=5000, verbose_name="what the figures and the people say"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="at"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="stats.processchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "judgement of a change",
                        "verbose_name_plural": "judgements of changes",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalProcessChange_topics",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="stats.historicalprocesschange",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="enquiries.topic",
                            ),
                        ),
                        (
                            "processchange",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.processchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalProcessChange_topics",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProcessChange_ideas",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="stats.historicalprocesschange",
                            ),
                        ),
                        (
                            "idea",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.idea",
                            ),
                        ),
                        (
                            "processchange",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.processchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalProcessChange_ideas",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ChangeMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("figure", models.CharField(max_length=40, verbose_name="figure")),
                        (
                            "expected",
                            models.CharField(
                                choices=[("up", "rises"), ("down", "falls"), ("same", "stays as it is")],
                                max_length=4,
                                verbose_name="expected to",
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moves",
                                to="stats.processchange",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "figure of a change",
                        "verbose_name_plural": "figures of changes",
                        "ordering": ["pk"],
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
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("first", models.DateField(verbose_name="first Monday")),
                        ("weeks", models.PositiveSmallIntegerField(default=1, verbose_name="weeks")),
                        (
                            "target",
                            models.PositiveSmallIntegerField(
                                default=80,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="service level aimed at, %",
                            ),
                        ),
                        (
                            "threshold_s",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[django.core.validators.MaxValueValidator(3600)],
                                verbose_name="answered within, seconds",
                            ),
                        ),
                        (
                            "patience_s",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(7200),
                                ],
                                verbose_name="callers wait before they give up, seconds on average",
                            ),
                        ),
                        (
                            "handle_s",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(7200),
                                ],
                                verbose_name="handling time by hand, seconds",
                            ),
                        ),
                        (
                            "planned_for",
                            models.CharField(
                                choices=[
                                    ("expected", "what is expected"),
                                    ("high", "the upper end of the range"),
                                ],
                                default="expected",
                                max_length=8,
                                verbose_name="plan for",
                            ),
                        ),
                        (
                            "least",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="people on the line at least",
                            ),
                        ),
                        (
                            "shrink_leave",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="holidays not yet in the roster, %",
                            ),
                        ),
                        (
                            "shrink_unforeseen",
                            models.PositiveSmallIntegerField(
                                default=4,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="unforeseen absence, %",
                            ),
                        ),
                        (
                            "shrink_meetings",
                            models.PositiveSmallIntegerField(
                                default=4,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="meetings, %",
                            ),
                        ),
                        (
                            "shrink_training",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[django.core.validators.MaxValueValidator(80)],
                                verbose_name="training and coaching, %",
                            ),
                        ),
                        (
                            "letter_minutes",
                            models.PositiveSmallIntegerField(
                                default=10,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a letter, minutes",
                            ),
                        ),
                        (
                            "document_minutes",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a package of documents, minutes",
                            ),
                        ),
                        (
                            "ticket_minutes",
                            models.PositiveSmallIntegerField(
                                default=15,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a ticket, minutes",
                            ),
                        ),
                        (
                            "visit_minutes",
                            models.PositiveSmallIntegerField(
                                default=12,
                                validators=[django.core.validators.MaxValueValidator(480)],
                                verbose_name="a visit, minutes",
                            ),
                        ),
                        (
                            "idle_use",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="share of the time between calls that other work can use, %",
                            ),
                        ),
                        ("result", models.JSONField(default=dict)),
                        (
                            "text",
                            models.TextField(blank=True, max_length=10000, verbose_name="proposal in words"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "being written"),
                                    ("sent", "waits for the head's decision"),
                                    ("accepted", "accepted"),
                                    ("partly", "accepted in part"),
                                    ("refused", "not accepted"),
                                    ("carried", "carried out"),
                                    ("dropped", "put away"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(default=desk.clock.now, verbose_name="written at"),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("carried_at", models.DateTimeField(null=True, verbose_name="carried out at")),
                        (
                            "carried_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "forecast",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="stats.forecast",
                                verbose_name="forecast",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "staffing proposal",
                        "verbose_name_plural": "staffing proposals",
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("accepted", "accepted"),
                                    ("partly", "accepted in part"),
                                    ("refused", "not accepted"),
                                ],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="stats.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision on a proposal",
                        "verbose_name_plural": "decisions on proposals",
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "waiting to be sent"),
                                    ("sending", "being sent"),
                                    ("sent", "sent"),
                                    ("failed", "could not be sent"),
                                    ("unknown", "outcome unknown"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                        (
                            "next_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="next attempt at"),
                        ),
                        ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("reason", models.CharField(blank=True, max_length=60, verbose_name="reason")),
                        ("first", models.DateField(verbose_name="from")),
                        ("last", models.DateField(verbose_name="until")),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "why",
                            models.CharField(blank=True, max_length=300, verbose_name="why it is made anew"),
                        ),
                        ("asked_at", models.DateTimeField(default=desk.clock.now, verbose_name="ordered")),
                        ("acknowledged_at", models.DateTimeField(null=True, verbose_name="acknowledged")),
                        ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded")),
                        ("raised_at", models.DateTimeField(null=True, verbose_name="senior told")),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.period",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="stats.report",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="people.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report to a unit",
                        "verbose_name_plural": "reports to units",
                    },
                ),
                migrations.CreateModel(
                    name="ReportAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="what will you change")),
                        ("due_on", models.DateField(null=True, verbose_name="by when")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="stats.report",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a report",
                        "verbose_name_plural": "answers to reports",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("done", models.BooleanField(verbose_name="done")),
                        ("note", models.TextField(max_length=1000, verbose_name="what became of it")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed",
                                to="stats.reportanswer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "what became of an answer",
                        "verbose_name_plural": "what became of answers",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportContent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("figures", models.JSONField(verbose_name="figures")),
                        (
                            "pdf",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.blob",
                            ),
                        ),
                        (
                            "report",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="content",
                                to="stats.report",
                            ),
                        ),
                        (
                            "xlsx",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.blob",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "content of a report",
                        "verbose_name_plural": "contents of reports",
                    },
                ),
                migrations.CreateModel(
                    name="ReportLetter",
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
                                choices=[("report", "the report"), ("reminder", "reminder")],
                                default="report",
                                max_length=8,
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mail.message",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="stats.report",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "letter with a report",
                        "verbose_name_plural": "letters with reports",
                    },
                ),
                migrations.CreateModel(
                    name="ReportPlan",
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
                                choices=[("monthly", "a month"), ("period", "a declaration period")],
                                default="monthly",
                                max_length=7,
                                verbose_name="about",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("et", "Estonian"), ("en", "English")],
                                default="et",
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "day",
                            models.PositiveSmallIntegerField(
                                default=1,
                                help_text="Of the next month; of a declaration period: how many days after its last week.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(28),
                                ],
                                verbose_name="day",
                            ),
                        ),
                        (
                            "hour",
                            models.PositiveSmallIntegerField(
                                default=7,
                                help_text="In Tallinn.",
                                validators=[django.core.validators.MaxValueValidator(22)],
                                verbose_name="from what hour",
                            ),
                        ),
                        (
                            "attach",
                            models.BooleanField(
                                default=False,
                                help_text="They hold no personal data and no small numbers. Otherwise the letter has a link only.",
                                verbose_name="send the files with the letter",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "since",
                            models.DateField(
                                default=desk.workdays.today,
                                help_text="Nothing is reported of what ended before.",
                                verbose_name="first day",
                            ),
                        ),
                        (
                            "obligations",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Of a report after a declaration period: after the periods of these.",
                                related_name="+",
                                to="orders.obligation",
                                verbose_name="obligations",
                            ),
                        ),
                        (
                            "recipients",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Beside the head of the unit. They read the report and may acknowledge it.",
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="also to",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_plans",
                                to="people.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan of reports to a unit",
                        "verbose_name_plural": "plans of reports to units",
                        "ordering": ["unit__position", "unit__code", "kind"],
                    },
                ),
                migrations.AddField(
                    model_name="report",
                    name="plan",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="stats.reportplan",
                        verbose_name="plan",
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalReportPlan_recipients",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="stats.historicalreportplan",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reportplan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.reportplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalReportPlan_recipients",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReportPlan_obligations",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="stats.historicalreportplan",
                            ),
                        ),
                        (
                            "obligation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="orders.obligation",
                            ),
                        ),
                        (
                            "reportplan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.reportplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalReportPlan_obligations",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Passed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on_day", models.DateField(verbose_name="day")),
                        ("paper", models.CharField(blank=True, max_length=200, verbose_name="paper")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="entered")),
                        (
                            "attendee",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passed",
                                to="stats.attendee",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passed",
                                to="stats.requirement",
                                verbose_name="what",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "training passed",
                        "verbose_name_plural": "trainings passed",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLearningSession",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("training", "training"), ("meeting", "meeting")],
                                default="training",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "about",
                            models.TextField(blank=True, max_length=4000, verbose_name="what it is about"),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                        (
                            "made_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="made"),
                        ),
                        ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "called_off_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="called off"
                            ),
                        ),
                        (
                            "called_off_reason",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="why"),
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
                            "called_off_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
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
                            "organiser",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "teaches",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.requirement",
                                verbose_name="required training",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical training or meeting",
                        "verbose_name_plural": "historical trainings and meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        ("subject_kind", models.CharField(max_length=30)),
                        ("subject_id", models.BigIntegerField()),
                        ("client_id", models.BigIntegerField(null=True)),
                        ("practice", models.BooleanField(default=False, verbose_name="for practice")),
                        ("happened_at", models.DateTimeField(verbose_name="when it was")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="begun")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("answers", models.JSONField(default=dict)),
                        ("critical", models.JSONField(default=list)),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, null=True, verbose_name="score"
                            ),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        (
                            "calibration",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="stats.calibration",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="whose work",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews_made",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reviewer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                    },
                ),
                migrations.CreateModel(
                    name="Response",
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
                                    ("agrees", "I agree"),
                                    ("comments", "I have a comment"),
                                    ("appeals", "I appeal: the score is wrong"),
                                ],
                                max_length=8,
                                verbose_name="answer",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="in your own words")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="at")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "the review stands"),
                                    ("changed", "the score is changed"),
                                ],
                                max_length=7,
                                verbose_name="decision",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                        ("answers", models.JSONField(null=True)),
                        ("critical", models.JSONField(null=True)),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, null=True, verbose_name="changed score"
                            ),
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
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "review",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="response",
                                to="stats.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a review",
                        "verbose_name_plural": "answers to reviews",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCoaching",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("criterion", models.CharField(blank=True, max_length=30, verbose_name="criterion")),
                        (
                            "what",
                            models.CharField(
                                help_text="Stands in lists: no names or codes of clients.",
                                max_length=200,
                                verbose_name="what changes",
                            ),
                        ),
                        ("how", models.TextField(blank=True, verbose_name="how it is practised")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="agreed"
                            ),
                        ),
                        ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
                        ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
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
                            "coach",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who supports",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
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
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who practises",
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.review",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="stats.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical coaching action",
                        "verbose_name_plural": "historical coaching actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Coaching",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("criterion", models.CharField(blank=True, max_length=30, verbose_name="criterion")),
                        (
                            "what",
                            models.CharField(
                                help_text="Stands in lists: no names or codes of clients.",
                                max_length=200,
                                verbose_name="what changes",
                            ),
                        ),
                        ("how", models.TextField(blank=True, verbose_name="how it is practised")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="agreed"
                            ),
                        ),
                        ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
                        ("evidence", models.TextField(blank=True, verbose_name="what shows it")),
                        (
                            "coach",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="coachings_given",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who supports",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="coachings",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who practises",
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followed",
                                to="stats.review",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="coachings",
                                to="stats.review",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "coaching action",
                        "verbose_name_plural": "coaching actions",
                    },
                ),
                migrations.CreateModel(
                    name="Reviewed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reviews", models.PositiveBigIntegerField(default=0)),
                        ("points", models.PositiveBigIntegerField(default=0)),
                        ("critical", models.PositiveBigIntegerField(default=0)),
                        ("drawn", models.PositiveBigIntegerField(default=0)),
                        ("drawn_points", models.PositiveBigIntegerField(default=0)),
                        ("drawn_squares", models.PositiveBigIntegerField(default=0)),
                        ("drawn_critical", models.PositiveBigIntegerField(default=0)),
                        ("appeals", models.PositiveBigIntegerField(default=0)),
                        ("changed", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "sums of reviews",
                        "verbose_name_plural": "sums of reviews",
                        "constraints": [
                            models.UniqueConstraint(fields=("day", "work"), name="stats_reviewed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        ("subject_kind", models.CharField(max_length=30)),
                        ("subject_id", models.BigIntegerField()),
                        ("client_id", models.BigIntegerField(null=True)),
                        ("happened_at", models.DateTimeField(verbose_name="when it was")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("chance", "drawn by chance"),
                                    ("complaint", "complaint"),
                                    ("beyond", "answered beyond competence"),
                                    ("override", "closed in spite of what was missing"),
                                    ("reopened", "opened again"),
                                    ("broken", "promise broken"),
                                    ("asked", "asked for by the specialist"),
                                    ("listened", "listened to, as agreed"),
                                ],
                                max_length=9,
                                verbose_name="why",
                            ),
                        ),
                        (
                            "also",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("chance", "drawn by chance"),
                                        ("complaint", "complaint"),
                                        ("beyond", "answered beyond competence"),
                                        ("override", "closed in spite of what was missing"),
                                        ("reopened", "opened again"),
                                        ("broken", "promise broken"),
                                        ("asked", "asked for by the specialist"),
                                        ("listened", "listened to, as agreed"),
                                    ],
                                    max_length=9,
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("by_chance", models.BooleanField(default=False)),
                        ("practice", models.BooleanField(default=False, verbose_name="for practice")),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="what to look at"),
                        ),
                        ("drawn_at", models.DateTimeField(default=desk.clock.now, verbose_name="drawn")),
                        ("claimed_until", models.DateTimeField(null=True, verbose_name="taken until")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "waits for review"),
                                    ("done", "reviewed"),
                                    ("dropped", "not reviewed"),
                                ],
                                default="open",
                                max_length=7,
                                verbose_name="state",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                        (
                            "dropped_for",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="why it is not reviewed"
                            ),
                        ),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken by",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="whose work",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sample",
                        "verbose_name_plural": "samples",
                    },
                ),
                migrations.AddField(
                    model_name="review",
                    name="sample",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="stats.sample",
                    ),
                ),
                migrations.CreateModel(
                    name="SamplingRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("chance", "drawn by chance"),
                                    ("complaint", "complaint"),
                                    ("beyond", "answered beyond competence"),
                                    ("override", "closed in spite of what was missing"),
                                    ("reopened", "opened again"),
                                    ("broken", "promise broken"),
                                ],
                                default="chance",
                                max_length=9,
                                verbose_name="why",
                            ),
                        ),
                        (
                            "whom",
                            models.CharField(
                                choices=[
                                    ("everyone", "everyone"),
                                    ("new", "new staff"),
                                    ("trainees", "trainees"),
                                ],
                                default="everyone",
                                max_length=8,
                                verbose_name="whose work",
                            ),
                        ),
                        (
                            "months",
                            models.PositiveSmallIntegerField(
                                default=6,
                                help_text="Of new staff: who began at the desk so many months ago or later.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(36),
                                ],
                                verbose_name="months of service",
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                help_text="Empty: all of it.",
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        (
                            "share",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=4,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.1")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="share, per cent",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="Where several rules meet, the reason of the lowest is kept.",
                                verbose_name="position",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "rule of sampling",
                        "verbose_name_plural": "rules of sampling",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("share__gt", 0), ("share__lte", 100)),
                                name="stats_samplingrule_share",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="sample",
                    name="rule",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="stats.samplingrule",
                    ),
                ),
                migrations.CreateModel(
                    name="SavedChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("query", models.CharField(max_length=1000)),
                        (
                            "shared",
                            models.BooleanField(default=False, verbose_name="shared with everyone who leads"),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="made"),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved choice of contacts",
                        "verbose_name_plural": "saved choices of contacts",
                    },
                ),
                migrations.CreateModel(
                    name="Scorecard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("call", "call"),
                                    ("email", "letter"),
                                    ("visit", "visit"),
                                    ("document", "document"),
                                    ("ticket", "ticket"),
                                ],
                                max_length=8,
                                verbose_name="what is reviewed",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        (
                            "made_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="made"),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="in use from"),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="made by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scorecard",
                        "verbose_name_plural": "scorecards",
                        "ordering": ["work", "-number"],
                    },
                ),
                migrations.AddField(
                    model_name="review",
                    name="scorecard",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="stats.scorecard",
                    ),
                ),
                migrations.CreateModel(
                    name="CriticalError",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                max_length=30,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z][a-z0-9_]*\\Z", "Small letters, digits and _."
                                    )
                                ],
                                verbose_name="key",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("name_et", models.CharField(max_length=150, verbose_name="name in Estonian")),
                        ("name_en", models.CharField(max_length=150, verbose_name="name in English")),
                        ("guidance_et", models.TextField(blank=True, verbose_name="guidance in Estonian")),
                        ("guidance_en", models.TextField(blank=True, verbose_name="guidance in English")),
                        (
                            "scorecard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="errors",
                                to="stats.scorecard",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "critical error",
                        "verbose_name_plural": "critical errors",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                max_length=30,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z][a-z0-9_]*\\Z", "Small letters, digits and _."
                                    )
                                ],
                                verbose_name="key",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("name_et", models.CharField(max_length=150, verbose_name="name in Estonian")),
                        ("name_en", models.CharField(max_length=150, verbose_name="name in English")),
                        ("guidance_et", models.TextField(blank=True, verbose_name="guidance in Estonian")),
                        ("guidance_en", models.TextField(blank=True, verbose_name="guidance in English")),
                        ("section_et", models.CharField(max_length=100, verbose_name="section in Estonian")),
                        ("section_en", models.CharField(max_length=100, verbose_name="section in English")),
                        (
                            "scorecard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="stats.scorecard",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Signal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first", models.DateField(verbose_name="from")),
                        ("last", models.DateField(verbose_name="until")),
                        ("figure", models.CharField(max_length=40, verbose_name="figure")),
                        ("figures", models.JSONField(default=list, verbose_name="figures")),
                        ("text", models.CharField(blank=True, max_length=300, verbose_name="in our words")),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="told")),
                        ("token", models.UUIDField(editable=False, unique=True)),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="acknowledged")),
                        ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="told by",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mail.message",
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="head of unit",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="enquiries.topic",
                                verbose_name="topic",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signals",
                                to="people.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signal to a head of unit",
                        "verbose_name_plural": "signals to heads of units",
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
                        ("finished", models.PositiveBigIntegerField(default=0)),
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
                    },
                ),
                migrations.CreateModel(
                    name="Undertaking",
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
                                    ("confidentiality", "undertaking of confidentiality"),
                                    ("access", "access to another register"),
                                ],
                                max_length=15,
                                verbose_name="kind",
                            ),
                        ),
                        ("register", models.CharField(blank=True, max_length=120, verbose_name="register")),
                        (
                            "scope",
                            models.CharField(blank=True, max_length=200, verbose_name="in what extent"),
                        ),
                        ("granted_on", models.DateField(verbose_name="from")),
                        ("paper", models.CharField(max_length=120, verbose_name="paper")),
                        ("until_day", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who minds the dates",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "undertaking or access",
                        "verbose_name_plural": "undertakings and accesses",
                        "ordering": ["user", "kind", "register", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WarehouseKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Which system reads with it.", max_length=80, verbose_name="name"
                            ),
                        ),
                        ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "tables",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("topics", "enquiries by topic"),
                                        ("channels", "enquiries by channel"),
                                        ("languages", "enquiries by language"),
                                        ("traffic", "contacts by channel"),
                                    ],
                                    max_length=10,
                                ),
                                size=None,
                                verbose_name="tables",
                            ),
                        ),
                        (
                            "expires_on",
                            models.DateField(
                                default=desk.workdays.today,
                                help_text="At most a year from today.",
                                verbose_name="last day",
                            ),
                        ),
                        (
                            "made_on",
                            models.DateField(
                                default=desk.workdays.today, editable=False, verbose_name="made"
                            ),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="revoked"),
                        ),
                        (
                            "last_used_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last used"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="made by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "key of the warehouse",
                        "verbose_name_plural": "keys of the warehouse",
                        "ordering": ["-pk"],
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
                    name="Booking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="what is listened for"),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(default=desk.clock.now, editable=False, verbose_name="told"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("booked", "told, no answer yet"),
                                    ("agreed", "agreed"),
                                    ("declined", "another time was asked for"),
                                    ("heard", "heard"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="booked",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                        (
                            "call",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="calls.call",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings_made",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who listens",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="whose calls",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "booked listening",
                        "verbose_name_plural": "booked listenings",
                        "indexes": [
                            models.Index(fields=["person", "-starts_at"], name="stats_booking_person")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("lead")), _negated=True),
                                name="stats_booking_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="stats_booking_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("told_at__lt", models.F("starts_at"))),
                                name="stats_booking_told_before",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("call__isnull", False), ("state", "heard")),
                                    models.Q(models.Q(("state", "heard"), _negated=True), ("call", None)),
                                    _connector="OR",
                                ),
                                name="stats_booking_heard",
                            ),
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="calibration",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("subject_kind", "subject_id"),
                        name="stats_calibration_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="calibration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_score", None), ("closed_at", None), ("closed_by", None)),
                            models.Q(
                                ("agreed_score__isnull", False),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stats_calibration_closed_pair",
                    ),
                ),
                migrations.AddIndex(
                    model_name="clientmonth",
                    index=models.Index(fields=["month", "-enquiries"], name="stats_clientmonth_most"),
                ),
                migrations.AddConstraint(
                    model_name="clientmonth",
                    constraint=models.UniqueConstraint(
                        fields=("month", "client"), name="stats_clientmonth_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contacts",
                    constraint=models.UniqueConstraint(
                        fields=("day", "topic", "channel", "language"), name="stats_contacts_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="forecast",
                    index=models.Index(fields=["-asked_at"], name="stats_forecast_newest"),
                ),
                migrations.AddConstraint(
                    model_name="forecast",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("weeks__gte", 1), ("weeks__lte", 8)), name="stats_forecast_weeks"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="forecast",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_at", None), ("method", "")),
                            models.Q(
                                models.Q(("made_at", None), _negated=True),
                                models.Q(("method", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_forecast_made_by_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handed",
                    constraint=models.UniqueConstraint(
                        fields=("day", "unit", "topic"), name="stats_handed_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="idea",
                    index=models.Index(fields=["-made_at", "-id"], name="stats_idea_newest"),
                ),
                migrations.AddIndex(
                    model_name="idea",
                    index=models.Index(
                        condition=models.Q(("state", "new")),
                        fields=["answer_due_at"],
                        name="stats_idea_waiting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="idea",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="stats_idea_says_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ideaanswer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="stats_ideaanswer_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ideasupport",
                    constraint=models.UniqueConstraint(fields=("idea", "by"), name="stats_ideasupport_once"),
                ),
                migrations.AddIndex(
                    model_name="attendee",
                    index=models.Index(fields=["user", "session"], name="stats_attendee_user"),
                ),
                migrations.AddConstraint(
                    model_name="attendee",
                    constraint=models.UniqueConstraint(
                        fields=("session", "user"), name="stats_attendee_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendee",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("marked_at__isnull", False),
                                ("marked_by__isnull", False),
                                ("state__in", ["attended", "absent"]),
                            ),
                            models.Q(
                                ("marked_at", None),
                                ("marked_by", None),
                                ("state__in", ["invited", "confirmed", "declined"]),
                            ),
                            _connector="OR",
                        ),
                        name="stats_attendee_marked",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="material",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stats_material_withdrawn",
                    ),
                ),
                migrations.AddIndex(
                    model_name="personday",
                    index=models.Index(fields=["user", "day"], name="stats_personday_user"),
                ),
                migrations.AddConstraint(
                    model_name="personday",
                    constraint=models.UniqueConstraint(fields=("day", "user"), name="stats_personday_once"),
                ),
                migrations.AddIndex(
                    model_name="personmix",
                    index=models.Index(fields=["user", "day"], name="stats_personmix_user"),
                ),
                migrations.AddConstraint(
                    model_name="personmix",
                    constraint=models.UniqueConstraint(
                        fields=("day", "user", "language", "topic"),
                        name="stats_personmix_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddIndex(
                    model_name="processchange",
                    index=models.Index(fields=["-from_day", "-id"], name="stats_change_newest"),
                ),
                migrations.AddConstraint(
                    model_name="processchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("why", ""), _negated=True),
                        ),
                        name="stats_change_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="processchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("judge_on__gt", models.F("from_day"))),
                        name="stats_change_judged_after",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="judgement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="stats_judgement_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="changemove",
                    constraint=models.UniqueConstraint(
                        fields=("change", "figure"), name="stats_changemove_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promised",
                    constraint=models.UniqueConstraint(fields=("day", "topic"), name="stats_promised_once"),
                ),
                migrations.AddIndex(
                    model_name="proposal",
                    index=models.Index(fields=["-written_at"], name="stats_proposal_newest"),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("weeks__gte", 1), ("weeks__lte", 4)), name="stats_proposal_weeks"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("target__gte", 10), ("target__lte", 99)),
                        name="stats_proposal_target",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "shrink_leave__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.Value(80), "-", models.F("shrink_unforeseen")
                                        ),
                                        "-",
                                        models.F("shrink_meetings"),
                                    ),
                                    "-",
                                    models.F("shrink_training"),
                                ),
                            )
                        ),
                        name="stats_proposal_shrinks_in_part",
                        violation_error_message="The parts of time that is lost come to more than 80 per cent.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("state", "draft")),
                            ("state", "dropped"),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="stats_proposal_sent_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("carried_at", None),
                                ("carried_by", None),
                                models.Q(("state", "carried"), _negated=True),
                            ),
                            models.Q(
                                ("carried_at__isnull", False),
                                ("carried_by__isnull", False),
                                ("state", "carried"),
                            ),
                            _connector="OR",
                        ),
                        name="stats_proposal_carried_by_somebody",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="stats_decision_says_why"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportanswer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="stats_reportanswer_says"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="followup",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="stats_followup_says"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportletter",
                    constraint=models.UniqueConstraint(
                        fields=("report", "user", "kind"), name="stats_reportletter_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportplan",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("unit", "kind"),
                        name="stats_reportplan_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("day__gte", 1), ("day__lte", 28)), name="stats_reportplan_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportplan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hour__lte", 22)), name="stats_reportplan_hour"
                    ),
                ),
                migrations.AddIndex(
                    model_name="report",
                    index=models.Index(fields=["-last", "-id"], name="stats_report_newest"),
                ),
                migrations.AddIndex(
                    model_name="report",
                    index=models.Index(fields=["unit", "-last"], name="stats_report_of_unit"),
                ),
                migrations.AddIndex(
                    model_name="report",
                    index=models.Index(
                        condition=models.Q(("state__in", ["pending", "sending"])),
                        fields=["next_at"],
                        name="stats_report_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="report",
                    index=models.Index(
                        condition=models.Q(("acknowledged_at", None), ("state", "sent")),
                        fields=["asked_at"],
                        name="stats_report_silent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.UniqueConstraint(
                        fields=("plan", "first", "last", "version"), name="stats_report_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="stats_report_runs_forward"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("version", 1), ("why", "")),
                            models.Q(
                                ("asked_by__isnull", False),
                                ("replaces__isnull", False),
                                ("version__gt", 1),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_report_version",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                                ("state", "sent"),
                            ),
                            _connector="OR",
                        ),
                        name="stats_report_acknowledged_pair",
                    ),
                ),
                migrations.AddIndex(
                    model_name="passed",
                    index=models.Index(fields=["user", "requirement", "-on_day"], name="stats_passed_last"),
                ),
                migrations.AddConstraint(
                    model_name="passed",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("attendee__isnull", False),
                            models.Q(("paper", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stats_passed_is_shown",
                    ),
                ),
                migrations.AddIndex(
                    model_name="learningsession",
                    index=models.Index(fields=["ends_at"], name="stats_session_end"),
                ),
                migrations.AddIndex(
                    model_name="learningsession",
                    index=models.Index(fields=["-starts_at", "-id"], name="stats_session_start"),
                ),
                migrations.AddConstraint(
                    model_name="learningsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="stats_session_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="learningsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("called_off_at", None), ("called_off_by", None), ("called_off_reason", "")
                            ),
                            models.Q(
                                ("called_off_at__isnull", False),
                                ("called_off_by__isnull", False),
                                models.Q(("called_off_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_session_called_off",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="learningsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), _negated=True),
                            models.Q(("link", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stats_session_has_a_place",
                    ),
                ),
                migrations.AddIndex(
                    model_name="response",
                    index=models.Index(
                        condition=models.Q(("decided_at", None), ("kind", "appeals")),
                        fields=["at"],
                        name="stats_response_waiting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "agrees"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="stats_response_has_words",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None), ("decided_by", None), ("score", None), ("verdict", "")
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("kind", "appeals"),
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_response_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="stats_response_decided_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="response",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("score__isnull", False), ("verdict", "changed")),
                            models.Q(models.Q(("verdict", "changed"), _negated=True), ("score", None)),
                            _connector="OR",
                        ),
                        name="stats_response_changed_score",
                    ),
                ),
                migrations.AddIndex(
                    model_name="coaching",
                    index=models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["due_on", "id"],
                        name="stats_coaching_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="coaching",
                    index=models.Index(fields=["person", "-made_at"], name="stats_coaching_person"),
                ),
                migrations.AddConstraint(
                    model_name="coaching",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("person", models.F("coach")), _negated=True),
                        name="stats_coaching_two_people",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="coaching",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_coaching_done",
                    ),
                ),
                migrations.AddIndex(
                    model_name="sample",
                    index=models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["happened_at", "id"],
                        name="stats_sample_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="sample",
                    index=models.Index(fields=["closed_at"], name="stats_sample_closed"),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "why"), name="stats_sample_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("subject_kind", "subject_id"),
                        name="stats_sample_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_by", None), ("claimed_until", None)),
                            models.Q(("claimed_by__isnull", False), ("claimed_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="stats_sample_claimed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("claimed_by", None),
                            models.Q(("claimed_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="stats_sample_claimed_by_another",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="stats_sample_closed_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("dropped_for", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stats_sample_dropped_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedchoice",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "name"), name="stats_savedchoice_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedchoice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="stats_savedchoice_named"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="scorecard",
                    constraint=models.UniqueConstraint(
                        fields=("work", "number"), name="stats_scorecard_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="scorecard",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None), ("approved_at__isnull", False), _connector="OR"
                        ),
                        name="stats_scorecard_approved",
                    ),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(fields=["person", "-finished_at"], name="stats_review_person"),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(fields=["-finished_at", "-id"], name="stats_review_newest"),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(
                        condition=models.Q(("finished_at", None)),
                        fields=["reviewer"],
                        name="stats_review_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(fields=["subject_kind", "subject_id"], name="stats_review_subject"),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("person", models.F("reviewer")), _negated=True),
                        name="stats_review_not_own",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("calibration__isnull", False), ("sample", None)),
                            models.Q(("calibration", None), ("sample__isnull", False)),
                            _connector="OR",
                        ),
                        name="stats_review_of_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("score", None)),
                            models.Q(
                                ("finished_at__gte", models.F("started_at")),
                                ("score__gte", 0),
                                ("score__lte", 100),
                            ),
                            _connector="OR",
                        ),
                        name="stats_review_finished",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("calibration__isnull", False)),
                        fields=("calibration", "reviewer"),
                        name="stats_review_one_a_calibrator",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="criticalerror",
                    constraint=models.UniqueConstraint(
                        fields=("scorecard", "key"), name="stats_criticalerror_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="criterion",
                    constraint=models.UniqueConstraint(
                        fields=("scorecard", "key"), name="stats_criterion_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="signal",
                    index=models.Index(fields=["-at", "-id"], name="stats_signal_newest"),
                ),
                migrations.AddIndex(
                    model_name="signal",
                    index=models.Index(fields=["unit", "-at", "-id"], name="stats_signal_of_unit"),
                ),
                migrations.AddConstraint(
                    model_name="signal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="stats_signal_runs_forward"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stats_signal_seen_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__gte", models.F("seen_at")),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stats_signal_answered_by_who_saw",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="traffic",
                    constraint=models.UniqueConstraint(
                        fields=("slot", "channel", "line", "language"),
                        name="stats_traffic_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddIndex(
                    model_name="undertaking",
                    index=models.Index(
                        condition=models.Q(("ended_on", None)),
                        fields=["keeper"],
                        name="stats_undertaking_keeper",
                    ),
                ),
                migrations.AddIndex(
                    model_name="undertaking",
                    index=models.Index(fields=["user"], name="stats_undertaking_user"),
                ),
                migrations.AddConstraint(
                    model_name="undertaking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "confidentiality"), ("register", "")),
                            models.Q(("kind", "access"), models.Q(("register", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stats_undertaking_register",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="undertaking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("until_day", None),
                                ("until_day__gte", models.F("granted_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("ended_on", None), ("ended_on__gte", models.F("granted_on")), _connector="OR"
                            ),
                        ),
                        name="stats_undertaking_runs_forward",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="undertaking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", None), ("ended_on", None)),
                            models.Q(("ended_by__isnull", False), ("ended_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="stats_undertaking_ended",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="undertaking",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("user", "kind", "register"),
                        name="stats_undertaking_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="warehousekey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__gte", models.F("made_on")),
                            (
                                "expires_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("made_on"), "+", models.Value(datetime.timedelta(days=366))
                                ),
                            ),
                        ),
                        name="stats_warehousekey_a_year",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="warehousekey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("tables", []), _negated=True), name="stats_warehousekey_opens"
                    ),
                ),
            ]
        )
    ]
