"""A trusted list is taken in only when its signer is the one we named, and never for an older one."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contracts import health
from contracts.containers.report import Verdict
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from contracts.management.commands import load_trust_list
from contracts.verification import trusted
from tests.contracts.containers.conftest import SAMPLES
from tests.contracts.containers.lists import Wanted, supervisor, trusted_list
from tests.simulators.eid import Lab

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "trust"
    made.mkdir()
    return made


@pytest.fixture
def signer(tmp_path: Path) -> Path:
    path = tmp_path / "ria.pem"
    path.write_bytes(supervisor("RIA").pem)
    return path


@pytest.fixture
def load(tmp_path: Path, folder: Path, signer: Path) -> Callable[..., dict[str, Any]]:
    """Run the command over a list; what it says."""

    def run(data: bytes, *options: str, by: Path = signer) -> dict[str, Any]:
        (tmp_path / "new.xml").write_bytes(data)
        out = StringIO()
        call_command(
            "load_trust_list", str(tmp_path / "new.xml"), "--signer", str(by), "--dir", str(folder), "--json",
            *options, stdout=out,
        )  # fmt: skip
        said: dict[str, Any] = json.loads(out.getvalue())
        return said

    return run


def test_a_list_of_the_named_signer_is_taken_and_believed(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path, good: bytes
) -> None:
    said = load(trusted_list(lab, supervisor("RIA")))
    assert (said["territory"], said["sequence"], said["services"]) == ("EE", 81, 3)
    assert said["file"] == str(folder / "EE.xml")
    store = load_folder(folder)
    assert store.names == ("EE-81",)
    assert LocalValidator(store, datetime.now(UTC)).validate(good).verdict is Verdict.PASSED


def test_a_newer_one_takes_its_place_whatever_the_file_is_called(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path
) -> None:
    (folder / "eesti.xml").write_bytes(trusted_list(lab, supervisor("RIA"), Wanted(sequence=80)))
    load(trusted_list(lab, supervisor("RIA")))
    assert [path.name for path in folder.iterdir()] == ["eesti.xml"]
    assert load_folder(folder).names == ("EE-81",)


def test_lists_of_two_states_stand_side_by_side(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path
) -> None:
    load(trusted_list(lab, supervisor("RIA")))
    load(trusted_list(lab, supervisor("RIA"), Wanted(territory="LV", sequence=3)))
    assert set(load_folder(folder).names) == {"EE-81", "LV-3"}


def test_the_same_list_once_more_is_no_trouble(lab: Lab, load: Callable[..., dict[str, Any]]) -> None:
    data = trusted_list(lab, supervisor("RIA"))
    load(data)
    assert load(data)["sequence"] == 81


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted(sequence=80), "newer"),
        (Wanted(sequence=81), "same number"),
        (Wanted(sequence=82, next_update=YESTERDAY), "expired"),
        (Wanted(sequence=82, next_update=None), "closed"),
        (Wanted(sequence=82, points_to=("EE", supervisor("RIA"))), "list of lists"),
    ],
)
def test_it_is_refused_and_the_one_we_have_stays(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path, wanted: Wanted, why: str
) -> None:
    load(trusted_list(lab, supervisor("RIA")))
    before = (folder / "EE.xml").read_bytes()
    with pytest.raises(CommandError, match=why):
        load(trusted_list(lab, supervisor("RIA"), wanted))
    assert (folder / "EE.xml").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["EE.xml"]


def test_a_list_of_somebody_else_is_refused(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path
) -> None:
    with pytest.raises(CommandError, match="not named"):
        load(trusted_list(lab, supervisor("somebody")))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"TSLSequenceNumber>81", b"TSLSequenceNumber>99"), (b"granted", b"grantee"), (b"CA/QC", b"CA/XX")],
)
def test_a_list_changed_after_signing_is_refused(
    lab: Lab, load: Callable[..., dict[str, Any]], old: bytes, new: bytes
) -> None:
    data = trusted_list(lab, supervisor("RIA"))
    assert old in data
    with pytest.raises(CommandError, match="does not hold"):
        load(data.replace(old, new))


@pytest.mark.parametrize("data", [b"", b"<x/>", b"not XML", b'<!DOCTYPE x [<!ENTITY e "y">]><x>&e;</x>'])
def test_what_is_no_list_is_refused(load: Callable[..., dict[str, Any]], data: bytes) -> None:
    with pytest.raises(CommandError):
        load(data)


def test_without_a_signature_it_is_refused(lab: Lab, load: Callable[..., dict[str, Any]]) -> None:
    data = trusted_list(lab, supervisor("RIA"))
    start, end = data.index(b"<ds:Signature"), data.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    with pytest.raises(CommandError, match="not signed"):
        load(data[:start] + data[end:])


def test_a_list_of_lists_names_the_signer(
    lab: Lab, load: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    europe, national = supervisor("European Commission"), supervisor("national")
    (tmp_path / "lotl.xml").write_bytes(
        trusted_list(lab, europe, Wanted(5, "EU", points_to=("EE", national)))
    )
    (tmp_path / "eu.pem").write_bytes(europe.pem)
    options = ("--list-of-lists", str(tmp_path / "lotl.xml"))
    said = load(trusted_list(lab, national), *options, by=tmp_path / "eu.pem")
    assert said["sequence"] == 81
    with pytest.raises(CommandError, match="not named"):
        load(trusted_list(lab, europe, Wanted(82)), *options, by=tmp_path / "eu.pem")
    with pytest.raises(CommandError, match="no signer for LV"):
        load(trusted_list(lab, national, Wanted(82, "LV")), *options, by=tmp_path / "eu.pem")
    with pytest.raises(CommandError, match="not named"):
        load(trusted_list(lab, national, Wanted(82)), *options)


def test_lists_of_tests_are_refused_where_something_is_real(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_trust_list, "is_demo", lambda: False)
    with pytest.raises(CommandError, match="services of tests"):
        load(trusted_list(lab, supervisor("RIA")))
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample anchors are not on this machine")
def test_the_states_own_test_list_is_taken_by_its_list_of_lists(
    load: Callable[..., dict[str, Any]],
) -> None:
    anchors = SAMPLES / "anchors"
    data = (anchors / "EE_T.xml").read_bytes()
    assert load(data, by=anchors / "TSL.crt")["sequence"] == 34


# ---- from an address -----------------------------------------------------------------------------


@pytest.fixture
def published() -> Iterator[tuple[str, list[tuple[int, bytes]]]]:
    """An address, and what it answers next."""
    answers: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.pop(0)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/EE.xml", answers
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_list_is_fetched_from_its_address(
    lab: Lab, folder: Path, signer: Path, published: tuple[str, list[tuple[int, bytes]]]
) -> None:
    address, answers = published
    options = ["--signer", str(signer), "--dir", str(folder)]
    answers += [(200, trusted_list(lab, supervisor("RIA"))), (302, b""), (200, b"<html/>")]
    out = StringIO()
    call_command("load_trust_list", address, *options, stdout=out)
    assert "EE number 81" in out.getvalue()
    with pytest.raises(CommandError, match="answered 302"):
        call_command("load_trust_list", address, *options)
    with pytest.raises(CommandError, match="not a trusted list"):
        call_command("load_trust_list", address, *options)


@pytest.mark.parametrize("address", ["http://sr.riik.example/EE.xml", "ftp://sr.riik.example/EE.xml"])
def test_only_https_is_asked(folder: Path, signer: Path, address: str) -> None:
    with pytest.raises(CommandError, match="https"):
        call_command("load_trust_list", address, "--signer", str(signer), "--dir", str(folder))


# ---- what doctor says ----------------------------------------------------------------------------


def said_of_the_list() -> tuple[str, str]:
    """State and detail."""
    found = {part: (state, detail) for part, state, detail in health.parts()}
    return found["trusted list"]


def test_doctor_says_until_when_the_list_is_good(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path, settings: Any
) -> None:
    settings.TRUST_DIR = str(folder)
    load(trusted_list(lab, supervisor("RIA")))
    state, detail = said_of_the_list()
    assert state == "sample"
    assert detail.startswith("EE-81, 3 certificates, until ")
    assert "run load_trust_list" not in detail


def test_doctor_warns_a_month_before(
    lab: Lab, load: Callable[..., dict[str, Any]], folder: Path, settings: Any
) -> None:
    settings.TRUST_DIR = str(folder)
    load(trusted_list(lab, supervisor("RIA"), Wanted(next_update=datetime.now(UTC) + timedelta(days=10))))
    state, detail = said_of_the_list()
    assert state == "sample" and "days left, run load_trust_list" in detail


def test_doctor_fails_on_an_expired_list(
    lab: Lab, folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "EE.xml").write_bytes(trusted_list(lab, supervisor("RIA"), Wanted(next_update=YESTERDAY)))
    settings.TRUST_DIR = str(folder)
    state, detail = said_of_the_list()
    assert state == "failed" and "no verdict is final" in detail
    monkeypatch.setattr(trusted, "is_demo", lambda: False)
    state, detail = said_of_the_list()
    assert state == "failed" and "anchors of tests" in detail


def test_doctor_says_when_there_is_nothing_to_check_against(settings: Any) -> None:
    settings.TRUST_DIR = ""
    assert said_of_the_list()[0] == "manual"
