"""Counting by rounds: nothing twice, nothing lost, whoever counts and whatever breaks off."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from desk.calls.models import Call
from desk.people.models import Presence, Shift, User
from desk.workdays import TALLINN
from stats import rollups, tasks
from stats.enums import Source
from stats.models import Counted, PersonDay, Staffed, TeamDay, Touched, Traffic
from stats.rollups import people, refreshing

NOW = datetime(2027, 4, 6, 14, 20, 30, tzinfo=TALLINN)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still."""
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("desk.clock.now", lambda: moment)


def call(rang: datetime, **more: Any) -> Call:
    answered = rang + timedelta(seconds=5)
    return Call.objects.create(rang_at=rang, answered_at=answered, state="answered", **more)


def present(user: User, state: str, start: datetime, end: datetime | None = None) -> Presence:
    return Presence.objects.create(user=user, state=state, started_at=start, ended_at=end)


def anybody(name: str = "anu", **facts: Any) -> User:
    return User.objects.create_user(name, f"{name}@abilaud.example", **facts)


def offered() -> int:
    return sum(Traffic.objects.values_list("offered", flat=True))


@pytest.mark.django_db
def test_what_did_not_change_is_not_counted_again() -> None:
    call(NOW - MINUTE)
    assert rollups.refresh() == 1
    rows = list(Traffic.objects.values())
    assert rollups.refresh() == 0
    assert list(Traffic.objects.values()) == rows


@pytest.mark.django_db
def test_a_day_touched_many_times_counts_once() -> None:
    call(NOW - MINUTE)
    Touched.objects.bulk_create(Touched(source=Source.CALLS, day=NOW.date()) for _ in range(20))
    assert rollups.refresh() == 1
    assert offered() == 1


@pytest.mark.django_db
def test_a_change_that_no_figure_counts_touches_nothing() -> None:
    row = call(NOW - MINUTE)
    rollups.refresh()
    row.notes = "Ootab dokumenti"
    row.save()
    assert not Touched.objects.exists()


@pytest.mark.django_db
def test_what_is_destroyed_by_rule_stays_counted() -> None:
    row = call(NOW - MINUTE)
    rollups.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL abilaud.destruction = 'on'")
    row.delete()
    assert rollups.refresh() == 0
    assert offered() == 1


@pytest.mark.django_db(transaction=True)
def test_a_counting_that_breaks_off_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    call(NOW - MINUTE)
    rollups.refresh()
    call(NOW)

    def broken(first: date, last: date) -> None:
        raise ConnectionError

    whole = refreshing.BY_SOURCE[Source.CALLS]
    monkeypatch.setitem(refreshing.BY_SOURCE, Source.CALLS, (*whole, broken))
    with pytest.raises(ConnectionError):
        rollups.refresh()
    assert offered() == 1
    assert Touched.objects.filter(source=Source.CALLS).exists()
    monkeypatch.setitem(refreshing.BY_SOURCE, Source.CALLS, whole)
    rollups.refresh()
    assert offered() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_once() -> None:
    for minute in range(30):
        call(NOW - minute * MINUTE)
    found: list[int] = []

    def count() -> None:
        try:
            found.append(rollups.refresh())
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 1]
    assert offered() == 30


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_day_is_counted_is_counted_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    call(NOW - MINUTE)
    whole = refreshing.BY_SOURCE[Source.CALLS]

    def another() -> None:
        call(NOW)
        connection.close()

    def meanwhile(first: date, last: date) -> None:
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()

    monkeypatch.setitem(refreshing.BY_SOURCE, Source.CALLS, (*whole, meanwhile))
    rollups.refresh()
    monkeypatch.setitem(refreshing.BY_SOURCE, Source.CALLS, whole)
    assert offered() == 1
    rollups.refresh()
    assert offered() == 2


