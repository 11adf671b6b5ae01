"""The ground of tests about documents: reference data, two clients, and a register that answers at once."""

import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from contracts import tasks
from contracts.actions import Wanted, draft, send
from contracts.models import Kind, Package, Portal, Rendering
from contracts.printing import pdf, templating
from contracts.reference import seed_reference
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint
from desk.people.enums import Role
from desk.people.models import User
from registry import actions as registry
from registry import rules
from registry.enums import Purpose
from registry.inquiry import Finding
from registry.models import Check

MARI = rules.Person("24503120016", "EST", "Mari", "Tamm", "JUHL", "Juhatuse liige", True)
BOARD = (
    rules.Person("14007050024", "EST", "Jaan", "Kask", "JUHL", "Juhatuse liige", False),
    rules.Person("23809230033", "EST", "Liis", "Saar", "JUHL", "Juhatuse liige", False),
    rules.Person("14201110044", "EST", "Peeter", "Mägi", "JUHL", "Juhatuse liige", False),
)
PAIRS = tuple(
    rules.Group(number, pair)
    for number, pair in enumerate([BOARD[:2], BOARD[1:], (BOARD[0], BOARD[2])], start=1)
)
ANSWERS = {
    "10000001": rules.Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", (MARI,)),
    "10000018": rules.Answer("10000018", "Kaasiku Kaevandus AS", "R", "AS", BOARD, (), PAIRS),
}
PERSON = {
    "person_first_name": "Kadri",
    "person_last_name": "Lepp",
    "person_code": "24402020080",
    "person_email": "kadri.lepp@raamat.example",
    "valid_from": date(2026, 11, 23),
}


def let_register_answer(check: Check) -> Check:
    """Record the register's answer to a question, as the worker would."""
    answer = ANSWERS.get(check.code)
    Check.jobs.filter(pk=check.pk).update(state="sent")
    registry.answered(check, Finding(answer, rules.judge(answer, None, rules.Policy()), ()))
    return Check.objects.get(pk=check.pk)


@dataclass
class Ground:
    """What the tests start from."""

    user: User
    tamme: Client
    kaasiku: Client
    email: ContactPoint

    def ask(self, client: Client) -> Check:
        subject = ("client", client.pk)
        return let_register_answer(
            registry.ask(client=client, purpose=Purpose.LOOK, subject=subject, by=self.user)
        )

    def wanted(
        self, code: str = "user_contract", portal: str = "e-keskkonnaamet", **values: object
    ) -> Wanted:
        kind = Kind.objects.get(code=code)
        given = {**(PERSON if kind.needs_person else {}), "may_sign": True, **values}
        return Wanted(kind, Portal.objects.get(code=portal), given)

    def drafted(self, *documents: Wanted, **options: Any) -> Package:
        """A package whose register answer and PDFs are there."""
        # Some portals could do it themselves: then somebody says why it is made here.
        why = {"why_by_hand": "cannot_log_in"}
        values = {"client": self.tamme, "by": self.user, **why, **options}
        package = draft(documents=documents or [self.wanted()], **values)
        for check in Check.objects.for_subject("package", package.pk).waiting():
            let_register_answer(check)
        return self.rendered(package)

    def rendered(self, package: Package) -> Package:
        """The same package once the worker has made its PDFs."""
        for job in Rendering.jobs.filter(authorisation__package=package):
            tasks.render(job.pk)
        package.refresh_from_db()
        return package

    def sent(self, *documents: Wanted, **options: Any) -> Package:
        """A package whose letter with the link is in the mail."""
        package = self.drafted(*documents, **options)
        return self.rendered(send(package=package, to=self.email, by=self.user))


@pytest.fixture(autouse=True)
def short_documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real PDFs, from the real text and values, but of one line: a page of contract takes ten times as long.

    How documents look is asked by test_pdf*, and by whoever takes the fixture `real_press`.
    """
    if "real_press" in request.fixturenames or request.module.__name__.split(".")[-1].startswith("test_pdf"):
        return
    press = pdf.render

    def render(template: str, values: templating.Values, sheet: pdf.Sheet) -> bytes:
        whole = pdf.source(template, values, sheet)
        return press(f"<p>{hashlib.sha256(whole.encode()).hexdigest()}</p>", {}, sheet)

    monkeypatch.setattr(pdf, "render", render)


@pytest.fixture
def real_press() -> None:
    """Documents are rendered whole."""


# What the seed wrote when it was first asked, for every later test of this process.
SEEDED: list[tuple[type[Model], list[Model]]] = []


@pytest.fixture
def reference(db: None) -> None:
    """Kinds, portals and texts. The seed asks 300 questions; its rows are put back with a dozen."""
    if not SEEDED:
        models = apps.get_app_config("contracts").get_models(include_auto_created=True)
        before = {model for model in models if model._default_manager.exists()}
        assert not before, before
        seed_reference()
        for model in apps.get_app_config("contracts").get_models(include_auto_created=True):
            if rows := list(model._default_manager.order_by("pk")):
                SEEDED.append((model, rows))
        return
    with transaction.atomic():  # keys are looked at when it ends, so the order does not matter
        for model, rows in SEEDED:
            model._default_manager.bulk_create(deepcopy(rows))


@pytest.fixture
def ground(reference: None, someone: Callable[..., User]) -> Ground:
    """Tamme Puit OÜ with a confirmed e-mail that the register knows, and its answer; Kaasiku with three."""
    user = someone("koostaja", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    tamme = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=user
    )
    kaasiku = clients.create_client(
        kind="organisation", name="Kaasiku Kaevandus AS", registry_code="10000018", by=user
    )
    email = clients.add_contact(
        kind="email", value="info@tammepuit.example", client=tamme, source="register", by=user
    )
    email = clients.confirm_contact(contact=email, by=user)
    ground = Ground(user, tamme, kaasiku, email)
    ground.ask(tamme)
    return ground
