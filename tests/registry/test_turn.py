"""The direct contract allows one question at a time: shown by processes of their own, as the hosts are."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as live
from django.db import connection, connections

from desk.outbox import PassingError
from registry.gateway import turn
from registry.gateway.turn import own_turn
from tests.browser.conftest import test_database_url as database_url
from tests.simulators.business_register import PASSWORD, USERNAME, Running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Another host: Django made afresh, its own session of the same database, so many questions.
HOST = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from registry.enums import Channel
from registry.gateway import Access, representation
access = Access(sys.argv[2], Channel.DIRECT, username=sys.argv[3], password=sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[5])):
    assert representation(access, "10000001", "P-1").answer is not None
print("done", flush=True)
"""


def _env() -> dict[str, str]:
    """What the runner hands to this process inside it alone."""
    keys = ",".join(live.ENCRYPTION_KEYS)
    ours = {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": live.SECRET_KEY,
        "ENCRYPTION_KEYS": keys,
        "DEMO": "1",
    }
    return os.environ | ours


def host(register: Running, questions: int) -> subprocess.Popen[str]:
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", HOST, name, register.url, USERNAME, PASSWORD, str(questions)]
    return subprocess.Popen(
        command, cwd=live.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_env()
    )


def test_two_hosts_never_ask_at_once_and_both_are_answered(register: Running) -> None:
    register.state.delay = 0.02
    hosts = [host(register, 15) for _ in range(2)]
    for each in hosts:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in hosts:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0] for each in hosts]

    assert said == ["done\n", "done\n"]
    assert (register.state.calls["esindus_v2"], register.state.most_at_once) == (30, 1)


@contextmanager
def another_session() -> Iterator[Any]:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        yield cursor
    other.close()


def taken(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [turn._LOCK])
    return bool(cursor.fetchone()[0])


def free_within(seconds: float) -> bool:
    """Whether another session gets the turn in this time (a session that ends lets go a moment later)."""
    end = time.monotonic() + seconds
    with another_session() as cursor:
        while not taken(cursor):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
    return True


def test_a_turn_that_does_not_come_is_told_and_uses_up_no_attempt() -> None:
    with another_session() as cursor:
        assert taken(cursor)
        with pytest.raises(PassingError, match="busy") as told, own_turn(0.2):
            pass
        assert told.value.until is not None
    with own_turn(2):
        pass


def test_the_turn_ends_with_the_session_of_a_worker_that_died() -> None:
    with another_session() as cursor:
        assert taken(cursor)
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        with connection.cursor() as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", [pid])
        with own_turn(2):
            pass


def test_a_connection_lost_in_the_block_lets_go_and_hides_no_error() -> None:
    with pytest.raises(RuntimeError, match="what happened inside"), own_turn():
        with another_session() as killer, connection.cursor() as mine:
            mine.execute("SELECT pg_backend_pid()")
            killer.execute("SELECT pg_terminate_backend(%s)", [mine.fetchone()[0]])
        raise RuntimeError("what happened inside")
    assert free_within(2)
    with own_turn(2):
        pass


def test_whatever_is_raised_inside_the_turn_is_free_afterwards() -> None:
    for trouble in (PassingError("timeout"), KeyboardInterrupt(), RuntimeError()):
        with pytest.raises(type(trouble)), own_turn():
            raise trouble
        assert free_within(2)


def test_an_interrupt_between_taking_and_knowing_leaves_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    really = turn._taken_at_once

    def interrupted() -> bool:
        really()
        raise KeyboardInterrupt

    monkeypatch.setattr(turn, "_taken_at_once", interrupted)
    with pytest.raises(KeyboardInterrupt), own_turn():
        pass
    assert free_within(2)


def test_those_who_wait_are_served_in_the_order_of_coming() -> None:
    served: list[int] = []

    def wait(number: int) -> None:
        try:
            with own_turn(10):
                served.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(4)]
    with own_turn():
        for number, thread in enumerate(threads):
            thread.start()
            _until(lambda number=number: _waiting() == number + 1)  # type: ignore[misc]
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2, 3]


def test_a_pooler_that_changes_sessions_is_noticed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def in_another_session() -> bool:
        return True  # so it seems from here

    monkeypatch.setattr(turn, "_taken_at_once", in_another_session)
    with caplog.at_level(logging.ERROR), own_turn():
        pass
    assert "pooled" in caplog.text


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
