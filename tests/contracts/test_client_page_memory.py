"""The process that serves the client's page, while strangers send too much, or too slowly."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from desk import uploads
from tests.browser.conftest import test_database_url as database_url
from tests.contracts.conftest import Ground
from tests.contracts.test_sending import link_in_letter

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MIB = 1024 * 1024
LARGE = 100 * MIB
THREADS = 2


@dataclass
class Served:
    """The desk in a process of its own."""

    pid: int
    port: int

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def begin(self) -> float:
        """Measure the peak anew from what it holds now, in MiB."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return self.peak()

    def peak(self) -> float:
        """The most memory that it has held since, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def answers(self) -> float:
        """Seconds in which a page for people comes."""
        begun, connection = time.monotonic(), self.connection()
        connection.request("GET", "/login/")
        assert connection.getresponse().status == 200
        connection.close()
        return time.monotonic() - begun


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "DEMO": "1",
        "DEBUG": "1",  # static files without gathering them
        "WEB_THREADS": str(THREADS),
        "CLIENT_ADDRESS_HOURLY": "1000000",
    }
    command = [sys.executable, "-m", "uvicorn", "desk.asgi:application", "--port", str(port)]
    process = subprocess.Popen([*command, "--no-access-log", "--log-level", "warning"], env=env)
    found = Served(process.pid, port)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                found.answers()
                break
            except OSError:
                time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def upload(
    served: Served, link: str, pieces: int, first: bytes = b"", to: str = "upload/"
) -> tuple[int, str]:
    """Send a form of `pieces` MiB in pieces; the status and what stands there."""
    head = (
        b'--b\r\nContent-Disposition: form-data; name="container"; filename="a.asice"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + first
    )
    tail = b"\r\n--b--\r\n"
    connection = served.connection()
    connection.putrequest("POST", f"{urlsplit(link).path}{to}?language=en")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(len(head) + pieces * MIB + len(tail)))
    connection.endheaders()
    connection.send(head)
    for _ in range(pieces):
        connection.send(b"\0" * MIB)
    connection.send(tail)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def test_a_hundred_megabytes_are_refused_in_words_and_in_little_memory(
    served: Served, ground: Ground
) -> None:
    ground.sent()
    link = link_in_letter()
    assert upload(served, link, 1)[0] == 422
    before = served.begin()
    status, html = upload(served, link, 100, first=b"PK\x03\x04")
    grown = served.peak() - before
    print(f"100 MiB refused: {before:.0f} MiB before, {grown:.1f} MiB more at its peak")
    assert status == 413 and "too large" in html
    assert grown < 16
    for what, first, expected in [("no container", b"", 422), ("a zip", b"PK\x03\x04", 302)]:
        before = served.begin()
        status, _html = upload(served, link, 9, first=first)
        grown = served.peak() - before
        print(f"9 MiB that are {what}: {before:.0f} MiB before, {grown:.1f} MiB more at its peak")
        assert status == expected and grown < 96


def test_a_huge_form_elsewhere_on_the_page_is_refused_too(served: Served, ground: Ground) -> None:
    ground.sent()
    before = served.begin()
    begun = time.monotonic()
    status, _html = upload(served, link_in_letter(), 20, to="code/")
    assert status in {400, 403, 413} and served.peak() - before < 16
    assert time.monotonic() - begun < 10


def test_slow_senders_hold_no_thread(served: Served, ground: Ground) -> None:
    ground.sent()
    path = f"{urlsplit(link_in_letter()).path}upload/"
    slow: list[Any] = []
    for _ in range(THREADS * 5):
        connection = served.connection()
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "multipart/form-data; boundary=b")
        connection.putheader("Content-Length", str(uploads.FORM))
        connection.endheaders()
        connection.send(b"--b\r\n")
        slow.append(connection)
    waited = max(served.answers() for _ in range(5))
    print(f"{len(slow)} slow senders, {THREADS} threads: a page comes in {waited * 1000:.0f} ms at most")
    assert waited < 2
    for connection in slow:
        connection.close()
