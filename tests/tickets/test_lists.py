"""The lists of tickets: what waits for whom, the most urgent first, and what is new."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.enquiries import actions as enquiries
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, read, the_issue
from tickets.enums import Alarm, State
from tickets.models import Escalation, Issue, Unit, Watch

pytestmark = pytest.mark.slow

LIST = reverse("tickets:list")
HOUR = timedelta(hours=1)
Make = Callable[..., Escalation]


def shown(actor: Actor, **asked: str | int) -> list[str]:
    """The issues on the list, from the top."""
    answer = actor.get(LIST, asked)
    assert answer.status_code == 200
    return [str(row.ticket) for row in answer.context["rows"]]


@pytest.fixture
def make(world: World, as_specialist: Actor) -> Make:
    """A ticket in a state, so many hours old."""
    form = world.unit.form
    assert form is not None
    count = iter(range(1, 1000))

    def ticket(state: State, hours: float = 1, by: Actor = as_specialist, unit: str = "it") -> Escalation:
        at, number = clock.now() - hours * HOUR, next(count)
        enquiry = enquiries.open_enquiry(
            topic=world.enquiry.topic, client=world.enquiry.client, by=by.user, language="et", question="?"
        )
        chosen = Unit.objects.get(code=unit)
        sent = state not in (State.QUEUED, State.DRAFT)
        issue = Issue.objects.create(
            unit=chosen, project="KT", jira_id=str(100 + number) if sent else "",
            jira_key=f"KT-{number}" if sent else "", jira_created_at=at, moved_at=at,
        )  # fmt: skip
        answered = state in (State.ANSWERED, State.DELIVERING, State.TOLD)
        return Escalation.objects.create(
            enquiry=enquiry, unit=chosen, form=form, issue=issue, state=state, created_by=by.user,
            created_at=at, answered_at=at if answered else None,
            closed_at=at if state == State.CLOSED else None,
        )  # fmt: skip

    return ticket


def test_each_list_holds_what_its_name_says(make: Make, as_specialist: Actor) -> None:
    queued, created = make(State.QUEUED), make(State.CREATED)
    returned, answered, closed = make(State.NEEDS_INFO), make(State.ANSWERED), make(State.CLOSED)
    assert set(shown(as_specialist)) == {str(each) for each in (queued, created, returned, answered)}
    assert shown(as_specialist, show="theirs") == [str(created)]
    assert shown(as_specialist, show="returned") == [str(returned)]
    assert shown(as_specialist, show="answered") == [str(answered)]
    assert shown(as_specialist, show="unsent") == [str(queued)]
    assert set(shown(as_specialist, show="ours")) == {str(returned), str(answered)}
    assert str(closed) in shown(as_specialist, show="all")


def test_what_is_most_urgent_comes_first(make: Make, as_specialist: Actor) -> None:
    theirs, ours_new, ours_old = make(State.WORKING, 90), make(State.ANSWERED, 1), make(State.ANSWERED, 5)
    late = make(State.CREATED, 50)
    Watch.objects.create(escalation=late, kind=Alarm.NOT_ACCEPTED)
    assert shown(as_specialist) == [str(each) for each in (late, ours_old, ours_new, theirs)]
    assert shown(as_specialist, show="late") == [str(late)]


def test_mine_and_one_unit(make: Make, as_specialist: Actor, as_senior: Actor) -> None:
    mine, others = make(State.CREATED), make(State.CREATED, by=as_senior)
    permits = make(State.CREATED, unit="permits")
    assert set(shown(as_specialist)) == {str(mine), str(others), str(permits)}
    assert set(shown(as_specialist, whose="mine")) == {str(mine), str(permits)}
    assert shown(as_specialist, unit=permits.unit_id) == [str(permits)]


def test_tabs_say_how_many_each_holds(make: Make, as_specialist: Actor) -> None:
    for state in (State.CREATED, State.WORKING, State.ANSWERED, State.CLOSED):
        make(state)
    make(State.CREATED, unit="permits")
    tabs = {tab.code: tab.number for tab, _address in as_specialist.get(LIST).context["tabs"]}
    assert (tabs["open"], tabs["theirs"], tabs["answered"], tabs["all"]) == (4, 3, 1, None)
    it = Unit.objects.get(code="it").pk
    tabs = {tab.code: tab.number for tab, _a in as_specialist.get(LIST, {"unit": it}).context["tabs"]}
    assert tabs["theirs"] == 2


def test_the_next_page_goes_on_where_this_one_ends(make: Make, as_specialist: Actor) -> None:
    for number in range(28):
        make(State.ANSWERED if number % 2 else State.WORKING, hours=1 + number // 4)
    first = as_specialist.get(LIST)
    second = as_specialist.get(LIST + first.context["following"])
    rows = [str(row.ticket) for answer in (first, second) for row in answer.context["rows"]]
    assert len(rows) == len(set(rows)) == 28
    assert second.context["following"] == ""


def test_one_row_and_many_ask_the_same(make: Make, as_specialist: Actor) -> None:
    def asked() -> int:
        as_specialist.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            as_specialist.get(LIST)
        return sum("records_clock" not in query["sql"] for query in queries)

    make(State.ANSWERED)
    one = asked()
    for state in (State.CREATED, State.QUEUED, State.NEEDS_INFO, State.WORKING) * 5:
        make(state)
    assert asked() == one <= 13


def test_a_row_says_since_when_and_until_when(make: Make, as_specialist: Actor) -> None:
    make(State.CREATED, 24 * 7)
    (row,) = as_specialist.get(LIST).context["rows"]
    assert (row.turn, row.late) == ("teine tasand", True)
    page = as_specialist.get(LIST).content.decode()
    assert "hilinenud" in page
    assert "Kelle kord" in page


def test_what_moved_is_new_until_its_owner_looks(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, as_senior: Actor
) -> None:
    drain()
    assert ">uus<" not in as_specialist.get(LIST).content.decode()
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    ticket = read(ticket)
    assert ">uus<" in as_specialist.get(LIST).content.decode()
    url, moved = reverse("tickets:seen", args=[ticket.pk]), {"moved": ticket.issue.moved_at.isoformat()}  # type: ignore[union-attr]
    as_senior.post(url, moved)
    assert ">uus<" in as_specialist.get(LIST).content.decode(), "another's look is not the owner's"
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert ">uus<" in page
    assert url in page
    as_specialist.post(url, moved)
    assert ">uus<" not in as_specialist.get(LIST).content.decode()
    assert ">uus<" not in as_specialist.get(ticket.get_absolute_url()).content.decode()


def test_what_moves_while_one_looks_stays_new(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    looked_until = read(ticket).issue.moved_at
    assert looked_until is not None
    level2.clock_offset = timedelta(minutes=1)
    level2.comment(the_issue(level2), "Vaatame.", jira.EXPERT)
    read(ticket)
    as_specialist.post(reverse("tickets:seen", args=[ticket.pk]), {"moved": looked_until.isoformat()})
    assert read(ticket).has_news


@pytest.mark.parametrize("moved", ["", "eile", "2026-11-23T10:00"])
def test_nobody_sees_until_no_moment(ticket: Escalation, as_specialist: Actor, moved: str) -> None:
    url = reverse("tickets:seen", args=[ticket.pk])
    assert as_specialist.post(url, {"moved": moved}).status_code == 400


def test_the_workspace_shows_mine_first(make: Make, as_specialist: Actor, as_senior: Actor) -> None:
    others = make(State.ANSWERED, 9, by=as_senior)
    mine, theirs = make(State.ANSWERED, 1), make(State.WORKING)
    rows = as_specialist.get(reverse("tickets:home_panel")).context["rows"]
    assert [str(row.ticket) for row in rows] == [str(mine), str(others)]
    Watch.objects.create(escalation=theirs, kind=Alarm.STILL)
    rows = as_specialist.get(reverse("tickets:home_panel")).context["rows"]
    assert [str(row.ticket) for row in rows] == [str(theirs), str(mine), str(others)]


def test_the_head_sees_what_goes_on_too_long(make: Make, as_head: Actor, as_specialist: Actor) -> None:
    late = make(State.WORKING)
    now = clock.now()
    Watch.objects.create(escalation=late, kind=Alarm.STILL, raised_at=now, head_at=now)
    said = "1 pilet võtab liiga kaua"
    assert said in as_head.get(reverse("tickets:home_panel")).content.decode()
    assert said not in as_specialist.get(reverse("tickets:home_panel")).content.decode()
    assert shown(as_head, show="late") == [str(late)]


def test_panels_of_client_and_enquiry(make: Make, as_specialist: Actor) -> None:
    ticket = make(State.WORKING)
    panel: Any = as_specialist.get(reverse("tickets:enquiry_panel", args=[ticket.enquiry_id]))
    assert str(ticket) in panel.content.decode()
    panel = as_specialist.get(reverse("tickets:client_panel", args=[ticket.enquiry.client_id]))
    assert str(ticket) in panel.content.decode()
