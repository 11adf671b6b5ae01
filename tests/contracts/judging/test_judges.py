"""Who judges: for a live portal SiVa too, unless the agency wrote down that our own check is enough."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts import tasks
from contracts.actions import returns
from contracts.containers.combined import CombinedValidator
from contracts.containers.trust import NoTrustData
from contracts.containers.validator import LocalValidator
from contracts.enums import PackageState, ReturnVerdict, Standing
from contracts.models import Finding, Package, Portal, RightCheck, Verification
from contracts.verification import trusted
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, codes, give_back, signed, work
from tests.simulators.eid import Lab
from tests.simulators.siva import Running

pytestmark = pytest.mark.slow

BASIS = "peadirektori käskkiri 1-1/26/5"


@pytest.fixture
def package(ground: Ground) -> Package:
    """A power of attorney of Tamme Puit, sent: the client's signature is all it needs."""
    return ground.sent(ground.wanted("main_user_poa"))


def only_ours() -> None:
    Portal.objects.update(local_alone=True, local_alone_basis=BASIS)


# ---- which of them -------------------------------------------------------------------------------


def test_a_live_portal_wants_both(live: None, reference: None, siva_service: Running) -> None:
    found = trusted.judge(Portal.objects.all())
    assert isinstance(found.validator, CombinedValidator)
    assert (found.standing, found.final) == (Standing.LIVE, True)


def test_without_siva_our_own_is_a_sample_for_a_live_portal(live: None, reference: None) -> None:
    found = trusted.judge(Portal.objects.all())
    assert isinstance(found.validator, LocalValidator)
    assert (found.standing, found.final) == (Standing.SAMPLE, False)


def test_with_a_written_policy_our_own_is_enough(live: None, reference: None, siva_service: Running) -> None:
    only_ours()
    found = trusted.judge(Portal.objects.all())
    assert isinstance(found.validator, LocalValidator)
    assert (found.standing, found.final) == (Standing.LIVE, True)


def test_a_policy_for_one_portal_says_nothing_of_another(live: None, reference: None) -> None:
    Portal.objects.filter(code="kotkas").update(local_alone=True, local_alone_basis=BASIS)
    assert trusted.judge(Portal.objects.filter(code="kotkas")).final
    assert not trusted.judge(Portal.objects.all()).final


def test_for_no_portal_at_all_there_is_no_policy(live: None, reference: None) -> None:
    only_ours()
    assert not trusted.judge(Portal.objects.none()).final


def test_a_policy_needs_its_basis(reference: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.update(local_alone=True)


def test_what_simulators_say_is_a_sample_and_enough_among_demo_data(reference: None) -> None:
    found = trusted.judge(Portal.objects.all())
    assert (found.standing, found.final) == (Standing.SAMPLE, True)


def test_test_anchors_judge_nothing_real(reference: None, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted, "is_demo", lambda: False)
    with pytest.raises(NoTrustData, match="tests"):
        trusted.judge(Portal.objects.all())


# ---- what becomes of a container -----------------------------------------------------------------


def test_what_both_accept_is_accepted(live: None, lab: Lab, package: Package, siva_service: Running) -> None:
    give_back(package, signed(lab, package, MARI))
    finding = work(package)
    assert (finding.verdict, finding.standing) == (ReturnVerdict.PASSED, Standing.LIVE)
    first = Finding.objects.filter(verification=finding.verification).order_by("pk").first()
    assert first is not None and first.rules == "local-1+siva-POLv4-hashcode"
    assert package.state == PackageState.ACCEPTED


def test_the_report_of_both_is_kept_without_persons(
    lab: Lab, package: Package, siva_service: Running
) -> None:
    give_back(package, signed(lab, package, MARI))
    work(package)
    kept = Finding.objects.exclude(report=None).select_related("report").latest("pk").report
    assert kept is not None
    text = blobs.read(kept).decode()
    assert "siva-POLv4-hashcode" in text and "TOTAL-PASSED" in text
    assert MARI not in text and "TAMM" not in text


def test_a_sample_is_never_accepted_by_itself(live: None, lab: Lab, package: Package) -> None:
    give_back(package, signed(lab, package, MARI))
    finding = work(package)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["SAMPLE_ONLY"])
    assert finding.standing == Standing.SAMPLE
    assert package.state == PackageState.RETURNED
    assert not RightCheck.jobs.exists()


