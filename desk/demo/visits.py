"""A day at the counter: who was here, who waits, who is being served, who is expected and booked."""

from datetime import datetime, timedelta

from desk import clock, workdays
from desk.clients.models import Client, Person
from desk.counter import booking, reference
from desk.counter.actions import booking as bookings
from desk.counter.actions import handing, serving, talking, visits
from desk.counter.enums import Identified
from desk.counter.models import Desk, Office, Visit
from desk.demo.moment import ago
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.models import Absence, User

# minutes ago: topic, language, what was said at the door
WAITING: tuple[tuple[int, str, str, str], ...] = (
    (22, "user-contract", "et", "Soovib kasutuslepingut allkirjastada, pass kaasas"),
    (9, "charge-deadline", "ru", "Küsib deklaratsiooni tähtaega"),
    (4, "login-failure", "et", "Mobiil-ID ei tööta"),
)


def seed(at: datetime) -> None:
    """Yesterday's visits, this morning's, and the waiting room as it is now."""
    reference.seed_reference()
    tallinn = Office.objects.get(code="tallinn")
    riina, margus = (User.objects.get(username=name) for name in ("spetsialist", "spetsialist2"))
    desk, other = Desk.objects.filter(office=tallinn).order_by("number")[:2]
    advised, solved = (OutcomeCode.objects.get(code=code) for code in ("advised", "solved"))
    person = Person.objects.filter(roles__ended_at=None, practice=False).order_by("pk").first()
    client = Client.objects.of_person(person.pk).order_by("pk").first() if person else None
    with ago(timedelta(days=1)):
        _served(tallinn, desk, riina, person, client, solved)
        visits.leave(visit=visits.arrive(office=tallinn, topic=_topic("slow"), by=riina), by=riina)
    with ago(timedelta(minutes=50)):
        for code in ("charge-deadline", "login-failure"):
            visits.serve_quickly(office=tallinn, topic=_topic(code), outcome=advised, by=margus)
    _now(tallinn, other, riina, margus, person, client)
    _expected(tallinn, riina, person, client)
    _booked(tallinn, riina, margus, client)


def _topic(code: str) -> Topic:
    return Topic.objects.get(code=code)


def _served(
    office: Office, desk: Desk, by: User, person: Person | None, client: Client | None, outcome: OutcomeCode
) -> None:
    visit = visits.arrive(office=office, topic=_topic("user-contract"), by=by)
    clock.move(timedelta(minutes=6))
    serving.call(visit=visit, desk=desk, by=by)
    serving.serve(visit=visit, by=by)
    talking.choose(visit=visit, person=person, client=client, by=by)
    talking.identify(visit=visit, seen=Identified.ID_CARD, by=by)
    talking.take_enquiry(
        visit=visit, topic=_topic("user-contract"), question="Kuidas lepingut pikendada?", by=by
    )
    clock.move(timedelta(minutes=11))
    serving.finish(visit=visit, outcome=outcome, by=by)
    clock.move(-timedelta(minutes=17))


def _now(
    office: Office, desk: Desk, riina: User, margus: User, person: Person | None, client: Client | None
) -> None:
    """One is being served by Margus, one waits for him by name, the others for anyone."""
    with ago(timedelta(minutes=31)):
        first = visits.arrive(office=office, topic=_topic("main-user"), reason="Uus peakasutaja", by=margus)
    with ago(timedelta(minutes=12)):
        serving.serve(visit=first, desk=desk, by=margus)
        talking.choose(visit=first, person=person, client=client, by=margus)
        enquiry = Enquiry.objects.open().filter(client=client, practice=False).order_by("pk").first()
        if enquiry is not None:
            talking.link_enquiry(visit=first, enquiry=enquiry, by=margus)
    named: list[Visit] = []
    for minutes, code, language, reason in WAITING:
        with ago(timedelta(minutes=minutes)):
            named.append(
                visits.arrive(office=office, topic=_topic(code), language=language, reason=reason, by=riina)
            )
    handing.hand(visit=named[0], to=margus, by=riina)


def _expected(office: Office, by: User, person: Person | None, client: Client | None) -> None:
    """Somebody is expected within the hour."""
    at = clock.now() + timedelta(minutes=35)
    Visit.objects.create(
        office=office, state="booked", booked_for=at, booked_until=at + timedelta(minutes=30),
        booked_at=clock.now() - timedelta(days=3), booked_by=by, client=client, person=person,
        topic=_topic("joint-rights"),
    )  # fmt: skip


# what is booked for the next days: topic, language, who comes
BOOKED: tuple[tuple[str, str, str], ...] = (
    ("user-contract", "et", "Maie Oja"),
    ("main-user", "ru", "Vera Petrova"),
    ("waste-report", "et", "Ülo Paju"),
    ("foreign-representative", "en", "John Miller"),
)


def _booked(office: Office, by: User, margus: User, client: Client | None) -> None:
    """Some on each of the next bookable days, one of them with Margus, one for a client."""
    tomorrow = workdays.today() + timedelta(days=1)
    days = [places for _day, places in booking.places(office, tomorrow, 14) if places]
    for number, (code, language, name) in enumerate(BOOKED):
        places = days[number % 3]
        place = places[number * 2 % len(places)]  # a shortened day has few
        away = Absence.objects.on(workdays.day_of(place.start)).filter(user=margus).exists()
        bookings.book(
            office=office, at=place.start, topic=_topic(code), language=language, visitor=name, by=by,
            client=client if number == 0 else None, specialist=margus if number == 1 and not away else None,
        )  # fmt: skip
