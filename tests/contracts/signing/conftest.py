"""The authorities over HTTP, what they are believed by, and how a container is signed from end to end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from contracts.agency.preparing import unsigned
from contracts.containers.trust import TrustStore
from contracts.containers.trusted_list import load_folder
from contracts.signing import assembling, exchange, xades
from contracts.signing.assembling import Finished
from contracts.signing.signer import Chosen
from contracts.signing.web_eid import WebEid
from contracts.signing.xades import Prepared
from tests.browser.card import Card
from tests.simulators import eid
from tests.simulators.eid import Lab, Running, add_signature, sign_files
from tests.simulators.eid.faults import Fault

P384, P256, RSA, PSS = "24503120016", "14201110044", "23809230033", "24708300056"
CLIENT, CLIENT_TOO, STRANGER = "14007050024", "13902140067", "24604040108"
FILES = {
    "KL-2026-000001 leping.pdf": b"%PDF-1.7 contract" * 40,
    "Üüri õigus + ääremärkus šžõ.pdf": b"%PDF-1.7 power" * 40,
    "VK 50% & (2).pdf": b"%PDF-1.7 another" * 40,
}


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab(eid.default_folder())


@pytest.fixture(scope="session")
def trust(lab: Lab) -> TrustStore:
    return load_folder(lab.anchors)


@pytest.fixture(scope="session")
def _authorities(lab: Lab) -> Iterator[Running]:
    running = eid.start(folder=lab.folder)
    yield running
    running.stop()


@pytest.fixture
def authorities(_authorities: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """Nothing asked of them yet and no bad day; we wait for them half a second and no longer."""
    _authorities.state.reset()
    monkeypatch.setattr(exchange, "TIMEOUT", (0.5, 0.5))
    monkeypatch.setattr(exchange, "PATIENCE", 1)
    return _authorities


@pytest.fixture
def bad_day(authorities: Running) -> Callable[..., None]:
    def told(service: str, kind: str, **how: object) -> None:
        fault: Fault = {"service": service, "kind": kind, **how}
        authorities.state.faults.append(fault)

    return told


@dataclass
class Desk:
    """What the desk does with one container: two requests of the browser and a job."""

    lab: Lab
    trust: TrustStore
    authorities: Running
    code: str = P384
    at: datetime = field(default_factory=now)

    @property
    def card(self) -> Card:
        return Card(self.lab, self.code)

    def chosen(self) -> Chosen:
        return WebEid().choose(self.card.answer({"action": "web-eid:get-signing-certificate"}))

    def prepared(self, source: bytes) -> Prepared:
        chosen = self.chosen()
        return xades.prepare(source, chosen.certificate, chosen.method, self.at)

    def value(self, prepared: Prepared) -> bytes:
        question = {"action": "web-eid:sign", **WebEid().ask(prepared).message}
        return WebEid().take(prepared, self.card.answer(question))

    def complete(
        self, source: bytes, prepared: Prepared, value: bytes, at: datetime | None = None
    ) -> Finished:
        authorities = assembling.over_http(
            self.trust, f"{self.authorities.url}/tsa", f"{self.authorities.url}/ocsp"
        )
        der = self.lab.card(self.code).der
        return assembling.complete(
            source, prepared.xml, value, der, trust=self.trust, at=at or now(), **authorities
        )

    def sign(self, source: bytes) -> Finished:
        prepared = self.prepared(source)
        return self.complete(source, prepared, self.value(prepared))


@pytest.fixture
def desk(lab: Lab, trust: TrustStore, authorities: Running) -> Desk:
    return Desk(lab, trust, authorities)


@pytest.fixture(scope="session")
def sources(lab: Lab) -> dict[str, bytes]:
    """Containers to which the agency's signature comes: its own, and clients' with one signature and two."""
    once = sign_files(lab, CLIENT, FILES)
    return {"unsigned": unsigned(FILES), "once": once, "twice": add_signature(lab, CLIENT_TOO, once)}
