"""What an issue says to us is the administrator's mapping; a ticket can be returned, refused, watched."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import desk.clock
from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_append_only"),
        ("tickets", "0008_forms_done"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.AddField(
            model_name='historicalunit',
            name='accept_hours',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='working hours until it is accepted'),
        ),
        migrations.AddField(
            model_name='historicalunit',
            name='close_hours',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='working hours until JIRA is closed'),
        ),
        migrations.AddField(
            model_name='historicalunit',
            name='info_days',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='working days to supply what is missing'),
        ),
        migrations.AddField(
            model_name='historicalunit',
            name='still_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='working days it may stand still'),
        ),
        migrations.AddField(
            model_name='unit',
            name='accept_hours',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='working hours until it is accepted'),
        ),
        migrations.AddField(
            model_name='unit',
            name='close_hours',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='working hours until JIRA is closed'),
        ),
        migrations.AddField(
            model_name='unit',
            name='experts',
            field=models.ManyToManyField(blank=True, help_text='Who answers by link; empty: every expert of the second level.', related_name='expert_in', to=settings.AUTH_USER_MODEL, verbose_name='experts'),
        ),
        migrations.AddField(
            model_name='unit',
            name='info_days',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='working days to supply what is missing'),
        ),
        migrations.AddField(
            model_name='unit',
            name='still_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='working days it may stand still'),
        ),
        migrations.AlterField(
            model_name='escalation',
            name='state',
            field=models.CharField(choices=[('draft', 'being prepared'), ('queued', 'waiting to be sent to JIRA'), ('created', 'with the second level'), ('working', 'second level works on it'), ('needs_info', 'returned as incomplete'), ('refused', 'refused by the second level'), ('duplicate', 'second level calls it a duplicate'), ('answered', 'answered, client not told'), ('delivering', 'answer on its way to the client'), ('told', 'client told, JIRA not closed'), ('closed', 'closed'), ('lost', 'not visible in JIRA')], default='queued', max_length=11, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='historicalescalation',
            name='state',
            field=models.CharField(choices=[('draft', 'being prepared'), ('queued', 'waiting to be sent to JIRA'), ('created', 'with the second level'), ('working', 'second level works on it'), ('needs_info', 'returned as incomplete'), ('refused', 'refused by the second level'), ('duplicate', 'second level calls it a duplicate'), ('answered', 'answered, client not told'), ('delivering', 'answer on its way to the client'), ('told', 'client told, JIRA not closed'), ('closed', 'closed'), ('lost', 'not visible in JIRA')], default='queued', max_length=11, verbose_name='state'),
        ),
        migrations.CreateModel(
            name='HistoricalStatusRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('project', models.CharField(blank=True, max_length=20, verbose_name='JIRA project')),
                ('by', models.CharField(choices=[('status', 'status (name or number)'), ('resolution', 'resolution'), ('label', 'label'), ('mark', 'beginning of a comment'), ('category', 'category of the status (new, indeterminate, done)')], max_length=10, verbose_name='by')),
                ('value', models.CharField(max_length=60, verbose_name='value')),
                ('means', models.CharField(choices=[('needs_info', 'needs information'), ('refused', 'refused'), ('duplicate', 'duplicate of another issue'), ('solved', 'solved: the client is to be told'), ('answered', 'answered by the second level directly'), ('working', 'second level works on it')], max_length=10, verbose_name='means')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The first rule that fits decides.', verbose_name='position')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, help_text='Without a unit and a project it holds for all.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tickets.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'historical rule of statuses',
                'verbose_name_plural': 'historical rules of statuses',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='L2Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='answer')),
                ('at', models.DateTimeField(default=desk.clock.now, verbose_name='answered')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_answers', to='tickets.escalation')),
            ],
            options={
                'verbose_name': 'answer of an expert',
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='ticket_expert_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('jira', 'connection to JIRA'), ('credentials', 'credentials in JIRA')], max_length=11, unique=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('resting', 'resting after failures'), ('stopped', 'stopped until a person looks')], default='open', max_length=7, verbose_name='state')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('rests_until', models.DateTimeField(blank=True, null=True, verbose_name='rests until')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='since')),
                ('trouble', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'line to JIRA',
                'verbose_name_plural': 'lines to JIRA',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rests_until__isnull', False), ('state', 'resting')), models.Q(models.Q(('state', 'resting'), _negated=True), ('rests_until', None)), _connector='OR'), name='ticket_line_rests_pair'), models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('opened_by', None)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), _connector='OR'), name='ticket_line_opened_pair')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('code', 'personal identification code'), ('phone', 'phone number'), ('email', 'e-mail address'), ('name', 'name of a person')], max_length=5, verbose_name='kind')),
                ('place', models.CharField(max_length=60, verbose_name='where it stands')),
                ('digest', models.CharField(max_length=64)),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=desk.clock.now)),
                ('allowed', models.BooleanField(null=True, verbose_name='let go')),
                ('at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='tickets.escalation')),
            ],
            options={
                'verbose_name': 'personal data let go',
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('allowed', None), ('allowed', True), _connector='OR'), fields=('escalation', 'kind', 'place', 'digest'), name='ticket_override_once'), models.CheckConstraint(condition=models.Q(models.Q(('allowed', None), ('at', None), ('by', None)), models.Q(('allowed__isnull', False), ('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='ticket_override_decided'), models.CheckConstraint(condition=models.Q(('by', None), models.Q(('by', models.F('asked_by')), _negated=True), _connector='OR'), name='ticket_override_by_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ticket_override_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=desk.clock.now, verbose_name='returned')),
                ('missing', models.JSONField(default=list, verbose_name='what was missing')),
                ('text', models.TextField(blank=True, verbose_name='words of the second level')),
                ('supplied_at', models.DateTimeField(null=True, verbose_name='supplied')),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='tickets.escalation')),
                ('supplied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'return of a ticket',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supplied_at', None)), fields=('escalation',), name='ticket_return_one_open'), models.CheckConstraint(condition=models.Q(('supplied_by', None), ('supplied_at__isnull', False), _connector='OR'), name='ticket_return_supplied_when')],
            },
        ),
        migrations.CreateModel(
            name='StatusRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.CharField(blank=True, max_length=20, verbose_name='JIRA project')),
                ('by', models.CharField(choices=[('status', 'status (name or number)'), ('resolution', 'resolution'), ('label', 'label'), ('mark', 'beginning of a comment'), ('category', 'category of the status (new, indeterminate, done)')], max_length=10, verbose_name='by')),
                ('value', models.CharField(max_length=60, verbose_name='value')),
                ('means', models.CharField(choices=[('needs_info', 'needs information'), ('refused', 'refused'), ('duplicate', 'duplicate of another issue'), ('solved', 'solved: the client is to be told'), ('answered', 'answered by the second level directly'), ('working', 'second level works on it')], max_length=10, verbose_name='means')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The first rule that fits decides.', verbose_name='position')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('unit', models.ForeignKey(blank=True, help_text='Without a unit and a project it holds for all.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='tickets.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'rule of statuses',
                'verbose_name_plural': 'rules of statuses',
                'ordering': ['unit', 'project', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('unit', None), ('project', ''), _connector='OR'), name='ticket_rule_one_place'), models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='ticket_rule_of_something'), models.UniqueConstraint(models.F('unit'), models.F('project'), models.F('by'), models.F('value'), name='ticket_rule_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='TicketFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('at', models.DateTimeField(default=desk.clock.now, verbose_name='added')),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.blob')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='tickets.escalation')),
            ],
            options={
                'verbose_name': 'file of a ticket',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('escalation', 'blob', 'name'), name='ticket_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('not_accepted', 'nobody of the second level has taken it'), ('still', 'standing still'), ('not_told', 'solved, but the client has not been told'), ('not_closed', 'client told, but JIRA is not closed')], max_length=12, verbose_name='what')),
                ('raised_at', models.DateTimeField(default=desk.clock.now, verbose_name='since')),
                ('head_at', models.DateTimeField(null=True, verbose_name='head told')),
                ('over_at', models.DateTimeField(null=True, verbose_name='over')),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='tickets.escalation')),
            ],
            options={
                'verbose_name': 'alarm of a ticket',
                'ordering': ['raised_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('over_at', None)), fields=('escalation', 'kind'), name='ticket_watch_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('head_at', None), ('head_at__gte', models.F('raised_at')), _connector='OR'), models.Q(('over_at', None), ('over_at__gte', models.F('raised_at')), _connector='OR')), name='ticket_watch_in_order')],
            },
        ),
        ]),
    ]
