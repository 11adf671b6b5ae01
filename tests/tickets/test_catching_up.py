"""Polling alone suffices: what moved is read once, what is missing is told apart, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from desk import clock
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import level2_solves, read, the_issue
from tickets import gateway, tasks
from tickets.actions import contact as contacts
from tickets.actions import hearing
from tickets.enums import Gone, State
from tickets.following import followed as followed_issues
from tickets.following import reading
from tickets.models import Contact, Escalation, Issue, TicketEvent

pytestmark = pytest.mark.slow


def asked(level2: jira.State) -> int:
    """Issues that were read since the last time."""
    found = [r for r in level2.requests if r["method"] == "GET" and "/issue/" in r["path"]]
    level2.requests.clear()
    return len(found)


def compared(level2: jira.State) -> int:
    """Questions about known issues since the last time."""
    found = [r for r in level2.requests if "id in" in str((r["body"] or {}).get("jql"))]
    level2.requests.clear()
    return len(found)


def later(level2: jira.State, by: timedelta) -> None:
    """Time passes for both."""
    level2.clock_offset += by
    clock.move(by)


@pytest.fixture
def many(followed: Escalation, level2: jira.State) -> list[Issue]:
    """120 followed issues that stand in JIRA as we know them."""
    first = followed.issue
    made = [
        level2.create(
            {
                "project": {"key": "KT"}, "issuetype": {"id": "10100"}, "summary": f"{number}",
                "labels": ["csd"],
            },
            [], jira.SERVICE,
        )
        for number in range(120)
    ]  # fmt: skip
    issues = Issue.objects.bulk_create([
        Issue(
            unit=first.unit, project="KT", jira_id=there.id, jira_key=there.key, category="new",
            status_name="To Do", last_read_at=clock.now(),
            jira_updated_at=gateway.read(there.id).updated,
        )
        for there in made
    ])  # fmt: skip
    enquiry = followed.enquiry
    for issue in issues:
        enquiry.pk, enquiry.number = None, f"P-{issue.jira_id}"
        enquiry._state.adding = True
        enquiry.save()
        Escalation.objects.create(
            enquiry=enquiry, unit=first.unit, issue=issue, form=followed.form, state=State.CREATED
        )
    tasks.poll()
    level2.requests.clear()
    return issues


def test_the_poll_alone_finds_what_moved(followed: Escalation, level2: jira.State) -> None:
    tasks.poll()
    asked(level2)
    tasks.poll()
    assert asked(level2) == 0, "nothing moved since it was read"
    level2_solves(level2)
    tasks.poll()
    assert asked(level2) == 1
    assert Escalation.objects.get().state == State.ANSWERED


def test_what_was_heard_is_read_though_nobody_was_woken(followed: Escalation, level2: jira.State) -> None:
    """The broker lost everything: the row is the queue."""
    level2_solves(level2)
    hearing.note_heard(pks=[followed.issue_id])
    reading.catch_up()
    assert Escalation.objects.get().state == State.ANSWERED
    assert not Issue.objects.to_be_read().exists()


def test_the_poll_reaches_back_over_an_outage(
    followed: Escalation, level2: jira.State, settings: LazySettings
) -> None:
    tasks.poll()
    there, settings.JIRA_URL = settings.JIRA_URL, "http://127.0.0.1:9"
    tasks.poll()
    contact = Contact.objects.get()
    assert (contact.trouble, contact.trouble_since is not None) == ("unreachable", True)
    level2_solves(level2)
    later(level2, timedelta(hours=3))
    settings.JIRA_URL = there
    tasks.poll()
    contact.refresh_from_db()
    assert (contact.trouble, contact.trouble_since) == ("", None)
    assert Escalation.objects.get().state == State.ANSWERED


def test_after_a_long_outage_every_issue_is_compared(many: list[Issue], level2: jira.State) -> None:
    level2.label(level2.issues[many[3].jira_id], [], jira.EXPERT)  # so that the poll cannot find it
    level2.transition(level2.issues[many[7].jira_id], "11", jira.EXPERT)
    later(level2, timedelta(hours=25))
    tasks.poll()
    # The one that the poll found is not asked about again: 120 left, fifty in each question.
    assert asked(level2) == 2 and Issue.objects.get(pk=many[7].pk).status_name == "In Progress"
    assert Issue.objects.get(pk=many[3].pk).labels == []
    contact = Contact.objects.get()
    assert not contacts.under_way(contact)
    assert contact.compared_at is not None


def test_every_night_all_are_compared_by_fifty(many: list[Issue], level2: jira.State) -> None:
    later(level2, timedelta(seconds=1))
    tasks.reconcile()
    assert compared(level2) == 3
    assert not Issue.objects.unread_since(clock.now() - timedelta(seconds=30)).exists()


def test_what_nobody_spoke_of_for_half_an_hour_is_compared_in_few_questions(
    many: list[Issue], level2: jira.State
) -> None:
    later(level2, timedelta(minutes=31))
    tasks.poll()
    assert compared(level2) == 3
    tasks.poll()
    assert compared(level2) == 0


def test_a_comparison_that_was_killed_goes_on(
    many: list[Issue], level2: jira.State, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(level2, timedelta(minutes=1))
    monkeypatch.setattr(reading, "SLICE", 50)
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_compare_next", killed_after(2, reading._compare_next))
        with pytest.raises(KeyboardInterrupt):
            tasks.reconcile()
    assert compared(level2) == 2
    assert contacts.under_way(Contact.objects.get())
    tasks.poll()
    assert compared(level2) == 1, "only the rest"
    assert not contacts.under_way(Contact.objects.get())


def killed_after(times: int, act: Any) -> Any:
    left = iter(range(times))

    def acting(*given: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return act(*given)

    return acting


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_are_one(followed: Escalation, level2: jira.State) -> None:
    """Also over hosts: the lock is PostgreSQL's."""
    hearing.note_heard(pks=[followed.issue_id])
    asked(level2)
    with reading._alone() as alone:
        assert alone
        with ThreadPoolExecutor(1) as other:
            other.submit(elsewhere, reading.catch_up).result(20)
        assert asked(level2) == 0
    reading.catch_up()
    assert asked(level2) == 1


