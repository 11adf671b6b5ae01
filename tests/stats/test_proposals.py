"""A forecast is asked for and made; a proposal is counted on it, sent, decided with a reason, carried out."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from desk import workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import Hours, enter_absence, plan_days
from desk.people.enums import Duty, Role
from desk.people.models import Shift, Todo, User
from stats.actions import forecasts, proposals
from stats.enums.staffing import Method, Outcome, ProposalState
from stats.models import Decision, Forecast, Proposal, Traffic
from tests.conftest import Actor
from tests.orders.world import MONDAY, on, told

pytestmark = pytest.mark.django_db

FIRST = date(2027, 1, 18)  # the Monday after MONDAY
WEEK = [FIRST + timedelta(days=number) for number in range(5)]


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on(MONDAY)


def forecast(by: User, a_week: int = 800, weeks: int = 1) -> Forecast:
    """Made from a number given by hand: spread evenly, since nothing was counted."""
    asked = forecasts.ask(first=FIRST, weeks=weeks, by_hand=a_week, by=by)
    assert forecasts.work(forecast_id=asked.pk)
    asked.refresh_from_db()
    return asked


def draft(by: User, **said: Any) -> Proposal:
    row = proposals.write(forecast=forecast(by), title="Jaanuari vahetused", first=FIRST, weeks=1, by=by)
    if said:
        proposals.change(proposal=row, said=said, by=by)
    return row


def sent(by: User) -> Proposal:
    row = draft(by, text="Kaks inimest hommikul juurde.")
    proposals.send(proposal=row, by=by)
    return row


def rostered(person: User, begins: int, ends: int, duty: Duty = Duty.CALLS) -> None:
    plan_days(user=person, days=WEEK, hours=Hours(time(begins), time(ends), duty), by=person)


def slot(row: Proposal, day: date, minute: int) -> dict[str, Any]:
    return next(each for each in row.result["slots"] if each["day"] == str(day) and each["minute"] == minute)


def test_a_number_given_by_hand_is_spread_over_the_open_half_hours(as_senior: Actor) -> None:
    made = forecast(as_senior.user)
    assert (made.state, made.method) == (JobState.SENT, Method.HAND)
    assert len(made.numbers) == 5 * 16  # nine to five, where the administrator has set nothing
    assert sum(each[2] for each in made.numbers) == pytest.approx(800)
    assert all(low < expected < high for _at, low, expected, high in made.numbers)


def test_without_history_and_number_the_person_is_told_what_to_do(as_senior: Actor) -> None:
    asked = forecasts.ask(first=FIRST, weeks=1, by_hand=None, by=as_senior.user)
    forecasts.work(forecast_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (JobState.FAILED, "no_history")
    page = as_senior.get(asked.get_absolute_url()).content.decode()
    assert "by hand" in page or "käsitsi" in page
    as_senior.post(f"{asked.get_absolute_url()}again/")
    asked.refresh_from_db()
    assert asked.state == JobState.PENDING


def test_asking_the_same_twice_is_one_forecast(as_senior: Actor) -> None:
    data = {"first": str(FIRST), "weeks": "2", "by_hand": ""}
    for _click in range(2):
        assert as_senior.post("/board/staffing/forecasts/new/", data).status_code == 302
    assert Forecast.objects.count() == 1


def test_weeks_that_are_over_are_not_forecast(as_senior: Actor) -> None:
    with pytest.raises(Refused):
        forecasts.ask(first=FIRST - timedelta(weeks=2), weeks=1, by_hand=5, by=as_senior.user)


def test_little_history_is_a_plain_mean_and_says_so(as_senior: Actor) -> None:
    """Six weeks of ten calls in each half-hour; no regression, and handling time as measured."""
    day = FIRST - timedelta(weeks=7)
    while day < FIRST - timedelta(weeks=1):
        if workdays.is_working(day):
            Traffic.objects.bulk_create(
                Traffic(
                    slot=workdays.at(day, time(9 + number // 4, number % 4 * 15)), channel="phone",
                    language="et", offered=6, short=1, answered=5, finished=5, talk_s=1000, wrap_s=250,
                )
                for number in range(32)
            )  # fmt: skip
        day += timedelta(days=1)
    asked = forecasts.ask(first=FIRST, weeks=1, by_hand=None, by=as_senior.user)
    forecasts.work(forecast_id=asked.pk)
    asked.refresh_from_db()
    assert asked.method == Method.NAIVE
    assert {each[2] for each in asked.numbers} == {10.0}
    assert asked.handle["all"] == 250 and asked.handle["languages"] == {"et": 250}
    assert "regression" not in asked.errors
    assert (
        "too few to learn from"
        in as_senior.get(asked.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
        or "liiga vähe" in as_senior.get(asked.get_absolute_url()).content.decode()
    )


def test_need_stands_beside_the_roster(as_senior: Actor, as_specialist: Actor) -> None:
    """Ten calls of five minutes in half an hour: 1.67 erlangs, four on the line, five on the roster."""
    riina = as_specialist.user
    rostered(riina, 9, 17)
    enter_absence(user=riina, first_day=WEEK[1], last_day=WEEK[1], deputy=None, by=riina)
    row = draft(as_senior.user)
    here, away = slot(row, WEEK[0], 9 * 60), slot(row, WEEK[1], 9 * 60)
    assert (here["agents"], here["people"]) == (4, 5)
    assert (here["rostered"], away["rostered"]) == (1, 0)
    assert 0 <= away["service"] <= here["service"] < 0.2
    whole = row.result["whole"]
    assert whole["needed"]["service"] > 0.8 > whole["rostered"]["service"]
    # Eighty in a hundred within twenty seconds leave more than half of the time free.
    assert 0.4 < whole["line"]["occupancy"] < 0.45
    assert whole["fewer"]["service"] < 0.8


def test_a_lunch_is_taken_off_where_it_is_missed_least(as_senior: Actor, as_specialist: Actor) -> None:
    rostered(as_specialist.user, 9, 17)
    row = draft(as_senior.user)
    there = [slot(row, WEEK[0], minute)["rostered"] for minute in range(540, 1020, 30)]
    assert there.count(0) == 1 and there[0] == 1


def test_other_work_fits_between_the_calls(as_senior: Actor, as_specialist: Actor) -> None:
    rostered(as_specialist.user, 9, 13)
    rostered(as_senior.user, 9, 12, Duty.DOCUMENTS)
    row = draft(as_senior.user)
    assert row.result["other"]["duty_hours"] == 15.0
    assert row.result["other"]["hours"] == 0.0  # nothing was counted


def test_whoever_is_in_training_takes_no_real_calls(as_senior: Actor, someone: Callable[..., User]) -> None:
    uku = someone("praktikant", Role.SPECIALIST, extension="130", training=True)
    rostered(uku, 9, 17)
    assert not any(each["rostered"] for each in draft(as_senior.user).result["slots"])


def test_an_assumption_changes_what_is_needed(as_senior: Actor) -> None:
    row = draft(as_senior.user)
    before = slot(row, WEEK[0], 540)
    address = f"{row.get_absolute_url()}change/"
    data = {
        "title": row.title, "text": "Rahulikum nädal.", "target": "60", "threshold_s": "60",
        "patience_s": "120", "handle_s": "", "planned_for": "expected", "least": "1", "shrink_leave": "0",
        "shrink_unforeseen": "0", "shrink_meetings": "0", "shrink_training": "0", "letter_minutes": "10",
        "document_minutes": "20", "ticket_minutes": "15", "visit_minutes": "12", "idle_use": "60",
    }  # fmt: skip
    assert as_senior.post(address, data).status_code == 302
    row.refresh_from_db()
    after = slot(row, WEEK[0], 540)
    assert after["people"] < before["people"] and after["people"] == after["agents"]
    assert row.history.count() == 2
    too_much = as_senior.post(address, {**data, "shrink_leave": "50", "shrink_meetings": "50"})
    assert too_much.status_code == 422
    row.refresh_from_db()
    assert row.shrink_leave == 0


def test_the_head_decides_with_a_reason_and_the_writer_is_told(as_senior: Actor, as_head: Actor) -> None:
    row, address = sent(as_senior.user), ""
    address = row.get_absolute_url()
    assert told(as_head.user) == ["stats.proposal_sent"]
    assert Todo.objects.open().get().owner == as_head.user
    assert as_head.post(f"{address}decide/", {"outcome": "partly", "reason": ""}).status_code == 422
    as_head.post(f"{address}decide/", {"outcome": "partly", "reason": "Reedel ei saa."})
    row.refresh_from_db()
    assert (row.state, row.decision.reason) == (ProposalState.PARTLY, "Reedel ei saa.")
    assert told(as_senior.user) == ["stats.proposal_partly"]
    assert Todo.objects.open().get().kind == "stats.proposal_carry"
    assert "Reedel ei saa." in as_senior.get(address).content.decode()
    # A second click decides nothing more.
    as_head.post(f"{address}decide/", {"outcome": "refused", "reason": "Ümber mõeldud."})
    assert Decision.objects.get().outcome == Outcome.PARTLY
    as_senior.post(f"{address}carried/")
    row.refresh_from_db()
    assert (row.state, row.carried_by) == (ProposalState.CARRIED, as_senior.user)
    assert not Todo.objects.open().exists()


def test_nobody_decides_on_his_own(as_head: Actor, someone: Callable[..., User]) -> None:
    own = draft(as_head.user, text="Nii teeme.")
    with pytest.raises(Refused):
        proposals.send(proposal=own, by=as_head.user)  # there is no other head
    other = someone("asejuht", Role.HEAD)
    proposals.send(proposal=own, by=as_head.user)
    with pytest.raises(Refused):
        proposals.decide(proposal=own, outcome=Outcome.ACCEPTED, reason="Hea.", by=as_head.user)
    assert "decide/" not in as_head.get(own.get_absolute_url()).content.decode()
    proposals.decide(proposal=own, outcome=Outcome.ACCEPTED, reason="Hea.", by=other)


def test_a_senior_specialist_does_not_decide(as_senior: Actor, as_head: Actor) -> None:
    row = sent(as_senior.user)
    answer = as_senior.post(f"{row.get_absolute_url()}decide/", {"outcome": "accepted", "reason": "Jah."})
    assert answer.status_code == 403
    with pytest.raises(Refused):
        proposals.decide(proposal=row, outcome=Outcome.ACCEPTED, reason="Jah.", by=as_senior.user)


def test_what_was_sent_does_not_change_until_taken_back(as_senior: Actor, as_head: Actor) -> None:
    row = sent(as_senior.user)
    with pytest.raises(Refused):
        proposals.change(proposal=row, said={"target": 50}, by=as_senior.user)
    as_senior.post(f"{row.get_absolute_url()}back/")
    assert told(as_head.user)[-1] == "stats.proposal_taken_back"
    assert not Todo.objects.open().exists()
    proposals.change(proposal=row, said={"target": 50}, by=as_senior.user)
    with pytest.raises(Refused):
        proposals.decide(proposal=row, outcome=Outcome.ACCEPTED, reason="Jah.", by=as_head.user)


def test_only_the_writer_changes_and_sends(as_senior: Actor, as_head: Actor) -> None:
    row = draft(as_senior.user, text="Valmis.")
    for deed in (proposals.send, proposals.drop):
        with pytest.raises(Refused):
            deed(proposal=row, by=as_head.user)
    assert as_head.get(f"{row.get_absolute_url()}change/").status_code == 302


def test_a_decision_can_be_neither_changed_nor_deleted(as_senior: Actor, as_head: Actor) -> None:
    row = sent(as_senior.user)
    proposals.decide(proposal=row, outcome=Outcome.REFUSED, reason="Raha ei ole.", by=as_head.user)
    rows = Decision.objects.all()
    for change in (lambda: rows.update(reason="Muu"), lambda: rows.update(outcome="accepted"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_proposal_without_words_is_not_sent(as_senior: Actor, as_head: Actor) -> None:
    with pytest.raises(Refused):
        proposals.send(proposal=draft(as_senior.user), by=as_senior.user)


def test_what_was_carried_out_is_seen_in_the_roster(
    as_senior: Actor, as_head: Actor, as_specialist: Actor
) -> None:
    rostered(as_specialist.user, 9, 13)
    row = draft(as_senior.user)
    moves = row.result["moves"]
    assert moves and {move["user"] for move in moves} <= {as_specialist.user.pk, as_senior.user.pk}
    before = as_senior.get(row.get_absolute_url()).context
    assert before["carried"] == 0
    move = next(each for each in moves if each["shift"])
    day = date.fromisoformat(move["day"])
    shift = Shift.objects.get(pk=move["shift"])
    shift.starts_at, shift.ends_at = (
        workdays.at(day, time(minute // 60, minute % 60)) for minute in move["after"]
    )
    shift.save()
    assert as_senior.get(row.get_absolute_url()).context["carried"] == 1


def test_the_database_holds_what_must_be_true(as_senior: Actor) -> None:
    row = draft(as_senior.user)
    rows = Proposal.objects.filter(pk=row.pk)
    for wrong in ({"state": "sent"}, {"shrink_leave": 81}, {"weeks": 9}, {"state": "carried"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    row.shrink_leave = 79
    with pytest.raises(ValidationError):
        row.full_clean()


def test_the_calculator_says_what_the_command_says(as_senior: Actor) -> None:
    page = as_senior.get(
        "/board/staffing/calculator/?calls=100&handle=180&target=80&threshold=20&patience=&shrinkage=30"
    )
    (chosen,) = [row for row in page.context["found"].rows if row.chosen]
    assert (chosen.agents, chosen.scheduled, chosen.service) == (14, 20, "88,8%")
    assert [row.agents for row in page.context["found"].rows] == [12, 13, 14, 15, 16]


def test_the_room_is_for_those_who_lead(as_specialist: Actor, as_senior: Actor) -> None:
    row = draft(as_senior.user)
    asking, proposing = "/board/staffing/forecasts/new/", f"{row.forecast.get_absolute_url()}propose/"
    shown = (row.get_absolute_url(), row.forecast.get_absolute_url())
    for address in ("/board/staffing/", asking, proposing, *shown):
        assert as_specialist.get(address).status_code == 403
        assert as_senior.get(address).status_code == 200
