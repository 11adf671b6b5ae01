"""How each invariant is broken: SQL that only somebody at the database itself could write.

Triggers and foreign keys are off while it runs; check constraints stay on: what they hold is no invariant.
"""

_NOBODY = (
    "UPDATE people_user SET is_active = false WHERE id = (SELECT {column} FROM {table} WHERE {where} LIMIT 1)"
)
_TODO = (
    "INSERT INTO people_todo (owner_id, kind, subject_kind, subject_id, params, made_at)"
    " SELECT id, 'calls.abuse', 'call', {subject}, '{{}}', now() FROM people_user {where} LIMIT 1"
)
_CALL = (
    "INSERT INTO calls_call (line_id, call_id, direction, number, language, training, noted_later,"
    " state, notes,"
    " rang_at, answered_at, handled_as) SELECT id, 'broken', 'in', '', '', false, false, '{state}', '',"
    " now() - interval '{ago}', {answered}, '' FROM calls_line WHERE NOT training LIMIT 1"
)
_PRESENCE = (
    "UPDATE people_presence SET ended_at = started_at WHERE ended_at IS NULL;"
    "INSERT INTO people_presence (user_id, state, started_at)"
    " SELECT id, '{state}', now() - interval '1 day' FROM people_user"
    " WHERE NOT EXISTS (SELECT 1 FROM calls_call WHERE user_id = people_user.id AND state IN"
    " ('answered', 'wrap_up'))"
    " LIMIT 1"
)


def _gone(table: str, where: str, column: str = "owner_id") -> str:
    return _NOBODY.format(table=table, where=where, column=column)


