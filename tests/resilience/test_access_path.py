"""The worker dies in the middle of each step of the access path and Redis forgets everything it held.

Nothing is lost and nothing doubled. Outside systems are slow at the moment of death; a step without one is
held by a lock on a table it reads. The dead worker's lease runs out by moving the clock.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import redis
from django.conf import settings as desk_settings
from django.db import connection, transaction

from contracts import actions
from contracts import tasks as documents
from contracts.actions import returns
from contracts.enums import ContainerSource, PackageState
from contracts.models import Finding, Kind, Package, Portal, Publication, Rendering, RightCheck, Verification
from contracts.reference import seed_reference
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint
from desk.mail.models import Message
from desk.outbox import Job
from desk.people.enums import Role
from desk.people.models import User
from desk.records import blobs
from registry import actions as registry
from registry import tasks as register
from registry.enums import Purpose
from registry.models import Check
from tests.browser.conftest import Worker
from tests.outside import TOOMAS, Outside, may_sign_for_the_agency, outside, until
from tests.simulators.eid import add_signature, sign_files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.django_db(transaction=True)]
MARI, EMAIL = "24503120016", "mari.tamm@tammepuit.example"


@dataclass
class Ground:
    """A client whose contract and power of attorney are on their way, and what is outside."""

    outside: Outside
    broker: str
    start: Callable[..., Worker]
    user: User
    client: Client
    email: ContactPoint

    def worker(self) -> Worker:
        url = self.broker.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
        own = {"CELERY_BROKER_URL": self.broker, "REDIS_URL": url}
        return self.start(**self.outside.environment(), **own)

    def until(self, condition: Callable[[], Any]) -> Any:
        return until(condition, broker=self.broker)

    def dies_in(self, model: type[Job], hold: AbstractContextManager[object]) -> None:
        """A worker takes up a row of `model` and dies while it works on it; Redis is emptied; time passes."""
        worker = self.worker()
        with hold:
            self.until(lambda: model.jobs.filter(state="sending").exists())
            worker.kill()
        assert model.jobs.filter(state="sending").exists(), "it died too late: the work was done"
        redis.Redis(unix_socket_path=self.broker.split("://")[1].split("?")[0]).flushall()
        clock.move(timedelta(seconds=desk_settings.OUTBOX_LEASE + 10))

    def drafted(self) -> Package:
        subject = ("client", self.client.pk)
        registry.ask(client=self.client, purpose=Purpose.LOOK, subject=subject, by=self.user)
        self.register_answers()
        portal = Portal.objects.get(code="e-keskkonnaamet")
        kadri = {
            "person_first_name": "Kadri", "person_last_name": "Lepp", "person_code": "24402020080",
            "person_email": "kadri.lepp@raamat.example", "valid_from": date(2026, 1, 1), "may_sign": True,
        }  # fmt: skip
        wanted = [
            actions.Wanted(Kind.objects.get(code="user_contract"), portal, {}),
            actions.Wanted(Kind.objects.get(code="main_user_poa"), portal, kadri),
        ]
        return actions.draft(client=self.client, documents=wanted, by=self.user)

    def going(self) -> Package:
        """Numbered and on its way; the documents as they will be signed are not made yet."""
        package = self.drafted()
        self.render()
        self.register_answers()
        return actions.send(package=package, to=self.email, by=self.user)

    def sent(self) -> Package:
        """The letter waits to be handed over; what came before was done in this process, to save time."""
        package = self.going()
        self.render()
        package.refresh_from_db()
        return package

    def render(self) -> None:
        for rendering in Rendering.jobs.due():
            documents.render(rendering.pk)

    def register_answers(self) -> None:
        for check in Check.jobs.due():
            register.ask(check.pk)

    def signed(self, package: Package) -> bytes:
        drafted = package.authorisations.select_related("pdf", "kind")
        drafts = {each.file_name: blobs.read(each.pdf) for each in drafted if each.pdf}
        return sign_files(self.outside.lab, MARI, drafts, clock.now())

    def give_back(self, package: Package) -> bytes:
        data = self.signed(package)
        source = ContainerSource.CLIENT
        returns.receive(package=package, data=data, filename="leping.asice", source=source)
        return data


def stands(package: Package) -> str:
    package.refresh_from_db()
    return package.state


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Nobody can read the table; whoever tries stands still until the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def slow_register(simulator: Any) -> Iterator[None]:
    simulator.state.delay = 30
    yield
    simulator.state.delay = 0


@contextmanager
def broken_register(simulator: Any) -> Iterator[None]:
    """It answers nobody, but at once: the worker's only process is free for what waits for the answer."""
    simulator.state.fault = "html502"
    yield
    simulator.state.fault = ""


