# The table of changes is empty everywhere: nothing wrote to it before this one.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0001_initial'),
        ('contracts', '0003_rechecks'),
        ('registry', '0003_lines_rules_readings_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rechecked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('compared_at', models.DateTimeField(null=True)),
                ('card_hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name': 'last nightly question',
                'verbose_name_plural': 'last nightly questions',
            },
        ),
        migrations.RemoveConstraint(
            model_name='representationchange',
            name='contracts_change_settled_pair',
        ),
        migrations.AddField(
            model_name='representationchange',
            name='lost',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='signers who represent no more'),
        ),
        migrations.AddField(
            model_name='representationchange',
            name='owner',
            field=models.ForeignKey(default=0, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='representationchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('state', 'open')), models.Q(('settled_at__isnull', False), ('state', 'settled')), _connector='OR'), name='contracts_change_settled_pair'),
        ),
        migrations.AddField(
            model_name='rechecked',
            name='check_row',
            field=models.ForeignKey(db_column='check_id', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.check'),
        ),
        migrations.AddField(
            model_name='rechecked',
            name='client',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rechecked', to='clients.client'),
        ),
        migrations.AddField(
            model_name='rechecked',
            name='night',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.recheck'),
        ),
        migrations.AddIndex(
            model_name='rechecked',
            index=models.Index(condition=models.Q(('compared_at', None)), fields=['asked_at'], name='contracts_rechecked_open'),
        ),
    ]
