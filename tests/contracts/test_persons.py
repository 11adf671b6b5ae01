"""Several authorised persons in one document: who is written, who is refused, and how one of them goes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts import workflow
from contracts.actions import Wanted, accept, confirm_added, draft
from contracts.drafting import filling
from contracts.enums import AuthorisationState, PackageState
from contracts.grounds import of_caller
from contracts.life import ending
from contracts.models import Authorisation, Kind, Publication
from contracts.portal import gateway, publishing
from desk import workdays
from desk.clients import actions as clients
from desk.clients import protection
from desk.demo import several
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from tests.contracts.conftest import Ground
from tests.simulators.portal.state import State

pytestmark = pytest.mark.slow

KADRI, OLEG, EVA = "24402020080", "14303030098", "24604040108"
OLEG_ROW = {"first_name": "Oleg", "last_name": "Smirnov", "code": OLEG, "email": "oleg@volga.example"}
EVA_ROW = {"first_name": "Eva", "last_name": "Pärn", "code": EVA, "email": "eva.parn@kodu.example"}
SERVICES: dict[str, Any] = {"services": ["waste"], "may_sign": True}


@pytest.fixture
def ground(ground: Ground) -> Ground:
    Kind.objects.filter(code="user_poa").update(several=True)
    return ground


def power(ground: Ground, *rows: dict[str, str]) -> Wanted:
    wanted = ground.wanted("user_poa", **SERVICES)
    return Wanted(wanted.kind, wanted.portal, wanted.values, rows)


def added(ground: Ground, document: Authorisation) -> Authorisation:
    """The document once everybody has signed and a person has added it to the portal."""
    workflow.move(document.package, PackageState.RETURNED)
    accept(package=document.package, by=ground.user)
    confirm_added(publication=Publication.jobs.get(authorisation=document), reference="P-1", by=ground.user)
    document.refresh_from_db()
    return document


def notice(
    ground: Ground, ended: Authorisation, code: str, kind: str = "mandate_withdrawal"
) -> Authorisation:
    """A withdrawal (or waiver) of this one's power, with its own number."""
    named = {KADRI: ("Kadri", "Lepp"), EVA: ("Eva", "Pärn"), OLEG: ("Oleg", "Smirnov")}[code]
    values: dict[str, Any] = {
        "person_first_name": named[0], "person_last_name": named[1], "person_code": code,
        "ended_number": ended.number, "ends_on": workdays.today(),
    }  # fmt: skip
    return ground.sent(ground.wanted(kind, **values)).authorisations.get()


def test_a_document_names_its_persons_in_the_order_they_were_written(ground: Ground) -> None:
    document = ground.drafted(power(ground, EVA_ROW, OLEG_ROW)).authorisations.get()
    assert [one.code for one in document.persons.all()] == [KADRI, EVA, OLEG]
    assert [row["last_name"] for row in document.values["persons"]] == ["Lepp", "Pärn", "Smirnov"]
    assert document.values["person_last_name"] == "Lepp"
    assert document.person_names == "Kadri Lepp, Eva Pärn, Oleg Smirnov"


def test_nobody_stands_twice_in_a_document(ground: Ground) -> None:
    with pytest.raises(Refused):
        ground.drafted(power(ground, EVA_ROW, EVA_ROW))


def test_every_code_is_checked(ground: Ground) -> None:
    with pytest.raises(Refused):
        ground.drafted(power(ground, {**OLEG_ROW, "code": "14303030099"}))


def test_a_kind_for_one_person_takes_no_second(ground: Ground) -> None:
    Kind.objects.filter(code="main_user_poa").update(several=False)
    wanted = ground.wanted("main_user_poa")
    with pytest.raises(Refused):
        draft(
            client=ground.tamme, by=ground.user,
            documents=[Wanted(wanted.kind, wanted.portal, wanted.values, [EVA_ROW])],
        )  # fmt: skip


def test_a_protected_address_is_neither_printed_nor_kept_with_the_document(ground: Ground) -> None:
    eva = clients.create_person(first_name="Eva", last_name="Pärn", personal_code=EVA, by=ground.user)
    clients.add_contact(kind="email", value="eva.parn@kodu.example", person=eva, by=ground.user)
    clients.add_caution(person=eva, kind="protected", by=ground.user)
    document = ground.drafted(power(ground, EVA_ROW)).authorisations.get()
    assert "eva.parn@kodu.example" not in str(document.values)
    assert document.values["persons"][1]["email"] == protection.KNOWN_TO_US
    assert document.persons.get(code=EVA).email == ""