def elsewhere(act: Callable[[], object]) -> None:
    """Over a connection of its own."""
    try:
        act()
    finally:
        connection.close()


def test_an_issue_that_was_closed_is_compared_for_thirty_days(
    followed: Escalation, level2: jira.State
) -> None:
    tasks.poll()
    Escalation.objects.update(state=State.CLOSED, closed_at=clock.now())
    later(level2, timedelta(days=29))
    level2.label(the_issue(level2), ["csd"], jira.EXPERT)
    asked(level2)
    tasks.reconcile()
    assert asked(level2) == 1
    later(level2, timedelta(days=2))
    tasks.reconcile()
    assert compared(level2) == 0


def test_what_is_missing_is_read_and_then_told_apart(many: list[Issue], level2: jira.State) -> None:
    deleted, hidden = many[0], many[60]
    level2.delete(level2.issues[deleted.jira_id])
    level2.issues[hidden.jira_id].hidden = True
    later(level2, timedelta(minutes=1))
    tasks.reconcile()
    assert asked(level2) == 2, "each is looked for once itself"
    found = Issue.objects.get(pk=deleted.pk)
    assert (found.misses, found.gone) == (1, "")
    for _half_hour in range(2):
        later(level2, timedelta(minutes=31))
        tasks.poll()
    assert {Issue.objects.get(pk=each.pk).gone for each in (deleted, hidden)} == {Gone.DELETED}
    assert Escalation.objects.get(issue=deleted).state == State.LOST
    asked(level2)
    later(level2, timedelta(minutes=31))
    tasks.poll()
    assert asked(level2) == 0, "what is gone is asked about with the others, and not read"

    level2.issues[hidden.jira_id].hidden = False
    later(level2, timedelta(minutes=31))
    tasks.poll()
    assert Issue.objects.get(pk=hidden.pk).gone == ""
    assert Escalation.objects.get(issue=hidden).state == State.CREATED


def test_a_project_that_is_shut_to_us_costs_no_reading_of_each_issue(
    many: list[Issue], level2: jira.State
) -> None:
    level2.hidden_projects.add("KT")
    for _half_hour in range(3):
        later(level2, timedelta(minutes=31))
        tasks.poll()
    assert asked(level2) == 0
    assert set(Issue.objects.values_list("gone", flat=True)) == {Gone.NO_ACCESS}
    level2.hidden_projects.clear()
    later(level2, timedelta(minutes=31))
    tasks.poll()
    assert set(Issue.objects.values_list("gone", flat=True)) == {""}


