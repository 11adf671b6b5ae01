"""A container that the machine could not judge waits on the one list, and the rule says for whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from contracts.actions import returns
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Package
from desk.http import Refused
from desk.people import actions
from desk.people.enums import ApprovalState, Role, Second
from desk.people.models import Approval, ApprovalPolicy, Notice, User
from registry import rules
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import _actor
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.returns.returning import KADRI, MARI, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

WHY = "Registrikande järgi oli õigus allkirja päeval olemas."


@pytest.fixture
def unclear(lab: Lab, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A signed agreement whose signer was changed in the register meanwhile."""
    package: Package = ground.sent()
    give_back(package, signed(lab, package, MARI))
    answer = rules.Answer("10000001", "Uus", "R", "OÜ", (BOARD[0],))
    monkeypatch.setitem(conftest.ANSWERS, "10000001", answer)
    assert work(package).verdict == ReturnVerdict.INDETERMINATE
    return package


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    return someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")


def test_it_is_asked_by_itself_and_by_the_verdict(unclear: Package) -> None:
    approval = Approval.objects.get()
    assert (approval.kind, approval.verdict) == ("contracts.verdict", "CHANGED_SINCE")
    assert (approval.second, approval.asked_by) == (Second.LEADS, unclear.drafted_by)
    assert approval.params == {"numbers": unclear.numbers}


def test_the_second_person_decides_from_the_list(unclear: Package, head: User) -> None:
    approval = Approval.objects.get()
    as_head = _actor(head)
    page = as_head.get(reverse("people:second")).content.decode()
    assert unclear.numbers in page and reverse("contracts:page", args=[unclear.pk]) in page
    address = reverse("people:second_decide", args=[approval.pk])
    as_head.post(address, {"decision": "approve", "reason": ""})
    unclear.refresh_from_db()
    assert unclear.state == PackageState.RETURNED, "a yes needs its reason here too"
    as_head.post(address, {"decision": "approve", "reason": WHY})
    unclear.refresh_from_db()
    assert unclear.state == PackageState.AWAITING_AGENCY
    told = Notice.objects.to(unclear.drafted_by_id).values_list("kind", flat=True)
    assert list(told) == ["people.second_approved"]


def test_the_drafter_sees_that_it_waits_for_another(unclear: Package, head: User) -> None:
    address = reverse("contracts:page", args=[unclear.pk])
    decide = reverse("contracts:decide", args=[unclear.containers.get().verifications.get().pk])
    assert decide not in _actor(unclear.drafted_by).get(address).content.decode()
    assert decide in _actor(head).get(address).content.decode()


def test_a_no_makes_it_deficient(unclear: Package, head: User) -> None:
    actions.decide_second(approval=Approval.objects.get(), approved=False, by=head, reason=WHY)
    unclear.refresh_from_db()
    assert unclear.state == PackageState.DEFICIENT


def test_of_two_that_wait_for_a_person_the_newer_is_decided_first(
    lab: Lab, unclear: Package, head: User
) -> None:
    older = unclear.containers.get().verifications.get()
    give_back(unclear, signed(lab, unclear, MARI, KADRI))
    newer = work(unclear).verification
    page = _actor(head).get(reverse("contracts:page", args=[unclear.pk])).content.decode()
    assert reverse("contracts:decide", args=[newer.pk]) in page
    assert reverse("contracts:decide", args=[older.pk]) not in page
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=older, accepted=True, reason="Õigus oli olemas.", by=head)
    returns.decide_by_hand(verification=newer, accepted=False, reason="Kadri ei esinda.", by=head)
    unclear.refresh_from_db()
    assert unclear.state == PackageState.RETURNED, "the older one still waits"
    assert Approval.objects.waiting().count() == 1
    returns.decide_by_hand(verification=older, accepted=True, reason="Õigus oli olemas.", by=head)
    unclear.refresh_from_db()
    assert unclear.state == PackageState.AWAITING_AGENCY


def test_where_the_rule_wants_nobody_the_drafter_decides(unclear: Package) -> None:
    Approval.objects.all().delete()
    ApprovalPolicy.objects.create(kind="contracts.verdict", second=Second.NOBODY)
    verification = unclear.containers.get().verifications.get()
    with pytest.raises(Refused):
        returns.decide_by_hand(verification=verification, accepted=True, reason=" ", by=unclear.drafted_by)
    returns.decide_by_hand(verification=verification, accepted=True, reason=WHY, by=unclear.drafted_by)
    unclear.refresh_from_db()
    assert unclear.state == PackageState.AWAITING_AGENCY


def test_where_the_machine_knows_after_all_nobody_need_look(
    unclear: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        conftest.ANSWERS, "10000001", rules.Answer("10000001", "Uus", "R", "OÜ", (conftest.MARI,))
    )
    finding = unclear.containers.get().verifications.get().findings.first()
    assert finding is not None
    returns.verify(container=unclear.containers.get())
    if work(unclear).verdict == ReturnVerdict.PASSED:
        assert Approval.objects.get().state == ApprovalState.WITHDRAWN
    else:
        assert Approval.objects.waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_nothing_hangs(
    transactional_db: None, unclear: Package, head: User, someone: Callable[..., User]
) -> None:
    senior = someone("vanem", Role.SENIOR)
    verification = unclear.containers.get().verifications.get()
    approval = Approval.objects.get()

    def from_the_list() -> Any:
        try:
            actions.decide_second(
                approval=Approval.objects.get(pk=approval.pk), approved=True, by=head, reason=WHY
            )
        except Refused as refused:
            return refused.texts
        return "decided"

    def from_the_page() -> Any:
        try:
            returns.decide_by_hand(verification=verification, accepted=False, reason=WHY, by=senior)
        except Refused as refused:
            return refused.texts
        return "decided"

    answers = at_once([from_the_list, from_the_page])
    assert answers.count("decided") == 1, answers
    assert all(answer for answer in answers)
    assert Approval.objects.exclude(state=ApprovalState.WAITING).count() == 1
