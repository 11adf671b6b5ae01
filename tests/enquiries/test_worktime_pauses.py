"""The deadline of an enquiry: frozen, still while the client is waited for, and how it moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import clock
from desk.enquiries import actions, deadlines
from desk.enquiries.enums import Kind, State, Term
from desk.enquiries.models import DeadlineChange, Enquiry, Limit, PauseReason, Topic
from desk.enquiries.reference import seed_reference
from desk.enquiries.timing import Mark, mark
from desk.http import Refused
from desk.people.models import User
from desk.workdays import TALLINN
from tests.conftest import Actor
from tests.enquiries.world import outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def when(text: str) -> datetime:
    """Move the clock there."""
    clock.move(at(text) - clock.now())
    return at(text)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """All of it begins on Monday, 16 November 2026, at ten."""
    when("2026-11-16 10:00")
    seed_reference()
    yield
    clock.forget()


def asked(by: User | None, topic: str = "user-contract", **more: object) -> Enquiry:
    return actions.open_enquiry(topic=Topic.objects.get(code=topic), by=by, **more)  # type: ignore[arg-type]


def due(enquiry: Enquiry) -> str:
    enquiry.refresh_from_db()
    assert enquiry.due_at is not None
    return f"{enquiry.due_at.astimezone(TALLINN):%d.%m %H:%M}"


def documents() -> PauseReason:
    return PauseReason.objects.get(code="client-document")


def wait(enquiry: Enquiry, by: User) -> None:
    actions.pause(enquiry=enquiry, reason=documents(), by=by)


@pytest.mark.parametrize(
    ("kind", "topic", "code", "end"),
    [
        (Kind.QUESTION, "user-contract", "question", "23.11 17:00"),
        (Kind.QUESTION, "explanation-request", "explanation", "16.12 17:00"),
        (Kind.QUESTION, "tax-board", "forward", "23.11 17:00"),  # by its group
        (Kind.COMPLAINT, "tax-board", "complaint", "16.12 17:00"),
        (Kind.FEEDBACK, "thanks", "feedback", "16.12 17:00"),
        (Kind.DATA_SUBJECT, "document-copy", "data-subject", "16.12 17:00"),
        (Kind.INFORMATION, "document-copy", "information", "23.11 17:00"),
    ],
)
def test_each_kind_and_topic_has_its_limit(
    as_specialist: Actor, kind: Kind, topic: str, code: str, end: str
) -> None:
    enquiry = asked(as_specialist.user, topic, kind=kind)
    assert enquiry.limit is not None
    assert enquiry.limit.code == code
    assert due(enquiry) == end
    assert (enquiry.holding_due_at == at("2026-11-17 17:00")) == (kind == Kind.COMPLAINT)


def test_a_deadline_is_frozen_when_the_enquiry_is_opened(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    Limit.objects.filter(code="question").update(amount=1)
    assert due(enquiry) == "23.11 17:00"
    assert due(asked(as_specialist.user)) == "17.11 17:00"


def test_a_limit_out_of_use_sets_no_deadline(as_specialist: Actor) -> None:
    Limit.objects.filter(code="question").update(active=False)
    enquiry = asked(as_specialist.user)
    assert (enquiry.limit, enquiry.due_at) == (None, None)
    wait(enquiry, as_specialist.user)
    actions.resume(enquiry=enquiry, by=as_specialist.user)
    assert (enquiry.due_at, enquiry.deadline_changes.count()) == (None, 0)


def test_a_corrected_topic_brings_its_own_limit_counted_from_the_start(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    when("2026-11-18 10:00")
    topic = Topic.objects.get(code="explanation-request")
    actions.describe(enquiry=enquiry, by=as_specialist.user, topic=topic)
    assert due(enquiry) == "16.12 17:00"
    change = enquiry.deadline_changes.get()
    assert (change.by, change.why) == (as_specialist.user, DeadlineChange(reason="corrected").why)


def test_waiting_needs_a_reason(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    with pytest.raises(Refused):
        actions.move(enquiry=enquiry, to=State.WAITING, by=as_specialist.user)
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK


def test_working_time_of_a_pause_is_added_by_nobody(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    when("2026-11-17 16:00")
    wait(enquiry, as_specialist.user)
    assert mark(enquiry, at("2026-12-20 10:00")) == Mark.WAITS
    when("2026-11-19 10:00")
    actions.resume(enquiry=enquiry, by=as_specialist.user)
    assert due(enquiry) == "25.11 11:00"
    change = enquiry.deadline_changes.get()
    assert (change.by, change.why) == (None, str(documents()))
    assert change.pause is not None
    assert change.pause.started_by == as_specialist.user


def test_days_of_a_pause_are_added_to_a_term_of_days(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user, "explanation-request")
    when("2026-11-18 23:59")
    wait(enquiry, as_specialist.user)
    when("2026-11-20 00:01")
    actions.resume(enquiry=enquiry, by=as_specialist.user)
    assert due(enquiry) == "18.12 17:00"


@pytest.mark.parametrize("to", [State.IN_WORK, State.ESCALATED, State.TOLD])
def test_the_clock_goes_on_with_whatever_ends_the_waiting(as_specialist: Actor, to: State) -> None:
    enquiry = asked(as_specialist.user)
    wait(enquiry, as_specialist.user)
    when("2026-11-17 10:00")
    actions.move(enquiry=enquiry, to=to, by=as_specialist.user)
    assert due(enquiry) == "24.11 17:00"
    assert not enquiry.pauses.filter(ended_at=None).exists()


def test_closing_during_a_pause_ends_it_so_that_the_answer_is_in_time(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    when("2026-11-20 10:00")
    wait(enquiry, as_specialist.user)
    when("2026-12-01 10:00")
    actions.close(enquiry=enquiry, outcome=outcome("withdrawn"), by=as_specialist.user)
    assert not enquiry.pauses.filter(ended_at=None).exists()
    assert mark(enquiry, clock.now()) == Mark.ANSWERED
    assert due(enquiry) == "02.12 17:00"


def test_an_enquiry_opened_again_has_as_much_left_as_when_it_was_closed(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    when("2026-11-18 10:00")
    actions.close(enquiry=enquiry, outcome=outcome("advised"), by=as_specialist.user)
    when("2026-11-30 10:00")
    actions.reopen(enquiry=enquiry, by=None)
    assert due(enquiry) == "03.12 17:00"
    assert enquiry.deadline_changes.get().reason == DeadlineChange.REOPENED
    wait(enquiry, as_specialist.user)
    when("2026-12-01 10:00")
    actions.resume(enquiry=enquiry, by=as_specialist.user)
    assert due(enquiry) == "04.12 17:00"


def test_a_person_changes_a_deadline_with_a_reason(as_specialist: Actor) -> None:
    enquiry, user = asked(as_specialist.user), as_specialist.user
    for reason, due_at in ((" ", at("2026-12-01 12:00")), ("Asi", at("2026-11-16 09:00"))):
        with pytest.raises(Refused):
            actions.change_deadline(enquiry=enquiry, due_at=due_at, reason=reason, by=user)
    actions.change_deadline(enquiry=enquiry, due_at=at("2026-12-01 12:00"), reason="Leping", by=user)
    assert due(enquiry) == "01.12 12:00"
    change = enquiry.deadline_changes.get()
    assert (change.by, change.why, change.before) == (user, "Leping", at("2026-11-23 17:00"))
    with pytest.raises(DatabaseError), transaction.atomic():
        DeadlineChange.objects.filter(pk=change.pk).update(reason="Muu")


def test_only_waiting_after_a_change_by_hand_is_added_to_it(as_specialist: Actor) -> None:
    enquiry, user = asked(as_specialist.user), as_specialist.user
    wait(enquiry, user)
    when("2026-11-18 09:00")
    actions.change_deadline(enquiry=enquiry, due_at=at("2026-12-01 12:00"), reason="Leping", by=user)
    when("2026-11-18 11:00")
    actions.resume(enquiry=enquiry, by=user)
    assert due(enquiry) == "01.12 14:00"
    actions.describe(enquiry=enquiry, by=user, topic=Topic.objects.get(code="explanation-request"))
    assert due(enquiry) == "01.12 14:00"  # what a person said stands


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["user-contract", "explanation-request"]),
    st.lists(st.tuples(st.integers(1, 3000), st.booleans()), min_size=1, max_size=7),
)
def test_however_it_was_waited_for_the_deadline_holds_all_of_it(
    as_specialist: Actor, topic: str, steps: list[tuple[int, bool]]
) -> None:
    """Each step lets minutes pass, then waits or goes on, or closes and opens again."""
    user = as_specialist.user
    with transaction.atomic():
        enquiry = asked(user, topic)
        assert enquiry.limit is not None
        assert enquiry.due_at is not None
        first, term = enquiry.due_at, enquiry.limit.term
        stood: list[tuple[datetime, datetime]] = []
        for minutes, closes in steps:
            begun = clock.now()
            waits = enquiry.state == State.WAITING
            clock.move(timedelta(minutes=minutes))
            if waits:
                actions.resume(enquiry=enquiry, by=user)
                pause = enquiry.pauses.order_by("-pk")[0]
                assert pause.ended_at is not None
                stood.append((pause.started_at, pause.ended_at))
            elif closes:
                actions.close(enquiry=enquiry, outcome=outcome("withdrawn"), by=user)
                actions.reopen(enquiry=enquiry, by=user)
            else:
                wait(enquiry, user)
            assert clock.now() >= begun
        enquiry.refresh_from_db()
        assert enquiry.due_at is not None
        changes = enquiry.deadline_changes.filter(pause=None)
        if term == Term.DAYS:
            assert enquiry.due_at >= first
        else:
            whole = sum((deadlines.calendar().between(*one) for one in stood), timedelta())
            closed = sum(
                (
                    deadlines.calendar().between(one.before, one.after)
                    for one in changes
                    if one.before and one.after
                ),
                timedelta(),
            )
            found = deadlines.calendar().between(first, enquiry.due_at)
            assert abs(found - whole - closed) < timedelta(minutes=1)
        transaction.set_rollback(True)
    clock.forget()


# --- pages ----------------------------------------------------------------------------------------


def test_the_page_asks_why_it_waits_and_tells_how_the_deadline_moved(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    page = enquiry.get_absolute_url()
    assert "23.11.2026 17:00" in as_specialist.get(page).content.decode()
    pause = reverse("enquiries:pause", args=[enquiry.pk])

    nothing = as_specialist.post(pause, {})
    assert nothing.status_code == 200
    assert "errorlist" in nothing.content.decode()
    assert as_specialist.post(pause, {"reason": documents().pk}).status_code == 302

    waits = as_specialist.get(page).content.decode()
    assert documents().name_et in waits
    assert reverse("enquiries:resume", args=[enquiry.pk]) in waits
    when("2026-11-17 10:00")
    as_specialist.post(reverse("enquiries:resume", args=[enquiry.pk]))
    story = as_specialist.get(page).content.decode()
    assert "24.11.2026 17:00" in story
    assert "23.11.2026 17:00" in story


def test_a_deadline_is_changed_on_the_page_until_the_work_of_a_day_ends(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    change = reverse("enquiries:deadline", args=[enquiry.pk])
    refused = as_specialist.post(change, {"due_on": "10.11.2026", "why": "Asi"})
    assert refused.status_code == 200
    assert due(enquiry) == "23.11 17:00"
    as_specialist.post(change, {"due_on": "05.12.2026", "why": "Klient soovis"})
    assert due(enquiry) == "07.12 17:00"  # the 5th is a Saturday
    as_specialist.post(change, {"due_on": "04.12.2026", "due_time": "12:30", "why": "Klient soovis"})
    assert due(enquiry) == "04.12 12:30"


def test_a_list_marks_what_is_overdue_and_what_stands_still(as_specialist: Actor) -> None:
    late, still = asked(as_specialist.user), asked(as_specialist.user)
    wait(still, as_specialist.user)
    when("2026-11-24 10:00")
    page = as_specialist.get(reverse("enquiries:index")).content.decode()
    assert mark(late, clock.now()) == Mark.LATE
    still.refresh_from_db()
    assert mark(still, clock.now()) == Mark.WAITS
    assert (page.count("badge--bad"), page.count(str(Mark.WAITS.label))) == (1, 1)
    for chosen in ("late", "today"):
        rows = as_specialist.get(reverse("enquiries:index"), {"due": chosen}).content.decode()
        assert late.number in rows
        assert still.number not in rows


def test_the_page_asks_as_much_for_a_long_story_as_for_a_short_one(as_specialist: Actor) -> None:
    enquiry, user = asked(as_specialist.user), as_specialist.user

    def questions() -> int:
        as_specialist.get(enquiry.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            as_specialist.get(enquiry.get_absolute_url())
        return len(found)

    wait(enquiry, user)
    actions.resume(enquiry=enquiry, by=user)
    short = questions()
    for _ in range(5):
        wait(enquiry, user)
        clock.move(timedelta(hours=1))
        actions.resume(enquiry=enquiry, by=user)
    assert questions() == short
    wait(enquiry, user)
    assert questions() <= short + 2
    assert short <= 20, short


def test_an_enquiry_without_the_deadline_that_it_should_have_is_found(as_specialist: Actor) -> None:
    found, without = asked(as_specialist.user), Enquiry.objects.without_deadline
    assert not without().exists()
    Enquiry.objects.filter(pk=found.pk).update(due_at=None)
    assert list(without()) == [found]
    assert as_specialist.get(found.get_absolute_url()).status_code == 200
    actions.change_deadline(
        enquiry=found, due_at=at("2026-12-01 12:00"), reason="Tähtaeg puudus", by=as_specialist.user
    )
    assert not without().exists()
