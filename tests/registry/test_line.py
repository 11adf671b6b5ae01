"""The breaker of each channel and the day's budget: one state for all hosts, and no question lost by it."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from desk import clock, workdays
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import JobState, PassingError, PermanentError
from desk.people.models import Notice, Todo
from registry import actions, gateway, line, tasks
from registry.enums import Channel, LineState, Purpose
from registry.models import Check, DailyUse, Line
from tests.simulators.business_register import PASSWORD, Running

pytestmark = pytest.mark.slow

Asking = Callable[..., Check]


def ask(code: str = "10000001", purpose: Purpose = Purpose.SENDING) -> Check:
    """A question that waits in the queue."""
    client, _ = Client.objects.get_or_create(
        registry_code=code, defaults={"kind": Kind.ORGANISATION, "name": f"Klient {code}"}
    )
    return actions.ask(client=client, purpose=purpose, subject=("package", 7), by=None)


def work(check: Check) -> Check:
    """What a worker does with it, if it is due."""
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def the_line() -> Line:
    return Line.objects.get(channel=Channel.DIRECT)


def asked_of(register: Running) -> int:
    return sum(register.state.calls.values())


@pytest.fixture
def soon(settings: Any) -> None:
    """Two failures in a row are enough."""
    settings.REGISTRY_REST_AFTER = 2


@pytest.fixture
def resting(register: Running, soon: None) -> Check:
    """A line that rests after failures, and the question that met the last of them."""
    register.state.fault = "html502"
    for _ in range(2):
        check = work(ask())
    assert the_line().state == LineState.RESTING
    return check


@pytest.mark.django_db
def test_after_failures_in_a_row_the_register_is_left_alone(resting: Check, register: Running) -> None:
    before, rests_until = asked_of(register), the_line().rests_until
    assert rests_until is not None
    assert timedelta(seconds=55) < rests_until - clock.now() <= timedelta(seconds=60)

    check = work(ask())

    assert asked_of(register) == before
    assert (check.state, check.reason, check.next_at) == (JobState.PENDING, "resting", rests_until)


@pytest.mark.django_db
def test_a_success_between_failures_begins_the_count_anew(register: Running, soon: None) -> None:
    for fault in ("html502", "", "html502"):
        register.state.fault = fault
        work(ask())
    assert (the_line().state, the_line().failures) == (LineState.OPEN, 1)


@pytest.mark.django_db
def test_after_the_rest_one_question_tries_and_its_success_opens_the_line(
    resting: Check, register: Running
) -> None:
    waiting = work(ask("10000018"))
    register.state.fault = ""
    clock.move(timedelta(seconds=61))

    assert work(ask()).state == JobState.SENT

    opened = the_line()
    assert (opened.state, opened.failures, opened.rests_until) == (LineState.OPEN, 0, None)
    assert opened.succeeded_at is not None
    # Nobody waits out a rest that is over.
    assert work(waiting).state == JobState.SENT


@pytest.mark.django_db
def test_every_failed_trial_doubles_the_rest_up_to_a_quarter_of_an_hour(
    resting: Check, register: Running
) -> None:
    rests = []
    for _ in range(6):
        rests_until = the_line().rests_until
        assert rests_until is not None
        clock.move(rests_until - clock.now() + timedelta(seconds=1))
        work(ask())
        again = the_line().rests_until
        assert again is not None
        rests.append(round((again - clock.now()).total_seconds() / 60))
    assert rests == [2, 4, 8, 15, 15, 15]


@pytest.mark.django_db
def test_a_rest_uses_up_no_attempt_of_a_question_that_waits(resting: Check, settings: Any) -> None:
    settings.OUTBOX_ATTEMPTS = 3
    check = ask("10000018")
    for _ in range(5):
        check = work(check)
        Check.objects.filter(pk=check.pk).update(next_at=None)
    assert (check.state, check.attempts, check.reason) == (JobState.PENDING, 0, "resting")


@pytest.mark.django_db
def test_a_trial_whose_worker_died_is_given_to_another(resting: Check, register: Running) -> None:
    register.state.fault = ""
    clock.move(timedelta(seconds=61))
    assert line._entered(Channel.DIRECT)[1] is not None  # and its worker is heard of no more

    assert work(ask()).reason == "resting"
    clock.move(line.TRIAL + timedelta(seconds=1))
    assert work(ask()).state == JobState.SENT


@pytest.mark.django_db
def test_a_strange_answer_is_the_matter_of_one_question_not_of_the_line(
    register: Running, soon: None
) -> None:
    register.state.fault = "dtd"
    for _ in range(3):
        assert work(ask()).state == JobState.FAILED
    assert (the_line().state, the_line().failures) == (LineState.OPEN, 0)


# ---- stopped -----------------------------------------------------------------------------------


@pytest.fixture
def stopped(register: Running, settings: Any, as_head: Any, as_administrator: Any) -> Check:
    settings.REGISTRY_PASSWORD = "vale"
    check = work(ask())
    assert the_line().state == LineState.STOPPED
    settings.REGISTRY_PASSWORD = PASSWORD
    return check


@pytest.mark.django_db
def test_refused_credentials_stop_the_line_and_raise_the_alarm(
    stopped: Check, register: Running, as_head: Any, as_administrator: Any
) -> None:
    assert (stopped.state, stopped.reason) == (JobState.FAILED, "credentials")
    before = asked_of(register)

    check = work(ask())

    assert (check.state, check.reason, check.verdict) == (JobState.FAILED, "stopped", "unavailable")
    assert asked_of(register) == before
    todo = Todo.objects.get(kind="registry.stopped")
    assert (todo.owner, todo.subject_kind) == (as_administrator.user, "line")
    told = Notice.objects.filter(kind="registry.stopped").values_list("user", flat=True)
    assert set(told) == {as_head.user.pk, as_administrator.user.pk}


@pytest.mark.django_db
def test_whoever_opens_the_line_again_has_the_lost_questions_asked_again(
    stopped: Check, as_head: Any
) -> None:
    lost = [stopped, work(ask("10000018"))]

    assert actions.open_line(line=the_line(), by=as_head.user) == 2

    assert (the_line().state, the_line().opened_by) == (LineState.OPEN, as_head.user)
    assert [work(check).state for check in lost] == [JobState.SENT, JobState.SENT]
    assert not Todo.objects.open().exists()
    assert Notice.objects.filter(kind="registry.line_open").count() == 1


@pytest.mark.django_db
def test_nobody_is_told_twice_of_one_stop(stopped: Check) -> None:
    assert not actions.stop_line(channel=Channel.DIRECT, reason="credentials")
    assert Notice.objects.filter(kind="registry.stopped").count() == 2


@pytest.mark.django_db
def test_a_late_success_does_not_open_a_line_that_waits_for_a_person(stopped: Check) -> None:
    line._succeeded(the_line(), None)
    line._succeeded(the_line(), clock.now())
    assert the_line().state == LineState.STOPPED


@pytest.mark.django_db
def test_the_other_channel_goes_its_own_way(stopped: Check, xroad: gateway.Access) -> None:
    with line.used(xroad) as access:
        assert gateway.representation(access, "10000001", "P-1").answer is not None
    assert line.used_today(Channel.XROAD) == 1


@pytest.mark.django_db
def test_a_service_that_we_can_do_without_does_not_stop_the_line(xroad: gateway.Access) -> None:
    with pytest.raises(PermanentError), line.used(xroad, vital=False):
        raise PermanentError("access")
    assert Line.objects.get(channel=Channel.XROAD).state == LineState.OPEN


@pytest.mark.django_db
def test_the_command_line_tries_a_mended_access_before_the_line_is_opened_for_everyone(
    stopped: Check, direct: gateway.Access
) -> None:
    before = line.used_today(Channel.DIRECT)
    assert gateway.representation(line.by_hand(direct), "10000001", "command").answer is not None
    assert line.used_today(Channel.DIRECT) == before + 1
    assert the_line().state == LineState.STOPPED


# ---- budget ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_request_is_counted(register: Running, settings: Any) -> None:
    settings.REGISTRY_DAILY_BUDGET = 10
    work(ask())
    work(ask("10000030"))  # not found: asked by a second service too
    assert (line.used_today(Channel.DIRECT), asked_of(register)) == (3, 3)
    assert line.left_today() == 7


@pytest.mark.django_db
def test_when_the_budget_is_used_up_questions_wait_for_the_next_day_of_tallinn(
    register: Running, settings: Any
) -> None:
    settings.REGISTRY_DAILY_BUDGET = 1
    work(ask())
    check = work(ask("10000018"))

    assert (check.state, check.reason, check.attempts) == (JobState.PENDING, "budget", 0)
    assert check.next_at == workdays.at(workdays.today() + timedelta(days=1), time(0, 1))
    assert (asked_of(register), line.left_today()) == (1, 0)
    assert the_line().state == LineState.OPEN

    clock.move(timedelta(days=1, minutes=1))
    assert work(check).state == JobState.SENT


@pytest.mark.django_db
def test_no_budget_at_all_sends_nothing(register: Running, settings: Any) -> None:
    settings.REGISTRY_DAILY_BUDGET = 0
    assert work(ask()).reason == "budget"
    assert asked_of(register) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 20, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 21, 1, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 21, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 22, 1, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_a_day_begins_at_midnight_of_tallinn(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    line.count(Channel.DIRECT)
    assert DailyUse.objects.get().day == day


@pytest.mark.django_db
def test_x_road_is_counted_but_not_bounded(xroad: gateway.Access, settings: Any) -> None:
    settings.REGISTRY_DAILY_BUDGET = 0
    with line.used(xroad) as access:
        gateway.representation(access, "10000001", "P-1")
    assert line.used_today(Channel.XROAD) == 1
    assert line.left_today(Channel.XROAD) > 1_000_000


# ---- people before the night ---------------------------------------------------------------------


@pytest.mark.django_db
def test_a_question_by_night_lets_those_of_people_go_first(register: Running) -> None:
    nightly, of_a_person = ask(purpose=Purpose.RECHECK), ask("10000018")

    put_off = work(nightly)
    assert (put_off.state, put_off.reason, put_off.attempts) == (JobState.PENDING, "busy", 0)
    assert asked_of(register) == 0

    assert work(of_a_person).state == JobState.SENT
    clock.move(timedelta(seconds=11))
    assert work(nightly).state == JobState.SENT


# ---- on a real database, at the same instant -------------------------------------------------------


def at_once(number: int, deed: Callable[[], Any]) -> list[Any]:
    """The deed in so many threads that begin together: their answers, or the code of what they raised."""
    answers: list[Any] = [None] * number
    start = threading.Barrier(number)

    def run(place: int) -> None:
        start.wait()
        try:
            answers[place] = deed()
        except (PassingError, PermanentError) as trouble:
            answers[place] = trouble.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def open_row(**fields: Any) -> Line:
    return Line.objects.create(channel=Channel.DIRECT, since=clock.now(), **fields)


@pytest.mark.django_db(transaction=True)
def test_of_many_that_come_after_the_rest_exactly_one_tries() -> None:
    ended = clock.now() - timedelta(seconds=1)
    open_row(state=LineState.RESTING, failures=5, rests_until=ended, reason="timeout")

    told = at_once(8, lambda: line._entered(Channel.DIRECT))

    assert told.count("resting") == 7
    assert sum(isinstance(each, tuple) for each in told) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_that_fail_at_once_one_begins_the_rest_and_none_lengthens_it() -> None:
    open_row()
    at_once(8, lambda: line._failed(Channel.DIRECT, "timeout", None))
    row = the_line()
    assert (row.state, row.failures) == (LineState.RESTING, 5)


@pytest.mark.django_db(transaction=True)
def test_of_many_that_are_refused_at_once_one_raises_the_alarm(as_head: Any) -> None:
    told = at_once(6, lambda: actions.stop_line(channel=Channel.DIRECT, reason="credentials"))
    assert sorted(told) == [False] * 5 + [True]
    assert Notice.objects.filter(kind="registry.stopped").count() == 1
    assert Line.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_only_as_many_leave_as_the_contract_allows(settings: Any) -> None:
    settings.REGISTRY_DAILY_BUDGET = 5
    told = at_once(8, lambda: line.count(Channel.DIRECT))
    assert told.count("budget") == 3
    assert line.used_today(Channel.DIRECT) == 5


@pytest.mark.django_db(transaction=True)
def test_a_request_stays_counted_though_its_answer_could_not_be_kept(
    register: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        Client.objects.update(name="Muudetud")
        raise RuntimeError

    monkeypatch.setattr(actions, "answered", fail)
    check = ask()
    with pytest.raises(RuntimeError):
        tasks.ask(check.pk)
    assert line.used_today(Channel.DIRECT) == 1
    assert not Client.objects.filter(name="Muudetud").exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_asks_the_register_inside_a_transaction(direct: gateway.Access) -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic(), line.used(direct) as access:
        gateway.representation(access, "10000001", "P-1")
