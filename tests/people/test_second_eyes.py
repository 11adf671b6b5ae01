"""A second pair of eyes: who it is is a rule, nobody is second to himself, and one of two at once wins."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from desk import clock, slots
from desk.http import Refused
from desk.people import actions, approvals, gone
from desk.people.enums import ApprovalState, Role, Second
from desk.people.models import Approval, ApprovalPolicy, Notice, Todo, User
from desk.people.policy_form import PolicyForm
from tests.conftest import Actor, _actor

TEXT: Promise = gettext_lazy("May this be done?")
said: list[int] = []


def note_down(approval: Approval) -> None:
    said.append(approval.pk)


KINDS = {
    "test.any": approvals.Kind(TEXT, "", note_down, verdicts={"grave": TEXT}),
    "test.leads": approvals.Kind(TEXT, "", note_down, usual={"": Second.LEADS}, reasoned=True, needed=True),
    "test.none": approvals.Kind(TEXT, "", note_down, usual={"": Second.NOBODY}),
}


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Kinds of a room that exists only here."""
    real = slots.each
    monkeypatch.setattr(slots, "each", lambda slot: iter([KINDS]) if slot == "SECOND_EYES" else real(slot))
    said.clear()
    yield


def asked(by: User, kind: str = "test.any", number: int = 1, verdict: str = "") -> Approval:
    approval = actions.ask_second(kind=kind, subject=("thing", number), by=by, verdict=verdict)
    assert approval is not None
    return approval


def test_nobody_is_second_person_to_himself(as_head: Actor) -> None:
    approval = asked(as_head.user)
    with pytest.raises(Refused):
        actions.decide_second(approval=approval, approved=True, by=as_head.user)
    assert "Nobody" in approvals.refusal(approval, as_head.user) or approvals.refusal(approval, as_head.user)
    assert said == []


def test_another_decides_and_the_asker_is_told(as_specialist: Actor, margus: User) -> None:
    approval = asked(as_specialist.user)
    decided = actions.decide_second(approval=approval, approved=True, by=margus)
    assert (decided.state, said) == (ApprovalState.APPROVED, [approval.pk])
    assert [notice.kind for notice in Notice.objects.to(as_specialist.user.pk or 0)] == [
        "people.second_approved"
    ]
    assert "badge--ok" in as_specialist.get(reverse("people:second")).content.decode()


def test_a_no_needs_a_reason_and_where_the_kind_says_so_a_yes_too(
    as_specialist: Actor, as_head: Actor
) -> None:
    plain, reasoned = asked(as_specialist.user), asked(as_specialist.user, "test.leads")
    with pytest.raises(Refused):
        actions.decide_second(approval=plain, approved=False, by=as_head.user)
    with pytest.raises(Refused):
        actions.decide_second(approval=reasoned, approved=True, by=as_head.user)
    actions.decide_second(approval=plain, approved=False, by=as_head.user, reason="vale")
    actions.decide_second(approval=reasoned, approved=True, by=as_head.user, reason="õige")
    assert len(said) == 2


def test_the_rule_says_who(as_specialist: Actor, margus: User, as_head: Actor) -> None:
    assert actions.ask_second(kind="test.none", subject=("thing", 1), by=as_specialist.user) is None
    ApprovalPolicy.objects.create(kind="test.any", second=Second.LEADS)
    ApprovalPolicy.objects.create(kind="test.any", verdict="grave", second=Second.HEAD)
    plain = asked(as_specialist.user, number=1)
    grave = asked(as_specialist.user, number=2, verdict="grave")
    assert (plain.second, grave.second) == (Second.LEADS, Second.HEAD)
    with pytest.raises(Refused):
        actions.decide_second(approval=plain, approved=True, by=margus)
    actions.decide_second(approval=grave, approved=True, by=as_head.user)


def test_what_waits_is_one_list_mine_first_then_others(
    as_specialist: Actor, margus: User, as_head: Actor
) -> None:
    asked(as_specialist.user, "test.leads", 1)
    clock.move(timedelta(hours=3))
    asked(margus, "test.any", 2)
    page = as_specialist.get(reverse("people:second"))
    assert [row.approval.subject_id for row in page.context["mine"]] == [2]
    assert [row.approval.subject_id for row in page.context["others"]] == [1]
    head = as_head.get(reverse("people:second"))
    assert [row.approval.subject_id for row in head.context["mine"]] == [1, 2]
    assert "3" in head.content.decode()


