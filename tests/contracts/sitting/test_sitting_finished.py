"""After the card has signed: what the worker makes of it while services fail and documents are recalled."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from contracts.actions import recall, signing, sitting
from contracts.enums import ContainerSource
from contracts.models import AgencySignature, Container, SigningMandate, Verification
from contracts.sitting import steps
from contracts.sitting.steps import Stage
from desk import clock
from desk.outbox import JobState
from desk.people.models import Notice
from desk.records import blobs
from tests.contracts.returns.returning import give_back, work
from tests.contracts.sitting.conftest import Table
from tests.contracts.sitting.test_sitting import refusal, stages
from tests.outside import TOOMAS
from tests.simulators import eid
from tests.simulators.eid import add_signature

pytestmark = pytest.mark.slow


def test_a_mandate_that_ends_before_the_time_stamp_is_not_honoured(table: Table) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    SigningMandate.objects.update(valid_until=clock.now().date() - timedelta(days=1))
    table.worker_finishes()
    assert stages(of) == [Stage.DROPPED] and not Container.objects.filter(source="agency").exists()


def test_a_package_recalled_after_the_pin_gets_no_container_and_the_signer_is_told(table: Table) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    recall(package=package, by=table.ground.user, tell=False)
    table.worker_finishes()
    assert stages(of) == [Stage.DROPPED]
    assert Notice.objects.filter(user=table.head, kind="contracts.signature_dropped").exists()
    assert not Container.objects.filter(source=ContainerSource.AGENCY).exists()


def test_a_container_that_came_by_upload_meanwhile_wins(table: Table) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    base = blobs.read(AgencySignature.jobs.get().source)
    by_hand = add_signature(table.lab, TOOMAS, base, clock.now() + timedelta(seconds=1))
    give_back(package, by_hand, ContainerSource.AGENCY, table.head)
    assert work(package).verdict == "passed"
    table.worker_finishes()
    assert stages(of) == [Stage.DROPPED]
    assert Container.objects.filter(source=ContainerSource.AGENCY).count() == 1


def test_while_the_time_stamp_service_is_down_the_signature_is_kept_and_retried(
    table: Table, services: eid.Running
) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    services.state.faults.append({"service": "tsa", "kind": "down", "times": 2})
    table.worker_finishes()
    assert stages(of) == [Stage.HELD]
    assert not Container.objects.filter(source=ContainerSource.AGENCY).exists(), "nothing half-signed"
    row = table.rows(of)[0]
    value = row.value
    assert row.state == JobState.PENDING and row.reason == "tsa_unreachable" and value
    signing.try_again(signature=row, by=table.ground.user)
    table.worker_finishes()
    assert stages(of) == [Stage.HELD]
    signing.try_again(signature=row, by=table.ground.user)
    table.worker_finishes()
    assert work(package).verdict == "passed"
    assert table.rows(of)[0].value == value and stages(of) == [Stage.DONE]


def test_given_up_for_trouble_of_a_service_the_signature_is_kept_for_a_person(
    table: Table, services: eid.Running, settings: Any
) -> None:
    settings.OUTBOX_ATTEMPTS = 1
    (package,) = table.waiting()
    of = table.sat(package)
    services.state.faults.append({"service": "tsa", "kind": "down"})
    table.worker_finishes()
    assert stages(of) == [Stage.STUCK]
    assert Notice.objects.filter(user=table.head, kind="contracts.signature_stuck").exists()
    assert signing.try_again(signature=table.rows(of)[0], by=table.ground.user)
    table.worker_finishes()
    assert work(package).verdict == "passed"


def test_what_a_person_gives_up_is_signed_anew(table: Table, services: eid.Running) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    services.state.faults.append({"service": "tsa", "kind": "down"})
    table.worker_finishes()
    signing.give_back(signature=table.rows(of)[0], by=table.head)
    again = table.sat(package)
    table.worker_finishes()
    assert again.pk != of.pk and work(package).verdict == "passed"


def test_a_revoked_card_is_dropped_and_the_signer_told(table: Table, services: eid.Running) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    services.state.faults.append({"service": "ocsp", "kind": "revoked"})
    table.worker_finishes()
    assert stages(of) == [Stage.DROPPED]
    assert Notice.objects.filter(user=table.head, kind="contracts.signature_dropped").exists()


def test_after_a_day_without_a_time_stamp_it_is_signed_again(table: Table) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    clock.move(timedelta(hours=25))
    assert sitting.put_away() == 1
    assert stages(of) == [Stage.DROPPED]
    assert Notice.objects.filter(user=table.head, kind="contracts.signature_dropped").exists()


def test_a_service_that_is_set_up_wrongly_costs_no_signature(table: Table, settings: Any) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    right, settings.TSA_URL = settings.TSA_URL, settings.TSA_URL + "/nowhere"
    table.worker_finishes()
    assert stages(of) == [Stage.STUCK] and table.rows(of)[0].reason == "tsa_address"
    settings.TSA_URL = right
    signing.try_again(signature=table.rows(of)[0], by=table.ground.user)
    table.worker_finishes()
    assert work(package).verdict == "passed"


def test_what_the_check_leaves_in_doubt_says_why_and_may_be_signed_again(
    table: Table,
) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    table.worker_finishes()
    assert "being checked" in refusal(lambda: table.begin(package))
    container = Container.objects.get(source=ContainerSource.AGENCY)
    check = container.verifications.get()
    Verification.jobs.filter(pk=check.pk).update(state=JobState.FAILED, reason="no_trust_data")
    assert stages(of) == [Stage.UNSURE]
    with override("en"):
        assert "trusted list" in steps.picture(of).steps[0].why
    assert table.begin(package).pk != of.pk