def test_a_sample_is_accepted_by_nobody_by_hand(
    live: None, lab: Lab, package: Package, ground: Ground
) -> None:
    give_back(package, signed(lab, package, MARI))
    finding = work(package)
    with pytest.raises(Refused):
        returns.decide_by_hand(
            verification=finding.verification, accepted=True, reason="kiire", by=ground.user
        )


def test_once_siva_is_set_up_the_same_container_passes(
    live: None, lab: Lab, package: Package, ground: Ground, siva_service: Running, settings: Any
) -> None:
    settings.SIVA_URL, url = "", settings.SIVA_URL
    give_back(package, signed(lab, package, MARI))
    finding = work(package)
    settings.SIVA_URL = url
    assert returns.verify_again(verification=finding.verification, by=ground.user)
    assert work(package).verdict == ReturnVerdict.PASSED


def test_while_siva_is_down_nothing_is_judged_and_it_is_asked_again(
    live: None, lab: Lab, package: Package, siva_service: Running
) -> None:
    siva_service.has("error", status=503)
    container = give_back(package, signed(lab, package, MARI))
    job = Verification.jobs.get(container=container)
    tasks.verify(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.PENDING, "siva_trouble")
    assert job.next_at is not None
    assert not Finding.objects.exists()
    Verification.jobs.filter(pk=job.pk).update(next_at=None)
    assert work(package).verdict == ReturnVerdict.PASSED


def test_where_the_address_is_wrong_a_person_is_told(
    live: None, lab: Lab, package: Package, siva_service: Running
) -> None:
    siva_service.has("error", status=404)
    container = give_back(package, signed(lab, package, MARI))
    job = Verification.jobs.get(container=container)
    tasks.verify(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "siva_address")
    assert not Finding.objects.exists()


# ---- where they disagree a person decides --------------------------------------------------------


@pytest.fixture
def disputed(lab: Lab, package: Package, siva_service: Running) -> Finding:
    """Ours accepts Mari's signature, SiVa does not."""
    siva_service.has("failed")
    give_back(package, signed(lab, package, MARI))
    return work(package)


def test_a_disagreement_waits_with_the_right_looked_into(disputed: Finding, package: Package) -> None:
    assert (disputed.verdict, codes(disputed)) == (ReturnVerdict.INDETERMINATE, ["VALIDATORS_DISAGREE"])
    assert disputed.check_at_acceptance is not None
    assert package.state == PackageState.RETURNED


def test_a_second_person_accepts_it(disputed: Finding, package: Package, second: User) -> None:
    returns.decide_by_hand(
        verification=disputed.verification, accepted=True, reason="SiVa rike, RIA kinnitas", by=second
    )
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED


def test_a_second_person_rejects_it_and_the_client_is_asked_to_sign_again(
    disputed: Finding, package: Package, second: User
) -> None:
    found = returns.decide_by_hand(
        verification=disputed.verification, accepted=False, reason="sertifikaat tühistati", by=second
    )
    package.refresh_from_db()
    assert package.state == PackageState.DEFICIENT
    assert codes(found) == ["SIGNATURE_NOT_ACCEPTED"]


def test_it_may_be_checked_again(disputed: Finding, package: Package, second: User) -> None:
    assert returns.verify_again(verification=disputed.verification, by=second)
    assert work(package).verdict == ReturnVerdict.PASSED


def test_what_only_siva_accepts_is_accepted_by_nobody(
    lab: Lab, package: Package, siva_service: Running, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = trusted.trust_store()
    monkeypatch.setattr(
        trusted, "LocalValidator", lambda store, at: LocalValidator(strict, at, min_rsa=2048 * 4)
    )
    give_back(package, signed(lab, package, "23809230033"))  # with a key of 2048 bits
    finding = work(package)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["ONLY_SIVA_ACCEPTS"])
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=finding.verification, accepted=True, reason="usun", by=second)
    returns.decide_by_hand(verification=finding.verification, accepted=False, reason="ei usu", by=second)
    package.refresh_from_db()
    assert package.state == PackageState.DEFICIENT


@pytest.fixture
def second(someone: Any) -> User:
    user: User = someone("vanem", "senior_specialist", first_name="Vello", last_name="Vanem")
    return user