def test_it_is_decided_on_the_page(as_specialist: Actor, margus: User) -> None:
    approval = asked(margus)
    address = reverse("people:second_decide", args=[approval.pk])
    as_specialist.post(address, {"decision": "refuse", "reason": ""})
    approval.refresh_from_db()
    assert approval.state == ApprovalState.WAITING
    as_specialist.post(address, {"decision": "refuse", "reason": "puudub alus"})
    approval.refresh_from_db()
    assert (approval.state, approval.reason) == (ApprovalState.REFUSED, "puudub alus")
    again = as_specialist.post(address, {"decision": "approve"}, follow=True)
    assert "notice--bad" in again.content.decode()


def test_it_stands_on_the_list_of_what_i_owe(as_specialist: Actor, margus: User) -> None:
    asked(margus)
    page = as_specialist.get("/people/owed/?kind=second").content.decode()
    assert "row-second-" in page
    assert "row-second-" not in _actor(margus).get("/people/owed/?kind=second").content.decode()


def test_the_asker_takes_it_back_unless_the_thing_waits_for_it(as_specialist: Actor, margus: User) -> None:
    free, needed = asked(margus), asked(margus, "test.leads")
    with pytest.raises(Refused):
        actions.take_back_second(approval=free, by=as_specialist.user)
    actions.take_back_second(approval=free, by=margus)
    with pytest.raises(Refused):
        actions.take_back_second(approval=needed, by=margus)
    with pytest.raises(Refused):
        actions.decide_second(approval=free, approved=True, by=as_specialist.user)


def test_a_kind_that_no_room_offers_any_more_is_shown_and_not_decided(
    as_specialist: Actor, margus: User
) -> None:
    approval = asked(margus)
    Approval.objects.update(kind="test.gone")
    assert as_specialist.get(reverse("people:second")).status_code == 200
    approval.refresh_from_db()
    with pytest.raises(Refused):
        actions.decide_second(approval=approval, approved=True, by=as_specialist.user)


def test_every_kind_has_a_rule_that_the_administrator_sees(as_administrator: Actor) -> None:
    call_command("reference_data")
    assert set(ApprovalPolicy.objects.values_list("kind", flat=True)) == set(KINDS)
    assert as_administrator.get(reverse("admin:people_approvalpolicy_changelist")).status_code == 200
    assert as_administrator.get(reverse("admin:people_approvalpolicy_add")).status_code == 200


def test_a_rule_of_an_unknown_kind_or_verdict_is_refused(db: None) -> None:
    assert PolicyForm({"kind": "test.any", "verdict": "grave", "second": "head"}).is_valid()
    assert not PolicyForm({"kind": "test.unknown", "verdict": "", "second": "head"}).is_valid()
    assert not PolicyForm({"kind": "test.leads", "verdict": "grave", "second": "head"}).is_valid()


def test_what_is_about_nothing_is_named_and_settled(as_specialist: Actor, margus: User) -> None:
    user = as_specialist.user
    actions.give_todo(kind="people.asked", owner=user, subject=("absence", 77), text="x")
    actions.give_todo(kind="people.asked", owner=user, subject=("nobody knows", 77), text="x")
    actions.ask_second(kind="test.any", subject=("absence", 77), by=margus)
    assert (len(gone.todos()), len(gone.approvals())) == (1, 1)
    assert actions.settle_gone() == 2
    assert Todo.objects.open().get().subject_kind == "nobody knows"
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_a_hundred_cost_what_one_does(as_specialist: Actor, margus: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_specialist.get(reverse("people:second")).status_code == 200
        return sum("records_clock" not in query["sql"] for query in queries)

    asked(margus, number=1)
    cost()
    one = cost()
    for number in range(2, 50):
        asked(margus, number=number)
    assert cost() == one <= 12


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_the_same_instant_one_wins(
    transactional_db: None, someone: Callable[..., User]
) -> None:
    asker, first, second = (someone(name, Role.SPECIALIST) for name in ("a", "b", "c"))
    approval = asked(asker)
    start, answers = threading.Barrier(2), []

    def decide(by: User, approved: bool) -> None:
        mine = Approval.objects.get(pk=approval.pk)
        start.wait()
        try:
            actions.decide_second(approval=mine, approved=approved, by=by, reason="nii")
            answers.append("decided")
        except Refused as refused:
            answers.append(refused.texts[0])
        finally:
            connection.close()

    threads: list[Any] = [
        threading.Thread(target=decide, args=(first, True)),
        threading.Thread(target=decide, args=(second, False)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(said) == 1
    assert sorted(answer == "decided" for answer in answers) == [False, True]
    assert Approval.objects.get().decided_by in {first, second}
