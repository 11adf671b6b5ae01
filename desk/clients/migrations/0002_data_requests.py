"""Requests of people about their own data, what came of them, and the register of who was erased."""

import desk.clock
import django.db.models.deletion
import django.db.models.manager
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0001_initial'),
        ('people', '0003_presence_by_day'),
        ('records', '0003_retention'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erased',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_sealed', models.TextField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('ground', models.CharField(choices=[('no_longer_needed', 'the data are no longer needed'), ('unlawful', 'the data were never ours to keep'), ('ordered', 'a court or the Data Protection Inspectorate ordered it')], max_length=16, verbose_name='ground')),
                ('basis', models.CharField(blank=True, max_length=150, verbose_name='legal basis')),
                ('at', models.DateTimeField(default=desk.clock.now)),
            ],
            options={
                'verbose_name': 'erased person',
                'verbose_name_plural': 'erased persons',
            },
        ),
        migrations.AlterField(
            model_name='caution',
            name='kind',
            field=models.CharField(choices=[('threat', 'threatening caller'), ('protected', 'protected address'), ('restricted', 'use of the data is restricted'), ('other', 'other warning')], max_length=12, verbose_name='warning'),
        ),
        migrations.AlterField(
            model_name='historicalcaution',
            name='kind',
            field=models.CharField(choices=[('threat', 'threatening caller'), ('protected', 'protected address'), ('restricted', 'use of the data is restricted'), ('other', 'other warning')], max_length=12, verbose_name='warning'),
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('report', 'report of own data'), ('correction', 'correction'), ('erasure', 'erasure'), ('restriction', 'restriction of use'), ('objection', 'objection')], max_length=11, verbose_name='what is asked')),
                ('identified', models.CharField(choices=[('document', 'identity document at the counter'), ('signature', 'digitally signed request'), ('login', 'logged in to the portal'), ('call', 'identified in a call'), ('order', 'a court or the Data Protection Inspectorate asks')], max_length=9, verbose_name='how the person was identified')),
                ('wish', models.TextField(blank=True, max_length=4000, verbose_name='what the person wants')),
                ('received_at', models.DateTimeField(default=desk.clock.now, verbose_name='received')),
                ('due_at', models.DateTimeField(editable=False, verbose_name='due')),
                ('extended_at', models.DateTimeField(editable=False, null=True, verbose_name='extended')),
                ('extension_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it takes longer')),
                ('state', models.CharField(choices=[('open', 'waits for a decision'), ('second', 'a second person looks'), ('decided', 'decided, to be told'), ('closed', 'answered'), ('withdrawn', 'taken back')], default='open', max_length=9, verbose_name='state')),
                ('ground', models.CharField(blank=True, choices=[('no_longer_needed', 'the data are no longer needed'), ('unlawful', 'the data were never ours to keep'), ('ordered', 'a court or the Data Protection Inspectorate ordered it')], max_length=16, verbose_name='ground')),
                ('decision', models.CharField(blank=True, choices=[('granted', 'granted'), ('partly', 'granted in part'), ('refused', 'refused')], max_length=7, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                ('basis', models.CharField(blank=True, max_length=150, verbose_name='legal basis')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('outcome', models.JSONField(default=dict, editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('told_how', models.CharField(blank=True, editable=False, max_length=200, verbose_name='how it was told')),
                ('approval', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.approval')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='clients.client', verbose_name='client')),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='clients.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'request about own data',
                'verbose_name_plural': 'requests about own data',
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject_id', models.BigIntegerField()),
                ('field', models.CharField(max_length=100, verbose_name='what is wrong')),
                ('before', models.TextField(blank=True, max_length=1000, verbose_name='before')),
                ('after', models.TextField(blank=True, max_length=1000, verbose_name='after')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='why it stays')),
                ('at', models.DateTimeField(default=desk.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='clients.datarequest')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DataRequestFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField(default=desk.clock.now)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.blob')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='clients.datarequest')),
            ],
            options={
                'verbose_name': 'file of a request about own data',
                'verbose_name_plural': 'files of requests about own data',
            },
        ),
        migrations.CreateModel(
            name='HistoricalDataRequest',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('report', 'report of own data'), ('correction', 'correction'), ('erasure', 'erasure'), ('restriction', 'restriction of use'), ('objection', 'objection')], max_length=11, verbose_name='what is asked')),
                ('identified', models.CharField(choices=[('document', 'identity document at the counter'), ('signature', 'digitally signed request'), ('login', 'logged in to the portal'), ('call', 'identified in a call'), ('order', 'a court or the Data Protection Inspectorate asks')], max_length=9, verbose_name='how the person was identified')),
                ('wish', models.TextField(blank=True, max_length=4000, verbose_name='what the person wants')),
                ('received_at', models.DateTimeField(default=desk.clock.now, verbose_name='received')),
                ('due_at', models.DateTimeField(editable=False, verbose_name='due')),
                ('extended_at', models.DateTimeField(editable=False, null=True, verbose_name='extended')),
                ('extension_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it takes longer')),
                ('state', models.CharField(choices=[('open', 'waits for a decision'), ('second', 'a second person looks'), ('decided', 'decided, to be told'), ('closed', 'answered'), ('withdrawn', 'taken back')], default='open', max_length=9, verbose_name='state')),
                ('ground', models.CharField(blank=True, choices=[('no_longer_needed', 'the data are no longer needed'), ('unlawful', 'the data were never ours to keep'), ('ordered', 'a court or the Data Protection Inspectorate ordered it')], max_length=16, verbose_name='ground')),
                ('decision', models.CharField(blank=True, choices=[('granted', 'granted'), ('partly', 'granted in part'), ('refused', 'refused')], max_length=7, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=1000, verbose_name='reason')),
                ('basis', models.CharField(blank=True, max_length=150, verbose_name='legal basis')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('outcome', models.JSONField(default=dict, editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('told_how', models.CharField(blank=True, editable=False, max_length=200, verbose_name='how it was told')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('approval', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.approval')),
                ('client', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clients.client', verbose_name='client')),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clients.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'historical request about own data',
                'verbose_name_plural': 'historical requests about own data',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RecipientTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=120, verbose_name='recipient')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='reference')),
                ('at', models.DateTimeField(default=desk.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='clients.datarequest')),
            ],
            options={
                'verbose_name': 'recipient told',
                'verbose_name_plural': 'recipients told',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'could not be sent'), ('unknown', 'outcome unknown')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt at')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=desk.clock.now)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='work', to='clients.datarequest')),
            ],
            options={
                'verbose_name': 'report being made',
                'verbose_name_plural': 'reports being made',
            },
            managers=[
                ('jobs', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='datarequest',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['due_at', 'id'], name='datarequest_open'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('person', None)), models.Q(('client', None), ('person__isnull', False)), _connector='OR'), name='datarequest_one_subject'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='datarequest_decided_together'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='datarequest_closed_pair'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('extended_at', None), ('extension_reason', '')), models.Q(('extended_at__isnull', False), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='datarequest_extended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('received_at'))), name='datarequest_due_later'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['subject_kind', 'subject_id'], name='correction_subject'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('after', ''), _negated=True), ('reason', '')), models.Q(('after', ''), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='correction_done_or_refused'),
        ),
        migrations.AddConstraint(
            model_name='datarequestfile',
            constraint=models.UniqueConstraint(fields=('request', 'name'), name='datarequestfile_once'),
        ),
    ]
