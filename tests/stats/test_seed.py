"""Made-up years of work: the same for the same number, about nobody real, and the desk works on them."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import phonenumbers
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from stdnum.ee import ik, registrikood

from desk.calls import actions as calls
from desk.calls.models import Call
from desk.clients.enums import ContactKind
from desk.clients.models import Client, ContactPoint, Person
from desk.clients.search import find_clients
from desk.counter.reference import seed_reference as seed_offices
from desk.enquiries import repeats
from desk.enquiries.actions import enquiries as actions
from desk.enquiries.models import Enquiry, EnquirySeries, Promise
from desk.mail.models import Message
from desk.orders.models import Obligation
from desk.people.enums import Role
from desk.people.models import Presence, User
from desk.workdays import TALLINN
from stats import seeding
from stats.figures import Chosen, total
from stats.models import Contacts
from stats.rollups import rebuild
from stats.seeding import words
from tests.conftest import Actor

UNTIL = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def ground(db: None) -> None:
    """Topics, outcomes, offices, forms of the second level: what every installation has."""
    call_command("reference_data")
    seed_offices()


def made(
    enquiries: int = 300, clients: int = 120, years: float = 0.3, seed: int = 1, checked: bool = False
) -> seeding.Plan:
    plan = seeding.Plan(clients, enquiries, years, seed, UNTIL)
    seeding.seed(plan, checked=checked)
    return plan


def digest(seed: int) -> str:
    """Of what it would write; nothing stays."""
    with transaction.atomic():
        made(seed=seed)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(t::text, '|') FROM (SELECT number, question, opened_at, closed_at, level"
                " FROM enquiries_enquiry ORDER BY id) t UNION ALL"
                " SELECT string_agg(t::text, '|') FROM (SELECT number, rang_at, answered_at, hung_up_at"
                " FROM calls_call ORDER BY id) t UNION ALL"
                " SELECT string_agg(t::text, '|') FROM (SELECT name, registry_code FROM clients_client"
                " ORDER BY id) t"
            )
            text = repr(cursor.fetchall())
        transaction.set_rollback(True)
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_number_gives_the_same_rows_and_another_gives_others() -> None:
    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


def test_exactly_as_many_enquiries_as_asked_and_every_key_holds() -> None:
    made(checked=True)

    connection.check_constraints()
    assert Enquiry.objects.count() == 300
    assert Client.objects.count() == 120
    assert 200 < Call.objects.count() < 400
    assert Enquiry.objects.open().count() < 30
    assert not Presence.objects.open().exists()


def test_only_a_test_or_demo_database_is_filled(settings: LazySettings) -> None:
    settings.TESTING = False

    with pytest.raises(CommandError, match="demo"):
        call_command("seed", clients=5, enquiries=5)
    assert not Client.objects.exists()


def test_nobody_real_is_meant() -> None:
    made()

    for person in Person.objects.all():
        assert ik.is_valid(person.personal_code)
        assert person.personal_code[0] in "12"
        assert "01" <= person.personal_code[1:3] <= "50"
    for code in Client.objects.exclude(registry_code="").values_list("registry_code", flat=True):
        assert registrikood.is_valid(code)
        assert code[:2] in words.RANGES
    numbers = {
        *ContactPoint.objects.phones().values_list("value", flat=True),
        *Call.objects.values_list("number", flat=True),
    }
    for number in numbers - {""}:
        assert not phonenumbers.is_valid_number(phonenumbers.parse(number))
    addresses = ContactPoint.objects.filter(kind=ContactKind.EMAIL).values_list("value", flat=True)
    assert all(
        address.endswith(".example")
        for address in [*addresses, *User.objects.values_list("email", flat=True)]
    )


def test_the_desk_works_on_it(as_specialist: Actor) -> None:
    made()
    last = EnquirySeries.objects.get(year=2026).last
    asked = Enquiry.objects.exclude(client=None).newest_first()[0]
    assert asked.client is not None

    assert asked.question in as_specialist.get(asked.get_absolute_url()).content.decode()
    assert as_specialist.get(reverse("enquiries:index")).status_code == 200
    assert as_specialist.get(asked.client.get_absolute_url()).status_code == 200
    assert asked.client in find_clients(asked.client.name)
    fresh = actions.open_enquiry(topic=asked.topic, by=as_specialist.user, client=asked.client)
    assert fresh.number == f"P-{fresh.opened_at.year}-{last + 1:06d}"
    number = ContactPoint.objects.phones().filter(person=asked.person)[0].value
    call = calls.log_call(by=as_specialist.user, number=number)
    assert call.pk == Call.objects.newest_first()[0].pk
    assert as_specialist.get(call.get_absolute_url()).status_code == 200


def test_figures_count_what_was_made() -> None:
    plan = made()
    rebuild(plan.first, UNTIL)

    counted = total(Contacts, Chosen(plan.first, UNTIL))

    assert counted["opened"] == 300
    assert counted["level2"] == Enquiry.objects.filter(level=2).count() > 0
    assert counted["repeats"] == Enquiry.objects.repeated().count() > 0


def test_what_was_promised_is_kept_on_evidence_that_is_there() -> None:
    made()

    kept = Promise.objects.exclude(evidence_id=None)
    letters = kept.filter(evidence_kind="message").values_list("evidence_id", flat=True)
    spoken = kept.filter(evidence_kind="call").values_list("evidence_id", flat=True)
    assert Message.objects.filter(pk__in=letters).count() == len(set(letters)) > 0
    assert Call.objects.filter(pk__in=spoken, direction="out").count() == len(set(spoken)) > 0
    assert not Promise.objects.filter(kept_at__lt=F("made_at")).exists()


@pytest.mark.slow
def test_people_turn_to_the_desk_by_weekday_hour_and_declaration() -> None:
    made(5000, 1500, 2)

    opened = [moment.astimezone(TALLINN) for moment in Enquiry.objects.values_list("opened_at", flat=True)]
    weekdays = Counter(moment.weekday() for moment in opened)
    working = sum(weekdays[day] for day in range(5))
    # 19 parts of the 87 that fall on days of work (facts: Monday 19 %); holidays fall on Mondays more often.
    assert weekdays.most_common(1)[0][0] == 0
    assert abs(weekdays[0] / working - 19 / 87.5) < 0.02
    rang = [
        moment.astimezone(TALLINN)
        for moment in Call.objects.filter(direction="in").values_list("rang_at", flat=True)
    ]
    hours = Counter(moment.hour for moment in rang)
    assert hours.most_common(1)[0][0] == 11
    assert abs(hours[11] / len(rang) - 0.11 / 0.703) < 0.02  # 11 parts of the 70,3 of the hours of work
    days = Counter(moment.date() for moment in opened)
    before_due = [days[date(2026, 1, 13) + timedelta(days=n)] for n in range(4)]
    usual = [days[date(2026, 5, 11) + timedelta(days=n)] for n in range(4)]
    assert sum(before_due) > 1.5 * sum(usual)
    assert Obligation.objects.filter(code="charge").exists()


@pytest.mark.slow
def test_repeats_are_what_the_desk_would_find() -> None:
    made(2000, 200, 0.5)

    for enquiry in Enquiry.objects.select_related("client", "topic").order_by("pk")[::3]:
        found = repeats.first_asked(enquiry.client, enquiry.topic, enquiry.opened_at, besides=enquiry.pk)
        assert enquiry.repeats_id == (found.pk if found else None)


@pytest.mark.slow
def test_a_new_word_appears_in_the_last_weeks() -> None:
    made(5000, 1500, 1)

    said = Enquiry.objects.filter(question__contains="viisard").values_list("opened_at", flat=True)
    assert len(said) >= 5
    assert min(said).astimezone(TALLINN).date() > UNTIL - timedelta(days=30)


@pytest.mark.slow
def test_the_past_of_the_demo_lies_behind_its_own_rows(someone: Callable[..., User]) -> None:
    """All of it is over, and whatever is made by the demo has higher ids and numbers."""
    someone("spetsialist", Role.SPECIALIST)
    seeding.keep_place(UNTIL, 300)
    own = Client.objects.create(kind="organisation", name="Tamme Puit OÜ")

    seeding.seed(
        seeding.Plan(50, 300, 0.3, 1, UNTIL, finished=True, kept_place=True), team=list(User.objects.all())
    )

    assert not Enquiry.objects.open().exists()
    assert not Promise.objects.owed().exists()
    assert Client.objects.order_by("-pk")[0] == own
    assert EnquirySeries.objects.get(year=UNTIL.year).last == 300
    assert Enquiry.objects.order_by("-number")[0].number <= "P-2026-000300"
