"""Documents that wait for the agency, the head with his card, and the services that confirm a signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contracts import tasks
from contracts.actions import signing, sitting
from contracts.enums import PackageState
from contracts.models import AgencySignature, Package, Rendering, Sitting
from contracts.printing.rendering import Rendered
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.card import Card
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, give_back, signed, work
from tests.outside import TOOMAS, may_sign_for_the_agency
from tests.simulators import eid
from tests.simulators.eid import Lab, default_folder


@pytest.fixture(scope="session")
def services() -> Iterator[eid.Running]:
    running = eid.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def confirming(settings: Any, services: eid.Running) -> eid.Running:
    """The desk knows the lab's authorities; each test begins on a good day."""
    services.state.reset()
    settings.TRUST_DIR = str(services.state.lab.anchors)
    settings.TSA_URL, settings.OCSP_URL = f"{services.url}/tsa", f"{services.url}/ocsp"
    return services


@pytest.fixture
def lab() -> Lab:
    return Lab(default_folder())


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)


@pytest.fixture
def head(someone: Any) -> User:
    """Toomas Kuusk, who signs for the agency."""
    head: User = someone("juhataja", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    may_sign_for_the_agency(head)
    return head


@dataclass
class Table:
    """The head at work: what lies before him, and his card."""

    ground: Ground
    lab: Lab
    head: User

    def waiting(self, count: int = 1) -> list[Package]:
        """So many agreements that the client has signed."""
        return [self.signed_by_client(self.ground.sent()) for _ in range(count)]

    def signed_by_client(self, package: Package) -> Package:
        give_back(package, signed(self.lab, package, MARI))
        work(package)
        assert package.state == PackageState.AWAITING_AGENCY
        return package

    def begin(self, *packages: Package) -> Sitting:
        return sitting.begin(packages=[each.pk for each in packages], by=self.head).sitting

    def rows(self, of: Sitting) -> list[AgencySignature]:
        return list(AgencySignature.jobs.filter(sitting=of).order_by("position"))

    def looks_at_all(self, of: Sitting) -> None:
        for row in self.rows(of):
            sitting.seen(signature=row, by=self.head)

    def shows_card(self, card: Card) -> dict[str, Any]:
        return card.answer({"action": "web-eid:get-signing-certificate"})

    def signs(self, of: Sitting, card: Card | None = None, most: int = 99) -> int:
        """Lets the card sign what was looked at; how many it signed."""
        card = card or Card(self.lab, TOOMAS)
        said, done = self.shows_card(card), 0
        while done < most and (asked := signing.prepare(sitting=of, said=said, by=self.head)):
            given = card.answer({"action": "web-eid:sign", **asked.message})
            signing.finish(signature=asked.signature, said=given, by=self.head)
            done += 1
        return done

    def worker_finishes(self) -> None:
        """What the worker has to do now, and the check of what came of it."""
        for pk in list(AgencySignature.jobs.due().values_list("pk", flat=True)):
            tasks.sign(pk)

    def sat(self, *packages: Package) -> Sitting:
        """A sitting in which everything was looked at and signed."""
        of = self.begin(*packages)
        self.looks_at_all(of)
        self.signs(of)
        return of


@pytest.fixture
def table(ground: Ground, lab: Lab, head: User) -> Table:
    return Table(ground, lab, head)
