"""Containers of the demo: found by the real path, and really signed where the lab of test cards runs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.enums import PackageState, ReturnVerdict
from contracts.models import (
    Authorisation,
    Container,
    ExpiryNotice,
    Finding,
    Package,
    PortalDifference,
    Registration,
    RegistrationExport,
    RepresentationChange,
)
from contracts.reference import seed_reference
from desk import clock, workdays
from desk.clients import actions
from desk.clients.models import Client, ContactPoint
from desk.demo import changed, clients, contracts, delegated, life, people, returned
from desk.people.models import User
from desk.records import blobs
from tests.simulators import eid

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def ground() -> None:
    at = clock.now()
    people.seed(at)
    clients.seed(at)
    seed_reference()
    address = ContactPoint.objects.get(value="jaan.kask@kaasiku.example")
    actions.confirm_contact(contact=address, by=User.objects.get(username="spetsialist"))


@pytest.fixture(scope="module")
def running() -> Iterator[eid.Running]:
    running = eid.start()
    yield running
    running.stop()


def report_of(finding: Finding) -> dict[str, Any]:
    reported = finding.verification.findings.exclude(report=None).get()
    assert reported.report is not None
    found: dict[str, Any] = json.loads(blobs.read(reported.report))
    return found


def test_the_demo_shows_a_power_that_stood_in(ground: None) -> None:
    changed.seed(clock.now())
    delegated.seed(clock.now())
    finding = Finding.objects.exclude(by_power=None).get()
    assert finding.by_power is not None and finding.by_power.kind.code == "main_user_poa"
    assert finding.check_at_acceptance is None
    assert RepresentationChange.objects.exists()


def test_every_container_of_the_demo_has_a_report_with_its_signatures(ground: None) -> None:
    returned.seed(clock.now())
    finding = Finding.objects.get(verdict=ReturnVerdict.PARTIAL)
    report = report_of(finding)
    assert [each["counted"] for each in report["signatures"]] == [0]
    assert len(report["files"]) == 1
    assert finding.verification.container.package.state == PackageState.SENT


def test_where_the_lab_runs_they_are_really_signed_and_judged(
    ground: None, running: eid.Running, settings: Any
) -> None:
    settings.TSA_URL, settings.SIGNING_SAMPLE = f"{running.url}/tsa", True
    settings.TRUST_DIR = str(running.state.lab.anchors)
    changed.seed(clock.now())
    returned.seed(clock.now())
    for container in Container.objects.all():
        assert b"META-INF/signatures" in blobs.read(container.blob)
    verdicts = Finding.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == [ReturnVerdict.SOUND, ReturnVerdict.PASSED, ReturnVerdict.PARTIAL]
    report = report_of(Finding.objects.get(verdict=ReturnVerdict.PARTIAL))
    assert report["signatures"][0]["confirmed"], "by the time-stamp and OCSP of the lab"


def test_the_demo_shows_a_whole_life(ground: None) -> None:
    contracts.seed(clock.now())
    client = Client.objects.get(registry_code=life.CODE)
    documents = Authorisation.objects.filter(package__client=client)
    states = set(documents.values_list("state", flat=True))
    assert {"in_force", "ended", "refused", "accepted", "sent"} <= states
    assert documents.exclude(taken_over=None).count() == 2
    assert documents.exclude(granted_under=None).count() == 4
    assert PortalDifference.objects.open().count() == 3
    assert Package.objects.filter(state=PackageState.AWAITING_AGENCY).count() == 3
    assert ExpiryNotice.objects.exists() and RegistrationExport.objects.exists()
    assert Registration.objects.filter(registered_at=None, due_on__lt=workdays.today()).exists()
