"""Warnings about clients and persons, and addresses that are protected."""

from datetime import timedelta

import pytest

from desk import clock, workdays
from desk.clients import actions
from desk.clients.models import Caution, Client, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.records.models import TimelineEntry
from tests.conftest import Actor

EMAIL, NUMBER = "eva.parn@kodu.example", "+37255500009"


@pytest.fixture
def puit(as_specialist: Actor) -> Client:
    return actions.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=as_specialist.user
    )


@pytest.fixture
def eva(as_specialist: Actor, puit: Client) -> Person:
    """Eva Pärn acts for Tamme Puit; her address is protected."""
    by = as_specialist.user
    eva = actions.create_person(first_name="Eva", last_name="Pärn", personal_code="24604040108", by=by)
    actions.add_role(person=eva, client=puit, role="juhatuse liige", by=by)
    for kind, value in (("email", EMAIL), ("phone", NUMBER)):
        contact = actions.add_contact(kind=kind, value=value, person=eva, by=by)
        actions.confirm_contact(contact=contact, by=by)
    actions.add_caution(person=eva, kind="protected", text="Mitte öelda kellelegi.", by=by)
    return eva


def look(actor: Actor, path: str) -> str:
    """The page, after the reason that is asked of whoever has no work with them."""
    page = actor.get(path)
    if "reason" in page.content.decode():
        kind = "person" if "persons" in path else "client"
        actor.post(f"/clients/reason/{kind}/{path.rstrip('/').rsplit('/', 1)[1]}/", {"reason": "correction"})
        page = actor.get(path)
    assert page.status_code == 200
    return page.content.decode()


def test_a_warning_stands_on_the_page_until_it_is_lifted(as_specialist: Actor, puit: Client) -> None:
    as_specialist.post(
        f"/clients/cautions/client/{puit.pk}/new/", {"kind": "threat", "text": "Kutsu juht juurde."}
    )
    caution = Caution.objects.get()
    assert "Kutsu juht juurde." in look(as_specialist, f"/clients/{puit.pk}/")
    as_specialist.post(f"/clients/cautions/{caution.pk}/lift/")
    assert "Kutsu juht juurde." not in look(as_specialist, f"/clients/{puit.pk}/")
    kinds = TimelineEntry.objects.for_client(puit.pk).values_list("kind", flat=True)
    assert {"clients.caution_made.threat", "clients.caution_lifted.threat"} <= set(kinds)


def test_a_warning_runs_out_by_itself(as_specialist: Actor, puit: Client) -> None:
    today = workdays.today()
    actions.add_caution(client=puit, kind="threat", until_day=today, by=as_specialist.user)
    assert Caution.objects.standing().exists()
    clock.move(timedelta(days=1))
    assert not Caution.objects.standing().exists()


def test_a_warning_that_says_nothing_or_stands_already_is_refused(as_specialist: Actor, puit: Client) -> None:
    by = as_specialist.user
    actions.add_caution(client=puit, kind="threat", by=by)
    for wrong in (
        {"kind": "threat"},
        {"kind": "other"},
        {"kind": "protected", "until_day": workdays.today() - timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            actions.add_caution(client=puit, by=by, **wrong)
    assert Caution.objects.count() == 1


def test_only_the_desk_warns(as_registrar: Actor, puit: Client) -> None:
    answer = as_registrar.post(f"/clients/cautions/client/{puit.pk}/new/", {"kind": "threat"})
    assert answer.status_code == 403
    assert not Caution.objects.exists()


def test_a_protected_address_is_masked_for_whoever_has_no_work_with_it(
    as_senior: Actor, puit: Client, eva: Person
) -> None:
    seed_reference()
    for path in (f"/clients/{puit.pk}/", f"/clients/persons/{eva.pk}/"):
        page = look(as_senior, path)
        assert EMAIL not in page
        assert NUMBER not in page
        assert "e***n@***u.example" in page
    found = as_senior.post("/search/", {"text": NUMBER}).content.decode()
    assert "Eva Pärn" in found
    assert "5550 0009" not in found
    enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=puit, person=eva, by=as_senior.user, language="et"
    )
    assert EMAIL in look(as_senior, f"/clients/{puit.pk}/")
