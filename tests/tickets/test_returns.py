"""What the second level says opens its own duty, with its own clock and owner, and ends by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import due_in
from desk.enquiries.models import Topic
from desk.http import Refused
from desk.people.models import Todo
from desk.people.words import sentence
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, gateway
from tickets.actions import returning
from tickets.enums import Means, SaidBy, State
from tickets.following import meaning
from tickets.leaving import incomplete
from tickets.models import Escalation, Issue, JiraOperation, Return, StatusRule

pytestmark = pytest.mark.slow
ASKED = "#lisainfo Palun täpset veateadet ja millise veebilehitsejaga."


@pytest.fixture
def followed(ticket: Escalation, level2: jira.State) -> Escalation:
    drain()
    return read(ticket)


@pytest.fixture
def returned(followed: Escalation, level2: jira.State) -> Escalation:
    level2.comment(the_issue(level2), ASKED, jira.EXPERT)
    return read(followed)


def owed(ticket: Escalation) -> list[str]:
    rows = Todo.objects.open().filter(subject_kind="escalation", subject_id=ticket.pk)
    return [row.kind for row in rows]


def the_todo() -> Todo:
    return Todo.objects.open().get()


def supplied(ticket: Escalation, by: Actor, **answers: str) -> JiraOperation | None:
    given = {row["key"]: row["text"] for row in ticket.answers} | answers
    return actions.supply(escalation=ticket, answers=given, more="", missing=[], by=by.user)


def test_returned_as_incomplete_is_a_duty_that_names_what_is_missing(
    returned: Escalation, as_specialist: Actor
) -> None:
    assert returned.state == State.NEEDS_INFO
    todo = the_todo()
    assert (todo.kind, todo.owner, todo.client_id) == (
        "tickets.needs_info", as_specialist.user, returned.enquiry.client_id,
    )  # fmt: skip
    assert todo.due_at == due_in(todo.made_at, returned.unit.info_days)
    assert "KT-1" in sentence(todo.kind, todo.params)
    row = Return.objects.get()
    assert (row.text, row.missing) == (ASKED.removeprefix("#lisainfo "), ["error", "browser"])


def test_reading_again_and_their_next_words_are_the_same_return(
    returned: Escalation, level2: jira.State
) -> None:
    level2.comment(the_issue(level2), "#lisainfo Ja mida on proovitud?", jira.EXPERT)
    Issue.objects.update(jira_updated_at=None)
    read(returned)
    row = Return.objects.get()
    assert (row.text, row.missing) == ("Ja mida on proovitud?", ["error", "browser"])
    assert len(owed(returned)) == 1


def test_what_was_missing_is_mended_and_the_ticket_goes_on(
    returned: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    supplied(returned, as_specialist, error="Viga 500", browser="Firefox")
    assert owed(returned) == []
    row = Return.objects.get()
    assert (row.missing, row.supplied_by) == (["error", "browser"], as_specialist.user)
    returned.refresh_from_db()
    assert returned.state == State.NEEDS_INFO, "until JIRA has it"
    drain()
    comment = the_issue(level2).comments[-1].body
    assert "Veateade sõna-sõnalt: Viga 500" in comment
    assert "Veebilehitseja: Firefox" in comment
    assert "KOTKAS" not in comment, "what has not changed is there already"
    ticket = read(returned)
    assert ticket.state == State.CREATED
    assert {"key": "error", "label": "Veateade sõna-sõnalt", "text": "Viga 500"} in ticket.answers
    assert owed(ticket) == []


def test_what_was_supplied_and_is_never_sent_is_missing_again(
    returned: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    operation = supplied(returned, as_specialist, error="Viga 500")
    assert operation is not None
    level2.faults.append({"kind": "error", "status": 403, "method": "POST", "path": "/comment$"})
    drain()
    assert owed(returned) == []
    actions.give_up(operation=operation, by=as_specialist.user)
    assert read(returned).state == State.NEEDS_INFO
    assert owed(returned) == ["tickets.needs_info"]
    assert Return.objects.waiting().count() == 1


def test_a_comment_that_is_not_needed_leaves_what_was_supplied(
    returned: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    operation = actions.comment(escalation=returned, text="Palun kiiremini.", by=as_specialist.user)
    level2.faults.append({"kind": "error", "status": 403, "method": "POST", "path": "/comment$"})
    drain()
    supplied(returned, as_specialist, error="Viga 500")
    actions.give_up(operation=operation, by=as_specialist.user)
    assert owed(returned) == []


def test_what_no_question_asks_for_stays_with_the_ticket(returned: Escalation, as_specialist: Actor) -> None:
    answers = {row["key"]: row["text"] for row in returned.answers}
    operation = actions.supply(
        escalation=returned,
        answers=answers,
        more="Ekraan on valge.",
        missing=["error"],
        by=as_specialist.user,
    )
    assert operation is not None and operation.text == "Ekraan on valge."
    returned.refresh_from_db()
    assert returned.answers[-1]["text"] == "Ekraan on valge."
    assert Return.objects.get().missing == ["error"], "what the person ticked is counted"


def test_what_is_mended_is_judged_as_when_it_left(returned: Escalation, as_specialist: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        supplied(returned, as_specialist, error="Mari Tammel", tried="", browser="Netscape")
    assert len(refusal.value.texts) == 3
    with pytest.raises(Refused):
        supplied(returned, as_specialist)
    assert owed(returned) == ["tickets.needs_info"]
    supplied(returned, as_specialist, error="Viga 500")
    with pytest.raises(Refused):
        supplied(returned, as_specialist, error="Viga 501")


def test_the_second_return_goes_to_the_senior(
    returned: Escalation, level2: jira.State, as_specialist: Actor, as_senior: Actor
) -> None:
    supplied(returned, as_specialist, error="Viga 500")
    drain()
    ticket = read(returned)
    level2.comment(the_issue(level2), "#lisainfo Ikka ei saa aru.", jira.EXPERT)
    ticket = read(ticket)
    todo = the_todo()
    assert (ticket.state, todo.owner, todo.params["times"]) == (State.NEEDS_INFO, as_senior.user, 2)
    assert [row.missing for row in Return.objects.all()] == [["error"], []]


def test_by_a_status_it_waits_for_the_second_level_until_jira_moves(
    followed: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    StatusRule.objects.create(by=SaidBy.STATUS, value="In Progress", means=Means.NEEDS_INFO, position=1)
    issue = the_issue(level2)
    level2.comment(issue, "Mis veateade?", jira.EXPERT)
    level2.transition(issue, "11", jira.EXPERT)
    ticket = read(followed)
    supplied(ticket, as_specialist, error="Viga 500")
    drain()
    level2.comment(issue, "Aitäh, vaatame.", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, owed(ticket), Return.objects.count()) == (State.NEEDS_INFO, [], 1)
    level2.transition(issue, "31", jira.EXPERT)
    assert read(ticket).state == State.CREATED
    level2.transition(issue, "11", jira.EXPERT)
    ticket = read(ticket)
    assert (owed(ticket), Return.objects.count()) == (["tickets.needs_info"], 2)


def test_a_duty_ends_by_itself_when_the_second_level_goes_on(
    returned: Escalation, level2: jira.State
) -> None:
    level2_solves(level2, "#vastus Saime ise aru.")
    ticket = read(returned)
    assert (ticket.state, owed(ticket)) == (State.ANSWERED, [])
    row = Return.objects.get()
    assert (row.supplied_at is not None, row.supplied_by) == (True, None)


def test_an_expert_returns_it_on_our_page(
    followed: Escalation, as_specialist: Actor, as_level2: Actor
) -> None:
    returning.return_incomplete(escalation=followed, missing=["tried"], text="Mida veel?", by=as_level2.user)
    assert (owed(followed), Return.objects.get().missing) == (["tickets.needs_info"], ["tried"])
    supplied(followed, as_specialist, tried="Teine arvuti")
    followed.refresh_from_db()
    assert (followed.state, owed(followed)) == (State.WORKING, [])
    returning.refused(escalation=followed, text="Ei lahenda.", by=as_level2.user)
    Issue.objects.update(jira_updated_at=None)
    assert read(followed).state == State.REFUSED, "JIRA says what it said before"


def test_how_often_tickets_come_back(
    returned: Escalation, level2: jira.State, as_specialist: Actor, as_senior: Actor, world: World
) -> None:
    supplied(returned, as_specialist, error="Viga 500")
    drain()
    read(returned)
    level2.comment(the_issue(level2), "#lisainfo Mida on proovitud? Veateade?", jira.EXPERT)
    read(returned)
    other = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[1], client=world.enquiry.client, person=world.enquiry.person,
        by=as_specialist.user, language="et", question="Teine mure",
    )  # fmt: skip
    actions.escalate(enquiry=other, unit=world.unit, answers=world.answers, by=as_specialist.user)
    now = clock.now()
    found = incomplete.figures(now - timedelta(days=1), now + timedelta(days=1))
    assert (found.all.tickets, found.all.returned, found.all.times, found.all.share) == (2, 1, 2, 50)
    assert [(row.tickets, row.times) for row in found.topics] == [(1, 2), (1, 0)]
    assert [(row.tickets, row.times) for row in found.forms] == [(2, 2)]
    assert found.missed[0].times == 2
    page = as_senior.get("/tickets/returns/")
    assert (page.status_code, "50%" in page.content.decode()) == (200, True)
    assert as_specialist.get("/tickets/returns/").status_code == 403


def test_how_often_is_asked_in_the_same_number_of_statements(
    returned: Escalation, django_assert_num_queries: object
) -> None:
    now = clock.now()
    with django_assert_num_queries(5):  # type: ignore[operator]
        incomplete.figures(now - timedelta(days=1), now + timedelta(days=1))


def test_what_it_says_now_is_dated_by_those_who_said_it(followed: Escalation, level2: jira.State) -> None:
    said = meaning.read(gateway.read(followed.issue.jira_id), [], gateway.own_account())
    assert said.at == followed.issue.jira_created_at


def test_the_page_of_a_returned_ticket_mends_it(returned: Escalation, as_specialist: Actor) -> None:
    page = as_specialist.get(returned.get_absolute_url()).content.decode()
    for words in ("Palun täpset veateadet", "Veateade sõna-sõnalt", 'name="mend-error"'):
        assert words in page
    given = {f"mend-{row['key']}": row["text"] for row in returned.answers}
    address = f"/tickets/{returned.pk}/supply/"
    wrong = as_specialist.post(address, {**given, "mend-error": "Mari Tammel ilmub viga"})
    assert wrong.status_code == 200
    assert "Mari Tammel" in wrong.content.decode()
    assert as_specialist.post(address, {**given, "mend-error": "Viga 500"}).status_code == 302
    page = as_specialist.get(returned.get_absolute_url()).content.decode()
    assert 'name="mend-error"' not in page


def test_every_client_of_one_issue_misses_it_and_one_supplies_it(
    followed: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    other = enquiries.open_enquiry(
        topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person,
        by=as_specialist.user, language="et", question="Ka mina ei saa esitada.",
    )  # fmt: skip
    second = actions.join_issue(enquiry=other, unit=world.unit, issue=followed.issue, by=as_specialist.user)
    drain()
    level2.comment(the_issue(level2), ASKED, jira.EXPERT)
    ticket = read(followed)
    assert (owed(ticket), owed(second)) == (["tickets.needs_info"], ["tickets.needs_info"])
    supplied(ticket, as_specialist, error="Viga 500")
    drain()
    read(ticket)
    second.refresh_from_db()
    assert (second.state, owed(second)) == (State.CREATED, [])
    assert Return.objects.waiting().count() == 0


def test_what_an_expert_says_to_one_client_supplies_nothing_for_the_others(
    followed: Escalation, level2: jira.State, world: World, as_specialist: Actor, as_level2: Actor
) -> None:
    other = enquiries.open_enquiry(
        topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person,
        by=as_specialist.user, language="et", question="Ka mina ei saa esitada.",
    )  # fmt: skip
    second = actions.join_issue(enquiry=other, unit=world.unit, issue=followed.issue, by=as_specialist.user)
    drain()
    level2.comment(the_issue(level2), ASKED, jira.EXPERT)
    ticket = read(followed)
    actions.refuse_as_expert(escalation=ticket, text="See ei ole meie süsteem.", by=as_level2.user)
    drain()
    assert "tagasi lükatud" in the_issue(level2).comments[-1].body
    assert read(ticket).state == State.REFUSED
    second.refresh_from_db()
    assert (second.state, owed(second)) == (State.NEEDS_INFO, ["tickets.needs_info"])


def test_the_page_asks_as_many_statements_as_any_ticket(
    returned: Escalation, as_specialist: Actor, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(20):
        as_specialist.get(returned.get_absolute_url())


def test_without_jira_what_was_missing_is_seen_on_our_page(
    ticket: Escalation, as_specialist: Actor, as_level2: Actor, settings: Any
) -> None:
    settings.JIRA_URL = ""
    actions.record_by_hand(escalation=ticket, key="KT-90", by=as_specialist.user)
    returning.return_incomplete(escalation=ticket, missing=["error"], text="Veateade?", by=as_level2.user)
    assert supplied(ticket, as_specialist, error="Viga 500") is None
    ticket.refresh_from_db()
    assert (ticket.state, owed(ticket)) == (State.WORKING, [])
    assert not JiraOperation.objects.waiting().exists()
