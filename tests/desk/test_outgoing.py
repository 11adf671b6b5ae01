"""The one way out: where it leads, what it bears, what is noted of it."""

import ast
import gzip
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.db import connection, transaction

from desk import outgoing, slots, tracing
from desk.operations import noting
from desk.operations.models import OutgoingRequest
from desk.outgoing import guard, notes, systems
from tests.conftest import Actor

TIMEOUT = (1, 1)


class Answers(http.server.BaseHTTPRequestHandler):
    """What a system may do to us."""

    protocol_version = "HTTP/1.1"
    heard: list[dict[str, str]] = []

    def do_GET(self) -> None:
        Answers.heard.append(dict(self.headers))
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "/well")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path.startswith("/bomb"):
            self._say(gzip.compress(b"0" * 3_000_000), encoding="gzip")
        elif self.path.startswith("/drip"):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _each in range(40):
                self.wfile.write(b"x")
                time.sleep(0.05)
        else:
            self._say(b"well")

    def _say(self, body: bytes, encoding: str = "") -> None:
        self.send_response(404 if self.path.startswith("/none") else 200)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def there() -> Iterator[str]:
    """A system on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[notes.Note]:
    """What was noted, in memory."""
    kept: list[notes.Note] = []
    monkeypatch.setattr(slots, "each", lambda slot: iter([kept.append]))
    return kept


def ask(system: str, url: str, **given: Any) -> requests.Response:
    with outgoing.session(system, **given) as session:
        return session.get(url, timeout=TIMEOUT)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "224.0.0.1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::1",
        "::7f00:1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "nonsense", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str, settings: Any) -> None:
    settings.DEMO = False
    assert not guard.allowed(address)


@pytest.mark.parametrize("address", ["193.40.0.1", "8.8.8.8", "2a07:1180::1"])
def test_a_public_address_is_not(address: str, settings: Any) -> None:
    settings.DEMO = False
    assert guard.allowed(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"]
)
def test_an_address_from_data_leads_nobody_into_our_network(
    host: str, there: str, settings: Any, noted: list[notes.Note]
) -> None:
    settings.DEMO = False
    port = there.rpartition(":")[2]
    Answers.heard.clear()
    with pytest.raises(requests.RequestException) as refused:
        ask("ocsp", f"http://{host}:{port}/ocsp")
    assert not Answers.heard
    assert port not in str(refused.value) or isinstance(refused.value, requests.ConnectionError)
    assert noted[0].status is None and noted[0].trouble in {"address_refused", "unreachable"}


def test_what_the_settings_name_is_that_systems_alone(there: str, settings: Any) -> None:
    settings.DEMO, settings.OCSP_URL = False, f"{there}/ocsp"
    assert ask("ocsp", f"{there}/ocsp").text == "well"
    with pytest.raises(outgoing.Forbidden):
        ask("tsa", f"{there}/tsa")
    # Another port of the same machine is another thing.
    with pytest.raises(outgoing.Forbidden):
        ask("ocsp", "http://127.0.0.1:1/")


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "127.0.0.1", "localhost", "localhost:PORT"])
def test_an_operator_may_allow_more(allowed: str, there: str, settings: Any) -> None:
    settings.DEMO = False
    port = there.rpartition(":")[2]
    settings.OUTGOING_ALLOW = [allowed.replace("PORT", port)]
    assert ask("ocsp", f"http://localhost:{port}/").text == "well"


def test_the_name_is_looked_up_once_and_the_connection_goes_to_that_address(
    there: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public at the first look and ours at the second opens nothing."""
    settings.DEMO = False
    looked: list[str] = []
    gone: list[Any] = []

    def rebinding(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        looked.append(host)
        answer = "8.8.8.8" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]

    def connect(self: socket.socket, address: Any) -> None:
        gone.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(requests.ConnectionError):
        ask("ocsp", "http://rebound.example/ocsp")
    assert (looked, gone) == (["rebound.example"], [("8.8.8.8", 80)])


def test_a_name_of_which_one_address_is_ours_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = False
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(outgoing.Forbidden):
        ask("ocsp", "http://both.example/")


def test_no_redirect_is_followed(there: str) -> None:
    answer = ask("portal", f"{there}/away")
    assert (answer.status_code, answer.url) == (302, f"{there}/away")


def test_a_request_without_both_time_outs_is_a_mistake(there: str) -> None:
    with outgoing.session("jira") as session:
        for timeout in (None, 5, (None, 5), (5, None)):
            with pytest.raises(ValueError, match="time-out"):
                session.get(there, timeout=timeout)
        with pytest.raises(ValueError, match="verified"):
            session.get("https://127.0.0.1:1/", timeout=TIMEOUT, verify=False)


def test_an_unknown_system_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        outgoing.session("weather")


@pytest.mark.parametrize("streamed", [True, False])
def test_a_packed_answer_ends_where_it_is_too_long(
    there: str, streamed: bool, noted: list[notes.Note]
) -> None:
    with outgoing.session("jira", most=100_000) as session, pytest.raises(requests.RequestException):
        answer = session.get(f"{there}/bomb", timeout=TIMEOUT, stream=streamed)
        assert len(answer.content) < 1
    assert noted[0].trouble == "too_big" and noted[0].size < 300_000


