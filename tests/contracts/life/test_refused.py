"""A refusal of the agency that names a document: accepted, it refuses it and closes its package."""

from typing import Any

import pytest

from contracts import workflow
from contracts.actions import accept
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Package, Registration
from desk.http import Refused
from desk.mail.models import Message
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, power

pytestmark = pytest.mark.slow

REFUSAL: dict[str, Any] = {
    "request": "Taotlus sõlmida kasutusleping.",
    "circumstances": "Allkirjastajal puudub esindusõigus.",
    "remedy": "Esitage volikiri.",
}


def refused(ground: Ground, number: str) -> Package:
    """The package of an accepted refusal that names this document."""
    package = ground.sent(ground.wanted("agency_refusal", refused_number=number, **REFUSAL))
    assert package.state == PackageState.AWAITING_AGENCY
    package.sent_at, package.link_expires_at = package.sending_at, package.sending_at
    return accept(package=package, by=ground.user)


def test_the_document_is_refused_and_its_package_is_over(ground: Ground) -> None:
    package = ground.sent()
    document = package.authorisations.get()
    refused(ground, document.number)
    document.refresh_from_db()
    package.refresh_from_db()
    assert (document.state, package.state) == (AuthorisationState.REFUSED, PackageState.REFUSED)
    assert not package.links.working().exists()


def test_nothing_is_refused_before_the_refusal_is_accepted(ground: Ground) -> None:
    document = ground.sent().authorisations.get()
    ground.sent(ground.wanted("agency_refusal", refused_number=document.number, **REFUSAL))
    document.refresh_from_db()
    assert document.state == AuthorisationState.SENT


def test_it_is_on_the_registrars_list_as_refused(ground: Ground) -> None:
    document = ground.sent().authorisations.get()
    refused(ground, document.number)
    assert Registration.objects.filter(authorisation=document, what="refused").count() == 1


def test_the_client_reads_it_in_the_refusals_own_letter(ground: Ground) -> None:
    package = ground.sent()
    before = Message.objects.for_subject("package", package.pk).count()
    refusal = refused(ground, package.authorisations.get().number)
    assert Message.objects.for_subject("package", package.pk).count() == before
    assert Message.objects.for_subject("package", refusal.pk).count() == 1


def test_the_others_of_its_package_stay_as_they_are(ground: Ground) -> None:
    package = ground.sent(ground.wanted(), power(ground))
    first, other = package.authorisations.order_by("pk")
    refused(ground, other.number)
    package.refresh_from_db()
    first.refresh_from_db()
    assert (package.state, first.state) == (PackageState.SENT, AuthorisationState.SENT)
    assert package.numbers == first.number
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    other.refresh_from_db()
    assert other.state == AuthorisationState.REFUSED


def test_what_was_accepted_meanwhile_is_not_refused(ground: Ground) -> None:
    package = ground.sent()
    document = package.authorisations.get()
    refusal = ground.sent(ground.wanted("agency_refusal", refused_number=document.number, **REFUSAL))
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    refusal.sent_at = refusal.link_expires_at = refusal.sending_at
    accept(package=refusal, by=ground.user)
    document.refresh_from_db()
    assert document.state == AuthorisationState.ACCEPTED


def test_only_what_waits_for_signatures_can_be_named(ground: Ground) -> None:
    document = accepted(ground, ground.wanted())
    with pytest.raises(Refused, match=r"keelduda|refused"):
        ground.drafted(ground.wanted("agency_refusal", refused_number=document.number, **REFUSAL))


def test_a_refusal_need_not_name_a_document(ground: Ground) -> None:
    refused(ground, "")
    assert not Authorisation.objects.filter(state=AuthorisationState.REFUSED).exists()
