"""The lab over HTTP: the demo page's API, and the real protocols asked by openssl."""

import base64
import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from contracts.containers.report import Verdict
from contracts.containers.validator import LocalValidator
from contracts.signing import web_eid
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators import eid
from tests.simulators.eid import Lab, Running
from tests.simulators.eid.web_eid import CANCELLED, NO_CARD


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


def say(running: Running, what: str, **values: str) -> dict[str, Any]:
    said = {"action": f"web-eid:{what}", **values}
    answer: dict[str, Any] = requests.post(f"{running.url}/web-eid", json=said, timeout=10).json()
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("code", [MARI, "23809230033", "14201110044", "24708300056"])
def test_the_card_in_the_reader_signs_a_hash(running: Running, lab: Lab, code: str) -> None:
    requests.post(f"{running.url}/reader", data={"identity": code}, timeout=10)
    chosen = web_eid.WebEid().choose(say(running, "get-signing-certificate"))
    function, digest = chosen.method.hash_function, chosen.method.digest(b"octets")
    answer = say(running, "sign", hash=base64.b64encode(digest).decode(), hashFunction=function)
    assert answer["signatureAlgorithm"]["hashFunction"] == function
    assert chosen.method.holds(
        lab.card(code).key.public_key(), base64.b64decode(answer["signature"]), b"octets"
    )


def test_whose_owner_gives_no_pin_and_an_empty_reader_sign_nothing(running: Running) -> None:
    requests.post(f"{running.url}/reader", data={"identity": MARI, "cancels": "on"}, timeout=10)
    assert say(running, "sign", hash="AA==", hashFunction="SHA-384")["error"]["code"] == CANCELLED
    requests.post(f"{running.url}/reader", data={"identity": ""}, timeout=10)
    assert say(running, "get-signing-certificate")["error"]["code"] == NO_CARD
    assert say(running, "status")["action"] == "web-eid:status-success"
    running.state.reset()


def test_no_page_of_elsewhere_can_ask_the_reader(running: Running) -> None:
    """A browser sends JSON to another address only after it was allowed, which the lab never does."""
    said = '{"action": "web-eid:sign", "hash": "AA==", "hashFunction": "SHA-384"}'
    answer = requests.post(f"{running.url}/web-eid", data=said, timeout=10)
    assert answer.status_code == 415
    asked = requests.options(f"{running.url}/web-eid", headers={"Origin": "http://127.0.0.1:1"}, timeout=10)
    assert "Access-Control-Allow-Origin" not in asked.headers
