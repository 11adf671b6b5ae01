"""Marks of answers become rules of their units (the usual one is common), and a state has its new name."""

from django.db import migrations

THERE = """
INSERT INTO tickets_statusrule (unit_id, project, by, value, means, position, active)
SELECT id, '', 'mark', answer_mark, 'solved', 0, true
  FROM tickets_unit
 WHERE answer_mark NOT IN ('', '#vastus');
UPDATE tickets_escalation SET state = 'working' WHERE state = 'in_progress';
UPDATE tickets_historicalescalation SET state = 'working' WHERE state = 'in_progress';
"""
# The old code knows no returned tickets: to it they are with the second level.
BACK = """
UPDATE tickets_unit u SET answer_mark = r.value
  FROM tickets_statusrule r
 WHERE r.unit_id = u.id AND r.by = 'mark' AND r.means = 'solved';
UPDATE tickets_escalation SET state = 'in_progress'
 WHERE state IN ('working', 'needs_info', 'refused', 'duplicate');
UPDATE tickets_historicalescalation SET state = 'in_progress'
 WHERE state IN ('working', 'needs_info', 'refused', 'duplicate');
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_rules_and_states")]

    operations = [migrations.RunSQL(THERE, BACK)]