def test_absent_once_and_there_again_is_nothing(followed: Escalation, level2: jira.State) -> None:
    the_issue(level2).archived = True  # out of Data Center's search, but there
    later(level2, timedelta(minutes=31))
    tasks.poll()
    found = read(followed)
    assert (found.issue.misses, found.issue.gone, found.state) == (0, "", State.CREATED)


def test_one_issue_that_ails_keeps_no_other_from_being_read(
    many: list[Issue], level2: jira.State, monkeypatch: pytest.MonkeyPatch
) -> None:
    level2.faults += [{"kind": "error", "status": 400, "path": f"/issue/{many[0].jira_id}$", "times": 9}]
    level2.faults += [{"kind": "error", "status": 500, "path": f"/issue/{many[1].jira_id}$", "times": 9}]
    for issue in many[:4]:
        level2.transition(level2.issues[issue.jira_id], "11", jira.EXPERT)
    tasks.poll()
    names = [Issue.objects.get(pk=issue.pk).status_name for issue in many[:4]]
    assert names == ["To Do", "To Do", "In Progress", "In Progress"]
    level2.faults.clear()
    later(level2, timedelta(minutes=31))
    tasks.poll()
    assert {Issue.objects.get(pk=issue.pk).status_name for issue in many[:4]} == {"In Progress"}


def test_our_own_echo_makes_no_stir(followed: Escalation, level2: jira.State) -> None:
    level2.comment(the_issue(level2), "Meie küsimus.", jira.SERVICE)
    tasks.poll()
    assert list(TicketEvent.objects.values_list("ours", flat=True)) == [True]
    assert Escalation.objects.get().state == State.CREATED


def test_an_issue_that_was_moved_is_found_by_its_old_key(
    followed: Escalation, level2: jira.State, as_specialist: Any
) -> None:
    level2.move(the_issue(level2), "ARH")
    tasks.poll()
    issue = Issue.objects.get()
    assert (issue.jira_key, issue.key_history, issue.project) == ("ARH-1", ["KT-1"], "ARH")
    for typed in ("KT-1", "kt 1", "ARH-1"):
        page = as_specialist.post("/search/", {"text": typed}).content.decode()
        assert followed.get_absolute_url() in page, typed


def test_how_far_the_clocks_differ_is_measured_and_allowed_for(
    followed: Escalation, level2: jira.State
) -> None:
    tasks.poll()
    level2.clock_offset = timedelta(minutes=5)
    tasks.poll()
    contact = Contact.objects.get()
    assert contact.skew_s is not None
    assert 299 < contact.skew_s < 302
    assert contacts.minutes_to_ask(contact) >= contacts.MARGIN + 5


def test_more_than_one_question_can_hold_is_compared_instead(
    followed: Escalation, level2: jira.State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.gateway.datacenter._PAGES", 0)
    level2_solves(level2)
    later(level2, timedelta(minutes=1))
    tasks.poll()
    assert Escalation.objects.get().state == State.ANSWERED


def test_while_nobody_may_ask_the_trouble_that_was_stays(
    followed: Escalation, level2: jira.State, settings: LazySettings
) -> None:
    settings.JIRA_URL = "http://127.0.0.1:9"
    for _minute in range(7):
        tasks.poll()
    assert Contact.objects.get().trouble == "unreachable"


def test_the_state_of_jira_says_how_issues_are_followed(
    many: list[Issue], level2: jira.State, as_administrator: Actor
) -> None:
    level2.delete(level2.issues[many[0].jira_id])
    later(level2, timedelta(minutes=31))
    tasks.reconcile()
    tasks.poll()
    found = followed_issues.following()
    assert (found.issues, found.unread, found.missing, found.gone, found.comparing) == (121, 0, 1, 0, False)
    assert found.compared_at is not None
    page = as_administrator.get("/tickets/jira/").content.decode()
    assert ">121<" in page
    assert [state for _part, state, _words in followed_issues.parts()] == ["sample"] * 3


def test_doctor_says_when_the_poll_is_silent_or_the_clocks_differ(
    followed: Escalation, level2: jira.State
) -> None:
    level2.clock_offset = timedelta(seconds=90)
    tasks.poll()
    said = {part: state for part, state, _words in followed_issues.parts()}
    assert said == {"jira poll": "sample", "jira clock": "failed", "jira issues": "sample"}
    clock.move(timedelta(minutes=11))
    said = {part: state for part, state, _words in followed_issues.parts()}
    assert said["jira poll"] == "failed"
