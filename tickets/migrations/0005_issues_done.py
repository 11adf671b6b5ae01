"""What moved to the issues leaves the tickets. An older movement has the number of its issue already."""

import django.db.models.deletion
from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_issues_moved")]

    operations = [
        AtOnce([
        migrations.RemoveConstraint(
            model_name='escalation',
            name='ticket_issue_once',
        ),
        migrations.RemoveConstraint(
            model_name='jiraoperation',
            name='ticket_operation_once',
        ),
        migrations.RemoveConstraint(
            model_name='ticketevent',
            name='ticket_event_once',
        ),
        migrations.RemoveIndex(
            model_name='escalation',
            name='ticket_key',
        ),
        migrations.RemoveIndex(
            model_name='escalation',
            name='ticket_read',
        ),
        ]),
        AtOnce([
        migrations.RemoveField(
            model_name='escalation',
            name='assignee',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='category',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='jira_id',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='jira_key',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='jira_updated_at',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='last_read_at',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='misses',
        ),
        migrations.RemoveField(
            model_name='escalation',
            name='status_name',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='assignee',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='category',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='jira_id',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='jira_key',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='jira_updated_at',
        ),
        migrations.RemoveField(
            model_name='historicalescalation',
            name='status_name',
        ),
        migrations.AlterField(
            model_name='escalation',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='tickets.issue', verbose_name='issue'),
        ),
        migrations.AlterField(
            model_name='jiraoperation',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='tickets.issue'),
        ),
        migrations.AddConstraint(
            model_name='jiraoperation',
            constraint=models.UniqueConstraint(condition=models.Q(('deed', 'create')), fields=('issue',), name='ticket_created_once'),
        ),
        migrations.AddConstraint(
            model_name='jiraoperation',
            constraint=models.UniqueConstraint(condition=models.Q(('deed', 'link')), fields=('issue', 'escalation'), name='ticket_linked_once'),
        ),
        migrations.AddConstraint(
            model_name='jiraoperation',
            constraint=models.UniqueConstraint(condition=models.Q(('deed', 'close'), models.Q(('state', 'sent'), _negated=True)), fields=('issue',), name='ticket_closing_once'),
        ),
        ]),
        # Not removed and added: the rows are append-only, so the column stays and leads elsewhere.
        migrations.RenameField("ticketevent", "escalation", "issue"),
        migrations.AlterField(
            "ticketevent", "issue",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="tickets.issue"
            ),
        ),
        migrations.AddConstraint(
            "ticketevent",
            models.UniqueConstraint(fields=("issue", "source"), name="ticket_event_once"),
        ),
    ]
