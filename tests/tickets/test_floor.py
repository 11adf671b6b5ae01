"""What the database itself refuses, whatever the code does, and which moves the table of states knows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk import clock
from desk.people.models import Todo, User
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import workflow
from tickets.enums import Alarm, LineKind, LineState, Means, Personal, SaidBy, State
from tickets.models import Escalation, L2Answer, Line, Override, Return, StatusRule, Watch


def refuses(make: object) -> bool:
    """Whether the database refuses what `make` writes."""
    assert callable(make)
    try:
        with transaction.atomic():
            make()
    except DatabaseError:
        return True
    return False


def test_every_state_has_an_owner_and_moves() -> None:
    assert set(workflow.OWNERS) == set(workflow.MOVES) == set(State)
    assert {workflow.heard(means) for means in ("", *Means)} <= workflow.FOLLOWING


@pytest.mark.parametrize(
    ("now", "to", "may"),
    [
        (State.DRAFT, State.QUEUED, True),
        (State.DRAFT, State.ANSWERED, False),
        (State.WORKING, State.NEEDS_INFO, True),
        (State.NEEDS_INFO, State.WORKING, True),
        (State.REFUSED, State.CLOSED, True),
        (State.NEEDS_INFO, State.CLOSED, False),
        (State.ANSWERED, State.CLOSED, False),
        (State.TOLD, State.NEEDS_INFO, False),
        (State.CLOSED, State.ANSWERED, True),
    ],
)
def test_a_move_that_may_not_be_made_says_why(now: State, to: State, may: bool) -> None:
    assert workflow.can_move(now, to) == may
    assert (workflow.not_movable(now, to) == "") == may


def test_a_ticket_is_returned_once_at_a_time(ticket: Escalation, as_specialist: Actor) -> None:
    first = Return.objects.create(escalation=ticket, text="Mis aruanne?", missing=["where"])
    assert refuses(lambda: Return.objects.create(escalation=ticket))
    assert list(Return.objects.waiting()) == [first]
    Return.objects.update(supplied_at=clock.now(), supplied_by=as_specialist.user)
    Return.objects.create(escalation=ticket)
    assert refuses(lambda: Return.objects.filter(pk=first.pk).update(supplied_at=None))


def test_nobody_lets_his_own_finding_go(ticket: Escalation, as_specialist: Actor, as_senior: Actor) -> None:
    def asked(reason: str = "Loa number") -> Override:
        return Override.objects.create(
            escalation=ticket, kind=Personal.PHONE, place="tried", digest="0" * 64, reason=reason,
            asked_by=as_specialist.user,
        )  # fmt: skip

    def decided(by: User, *, allowed: bool | None = True) -> int:
        return Override.objects.update(allowed=allowed, by=by, at=clock.now())

    assert refuses(lambda: asked(""))
    asked()
    assert refuses(asked), "asked already"
    assert refuses(lambda: decided(as_specialist.user))
    assert refuses(lambda: decided(as_senior.user, allowed=None))
    decided(as_senior.user, allowed=False)
    assert asked() not in Override.objects.granted(), "refused once, asked again"


def test_an_alarm_is_raised_once(ticket: Escalation) -> None:
    raised = Watch.objects.create(escalation=ticket, kind=Alarm.STILL)
    Watch.objects.create(escalation=ticket, kind=Alarm.NOT_TOLD)
    assert refuses(lambda: Watch.objects.create(escalation=ticket, kind=Alarm.STILL))
    earlier = raised.raised_at - timedelta(hours=1)
    assert refuses(lambda: Watch.objects.update(over_at=earlier))
    Watch.objects.filter(pk=raised.pk).update(over_at=raised.raised_at + timedelta(hours=1))
    Watch.objects.create(escalation=ticket, kind=Alarm.STILL)
    assert Watch.objects.raised().count() == 2


def test_a_line_rests_until_some_time(db: None) -> None:
    Line.objects.create(kind=LineKind.JIRA)
    assert refuses(lambda: Line.objects.create(kind=LineKind.JIRA))
    assert refuses(lambda: Line.objects.update(state=LineState.RESTING))
    assert refuses(lambda: Line.objects.update(opened_at=clock.now()))


def test_what_an_expert_answered_is_never_changed(ticket: Escalation, as_level2: Actor) -> None:
    assert refuses(lambda: L2Answer.objects.create(escalation=ticket, by=as_level2.user, text=""))
    L2Answer.objects.create(escalation=ticket, by=as_level2.user, text="Nii.")
    assert refuses(lambda: L2Answer.objects.update(text="Teisiti."))


def test_a_rule_is_of_one_place_and_says_something(world: World) -> None:
    rule = {"by": SaidBy.LABEL, "means": Means.REFUSED}
    assert refuses(lambda: StatusRule.objects.create(**rule, value=""))
    assert refuses(lambda: StatusRule.objects.create(**rule, value="ei", unit=world.unit, project="KT"))
    StatusRule.objects.create(**rule, value="ei")
    assert refuses(lambda: StatusRule.objects.create(**rule, value="ei"))


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("#lisainfo Mis aruanne?", State.NEEDS_INFO),
        ("#keeldun Ei ole meie töö.", State.REFUSED),
        ("#duplikaat KT-1", State.DUPLICATE),
    ],
)
def test_what_the_second_level_sends_back_is_the_desks_work_again(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, words: str, state: State
) -> None:
    drain()
    level2.comment(the_issue(level2), words, jira.EXPERT)
    assert read(ticket).state == state
    assert Todo.objects.open().get(owner=as_specialist.user).subject_id == ticket.pk
    assert "badge--warn" in as_specialist.get(ticket.get_absolute_url()).content.decode()
    level2_solves(level2, "#vastus Valmis.")
    assert read(ticket).answer == "Valmis."


@pytest.mark.ignore_template_errors
def test_the_administrator_says_what_a_status_means(
    ticket: Escalation, level2: jira.State, as_administrator: Actor
) -> None:
    drain()
    sent = {
        "unit": str(ticket.unit_id), "project": "", "by": SaidBy.STATUS, "value": "In Progress",
        "means": Means.NEEDS_INFO, "position": "1", "active": "on",
    }  # fmt: skip
    assert as_administrator.post(reverse("admin:tickets_statusrule_add"), sent).status_code == 302
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    assert read(ticket).state == State.NEEDS_INFO


@pytest.mark.ignore_template_errors
def test_the_administrators_pages_open(ticket: Escalation, as_administrator: Actor) -> None:
    for name, row in (
        ("unit", ticket.unit),
        ("form", ticket.form),
        ("statusrule", StatusRule.objects.all()[0]),
    ):
        assert as_administrator.get(reverse(f"admin:tickets_{name}_changelist")).status_code == 200
        page = as_administrator.get(reverse(f"admin:tickets_{name}_change", args=[row.pk]))
        assert page.status_code == 200
