"""The register's daily list of changed organisations, behind its switch: only an order for the night."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk import clock, outbox
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import JobState, PassingError, PermanentError
from registry import actions, gateway, line, tasks
from registry.enums import LineState, RefreshKind
from registry.gateway import changes
from registry.models import ChangedOrganisation, DailyUse, Line, Refresh
from tests.simulators.business_register import Running

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)
OURS, OTHERS = ["10000001", "10000018"], ["10000024", "10000395"]


@pytest.fixture
def feed(register: Running, settings: Any) -> Running:
    """The switch is on; two of our clients changed on the day, and two others."""
    settings.REGISTRY_CHANGE_FEED = True
    register.state.beside.changed = {DAY.isoformat(): [*OURS, *OTHERS]}
    for code in OURS:
        Client.objects.create(kind=Kind.ORGANISATION, name=f"Klient {code}", registry_code=code)
    return register


def at(moment: datetime) -> None:
    clock.move(moment - clock.now())


def fetch(day: date = DAY) -> Refresh:
    """What the calendar plans for one day, and the worker does."""
    actions.plan_refresh(what=RefreshKind.CHANGES, day=day)
    refresh = Refresh.jobs.get(what=RefreshKind.CHANGES, day=day)
    tasks.fetch(refresh.pk)
    refresh.refresh_from_db()
    return refresh


def kept() -> list[str]:
    return list(ChangedOrganisation.objects.order_by("code").values_list("code", flat=True))


def test_of_all_that_changed_only_our_clients_are_kept(feed: Running) -> None:
    refresh = fetch()
    assert kept() == OURS
    assert (refresh.state, refresh.rows, refresh.new) == (JobState.SENT, 4, 2)
    assert refresh.done_at is not None


def test_a_day_without_changes_is_done_too(feed: Running) -> None:
    refresh = fetch(DAY - timedelta(days=1))
    assert (refresh.state, refresh.rows) == (JobState.SENT, 0)
    assert kept() == []


def test_the_same_day_twice_keeps_each_once(feed: Running) -> None:
    refresh = fetch()
    Refresh.jobs.filter(pk=refresh.pk).update(state=JobState.PENDING)
    tasks.fetch(refresh.pk)
    assert kept() == OURS


def test_a_worker_that_died_in_the_middle_leaves_nothing_half_done(feed: Running, monkeypatch: Any) -> None:
    def dies(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as until_then:
        until_then.setattr(ChangedOrganisation.objects.__class__, "bulk_create", dies)
        with pytest.raises(SystemExit):
            fetch()
    assert kept() == []
    refresh = Refresh.jobs.get()
    assert refresh.state == JobState.SENDING
    Refresh.jobs.update(claimed_at=clock.now() - timedelta(hours=1))
    tasks.fetch(refresh.pk)
    assert kept() == OURS


def test_the_evening_asks_for_yesterday_and_catches_up_a_week(feed: Running) -> None:
    at(datetime.fromisoformat("2026-11-22T21:29:00+02:00"))
    tasks.changed()
    assert Refresh.jobs.order_by("day").last().day == date(2026, 11, 20)  # type: ignore[union-attr]
    at(datetime.fromisoformat("2026-11-22T21:31:00+02:00"))
    tasks.changed()
    days = list(Refresh.jobs.filter(what=RefreshKind.CHANGES).order_by("day").values_list("day", flat=True))
    assert days[-1] == DAY
    assert len(days) == 8  # seven of the first look, one of the second
    tasks.changed()
    assert Refresh.jobs.count() == 8


def test_a_day_that_was_given_up_is_tried_again_the_next_evening(feed: Running) -> None:
    at(datetime.fromisoformat("2026-11-22T21:31:00+02:00"))
    feed.state.beside.changes = "element"
    assert fetch().state == JobState.FAILED
    feed.state.beside.changes = ""
    tasks.changed()
    refresh = Refresh.jobs.get(day=DAY)
    assert refresh.state == JobState.PENDING
    tasks.fetch(refresh.pk)
    assert kept() == OURS


@pytest.mark.parametrize("kind", ["element", "count", "code"])
def test_an_answer_in_another_form_is_not_believed(feed: Running, kind: str) -> None:
    feed.state.beside.changes = kind
    refresh = fetch()
    assert (refresh.state, refresh.reason) == (JobState.FAILED, "unexpected")
    assert kept() == []


def test_a_refused_service_does_not_stop_questions_about_representation(feed: Running) -> None:
    feed.state.refused = ["ettevotjaMuudatusedTasuline_v1"]
    fetch()
    assert kept() == []
    assert not Line.objects.filter(state=LineState.STOPPED).exists()


def test_a_register_that_is_away_is_asked_later(feed: Running) -> None:
    feed.state.fault = "html502"
    refresh = fetch()
    assert (refresh.state, refresh.reason) == (JobState.PENDING, "not_soap")


def test_the_feed_counts_against_the_day_like_any_question(feed: Running) -> None:
    fetch()
    assert DailyUse.objects.get().requests == 1


def test_the_feed_comes_over_x_road_too(feed: Running, xroad: gateway.Access) -> None:
    with line.used(xroad) as access:
        assert changes.changed(access, DAY) == {*OURS, *OTHERS}


def test_old_days_are_forgotten(feed: Running) -> None:
    ChangedOrganisation.objects.create(day=DAY - timedelta(days=31), code="10000001")
    fetch()
    assert not ChangedOrganisation.objects.filter(day__lt=DAY).exists()


def test_off_nothing_is_planned_and_what_waits_is_not_asked(feed: Running, settings: Any) -> None:
    settings.REGISTRY_CHANGE_FEED = False
    tasks.changed()
    assert not Refresh.jobs.exists()
    refresh = fetch()
    assert (refresh.state, refresh.reason) == (JobState.FAILED, "not_set_up")
    assert not feed.state.calls["ettevotjaMuudatusedTasuline_v1"]


@pytest.mark.slow
def test_a_list_that_is_longer_than_any_card_is_read(feed: Running, xroad: gateway.Access) -> None:
    many = [each.code for each in feed.state.organisations.values()] * 2
    feed.state.beside.changed = {DAY.isoformat(): many}
    found = changes.changed(xroad, DAY)
    assert len(found) == len(set(many)) > 4000
    assert outbox.PermanentError is PermanentError and issubclass(PassingError, outbox.OutsideTrouble)
