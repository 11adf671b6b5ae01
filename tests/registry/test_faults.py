"""Every kind of bad answer, on both channels: one of our errors, in time, nothing personal; work goes on."""

import json
import logging
import re
import socket
import threading
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import JobState, OutsideTrouble, PassingError, PermanentError
from registry import actions, gateway, tasks
from registry.enums import TROUBLES, Purpose, Verdict
from registry.gateway import Access, transport
from registry.models import Check, CheckPayload, Exchange, Line
from registry.rules import covers
from tests.simulators.business_register import PASSWORD, USERNAME, Running, faults
from tests.simulators.business_register.faults import MAGIC

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BOTH, DIRECT, XROAD = ("direct", "xroad"), ("direct",), ("xroad",)
PASSES, STAYS = PassingError, PermanentError

# Kind of bad answer -> our error and its code, and the channels on which it can come.
BAD_ANSWERS: dict[str, tuple[type[OutsideTrouble], str, tuple[str, ...]]] = {
    # no answer, or not all of it
    "never": (PASSES, "timeout", BOTH),
    "drip": (PASSES, "timeout", BOTH),
    "dropped": (PASSES, "unreachable", BOTH),
    "truncated": (PASSES, "bad_xml", BOTH),
    "empty": (PASSES, "not_soap", BOTH),
    "empty500": (PASSES, "not_soap", BOTH),
    # something else answers
    "html502": (PASSES, "not_soap", BOTH),
    "html200": (PASSES, "not_soap", BOTH),
    "busy503": (PASSES, "not_soap", BOTH),
    "json": (PASSES, "not_soap", BOTH),
    "redirect": (PASSES, "not_soap", BOTH),
    "multipart": (STAYS, "unexpected", BOTH),
    "soap12": (PASSES, "bad_xml", BOTH),
    # damaged or dangerous bytes
    "encoding": (PASSES, "bad_xml", BOTH),
    "other_encoding": (PASSES, "bad_xml", BOTH),
    "bad_gzip": (PASSES, "bad_xml", BOTH),
    "huge": (STAYS, "too_big", BOTH),
    "bomb": (STAYS, "too_big", BOTH),
    "dtd": (STAYS, "unexpected", BOTH),
    "entities": (STAYS, "unexpected", BOTH),
    # not the form of the contract
    "no_body": (STAYS, "unexpected", BOTH),
    "other_operation": (STAYS, "unexpected", BOTH),
    "unknown_middle": (STAYS, "unexpected", BOTH),
    "unknown_end": (STAYS, "unexpected", BOTH),
    "no_status": (STAYS, "unexpected", BOTH),
    "empty_item": (STAYS, "unexpected", BOTH),
    "bad_group_number": (STAYS, "unexpected", BOTH),
    "personal_number": (STAYS, "unexpected", BOTH),
    # the answer to another question
    "other_organisation": (STAYS, "wrong_organisation", BOTH),
    "two_organisations": (STAYS, "wrong_organisation", BOTH),
    "other_id": (STAYS, "unexpected", XROAD),
    # faults
    "fault": (PASSES, "fault", BOTH),
    "personal_fault": (PASSES, "fault", BOTH),
    "fault_without_code": (PASSES, "not_soap", BOTH),
    "input": (STAYS, "input", BOTH),
    "credentials": (STAYS, "credentials", DIRECT),
    "access_denied": (STAYS, "access", XROAD),
    "service_failed": (PASSES, "xroad", XROAD),
}
CASES = [(kind, channel) for kind, (_, _, channels) in BAD_ANSWERS.items() for channel in channels]
CODES = {kind: code for code, kind in MAGIC.items()}
LOUD = (
    "",
    "zeep",
    "zeep.transports",
    "zeep.xsd.types.simple",
    "urllib3",
    "urllib3.connectionpool",
    "requests",
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds of production, shorter, so that a test need not wait for them; a busy machine keeps them."""
    monkeypatch.setattr(transport, "READ_SECONDS", 0.7)
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 1.0)
    faults._bomb()  # packed once, not while somebody waits


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every logger says all that it can, whatever the settings hush."""
    for name in LOUD:
        caplog.set_level(logging.DEBUG, name or None)
    return caplog


@pytest.fixture
def reached(request: pytest.FixtureRequest, channel: str, settings: Any) -> Access:
    """The channel of the case, for the gateway and for the worker."""
    access: Access = request.getfixturevalue(channel)
    settings.REGISTRY_CHANNEL, settings.REGISTRY_URL = channel, access.url
    settings.REGISTRY_XROAD_CLIENT, settings.REGISTRY_XROAD_USER = access.xroad_client, access.xroad_user
    settings.REGISTRY_XROAD_SERVICE = access.xroad_service
    return access


def nothing_personal(*told: str) -> None:
    for text in told:
        assert PASSWORD not in text
        assert not re.search(rf"\b{USERNAME}\b(?!/)", text)
        assert not re.search(r"(?<!\d)[1-8]\d{10}(?!\d)", text)
        assert not re.search(r"Mari|Tamm|Jaan|Kask|Halb Päev|ns1:", text)


def asked(code: str) -> Check:
    client, _ = Client.objects.get_or_create(
        registry_code=code, defaults={"kind": Kind.ORGANISATION, "name": f"Klient {code}"}
    )
    check = actions.ask(client=client, purpose=Purpose.SENDING, subject=("package", 7), by=None)
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def test_every_bad_answer_of_the_simulator_is_in_the_table() -> None:
    assert set(BAD_ANSWERS) == set(MAGIC.values()) - {"slow", "unknown_status"}
    for channel in BOTH:
        assert sum(1 for _, each in CASES if each == channel) >= 20
    assert {code for _, code, _ in BAD_ANSWERS.values()} <= set(TROUBLES)


@pytest.mark.parametrize(("kind", "channel"), CASES)
def test_a_bad_answer_becomes_one_of_our_errors_in_time_and_tells_nothing_personal(
    kind: str, channel: str, reached: Access, loud: pytest.LogCaptureFixture
) -> None:
    error, word, _ = BAD_ANSWERS[kind]
    started = time.monotonic()

    with pytest.raises(OutsideTrouble) as caught:
        gateway.representation(reached, CODES[kind], "D-7")

    assert time.monotonic() - started < transport.TOTAL_SECONDS + 1.4
    assert (type(caught.value), caught.value.code) == (error, word)
    assert caught.value.__cause__ is None
    nothing_personal(repr(caught.value), "".join(traceback.format_exception(caught.value)), loud.text)


@pytest.mark.parametrize(("kind", "channel"), CASES)
def test_the_worker_lives_on_after_a_bad_answer_and_never_makes_a_yes_or_a_no_of_it(
    kind: str, channel: str, reached: Access, loud: pytest.LogCaptureFixture
) -> None:
    error, word, _ = BAD_ANSWERS[kind]

    check = asked(CODES[kind])

    assert check.reason == word
    nothing_personal(check.reason, check.why, loud.text)
    assert (check.answered_at, check.card_hash, check.payload_hash) == (None, "", "")
    assert not covers(check.judgement, {"EE24503120016"}).ok
    assert not CheckPayload.objects.filter(check_row=check).exists()
    assert not Exchange.objects.filter(check_row=check).exists()
    if error is PASSES:
        assert (check.state, check.verdict) == (JobState.PENDING, "")
        assert check.next_at is not None
    else:
        assert (check.state, check.verdict, check.next_at) == (JobState.FAILED, Verdict.UNAVAILABLE, None)

    Line.objects.all().delete()  # whether the line rests or stops after this is another matter
    assert asked("10000001").verdict == Verdict.SOLE


# ---- below SOAP: what only a bare socket can do -------------------------------------------------------


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """An address where each connection is treated so."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with closing(connection), suppress(OSError):
                connection.recv(65536)
                behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        done.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts
        listener.close()
        thread.join(3)


def drip_headers(connection: socket.socket) -> None:
    """Each line in time for a read's time-out, the whole never."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(30):
        connection.sendall(f"X-Header-{number}: 1\r\n".encode())
        time.sleep(0.1)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(30):
        connection.sendall(b"<")
        time.sleep(0.1)


def many_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1000 + b"\r\n")


