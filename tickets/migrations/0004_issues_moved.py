"""An issue for every ticket there is, with the ticket's number, so that its movements need no rewriting.

Their times in JIRA are read again at the next reading. Back: only as long as no issue was made since.
"""

from django.db import migrations

KEY_OR_UNIT = "coalesce(nullif(split_part({row}.jira_key, '-', 1), ''), u.jira_project, '')"
ISSUES = f"""
INSERT INTO tickets_issue (
    id, uuid, unit_id, project, jira_id, jira_key, key_history, status_id, status_name, category, resolution,
    labels, assignee, made_at, accepted_at, moved_at, last_read_at, misses, gone, ours
)
SELECT e.id, e.uuid, e.unit_id, left({KEY_OR_UNIT.format(row="e")}, 20), e.jira_id, e.jira_key, '[]', '',
       e.status_name, e.category, '', '[]', e.assignee, e.created_at,
       min(t.at) FILTER (WHERE t.kind IN ('status', 'assignee') AND t.after <> ''), max(t.at),
       e.last_read_at, e.misses, CASE WHEN e.state = 'lost' THEN 'no_access' ELSE '' END, true
  FROM tickets_escalation e
  JOIN tickets_unit u ON u.id = e.unit_id
  LEFT JOIN tickets_ticketevent t ON t.escalation_id = e.id AND NOT t.ours
 GROUP BY e.id, u.jira_project;
SELECT setval(pg_get_serial_sequence('tickets_issue', 'id'), max(id)) FROM tickets_issue HAVING max(id) > 0;
"""
HISTORY = f"""
INSERT INTO tickets_historicalissue (
    id, uuid, unit_id, project, jira_id, jira_key, key_history, status_id, status_name, category, resolution,
    labels, assignee, made_at, gone, ours, history_date, history_change_reason, history_type, history_user_id
)
SELECT h.id, h.uuid, h.unit_id, left({KEY_OR_UNIT.format(row="h")}, 20), h.jira_id, h.jira_key, '[]', '',
       h.status_name, h.category, '', '[]', h.assignee, h.created_at,
       CASE WHEN h.state = 'lost' THEN 'no_access' ELSE '' END, true,
       h.history_date, h.history_change_reason, h.history_type, h.history_user_id
  FROM tickets_historicalescalation h
  LEFT JOIN tickets_unit u ON u.id = h.unit_id
 ORDER BY h.history_id;
"""
THEIRS = """
UPDATE tickets_escalation SET issue_id = id;
UPDATE tickets_historicalescalation SET issue_id = id;
UPDATE tickets_jiraoperation SET issue_id = escalation_id;
"""
BACK = """
UPDATE tickets_escalation e
   SET jira_id = i.jira_id, jira_key = i.jira_key, status_name = i.status_name, category = i.category,
       assignee = i.assignee, last_read_at = i.last_read_at, misses = i.misses
  FROM tickets_issue i
 WHERE i.id = e.issue_id;
UPDATE tickets_escalation SET issue_id = NULL;
UPDATE tickets_jiraoperation SET issue_id = NULL;
DELETE FROM tickets_issue;
DELETE FROM tickets_historicalissue;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_issues")]

    operations = [migrations.RunSQL(ISSUES + HISTORY + THEIRS, BACK)]
