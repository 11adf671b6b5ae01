"""A unit's form has versions, and a ticket names the one it was filled by."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import desk.clock
from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0005_issues_done"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('attachments_et', models.TextField(blank=True, help_text='One in a line.', verbose_name='files wanted in Estonian')),
                ('attachments_en', models.TextField(blank=True, help_text='One in a line.', verbose_name='files wanted in English')),
                ('told', models.CharField(choices=[('enquirer', 'who asked'), ('client', "the client's own contact")], default='enquirer', max_length=8, verbose_name='who is told the answer')),
                ('made_at', models.DateTimeField(default=desk.clock.now, verbose_name='made at')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='tickets.unit', verbose_name='second-level unit')),
            ],
            options={
                'verbose_name': 'form',
                'verbose_name_plural': 'forms',
                'ordering': ['unit', '-number'],
            },
        ),
        migrations.AddField(
            model_name='escalation',
            name='form',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='tickets.form', verbose_name='form'),
        ),
        migrations.AddField(
            model_name='historicalescalation',
            name='form',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tickets.form', verbose_name='form'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('label_et', models.CharField(max_length=120, verbose_name='question in Estonian')),
                ('label_en', models.CharField(max_length=120, verbose_name='question in English')),
                ('kind', models.CharField(choices=[('text', 'line of text'), ('long', 'longer text'), ('choice', 'choice of a list'), ('date', 'date')], default='text', max_length=6, verbose_name='kind')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('choices', models.TextField(blank=True, help_text='One in a line.', verbose_name='choices')),
                ('help_et', models.CharField(blank=True, max_length=200, verbose_name='hint in Estonian')),
                ('help_en', models.CharField(blank=True, max_length=200, verbose_name='hint in English')),
                ('fills', models.CharField(blank=True, choices=[('question', 'question of the enquiry'), ('client', 'organisation and its registry code'), ('steps', 'steps of guides that were tried'), ('portal', 'portal'), ('notes', 'notes of the call'), ('browser', 'browser of the enquirer')], help_text='What the desk knows already is written in; a person reads it through.', max_length=10, verbose_name='filled by')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='tickets.form', verbose_name='form')),
            ],
            options={
                'verbose_name': 'question of the form',
                'verbose_name_plural': 'questions of the form',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='form',
            constraint=models.UniqueConstraint(fields=('unit', 'number'), name='ticket_form_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('form', 'key'), name='ticket_question_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'choice'), _negated=True), models.Q(('choices', ''), _negated=True), _connector='OR'), name='ticket_question_has_choices'),
        ),
        ]),
    ]
