"""What is counted notes which days changed, and what proves something cannot be changed.

One trigger a statement and table, over its transition tables: an update that changes nothing of what is
counted touches nothing. What the destruction action lets go of stays counted, so it touches nothing either.
"""
# ruff: noqa: S608  (every name in these queries is a constant of this file)

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import migrations

from desk.records.append_only import AppendOnly
from stats.quality.frozen import ReviewsStay


def day(moment: str) -> str:
    """The day of Tallinn at this moment."""
    return f"({moment} AT TIME ZONE 'Europe/Tallinn')::date"


@dataclass(frozen=True)
class Watch:
    """What is looked at in a table: these columns of its rows `r`, and which days each row touches.

    `touches` are queries of (source, day) over {rows}. `only_update`: where a new or deleted row has nothing
    that hangs on it.
    """

    columns: str
    touches: tuple[str, ...]
    only_update: bool = False


def of_row(source: str, moment: str, rule: str = "true") -> str:
    """The row touches the day of one of its own moments."""
    return f"SELECT '{source}', {day(moment)} FROM {{rows}} r WHERE {rule}"


def of_other(source: str, moment: str, join: str, rule: str = "true") -> str:
    """The row touches the day of another row."""
    return f"SELECT '{source}', {day(moment)} FROM {{rows}} r {join} WHERE {rule}"


def enquiries_by(join: str) -> tuple[str, str]:
    """Both days of an enquiry: of its opening and of its closing."""
    return of_other("enquiries", "e.opened_at", join), of_other("enquiries", "e.closed_at", join)


_BY_CALL = "JOIN calls_callenquiry l ON l.call_id = r.id JOIN enquiries_enquiry e ON e.id = l.enquiry_id"
_BY_VISIT = "JOIN counter_visitenquiry l ON l.visit_id = r.id JOIN enquiries_enquiry e ON e.id = l.enquiry_id"
_BY_LETTER = (
    "JOIN enquiries_enquirymail l ON l.incoming_id = r.id JOIN enquiries_enquiry e ON e.id = l.enquiry_id"
)
_ITS_CALLS = "JOIN calls_callenquiry l ON l.enquiry_id = r.id JOIN calls_call c ON c.id = l.call_id"
_ITS_ENQUIRY = "JOIN enquiries_enquiry e ON e.id = r.enquiry_id"
_ITS_PACKAGE = "JOIN contracts_package p ON p.id = r.package_id"
_ITS_TICKET = "JOIN tickets_escalation t ON t.id = r.escalation_id"
_ITS_CONTAINER = (
    "JOIN contracts_verification v ON v.id = r.verification_id"
    " JOIN contracts_container c ON c.id = v.container_id JOIN contracts_package p ON p.id = c.package_id"
)
_ITS_LETTERS = (
    "JOIN enquiries_enquirymail l ON r.subject_kind = 'enquiry' AND l.enquiry_id = r.subject_id"
    " JOIN mail_incoming i ON i.id = l.incoming_id"
)

