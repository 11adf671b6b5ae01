"""Two mend one ticket, and the second level goes on meanwhile: on a real PostgreSQL, with real threads."""

import pytest

from desk.http import Refused
from desk.people.models import Todo
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.models import Escalation, JiraOperation, Return

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def returned(transactional_db: None, ticket: Escalation, level2: jira.State) -> Escalation:
    drain()
    level2.comment(the_issue(level2), "#lisainfo Palun täpset veateadet.", jira.EXPERT)
    return read(ticket)


def supply(pk: int, by: Actor, error: str) -> JiraOperation | None:
    ticket = Escalation.objects.get(pk=pk)
    answers = {row["key"]: row["text"] for row in ticket.answers} | {"error": error}
    return actions.supply(escalation=ticket, answers=answers, more="", missing=[], by=by.user)


def test_two_mend_it_at_the_same_instant(returned: Escalation, as_specialist: Actor) -> None:
    pk = returned.pk
    done = at_once(
        [lambda: supply(pk, as_specialist, "Viga 500"), lambda: supply(pk, as_specialist, "Viga 501")]
    )
    assert [isinstance(one, Refused) for one in done].count(True) == 1
    assert JiraOperation.objects.filter(deed=Deed.COMMENT).count() == Return.objects.count() == 1
    assert not Todo.objects.open().exists()


def test_it_is_mended_while_the_second_level_solves_it(
    returned: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    pk, issue = returned.pk, returned.issue_id
    level2_solves(level2, "#vastus Leidsime ise.")
    at_once([lambda: supply(pk, as_specialist, "Viga 500"), lambda: tasks.read(issue)])
    returned.refresh_from_db()
    assert returned.state == State.ANSWERED
    assert not Todo.objects.open().exists()
    assert Return.objects.get().supplied_at is not None


def test_read_twice_at_once_it_is_one_return(
    transactional_db: None, ticket: Escalation, level2: jira.State
) -> None:
    drain()
    level2.comment(the_issue(level2), "#lisainfo Palun täpset veateadet.", jira.EXPERT)
    issue = ticket.issue_id
    at_once([lambda: tasks.read(issue), lambda: tasks.read(issue), lambda: tasks.read(issue)])
    assert Return.objects.count() == Todo.objects.open().count() == 1
