"""What showed until now that a client was told: the letter, or the words of the second level."""

from django.db import migrations

FORTH = """
UPDATE {table} SET evidence_kind = 'level2', evidence_id = told_event_id
 WHERE told_at IS NOT NULL AND told_event_id IS NOT NULL;
UPDATE {table} SET evidence_kind = 'message', evidence_id = message_id
 WHERE told_at IS NOT NULL AND told_event_id IS NULL AND message_id IS NOT NULL;
"""
# Only these two kinds were known before: whoever was told otherwise counts as not told.
BACK = """
UPDATE {table} SET told_event_id = evidence_id WHERE evidence_kind = 'level2';
UPDATE {table} SET told_at = NULL WHERE evidence_kind NOT IN ('', 'level2', 'message') OR told_by_id IS NULL;
UPDATE {table} SET evidence_kind = '', evidence_id = NULL WHERE evidence_kind <> '';
"""
TABLES = ("tickets_escalation", "tickets_historicalescalation")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0018_told_by_evidence")]

    operations = [migrations.RunSQL(FORTH.format(table=table), BACK.format(table=table)) for table in TABLES]
