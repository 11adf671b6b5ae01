"""The lab over HTTP: the demo page's API, and the real protocols asked by openssl."""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from contracts.containers.report import Verdict
from contracts.containers.validator import LocalValidator
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators import eid
from tests.simulators.eid import Lab, Running


@pytest.fixture(scope="module")
def running(lab: Lab) -> Iterator[Running]:
    running = eid.start(folder=lab.folder)
    yield running
    running.stop()


def sign(running: Running, code: str, files: dict[str, bytes]) -> requests.Response:
    uploads = [("files", (name, data)) for name, data in files.items()]
    return requests.post(f"{running.url}/sign", data={"identity": code}, files=uploads, timeout=10)


def test_documents_come_back_as_one_container_and_a_second_person_adds_a_signature(
    running: Running, validator: LocalValidator
) -> None:
    first = sign(running, MARI, FILES)
    assert ".asice" in first.headers["Content-Disposition"]
    second = sign(running, JAAN, {"leping.asice": first.content})
    report = validator.validate(second.content)
    assert report.verdict is Verdict.PASSED
    assert [s.signer.code for s in report.signatures] == [MARI, JAAN]
    old, new = (zipfile.ZipFile(io.BytesIO(r.content)) for r in (first, second))
    assert all(new.read(name) == old.read(name) for name in old.namelist())


def test_an_unknown_identity_signs_nothing(running: Running) -> None:
    assert sign(running, "14007050035", FILES).status_code == 400


def openssl(*command: str) -> str:
    done = subprocess.run(["openssl", *command], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


def test_openssl_gets_a_timestamp(running: Running, lab: Lab, tmp_path: Path) -> None:
    data, query, answer = tmp_path / "data", tmp_path / "query", tmp_path / "answer"
    data.write_bytes(b"anything")
    openssl("ts", "-query", "-data", str(data), "-sha256", "-cert", "-out", str(query))
    headers = {"Content-Type": "application/timestamp-query"}
    made = requests.post(f"{running.url}/tsa", query.read_bytes(), headers=headers, timeout=10)
    assert made.headers["Content-Type"] == "application/timestamp-reply"
    answer.write_bytes(made.content)
    anchor = str(lab.anchors / "ca" / "lab-ca.pem")
    said = openssl("ts", "-verify", "-queryfile", str(query), "-in", str(answer), "-CAfile", anchor)
    assert "Verification: OK" in said


def test_openssl_asks_the_responder(running: Running, lab: Lab) -> None:
    lab.card(MARI)
    anchor, card = str(lab.anchors / "ca" / "lab-ca.pem"), str(lab.folder / f"card-{MARI}.pem")
    said = openssl("ocsp", "-url", f"{running.url}/ocsp", "-issuer", anchor, "-cert", card, "-CAfile", anchor)
    assert "Response verify OK" in said and ": good" in said


def test_the_page_offers_every_card(running: Running) -> None:
    text = requests.get(running.url, timeout=10).text
    assert all(i.code in text for i in eid.IDENTITIES.values())
