"""The three deeds in JIRA, and what shows that each was done exactly once and is known here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desk import clock
from desk.outbox import JobState
from tests.simulators import jira
from tickets import actions, tasks
from tickets.actions.escalating import ask
from tickets.enums import Deed, State
from tickets.gateway import COMMENT_PROPERTY
from tickets.models import Escalation, JiraOperation

WORDS = "Klient on teavitatud. / The client has been told."


@dataclass(frozen=True)
class Done:
    """One of the columns of the matrix: the path of its request, how it is asked, how often it was done."""

    name: str
    path: str
    queue: Callable[[Escalation], JiraOperation]
    effects: Callable[[jira.State], list[int]]
    state: State

    def __str__(self) -> str:
        return self.name


def _creation(ticket: Escalation) -> JiraOperation:
    return JiraOperation.objects.get(escalation=ticket, deed=Deed.CREATE)


def _comment(ticket: Escalation) -> JiraOperation:
    author = ticket.created_by
    assert author is not None
    return actions.comment(escalation=ticket, text="Lisainfo teisele tasandile", by=author)


def _closing(ticket: Escalation) -> JiraOperation:
    """As if the client had been told: only the closing is left."""
    Escalation.objects.filter(pk=ticket.pk).update(state=State.TOLD)
    return ask(ticket, Deed.CLOSE, WORDS)


def _moves(level2: jira.State) -> list[int]:
    """How often each issue was moved to done, to closed, and how often that was said."""
    counts = []
    for issue in level2.issues.values():
        items = [item for entry in issue.history for item in entry.items]
        moved = [item["toString"] for item in items if item["field"] == "status"]
        said = [comment for comment in issue.comments if "teavitatud" in str(comment.body)]
        counts += [moved.count("Done"), moved.count("Closed"), len(said)]
    return counts


def _comments(level2: jira.State) -> list[int]:
    said = [c for issue in level2.issues.values() for c in issue.comments if "Lisainfo" in str(c.body)]
    assert all(comment.properties[0]["key"] == COMMENT_PROPERTY for comment in said)
    return [len(said)]


CREATE = Done("create", r"/issue$", _creation, lambda level2: [len(level2.issues)], State.CREATED)
COMMENT = Done("comment", r"/comment$", _comment, _comments, State.CREATED)
TRANSITION = Done("transition", r"/transitions$", _closing, _moves, State.CLOSED)
DEEDS = (CREATE, COMMENT, TRANSITION)


def work() -> None:
    """What the sweep would wake and the worker do now, the oldest first, and the poll after it."""
    for _round in range(3):  # what was created asks for its link
        for pk in list(JiraOperation.jobs.due().order_by("pk").values_list("pk", flat=True)):
            tasks.send(pk)
    tasks.poll()


def until_done(operation: JiraOperation, *, minutes: int = 60) -> None:
    """Minutes go by until it is done; in Cloud a lost creation is looked for during a quarter of an hour."""
    for _time in range(minutes // 3):
        work()
        operation.refresh_from_db()
        if operation.state == JobState.SENT:
            return
        assert operation.state in (JobState.PENDING, JobState.SENDING), operation.reason
        clock.move(timedelta(minutes=3))
    raise AssertionError(f"{operation.deed} was never done: {operation.reason}")


def once_and_known(done: Done, ticket: Escalation, level2: jira.State, why: object) -> None:
    """Exactly one effect there, the right state here; and nothing is left in the queue."""
    assert set(done.effects(level2)) == {1}, f"{done} on {why}"
    ticket.refresh_from_db()
    ticket.issue.refresh_from_db()
    assert (ticket.state, ticket.issue.jira_id) == (done.state, next(iter(level2.issues))), f"{done}: {why}"


def fault_at(done: Done, fault: dict[str, Any]) -> dict[str, Any]:
    """The fault for the request of this deed."""
    return {**fault, "method": "POST", "path": done.path}