WATCHED: dict[str, tuple[Watch, ...]] = {
    "calls_call": (
        Watch(
            "id, rang_at, answered_at, hung_up_at, closed_at, direction, line_id, language, training,"
            " user_id",
            (of_row("calls", "r.rang_at", "NOT r.training"),),
        ),
        Watch("id, rang_at, direction", enquiries_by(_BY_CALL), only_update=True),
        Watch(
            "id, training",
            (of_other("calls", "o.made_at", "JOIN calls_offer o ON o.call_id = r.id"),),
            only_update=True,
        ),
    ),
    "calls_hold": (
        Watch(
            "call_id, started_at, ended_at",
            (of_other("calls", "c.rang_at", "JOIN calls_call c ON c.id = r.call_id"),),
        ),
    ),
    "calls_offer": (
        Watch(
            "call_id, user_id, state, made_at",
            (of_row("calls", "r.made_at", "r.state IN ('expired', 'refused')"),),
        ),
    ),
    "calls_callenquiry": (
        Watch(
            "call_id, enquiry_id",
            (
                *enquiries_by(_ITS_ENQUIRY),
                of_other("calls", "c.rang_at", "JOIN calls_call c ON c.id = r.call_id"),
            ),
        ),
    ),
    "counter_visit": (
        Watch(
            "id, arrived_at, queued_at, over_at, state, user_id, language",
            (of_row("visits", "r.arrived_at"),),
        ),
        Watch("id, arrived_at", enquiries_by(_BY_VISIT), only_update=True),
    ),
    "counter_period": (
        Watch(
            "visit_id, state, user_id, started_at, ended_at",
            (of_other("visits", "v.arrived_at", "JOIN counter_visit v ON v.id = r.visit_id"),),
        ),
    ),
    "counter_visitenquiry": (Watch("visit_id, enquiry_id", enquiries_by(_ITS_ENQUIRY)),),
    "mail_incoming": (
        Watch("id, kind, received_at, language, set_aside_at", (of_row("letters", "r.received_at"),)),
        Watch("id, received_at", enquiries_by(_BY_LETTER), only_update=True),
    ),
    "mail_message": (
        Watch(
            "answers_id, subject_kind, subject_id, written, state, by_id, queued_at",
            (
                of_row("letters", "r.queued_at", "r.written"),
                of_other(
                    "letters", "i.received_at", "JOIN mail_incoming i ON i.id = r.answers_id", "r.written"
                ),
                of_other("letters", "i.received_at", _ITS_LETTERS, "r.written"),
            ),
        ),
    ),
    "enquiries_enquirymail": (
        Watch(
            "enquiry_id, incoming_id",
            (
                *enquiries_by(_ITS_ENQUIRY),
                of_other("letters", "i.received_at", "JOIN mail_incoming i ON i.id = r.incoming_id"),
            ),
        ),
    ),
    "enquiries_enquiry": (
        Watch(
            "id, topic_id, client_id, owner_id, level, language, practice, opened_at, closed_at, due_at,"
            " beyond_competence, repeats_id",
            (of_row("enquiries", "r.opened_at"), of_row("enquiries", "r.closed_at")),
        ),
        # The earlier ones of its chain were asked again, or are no more.
        Watch(
            "id, repeats_id, opened_at, practice",
            (
                of_other("enquiries", "e.opened_at", "JOIN enquiries_enquiry e ON e.id = r.repeats_id"),
                of_other(
                    "enquiries", "e.opened_at", "JOIN enquiries_enquiry e ON e.repeats_id = r.repeats_id"
                ),
            ),
        ),
        Watch(
            "id, topic_id, practice",
            (
                of_other("promises", "p.due_at", "JOIN enquiries_promise p ON p.enquiry_id = r.id"),
                of_other("tickets", "t.created_at", "JOIN tickets_escalation t ON t.enquiry_id = r.id"),
                of_other("calls", "c.rang_at", _ITS_CALLS),
            ),
            only_update=True,
        ),
        Watch("id, question, client_id, language, practice, opened_at", (of_row("words", "r.opened_at"),)),
    ),
    "enquiries_promise": (
        Watch("enquiry_id, due_at, state, kept_at, broken_at", (of_row("promises", "r.due_at"),)),
    ),
    "tickets_escalation": (
        Watch(
            "id, enquiry_id, unit_id, issue_id, state, created_at, created_by_id, answered_at, told_at",
            (of_row("tickets", "r.created_at"),),
        ),
    ),
    "tickets_return": (Watch("escalation_id", (of_other("tickets", "t.created_at", _ITS_TICKET),)),),
    "tickets_issue": (
        Watch(
            "id, jira_key",
            (of_other("tickets", "t.created_at", "JOIN tickets_escalation t ON t.issue_id = r.id"),),
            only_update=True,
        ),
    ),
    "contracts_package": (
        Watch(
            "id, client_id, state, drafted_at, sent_at, sending_by_id",
            (of_row("documents", "r.drafted_at"), of_row("documents", "r.sent_at")),
        ),
    ),
    "contracts_authorisation": (
        Watch(
            "id, package_id, portal_id, accepted_at", (of_other("documents", "p.drafted_at", _ITS_PACKAGE),)
        ),
    ),
    "contracts_container": (
        Watch("package_id, source", (of_other("documents", "p.drafted_at", _ITS_PACKAGE),)),
    ),
    "contracts_finding": (
        Watch("verification_id, verdict", (of_other("documents", "p.drafted_at", _ITS_CONTAINER),)),
    ),
    # Of an open interval its first day; the others are touched while it is counted, and when it ends.
    "people_presence": (
        Watch(
            "user_id, state, reason_id, started_at, ended_at",
            (
                "SELECT 'presence', generate_series("
                f"{day('r.started_at')}, {day('coalesce(r.ended_at, r.started_at)')}, '1 day')::date"
                " FROM {rows} r WHERE r.state <> 'away'",
            ),
        ),
    ),
    "people_shift": (
        Watch(
            "user_id, starts_at, ends_at, duty",
            (
                "SELECT 'roster', generate_series("
                f"{day('r.starts_at')}, {day('r.ends_at')}, '1 day')::date FROM {{rows}} r",
            ),
        ),
    ),
    # Whoever was in training then, was: only what is counted from now on changes.
    "people_user": (
        Watch("id, training", (f"SELECT 'presence', {day('now()')} FROM {{rows}} r",), only_update=True),
    ),
    "orders_workitem": (Watch("state, done_at, done_by_id", (of_row("orders", "r.done_at"),)),),
}  # fmt: skip


