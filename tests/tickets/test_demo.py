"""The demo's tickets are made by the actions, so they must pass what the actions ask."""

from pathlib import Path

import pytest

from desk import clock
from desk.demo import second_level
from desk.outbox import JobState
from desk.people.models import Notice, Todo
from desk.records.models import DemoMarker
from tests.house import places
from tests.simulators import jira
from tests.simulators.jira.demo import load
from tickets import tasks
from tickets.enums import Alarm, Gone, State
from tickets.models import Escalation, Issue, JiraOperation, Watch


@pytest.mark.slow
def test_the_demo_shows_every_state_and_every_alarm(db: None, level2: jira.State) -> None:
    """And what JIRA tells when it is read later is what it told before."""
    DemoMarker.objects.create(made_at=clock.now())
    places.build(clock.now())
    states = dict(Escalation.objects.values_list("pk", "state"))
    assert set(states.values()) == set(State)
    assert set(Watch.objects.raised().values_list("kind", flat=True)) == set(Alarm)
    assert not Watch.objects.raised().filter(head_at=None).exists()
    assert Notice.objects.filter(user__username="juht", kind__startswith="tickets.").exists()
    assert Todo.objects.open().filter(kind="tickets.still").exists()
    assert {each.issue.jira_key for each in Escalation.objects.all() if each.has_news} == second_level.NEWS
    assert {each.escalation.state for each in JiraOperation.objects.waiting()} == {State.QUEUED}
    (stuck,) = JiraOperation.objects.unsent()
    assert (stuck.reason, stuck.state) == ("no_transition", JobState.FAILED)
    older = Escalation.objects.filter(issue__jira_key="KT-90").earliest("pk")
    newest = older.unit.form
    assert newest is not None
    assert (older.form.number, newest.number) == (1, 2)

    load(level2, Path(second_level.__file__).with_name("jira.json"))
    for issue in Issue.objects.in_jira().exclude(gone=Gone.DELETED):
        Issue.objects.filter(pk=issue.pk).update(jira_updated_at=None)
        tasks.read(issue.pk)
    assert dict(Escalation.objects.values_list("pk", "state")) == states
    assert {each.issue.jira_key for each in Escalation.objects.all() if each.has_news} == second_level.NEWS
