"""One person's data: found by the code, told without others, let go of and never again put back."""

from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.calls.models import Call
from desk.clients import actions, subjects
from desk.clients.enums import Kind
from desk.clients.keeping.persons import GONE
from desk.clients.models import Client, ContactPoint, Person
from desk.clients.subjects import register
from desk.enquiries.actions import enquiries
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.records.holdings import Erasure, Fate, Ground, Outcome
from desk.records.models import Destruction
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome

pytestmark = pytest.mark.django_db

MARI, JAAN = "24503120016", "14007050024"


def jaan(actor: Actor, client: Client) -> Person:
    """A colleague of Mari's at the same company."""
    person = actions.create_person(first_name="Jaan", last_name="Kask", personal_code=JAAN, by=actor.user)
    actions.add_role(person=person, client=client, role="raamatupidaja", by=actor.user)
    actions.add_contact(kind="email", value="jaan@tammepuit.example", person=person, by=actor.user)
    return person


def question(actor: Actor, client: Client, text: str) -> Enquiry:
    """Something that Mari asked and that was answered."""
    enquiry = asked(actor.user, client)
    Enquiry.objects.filter(pk=enquiry.pk).update(person=mari_tamm(), question=text)
    enquiry.refresh_from_db()
    return enquiries.close(enquiry=enquiry, outcome=outcome("solved"), by=actor.user, override="test")


def of_nobody(actor: Actor, client: Client) -> Enquiry:
    """Something that the company asked, nobody knows through whom."""
    enquiry = asked(actor.user, client)
    Enquiry.objects.filter(pk=enquiry.pk).update(person=None)
    enquiry.refresh_from_db()
    return enquiry


def erased(ground: Ground, code: str = MARI, *, dry: bool = False) -> list[Outcome]:
    return subjects.erase(subjects.find(code), Erasure(ground, None, dry=dry, basis="2-3/14"))


def fates(outcomes: list[Outcome]) -> dict[str, Fate]:
    return {outcome.kind: outcome.fate for outcome in outcomes}


