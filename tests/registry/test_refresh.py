"""The register's lists of codes, fetched every week: shown, watched for what is new, and never a right."""

from datetime import date, timedelta
from typing import Any

import pytest

from desk import clock
from desk.outbox import JobState
from desk.people.models import Todo
from registry import actions, line, rulebook, tasks
from registry.enums import Channel, LineState
from registry.models import ClassifierValue, Line, Refresh, RoleRule
from registry.reference import seed_reference
from tests.simulators.business_register import Running, soap, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules() -> None:
    seed_reference()


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr("desk.workdays.today", lambda: date(2026, 11, 26))  # a Thursday
    return date(2026, 11, 23)


def fetched() -> Refresh:
    """What beat and a worker do in a week."""
    tasks.refresh()
    refresh = Refresh.jobs.latest("pk")
    tasks.fetch(refresh.pk)
    refresh.refresh_from_db()
    return refresh


def test_the_lists_of_the_week_are_fetched_once_in_both_languages(
    register: Running, rules: None, monday: date
) -> None:
    refresh = fetched()
    tasks.refresh()

    assert (refresh.day, refresh.state) == (monday, JobState.SENT)
    assert refresh.rows == refresh.new == ClassifierValue.objects.count() > 20
    assert Refresh.jobs.count() == 1
    assert register.state.calls["klassifikaatorid_v1"] == line.used_today(Channel.DIRECT) == 2
    board = ClassifierValue.objects.get(list_code="ISIKROLLID", code="JUHL")
    assert (board.name_et, board.valid_from) == ("Juhatuse liige", date(2012, 1, 26))
    assert board.name_en


def test_what_was_seen_before_keeps_its_first_day(register: Running, rules: None) -> None:
    fetched()
    first = ClassifierValue.objects.get(list_code="EVSTAATUSED", code="R").first_seen
    clock.move(timedelta(days=7))

    again = fetched()

    seen = ClassifierValue.objects.get(list_code="EVSTAATUSED", code="R")
    assert (again.new, seen.first_seen) == (0, first)
    assert seen.last_seen - first > timedelta(days=6)


def test_a_role_that_no_rule_knows_is_given_to_an_administrator_and_gives_no_right(
    register: Running, rules: None, as_administrator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rulebook.current()
    monkeypatch.setitem(world.ROLES, "UUSROLL", "Uus esindaja")

    fetched()

    assert "UUSROLL" in ClassifierValue.objects.unknown_to_rules().values_list("code", flat=True)
    todo = Todo.objects.open().get(kind="registry.unknown_codes")
    assert todo.owner == as_administrator.user
    assert "UUSROLL" in todo.params["codes"]
    assert rulebook.current() == before

    # The next week says nothing new; once the administrator has written the rule there is nothing to do.
    clock.move(timedelta(days=7))
    fetched()
    assert Todo.objects.open().get(kind="registry.unknown_codes") == todo
    for value in ClassifierValue.objects.unknown_to_rules():
        RoleRule.objects.create(code=value.code, name=value.name_et, source="test")
    clock.move(timedelta(days=7))
    fetched()
    assert not Todo.objects.open().exists()


def test_an_answer_without_roles_or_statuses_is_not_believed(
    register: Running, rules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soap, "ROLES", {})
    monkeypatch.setattr(soap, "ROLES_ENG", {})
    refresh = fetched()
    assert (refresh.state, refresh.reason) == (JobState.FAILED, "unexpected")
    assert not ClassifierValue.objects.exists()


def test_an_outage_passes_by_itself(register: Running, rules: None) -> None:
    register.state.fault = "html502"
    refresh = fetched()
    assert (refresh.state, refresh.reason) == (JobState.PENDING, "not_soap")

    register.state.fault = ""
    Refresh.jobs.update(next_at=None)
    tasks.fetch(refresh.pk)
    assert ClassifierValue.objects.exists()


def test_a_list_that_x_road_refuses_does_not_stop_questions_about_clients(
    register: Running, rules: None, settings: Any
) -> None:
    settings.REGISTRY_CHANNEL = "xroad"
    settings.REGISTRY_XROAD_CLIENT = "ee-test/GOV/00000000/abilaud"  # the register knows it not
    settings.REGISTRY_XROAD_SERVICE = "ee-test/GOV/70000310/arireg"
    refresh = fetched()
    assert (refresh.state, refresh.reason) == (JobState.FAILED, "access")
    assert Line.objects.get(channel=Channel.XROAD).state == LineState.OPEN


def test_a_week_lost_to_refused_credentials_is_fetched_when_the_line_is_opened(
    register: Running, rules: None, as_head: Any
) -> None:
    register.state.fault = "credentials"
    refresh = fetched()
    assert refresh.state == JobState.FAILED
    register.state.fault = ""

    actions.open_line(line=Line.objects.get(), by=as_head.user)

    tasks.fetch(refresh.pk)
    assert ClassifierValue.objects.exists()


def test_the_administrator_looks_the_lists_up_and_can_change_nothing(
    register: Running, rules: None, as_administrator: Any
) -> None:
    fetched()
    page = as_administrator.get("/admin/registry/classifiervalue/")
    assert "Juhatuse liige" in page.content.decode()
    assert as_administrator.get("/admin/registry/classifiervalue/add/").status_code == 403
    value = ClassifierValue.objects.first()
    assert value is not None
    assert as_administrator.post(f"/admin/registry/classifiervalue/{value.pk}/delete/").status_code == 403


def test_a_desk_without_a_register_fetches_nothing(rules: None, settings: Any) -> None:
    settings.REGISTRY_URL = ""
    tasks.refresh()
    assert not Refresh.jobs.exists()
