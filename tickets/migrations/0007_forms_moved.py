"""What each unit asks is the first version of its form. Back: only the newest version stays."""

from django.db import migrations

COLUMNS = "key, position, label_et, label_en, kind, required, choices, help_et, help_en"
THERE = f"""
INSERT INTO tickets_form (unit_id, number, attachments_et, attachments_en, told, made_at)
SELECT id, 1, '', '', 'enquirer', now() FROM tickets_unit u
 WHERE EXISTS (SELECT FROM tickets_unitfield f WHERE f.unit_id = u.id)
    OR EXISTS (SELECT FROM tickets_escalation e WHERE e.unit_id = u.id);
INSERT INTO tickets_question (form_id, {COLUMNS}, fills)
SELECT o.id, {COLUMNS},
       CASE key WHEN 'question' THEN 'question' WHEN 'client' THEN 'client' WHEN 'tried' THEN 'steps'
                WHEN 'portal' THEN 'portal' WHEN 'browser' THEN 'browser' ELSE '' END
  FROM tickets_unitfield f
  JOIN tickets_form o ON o.unit_id = f.unit_id
 ORDER BY f.id;
UPDATE tickets_escalation e SET form_id = o.id FROM tickets_form o WHERE o.unit_id = e.unit_id;
UPDATE tickets_historicalescalation e SET form_id = o.id FROM tickets_form o WHERE o.unit_id = e.unit_id;
"""
BACK = f"""
INSERT INTO tickets_unitfield (unit_id, {COLUMNS})
SELECT o.unit_id, {COLUMNS}
  FROM tickets_question q
  JOIN tickets_form o ON o.id = q.form_id
 WHERE NOT EXISTS (SELECT FROM tickets_form n WHERE n.unit_id = o.unit_id AND n.number > o.number)
 ORDER BY q.id;
UPDATE tickets_escalation SET form_id = NULL;
DELETE FROM tickets_question;
DELETE FROM tickets_form;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_forms")]

    operations = [migrations.RunSQL(THERE, BACK)]