def test_what_a_further_person_lacks_is_named(ground: Ground) -> None:
    document = ground.drafted(power(ground, {**EVA_ROW, "email": ""})).authorisations.get()
    (lack,) = filling.missing_in(document)
    assert "2" in lack


@pytest.mark.parametrize("kind", ["mandate_withdrawal", "mandate_waiver"])
def test_when_one_of_several_goes_the_document_goes_on_for_the_others(ground: Ground, kind: str) -> None:
    document = added(ground, ground.sent(power(ground, EVA_ROW, OLEG_ROW)).authorisations.get())
    added(ground, notice(ground, document, EVA, kind))
    document.refresh_from_db()
    assert document.state == AuthorisationState.IN_FORCE
    assert [one.last_name for one in document.persons.filter(ended_at=None)] == ["Lepp", "Smirnov"]
    assert [each.person.last_name for each in ending.endable(ground.tamme) if each.person] == [
        "Lepp",
        "Smirnov",
    ]


def test_the_document_is_over_when_the_last_of_them_has_gone(ground: Ground) -> None:
    document = added(ground, ground.sent(power(ground, EVA_ROW)).authorisations.get())
    for code in (EVA, KADRI):
        assert document.state == AuthorisationState.IN_FORCE
        added(ground, notice(ground, document, code))
        document.refresh_from_db()
    assert document.state == AuthorisationState.ENDED


def test_powers_end_with_the_agreement_on_which_they_lean(ground: Ground) -> None:
    contract = added(ground, ground.sent().authorisations.get())
    leaning = added(ground, ground.sent(power(ground)).authorisations.get())
    today = workdays.today()
    ends: dict[str, Any] = {"ended_number": contract.number, "ends_on": today, "end_rule": "at_once"}
    added(ground, ground.sent(ground.wanted("contract_termination", **ends)).authorisations.get())
    for document in (contract, leaning):
        document.refresh_from_db()
        assert document.state == AuthorisationState.ENDED
    assert ending.endable(ground.tamme) == []


def test_nobody_gives_up_the_power_of_another(ground: Ground) -> None:
    document = ground.sent(power(ground)).authorisations.get()
    before_it_worked = notice(ground, document, OLEG, "mandate_waiver")
    added(ground, document)
    with pytest.raises(Refused):
        notice(ground, document, OLEG, "mandate_waiver")
    added(ground, before_it_worked)
    document.refresh_from_db()
    assert document.state == AuthorisationState.IN_FORCE
    assert not document.persons.exclude(ended_at=None).exists()


def test_whoever_has_gone_is_told_nothing_more_by_this_document(ground: Ground) -> None:
    eva = clients.create_person(first_name="Eva", last_name="Pärn", personal_code=EVA, by=ground.user)
    document = added(ground, ground.sent(power(ground, EVA_ROW)).authorisations.get())
    Authorisation.objects.filter(pk=document.pk).update(valid_from=None)
    assert [each.kind for each in of_caller(ground.tamme, eva)] == ["contracts.in_force"]
    added(ground, notice(ground, document, EVA))
    assert [each.kind for each in of_caller(ground.tamme, eva)] == ["contracts.none"]


def test_the_portal_lets_each_of_them_in_until_their_own_power_ends(ground: Ground) -> None:
    portal = State("t")
    for document in (
        added(ground, ground.sent().authorisations.get()),
        power_document := added(ground, ground.sent(power(ground, EVA_ROW, OLEG_ROW)).authorisations.get()),
    ):
        tell(portal, document)
    assert [portal.access("10000001", code)[0] for code in (KADRI, EVA, OLEG)] == [True, True, True]
    tell(portal, added(ground, notice(ground, power_document, EVA)))
    assert [portal.access("10000001", code)[0] for code in (KADRI, EVA, OLEG)] == [True, False, True]


def tell(portal: State, document: Authorisation) -> None:
    """The portal is told of the document as the worker tells it."""
    entry = publishing._entry(document.publication)
    status, _answer = portal.put(entry.id, gateway._body(entry))
    assert status == 201


def test_the_demo_shows_a_power_for_two(ground: Ground, someone: Callable[..., User]) -> None:
    someone("spetsialist", Role.SPECIALIST)
    several.seed(datetime(2026, 11, 23, tzinfo=UTC))
    assert Authorisation.objects.get().person_names == "Kadri Lepp, Oleg Smirnov"
