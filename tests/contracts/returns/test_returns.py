"""A signed container comes back: who may, what is looked at, and what follows."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from contracts import tasks
from contracts.actions import returns
from contracts.enums import ContainerSource, PackageState, ReturnVerdict
from contracts.models import (
    Container,
    Finding,
    Kind,
    Package,
    Publication,
    RightCheck,
    SigningMandate,
    Verification,
)
from contracts.verification import trusted
from desk import clock
from desk.http import Refused
from desk.mail.models import MessageBody
from desk.outbox import JobState
from desk.people.models import User
from desk.records.models import TimelineEntry
from registry import rules
from registry.models import Check
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.returns.returning import (
    JAAN,
    KADRI,
    MARI,
    PEETER,
    TOOMAS,
    codes,
    drafts_of,
    give_back,
    signed,
    work,
)
from tests.simulators.eid import Lab, Recipe, add_signature


@pytest.fixture
def head(someone: Any) -> User:
    user: User = someone("juht", "head", first_name="Toomas", last_name="Kuusk")
    SigningMandate.objects.create(
        user=user, personal_code=TOOMAS, basis="peadirektori käskkiri", valid_from=date(2026, 1, 1)
    )
    return user


@pytest.fixture
def contract(ground: Ground) -> Package:
    """A user agreement of Tamme Puit, sent."""
    return ground.sent()


@pytest.fixture
def joint(ground: Ground) -> Package:
    """A power of attorney of Kaasiku, whose board represents two by two, sent."""
    ground.ask(ground.kaasiku)
    return ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)


def test_a_contract_signed_by_the_board_waits_for_the_agency(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI))
    contract.refresh_from_db()
    assert contract.state == PackageState.RETURNED
    assert work(contract).verdict == ReturnVerdict.PASSED
    assert contract.state == PackageState.AWAITING_AGENCY


def test_a_power_of_attorney_is_accepted_at_once(lab: Lab, ground: Ground) -> None:
    package = ground.sent(ground.wanted("main_user_poa"))
    give_back(package, signed(lab, package, MARI))
    assert work(package).verdict == ReturnVerdict.PASSED
    assert Publication.jobs.filter(authorisation__package=package).count() == 1
    assert package.state == PackageState.ACCEPTED


def test_the_agency_signs_last_and_both_documents_are_accepted(lab: Lab, ground: Ground, head: User) -> None:
    package = ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    container = signed(lab, package, MARI)
    give_back(package, container)
    work(package)
    both = add_signature(lab, TOOMAS, container, clock.now())
    give_back(package, both, ContainerSource.AGENCY, head)
    assert work(package).verdict == ReturnVerdict.PASSED
    assert package.state == PackageState.ACCEPTED
    assert Publication.jobs.filter(authorisation__package=package).count() == 2


@pytest.mark.parametrize("who", [KADRI, MARI])
@pytest.mark.slow
def test_nobody_else_signs_for_the_agency(lab: Lab, contract: Package, head: User, who: str) -> None:
    container = signed(lab, contract, MARI)
    give_back(contract, container)
    work(contract)
    give_back(contract, add_signature(lab, who, container, clock.now()), ContainerSource.AGENCY, head)
    assert "NOT_AGENCY_SIGNER" in codes(work(contract))
    assert contract.state == PackageState.AWAITING_AGENCY


@pytest.mark.slow
def test_a_mandate_for_other_kinds_is_no_mandate(lab: Lab, contract: Package, head: User) -> None:
    SigningMandate.objects.get(user=head).kinds.add(Kind.objects.get(code="agency_refusal"))
    container = signed(lab, contract, MARI)
    give_back(contract, container)
    work(contract)
    give_back(contract, add_signature(lab, TOOMAS, container, clock.now()), ContainerSource.AGENCY, head)
    assert "MANDATE_NOT_KIND" in codes(work(contract))


@pytest.mark.slow
def test_the_agency_must_add_to_the_clients_container(lab: Lab, contract: Package, head: User) -> None:
    container = signed(lab, contract, MARI)
    give_back(contract, container)
    work(contract)
    give_back(contract, container, ContainerSource.AGENCY, head)
    assert "NO_NEW_SIGNATURE" in codes(work(contract))
    give_back(contract, signed(lab, contract, TOOMAS, MARI), ContainerSource.AGENCY, head)
    assert "EARLIER_CONTENT_CHANGED" in codes(work(contract))


def test_one_of_two_is_kept_and_the_next_signs_that_container(lab: Lab, joint: Package) -> None:
    first = signed(lab, joint, JAAN)
    give_back(joint, first)
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    assert joint.state == PackageState.SENT
    assert not Check.objects.for_subject("package", joint.pk).filter(purpose="acceptance").exists()
    letter = MessageBody.objects.order_by("-pk").first()
    assert letter is not None and "Liis Saar" in letter.text and "Peeter Mägi" in letter.text
    give_back(joint, add_signature(lab, PEETER, first, clock.now() + timedelta(seconds=2)))
    assert work(joint).verdict == ReturnVerdict.PASSED
    assert joint.state == PackageState.ACCEPTED


@pytest.mark.slow
def test_one_person_who_signs_twice_counts_once(lab: Lab, joint: Package) -> None:
    give_back(joint, signed(lab, joint, JAAN, JAAN))
    assert work(joint).verdict == ReturnVerdict.PARTIAL


def test_a_bookkeeper_is_not_a_representative(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, KADRI))
    finding = work(contract)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.FAILED, ["NOT_A_REPRESENTATIVE"])
    assert contract.state == PackageState.DEFICIENT


def test_a_changed_document_is_refused_with_a_letter_and_may_be_returned_again(
    lab: Lab, contract: Package
) -> None:
    files = {name: data + b" " for name, data in drafts_of(contract).items()}
    give_back(contract, signed(lab, contract, MARI, files=files))
    finding = work(contract)
    assert codes(finding) == ["FILE_NOT_DRAFT", "DRAFT_MISSING"]
    letter = MessageBody.objects.order_by("-pk").first()
    assert letter is not None and all(sentence in letter.text for sentence in finding.sentences)
    assert not RightCheck.jobs.exists()
    give_back(contract, signed(lab, contract, MARI))
    assert work(contract).verdict == ReturnVerdict.PASSED


@pytest.mark.slow
def test_a_document_of_a_stranger_in_the_container_is_refused(lab: Lab, contract: Package) -> None:
    files = {**drafts_of(contract), "muu.pdf": b"%PDF other"}
    give_back(contract, signed(lab, contract, MARI, files=files))
    assert codes(work(contract)) == ["FILE_NOT_DRAFT"]


@pytest.mark.slow
def test_a_seal_is_not_a_signature(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, "70000013"))
    assert "LEVEL_NOT_ALLOWED" in codes(work(contract))


@pytest.mark.slow
def test_a_signature_from_before_the_sending_is_refused(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI, at=clock.now() - timedelta(hours=2)))
    assert "SIGNED_BEFORE_SENDING" in codes(work(contract))


@pytest.mark.slow
def test_a_signature_without_a_timestamp_is_refused(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI, recipe=Recipe(stamps=0)))
    assert "NO_TIMESTAMP" in codes(work(contract))


def board_becomes(monkeypatch: pytest.MonkeyPatch, code: str, *persons: rules.Person, **more: Any) -> None:
    answer = rules.Answer(code, "Uus", "R", "OÜ", persons, **more)
    monkeypatch.setitem(conftest.ANSWERS, code, answer)


@pytest.mark.slow
def test_who_lost_the_right_meanwhile_waits_for_a_person(
    lab: Lab, contract: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back(contract, signed(lab, contract, MARI))
    board_becomes(monkeypatch, "10000001", BOARD[0])
    finding = work(contract)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["CHANGED_SINCE"])
    assert finding.check_at_sending and finding.check_at_acceptance
    assert contract.state == PackageState.RETURNED


def test_who_gained_the_right_after_signing_is_never_passed(
    lab: Lab, contract: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back(contract, signed(lab, contract, KADRI))
    kadri = rules.Person(KADRI, "EST", "Kadri", "Lepp", "JUHL", "Juhatuse liige", True)
    board_becomes(monkeypatch, "10000001", kadri)
    assert work(contract).verdict == ReturnVerdict.INDETERMINATE


def test_a_person_decides_what_the_machine_could_not(
    lab: Lab, contract: Package, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back(contract, signed(lab, contract, MARI))
    board_becomes(monkeypatch, "10000001", conftest.MARI, BOARD[0])
    finding = work(contract)
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=finding.verification, accepted=True, reason=" ", by=head)
    reason = "Registrikande järgi oli õigus allkirja päeval olemas."
    with pytest.raises(Refused):  # the drafter is no second person, also not as the head's deputy
        returns.decide_by_hand(
            verification=finding.verification, accepted=True, reason=reason, by=contract.drafted_by
        )
    decision = returns.decide_by_hand(
        verification=finding.verification, accepted=True, reason=reason, by=head
    )
    contract.refresh_from_db()
    assert (decision.verdict, contract.state) == (ReturnVerdict.PASSED, PackageState.AWAITING_AGENCY)
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=finding.verification, accepted=False, reason=reason, by=head)


@pytest.mark.slow
def test_a_register_that_cannot_be_asked_is_no_verdict(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI))
    work(contract, answer=False)
    Check.jobs.filter(purpose="acceptance").update(state=JobState.FAILED, verdict="unavailable")
    tasks.decide(RightCheck.jobs.get().pk)
    finding = Finding.objects.for_package(contract.pk).first()
    assert finding is not None
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["REGISTER_UNAVAILABLE"])


@pytest.mark.slow
def test_an_expired_trusted_list_waits_and_nobody_passes_it_by_hand(
    lab: Lab, contract: Package, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = trusted.trust_store()
    expired = dataclasses.replace(current, expires_at=clock.now() - timedelta(days=1))
    monkeypatch.setattr(trusted, "trust_store", lambda: expired)
    give_back(contract, signed(lab, contract, MARI))
    finding = work(contract)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["TRUST_LIST_EXPIRED"])
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=finding.verification, accepted=True, reason="kiire", by=head)
    monkeypatch.setattr(trusted, "trust_store", lambda: current)
    assert returns.verify_again(verification=finding.verification, by=head)
    assert work(contract).verdict == ReturnVerdict.PASSED


def test_without_trust_data_nothing_is_judged_and_a_person_tries_again(
    lab: Lab, contract: Package, head: User, settings: Any
) -> None:
    trusted, settings.TRUST_DIR = settings.TRUST_DIR, ""
    container = give_back(contract, signed(lab, contract, MARI))
    job = Verification.jobs.get(container=container)
    tasks.verify(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "no_trust_data")
    assert not Finding.objects.exists()
    settings.TRUST_DIR = trusted
    assert returns.verify_again(verification=job, by=head)
    assert work(contract).verdict == ReturnVerdict.PASSED


def test_test_anchors_are_refused_in_a_real_database(lab: Lab, contract: Package, settings: Any) -> None:
    settings.TESTING = False
    container = give_back(contract, signed(lab, contract, MARI))
    tasks.verify(Verification.jobs.get(container=container).pk)
    assert Verification.jobs.get(container=container).reason == "no_trust_data"


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", b"PK\x05"])
def test_what_is_not_a_container_is_refused_at_the_door(contract: Package, data: bytes) -> None:
    with pytest.raises(Refused):
        give_back(contract, data)
    assert not Container.objects.exists()


def test_the_same_file_while_it_is_checked_is_received_once(lab: Lab, contract: Package) -> None:
    data = signed(lab, contract, MARI)
    assert give_back(contract, data) == give_back(contract, data)
    assert Verification.jobs.count() == 1


@pytest.mark.slow
def test_the_same_file_after_it_was_accepted_changes_nothing(lab: Lab, contract: Package) -> None:
    data = signed(lab, contract, MARI)
    container = give_back(contract, data)
    work(contract)
    assert give_back(contract, data) == container
    assert (contract.state, Verification.jobs.count()) == (PackageState.AWAITING_AGENCY, 1)


@pytest.mark.slow
def test_what_was_found_wanting_may_be_returned_again(lab: Lab, contract: Package) -> None:
    data = signed(lab, contract, KADRI)
    give_back(contract, data)
    assert work(contract).verdict == ReturnVerdict.FAILED
    give_back(contract, data)
    assert work(contract).verdict == ReturnVerdict.FAILED
    assert Container.objects.count() == 2


@pytest.mark.slow
def test_another_container_need_not_wait_until_the_first_is_checked(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, KADRI))
    give_back(contract, signed(lab, contract, MARI))
    work(contract)
    assert contract.state == PackageState.AWAITING_AGENCY


@pytest.mark.slow
def test_a_broken_container_does_not_take_away_what_waits_for_a_person(
    lab: Lab, contract: Package, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back(contract, signed(lab, contract, MARI))
    board_becomes(monkeypatch, "10000001", BOARD[0])
    waiting = work(contract).verification
    give_back(contract, signed(lab, contract, MARI, files={"muu.pdf": b"%PDF muu"}))
    assert work(contract).verdict == ReturnVerdict.FAILED
    assert contract.state == PackageState.RETURNED
    returns.decide_by_hand(verification=waiting, accepted=True, reason="Õigus oli olemas.", by=head)
    contract.refresh_from_db()
    assert contract.state == PackageState.AWAITING_AGENCY


@pytest.mark.slow
def test_a_check_that_was_given_up_counts_when_it_is_tried_again(
    lab: Lab, contract: Package, head: User, settings: Any
) -> None:
    believed, settings.TRUST_DIR = settings.TRUST_DIR, ""
    container = give_back(contract, signed(lab, contract, MARI))
    job = Verification.jobs.get(container=container)
    tasks.verify(job.pk)
    settings.TRUST_DIR = believed
    give_back(contract, signed(lab, contract, KADRI))
    assert work(contract).verdict == ReturnVerdict.FAILED
    assert contract.state == PackageState.DEFICIENT
    assert returns.verify_again(verification=job, by=head)
    assert work(contract).verdict == ReturnVerdict.PASSED
    assert contract.state == PackageState.AWAITING_AGENCY


def test_a_check_that_runs_twice_writes_once(lab: Lab, contract: Package) -> None:
    container = give_back(contract, signed(lab, contract, MARI))
    job = Verification.jobs.get(container=container)
    tasks.verify(job.pk)
    tasks.verify(job.pk)
    assert RightCheck.jobs.count() == 1


def test_evidence_cannot_be_changed(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, KADRI))
    finding = work(contract)
    for rows in (Finding.objects.filter(pk=finding.pk), Container.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(verdict="passed")


def test_the_kept_report_names_no_person(lab: Lab, contract: Package) -> None:
    from desk.records import blobs

    give_back(contract, signed(lab, contract, MARI))
    work(contract)
    sound = Finding.objects.filter(verdict=ReturnVerdict.SOUND).get()
    assert sound.report is not None
    text = blobs.read(sound.report).decode()
    assert MARI not in text and "TAMM" not in text and sound.trust_list and sound.rules


@pytest.mark.slow
def test_the_timeline_tells_the_story(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI))
    work(contract)
    kinds = list(TimelineEntry.objects.filter(subject_id=contract.pk).values_list("kind", flat=True))
    assert {"contracts.returned", "contracts.found.passed"} <= set(kinds)
