"""Whatever happens in JIRA, and however its webhooks come (lost, doubled, backwards, late), we end alike."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Promise
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain
from tests.tickets.webhooks import SECRET, TOKEN, Sent, payloads, post
from tickets import actions, tasks
from tickets.enums import State
from tickets.following import reading
from tickets.models import Escalation, Issue, JiraInbox, TicketEvent

pytestmark = pytest.mark.slow

TICKETS, MOVES = 3, 14


@pytest.fixture(autouse=True)
def hook(settings: Any) -> None:
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET


@pytest.fixture
def tickets(world: World, level2: jira.State, as_specialist: Actor) -> list[Escalation]:
    """Some tickets that JIRA has."""
    made = []
    for _number in range(TICKETS):
        enquiry = enquiries.open_enquiry(
            topic=world.enquiry.topic, client=world.enquiry.client, by=as_specialist.user, language="et",
            question="Aruannet ei saa esitada.",
        )  # fmt: skip
        made.append(
            actions.escalate(enquiry=enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user)
        )
    drain()
    reading.catch_up()
    return made


def something(level2: jira.State, chance: random.Random) -> Callable[[], object]:
    """One thing that the second level, or our own account, may do now."""
    issue = chance.choice(list(level2.issues.values()))
    moves = {"10000": ["11", "21"], "3": ["21", "31"], "10001": ["51"], "6": ["51"]}[issue.status.id]
    move, words = chance.choice(moves), f"Vaatame {chance.random()}"
    who = chance.choice([jira.EXPERT, jira.EXPERT, jira.SERVICE])
    acts: list[Callable[[], object]] = [
        lambda: level2.transition(issue, move, jira.EXPERT),
        lambda: level2.transition(issue, move, jira.EXPERT),
        lambda: level2.comment(issue, words, who),
        lambda: level2.assign(issue, jira.EXPERT, jira.EXPERT),
        lambda: level2.label(issue, [*issue.labels, f"x{len(issue.labels)}"], jira.EXPERT),
        lambda: level2.move(issue, "ARH" if issue.project == "KT" else "KT"),
    ]
    return chance.choice(acts)


def delivered(waiting: list[Sent], chance: random.Random) -> None:
    """Some of the webhooks come now: in any order, some twice, and some never."""
    chance.shuffle(waiting)
    for _one in range(chance.randint(0, len(waiting))):
        hook = waiting.pop()
        for _copy in range(chance.choice([0, 1, 1, 2])):
            assert post(*hook) == 200


def a_while(level2: jira.State, chance: random.Random) -> None:
    """Perhaps a worker reads, perhaps the poll comes round, perhaps nothing but time passes."""
    what = chance.randint(0, 4)
    if what == 0:
        tasks.poll()
    elif what == 1:
        for pk in Issue.objects.to_be_read().values_list("pk", flat=True)[:1]:
            tasks.read(pk)
    elif what == 2:
        later(level2, timedelta(minutes=chance.choice([1, 20, 400])))
    elif what == 3:
        level2.faults.append({"kind": "lose_answer", "method": "GET"})


def later(level2: jira.State, by: timedelta) -> None:
    """Time passes for both."""
    level2.clock_offset += by
    clock.move(by)


def story(issue: jira.Issue) -> tuple[int, int]:
    return len(issue.comments), sum(len(entry.items) for entry in issue.history)


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_moves_and_hints_ends_as_jira_is(
    tickets: list[Escalation], level2: jira.State, jira_server: jira.Running, seed: int
) -> None:
    chance, waiting = random.Random(seed), []
    for _move in range(MOVES):
        waiting += payloads(jira_server, something(level2, chance))
        delivered(waiting, chance)
        a_while(level2, chance)
    level2.faults.clear()
    later(level2, timedelta(minutes=16))  # the line may rest after so many failures
    tasks.poll()
    ended_as_jira(level2)
    before = (TimelineEntry.objects.count(), TicketEvent.objects.count(), Promise.objects.count())
    for hook in waiting:  # the rest comes when all is known
        post(*hook)
    tasks.poll()
    tasks.reconcile()
    ended_as_jira(level2)
    after = (TimelineEntry.objects.count(), TicketEvent.objects.count(), Promise.objects.count())
    assert before == after, "what was heard twice makes no second stir"


def ended_as_jira(level2: jira.State) -> None:
    for there in level2.issues.values():
        ours = Issue.objects.get(jira_id=there.id)
        assert (ours.jira_key, ours.project) == (there.key, there.project)
        assert (ours.status_name, ours.category) == (there.status.name, there.status.category)
        assert ours.labels == there.labels
        assert ours.key_history == there.old_keys or set(ours.key_history) <= {*there.old_keys, there.key}
        comments, changes = story(there)
        kinds = [event.source[0] for event in TicketEvent.objects.filter(issue=ours)]
        assert (kinds.count("c"), kinds.count("h")) == (comments, changes)
        expected = {"new": State.CREATED, "indeterminate": State.WORKING, "done": State.ANSWERED}
        assert Escalation.objects.get(issue=ours).state == expected[there.status.category]
    assert not Issue.objects.to_be_read().exists()


def test_webhooks_alone_lead_there_too_and_backwards(
    tickets: list[Escalation], level2: jira.State, jira_server: jira.Running
) -> None:
    (first, *_rest) = level2.issues.values()
    hooks: list[Sent] = []
    for move in ("11", "21", "51", "11"):
        hooks += payloads(jira_server, lambda move=move: level2.transition(first, move, jira.EXPERT))  # type: ignore[misc]
    for hook in reversed(hooks):
        assert [post(*hook), post(*hook)] == [200, 200]
        for pk in Issue.objects.to_be_read().values_list("pk", flat=True):
            tasks.read(pk)
    ended_as_jira(level2)
    assert JiraInbox.objects.count() == len(hooks)


def test_a_deleted_issue_is_heard_of_by_its_webhook(
    tickets: list[Escalation], level2: jira.State, jira_server: jira.Running
) -> None:
    (first, *_rest) = level2.issues.values()
    (hook,) = payloads(jira_server, lambda: level2.delete(first))
    assert post(*hook) == 200
    ours = Issue.objects.get(jira_id=first.id)
    tasks.read(ours.pk)
    ours.refresh_from_db()
    assert (ours.misses, ours.gone, ours.heard_at) == (1, "", None), "once is not enough"
