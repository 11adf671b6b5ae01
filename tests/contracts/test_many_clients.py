"""The same documents for several clients: each its own package, with what it lacks named."""

from typing import Any

from django.utils.translation import override

from contracts.actions import draft_for_many
from contracts.enums import AuthorisationState, WhyByHand
from contracts.models import Authorisation, Kind, Package, Portal
from desk import clock
from desk.clients import actions as clients
from tests.conftest import Actor
from tests.contracts.conftest import PERSON, Ground


def portal() -> Portal:
    return Portal.objects.get(code="e-keskkonnaamet")


def test_each_client_gets_a_package_of_its_own_with_its_own_signers(ground: Ground) -> None:
    ground.ask(ground.tamme)
    ground.ask(ground.kaasiku)
    contract = Kind.objects.get(code="user_contract")
    made, _refused = draft_for_many(
        clients=[ground.tamme, ground.kaasiku], kinds=[(contract, {})], portal=portal(), by=ground.user
    )
    names = [
        [person["name"] for person in package.authorisations.get().values["representatives"]]
        for package in made
    ]
    assert names[0] == ["Mari Tamm"]
    assert len(names[1]) == 2


def test_a_withdrawal_names_each_clients_own_document(ground: Ground) -> None:
    power = ground.drafted(ground.wanted("main_user_poa")).authorisations.get()
    Authorisation.objects.filter(pk=power.pk).update(
        state=AuthorisationState.IN_FORCE, accepted_at=clock.now()
    )
    withdrawal = Kind.objects.get(code="mandate_withdrawal")
    values = {"person_first_name": "Kadri", "person_last_name": "Lepp", "person_code": "24402020080"}
    (with_it, without), _refused = draft_for_many(
        clients=[ground.tamme, ground.kaasiku], kinds=[(withdrawal, values)], portal=portal(), by=ground.user
    )
    assert with_it.authorisations.get().values["ended_number"] == power.number
    assert without.authorisations.get().values["ended_number"] == ""


def test_a_client_that_is_refused_keeps_back_no_other_and_is_named(ground: Ground) -> None:
    nameless = clients.create_client(kind="organisation", name="Koodita OÜ", by=ground.user)
    contract = Kind.objects.get(code="user_contract")
    made, refused = draft_for_many(
        clients=[nameless, ground.tamme], kinds=[(contract, {})], portal=portal(), by=ground.user
    )
    assert [package.client for package in made] == [ground.tamme]
    assert [client for client, _texts in refused] == [nameless]
    assert Package.objects.count() == 1


def test_the_pages_go_from_choice_to_what_is_missing(ground: Ground, as_senior: Actor) -> None:
    address = f"/documents/draft/many/?client={ground.tamme.pk}&client={ground.kaasiku.pk}"
    assert "Kaasiku Kaevandus AS" in as_senior.get(address).content.decode()
    address += "&kinds=user_contract"
    answer = as_senior.post(address, {"portal": portal().pk})
    assert answer.status_code == 302, answer.content.decode()
    page = as_senior.get(answer.headers["Location"]).content.decode()
    assert Package.objects.count() == 2
    for client in (ground.tamme, ground.kaasiku):
        assert client.name in page


def test_the_page_keeps_what_was_typed_and_names_who_has_the_same_already(
    ground: Ground, as_senior: Actor
) -> None:
    ground.drafted(ground.wanted("main_user_poa"))
    address = f"/documents/draft/many/?client={ground.tamme.pk}&client={ground.kaasiku.pk}"
    fields: dict[str, Any] = {f"main_user_poa-{name}": str(value) for name, value in PERSON.items()}
    fields |= {"sheet": "1", "portal": portal().pk, "kinds": "main_user_poa", "shown": "main_user_poa"}
    with override("et"):
        page = as_senior.post(address, {**fields, "arrange": "1"}).content.decode()
    assert 'value="24402020080"' in page and "Tamme Puit OÜ: Peakasutaja volikiri" in page
    assert Package.objects.count() == 1
    twin = Authorisation.objects.get().pk
    assert as_senior.post(address, {**fields, "on_purpose": str(twin)}).status_code == 302
    assert Package.objects.count() == 3


def test_several_persons_and_the_reason_by_hand_stand_in_each_of_them(ground: Ground) -> None:
    kind = Kind.objects.get(code="user_poa")
    oleg = {
        "first_name": "Oleg",
        "last_name": "Smirnov",
        "code": "14303030098",
        "email": "oleg@volga.example",
    }
    made, _refused = draft_for_many(
        clients=[ground.tamme, ground.kaasiku],
        kinds=[(kind, {**PERSON, "services": ["waste"]})],
        persons={0: [oleg]},
        portal=Portal.objects.get(code="kotkas"),
        why_by_hand=WhyByHand.CANNOT_LOG_IN,
        by=ground.user,
    )
    assert [each.authorisations.get().person_names for each in made] == ["Kadri Lepp, Oleg Smirnov"] * 2
    assert {each.why_by_hand for each in made} == {WhyByHand.CANNOT_LOG_IN}
