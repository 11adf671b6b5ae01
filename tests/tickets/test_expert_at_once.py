"""Two experts answer at the same instant: one answer stands, on a real PostgreSQL, with real threads."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from desk.enquiries.models import Promise
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from tests.simulators import jira
from tests.tickets.conftest import drain, level2_solves
from tickets import actions, tasks
from tickets.enums import State
from tickets.models import Escalation, L2Answer, TicketFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run all deeds in threads that begin together; their answers, or refusals, in order."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = deed()
        except Refused as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def answering(ticket: Escalation, user: User) -> Callable[[], L2Answer]:
    """The deed of an expert who opened the page while nobody had answered."""

    def deed() -> L2Answer:
        return actions.answer_as_expert(
            escalation=Escalation.objects.get(pk=ticket.pk), text=f"Vastas {user}.", by=user,
            files=[SimpleUploadedFile(f"{user.username}.txt", b"Nii.")], seen="0 ",
        )  # fmt: skip

    return deed


def test_of_two_experts_one_is_heard_and_the_other_told(
    transactional_db: None, ticket: Escalation, someone: Callable[..., User]
) -> None:
    experts = [someone(f"ekspert{number}", Role.LEVEL2) for number in range(4)]
    told = at_once([answering(ticket, user) for user in experts])
    (heard,) = [answer for answer in told if isinstance(answer, L2Answer)]
    refused = [answer for answer in told if isinstance(answer, Refused)]
    assert len(refused) == 3
    assert all("vahepeal vastatud" in answer.texts[0] for answer in refused)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answer) == (State.ANSWERED, heard.text)
    assert TicketFile.objects.get().by == heard.by, "a file of one who was not heard is not there"
    assert Promise.objects.count() == 1


def test_an_expert_and_jira_at_the_same_instant_leave_one_duty_and_his_words(
    transactional_db: None, ticket: Escalation, level2: jira.State, someone: Callable[..., User]
) -> None:
    drain()
    level2_solves(level2, "Tehtud.")
    ekspert = someone("ekspert", Role.LEVEL2)
    answer, _read = at_once([answering(ticket, ekspert), lambda: tasks.read(ticket.issue_id)])
    ticket.refresh_from_db()
    assert ticket.state == State.ANSWERED
    assert Promise.objects.count() == 1
    # Whoever came second: an expert who was heard is not written over, one who was late was told so.
    assert ticket.answer == (answer.text if isinstance(answer, L2Answer) else "Tehtud.")
