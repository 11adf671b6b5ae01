"""The role that writes the access log may insert there and do nothing else."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from desk import clock
from desk.records import looks
from desk.records.access import Shown
from desk.records.models import AccessLogEntry
from desk.records.verifying import verify

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROLE = "abilaud_test_log"


@pytest.fixture
def over_the_role(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The connection over which the log is written, as `./run` and docs/operations.md have it."""
    call_command("access_log_role", ROLE, perform=True, stdout=StringIO())
    ordinary = connections["default"]
    own = {**ordinary.settings_dict, "USER": ROLE, "TEST": {}}
    limited = type(ordinary)(own, "default")
    monkeypatch.setattr(looks, "connections", {"default": limited})
    clock.now()
    yield limited
    limited.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def test_what_is_shown_is_written_and_linked_over_the_role(over_the_role: Any) -> None:
    looks.write(
        user_id=3, view="clients:page", shown=[Shown("client", 1, None, ""), Shown("person", 2, 1, "")]
    )
    assert AccessLogEntry.objects.count() == 2
    assert verify().sound


FORBIDDEN = (
    "SELECT * FROM records_accesslogentry",
    "INSERT INTO records_accesslogentry (at, user_id, shown_kind, shown_id, view, purpose)"
    " VALUES (now(), 1, 'client', 1, '', '') RETURNING user_id",
    "UPDATE records_accesslogentry SET user_id = 1",
    "DELETE FROM records_accesslogentry",
    "TRUNCATE records_accesslogentry",
    "SELECT * FROM records_accesslink",
    "INSERT INTO records_accesslink SELECT 1, now(), '', '', ''",
    "SELECT * FROM people_user",
    "SELECT * FROM clients_client",
    "INSERT INTO records_destruction (store) VALUES ('access_log')",
    "CREATE TABLE mine ()",
    "ALTER TABLE records_accesslogentry DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
)


def test_the_role_may_do_nothing_else(over_the_role: Any) -> None:
    for sql in FORBIDDEN:
        with over_the_role.cursor() as cursor, pytest.raises(DatabaseError) as refused:
            cursor.execute(sql)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege), sql


def test_the_sql_is_printed_for_whoever_administers_postgresql() -> None:
    out = StringIO()
    call_command("access_log_role", "logija", stdout=out)
    assert 'GRANT INSERT ON "public"."records_accesslogentry" TO "logija";' in out.getvalue()
    with pytest.raises(CommandError):
        call_command("access_log_role", "x; DROP")