def insert(watches: Iterable[Watch], rows: str) -> str:
    """Note what these rows touch, each day once."""
    queries = [touch.format(rows=rows) for watch in watches for touch in watch.touches]
    if not queries:
        return "NULL;"
    return (
        "INSERT INTO stats_touched (source, day) SELECT DISTINCT source, day FROM ("
        + " UNION ALL ".join(queries)
        + ") touched (source, day) WHERE day IS NOT NULL;"
    )


def updated(watch: Watch) -> str:
    """Of an update: the rows of which something that is looked at is not what it was, before and after."""
    old, new = (f"SELECT {watch.columns} FROM {rows}" for rows in ("old_rows", "new_rows"))
    differing = f"(({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old}))"
    return insert([watch], differing)


def function(table: str, watches: tuple[Watch, ...]) -> str:
    """The function of a table's triggers."""
    always = [watch for watch in watches if not watch.only_update]
    return f"""
CREATE FUNCTION stats_touch_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {insert(always, "new_rows")}
  ELSIF TG_OP = 'UPDATE' THEN
    {" ".join(updated(watch) for watch in watches)}
  ELSIF current_setting('abilaud.destruction', true) IS DISTINCT FROM 'on' THEN
    {insert(always, "old_rows")}
  END IF;
  RETURN NULL;
END $$;
"""


EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def triggers(table: str) -> str:
    """One trigger an event: transition tables belong to one event each."""
    return "".join(
        f"CREATE TRIGGER stats_touch_{event} AFTER {event} ON {table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION stats_touch_{table}();\n"
        for event, rows in EVENTS.items()
    )


class Touching(migrations.RunSQL):
    """Note the touched days of one table."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=function(table, WATCHED[table]) + triggers(table),
            reverse_sql=f"DROP FUNCTION stats_touch_{table}() CASCADE;",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__name__, [self.table], {}


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0001_tables"),
        ("calls", "0002_append_only"),
        ("contracts", "0023_packages_by_day"),
        ("counter", "0004_visits_by_day"),
        ("enquiries", "0004_closed_when"),
        ("mail", "0003_letters_by_day"),
        ("orders", "0008_rows_by_day"),
        ("people", "0003_presence_by_day"),
        ("tickets", "0023_unsent_counted"),
    ]
    operations = [
        *(Touching(table) for table in WATCHED),
        AppendOnly("stats_reportcontent"),
        AppendOnly("stats_reportanswer"),
        AppendOnly("stats_followup"),
        ReviewsStay(),
        AppendOnly("stats_ideaanswer"),
        AppendOnly("stats_judgement"),
        AppendOnly("stats_decision"),
    ]
