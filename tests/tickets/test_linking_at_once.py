"""Two link, tell, join and close at the same instant: shown on a real PostgreSQL, with real threads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from desk.enquiries import actions as enquiries
from desk.http import Refused
from desk.outbox import JobState
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import Actor
from tests.mail.letters import stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def another(world: World, by: Actor, question: str = "Ka mina ei saa.") -> Any:
    return enquiries.open_enquiry(
        topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person, by=by.user,
        language="et", question=question,
    )  # fmt: skip


def fresh(ticket: Escalation) -> Escalation:
    return Escalation.objects.select_related("issue", "enquiry", "unit").get(pk=ticket.pk)


def sent_to_their_mail(ticket: Escalation, world: World, by: Actor) -> None:
    """The letter is out and stays out; nobody has looked at it yet."""
    actions.tell_client(escalation=ticket, text="Saab esitada.", to=world.address, by=by.user)
    assert ticket.message is not None
    stays(ticket.message)


def closings(level2: jira.State) -> int:
    return sum(item["toString"] == "Closed" for h in the_issue(level2).history for item in h.items)


def test_two_people_link_one_key(
    transactional_db: None, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    fields = {"project": {"key": "KT"}, "issuetype": {"id": "10101"}, "summary": "Nupp on hall"}
    level2.create(fields, [], jira.EXPERT)
    asked = [world.enquiry, another(world, as_specialist)]
    by, unit = as_specialist.user, world.unit

    def link(enquiry: Any) -> Callable[[], Any]:
        return lambda: actions.link(enquiry=enquiry, unit=unit, key="KT-1", by=by)

    assert all(isinstance(one, Escalation) for one in at_once([link(one) for one in asked]))
    pks = list(JiraOperation.objects.filter(deed=Deed.ADOPT).values_list("pk", flat=True))

    def work(pk: int) -> Callable[[], Any]:
        return lambda: tasks.send(pk)

    at_once([work(pk) for pk in pks])
    drain()
    assert Issue.objects.count() == 1
    assert {each.state for each in Escalation.objects.all()} == {State.CREATED}
    assert len(the_issue(level2).remote_links) == 2
    labels = [label for label in the_issue(level2).labels if label.startswith("csd-")]
    assert len(labels) == 1


def test_one_person_links_twice(
    transactional_db: None, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    by, unit = as_specialist.user, world.unit
    said = at_once([lambda: actions.link(enquiry=world.enquiry, unit=unit, key="KT-1", by=by)] * 2)
    assert Escalation.objects.count() == 1
    assert JiraOperation.objects.filter(deed=Deed.ADOPT).count() == 1
    assert sum(isinstance(one, Refused) for one in said) <= 1


def test_the_last_two_are_told_and_the_issue_is_closed_once(
    transactional_db: None, ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    unit, by = ticket.unit, as_specialist.user
    joined = actions.link(enquiry=another(world, as_specialist), unit=unit, key="KT-1", by=by)
    for each in (ticket, joined):
        sent_to_their_mail(fresh(each), world, as_specialist)
    at_once([lambda: tasks.follow(ticket.pk), lambda: tasks.follow(joined.pk)])
    drain()
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}
    assert JiraOperation.objects.filter(deed=Deed.CLOSE).count() == 1
    assert closings(level2) == 1


def test_somebody_joins_while_the_answer_comes(
    transactional_db: None, ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    read(ticket)
    level2_solves(level2)
    enquiry, unit, by = another(world, as_specialist), ticket.unit, as_specialist.user
    at_once([
        lambda: tasks.read(ticket.issue_id),
        lambda: actions.link(enquiry=enquiry, unit=unit, key="KT-1", by=by),
    ])  # fmt: skip
    assert {each.state for each in Escalation.objects.all()} == {State.ANSWERED} or _read_again(ticket)
    assert len({each.promise_id for each in Escalation.objects.all()}) == 2


def _read_again(ticket: Escalation) -> bool:
    """Joined after the reading began: the next one tells it too."""
    tasks.read(ticket.issue_id)
    return {each.state for each in Escalation.objects.all()} == {State.ANSWERED}


def test_somebody_joins_while_the_last_is_told(
    transactional_db: None, ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    sent_to_their_mail(fresh(ticket), world, as_specialist)
    enquiry, unit, by = another(world, as_specialist), ticket.unit, as_specialist.user
    told, joined = at_once([
        lambda: tasks.follow(ticket.pk),
        lambda: actions.link(enquiry=enquiry, unit=unit, key="KT-1", by=by),
    ])  # fmt: skip
    assert told is None
    assert fresh(joined).state == State.ANSWERED
    # Nothing is closed over the head of the one who came.
    drain()
    assert closings(level2) == 0
    assert not JiraOperation.objects.filter(deed=Deed.CLOSE).exclude(state=JobState.SENT).exists()
    sent_to_their_mail(fresh(joined), world, as_specialist)
    tasks.follow(joined.pk)
    drain()
    assert closings(level2) == 1
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}


def test_somebody_joins_while_the_issue_is_being_closed(
    transactional_db: None, ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    sent_to_their_mail(fresh(ticket), world, as_specialist)
    tasks.follow(ticket.pk)
    (closing,) = JiraOperation.objects.filter(deed=Deed.CLOSE)
    enquiry, unit, by = another(world, as_specialist), ticket.unit, as_specialist.user
    _done, joined = at_once([
        lambda: tasks.send(closing.pk),
        lambda: actions.link(enquiry=enquiry, unit=unit, key="KT-1", by=by),
    ])  # fmt: skip
    drain()
    # Whichever was first, the one who came has the answer, and is told on evidence of their own.
    assert fresh(joined).state == State.ANSWERED
    sent_to_their_mail(fresh(joined), world, as_specialist)
    tasks.follow(joined.pk)
    drain()
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}
    assert closings(level2) == 1
    connection.close()