def test_an_answer_that_drips_ends(there: str, noted: list[notes.Note]) -> None:
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        ask("jira", f"{there}/drip", total=0.3)
    assert time.monotonic() - began < 1.5
    assert [note.trouble for note in noted] == ["timeout"]


def test_the_note_holds_neither_query_nor_id(there: str, noted: list[notes.Note]) -> None:
    token = tracing.request_id.set("kbde-wxmt-rrca")
    try:
        ask("jira", f"{there}/none/2/EE38001085718/Mari.Maasikas/KT-7/tickets?q=Maasikas")
    finally:
        tracing.request_id.reset(token)
    note = noted[0]
    assert note.operation == "/none/2/*/*/*/tickets"
    assert (note.system, note.method, note.status, note.size) == ("jira", "GET", 404, 4)
    assert note.failed and note.trace == "kbde-wxmt-rrca" == Answers.heard[-1]["X-Request-ID"]
    assert there.endswith(note.host) and note.milliseconds < 1000


def test_tls_is_verified_and_new() -> None:
    import ssl

    from desk.outgoing.adapter import _made

    context = _made("")
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.django_db
def test_the_administrator_reads_what_was_asked(
    there: str, as_administrator: Actor, as_senior: Actor
) -> None:
    noting.written()
    OutgoingRequest.objects.all().delete()
    ask("jira", f"{there}/none/KT-7")
    ask("portal", f"{there}/well")
    assert noting.written() == 2
    page = as_administrator.get("/operations/outgoing/").content.decode()
    assert "/none/*" in page and "KT-7" not in page
    wrong = as_administrator.get("/operations/outgoing/?wrong=on&system=jira").content.decode()
    assert "/none/*" in wrong and "/well" not in wrong
    assert as_senior.get("/operations/outgoing/").status_code == 403


@pytest.mark.django_db
def test_old_notes_go_together_with_one_proof() -> None:
    from datetime import timedelta

    from desk import clock
    from desk.records import actions as records
    from desk.records import retention
    from desk.records.models import Destruction

    retention.seed(retention.stores().values())
    for days in (40, 35, 1):
        OutgoingRequest.objects.create(
            system="jira", operation="/", method="GET", host="jira.example", milliseconds=1,
            at=clock.now() - timedelta(days=days),
        )  # fmt: skip
    assert records.destroy_due(store="outgoing_requests") == 1
    assert OutgoingRequest.objects.count() == 1
    assert Destruction.objects.filter(store="outgoing_requests").count() == 1


# Who may open a line of another kind, and why.
OTHERWISE = {
    "desk/outgoing/": "the one way out",
    "desk/mail/gateway.py": "SMTP, noted",
    "desk/mail/mailbox.py": "IMAP, noted",
    "desk/records/clamd.py": "the scanner's socket, noted",
    "desk/scratch.py": "asks a server of its own whether it is up",
    "desk/calls/management/drill.py": "calls a server of its own",
    "desk/operations/restoring/": "asks a server of its own whether what came back works",
    "tickets/management/drill.py": "calls a simulator of its own",
}
ASKING = {"get", "post", "put", "patch", "delete", "head", "request", "session"}
OPENING = {
    "socket", "http.client", "urllib.request", "urllib3.poolmanager", "httpx", "aiohttp", "smtplib",
    "imaplib", "ftplib", "asyncio.streams",
}  # fmt: skip


def test_nothing_else_opens_a_connection(settings: Any) -> None:
    wrong = []
    for room in ("desk", "registry", "contracts", "tickets", "stats"):
        for file in sorted((settings.BASE_DIR / room).rglob("*.py")):
            name = str(file.relative_to(settings.BASE_DIR))
            if not any(name.startswith(each) for each in OTHERWISE):
                wrong += [f"{name}: {each}" for each in opened(file.read_text())]
    assert not wrong


def opened(source: str) -> Iterator[str]:
    """What this module could reach another machine with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in OPENING)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            yield from sorted(names & OPENING)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "requests" and node.attr in ASKING:
                yield f"requests.{node.attr}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "requests.Session":
            yield "requests.Session()"


def test_every_address_of_the_settings_is_some_systems(settings: Any) -> None:
    ours = {"PUBLIC_URL", "CLIENT_PAGE_URL", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "STATIC_URL"}
    ours |= {"EMAIL_URL", "MAILBOX_URL", "CLAMAV_URL", "ACCESS_LOG_DATABASE_URL", "MEDIA_URL"}
    ours |= {"LOGIN_URL", "LOGIN_REDIRECT_URL", "LOGOUT_REDIRECT_URL"}
    named = {name for names in systems.HTTP.values() for name in names}
    there = {name for name in dir(settings) if name.endswith(("_URL", "_ISSUER")) and name.isupper()}
    assert there - ours <= named


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_stays_noted() -> None:
    """The writer's thread has a connection of its own; the transaction of whoever asked is not its."""
    while noting.written():  # what other tests have left waiting
        pass
    OutgoingRequest.objects.all().delete()

    def write() -> None:
        noting._safely_written()
        connection.close()

    with transaction.atomic():
        noting.keep(notes.Note("jira", "/rest/api/2/issue/*", "GET", "jira.example", 5, status=200))
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        transaction.set_rollback(True)
    assert OutgoingRequest.objects.get().operation == "/rest/api/2/issue/*"
