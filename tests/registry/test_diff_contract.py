"""diff_contract: a live contract read within bounds, and what it says in plain words."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.gateway import fetching, transport
from registry.gateway.calling import CONTRACT
from registry.gateway.fetching import Live
from tests.simulators.business_register import Running

pytestmark = pytest.mark.slow

THEIRS = Path(__file__).parents[3] / "shared" / "business-register"
KEYS = {"same", "source", "address", "operations", "differences", "read", "unread", "trouble"}


def run(*words: str) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("diff_contract", *words, stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return out.getvalue(), status


def run_json(*words: str) -> tuple[dict[str, Any], int]:
    said, status = run(*words, "--json")
    found = json.loads(said)
    assert set(found) == KEYS
    return found, status


class Site:
    """An address that serves given files; a value may also be a function that answers in its own way."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {f"/{f.name}": f.read_bytes() for f in CONTRACT.parent.iterdir()}
        self.files["/"] = self.files["/register.wsdl"]
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/?wsdl"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        content = self.files.get(handler.path.split("?")[0])
        if callable(content):
            content(handler)
            return
        handler.send_response(404 if content is None else 200)
        handler.end_headers()
        handler.wfile.write(content or b"")

    def change(self, file: str, said: str, instead: str) -> None:
        text = self.files[file].decode()
        assert said in text
        self.files[file] = text.replace(said, instead, 1).encode()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join(5)


def test_the_contract_of_the_pretended_register_is_ours(register: Running) -> None:
    found, status = run_json()
    assert (found["same"], found["differences"], status) == (True, [], 0)
    assert found["address"] == f"{register.url}?wsdl"
    assert len(found["read"]) == 5
    said, status = run("--url", f"{register.url}?wsdl")
    assert "says the same as ours" in said
    assert status == 0


@pytest.mark.skipif(not THEIRS.is_dir(), reason="the register's contract data is not beside the project")
@pytest.mark.parametrize("file", ["arireg-trimmed.wsdl", "arireg-trimmed-headers.wsdl"])
def test_the_files_of_the_contract_data_lack_only_what_was_cut_off(file: str) -> None:
    found, status = run_json("--file", str(THEIRS / file))
    assert found["differences"] == ["detailandmed_v3: the operation is not there"]
    assert (found["source"], status) == ("file", 1)


def test_our_own_files_are_the_same() -> None:
    said, status = run("--file", str(CONTRACT))
    assert "says the same as ours (detailandmed_v3, esindus_v2, klassifikaatorid_v1, lihtandmed_v3;" in said
    assert status == 0


def test_a_change_of_the_live_contract_is_told(site: Site) -> None:
    site.change("/esindus_v2.xsd", '<xsd:element name="arinimi" type="xsd:string"/>', "")
    found, status = run_json("--url", site.url)
    words = ["esindus_v2Response/keha/ettevotjad/item/arinimi: the element is not there"]
    assert (found["same"], found["differences"], found["source"], status) == (False, words, "live", 1)

    said, _ = run("--url", site.url)
    assert f"- {words[0]}" in said


def test_schemas_of_strangers_are_named_and_not_asked_for(site: Site) -> None:
    stranger = "http://x-road.eu.invalid/xsd/xroad.xsd"
    site.change(
        "/", "<xsd:include", f'<xsd:import namespace="urn:x" schemaLocation="{stranger}"/>\n<xsd:include'
    )
    found, status = run_json("--url", site.url)
    assert (found["same"], found["unread"], status) == (True, [stranger], 0)
    said, _ = run("--url", site.url)
    assert f"Not read, as it lies elsewhere: {stranger}" in said


