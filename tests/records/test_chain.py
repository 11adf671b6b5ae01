"""The chain of the access log: what was done to a row is found, and lawful destruction is no finding."""

import threading
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError, InternalError

from desk import clock
from desk.records import looks, verifying
from desk.records.access import Shown
from desk.records.chain import Head
from desk.records.checkpoints import checkpoint
from desk.records.models import AccessCheckpoint, AccessLink, AccessLogEntry
from desk.records.verifying import Wrong, verify

pytestmark = pytest.mark.django_db


def look(count: int = 1, purpose: str = 'enquiry:7 "äõ" \\ \'') -> None:
    """So many looks, each at another client."""
    for number in range(count):
        looks.write(user_id=5, view="clients:page", shown=[Shown("client", number + 1, None, purpose)])


def as_superuser(sql: str, *values: Any) -> None:
    """What no trigger can prevent: PostgreSQL's own master changes rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def found() -> tuple[int, Wrong] | None:
    first = verify().first
    return (first.number, first.what) if first else None


def test_looks_are_numbered_without_gaps_and_the_log_is_sound() -> None:
    look(3)
    looks.write(user_id=0, view="api", shown=[Shown("person", 3, 4, ""), Shown("client", 4, 4, "api")])
    report = verify()
    assert report.sound, report.findings
    assert (report.entries, report.head.number) == (5, 5)
    assert list(AccessLogEntry.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2, 3, 4, 5]


def test_an_empty_log_is_sound() -> None:
    assert verify().sound


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE records_accesslogentry SET user_id = 6 WHERE id = 3", (3, Wrong.CHANGED)),
        ("UPDATE records_accesslogentry SET at = at - interval '1 hour' WHERE id = 3", (3, Wrong.CHANGED)),
        ("UPDATE records_accesslogentry SET purpose = '' WHERE id = 3", (3, Wrong.CHANGED)),
        ("UPDATE records_accesslink SET payload = sha256('x') WHERE number = 3", (3, Wrong.CHANGED)),
        ("UPDATE records_accesslink SET digest = sha256('x') WHERE number = 3", (3, Wrong.CHANGED)),
        ("UPDATE records_accesslink SET at = at + interval '1 s' WHERE number = 6", (6, Wrong.CHANGED)),
        ("DELETE FROM records_accesslogentry WHERE id = 3", (3, Wrong.MISSING)),
        ("DELETE FROM records_accesslink WHERE number = 3", (3, Wrong.INSERTED)),
        (
            "WITH gone AS (DELETE FROM records_accesslogentry WHERE id = 3)"
            " DELETE FROM records_accesslink WHERE number = 3",
            (3, Wrong.REMOVED),
        ),
        (
            "INSERT INTO records_accesslogentry (id, at, user_id, shown_kind, shown_id, view, purpose)"
            " VALUES (99, now(), 5, 'client', 1, 'x', '')",
            (99, Wrong.INSERTED),
        ),
        (
            "INSERT INTO records_accesslink SELECT 7, at, payload, payload, digest FROM records_accesslink"
            " WHERE number = 6",
            (7, Wrong.CHANGED),
        ),
    ],
)
def test_what_a_superuser_does_to_a_row_is_found(sql: str, what: tuple[int, Wrong]) -> None:
    look(6)
    as_superuser(sql)
    assert found() == what


def test_a_link_that_was_made_anew_after_a_change_does_not_fit_its_neighbour() -> None:
    look(4)
    as_superuser(
        "UPDATE records_accesslink SET previous = sha256('x'), digest = sha256(convert_to(number || '|' ||"
        " to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '|' || encode(payload, 'hex')"
        " || '|' || encode(sha256('x'), 'hex'), 'UTF8')) WHERE number = 4"
    )
    assert found() == (4, Wrong.INSERTED), "the last one follows nothing"
    look(1)
    assert found() == (3, Wrong.CHANGED), "what something follows is in its place: the one before is not"


CUT = (
    "DELETE FROM records_accesslink WHERE number > 3",
    "DELETE FROM records_accesslogentry WHERE id > 3",
)


def test_a_tail_that_was_cut_off_is_found_by_the_checkpoint() -> None:
    look(5)
    checkpoint()
    for sql in CUT:
        as_superuser(sql)
    assert found() == (4, Wrong.CUT)
    look(4)
    assert found() == (5, Wrong.CHANGED), "other rows have grown in its place"


def test_a_tail_cut_off_with_its_checkpoints_is_found_by_a_head_kept_elsewhere() -> None:
    look(5)
    kept = str(checkpoint())
    for sql in (*CUT, "DELETE FROM records_accesscheckpoint"):
        as_superuser(sql)
    assert found() is None
    assert verify(outside=[Head.read(kept)]).first == verifying.Finding(4, Wrong.CUT)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_log", "--head", kept, stdout=out)
    assert ended.value.code == 1
    assert "number 4 (cut)" in out.getvalue()


def test_a_checkpoint_that_we_did_not_seal_is_found() -> None:
    look(2)
    checkpoint()
    as_superuser("UPDATE records_accesscheckpoint SET at = at + interval '1 hour'")
    assert found() == (2, Wrong.FORGED)


def test_a_checkpoint_of_a_key_that_is_gone_is_compared_all_the_same(settings: Any) -> None:
    look(2)
    checkpoint()
    checkpoint()
    assert AccessCheckpoint.objects.count() == 1, "nobody looked in between"
    settings.ENCRYPTION_KEYS = ["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]
    report = verify()
    assert report.sound
    assert report.unproven == 1
    look(1)
    checkpoint()
    assert verify().unproven == 1


def test_rows_of_a_log_without_a_chain_become_its_first_links() -> None:
    as_superuser(
        "INSERT INTO records_accesslogentry (id, at, user_id, shown_kind, shown_id, view, purpose)"
        " SELECT n * 3, now() - interval '1 day' + n * interval '1 s', n, 'client', n, 'x', ''"
        " FROM generate_series(1, 5) AS n"
    )
    migration = import_module("desk.records.migrations.0005_access_chain")
    with connection.cursor() as cursor:
        cursor.execute(migration.LINK_WHAT_IS_THERE)
    report = verify()
    assert report.sound, report.findings
    assert report.entries == 5
    users = AccessLogEntry.objects.order_by("pk").values_list("pk", "user_id")
    assert list(users) == [(number, number) for number in range(1, 6)]
    look(1)
    assert verify().sound


def test_nobody_changes_or_deletes_a_link() -> None:
    look(1)
    for sql in ("UPDATE records_accesslink SET number = 2", "DELETE FROM records_accesslink"):
        refused = pytest.raises((IntegrityError, InternalError))
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('abilaud.destruction', 'on', true)")
            cursor.execute(sql)


def test_the_command_says_it_is_sound_and_is_written_into_the_log_itself() -> None:
    look(2)
    out = StringIO()
    call_command("verify_log", "--json", stdout=out)
    assert '"sound": true' in out.getvalue()
    assert AccessLogEntry.objects.get(pk=3).view == "verify_log"
    assert verify().sound


@pytest.mark.parametrize("text", ["", "7", "7:abc", "x:" + "0" * 64, "7:" + "g" * 64])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:DIGEST"):
        Head.read(text)


def test_a_head_is_read_as_it_was_written() -> None:
    head = Head(12, "0123456789abcdef" * 4)
    assert Head.read(str(head)) == head
    assert Head.read(f"12:{head.digest}") == head


def at_once(work: Callable[[], None], count: int) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_those_who_look_at_the_same_time_follow_one_another() -> None:
    clock.now()
    at_once(lambda: look(25), 4)
    report = verify()
    assert report.sound, report.findings
    assert (report.entries, report.head.number) == (100, 100)
    assert AccessLink.objects.count() == 100
