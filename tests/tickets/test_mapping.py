"""The administrator says what JIRA's words mean: tried on today's issues first, contradictions refused."""

from typing import Any

import pytest
from django.urls import reverse

from desk.http import Refused
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, read, the_issue
from tickets import actions
from tickets.enums import Means, SaidBy, State
from tickets.following import mapping
from tickets.models import Escalation, Issue, StatusRule
from tickets.time import timing

pytestmark = [pytest.mark.ignore_template_errors, pytest.mark.slow]


@pytest.fixture
def working(ticket: Escalation, level2: jira.State) -> Escalation:
    """The second level has begun."""
    drain()
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    return read(ticket)


def sent(**changes: str) -> dict[str, str]:
    """The administrator's page as a browser sends it."""
    values = {"unit": "", "project": "", "by": "status", "value": "In Progress", "means": "needs_info"}
    return {**values, "position": "5", "active": "on", **changes}


def add(actor: Actor, **changes: str) -> Any:
    return actor.post(reverse("admin:tickets_statusrule_add"), sent(**changes))


def test_a_rule_is_tried_on_todays_issues_before_it_holds(
    working: Escalation, as_administrator: Actor
) -> None:
    page = add(as_administrator)
    assert page.status_code == 200
    text = page.content.decode()
    assert "1 avatud pileti tähendus muutuks." in text
    assert "KT-1: " in text
    assert "→ vajab lisainfot" in text
    assert not StatusRule.objects.filter(value="In Progress").exists()


def test_agreed_it_holds_and_the_issue_is_read_again(
    working: Escalation, level2: jira.State, as_administrator: Actor
) -> None:
    answer = add(as_administrator, agreed="on")
    assert answer.status_code == 302
    assert Issue.objects.get(pk=working.issue_id).heard_at is not None
    assert read(working).state == State.NEEDS_INFO


def test_what_changes_nothing_is_saved_at_once(working: Escalation, as_administrator: Actor) -> None:
    assert add(as_administrator, value="Ootab infot").status_code == 302
    assert StatusRule.objects.filter(value="Ootab infot").exists()


def test_switched_off_it_is_tried_too(
    working: Escalation, level2: jira.State, as_administrator: Actor
) -> None:
    add(as_administrator, agreed="on")
    read(working)
    rule = StatusRule.objects.get(value="In Progress")
    url = reverse("admin:tickets_statusrule_change", args=[rule.pk])
    values = sent()
    del values["active"]
    assert "1 avatud pileti tähendus muutuks." in as_administrator.post(url, values).content.decode()
    assert as_administrator.post(url, {**values, "agreed": "on"}).status_code == 302
    assert read(working).state == State.WORKING


def test_the_page_offers_what_jira_told_us(
    working: Escalation, level2: jira.State, as_administrator: Actor
) -> None:
    level2.label(the_issue(level2), [*the_issue(level2).labels, "kiire"], jira.EXPERT)
    read(working)
    page = as_administrator.get(reverse("admin:tickets_statusrule_add")).content.decode()
    assert '<option value="In Progress">' in page
    assert '<option value="kiire">' in page
    assert '<option value="csd' not in page
    assert "indeterminate" in page


def rule(by: SaidBy, value: str, means: Means, **place: Any) -> StatusRule:
    return StatusRule(by=by, value=value, means=means, **place)


@pytest.mark.parametrize(
    ("by", "value", "means", "said"),
    [
        (SaidBy.MARK, "#VASTUS", Means.REFUSED, "Sama on juba olemas"),
        (SaidBy.MARK, "#vastus ei", Means.REFUSED, "vastuolus teise reegliga"),
        (SaidBy.MARK, "#vas", Means.REFUSED, "vastuolus teise reegliga"),
        (SaidBy.MARK, "#vastus.", Means.SOLVED, ""),
        (SaidBy.RESOLUTION, "duplicate ", Means.SOLVED, "Sama on juba olemas"),
        (SaidBy.CATEGORY, "valmis", Means.SOLVED, "Staatuse liik on üks neist"),
        (SaidBy.CATEGORY, "done", Means.ANSWERED, ""),
    ],
)
def test_what_contradicts_itself_is_refused(
    world: World, by: SaidBy, value: str, means: Means, said: str
) -> None:
    texts = mapping.contradictions(rule(by, value, means))
    assert bool(texts) == bool(said)
    assert said in " ".join(texts)


def test_a_number_and_the_name_of_one_status_may_not_say_two_things(
    working: Escalation, as_administrator: Actor
) -> None:
    by = as_administrator.user
    actions.map_status(rule=rule(SaidBy.STATUS, "In Progress", Means.NEEDS_INFO), by=by)
    with pytest.raises(Refused):
        actions.map_status(rule=rule(SaidBy.STATUS, "3", Means.SOLVED), by=by)


def test_elsewhere_the_same_may_mean_something_else(world: World) -> None:
    assert mapping.contradictions(rule(SaidBy.MARK, "#vastus", Means.REFUSED, unit=world.unit)) == []


def test_the_nearest_rule_decides_as_it_does_when_jira_is_read(
    working: Escalation, as_administrator: Actor
) -> None:
    by = as_administrator.user
    actions.map_status(rule=rule(SaidBy.STATUS, "In Progress", Means.NEEDS_INFO), by=by)
    actions.map_status(rule=rule(SaidBy.STATUS, "In Progress", Means.WORKING, unit=working.unit), by=by)
    actions.map_status(rule=rule(SaidBy.STATUS, "In Progress", Means.REFUSED, project="KT"), by=by)
    placed = [mapping.Placed.of(row) for row in StatusRule.objects.all()]
    tried = mapping.rules_for(placed, working.issue)
    assert tried == StatusRule.objects.rules_of(working.unit, "KT")
    assert read(working).state == State.WORKING


def test_the_page_says_by_which_rule(working: Escalation, as_administrator: Actor) -> None:
    assert timing.timing(working).by_rule == (
        "ükski reegel ei sobi; staatuse liik „töös“ = teine tasand lahendab"
    )
    by = as_administrator.user
    actions.map_status(rule=rule(SaidBy.STATUS, "In Progress", Means.NEEDS_INFO), by=by)
    assert timing.timing(read(working)).by_rule == "JIRA staatus „In Progress“ = vajab lisainfot"