BREAK: dict[str, str] = {
    "people.todos": _TODO.format(subject=2_000_000_000, where=""),
    "people.approvals": "UPDATE people_approval SET state = 'waiting', subject_kind = 'enquiry',"
    " subject_id = 2000000000, decided_by_id = NULL, decided_at = NULL, reason = ''"
    " WHERE id = (SELECT min(id) FROM people_approval)",
    "people.todo_owner": _TODO.format(subject=1, where="") + ";" + _gone("people_todo", "done_at IS NULL"),
    "people.presence": _PRESENCE.format(state="away") + ";" + _gone("people_presence", "ended_at IS"
    " NULL", "user_id"),
    "people.shift": _gone("people_shift", "ends_at > now()", "user_id"),
    "records.timeline": "INSERT INTO records_timelineentry (at, kind, subject_kind, subject_id, params)"
    " VALUES (now(), 'enquiries.opened', 'enquiry', 2000000000, '{}')",
    "records.access_log": "INSERT INTO records_accesslogentry"
    " (at, user_id, shown_kind, shown_id, view, purpose, salt)"
    " VALUES (now(), 1, 'client', 2000000000, 'clients:page', '', gen_random_uuid())",
    "records.retention": "INSERT INTO records_retentionrun (at, most) VALUES (now(), 1);"
    "UPDATE calls_dial SET at = now() - interval '30 years'",
    "records.rules": "DELETE FROM records_retentionrule",
    "mail.content": "UPDATE mail_message SET state = 'pending' WHERE id = (SELECT min(id) FROM"
    " mail_message);"
    "DELETE FROM mail_messagebody WHERE message_id = (SELECT min(id) FROM mail_message)",
    "mail.settled": "UPDATE mail_message SET quiet_until = now() - interval '1 day'"
    " WHERE id = (SELECT min(id) FROM mail_message)",
    "mail.delivered": "DELETE FROM mail_messageevent; UPDATE mail_message SET state = 'sent',"
    " quiet_until = NULL,"
    " queued_at = now() - interval '1 day'",
    "mail.taken": "UPDATE mail_incoming SET kind = 'letter', received_at = now() - interval '30 days',"
    " claimed_at = NULL, subject_kind = '', subject_id = NULL, set_aside_at = NULL, set_aside_by_id = NULL,"
    " set_aside_reason = ''",
    "guides.words": "UPDATE guides_guideversion SET words = NULL WHERE state = 'published'",
    "guides.owner": _gone("guides_guide", "active"),
    "clients.contacts": "UPDATE clients_client SET merged_into_id = (SELECT max(id) FROM clients_client)"
    " WHERE id = (SELECT client_id FROM clients_contactpoint WHERE client_id IS NOT NULL LIMIT 1);"
    "INSERT INTO clients_merge (lost_client_id, kept_client_id, at, by_id)"
    " SELECT id, merged_into_id, now() - interval '1 day', (SELECT min(id) FROM people_user)"
    " FROM clients_client WHERE merged_into_id IS NOT NULL",
    "clients.roles": "UPDATE clients_client SET merged_into_id = (SELECT max(id) FROM clients_client)"
    " WHERE id = (SELECT client_id FROM clients_clientrole WHERE ended_at IS NULL LIMIT 1);"
    "INSERT INTO clients_merge (lost_client_id, kept_client_id, at, by_id)"
    " SELECT id, merged_into_id, now() - interval '1 day', (SELECT min(id) FROM people_user)"
    " FROM clients_client WHERE merged_into_id IS NOT NULL",
    "clients.circle": "UPDATE clients_client SET merged_into_id = CASE id"
    " WHEN (SELECT min(id) FROM clients_client) THEN (SELECT max(id) FROM clients_client)"
    " ELSE (SELECT min(id) FROM clients_client) END"
    " WHERE id IN ((SELECT min(id) FROM clients_client), (SELECT max(id) FROM clients_client))",
    "clients.circle_of_persons": "UPDATE clients_person SET merged_into_id = CASE id"
    " WHEN (SELECT min(id) FROM clients_person) THEN (SELECT max(id) FROM clients_person)"
    " ELSE (SELECT min(id) FROM clients_person) END"
    " WHERE id IN ((SELECT min(id) FROM clients_person), (SELECT max(id) FROM clients_person))",
    "enquiries.promise_closed": "DELETE FROM enquiries_closingoverride;"
    "UPDATE enquiries_enquiry SET state = 'closed', closed_at = now(),"
    " outcome_id = (SELECT min(id) FROM enquiries_outcomecode) WHERE id IN"
    " (SELECT enquiry_id FROM enquiries_promise WHERE state = 'open')",
    "enquiries.promise_owner": "UPDATE enquiries_enquiry SET owner_id = NULL WHERE id IN"
    " (SELECT enquiry_id FROM enquiries_promise WHERE state = 'open')",
    "enquiries.promise_broken": "UPDATE enquiries_promise SET due_at = now() - interval '1 year' WHERE"
    " state = 'open'",
    "enquiries.evidence": "UPDATE enquiries_promise SET evidence_id = 2000000000"
    " WHERE state = 'kept' AND evidence_kind = 'message'",
    "enquiries.pause": "UPDATE enquiries_enquiry SET state = 'in_work' WHERE id IN"
    " (SELECT enquiry_id FROM enquiries_pause WHERE ended_at IS NULL)",
    "enquiries.waiting": "UPDATE enquiries_pause SET ended_at = started_at WHERE ended_at IS NULL;"
    "UPDATE enquiries_enquiry SET state = 'waiting' WHERE id ="
    " (SELECT min(id) FROM enquiries_enquiry WHERE state <> 'closed')",
    "calls.offer": "INSERT INTO calls_offer (call_id, user_id, state, made_at, idle_since, by_exchange,"
    " reasons)"
    " SELECT c.id, u.id, 'open', now(), now(), true, '[]' FROM calls_call c, people_user u"
    " WHERE c.state = 'closed' AND u.id NOT IN (SELECT user_id FROM calls_offer WHERE state = 'open')"
    " LIMIT 1",
    "calls.offer_time": "UPDATE calls_offer SET state = 'open', ended_at = NULL, by_exchange = false,"
    " made_at = now() - interval '1 day' WHERE id = (SELECT max(id) FROM calls_offer)",
    "calls.ringing": _CALL.format(state="ringing", ago="1 day", answered="NULL"),
    "calls.in_hand": _CALL.format(state="answered", ago="1 hour", answered="now()"),
    "calls.on_call": _PRESENCE.format(state="on_call"),
    "calls.ringing_person": "UPDATE calls_offer SET state = 'expired', ended_at = made_at WHERE state ="
    " 'open';"
    + _PRESENCE.format(state="ringing"),
    "calls.hold": "INSERT INTO calls_hold (call_id, started_at)"
    " SELECT id, rang_at FROM calls_call WHERE state = 'closed' LIMIT 1",
    "calls.hung_up": _CALL.format(state="answered", ago="3 days", answered="now() - interval '3 days'"),
    "calls.callback": "UPDATE calls_callback SET state = 'planned', ended_at = NULL, promise_id ="
    " (SELECT min(id) FROM enquiries_promise WHERE state = 'kept' AND id NOT IN"
    " (SELECT promise_id FROM calls_callback WHERE promise_id IS NOT NULL))"
    " WHERE id = (SELECT min(id) FROM calls_callback)",
    "counter.span": "UPDATE counter_period SET state = 'no_show' WHERE ended_at IS NULL",
    "counter.waiting": "DELETE FROM counter_period WHERE ended_at IS NULL",
    "counter.left": "UPDATE counter_visit SET arrived_at = now() - interval '3 days'"
    " WHERE state IN ('waiting', 'called', 'serving', 'handed')",
    "counter.document": "UPDATE counter_incomingmail SET document_id = NULL WHERE state = 'handed'",
    "counter.destroyed": "UPDATE counter_incomingmail SET destroyed_at = now(), document_id = NULL"
    " WHERE id IN"
    " (SELECT mail_id FROM counter_mailfile WHERE blob_id IS NOT NULL)",
    "orders.rows": "UPDATE orders_workitem SET order_id = (SELECT min(id) FROM orders_order WHERE state"
    " = 'closed')"
    " WHERE id = (SELECT max(id) FROM orders_workitem WHERE state = 'open')",
    "orders.owner": _gone("orders_workitem w JOIN orders_order o ON o.id = w.order_id",
        "w.state = 'open' AND o.state = 'given' AND w.owner_id IS NOT NULL", "w.owner_id"),
    "orders.empty": "UPDATE orders_workitem SET order_id = (SELECT max(id) FROM orders_order WHERE"
    " state <> 'given')"
    " WHERE order_id = (SELECT min(id) FROM orders_order WHERE state = 'given')",
    "orders.batch": "UPDATE orders_batchchange SET state = 'planned' WHERE batch_id IN"
    " (SELECT id FROM orders_batch WHERE state = 'applied')",
    "registry.answer": "DELETE FROM registry_checkpayload",
    "registry.waiting": "UPDATE registry_check SET state = 'pending', purpose = 'look', asked_at ="
    " now() - interval"
    " '3 days' WHERE id = (SELECT max(id) FROM registry_check)",
    "contracts.publication": "DELETE FROM contracts_publication",
    "contracts.checked": "DELETE FROM contracts_finding",
    "contracts.bytes": "UPDATE contracts_authorisation SET pdf_sha256 = repeat('0', 64), accepted_at ="
    " now()"
    " WHERE pdf_id IS NOT NULL",
    "contracts.pdf": "UPDATE contracts_authorisation SET pdf_id = NULL, pdf_sha256 = '' WHERE state ="
    " 'in_force'",
    "contracts.ended": "UPDATE contracts_authorisation SET last_day = now() - interval '9 days',"
    " end_reason = 'notice'"
    " WHERE state = 'in_force'",
    "contracts.package": "DELETE FROM contracts_authorisation WHERE package_id IN"
    " (SELECT id FROM contracts_package WHERE state = 'sent')",
    "contracts.link": "DELETE FROM contracts_clientlink",
    "contracts.sending": "UPDATE contracts_package SET state = 'sending', sending_at = now() - interval"
    " '1 day'"
    " WHERE sent_at IS NOT NULL",
    "contracts.published": "UPDATE contracts_package SET state = 'accepted' WHERE state IN ('told',"
    " 'published');"
    "UPDATE contracts_publication SET added_at = now() - interval '1 day' WHERE added_at IS NOT NULL",
    "tickets.gone": "UPDATE tickets_issue SET gone = 'deleted'",
    "tickets.stranded": "DELETE FROM tickets_jiraoperation;"
    "UPDATE tickets_escalation SET state = 'queued', created_at = now() - interval '1 day', closed_at ="
    " NULL"
    " WHERE state = 'created';"
    "UPDATE tickets_issue SET jira_id = '', jira_key = ''",
    "tickets.promise": "UPDATE tickets_escalation SET promise_id = NULL WHERE state = 'answered'",
    "tickets.enquiry": "UPDATE enquiries_enquiry SET state = 'closed', closed_at = now(),"
    " outcome_id = (SELECT min(id) FROM enquiries_outcomecode) WHERE id IN"
    " (SELECT enquiry_id FROM tickets_escalation WHERE state IN ('created', 'answered'))",
    "tickets.read": "UPDATE tickets_issue SET heard_at = now() - interval '1 day' WHERE jira_id <> ''",
    "tickets.closed": "DELETE FROM tickets_jiraoperation; UPDATE tickets_escalation SET state = 'told',"
    " told_at = now() - interval '9 days', evidence_kind = 'withdrawn' WHERE state = 'answered'",
    "stats.counted": "INSERT INTO stats_touched (source, day) VALUES ('calls', now());"
    "DELETE FROM stats_counted; INSERT INTO stats_counted (source, at) VALUES ('calls', now() -"
    " interval '9 days')",
    "stats.report": "DELETE FROM stats_reportcontent",
}  # fmt: skip