def long_header(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"1" * 100_000 + b"\r\n\r\n")


def no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("channel", BOTH)
@pytest.mark.parametrize(
    ("behave", "word"),
    [
        (drip_headers, "timeout"),
        (drip_body, "timeout"),
        (many_headers, "unreachable"),
        (long_header, "unreachable"),
        (no_http, "unreachable"),
        (hang_up, "unreachable"),
    ],
)
def test_a_peer_that_hardly_speaks_http_ends_in_time(
    behave: Callable[[socket.socket], None], word: str, channel: str, reached: Access,
    loud: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    with listening(behave) as url:
        started = time.monotonic()
        with pytest.raises(PassingError) as caught:
            gateway.representation(replace(reached, url=url), "10000001", "D-7")
        assert time.monotonic() - started < transport.TOTAL_SECONDS + 1.4
    assert caught.value.code == word
    nothing_personal(repr(caught.value), loud.text)


def silence(connection: socket.socket) -> None:
    time.sleep(1)


@pytest.mark.parametrize("channel", BOTH)
def test_a_peer_that_never_ends_its_handshake_is_left_in_time(
    channel: str, reached: Access, monkeypatch: pytest.MonkeyPatch, loud: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.2)
    with listening(silence) as url:
        started = time.monotonic()
        with pytest.raises(PassingError, match=r"timeout|unreachable"):
            gateway.representation(replace(reached, url=url.replace("http:", "https:")), "10000001", "D-7")
        assert time.monotonic() - started < 3
    nothing_personal(loud.text)


@pytest.mark.parametrize("channel", BOTH)
def test_nothing_listens_at_the_address(
    channel: str, reached: Access, loud: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    started = time.monotonic()
    with pytest.raises(PassingError, match="unreachable"):
        gateway.representation(replace(reached, url=url), "10000001", "D-7")
    assert time.monotonic() - started < 3
    nothing_personal(loud.text)


# ---- size ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_an_answer_past_the_cap_is_left_off_before_it_fills_the_memory(kind: str, xroad: Access) -> None:
    """The bomb is a hundred kilobytes on the wire and a hundred megabytes unpacked."""
    gateway.representation(xroad, "10000001", "D-7")  # the client is made
    assert len(faults._bomb()) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(PermanentError, match="too_big"):
            gateway.representation(xroad, CODES[kind], "D-7")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What was read until the cap, and a piece more; the simulator's own pieces are in it too.
    assert peak < 4 * transport.MOST_BYTES


@pytest.mark.parametrize("more", [-100, 1])
def test_the_cap_is_on_what_is_unpacked(more: int, xroad: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(gateway.representation(xroad, "10000001", "D-7").exchanges[0].raw)
    monkeypatch.setattr(transport, "MOST_BYTES", size - more)
    if more > 0:
        with pytest.raises(PermanentError, match="too_big"):
            gateway.representation(xroad, "10000001", "D-7")
    else:
        assert gateway.representation(xroad, "10000001", "D-7").answer is not None


# ---- retries ---------------------------------------------------------------------------------------------


def test_only_what_may_pass_is_asked_again_later_and_later(register: Running, settings: Any) -> None:
    settings.OUTBOX_ATTEMPTS, settings.OUTBOX_BACKOFF = 4, 8
    register.state.fault = "service_failed"
    check = asked("10000001")
    for attempt in (1, 2, 3):
        ceiling = timedelta(seconds=8 * 2 ** (attempt - 1))
        check.refresh_from_db()
        assert (check.state, check.attempts, check.reason) == (JobState.PENDING, attempt, "xroad")
        assert check.next_at is not None
        assert ceiling / 2 - timedelta(seconds=2) <= check.next_at - clock.now() <= ceiling

        tasks.ask(check.pk)  # too early: nothing is asked
        check.refresh_from_db()
        assert check.attempts == attempt
        clock.move(ceiling + timedelta(minutes=20))  # the line rests no longer either
        Line.objects.all().delete()
        tasks.ask(check.pk)

    check.refresh_from_db()
    assert (check.state, check.attempts, check.verdict) == (JobState.FAILED, 4, Verdict.UNAVAILABLE)
    assert register.state.calls["esindus_v2"] == 4


@pytest.mark.parametrize("kind", ["unknown_middle", "input", "huge"])
def test_what_does_not_pass_by_itself_is_asked_once(kind: str, register: Running) -> None:
    check = asked(CODES[kind])
    clock.move(timedelta(days=1))
    tasks.sweep()
    tasks.ask(check.pk)
    check.refresh_from_db()
    assert (check.state, check.attempts) == (JobState.FAILED, 1)
    assert register.state.calls == {"esindus_v2": 1}


def test_a_redirect_is_not_followed_for_the_question_holds_credentials(
    direct: Access, register: Running
) -> None:
    with pytest.raises(PassingError):
        gateway.representation(direct, CODES["redirect"], "D-7")
    assert register.state.calls == {"esindus_v2": 1}


def test_the_access_does_not_show_its_password(direct: Access) -> None:
    assert PASSWORD not in repr(direct)
    assert PASSWORD not in json.dumps(str(direct))