def test_a_person_is_found_by_the_code_with_or_without_its_country(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    for code in (MARI, f"EE{MARI}", f" ee {MARI} "):
        found = subjects.find(code)
        assert found.person_ids == {mari_tamm().pk}
        assert found.names == ("Mari Tamm",)
        assert found.phones == {"+37255500001"}
    assert subjects.find("FI24503120016").person_ids == set()


def test_who_was_merged_into_the_person_is_the_person(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    twin = actions.create_person(first_name="Mari", last_name="Vana", personal_code="", by=as_specialist.user)
    actions.merge_persons(lost=twin, kept=mari_tamm(), by=as_specialist.user)
    found = subjects.find(MARI)
    assert found.person_ids == {mari_tamm().pk, twin.pk}
    assert "Mari Vana" in found.names


def test_an_organisation_is_nobodys_subject(as_specialist: Actor) -> None:
    with pytest.raises(Refused):
        subjects.of_row(tamme_puit(as_specialist.user))


def test_the_report_tells_everything_but_who_the_others_are(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    jaan(as_specialist, client)
    question(as_specialist, client, "Jaan Kask (14007050024, jaan@tammepuit.example) ei pääse portaali")
    made = subjects.report(subjects.find(MARI))
    text = "\n".join(line for chapter in made.chapters for held in chapter.held for line in held.lines)
    assert "Tamme Puit OÜ" in text
    assert MARI in text
    assert "ei pääse portaali" in text
    for word in ("Kask", JAAN, "jaan@tammepuit.example", as_specialist.user.last_name):
        assert word not in text


def test_what_is_under_way_must_end_before_everything_goes(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    enquiry = asked(as_specialist.user, client)
    Enquiry.objects.filter(pk=enquiry.pk).update(person=mari_tamm())
    with pytest.raises(Refused) as refused:
        erased(Ground.ORDERED)
    assert refused.value.texts
    assert mari_tamm().last_name == "Tamm"
    assert fates(erased(Ground.ORDERED, dry=True))["enquiry"] == Fate.KEPT


def test_trying_out_says_what_will_be_and_changes_nothing(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    question(as_specialist, client, "Mari Tamm küsib")
    tried = erased(Ground.UNLAWFUL, dry=True)
    assert mari_tamm().last_name == "Tamm"
    assert not Destruction.objects.exists()
    assert erased(Ground.UNLAWFUL) == tried


def test_what_is_no_longer_needed_goes_and_the_rest_says_why_it_stays(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    enquiry = question(as_specialist, client, "Mari Tamm küsib")
    kept = [each for each in erased(Ground.NO_LONGER_NEEDED) if each.fate == Fate.KEPT]
    assert {each.kind for each in kept} == {"enquiry", "person"}
    assert all(each.reason and each.until for each in kept)
    Enquiry.objects.filter(pk=enquiry.pk).update(
        opened_at=clock.now() - timedelta(days=2000), closed_at=clock.now() - timedelta(days=1900)
    )
    assert fates(erased(Ground.NO_LONGER_NEEDED))["person"] == Fate.ANONYMISED
    enquiry.refresh_from_db()
    assert (enquiry.question, enquiry.person, enquiry.client) == ("", None, client)


def test_a_text_of_somebody_else_no_longer_tells_of_the_person(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    other = of_nobody(as_specialist, client)
    told = "Mari Tamm (24503120016) helistab numbrilt 5550 0001, Jaan Kask ei vasta"
    enquiries.describe(enquiry=other, topic=other.topic, question=told, by=as_specialist.user)
    erased(Ground.ORDERED)
    other.refresh_from_db()
    for word in ("Mari", "Tamm", MARI, "5550"):
        assert word not in other.question
        assert not other.history.filter(question__contains=word).exists()
    assert "Jaan Kask" in other.question


def test_another_of_the_same_name_keeps_the_own_texts(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    actions.create_person(first_name="Mari", last_name="Tamm", personal_code="", by=as_specialist.user)
    other = of_nobody(as_specialist, client)
    enquiries.describe(enquiry=other, topic=other.topic, question="Mari Tamm ootab", by=as_specialist.user)
    erased(Ground.ORDERED)
    other.refresh_from_db()
    assert other.question == "Mari Tamm ootab"
    assert Person.objects.filter(last_name="Tamm").count() == 1


def test_a_private_client_becomes_nobody(as_specialist: Actor) -> None:
    client = actions.create_client(
        kind=Kind.PERSON, name="Mari Tamm", personal_code=MARI, by=as_specialist.user
    )
    actions.add_contact(kind="phone", value="5550 0009", client=client, by=as_specialist.user)
    erased(Ground.UNLAWFUL)
    client.refresh_from_db()
    assert (client.name, client.personal_code) == (GONE, "")
    assert not client.history.exists()
    assert not ContactPoint.objects.filter(value__contains="5550").exists()
    assert not ContactPoint.history.filter(value__contains="5550").exists()


def test_who_was_erased_is_erased_again_after_a_copy_was_put_back(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    before: dict[str, Any] = {**Person.objects.filter(pk=mari_tamm().pk).values().get()}
    erased(Ground.ORDERED)
    told = list(register.lines())
    assert all(word not in line for line in told for word in ("Tamm", MARI))
    for name in ("search_name", "sort_name"):
        before.pop(name)
    Person.objects.filter(pk=before.pop("id")).update(**before)
    assert subjects.erase_again(told) == 1
    assert not Person.objects.filter(last_name="Tamm").exists()
    assert subjects.erase_again(told) == 0


def test_who_came_back_later_is_left_alone(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    erased(Ground.UNLAWFUL)
    actions.create_person(first_name="Mari", last_name="Tamm", personal_code=MARI, by=as_specialist.user)
    assert subjects.erase_again(register.lines()) == 0
    assert Person.objects.filter(last_name="Tamm").exists()


def test_a_call_by_a_number_of_nobody_else_is_the_persons(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    long_ago = clock.now() - timedelta(days=3)
    call = Call.objects.create(
        number="+37255500001", rang_at=long_ago, hung_up_at=long_ago, state="missed", notes=""
    )
    assert fates(erased(Ground.ORDERED))["call"] == Fate.ANONYMISED
    call.refresh_from_db()
    assert call.number == ""
    assert Destruction.objects.filter(store="calls", subject_id=call.pk).exists()
