"""Ten years after a document has ended nothing of its people and files is left, but that there was one."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from contracts.enums import AuthorisationState, PackageState
from contracts.keeping import documents, lists
from contracts.models import (
    Authorisation,
    AuthorisedPerson,
    ClientLink,
    Container,
    CountedSignature,
    Finding,
    Package,
    PageCode,
    Verification,
)
from desk import clock, workdays
from desk.records import actions as records
from desk.records import blobs, holding
from desk.records.holdings import Erasure, Fate, Subject
from desk.records.holdings import Ground as Why
from desk.records.models import Blob, Destruction
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.django_db(transaction=True)


def subject(*codes: str, clients: tuple[int, ...] = ()) -> Subject:
    none: frozenset[Any] = frozenset()
    known = frozenset({*codes, *(f"EE{code}" for code in codes)})
    return Subject(
        codes=known, client_ids=frozenset(clients), person_ids=none, user_ids=none, acts_for=none,
        names=("Mari Tamm",), emails=none, phones=none, language="et",
    )  # fmt: skip


@pytest.fixture
def package(ground: Ground, lab: Lab) -> Package:
    """Signed, checked and accepted."""
    package = ground.sent(ground.wanted("main_user_poa", valid_from=workdays.today()))
    give_back(package, signed(lab, package, MARI))
    work(package)
    package.refresh_from_db()
    assert package.state in {PackageState.ACCEPTED, PackageState.AWAITING_AGENCY}
    return package


def ended(package: Package, days: int) -> None:
    """Its document was over so many days ago."""
    at = clock.now() - timedelta(days=days)
    Authorisation.objects.filter(package=package).update(
        state=AuthorisationState.ENDED, ended_at=at, last_day=at.date(), end_reason="expired", accepted_at=at
    )


def test_a_document_goes_ten_years_after_its_end_with_container_check_and_history(
    package: Package, as_head: Actor
) -> None:
    number = package.authorisations.get().number
    digests = set(Container.objects.values_list("blob__sha256", flat=True))
    digests |= set(Authorisation.objects.values_list("pdf__sha256", flat=True))
    assert records.destroy_due(store=documents.DOCUMENTS) == 0  # it stands
    ended(package, 3652)
    assert records.destroy_due(store=documents.DOCUMENTS) == 0
    ended(package, 3654)
    hold = holding.place(kind="package", pk=package.pk, reason="Vaidlus", until=None, by=as_head.user)
    assert records.destroy_due(store=documents.DOCUMENTS) == 0
    holding.lift(hold=hold, why="Lahend", by=as_head.user)
    assert records.destroy_due(store=documents.DOCUMENTS) == 1
    gone = (Container, Verification, Finding, CountedSignature, AuthorisedPerson, ClientLink, PageCode)
    assert [model.__name__ for model in gone if model._default_manager.exists()] == []
    document = Authorisation.objects.get()
    assert (document.number, document.values, document.pdf) == (number, {}, None)
    assert not Authorisation.history.exists()
    assert not Package.history.exists()
    proof = Destruction.objects.get(store=documents.DOCUMENTS)
    assert digests <= set(proof.digests)
    assert not Blob.objects.filter(sha256__in=digests).exists()
    assert not any(blobs._storage().exists(blobs._name(sha256)) for sha256 in digests)
    assert records.destroy_due(store=documents.DOCUMENTS) == 0
    page = as_head.get(reverse("contracts:page", args=[package.pk]))
    assert page.status_code == 200
    assert number in page.content.decode()


def test_who_is_named_in_a_document_in_force_is_told_what_must_end_first(
    package: Package, as_head: Actor
) -> None:
    whose = subject(MARI)
    (told,) = documents.tell_documents(whose)
    assert "MARI" in " ".join(told.lines).upper(), told.lines
    assert {name for name, _blob in told.files}
    for ground in (Why.NO_LONGER_NEEDED, Why.ORDERED):
        (kept,) = documents.erase_documents(whose, Erasure(ground, as_head.user))
        assert (kept.fate, kept.first) == (Fate.KEPT, True)
    ended(package, 100)
    (kept,) = documents.erase_documents(whose, Erasure(Why.NO_LONGER_NEEDED, as_head.user))
    assert kept.fate is Fate.KEPT
    assert kept.until == workdays.today() + timedelta(days=3653 - 100)
    dry = list(documents.erase_documents(whose, Erasure(Why.ORDERED, as_head.user)))
    assert Container.objects.exists()
    assert dry == list(documents.erase_documents(whose, Erasure(Why.ORDERED, as_head.user, dry=False)))
    assert not Container.objects.exists()
    assert list(documents.tell_documents(whose)) == []


def test_a_draft_that_was_never_sent_goes_after_a_year_and_one_that_is_written_stays(ground: Ground) -> None:
    package, open_one = ground.drafted(), ground.drafted()
    Package.objects.update(drafted_at=clock.now() - timedelta(days=366))
    Package.objects.filter(pk=package.pk).update(state=PackageState.RECALLED)
    Authorisation.objects.filter(package=package).update(state=AuthorisationState.RECALLED)
    assert records.destroy_due(store=documents.UNSENT) == 1
    assert Authorisation.objects.get(package=package).values == {}
    assert Authorisation.objects.get(package=open_one).values != {}


def test_short_codes_go_after_ninety_days(package: Package) -> None:
    PageCode.objects.create(
        package=package, code_hash="x", way="told", expires_at=clock.now() - timedelta(days=91)
    )
    assert records.destroy_due(store=lists.CODES) == 1
    assert not PageCode.objects.exists()
