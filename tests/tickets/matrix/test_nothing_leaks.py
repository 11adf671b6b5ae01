"""Nothing of JIRA's own errors, which carry the token, reaches a log, a row, a task's result or a page."""

import logging
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from desk.outbox import JobState
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.matrix.conftest import TOKEN
from tests.tickets.matrix.deeds import DEEDS
from tickets.models import Contact, Escalation, JiraOperation, Line

pytestmark = pytest.mark.slow

SAID = "Nupp on hall ja midagi ei juhtu"  # what JIRA repeats of what was written
KINDS: dict[str, dict[str, Any]] = {
    "answer lost": {"kind": "lose_answer"},
    "request lost": {"kind": "lose_request"},
    "time-out": {"kind": "slow_after", "seconds": 0.5},
    "log-in page": {"kind": "login_page"},
    "nothing at all": {"kind": "empty"},
    "redirect": {"kind": "error", "status": 302, "headers": {"Location": f"/login?os_token={TOKEN}"}},
    **{
        str(status): {"kind": "error", "status": status, "body": {
            "errorMessages": [f"{TOKEN} {SAID}"], "errors": {"customfield_1": f"{TOKEN}"},
        }}
        for status in (401, 403, 404, 409, 413, 429, 500, 503)
    },
    "captcha": {
        "kind": "error", "status": 403,
        "headers": {"X-Authentication-Denied-Reason": f"CAPTCHA_CHALLENGE; login-url=/?{TOKEN}"},
    },
    "wrong number": {"kind": "error", "status": 429, "headers": {"Retry-After": TOKEN}},
}  # fmt: skip


def shown(as_specialist: Actor, as_head: Actor) -> str:
    """Every page on which people see how it goes with JIRA."""
    ticket = Escalation.objects.get()
    addresses = [
        "/tickets/", "/tickets/unsent/", "/tickets/home/", f"/tickets/{ticket.pk}/",
        f"/tickets/enquiry/{ticket.enquiry_id}/escalate/?unit={ticket.unit_id}",
    ]  # fmt: skip
    answers = [as_specialist.get(address) for address in addresses] + [as_head.get("/tickets/jira/")]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def told() -> str:
    """What the commands of those who run it say."""
    out = StringIO()
    for command in ("jira_ping", "doctor"):
        try:
            call_command(command, "--json", stdout=out)
        except CommandError as error:
            out.write(str(error))
    return out.getvalue()


def stored() -> str:
    rows = [*JiraOperation.objects.all(), *Line.objects.all(), *Contact.objects.all()]
    return repr([model_to_dict(row, [field.name for field in row._meta.fields]) for row in rows])


@pytest.mark.parametrize("name", KINDS)
def test_nothing_leaks(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, as_head: Actor, name: str,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    current_app.loader.import_default_modules()
    results: list[str] = []
    for deed in DEEDS:
        level2.faults[:] = [{**KINDS[name], "times": 99}]
        JiraOperation.objects.exclude(state=JobState.SENT).update(state=JobState.PENDING, next_at=None)
        Line.objects.all().delete()
        operation = deed.queue(ticket)
        tried: list[tuple[str, tuple[int, ...]]] = [
            ("tickets.send", (operation.pk,)),
            ("tickets.poll", ()),
            ("tickets.token", ()),
        ]
        for task, args in tried:
            result = current_app.tasks[task].apply(args)
            results.append(f"{result.state} {result.result!r} {result.traceback}")
        level2.faults.clear()
        if deed.name == "create":
            Line.objects.all().delete()
            JiraOperation.objects.update(state=JobState.PENDING, next_at=None, asked_at=None)
            current_app.tasks["tickets.send"](operation.pk)
            ticket.refresh_from_db()
    everything = "".join(results) + caplog.text + shown(as_specialist, as_head) + stored()
    assert TOKEN not in everything
    if name == "401":
        monkeypatch.setattr(current_app.control, "ping", lambda timeout: [])
        level2.faults[:] = [{**KINDS[name], "times": 99}]
        assert TOKEN not in told()
    assert SAID not in caplog.text + "".join(results) + stored()
    assert all(result.startswith("SUCCESS None") for result in results)
