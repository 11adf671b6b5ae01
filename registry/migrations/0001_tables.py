"""What the desk keeps of the register, all at once; of it, what was answered or said proves something and stands.

A database that has all that is named in `replaces` has this too. One that has only some of it is told so by Django,
because the next migration depends on the last of them: the revision that still holds them brings it that far.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from desk.migrating import AtOnce
from desk.records.append_only import AppendOnly

# The row is a job until it is answered; from then on it is evidence. DELETE only in the destruction action.
ANSWERED = """
CREATE FUNCTION registry_check_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'registry_check is append-only once answered' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_check_answered BEFORE UPDATE OR DELETE ON registry_check
  FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION registry_check_answered();
"""
NOT_ANSWERED = """
DROP TRIGGER registry_check_answered ON registry_check;
DROP FUNCTION registry_check_answered();
"""
# The names end in append_only: a merge of clients leaves these rows with the record they were said of.
STANDS = """
CREATE FUNCTION registry_said_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moves text[] := ARRAY['state', 'second_by_id', 'second_at', 'ended_by_id', 'ended_at', 'ended_why'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF current_setting('abilaud.destruction', true) = 'on' THEN
      RETURN OLD;
    END IF;
  ELSIF OLD.state IN ('proposed', 'in_force')
    AND (to_jsonb(NEW) - moves) = (to_jsonb(OLD) - moves)
    AND (OLD.state = 'proposed' OR NEW.state IN ('in_force', 'ended'))
    AND (OLD.state = 'proposed'
      OR (NEW.second_by_id, NEW.second_at) IS NOT DISTINCT FROM (OLD.second_by_id, OLD.second_at))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_reading_append_only BEFORE UPDATE OR DELETE ON registry_reading
  FOR EACH ROW EXECUTE FUNCTION registry_said_append_only();
CREATE TRIGGER registry_proof_append_only BEFORE UPDATE OR DELETE ON registry_proof
  FOR EACH ROW EXECUTE FUNCTION registry_said_append_only();

CREATE FUNCTION registry_proofperson_early() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM registry_proof WHERE id = NEW.proof_id AND state = 'proposed';
  IF FOUND THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'persons are named before a proof is in force' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_proofperson_early BEFORE INSERT ON registry_proofperson
  FOR EACH ROW EXECUTE FUNCTION registry_proofperson_early();
"""
FALLS = """
DROP TRIGGER registry_proofperson_early ON registry_proofperson;
DROP FUNCTION registry_proofperson_early();
DROP TRIGGER registry_proof_append_only ON registry_proof;
DROP TRIGGER registry_reading_append_only ON registry_reading;
DROP FUNCTION registry_said_append_only();
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("registry", "0001_initial"),
        ("registry", "0002_append_only"),
        ("registry", "0003_lines_rules_readings_proof"),
        ("registry", "0004_line_succeeded"),
        ("registry", "0005_print_outs_answer_a_check"),
        ("registry", "0006_readings_and_proof_stand"),
    ]

    dependencies = [
        ("clients", "0001_initial"),
        ("records", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'could not be sent'), ('unknown', 'outcome unknown')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='registry code')),
                ('purpose', models.CharField(choices=[('look', 'to look'), ('draft', 'for drafting'), ('sending', 'at sending'), ('acceptance', 'at acceptance'), ('recheck', 'to check again')], max_length=20, verbose_name='purpose')),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject_id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('channel', models.CharField(blank=True, choices=[('direct', 'direct contract'), ('xroad', 'X-Road')], max_length=10, verbose_name='channel')),
                ('source', models.CharField(choices=[('live', 'live'), ('sample', 'sample'), ('manual', 'manual'), ('none', 'no register needed')], max_length=10, verbose_name='source')),
                ('verdict', models.CharField(blank=True, choices=[('sole', 'may represent alone'), ('joint', 'represent together'), ('self', 'acts for themselves'), ('indirect', 'represented by another organisation'), ('sole_procurator', 'procurator may represent alone'), ('joint_text', 'a person must read the special conditions'), ('standing_proof', 'represented on other proof'), ('indeterminate', 'the register does not give a clear answer'), ('not_representative', 'not a representative'), ('org_not_found', 'not in the Business Register'), ('org_deleted', 'deleted from the Business Register'), ('unavailable', 'the Business Register could not be asked')], max_length=20, verbose_name='verdict')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='reasons')),
                ('rule_version', models.CharField(blank=True, max_length=20)),
                ('payload_hash', models.CharField(blank=True, max_length=64)),
                ('issue', models.CharField(blank=True, max_length=40, verbose_name='our number')),
                ('card_hash', models.CharField(blank=True, max_length=64)),
                ('against', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.check')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='clients.client')),
            ],
            options={
                'verbose_name': 'check of representation',
                'verbose_name_plural': 'checks of representation',
            },
        ),
        migrations.CreateModel(
            name='RoleRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('represents', models.BooleanField(default=False, help_text='Off: known, but never a right.', verbose_name='represents')),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, help_text='Codes, separated by commas; empty: any.', size=None, verbose_name='legal forms')),
                ('statuses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), blank=True, default=list, help_text='Codes, separated by commas.', size=None, verbose_name='statuses in which it represents')),
                ('natural', models.BooleanField(default=True, verbose_name='a natural person may hold it')),
                ('legal', models.BooleanField(default=False, verbose_name='a legal person may hold it')),
                ('procurator', models.BooleanField(default=False, verbose_name='is a procurator')),
                ('own', models.BooleanField(default=False, verbose_name='is the organisation themselves (sole trader)')),
                ('source', models.CharField(help_text='Where the rule comes from.', max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'role on the card',
                'verbose_name_plural': 'roles on the card',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='StatusRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('deleted', models.BooleanField(default=False, verbose_name='the organisation is no more')),
                ('source', models.CharField(help_text='Where the rule comes from.', max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'status of an organisation',
                'verbose_name_plural': 'statuses of organisations',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ChangedOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('code', models.CharField(max_length=20, verbose_name='registry code')),
            ],
            options={
                'verbose_name': 'changed organisation',
                'verbose_name_plural': 'changed organisations',
                'indexes': [models.Index(fields=['code', '-day'], name='registry_changed_code')],
                'constraints': [models.UniqueConstraint(fields=('day', 'code'), name='registry_changed_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckPayload',
            fields=[
                ('check_row', models.OneToOneField(db_column='check_id', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='payload', serialize=False, to='registry.check')),
                ('answer', models.JSONField(null=True)),
                ('judgement', models.JSONField()),
                ('rows', models.JSONField(null=True)),
            ],
            options={
                'verbose_name': 'content of a check',
            },
        ),
        migrations.CreateModel(
            name='ClassifierValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_code', models.CharField(max_length=40, verbose_name='list')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name_et', models.CharField(max_length=300, verbose_name='name in Estonian')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='name in English')),
                ('valid_from', models.DateField(null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(null=True, verbose_name='valid until')),
                ('first_seen', models.DateTimeField(verbose_name='first seen')),
                ('last_seen', models.DateTimeField(verbose_name='last seen')),
            ],
            options={
                'verbose_name': 'value of a list of codes',
                'verbose_name_plural': 'values of lists of codes',
                'ordering': ['list_code', 'code'],
                'constraints': [models.UniqueConstraint(fields=('list_code', 'code'), name='registry_classifier_once')],
            },
        ),
        migrations.CreateModel(
            name='DailyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('channel', models.CharField(choices=[('direct', 'direct contract'), ('xroad', 'X-Road')], max_length=10, verbose_name='channel')),
                ('requests', models.PositiveIntegerField(default=0, verbose_name='requests')),
            ],
            options={
                'verbose_name': 'use of the register',
                'verbose_name_plural': 'use of the register',
                'constraints': [models.UniqueConstraint(fields=('day', 'channel'), name='registry_daily_use_once')],
            },
        ),
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=40)),
                ('message_id', models.CharField(max_length=64)),
                ('request_hash', models.TextField(blank=True)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('raw_hash', models.CharField(max_length=64)),
                ('check_row', models.ForeignKey(db_column='check_id', on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='registry.check')),
                ('raw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.blob')),
            ],
            options={
                'verbose_name': 'exchange with the register',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRoleRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=10, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('represents', models.BooleanField(default=False, help_text='Off: known, but never a right.', verbose_name='represents')),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, help_text='Codes, separated by commas; empty: any.', size=None, verbose_name='legal forms')),
                ('statuses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), blank=True, default=list, help_text='Codes, separated by commas.', size=None, verbose_name='statuses in which it represents')),
                ('natural', models.BooleanField(default=True, verbose_name='a natural person may hold it')),
                ('legal', models.BooleanField(default=False, verbose_name='a legal person may hold it')),
                ('procurator', models.BooleanField(default=False, verbose_name='is a procurator')),
                ('own', models.BooleanField(default=False, verbose_name='is the organisation themselves (sole trader)')),
                ('source', models.CharField(help_text='Where the rule comes from.', max_length=200, verbose_name='source')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical role on the card',
                'verbose_name_plural': 'historical roles on the card',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalStatusRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=4, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('deleted', models.BooleanField(default=False, verbose_name='the organisation is no more')),
                ('source', models.CharField(help_text='Where the rule comes from.', max_length=200, verbose_name='source')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical status of an organisation',
                'verbose_name_plural': 'historical statuses of organisations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('print_out', 'for this act'), ('standing', 'standing proof')], max_length=10, verbose_name='kind')),
                ('subject_kind', models.CharField(blank=True, max_length=30)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('basis', models.CharField(choices=[('print_out', 'print-out of the register'), ('law', 'law or statutes'), ('order', 'order of appointment'), ('resolution', 'resolution of a body'), ('power', 'power of attorney'), ('foreign', 'extract of a foreign register'), ('other', 'other document')], max_length=20, verbose_name='basis')),
                ('basis_text', models.CharField(help_text='Its name, number and date, and who gave it.', max_length=300, verbose_name='the document')),
                ('reason', models.TextField(verbose_name='why the register was not enough')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('file_name', models.CharField(max_length=200)),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country of the document')),
                ('apostille', models.CharField(choices=[('not_needed', 'not needed'), ('apostille', 'apostille'), ('legalised', 'legalised')], default='not_needed', max_length=12, verbose_name='apostille')),
                ('apostille_number', models.CharField(blank=True, max_length=60, verbose_name='number of the apostille')),
                ('apostille_on', models.DateField(blank=True, null=True, verbose_name='date of the apostille')),
                ('apostille_why', models.CharField(blank=True, max_length=300, verbose_name='why no apostille is needed')),
                ('translation', models.CharField(choices=[('not_needed', 'not needed'), ('sworn', 'by a sworn translator'), ('own', 'read by us')], default='not_needed', max_length=12, verbose_name='translation')),
                ('language', models.CharField(blank=True, max_length=2, verbose_name='language of the document')),
                ('translator', models.CharField(blank=True, max_length=200, verbose_name='translator')),
                ('translation_name', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('proposed', 'waits for a second person'), ('in_force', 'in force'), ('declined', 'declined'), ('ended', 'ended')], default='proposed', max_length=10, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='taken in at')),
                ('second_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('check_row', models.ForeignKey(db_column='check_id', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='registry.check')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='clients.client')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.blob')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('translation_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.blob')),
            ],
            options={
                'verbose_name': 'proof of representation',
                'verbose_name_plural': 'proofs of representation',
            },
        ),
        migrations.AddField(
            model_name='check',
            name='proof',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.proof'),
        ),
        migrations.CreateModel(
            name='ProofPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2, validators=[django.core.validators.MinLengthValidator(2)], verbose_name='country')),
                ('code', models.CharField(max_length=30, verbose_name='personal code')),
                ('first', models.CharField(max_length=100, verbose_name='first name')),
                ('last', models.CharField(max_length=100, verbose_name='last name')),
                ('role', models.CharField(blank=True, max_length=100, verbose_name='in what role')),
                ('alone', models.BooleanField(default=True, verbose_name='may act alone')),
                ('proof', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='registry.proof')),
            ],
            options={
                'verbose_name': 'person of a proof',
                'verbose_name_plural': 'persons of a proof',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('card_hash', models.CharField(max_length=64)),
                ('groups', models.JSONField(default=list, verbose_name='who may sign')),
                ('reason', models.TextField(verbose_name='how the text is understood')),
                ('state', models.CharField(choices=[('proposed', 'waits for a second person'), ('in_force', 'in force'), ('declined', 'declined'), ('ended', 'ended')], default='proposed', max_length=10, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='read at')),
                ('second_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('check_row', models.ForeignKey(db_column='check_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.check')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='clients.client')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reading of a card',
                'verbose_name_plural': 'readings of cards',
            },
        ),
        migrations.AddField(
            model_name='check',
            name='read_as',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.reading'),
        ),
        migrations.CreateModel(
            name='Refresh',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'could not be sent'), ('unknown', 'outcome unknown')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('what', models.CharField(choices=[('classifiers', 'lists of codes'), ('changes', 'changes of a day')], max_length=20, verbose_name='what')),
                ('day', models.DateField(verbose_name='day')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='new rows')),
            ],
            options={
                'verbose_name': 'fetching from the register',
                'verbose_name_plural': 'fetchings from the register',
                'constraints': [models.UniqueConstraint(fields=('what', 'day'), name='registry_refresh_once')],
            },
            managers=[
                ('jobs', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('direct', 'direct contract'), ('xroad', 'X-Road')], max_length=10, unique=True, verbose_name='channel')),
                ('state', models.CharField(choices=[('open', 'in use'), ('resting', 'rests after failures'), ('stopped', 'stopped until a person looks')], default='open', max_length=10, verbose_name='state')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('rests_until', models.DateTimeField(blank=True, null=True, verbose_name='rests until')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('succeeded_at', models.DateTimeField(blank=True, null=True, verbose_name='last success')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'line to the register',
                'verbose_name_plural': 'lines to the register',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rests_until__isnull', False), ('state', 'resting')), models.Q(models.Q(('state', 'resting'), _negated=True), ('rests_until', None)), _connector='OR'), name='registry_line_rests_pair')],
            },
        ),
        migrations.CreateModel(
            name='MandateQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'could not be sent'), ('unknown', 'outcome unknown')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('roles', models.JSONField(default=list, verbose_name='roles')),
                ('message_id', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.person')),
            ],
            options={
                'verbose_name': 'question about mandates',
                'verbose_name_plural': 'questions about mandates',
                'indexes': [models.Index(fields=['client', 'person', '-asked_at'], name='registry_mandate_newest')],
            },
            managers=[
                ('jobs', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='proof',
            index=models.Index(fields=['client', '-made_at'], name='registry_proof_client'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'standing'), ('subject_id', None)), ('subject_id__isnull', False), _connector='OR'), name='registry_proof_print_out_of_an_act'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='registry_proof_valid_order'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_at', None), ('second_by', None)), models.Q(('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='registry_proof_second_pair'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='registry_proof_ended_pair'),
        ),
        migrations.AddConstraint(
            model_name='proofperson',
            constraint=models.UniqueConstraint(fields=('proof', 'country', 'code'), name='registry_proof_person_once'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['client', 'card_hash'], name='registry_reading_card'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('client', 'card_hash'), name='registry_reading_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_at', None), ('second_by', None)), models.Q(('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='registry_reading_second_pair'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='registry_reading_ended_pair'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['client', '-asked_at'], name='registry_check_client'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['subject_kind', 'subject_id', '-asked_at'], name='registry_check_subject'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['next_at'], name='registry_check_waiting'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('payload_hash', '')), models.Q(models.Q(('verdict', ''), _negated=True), models.Q(('payload_hash', ''), _negated=True)), _connector='OR'), name='registry_check_answer_whole'),
        ),
        ]),
        migrations.RunSQL(ANSWERED, NOT_ANSWERED),
        AppendOnly("registry_checkpayload"),
        AppendOnly("registry_exchange"),
        migrations.RunSQL(STANDS, FALLS),
        AppendOnly("registry_proofperson"),
    ]