@pytest.mark.parametrize(
    ("first", "other", "near"),
    [
        ("https://xml.register.example/?wsdl", "https://www2.register.example/schemas/a.xsd", True),
        ("https://xml.register.example/?wsdl", "https://xml.register.example/a.xsd", True),
        ("https://xml.register.example/?wsdl", "http://www2.register.example/schemas/a.xsd", False),
        ("https://xml.register.example/?wsdl", "https://register.example.invalid/a.xsd", False),
        ("https://xml.register.example/?wsdl", "https://www2.other.example/a.xsd", False),
        ("https://xml.register.example/?wsdl", "https://x@www2.register.example/a.xsd", False),
        ("https://xml.register.example/?wsdl", "file:///etc/hosts", False),
        ("https://xml.register.example/?wsdl", "/etc/hosts", False),
        ("http://127.0.0.1:8000/?wsdl", "http://127.0.0.1:8000/a.xsd", True),
        ("http://127.0.0.1:8000/?wsdl", "http://127.0.0.1:8001/a.xsd", False),
        ("http://10.20.0.1/?wsdl", "http://11.22.0.1/a.xsd", False),
        ("http://register/?wsdl", "http://other/a.xsd", False),
    ],
)
def test_only_sisters_of_the_first_host_are_near(first: str, other: str, near: bool) -> None:
    assert Live(first).near(other) is near


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    for each in CONTRACT.parent.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    wsdl = tmp_path / CONTRACT.name
    wsdl.write_text(wsdl.read_text().replace('"esindus_v2.xsd"', '"../outside.xsd"'))
    found, status = run_json("--file", str(wsdl))
    assert [Path(each).name for each in found["unread"]] == ["outside.xsd"]
    assert status == 1


# ---- what cannot be read: status 3, in time ---------------------------------------------------------------


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()


def huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" " * 100_000)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (redirect, "not_soap"),
        (None, "not_soap"),
        (huge, "too_big"),
        (drip, "timeout"),
        (b"<html><p>", "bad_xml"),
        (b"", "bad_xml"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "unexpected"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_reason_in_time(
    content: Any, trouble: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.4)
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 0.6)
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)
    site.files["/"] = content
    started = time.monotonic()

    found, status = run_json("--url", site.url)

    assert time.monotonic() - started < 3
    assert (found["same"], found["trouble"], status) == (False, trouble, 3)
    assert site.asked == ["/?wsdl"], "nothing is asked again or elsewhere"


def test_files_together_are_bounded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_TOGETHER", 8000)
    found, status = run_json("--url", site.url)
    assert (found["trouble"], status) == ("too_big", 3)


def test_a_contract_that_names_files_without_end_is_left_off(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        named = f"/?{len(site.asked)}"
        space = "http://www.w3.org/2001/XMLSchema"
        handler.wfile.write(f'<x xmlns="{space}"><include schemaLocation="{named}"/></x>'.encode())

    site.files["/"] = endless
    found, status = run_json("--url", site.url)
    assert (found["trouble"], status) == ("too_big", 3)
    assert len(site.asked) < 100


def test_nothing_at_the_address_and_no_such_file(tmp_path: Path) -> None:
    found, status = run_json("--url", "http://127.0.0.1:9/?wsdl")
    assert (found["trouble"], status) == ("unreachable", 3)
    found, status = run_json("--file", str(tmp_path / "none.wsdl"))
    assert (found["trouble"], status) == ("unreachable", 3)
    said, _ = run("--file", str(tmp_path / "none.wsdl"))
    assert said.startswith("The contract cannot be read: ")


def test_a_desk_without_a_register_and_without_demo_data_says_so(settings: Any) -> None:
    settings.REGISTRY_URL, settings.DEMO = "", False
    found, status = run_json()
    assert (found["trouble"], status) == ("not_set_up", 3)


def test_an_address_and_a_file_at_once_are_a_wrong_call() -> None:
    with pytest.raises(CommandError):
        call_command("diff_contract", "--url", "http://127.0.0.1:9/", "--file", "x.wsdl")


def test_credentials_of_the_settings_do_not_go_with_the_question(site: Site, settings: Any) -> None:
    settings.REGISTRY_URL = site.url.replace("?wsdl", "")
    settings.REGISTRY_USERNAME, settings.REGISTRY_PASSWORD = "abilaud", "naidis"
    seen: list[str] = []
    wsdl = site.files["/"]

    def watch(handler: BaseHTTPRequestHandler) -> None:
        seen.append(f"{handler.path} {handler.headers}")
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(wsdl)

    site.files["/"] = watch
    _, status = run_json()
    assert status == 0
    assert "naidis" not in seen[0]
    assert "Authorization" not in seen[0]
