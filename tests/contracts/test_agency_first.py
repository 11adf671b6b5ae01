"""The agency signs first, or alone: numbers, its signature, and only then the client's turn, if at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from contracts import tasks
from contracts.actions import recall, send
from contracts.agency.preparing import container as prepared
from contracts.enums import AgencySigns, AuthorisationState, ContainerSource, PackageState
from contracts.models import (
    Finding,
    Kind,
    Package,
    Publication,
    Registration,
    Rendering,
    TemplateVersion,
    VersionDecision,
)
from contracts.printing.rendering import Rendered
from desk import clock
from desk.http import Refused
from desk.mail.models import Enclosure, Message, MessageBody
from desk.people.enums import Role
from desk.people.models import User
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import drafts_of, give_back, work
from tests.contracts.test_sending import link_in_letter
from tests.mail.letters import stays
from tests.outside import TOOMAS, may_sign_for_the_agency
from tests.simulators.eid import Lab, add_signature, default_folder, sign_files

pytestmark = pytest.mark.slow

MARI, BOOKKEEPER = "24503120016", "24402020080"
REFUSAL = {"request": "Taotlus", "circumstances": "Õigus puudub.", "remedy": "Esitage volikiri."}


@pytest.fixture
def lab(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """Cards that sign, trusted by the desk; the press is as quick as in the tests of what comes back."""

    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    return lab


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    head = someone("juhataja", Role.HEAD)
    may_sign_for_the_agency(head)
    return head


def later() -> datetime:
    """A signature is given after the documents are there."""
    return clock.now() + timedelta(seconds=1)


def give(package: Package, data: bytes, source: str = "client", by: User | None = None) -> Finding:
    give_back(package, data, ContainerSource(source), by)
    return work(package)


def agency_first(ground: Ground) -> Package:
    """A contract that the agency signs first, numbered and waiting for its signature."""
    Kind.objects.filter(code="user_contract").update(agency_signs=AgencySigns.FIRST)
    return ground.sent(ground.wanted(), ground.wanted("main_user_poa"))


def test_where_the_agency_signs_first_it_waits_for_the_agency_and_no_letter_goes(ground: Ground) -> None:
    package = agency_first(ground)
    assert package.state == PackageState.AWAITING_AGENCY
    assert package.authorisations.exclude(number="").count() == 2
    assert not Message.objects.exists() and package.sent_at is None


def test_the_agency_signs_first_then_the_client_and_nobody_asks_the_agency_again(
    ground: Ground, lab: Lab, head: User
) -> None:
    package = agency_first(ground)
    signed = add_signature(lab, TOOMAS, prepared(package), later())
    assert give(package, signed, "agency", head).verdict == "passed"
    assert package.state == PackageState.SENT and Message.objects.count() == 1
    assert "allkirjastanud" in MessageBody.objects.get().text

    both = add_signature(lab, MARI, signed, later())
    assert give(package, both).verdict == "passed"
    assert package.state in {PackageState.ACCEPTED, PackageState.PUBLISHED}


def test_a_client_who_makes_a_new_container_is_told_to_sign_that_of_the_agency(
    ground: Ground, lab: Lab, head: User
) -> None:
    package = agency_first(ground)
    give(package, add_signature(lab, TOOMAS, prepared(package), later()), "agency", head)
    finding = give(package, sign_files(lab, MARI, drafts_of(package), later()))
    assert finding.verdict == "failed" and package.state == PackageState.DEFICIENT
    assert [each["code"] for each in finding.problems] == ["EARLIER_CONTENT_CHANGED"]


def test_a_signature_of_somebody_without_a_mandate_does_not_count_for_the_agency(
    ground: Ground, lab: Lab, head: User
) -> None:
    package = agency_first(ground)
    finding = give(package, add_signature(lab, BOOKKEEPER, prepared(package), later()), "agency", head)
    assert [each["code"] for each in finding.problems] == ["NOT_AGENCY_SIGNER"]
    assert package.state == PackageState.AWAITING_AGENCY and not Message.objects.exists()


def test_the_signer_downloads_one_container_with_the_documents_and_no_signature(
    ground: Ground, lab: Lab, as_head: Actor
) -> None:
    package = agency_first(ground)
    waiting = as_head.get(reverse("contracts:agency")).content.decode()
    address = reverse("contracts:agency_prepared", args=[package.pk])
    assert address in waiting
    assert as_head.get(address).content == prepared(package)


def test_where_the_client_signs_first_nothing_is_prepared(ground: Ground, as_head: Actor) -> None:
    package = ground.sent()
    assert as_head.get(reverse("contracts:agency_prepared", args=[package.pk])).status_code == 404


def test_a_document_can_be_recalled_before_the_agency_has_signed(ground: Ground) -> None:
    package = agency_first(ground)
    recall(package=package, by=ground.user, tell=True)
    assert package.authorisations.kept().count() == 0
    assert not Message.objects.exists(), "the client knows nothing of it"


def refusal(ground: Ground) -> Package:
    return ground.sent(ground.wanted("agency_refusal", **REFUSAL))


def test_a_refusal_is_signed_by_the_agency_and_told_to_the_client(
    ground: Ground, lab: Lab, head: User
) -> None:
    package = refusal(ground)
    assert package.state == PackageState.AWAITING_AGENCY
    signed = add_signature(lab, TOOMAS, prepared(package), later())
    assert give(package, signed, "agency", head).verdict == "passed"
    assert package.state == PackageState.PUBLISHED
    assert not Publication.jobs.exists() and Registration.objects.count() == 1
    assert "/k/" in link_in_letter() and package.links.working().count() == 1
    assert package.authorisations.get().state == AuthorisationState.ACCEPTED


def test_a_refusal_is_done_when_its_letter_is_delivered(ground: Ground, lab: Lab, head: User) -> None:
    package = refusal(ground)
    give(package, add_signature(lab, TOOMAS, prepared(package), later()), "agency", head)
    stays(Message.objects.get())
    tasks.sweep()
    package.refresh_from_db()
    assert package.state == PackageState.TOLD


def test_nobody_without_a_mandate_signs_a_refusal(ground: Ground, lab: Lab, head: User) -> None:
    package = refusal(ground)
    finding = give(package, add_signature(lab, MARI, prepared(package), later()), "agency", head)
    assert finding.verdict == "failed" and package.state == PackageState.AWAITING_AGENCY


@pytest.mark.parametrize("order", [AgencySigns.NEVER, AgencySigns.FIRST, AgencySigns.LAST])
def test_kinds_that_are_signed_in_other_orders_do_not_go_together(ground: Ground, order: str) -> None:
    package = ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    Kind.objects.filter(code="main_user_poa").update(agency_signs=order)
    if order != AgencySigns.FIRST:
        send(package=package, to=ground.email, by=ground.user)
        return
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=ground.email, by=ground.user)
    assert "some of these documents first and others last" in str(refused.value.texts)
    assert not package.authorisations.exclude(number="").exists()
    with pytest.raises(Refused):
        ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))


def attachable(body: str) -> None:
    """The refusal may be attached; its text is this one."""
    kind = Kind.objects.get(code="agency_refusal")
    Kind.objects.filter(pk=kind.pk).update(attachable=True)
    template = kind.templates.get(language="et")
    today = timezone.localdate(clock.now())
    version = TemplateVersion.objects.create(
        template=template, number=2, title="Keeldumine", body=body, valid_from=today
    )
    VersionDecision.objects.create(version=version, approved=True)


@pytest.mark.parametrize(
    ("body", "circumstances", "attached"),
    [
        ("<p>{{ circumstances }}</p>", "Õigus puudub.", 1),
        ("<p>{{ circumstances }} {{ client_code }}</p>", "Õigus puudub.", 0),
        ("<p>{{ circumstances }}</p>", "Kadri Lepp 24402020080 ei esinda.", 0),
    ],
)
def test_only_a_document_without_personal_codes_is_attached(
    ground: Ground, lab: Lab, head: User, body: str, circumstances: str, attached: int
) -> None:
    attachable(body)
    package = ground.sent(ground.wanted("agency_refusal", **{**REFUSAL, "circumstances": circumstances}))
    give(package, add_signature(lab, TOOMAS, prepared(package), later()), "agency", head)
    assert package.state == PackageState.PUBLISHED
    files = Enclosure.objects.values_list("name", "blob__sha256")
    document = package.authorisations.get()
    assert list(files) == [(document.file_name, document.pdf_sha256)] * attached