@pytest.mark.django_db
def test_who_is_present_is_counted_until_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also over midnight, though no row is written."""
    user = anybody()
    present(user, "available", datetime(2027, 4, 5, 23, 0, tzinfo=TALLINN))
    at(monkeypatch, datetime(2027, 4, 5, 23, 59, 30, tzinfo=TALLINN))
    rollups.refresh()
    assert PersonDay.objects.get(day=date(2027, 4, 5)).ready_s == 59 * 60 + 30
    at(monkeypatch, datetime(2027, 4, 6, 0, 0, 30, tzinfo=TALLINN))
    tasks.refresh()
    assert dict(PersonDay.objects.values_list("day", "ready_s")) == {
        date(2027, 4, 5): 3600, date(2027, 4, 6): 30,
    }  # fmt: skip
    assert sum(Staffed.objects.values_list("ready_s", flat=True)) == 3630
    assert set(Counted.objects.values_list("source", flat=True)) == set(Source) - {Source.WORDS}


@pytest.mark.django_db
def test_who_was_in_training_then_stays_apart_afterwards() -> None:
    """Own figures are kept, the desk's leave them out; nothing of it changes when the training is over."""
    learner, other = anybody("uku", training=True), anybody()
    day = NOW - timedelta(days=3)
    for user in (learner, other):
        present(user, "available", day, day + timedelta(hours=1))
        Shift.objects.create(user=user, starts_at=day, ends_at=day + timedelta(hours=4))
    User.history.filter(id=learner.pk).update(history_date=day - timedelta(days=30))
    rollups.refresh()
    learner.training = False
    learner.save()
    rollups.rebuild(day.date(), day.date())
    assert set(PersonDay.objects.values_list("user", "ready_s")) == {(learner.pk, 3600), (other.pk, 3600)}
    team = TeamDay.objects.get()
    assert (team.people, team.ready_s, team.planned_s) == (1, 3600, 4 * 3600)
    assert sum(Staffed.objects.values_list("planned", flat=True)) == 16


@pytest.mark.django_db
def test_the_desk_keeps_its_day_when_presence_and_persons_are_gone() -> None:
    first, second = anybody(), anybody("jaan")
    day = NOW - timedelta(days=120)
    for user in (first, second):
        present(user, "on_call", day, day + timedelta(hours=1))
        call(day, user=user)
    rollups.refresh()
    assert not PersonDay.objects.exists()  # so old, no person's figures are made
    kept, quarters = TeamDay.objects.get(), list(Staffed.objects.values("slot", "on_call_s"))
    assert (kept.people, kept.on_call_s, kept.calls) == (2, 7200, 2)
    Presence.objects.all().delete()
    late = call(day + MINUTE, user=first)
    rollups.refresh()
    kept = TeamDay.objects.get()
    assert (kept.people, kept.on_call_s, kept.calls) == (2, 7200, 3)
    assert list(Staffed.objects.values("slot", "on_call_s")) == quarters
    late.delete()
    rollups.rebuild(day.date(), day.date())
    assert TeamDay.objects.get().on_call_s == 7200


@pytest.mark.django_db
def test_an_old_day_of_one_person_alone_is_not_made_again() -> None:
    day = NOW - timedelta(days=120)
    call(day, user=anybody())
    rollups.refresh()
    assert not TeamDay.objects.exists()
    assert offered() == 1


@pytest.mark.django_db
def test_lunch_and_adherence_are_counted_as_the_roster_does() -> None:
    user = anybody()
    start = datetime(2027, 4, 5, 9, tzinfo=TALLINN)
    Shift.objects.create(user=user, starts_at=start, ends_at=start + timedelta(hours=8))
    present(user, "available", start, start + timedelta(hours=7, minutes=45))
    rollups.refresh()
    row = PersonDay.objects.get()
    assert (row.planned_s, row.calls_planned_s, row.kept_s) == (27000, 27000, 27000)


@pytest.mark.django_db
def test_the_command_counts_all_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    call(NOW - timedelta(days=40))
    Touched.objects.all().delete()
    call_command("rebuild_stats", "--json")
    out, err = capsys.readouterr()
    assert '"from": "2027-02-25", "until": "2027-04-06", "days": 41' in out
    assert err.split() == ["4/41", "35/41", "41/41"]
    assert offered() == 1
    for wrong in (["--from", "eile"], ["--from", "2027-04-02", "--until", "2027-04-01"]):
        with pytest.raises(CommandError):
            call_command("rebuild_stats", *wrong)


def test_people_and_the_desk_know_the_same_measures() -> None:
    assert set(people.TIMES) < {field.name for field in TeamDay._meta.fields}
