"""The issue in JIRA becomes a row of its own: several tickets may be on one."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import desk.clock
from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0002_append_only"),
        ("tickets", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='HistoricalIssue',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uuid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('project', models.CharField(max_length=20, verbose_name='JIRA project')),
                ('jira_id', models.CharField(blank=True, editable=False, max_length=20)),
                ('jira_key', models.CharField(blank=True, max_length=40, verbose_name='issue')),
                ('key_history', models.JSONField(default=list, editable=False)),
                ('status_id', models.CharField(blank=True, max_length=20)),
                ('status_name', models.CharField(blank=True, max_length=60, verbose_name='status in JIRA')),
                ('category', models.CharField(blank=True, max_length=20)),
                ('resolution', models.CharField(blank=True, max_length=60, verbose_name='resolution')),
                ('labels', models.JSONField(default=list)),
                ('assignee', models.CharField(blank=True, max_length=120, verbose_name='who has it')),
                ('made_at', models.DateTimeField(default=desk.clock.now, editable=False, verbose_name='made')),
                ('jira_created_at', models.DateTimeField(editable=False, null=True)),
                ('jira_updated_at', models.DateTimeField(editable=False, null=True)),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted')),
                ('moved_at', models.DateTimeField(editable=False, null=True, verbose_name='last moved')),
                ('gone', models.CharField(blank=True, choices=[('deleted', 'deleted in JIRA'), ('no_access', 'our account may not see it')], max_length=9, verbose_name='not visible')),
                ('ours', models.BooleanField(default=True, editable=False, verbose_name='made by the desk')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical issue',
                'verbose_name_plural': 'historical issues',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('project', models.CharField(max_length=20, verbose_name='JIRA project')),
                ('jira_id', models.CharField(blank=True, editable=False, max_length=20)),
                ('jira_key', models.CharField(blank=True, max_length=40, verbose_name='issue')),
                ('key_history', models.JSONField(default=list, editable=False)),
                ('status_id', models.CharField(blank=True, max_length=20)),
                ('status_name', models.CharField(blank=True, max_length=60, verbose_name='status in JIRA')),
                ('category', models.CharField(blank=True, max_length=20)),
                ('resolution', models.CharField(blank=True, max_length=60, verbose_name='resolution')),
                ('labels', models.JSONField(default=list)),
                ('assignee', models.CharField(blank=True, max_length=120, verbose_name='who has it')),
                ('made_at', models.DateTimeField(default=desk.clock.now, editable=False, verbose_name='made')),
                ('jira_created_at', models.DateTimeField(editable=False, null=True)),
                ('jira_updated_at', models.DateTimeField(editable=False, null=True)),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted')),
                ('moved_at', models.DateTimeField(editable=False, null=True, verbose_name='last moved')),
                ('last_read_at', models.DateTimeField(editable=False, null=True, verbose_name='last synced')),
                ('misses', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('gone', models.CharField(blank=True, choices=[('deleted', 'deleted in JIRA'), ('no_access', 'our account may not see it')], max_length=9, verbose_name='not visible')),
                ('ours', models.BooleanField(default=True, editable=False, verbose_name='made by the desk')),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues',
            },
        ),
        migrations.AddField(
            model_name='historicalissue',
            name='fault',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='enquiries.fault', verbose_name='known fault'),
        ),
        migrations.AddField(
            model_name='historicalissue',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalissue',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tickets.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='issue',
            name='fault',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='enquiries.fault', verbose_name='known fault'),
        ),
        migrations.AddField(
            model_name='issue',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='tickets.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='issue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='tickets.issue', verbose_name='issue'),
        ),
        migrations.AddField(
            model_name='historicalescalation',
            name='issue',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tickets.issue', verbose_name='issue'),
        ),
        migrations.AddField(
            model_name='jiraoperation',
            name='issue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='tickets.issue'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['jira_key'], name='issue_key'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('jira_id', ''), _negated=True), fields=['last_read_at'], name='issue_read'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.UniqueConstraint(condition=models.Q(('jira_id', ''), _negated=True), fields=('jira_id',), name='issue_once'),
        ),
        ]),
    ]
