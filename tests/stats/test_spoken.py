"""Words of questions: by their stems, of enough clients, and never anybody's name."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.workdays import TALLINN
from stats import rollups, tasks
from stats.models import Touched, WordWeek
from stats.rollups.spoken import said

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 29)
SUNDAY_NIGHT = datetime(2027, 4, 4, 23, 59, tzinfo=TALLINN)
NUMBERS = count(1)


@pytest.fixture(autouse=True)
def _clients() -> None:
    seed_reference()
    Client.objects.bulk_create(
        Client(kind="organisation", name=f"Proov {n} OÜ", registry_code=f"1{n:07}") for n in range(6)
    )


def asked(*questions: str, clients: int = 5, **more: object) -> list[Enquiry]:
    """Each of so many clients asks all of these."""
    topic = Topic.objects.exclude(parent=None).order_by("pk")[0]
    at = {"topic": topic, "opened_at": SUNDAY_NIGHT, **more}
    return Enquiry.objects.bulk_create(
        Enquiry(number=f"P-{next(NUMBERS)}", client=client, question=question, **at)
        for client in Client.objects.order_by("pk")[:clients]
        for question in questions
    )


def kept() -> dict[str, int]:
    rollups.refresh_words()
    return dict(WordWeek.objects.filter(week=MONDAY).values_list("word", "enquiries"))


def test_forms_of_a_word_are_one_word_named_as_most_say_it() -> None:
    asked("Kasutusleping ei avane", "Kasutuslepingu vorm", "Milline on kasutuslepingu kuupäev?")
    found = kept()
    assert found["kasutuslepingu"] == 15
    assert "kasutusleping" not in found
    assert "milline" in found and "ei" not in found


def test_a_word_of_few_clients_is_not_kept() -> None:
    asked("Ülekanne", clients=4)
    asked("Ülekanne", clients=4)
    assert kept() == {}
    asked("Ülekanne")
    assert kept() == {"ülekanne": 13}


def test_numbers_and_addresses_are_no_words() -> None:
    assert said("Vaata www.raamat.example/abi ja kiri anu@raamat.example 37001010002 A4 2026.a.", "et") == {
        "vaa": "vaata", "kir": "kiri",
    }  # fmt: skip


def test_names_are_no_words() -> None:
    """Of persons all, of clients what few are called; what many clients are called names nobody."""
    Person.objects.create(first_name="Rosalinde", last_name="Kaskmann")
    Client.objects.create(kind="organisation", name="Merevaik AS")
    asked("Rosalinde Kaskmanni ehk Merevaigu aruanne, saatis Merevaik; proovi")
    found = kept()
    assert "aruanne" in found and "proovi" in found  # six clients are called Proov
    assert not {"rosalinde", "kaskmanni", "merevaik"} & set(found)


def test_each_language_has_its_own_words() -> None:
    asked("Отчёт не принимается", language="ru")
    assert dict(WordWeek.objects.values_list("language", "word")) == {}
    kept()
    assert set(WordWeek.objects.values_list("language", flat=True)) == {"ru"}
    assert "отчет" in set(WordWeek.objects.values_list("word", flat=True))


def test_practice_and_complaints_about_a_person_are_left_out(as_specialist: object) -> None:
    asked("Harjutusküsimus", practice=True)
    asked("Ebaviisakas", kind="complaint", concerns=as_specialist.user)  # type: ignore[attr-defined]
    assert kept() == {}


def test_only_weeks_that_changed_are_counted_again() -> None:
    rows = asked("Ülekanne")
    asked("Ülekanne", opened_at=SUNDAY_NIGHT + timedelta(days=7))
    assert rollups.refresh_words() == 2
    assert rollups.refresh_words() == 0
    rollups.refresh()  # by the minute other things are counted, and what words wait for stays
    rows[0].question = "Ettemaks"
    rows[0].save()
    rollups.refresh()
    assert Touched.objects.filter(source="words").count() == 1
    tasks.words()
    assert kept() == {}
    assert WordWeek.objects.get().week == MONDAY + timedelta(days=7)
    before = list(WordWeek.objects.values("week", "language", "stem", "word", "enquiries"))
    rollups.rebuild(MONDAY, MONDAY + timedelta(days=13))
    assert list(WordWeek.objects.values("week", "language", "stem", "word", "enquiries")) == before
