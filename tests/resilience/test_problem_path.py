"""The worker dies in the middle of each step of the problem path and Redis forgets everything it held.

JIRA is slow at the moment of death: it has done the deed and the answer is on its way, or it will do it
only after the worker is gone. Nothing is lost and nothing doubled. The lease runs out by moving the clock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as desk_settings

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import ContactPoint
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Promise, Topic
from desk.enquiries.reference import seed_reference as seed_topics
from desk.mail.models import Message
from desk.outbox import Job
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker, wait_for
from tests.simulators import jira, mailbox
from tickets import actions
from tickets.enums import State
from tickets.models import Escalation, JiraOperation, Unit
from tickets.reference import seed_reference

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
SWEEPS = ("tickets.sweep", "tickets.poll", "mail.sweep")
ANSWERS = {
    "question": "Nupp on hall", "portal": "KOTKAS", "where": "Aruanded", "expected": "Läheb teele",
    "when": "05.03.2026", "tried": "Teine arvuti",
}  # fmt: skip
# It is done and the answer is on its way; or it will be done when the worker is dead already.
SLOW = [{"kind": "slow_after", "seconds": 30}, {"kind": "slow", "seconds": 3}]


@dataclass
class Ground:
    """A ticket on its way to the second level, and what is outside."""

    level2: jira.Running
    mail: mailbox.Running
    broker: str
    start: Callable[..., Worker]
    user: User
    address: ContactPoint
    ticket: Escalation

    @property
    def issues(self) -> list[jira.Issue]:
        return list(self.level2.state.issues.values())

    def worker(self) -> Worker:
        url = self.broker.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
        return self.start(
            CELERY_BROKER_URL=self.broker, REDIS_URL=url, EMAIL_URL=self.mail.smtp, OUTBOX_BACKOFF="1",
            MAIL_BOUNCE_MINUTES="0",
            JIRA_URL=self.level2.url, JIRA_TOKEN="demo-token", JIRA_SAMPLE="1",
        )  # fmt: skip

    def until(self, condition: Callable[[], Any]) -> Any:
        """What beat does every minute is done whenever the queue is empty, until it is true."""

        def look() -> Any:
            if not self.redis().llen(desk_settings.CELERY_TASK_DEFAULT_QUEUE):
                with current_app.connection_for_write(self.broker) as connection:
                    for name in SWEEPS:
                        current_app.send_task(name, connection=connection)
            return condition()

        return wait_for(look, 120)

    def redis(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=self.broker.split("://")[1].split("?")[0])

    def stands(self) -> str:
        self.ticket.refresh_from_db()
        return self.ticket.state

    def dies_in(self, model: type[Job], before: Callable[[], Any]) -> None:
        """A worker dies while a row of `model` is in its hands; Redis is emptied; the lease runs out."""
        worker = self.worker()
        self.until(lambda: model.jobs.filter(state="sending").exists() and before())
        worker.kill()
        assert model.jobs.filter(state="sending").exists(), "it died too late: the work was done"
        self.redis().flushall()
        clock.move(timedelta(seconds=desk_settings.OUTBOX_LEASE + 10))

    def answered(self) -> None:
        """The second level has the issue and has answered it; a worker brought it here, and is gone."""
        worker = self.worker()
        self.until(lambda: self.stands() == State.CREATED and len(self.operations("link", "sent")) == 1)
        (issue,) = self.issues
        self.level2.state.comment(issue, "Viga on parandatud.", jira.EXPERT)
        self.level2.state.transition(issue, "21", jira.EXPERT)
        self.until(lambda: self.stands() == State.ANSWERED)
        worker.kill()

    def operations(self, deed: str, state: str) -> list[JiraOperation]:
        return list(JiraOperation.objects.filter(deed=deed, state=state))


@pytest.fixture
def ground(broker: str, worker: Callable[..., Worker], someone: Callable[..., User]) -> Iterator[Ground]:
    seed_topics()
    seed_reference()
    user = someone("spetsialist", Role.SPECIALIST)
    client = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=user
    )
    address = clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", client=client, by=user)
    enquiry = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=client, person=None, by=user, language="et", question="?"
    )
    ticket = actions.escalate(enquiry=enquiry, unit=Unit.objects.get(code="it"), answers=ANSWERS, by=user)
    level2, mail = jira.start(), mailbox.start()
    yield Ground(level2, mail, broker, worker, user, address, ticket)
    level2.stop()
    mail.stop()


@pytest.mark.parametrize("fault", SLOW, ids=lambda fault: fault["kind"])
def test_killed_while_the_issue_is_made(ground: Ground, fault: dict[str, Any]) -> None:
    ground.level2.state.faults.append({"method": "POST", "path": "/issue$", **fault})
    ground.dies_in(JiraOperation, lambda: not ground.level2.state.faults)
    wait_for(lambda: ground.issues)

    ground.worker()
    ground.until(lambda: ground.stands() == State.CREATED)
    (issue,) = ground.issues
    assert ground.ticket.issue.jira_id == issue.id


@pytest.mark.parametrize("fault", SLOW, ids=lambda fault: fault["kind"])
def test_killed_while_a_comment_is_written(ground: Ground, fault: dict[str, Any]) -> None:
    ground.answered()
    actions.comment(escalation=ground.ticket, text="Lisainfo", by=ground.user)
    ground.level2.state.faults.append({"method": "POST", "path": "/comment$", **fault})
    ground.dies_in(JiraOperation, lambda: not ground.level2.state.faults)
    wait_for(lambda: len(ground.issues[0].comments) == 2)

    ground.worker()
    ground.until(lambda: ground.operations("comment", "sent"))
    assert len(ground.issues[0].comments) == 2


@pytest.mark.parametrize("fault", SLOW, ids=lambda fault: fault["kind"])
def test_killed_while_the_issue_is_closed(ground: Ground, fault: dict[str, Any]) -> None:
    ground.answered()
    actions.tell_client(escalation=ground.ticket, text="Saab.", to=ground.address, by=ground.user)
    ground.level2.state.faults.append({"method": "POST", "path": "/transitions$", **fault})
    ground.dies_in(JiraOperation, lambda: not ground.level2.state.faults)
    wait_for(lambda: ground.issues[0].status.name == "Closed")

    ground.worker()
    ground.until(lambda: ground.stands() == State.CLOSED)
    (issue,) = ground.issues
    assert [entry.items[0]["toString"] for entry in issue.history] == ["Done", "Closed"]
    assert len(issue.comments) == 2
    assert Promise.objects.get().state == "kept"
    assert len({letter.message_id for letter in ground.mail.state.letters}) == 1


def test_killed_while_the_letter_with_the_answer_is_handed_over(ground: Ground) -> None:
    ground.answered()
    ground.mail.state.fault, ground.mail.state.slow = "slow", 5
    actions.tell_client(escalation=ground.ticket, text="Saab.", to=ground.address, by=ground.user)
    ground.dies_in(Message, lambda: True)
    ground.mail.state.fault = ""

    ground.worker()
    ground.until(lambda: ground.stands() == State.CLOSED)
    assert len({letter.message_id for letter in ground.mail.state.letters}) == 1
    assert Promise.objects.get().evidence_id == Message.objects.get().pk


def test_killed_while_the_issue_is_read(ground: Ground) -> None:
    worker = ground.worker()
    ground.until(lambda: ground.stands() == State.CREATED and ground.operations("link", "sent"))
    (issue,) = ground.issues
    ground.level2.state.faults.append(
        {"method": "GET", "path": f"/issue/{issue.id}$", "kind": "slow", "seconds": 3}
    )
    ground.level2.state.comment(issue, "Viga on parandatud.", jira.EXPERT)
    ground.level2.state.transition(issue, "21", jira.EXPERT)
    ground.until(lambda: not ground.level2.state.faults)
    worker.kill()
    ground.redis().flushall()
    assert ground.stands() == State.CREATED

    ground.worker()
    ground.until(lambda: ground.stands() == State.ANSWERED)
    assert ground.ticket.issue.events.count() == 3  # said, done, and its resolution
    assert Promise.objects.count() == 1