@pytest.fixture
def ground(
    broker: str, worker: Callable[..., Worker], someone: Callable[..., User], settings: Any
) -> Iterator[Ground]:
    seed_reference()
    user = someone("spetsialist", Role.SPECIALIST)
    head = someone("juht", Role.HEAD)
    may_sign_for_the_agency(head)
    client = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=user
    )
    email = clients.add_contact(kind="email", value=EMAIL, client=client, source="register", by=user)
    email = clients.confirm_contact(contact=email, by=user)
    with outside(settings) as running:
        yield Ground(running, broker, worker, user, client, email)


def test_killed_while_the_register_is_asked(ground: Ground) -> None:
    check = registry.ask(
        client=ground.client, purpose=Purpose.LOOK, subject=("client", ground.client.pk), by=ground.user
    )
    ground.dies_in(Check, slow_register(ground.outside.register))

    ground.worker()
    ground.until(lambda: Check.objects.get(pk=check.pk).answered_at)
    assert Check.objects.get().verdict == "sole"


def test_killed_while_a_document_is_made(ground: Ground) -> None:
    package = ground.drafted()
    ground.dies_in(Rendering, locked("contracts_templateversion"))

    ground.worker()
    ground.until(lambda: stands(package) == PackageState.RENDERED)
    made = package.authorisations.select_related("pdf")
    assert [each.pdf is not None for each in made] == [True, True]
    assert Rendering.jobs.filter(state="sent").count() == 2


def test_killed_while_the_numbered_documents_are_made(ground: Ground) -> None:
    package = ground.going()
    numbers = package.numbers
    ground.dies_in(Rendering, locked("contracts_templateversion"))
    assert stands(package) == PackageState.SENDING and not Message.objects.exists()

    ground.worker()
    ground.until(lambda: stands(package) == PackageState.SENT)
    assert package.numbers == numbers and Message.objects.count() == 1
    assert not package.authorisations.filter(pdf=None).exists()


def test_killed_while_the_letter_is_handed_over(ground: Ground) -> None:
    package = ground.sent()
    ground.outside.mailbox.state.fault, ground.outside.mailbox.state.slow = "slow", 5
    ground.dies_in(Message, nullcontext())
    ground.outside.mailbox.state.fault = ""

    ground.worker()
    ground.until(lambda: Message.jobs.get().state == "sent")
    (letter,) = ground.outside.letters_to(EMAIL)
    assert "/k/" in letter
    assert stands(package) == PackageState.SENT


def test_killed_while_the_container_is_checked(ground: Ground) -> None:
    package = ground.sent()
    ground.give_back(package)
    ground.dies_in(Verification, locked("contracts_countedsignature"))

    ground.worker()
    ground.until(lambda: stands(package) == PackageState.AWAITING_AGENCY)
    assert Finding.objects.filter(verdict="passed").count() == 1


def test_killed_while_the_right_of_the_signers_is_decided(ground: Ground) -> None:
    package = ground.sent()
    ground.give_back(package)
    ground.dies_in(RightCheck, broken_register(ground.outside.register))
    assert Check.objects.get(purpose=Purpose.ACCEPTANCE).answered_at is None

    ground.worker()
    ground.until(lambda: stands(package) == PackageState.AWAITING_AGENCY)
    assert Finding.objects.filter(verdict="passed").count() == 1


def test_killed_while_the_documents_are_added_to_the_portal(ground: Ground) -> None:
    package = ground.sent()
    data = ground.give_back(package)
    documents.verify(Verification.jobs.get().pk)
    ground.register_answers()
    documents.decide(RightCheck.jobs.get().pk)
    assert stands(package) == PackageState.AWAITING_AGENCY
    both = add_signature(ground.outside.lab, TOOMAS, data, clock.now())
    head = User.objects.get(username="juht")
    returns.receive(
        package=package, data=both, filename="leping.asice", source=ContainerSource.AGENCY, by=head
    )
    ground.outside.portal.state.faults.append({"kind": "slow", "method": "PUT", "seconds": 5})
    ground.dies_in(Publication, nullcontext())

    ground.worker()
    ground.until(lambda: stands(package) == PackageState.TOLD)
    assert ground.outside.portal.state.writes == 2
    ready = [text for text in ground.outside.letters_to(EMAIL) if "/k/" not in text]
    assert len(ready) == 1, "the client is told once"
