"""How people and machines come in, all at once."""

import datetime
import desk.clock
import desk.login.models.keys
import desk.workdays
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="SpentToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("until", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=10)),
                        ("who", models.CharField(blank=True, max_length=64)),
                        ("address", models.CharField(blank=True, max_length=64)),
                        ("device", models.CharField(blank=True, max_length=64)),
                        ("known", models.BooleanField(default=False)),
                        ("right", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=desk.clock.now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["who", "-at"], name="login_attempt_who"),
                            models.Index(fields=["address", "-at"], name="login_attempt_address"),
                            models.Index(fields=["at"], name="login_attempt_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalApiKey",
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
                            "start",
                            models.CharField(
                                blank=True, editable=False, max_length=12, verbose_name="begins with"
                            ),
                        ),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("clients", "clients"),
                                        ("enquiries", "enquiries"),
                                        ("calls", "calls"),
                                        ("documents", "documents"),
                                        ("tickets", "tickets"),
                                        ("usages", "who looked at a person's data"),
                                        ("figures.topics", "figures: enquiries by topic"),
                                        ("figures.channels", "figures: enquiries by channel"),
                                        ("figures.languages", "figures: enquiries by language"),
                                        ("figures.traffic", "figures: contacts by channel"),
                                    ],
                                    max_length=20,
                                ),
                                size=None,
                                verbose_name="opens",
                            ),
                        ),
                        (
                            "expires_on",
                            models.DateField(
                                default=desk.login.models.keys.in_a_year,
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
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The program sees what this person may see, and the access log names this person.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="in whose name",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical key of a program",
                        "verbose_name_plural": "historical keys of programs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIdentity",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="entered"
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
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
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
                        "verbose_name": "historical personal code for logging in",
                        "verbose_name_plural": "historical personal codes for logging in",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPasswordAccess",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateField(verbose_name="last day")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "given_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="switched on"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="switched off"),
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
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="switched off by",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="switched on by",
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
                        "verbose_name": "historical login by password",
                        "verbose_name_plural": "historical logins by password",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Identity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code_digest", models.CharField(editable=False, max_length=64, unique=True)),
                        ("code_sealed", models.TextField(editable=False)),
                        (
                            "made_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="entered"
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
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identity",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "personal code for logging in",
                        "verbose_name_plural": "personal codes for logging in",
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("secret_sealed", models.TextField()),
                        ("last_step", models.BigIntegerField(default=0)),
                        ("made_at", models.DateTimeField(default=desk.clock.now, verbose_name="set up")),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="second_factor",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "second factor",
                        "verbose_name_plural": "second factors",
                    },
                ),
                migrations.CreateModel(
                    name="ApiKey",
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
                        (
                            "start",
                            models.CharField(
                                blank=True, editable=False, max_length=12, verbose_name="begins with"
                            ),
                        ),
                        ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("clients", "clients"),
                                        ("enquiries", "enquiries"),
                                        ("calls", "calls"),
                                        ("documents", "documents"),
                                        ("tickets", "tickets"),
                                        ("usages", "who looked at a person's data"),
                                        ("figures.topics", "figures: enquiries by topic"),
                                        ("figures.channels", "figures: enquiries by channel"),
                                        ("figures.languages", "figures: enquiries by language"),
                                        ("figures.traffic", "figures: contacts by channel"),
                                    ],
                                    max_length=20,
                                ),
                                size=None,
                                verbose_name="opens",
                            ),
                        ),
                        (
                            "expires_on",
                            models.DateField(
                                default=desk.login.models.keys.in_a_year,
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
                        ("warned_on", models.DateField(editable=False, null=True)),
                        ("minute", models.BigIntegerField(default=0, editable=False)),
                        ("asked", models.PositiveIntegerField(default=0, editable=False)),
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
                        (
                            "owner",
                            models.ForeignKey(
                                help_text="The program sees what this person may see, and the access log names this person.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_keys",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="in whose name",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "key of a program",
                        "verbose_name_plural": "keys of programs",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on__gte", models.F("made_on")),
                                    (
                                        "expires_on__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("made_on"),
                                            "+",
                                            models.Value(datetime.timedelta(days=366)),
                                        ),
                                    ),
                                ),
                                name="login_apikey_a_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scopes", []), _negated=True), name="login_apikey_opens"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LoginEvent",
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
                                    ("in", "logged in"),
                                    ("out", "logged out"),
                                    ("refused", "refused"),
                                    ("locked", "locked"),
                                    ("unlocked", "unlocked"),
                                    ("ended", "session ended"),
                                    ("slowed", "told to wait"),
                                    ("code_given", "personal code entered"),
                                    ("code_taken", "personal code removed"),
                                    ("password_on", "password login switched on"),
                                    ("password_off", "password login switched off"),
                                    ("password_set", "password set"),
                                    ("enrolled", "second factor set up"),
                                    ("factor_reset", "second factor taken away"),
                                    ("recovery", "recovery code used"),
                                    ("key", "key of a machine"),
                                ],
                                max_length=20,
                                verbose_name="what happened",
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("tara", "TARA"),
                                    ("govsso", "GovSSO"),
                                    ("password", "password and second factor"),
                                    ("demo", "demo password"),
                                ],
                                max_length=10,
                                verbose_name="way",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40, verbose_name="reason")),
                        ("address", models.CharField(blank=True, max_length=64)),
                        ("at", models.DateTimeField(default=desk.clock.now, verbose_name="at")),
                        (
                            "by",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="login_events",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "login event",
                        "verbose_name_plural": "login events",
                        "indexes": [
                            models.Index(fields=["-at", "-id"], name="login_event_newest"),
                            models.Index(fields=["user", "-at", "-id"], name="login_event_of"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PasswordAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateField(verbose_name="last day")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "given_at",
                            models.DateTimeField(
                                default=desk.clock.now, editable=False, verbose_name="switched on"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="switched off"),
                        ),
                        ("start_digest", models.CharField(blank=True, editable=False, max_length=64)),
                        ("start_until", models.DateTimeField(editable=False, null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="switched off by",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="switched on by",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="password_access",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "login by password",
                        "verbose_name_plural": "logins by password",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="login_passwordaccess_ended_at_by",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "factor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recovery_codes",
                                to="login.secondfactor",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("factor", "digest"), name="login_recovery_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("tara", "TARA"),
                                    ("govsso", "GovSSO"),
                                    ("password", "password and second factor"),
                                    ("demo", "demo password"),
                                ],
                                max_length=10,
                                verbose_name="way",
                            ),
                        ),
                        ("sid", models.CharField(blank=True, db_index=True, max_length=100)),
                        ("tokens", models.TextField(blank=True)),
                        ("renew_at", models.DateTimeField(null=True)),
                        ("began_at", models.DateTimeField(default=desk.clock.now, verbose_name="since")),
                        (
                            "active_at",
                            models.DateTimeField(default=desk.clock.now, verbose_name="last active"),
                        ),
                        ("locked_at", models.DateTimeField(null=True, verbose_name="locked")),
                        ("made_away", models.BooleanField(default=False)),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                        ("why", models.CharField(blank=True, max_length=40, verbose_name="reason")),
                        ("browser", models.CharField(blank=True, max_length=60, verbose_name="browser")),
                        ("place", models.CharField(blank=True, max_length=50, verbose_name="network")),
                        ("address", models.CharField(blank=True, max_length=64)),
                        ("device", models.CharField(blank=True, max_length=64)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="logins",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "indexes": [
                            models.Index(fields=["user", "-began_at"], name="login_session_of"),
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["active_at"],
                                name="login_session_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None), ("why", "")),
                                    models.Q(
                                        ("ended_at__isnull", False), models.Q(("why", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="login_session_end_says_why",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
