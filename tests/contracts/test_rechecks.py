"""By night the register is asked about clients with documents in force; what changed is found once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions import changes, rechecks
from contracts.enums import AuthorisationState, ChangeState
from contracts.models import Authorisation, Package, Recheck, Rechecked, RepresentationChange
from contracts.representation import rechecking
from desk import clock, workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import Notice
from desk.records.models import TimelineEntry
from registry import actions as registry
from registry import rules
from registry.enums import Channel, LineState, Purpose
from registry.models import ChangedOrganisation, Check, DailyUse, Line
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.nightly import a_night_passes, in_force, many_in_force, night_falls, register_answers_all
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

FIXTURES = (lab, quick_press, trusting)  # pytest finds them by these names
KAASIKU = "10000018"
OVER = {"state": AuthorisationState.ENDED, "last_day": date(2026, 1, 1), "end_reason": "withdrawn"}


@pytest.fixture(autouse=True)
def set_up(settings: Any) -> None:
    settings.REGISTRY_URL = "http://127.0.0.1:9/"


@pytest.fixture
def package(ground: Ground, lab: Lab) -> Package:
    return in_force(ground, lab)


def board_becomes(monkeypatch: pytest.MonkeyPatch, *persons: rules.Person) -> None:
    pair = rules.Group(1, persons[:2])
    answer = rules.Answer(KAASIKU, "Kaasiku Kaevandus AS", "R", "AS", persons, (), (pair,))
    monkeypatch.setitem(conftest.ANSWERS, KAASIKU, answer)


def asked() -> int:
    return Check.objects.filter(purpose=Purpose.RECHECK).count()


def night() -> Recheck:
    return Recheck.objects.latest("day")


def test_a_client_with_documents_in_force_is_asked_about_once_a_night(
    package: Package, ground: Ground
) -> None:
    day = night_falls()
    rechecks.work()
    rechecks.work()
    check = Check.objects.get(purpose=Purpose.RECHECK)
    assert (check.client, check.subject_kind, check.issue) == (ground.kaasiku, "client", package.issue)
    register_answers_all()
    rechecks.work()
    row = Recheck.objects.get(day=day)
    assert (row.clients, row.asked, row.changed, row.unanswered, row.stopped_by) == (1, 1, 0, 0, "")
    assert row.ended_at is not None
    night_falls(hour=3)
    rechecks.work()
    assert asked() == 1
    a_night_passes()
    assert asked() == 2 and Recheck.objects.count() == 2


def test_by_day_nobody_is_asked(package: Package) -> None:
    night_falls(hour=12)
    rechecks.work()
    assert not asked() and not Recheck.objects.exists()


def test_without_a_register_there_is_no_night(package: Package, settings: Any) -> None:
    settings.REGISTRY_URL = ""
    night_falls()
    rechecks.work()
    assert not Recheck.objects.exists()


def test_who_has_no_documents_in_force_is_not_asked_about(package: Package, ground: Ground) -> None:
    package.authorisations.update(**OVER)
    a_night_passes()
    assert not asked()


def test_a_document_that_ran_out_is_not_in_force(package: Package) -> None:
    package.authorisations.update(valid_from="2020-01-01", valid_until="2020-12-31")
    a_night_passes()
    assert not asked()


def test_a_board_member_who_left_is_found_in_the_morning(
    package: Package, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    change = RepresentationChange.objects.get()
    assert (change.client, change.owner, change.lost) == (ground.kaasiku, ground.user, 1)
    assert change.before.purpose == Purpose.ACCEPTANCE
    assert change.after.purpose == Purpose.RECHECK
    assert night().changed == 1
    notice = Notice.objects.get(kind="contracts.representation_changed")
    assert (notice.user, notice.params["numbers"]) == (ground.user, package.numbers)
    lines = TimelineEntry.objects.filter(kind="contracts.representation_changed")
    assert lines.get().client_id == ground.kaasiku.pk


def test_a_change_stays_one_until_somebody_looks(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    a_night_passes()
    assert RepresentationChange.objects.count() == 1
    assert Notice.objects.filter(kind="contracts.representation_changed").count() == 1


def test_a_new_member_takes_nobodys_right(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    board_becomes(monkeypatch, BOARD[0], BOARD[1], BOARD[2], conftest.MARI)
    a_night_passes()
    assert RepresentationChange.objects.get().lost == 0


def test_a_register_that_does_not_answer_changed_nothing(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    night_falls()
    rechecks.work()
    Check.jobs.filter(purpose=Purpose.RECHECK).update(state=JobState.FAILED, verdict="unavailable")
    rechecks.work()
    assert not RepresentationChange.objects.exists()
    assert (night().changed, night().unanswered) == (0, 1)
    a_night_passes()
    assert RepresentationChange.objects.exists()


def test_an_organisation_that_left_the_register_is_a_change(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(conftest.ANSWERS, KAASIKU)
    a_night_passes()
    assert RepresentationChange.objects.get().lost == 2


def test_what_changed_back_settles_itself(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    card = conftest.ANSWERS[KAASIKU]
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    monkeypatch.setitem(conftest.ANSWERS, KAASIKU, card)
    a_night_passes()
    change = RepresentationChange.objects.get()
    assert (change.state, change.settled_by, change.note) == (ChangeState.SETTLED, None, "back")
    assert change.settled_at and change.settled_why != "back"


def test_what_changes_further_is_the_same_change(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    first = RepresentationChange.objects.get()
    board_becomes(monkeypatch, BOARD[2], conftest.MARI)
    a_night_passes()
    change = RepresentationChange.objects.get()
    assert (change.found_at, change.lost) == (first.found_at, 2)
    assert change.after_id != first.after_id
    assert Notice.objects.filter(kind="contracts.representation_changed").count() == 2


def test_what_a_person_looked_at_comes_back_only_when_the_card_changes_again(
    package: Package, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = conftest.ANSWERS[KAASIKU]
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    with pytest.raises(Refused):
        changes.settle(change=RepresentationChange.objects.get(), text=" ", by=ground.user)
    changes.settle(change=RepresentationChange.objects.get(), text="Uus volikiri tellitud.", by=ground.user)
    with pytest.raises(Refused):
        changes.settle(change=RepresentationChange.objects.get(), text="Veel", by=ground.user)
    a_night_passes()
    assert RepresentationChange.objects.count() == 1
    monkeypatch.setitem(conftest.ANSWERS, KAASIKU, card)
    a_night_passes()
    assert not RepresentationChange.objects.open().exists()
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    assert RepresentationChange.objects.count() == 2


def test_looked_at_by_mistake_is_taken_back(
    package: Package, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    change = changes.settle(change=RepresentationChange.objects.get(), text="Vale klient", by=ground.user)
    change = changes.reopen(change=change, by=ground.user)
    assert change.is_open and change.settled_at is None


def test_a_change_ends_with_the_documents(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    a_night_passes()
    package.authorisations.update(**OVER)
    rechecks.work()
    assert RepresentationChange.objects.get().note == "ended"


class Killed(BaseException):
    """The worker died here."""


@pytest.mark.parametrize("where", ["contracts.actions.changes.note", "desk.people.actions.tell"])
def test_a_worker_that_dies_while_comparing_loses_and_doubles_nothing(
    package: Package, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    board_becomes(monkeypatch, *BOARD[1:])
    night_falls()
    rechecks.work()
    register_answers_all()
    with monkeypatch.context() as broken:

        def die(**_: Any) -> None:
            raise Killed

        broken.setattr(where, die)
        with pytest.raises(Killed):
            rechecks.work()
    assert not RepresentationChange.objects.exists() and night().changed == 0
    rechecks.work()
    assert RepresentationChange.objects.count() == night().changed == 1


def test_a_worker_that_dies_while_asking_asks_everyone_once(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = many_in_force(ground, ["10000389", "10000395", "10000403"])
    night_falls()
    ask, calls = registry.ask, list[int]()

    def dying(**values: Any) -> Check:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return ask(**values)

    monkeypatch.setattr(registry, "ask", dying)
    with pytest.raises(Killed):
        rechecks.work()
    assert not asked()
    rechecks.work()
    assert asked() == night().asked == len(clients)


def test_the_longest_ago_are_asked_first_and_no_more_than_fit_wait(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = many_in_force(ground, ["10000389", "10000395", "10000403"])
    a_night_passes()
    old = Rechecked.objects.get(client=clients[2])
    Rechecked.objects.filter(pk=old.pk).update(asked_at=old.asked_at - timedelta(days=3))
    monkeypatch.setattr(rechecking, "PORTION", 2)
    night_falls()
    rechecks.work()
    rechecks.work()
    waiting = Check.objects.filter(purpose=Purpose.RECHECK).waiting().order_by("pk")
    assert [each.client_id for each in waiting] == [clients[2].pk, clients[0].pk]
    register_answers_all()
    rechecks.work()
    assert night().asked == 3 and night().ended_at is None
    register_answers_all()
    rechecks.work()
    assert night().ended_at is not None


def test_organisations_of_the_change_feed_come_first(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = many_in_force(ground, ["10000389", "10000395", "10000403"])
    ChangedOrganisation.objects.create(day=workdays.today(), code="10000403")
    monkeypatch.setattr(rechecking, "PORTION", 1)
    night_falls()
    rechecks.work()
    assert Check.objects.get(purpose=Purpose.RECHECK).client == clients[2]


def test_the_questions_of_the_day_are_left_to_people(ground: Ground, settings: Any) -> None:
    many_in_force(ground, ["10000389", "10000395"])
    settings.REGISTRY_DAILY_BUDGET, settings.RECHECK_RESERVE = 100, 40
    settings.REGISTRY_CHANNEL = Channel.DIRECT
    night_falls(hour=23)
    use = DailyUse.objects.create(day=workdays.today(), channel=Channel.DIRECT, requests=59)
    rechecks.work()
    assert asked() == 1
    use.requests = 60
    use.save()
    register_answers_all()
    rechecks.work()
    assert (asked(), night().stopped_by) == (1, "budget")
    night_falls(hour=1)  # the next day has its own
    rechecks.work()
    assert (asked(), night().stopped_by) == (2, "")
    assert Recheck.objects.count() == 1


def test_a_stopped_line_is_not_asked_and_a_rested_one_by_a_single_question(
    ground: Ground, settings: Any
) -> None:
    many_in_force(ground, ["10000389", "10000395"])
    settings.REGISTRY_CHANNEL = Channel.DIRECT
    night_falls()
    line = Line.objects.create(channel=Channel.DIRECT, state=LineState.STOPPED, since=clock.now())
    rechecks.work()
    assert (asked(), night().stopped_by) == (0, "stopped")
    line.state, line.rests_until = LineState.RESTING, clock.now() + timedelta(minutes=5)
    line.save()
    rechecks.work()
    assert (asked(), night().stopped_by) == (0, "resting")
    clock.move(timedelta(minutes=6))
    rechecks.work()
    rechecks.work()
    assert asked() == 1


def test_the_morning_ends_the_night(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    many_in_force(ground, ["10000389", "10000395"])
    monkeypatch.setattr(rechecking, "PORTION", 1)
    night_falls()
    rechecks.work()
    night_falls(hour=7)
    rechecks.work()
    row = night()
    assert (row.clients, row.asked, row.stopped_by) == (2, 1, "morning")
    assert row.ended_at is not None and asked() == 1


def test_each_client_may_be_asked_about_every_third_night(package: Package, settings: Any) -> None:
    settings.RECHECK_EVERY_DAYS = 3
    for _ in range(4):
        a_night_passes()
    assert asked() == 2


def test_documents_accepted_on_other_proof_are_watched_from_the_first_answer_on(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_in_force(ground, ["10000062"])
    card = rules.Answer("10000062", "Pankrotis Metall OÜ", "R", "OÜ", (BOARD[0], BOARD[1]))
    monkeypatch.setitem(conftest.ANSWERS, "10000062", card)
    a_night_passes()
    assert not RepresentationChange.objects.exists()
    fewer = rules.Answer("10000062", "Pankrotis Metall OÜ", "R", "OÜ", (BOARD[0],))
    monkeypatch.setitem(conftest.ANSWERS, "10000062", fewer)
    a_night_passes()
    assert RepresentationChange.objects.get().before.card_hash != ""


def queries_of_a_portion(portion: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        rechecks.work()
    assert asked() == portion
    return len(taken)


def test_a_thousand_clients_cost_a_portion_no_more_queries_than_twenty(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecking, "PORTION", 10)
    many_in_force(ground, [str(11000000 + number) for number in range(20)])
    night_falls()
    few = queries_of_a_portion(10)
    Rechecked.objects.all().delete()
    Recheck.objects.all().delete()
    Authorisation.objects.all().delete()
    Package.objects.all().delete()
    Check.objects.filter(purpose=Purpose.RECHECK).update(purpose=Purpose.LOOK)
    many_in_force(ground, [str(12000000 + number) for number in range(1000)])
    assert queries_of_a_portion(10) <= few
    # Comparing ten answers, all changed for the better of nobody, is bounded too.
    register_answers_all()
    with CaptureQueriesContext(connection) as taken:
        rechecks.compare_answers()
    assert len(taken) <= 40


def test_foreigners_are_not_asked_about(package: Package, ground: Ground) -> None:
    ground.kaasiku.country = "FI"
    ground.kaasiku.save()
    a_night_passes()
    assert not asked()
