"""Booked visits: places that are never given twice, letters in the client's language, reminders, lapses."""

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from desk import clock, workdays
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter import booking, free, reference, tasks
from desk.counter.actions import booking as deeds
from desk.counter.actions import visits
from desk.counter.enums import VisitState
from desk.counter.models import ClosedDay, Desk, Office, Opening, Visit
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Topic
from desk.http import Refused
from desk.mail.models import Message
from desk.people.actions import enter_absence
from desk.people.models import User
from tests.conftest import Actor

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
MAIL = "mari.tamm@tammepuit.example"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Monday the 23rd of November at eight, moved with the clock."""
    at, began = workdays.at(date(2026, 11, 23), time(8)), clock.now()
    usual = clock.now
    monkeypatch.setattr(clock, "now", lambda: at + (usual() - began))
    return at


@pytest.fixture
def openings(office: Office) -> list[Opening]:
    """Every weekday from nine to eleven and from one to four, one at a time."""
    return [
        Opening.objects.create(office=office, weekday=weekday, starts=starts, ends=ends)
        for weekday in range(5)
        for starts, ends in ((time(9), time(11)), (time(13), time(16)))
    ]


def nine(day: date = MONDAY) -> datetime:
    return workdays.at(day, time(9))


def hours(places: list[free.Place]) -> list[str]:
    return [f"{place.start:%H:%M}" for place in places]


def letters(visit: Visit) -> list[str]:
    rows = Message.objects.for_subject("visit", visit.pk).select_related("body")
    return [row.body.subject for row in reversed(rows)]


def test_places_follow_the_week_the_holidays_and_the_closed_days(openings: list[Opening]) -> None:
    assert hours(free.of_day(openings, MONDAY))[:5] == ["09:00", "09:30", "10:00", "10:30", "13:00"]
    assert free.of_day(openings, date(2026, 12, 5)) == [], "a Saturday"
    assert free.of_day(openings, date(2026, 12, 25)) == [], "Christmas"
    assert free.of_day(openings, MONDAY, closed=[MONDAY]) == []


def test_a_shortened_day_ends_three_hours_earlier(openings: list[Opening]) -> None:
    eve = date(2026, 12, 31)
    assert workdays.is_shortened(eve)
    assert hours(free.of_day(openings, eve)) == ["09:00", "09:30", "10:00", "10:30"]


def test_a_booking_of_another_length_takes_every_place_it_touches(openings: list[Opening]) -> None:
    long = (nine(), nine() + timedelta(minutes=45))
    assert [place.left for place in free.of_day(openings, MONDAY, [long])][:3] == [0, 0, 1]


def test_only_days_ahead_that_the_office_books_are_offered(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    office.book_days = 7
    office.save()
    ((_day, today),) = booking.places(office, date(2026, 11, 23), 1)
    assert hours(today)[0] == "09:00"
    clock.move(timedelta(hours=2))
    ((_day, today),) = booking.places(office, date(2026, 11, 23), 1)
    assert hours(today)[0] == "10:30"
    with pytest.raises(Refused):
        deeds.book(office=office, at=nine(date(2026, 12, 1)), visitor="Jaan", by=riina)


def test_a_booked_visit_is_confirmed_in_the_language_of_the_client(
    now: datetime, office: Office, openings: list[Opening], riina: User, puit: Served, mari: Person
) -> None:
    words = {"et": "Teie külastus on broneeritud", "en": "Your visit is booked", "ru": "Ваш визит"}
    for number, (language, said) in enumerate(words.items()):
        visit = deeds.book(
            office=office, at=nine(MONDAY + timedelta(days=number)), client=puit, person=mari,
            language=language, email=MAIL, by=riina,
        )  # fmt: skip
        (subject,) = letters(visit)
        assert said in subject


def test_a_full_place_a_closed_day_and_nobody_are_refused(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    deeds.book(office=office, at=nine(), visitor="Jaan", by=riina)
    ClosedDay.objects.create(office=office, day=MONDAY + timedelta(days=1), reason="Koolitus")
    for at, visitor in ((nine(), "Liis"), (nine(MONDAY + timedelta(days=1)), "Liis"), (nine(), "")):
        with pytest.raises(Refused):
            deeds.book(office=office, at=at, visitor=visitor, by=riina)
    assert Visit.objects.count() == 1


def test_a_named_specialist_is_booked_once_at_a_time_and_never_on_a_day_of_absence(
    now: datetime, office: Office, openings: list[Opening], riina: User, margus: User
) -> None:
    Opening.objects.update(capacity=2)
    deeds.book(office=office, at=nine(), visitor="Jaan", specialist=margus, by=riina)
    with pytest.raises(Refused):
        deeds.book(office=office, at=nine(), visitor="Liis", specialist=margus, by=riina)
    deeds.book(office=office, at=nine(), visitor="Liis", by=riina)
    tuesday = MONDAY + timedelta(days=1)
    enter_absence(user=margus, first_day=tuesday, last_day=tuesday, deputy=riina, by=margus)
    with pytest.raises(Refused):
        deeds.book(office=office, at=nine(tuesday), visitor="Jaan", specialist=margus, by=riina)


def test_a_reminder_goes_once_and_not_for_what_is_cancelled_or_was_booked_late(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    visit = deeds.book(office=office, at=nine(), visitor="Jaan", email=MAIL, by=riina)
    gone = deeds.book(office=office, at=nine() + timedelta(minutes=30), visitor="L", email=MAIL, by=riina)
    deeds.cancel(visit=gone, by=riina)
    tasks.remind()
    assert len(letters(visit)) == 1, "a week before it is too early"
    clock.move(timedelta(days=6, hours=2))
    late = deeds.book(office=office, at=nine() + timedelta(hours=1), visitor="P", email=MAIL, by=riina)
    tasks.remind()
    tasks.remind()
    assert letters(visit)[1:] == ["Meeldetuletus: Teie külastus 30.11.2026 kell 09:00"]
    assert len(letters(late)) == 1
    assert letters(gone)[1:] == ["Teie külastus on tühistatud"]


def test_a_moved_booking_frees_its_place_tells_the_client_and_is_reminded_anew(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    visit = deeds.book(office=office, at=nine(), visitor="Jaan", email=MAIL, by=riina)
    clock.move(timedelta(days=6, hours=2))
    tasks.remind()
    wednesday = nine(MONDAY + timedelta(days=2))
    deeds.change_time(visit=visit, office=office, at=wednesday, by=riina)
    assert letters(visit)[2] == "Teie külastuse aeg on muutunud: 02.12.2026 kell 09:00"
    place = booking.place_at(office, nine())
    assert place and place.left == 1
    clock.move(timedelta(days=2))
    tasks.remind()
    assert len(letters(visit)) == 4


def test_a_cancelled_booking_frees_its_place_and_forgets_what_was_said(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    visit = deeds.book(office=office, at=nine(), visitor="Jaan", email=MAIL, by=riina)
    deeds.cancel(visit=visit, by=riina)
    deeds.cancel(visit=visit, by=riina)
    visit.refresh_from_db()
    assert (visit.state, visit.visitor, visit.email) == (VisitState.CANCELLED, "", "")
    assert len(letters(visit)) == 2
    deeds.book(office=office, at=nine(), visitor="Liis", by=riina)


def test_a_booking_to_which_nobody_came_lapses_after_the_minutes_of_the_office(
    now: datetime, office: Office, openings: list[Opening], riina: User
) -> None:
    today = nine(date(2026, 11, 23))
    visit = deeds.book(office=office, at=today, visitor="Jaan", by=riina)
    here = deeds.book(office=office, at=today + timedelta(minutes=30), visitor="Liis", by=riina)
    clock.move(timedelta(minutes=70))
    visits.arrive_booked(visit=here, by=riina)
    tasks.remind()
    visit.refresh_from_db()
    assert visit.state == VisitState.BOOKED
    clock.move(timedelta(minutes=40))
    tasks.remind()
    visit.refresh_from_db()
    here.refresh_from_db()
    assert (visit.state, here.state) == (VisitState.NO_SHOW, VisitState.WAITING)


def test_the_reference_data_makes_two_offices_once(words: None) -> None:
    reference.seed_reference()
    Opening.objects.filter(weekday=4).delete()
    reference.seed_reference()
    assert list(Office.objects.values_list("code", flat=True)) == ["tallinn", "tartu"]
    assert Desk.objects.count() == 5
    assert not Opening.objects.filter(weekday=4).exists(), "what the administrator took away stays away"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_bookings_of_the_last_place_at_one_instant_exactly_one_gets_it(
    office: Office, riina: User, margus: User
) -> None:
    for weekday in range(7):
        Opening.objects.create(office=office, weekday=weekday, starts=time(9), ends=time(10))
    days = booking.places(office, workdays.today() + timedelta(days=1), 20)
    at = next(places[0].start for _day, places in days if places)
    start, answers = threading.Barrier(4), list[Any]()

    def run(by: User) -> None:
        own = Office.objects.get(pk=office.pk)
        start.wait()
        try:
            answers.append(deeds.book(office=own, at=at, visitor="Jaan", by=by))
        except Refused as refused:
            answers.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(by,)) for by in (riina, margus, riina, margus)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused"] * 3 + ["Visit"]
    assert Visit.objects.filter(booked_for=at).count() == 1


def test_the_calendar_leads_to_the_form_and_the_form_to_the_booked_visit(
    now: datetime, office: Office, openings: list[Opening], as_specialist: Actor, puit: Served, topic: Topic
) -> None:
    enquiry = enquiries.open_enquiry(topic=topic, client=puit, by=as_specialist.user)
    page = as_specialist.get(reverse("counter:calendar"), {"enquiry": str(enquiry.pk), "week": str(MONDAY)})
    assert f"at=2026-11-30T09%3A00&amp;enquiry={enquiry.pk}" in page.content.decode()
    asked = f"{reverse('counter:book')}?office=tallinn&at=2026-11-30T09:00&enquiry={enquiry.pk}"
    assert "Tamme Puit" in as_specialist.get(asked).content.decode()
    answer = as_specialist.post(asked, {"language": "et", "email": MAIL, "topic": topic.pk})
    visit = Visit.objects.get()
    assert answer.headers["Location"] == visit.get_absolute_url()
    assert (visit.client, list(visit.enquiries.all())) == (puit, [enquiry])
    answer = as_specialist.post(asked, {"language": "et"})
    assert answer.status_code == 422
    assert Visit.objects.count() == 1


def test_a_booking_is_moved_and_cancelled_on_its_page(
    now: datetime, office: Office, openings: list[Opening], as_specialist: Actor
) -> None:
    visit = deeds.book(office=office, at=nine(), visitor="Jaan", by=as_specialist.user)
    url = reverse("counter:change_booking", args=[visit.pk])
    assert "2026-11-30T09:30" in as_specialist.get(url).content.decode()
    as_specialist.post(url, {"at": "2026-11-30T09:30", "office": "tallinn"})
    visit.refresh_from_db()
    assert visit.booked_for == nine() + timedelta(minutes=30)
    as_specialist.post(reverse("counter:cancel_booking", args=[visit.pk]))
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED


def test_the_calendar_asks_the_same_number_of_questions_however_many_are_booked(
    now: datetime, office: Office, openings: list[Opening], as_specialist: Actor,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    for number in range(4):
        at = nine() + timedelta(minutes=30 * number)
        deeds.book(office=office, at=at, visitor="Jaan", by=as_specialist.user)
    with django_assert_max_num_queries(14):
        as_specialist.get(reverse("counter:calendar"), {"week": str(MONDAY)})
