"""The demo has a document that a principal user signed, by a power that is held here."""

import pytest

from contracts.models import Finding, RepresentationChange
from contracts.reference import seed_reference
from desk import clock
from desk.demo import changed, clients, delegated, people


@pytest.mark.django_db
def test_the_demo_shows_a_power_that_stood_in() -> None:
    at = clock.now()
    people.seed(at)
    clients.seed(at)
    seed_reference()
    changed.seed(at)
    delegated.seed(at)
    finding = Finding.objects.exclude(by_power=None).get()
    assert finding.by_power is not None and finding.by_power.kind.code == "main_user_poa"
    assert finding.check_at_acceptance is None
    assert RepresentationChange.objects.exists()
