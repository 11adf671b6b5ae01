"""Webhooks that are lost, come twice, or in the wrong order: the same is known here, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from tests.simulators import jira
from tests.tickets.matrix.conftest import Broker
from tests.tickets.matrix.deeds import DEEDS, once_and_known
from tests.tickets.webhooks import SECRET, TOKEN, Sent, payloads, post
from tickets import tasks
from tickets.models import Escalation, JiraInbox, TicketEvent

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ARRIVALS: dict[str, Callable[[list[Sent]], list[Sent]]] = {
    "as they should": lambda sent: sent,
    "lost": lambda sent: [],
    "doubled": lambda sent: [hook for hook in sent for _time in range(2)],
    "reversed": lambda sent: sent[::-1],
}


def expert_works(level2: jira.State) -> None:
    """What the second level does between our deeds."""
    (issue,) = level2.issues.values()
    level2.comment(issue, "Vaatan asja.", jira.EXPERT)
    level2.assign(issue, jira.EXPERT, jira.EXPERT)


@pytest.mark.parametrize("arrival", ARRIVALS)
def test_webhooks(
    ticket: Escalation, server: jira.Running, level2: jira.State, broker: Broker,
    worker: Callable[[], None], settings: Any, arrival: str,
) -> None:  # fmt: skip
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET
    held: list[Sent] = []
    for deed in DEEDS:
        deed.queue(ticket)
        broker.clear()

        def both() -> None:
            tasks.sweep()
            worker()
            expert_works(level2)

        held += payloads(server, both)
        for body, headers in ARRIVALS[arrival](held):
            assert post(body, headers) == 200
        held.clear()
        worker()
        clock.move(timedelta(minutes=1))
        tasks.poll()
        worker()
        once_and_known(deed, ticket, level2, f"webhooks {arrival}")
    (issue,) = level2.issues.values()
    told = TicketEvent.objects.filter(issue=ticket.issue_id)
    assert told.filter(kind="comment").count() == len(issue.comments), "each comment is known once"
    changes = sum(len(entry.items) for entry in issue.history)
    assert told.exclude(kind="comment").count() == changes, "each change is known once"
    ticket.issue.refresh_from_db()
    assert (ticket.issue.status_name, ticket.issue.assignee) == ("Closed", jira.EXPERT["displayName"])
    assert JiraInbox.objects.exists() == (arrival != "lost")
