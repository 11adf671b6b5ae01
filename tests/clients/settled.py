"""Everything that is under way or in force in the demo world ends, in a few statements."""

from django.db import connection

_WHO = "(SELECT min(id) FROM people_user)"
OVER = (
    "UPDATE enquiries_enquiry SET state = 'closed', closed_at = opened_at,"
    " outcome_id = (SELECT min(id) FROM enquiries_outcomecode) WHERE state <> 'closed'",
    "UPDATE calls_call SET state = 'missed', ends_with_id = NULL,"
    " hung_up_at = coalesce(hung_up_at, answered_at, rang_at)"
    " WHERE state IN ('ringing', 'answered', 'wrap_up')",
    "UPDATE calls_callback SET state = 'cancelled', ended_at = made_at WHERE state = 'planned'",
    "UPDATE mail_message SET state = 'sent' WHERE state <> 'sent'",
    f"UPDATE mail_incoming SET set_aside_at = received_at, set_aside_reason = 'x', set_aside_by_id = {_WHO}"
    " WHERE claimed_at IS NULL AND set_aside_at IS NULL",
    "UPDATE counter_visit SET state = 'left', over_at = coalesce(arrived_at, made_at)"
    " WHERE over_at IS NULL AND arrived_at IS NOT NULL",
    "UPDATE counter_visit SET state = 'cancelled', over_at = made_at WHERE over_at IS NULL",
    f"UPDATE counter_incomingmail SET state = 'dropped', dropped_at = received_at, dropped_by_id = {_WHO},"
    " dropped_reason = 'x' WHERE state NOT IN ('accepted', 'dropped')",
    "UPDATE orders_order SET state = 'closed', closed_at = made_at, given_at = coalesce(given_at, made_at)"
    " WHERE closed_at IS NULL",
    "UPDATE tickets_escalation SET state = 'closed', closed_at = created_at WHERE closed_at IS NULL",
    "UPDATE tickets_jiraoperation SET state = 'sent' WHERE state <> 'sent'",
    "UPDATE registry_check SET state = 'failed' WHERE state IN ('pending', 'sending', 'unknown')",
    f"UPDATE registry_proof SET ended_at = made_at, ended_by_id = {_WHO} WHERE ended_at IS NULL",
    "UPDATE contracts_authorisation SET state = 'ended', ended_at = accepted_at"
    " WHERE accepted_at IS NOT NULL AND state NOT IN ('ended', 'refused', 'recalled')",
    "UPDATE contracts_authorisation SET state = 'recalled' WHERE state IN ('draft', 'sent')",
    "UPDATE contracts_package SET state = 'recalled'"
    " WHERE state NOT IN ('recalled', 'expired', 'refused', 'accepted', 'published', 'told', 'taken_over')",
    f"UPDATE contracts_registration SET dropped_at = handed_over_at, dropped_by_id = {_WHO},"
    " dropped_reason = 'x' WHERE registered_at IS NULL AND dropped_at IS NULL",
    f"UPDATE contracts_representationchange SET state = 'settled', settled_at = found_at,"
    f" settled_by_id = {_WHO} WHERE state = 'open'",
    f"UPDATE contracts_portaldifference SET state = 'settled', settled_at = found_at,"
    f" settled_by_id = {_WHO} WHERE state = 'open'",
    "UPDATE contracts_signingmandate SET valid_from = '2000-01-01', valid_until = '2001-01-01'",
    "UPDATE stats_sample SET state = 'dropped', closed_at = drawn_at, dropped_for = 'other'"
    " WHERE state <> 'dropped'",
    "UPDATE stats_review SET finished_at = coalesce(finished_at, happened_at)",
)


def settle() -> None:
    """End it all; neither keys nor triggers are asked, the rules of each row are."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in OVER:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
