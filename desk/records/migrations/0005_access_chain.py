"""Every look is a link of a chain, so that a row changed, removed or put in is found; checks of looks.

PostgreSQL itself numbers and links what is put into the log: who may only insert there can forge nothing. The
rows that are there already are put in once more, in their order, and so become the first links.
"""

import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from desk.migrating import AtOnce
from desk.records.append_only import AppendOnly

# The lock is held to the end of the transaction: two who look at once follow one another in the chain.
CHAIN = """
CREATE FUNCTION records_chain_look() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  last bigint;
  before bytea;
  body bytea;
  moment text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('records_accesslink', 0));
  SELECT number, digest INTO last, before FROM records_accesslink ORDER BY number DESC LIMIT 1;
  before := coalesce(before, decode(repeat('00', 32), 'hex'));
  NEW.id := coalesce(last, 0) + 1;
  NEW.salt := gen_random_uuid();
  moment := to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US');
  body := sha256(convert_to(json_build_array(NEW.salt::text, moment, NEW.user_id, NEW.shown_kind,
    NEW.shown_id, NEW.client_id, NEW.view, NEW.purpose)::text, 'UTF8'));
  INSERT INTO records_accesslink (number, at, payload, previous, digest) VALUES (NEW.id, NEW.at, body, before,
    sha256(convert_to(concat_ws('|', NEW.id, moment, encode(body, 'hex'), encode(before, 'hex')), 'UTF8')));
  RETURN NEW;
END $$;
DO $$ BEGIN
  -- Whoever inserts must not choose which tables the owner of this function writes to.
  EXECUTE format('ALTER FUNCTION records_chain_look() SET search_path = %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER records_accesslogentry_chain BEFORE INSERT ON records_accesslogentry
  FOR EACH ROW EXECUTE FUNCTION records_chain_look();
"""
UNCHAIN = """
DROP TRIGGER records_accesslogentry_chain ON records_accesslogentry;
DROP FUNCTION records_chain_look();
"""

LINK_WHAT_IS_THERE = """
CREATE TEMPORARY TABLE looks ON COMMIT DROP AS SELECT * FROM records_accesslogentry;
SELECT set_config('abilaud.destruction', 'on', true);
DELETE FROM records_accesslogentry;
SELECT set_config('abilaud.destruction', '', true);
INSERT INTO records_accesslogentry (id, at, user_id, shown_kind, shown_id, client_id, view, purpose)
  SELECT id, at, user_id, shown_kind, shown_id, client_id, view, purpose FROM looks ORDER BY id;
"""

# No door here: the links stay when what they are about is destroyed.
NEVER = """
CREATE FUNCTION records_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER records_accesslink_never BEFORE UPDATE OR DELETE ON records_accesslink
  FOR EACH ROW EXECUTE FUNCTION records_never();
"""
UNNEVER = """
DROP TRIGGER records_accesslink_never ON records_accesslink;
DROP FUNCTION records_never();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_destruction_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="AccessCheckpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.BigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("key", models.CharField(max_length=8)),
                        ("seal", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "checkpoint of the access log",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AccessLink",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("payload", models.BinaryField(max_length=32)),
                        ("previous", models.BinaryField(max_length=32)),
                        ("digest", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "verbose_name": "link of the access log",
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLookCheck",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="drawn")),
                        ("signs", models.JSONField(default=list)),
                        ("work", models.CharField(blank=True, max_length=100, verbose_name="work behind it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("drawn", "drawn"),
                                    ("asked", "explanation asked"),
                                    ("explained", "explained"),
                                    ("in_order", "in order"),
                                    ("not_in_order", "not in order"),
                                ],
                                default="drawn",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, null=True)),
                        ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                        ("explained_at", models.DateTimeField(editable=False, null=True)),
                        ("decided_at", models.DateTimeField(editable=False, null=True)),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical random check",
                        "verbose_name_plural": "historical random checks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LookCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="drawn")),
                        ("signs", models.JSONField(default=list)),
                        ("work", models.CharField(blank=True, max_length=100, verbose_name="work behind it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("drawn", "drawn"),
                                    ("asked", "explanation asked"),
                                    ("explained", "explained"),
                                    ("in_order", "in order"),
                                    ("not_in_order", "not in order"),
                                ],
                                default="drawn",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, null=True)),
                        ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                        ("explained_at", models.DateTimeField(editable=False, null=True)),
                        ("decided_at", models.DateTimeField(editable=False, null=True)),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "random check",
                        "verbose_name_plural": "random checks",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.AddField(
                    model_name="accesslogentry",
                    name="salt",
                    field=models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(), editable=False
                    ),
                ),
                migrations.AddField(
                    model_name="destruction",
                    name="subject_last",
                    field=models.BigIntegerField(null=True),
                ),
                migrations.AddIndex(
                    model_name="accesslogentry",
                    index=models.Index(
                        condition=models.Q(("client_id__isnull", False)),
                        fields=["client_id", "-at"],
                        name="records_accesslog_client",
                    ),
                ),
                migrations.AddIndex(
                    model_name="accesslogentry",
                    index=django.contrib.postgres.indexes.BrinIndex(
                        fields=["at"], name="records_accesslog_at"
                    ),
                ),
                migrations.AddField(
                    model_name="historicallookcheck",
                    name="asked_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicallookcheck",
                    name="decided_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicallookcheck",
                    name="history_user",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="historicallookcheck",
                    name="look",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="records.accesslogentry",
                    ),
                ),
                migrations.AddField(
                    model_name="historicallookcheck",
                    name="user",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who looked",
                    ),
                ),
                migrations.AddField(
                    model_name="lookcheck",
                    name="asked_by",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="lookcheck",
                    name="decided_by",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="lookcheck",
                    name="look",
                    field=models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="drawn",
                        to="records.accesslogentry",
                    ),
                ),
                migrations.AddField(
                    model_name="lookcheck",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who looked",
                    ),
                ),
                migrations.AddIndex(
                    model_name="lookcheck",
                    index=models.Index(fields=["user", "-day"], name="records_lookcheck_user"),
                ),
                migrations.AddIndex(
                    model_name="lookcheck",
                    index=models.Index(fields=["-day"], name="records_lookcheck_day"),
                ),
                migrations.AddConstraint(
                    model_name="lookcheck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at", None), ("asked_by", None)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="records_lookcheck_asked",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lookcheck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="records_lookcheck_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lookcheck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("asked_by", None),
                                models.Q(("asked_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="records_lookcheck_not_himself",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lookcheck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_in_order"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="records_lookcheck_reason",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunSQL(LINK_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(NEVER, UNNEVER),
        AppendOnly("records_accesscheckpoint"),
    ]
