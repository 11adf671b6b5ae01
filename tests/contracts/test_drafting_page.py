"""The drafting page without JavaScript: everything typed travels with every button, and comes back."""

from typing import Any

import pytest
from django.utils.translation import override

from contracts.enums import AuthorisationState, WhyByHand
from contracts.models import Authorisation, Clause, Kind, Package, Portal
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Person
from desk.enquiries.models import Enquiry, Topic
from tests.conftest import Actor
from tests.contracts.conftest import PERSON, Ground

pytestmark = pytest.mark.slow

KADRI, OLEG = "24402020080", "14303030098"
POWER = {**PERSON, "valid_from": "23.11.2026", "services": "waste"}


@pytest.fixture
def kadri(ground: Ground) -> Person:
    person = clients.create_person(first_name="Kadri", last_name="Lepp", personal_code=KADRI, by=ground.user)
    clients.add_role(person=person, client=ground.tamme, role="raamatupidaja", by=ground.user)
    clients.add_contact(kind="email", value="kadri.lepp@raamat.example", person=person, by=ground.user)
    return person


@pytest.fixture
def page(ground: Ground, as_specialist: Actor) -> "Page":
    return Page(ground, as_specialist)


class Page:
    """The drafting page of Tamme Puit OÜ, and what stands in it."""

    def __init__(self, ground: Ground, actor: Actor) -> None:
        self.actor, self.address = actor, f"/documents/draft/{ground.tamme.pk}/"
        self.html = ""

    def fields(self, *kinds: str, portal: str = "e-keskkonnaamet", **values: object) -> dict[str, Any]:
        place = Portal.objects.get(code=portal).pk
        told = {name.replace("__", "-"): value for name, value in values.items()}
        shared = {"sheet": "1", "portal": place, "language": "et", "kinds": list(kinds), "shown": list(kinds)}
        return {**shared, **told}

    def press(self, button: str, fields: dict[str, Any], value: str = "1") -> str:
        """Press a button that drafts nothing."""
        with override("et"):
            answer = self.actor.post(self.address, {**fields, button: value})
        assert answer.status_code == 200
        self.html = answer.content.decode()
        return self.html

    def draft(self, fields: dict[str, Any]) -> str:
        """Press the main button; the page again where it was refused, else nothing."""
        with override("et"):
            answer = self.actor.post(self.address, fields)
        self.html = "" if answer.status_code == 302 else answer.content.decode()
        return self.html


def of(code: str, **values: object) -> dict[str, object]:
    return {f"{code}-{name}": value for name, value in values.items()}


def test_another_kind_leaves_what_was_typed(page: Page) -> None:
    typed = of("user_poa", person_first_name="Oleg", objects="luba 7")
    html = page.press("arrange", {**page.fields("user_contract", "user_poa"), **typed})
    assert 'value="Oleg"' in html and 'value="luba 7"' in html
    assert Package.objects.count() == 0


def test_a_kind_that_is_unticked_carries_its_text_along_unseen(page: Page) -> None:
    typed = of("user_poa", person_first_name="Oleg")
    fields = {**page.fields("user_contract"), "shown": ["user_contract", "user_poa"], **typed}
    html = page.press("arrange", fields)
    assert '<input type="hidden" name="user_poa-person_first_name" value="Oleg">' in html


def test_the_main_button_drafts_nothing_that_nobody_has_seen(page: Page) -> None:
    html = page.draft({**page.fields("user_contract", "main_user_poa"), "shown": ["user_contract"]})
    assert "Vaata täitunud väljad üle" in html and "main_user_poa-person_code" in html
    assert Package.objects.count() == 0


def test_a_known_person_fills_the_row_with_the_contact_that_works(page: Page, kadri: Person) -> None:
    fields = {**page.fields("main_user_poa"), **of("main_user_poa", known=f"p{kadri.pk}", known_was="")}
    html = page.press("arrange", fields)
    assert f'value="{KADRI}"' in html and 'value="kadri.lepp@raamat.example"' in html
    assert "kinnitamata" in html
    contact = kadri.contacts.get()
    page.press("works", {**fields, "main_user_poa-objects": "x"}, f"{contact.pk}:yes")
    contact.refresh_from_db()
    assert contact.works == "yes"


def test_the_caller_of_the_enquiry_is_the_first_to_be_authorised(
    page: Page, ground: Ground, kadri: Person
) -> None:
    topic = Topic.objects.create(code="access", name_et="Ligipääs", name_en="Access", name_ru="Доступ")
    enquiry = Enquiry.objects.create(
        number="P-2026-000001", topic=topic, client=ground.tamme, person=kadri, owner=page.actor.user
    )
    html = page.actor.get(f"{page.address}?enquiry={enquiry.pk}&kinds=main_user_poa").content.decode()
    assert f'value="{KADRI}"' in html


def test_rows_of_persons_are_added_and_left_out(page: Page, kadri: Person) -> None:
    typed = {**page.fields("user_poa"), **of("user_poa", person_first_name="Kadri", row=["1"])}
    html = page.press("add_person", typed, "user_poa")
    assert 'name="user_poa-2-person_code"' in html and 'value="Kadri"' in html
    two = {**typed, "user_poa-row": ["1", "2"], "user_poa-2-person_first_name": "Oleg"}
    html = page.press("drop_person", two, "user_poa:1")
    assert 'value="Oleg"' in html and 'value="Kadri"' not in html


def test_two_persons_are_drafted_in_their_order_and_nobody_twice(page: Page) -> None:
    second = {"first_name": "Oleg", "last_name": "Smirnov", "code": OLEG, "email": "oleg@volga.example"}
    fields = {
        **page.fields("user_poa"), **of("user_poa", **POWER, row=["1", "2"]),
        **{f"user_poa-2-person_{name}": value for name, value in second.items()},
    }  # fmt: skip
    html = page.draft({**fields, "user_poa-2-person_code": KADRI})
    assert "See isik on siin juba kirjas" in html
    assert page.draft(fields) == ""
    assert Authorisation.objects.get().person_names == "Kadri Lepp, Oleg Smirnov"


def test_two_powers_of_a_kind_go_into_one_package(page: Page) -> None:
    html = page.press(
        "another", {**page.fields("main_user_poa"), **of("main_user_poa", **POWER)}, "main_user_poa"
    )
    assert 'name="main_user_poa__2-person_code"' in html
    other = {**POWER, "person_first_name": "Oleg", "person_last_name": "Smirnov", "person_code": OLEG}
    fields = {
        **page.fields("main_user_poa"), "document": ["main_user_poa__2"],
        "shown": ["main_user_poa", "main_user_poa__2"],
        **of("main_user_poa", **POWER), **of("main_user_poa__2", **other),
    }  # fmt: skip
    assert page.draft(fields) == ""
    assert [each.person_names for each in Package.objects.get().authorisations.order_by("pk")] == [
        "Kadri Lepp",
        "Oleg Smirnov",
    ]


def test_a_termination_does_not_go_with_a_new_contract(page: Page) -> None:
    ending = of("contract_termination", ended_number="KL-2024-0007", ends_on="31.12.2090")
    html = page.draft({**page.fields("user_contract", "contract_termination"), **ending})
    assert "saada esmalt teade" in html
    assert Package.objects.count() == 0


def test_clauses_begin_as_the_kind_says_and_are_written_as_chosen(page: Page) -> None:
    kind = Kind.objects.get(code="user_contract")
    kind.clauses.all().delete()
    for name, chosen in (("first", True), ("second", False)):
        Clause.objects.create(kind=kind, name=name, label_et=name, label_en=name, chosen=chosen)
    html = page.press("arrange", {**page.fields("user_contract"), "shown": []})
    assert 'name="user_contract-clause_first" id="id_user_contract-clause_first" checked' in html
    page.draft({**page.fields("user_contract"), **of("user_contract", clause_second="on")})
    values = Authorisation.objects.get().values
    assert (values["clause_first"], values["clause_second"]) == (False, True)


def test_where_the_portal_can_do_it_itself_the_page_asks_why_by_hand(page: Page) -> None:
    html = page.press("arrange", page.fields("user_contract", portal="kotkas"))
    assert "Miks käsitsi?" in html
    assert "Miks käsitsi?" not in page.press("arrange", page.fields("user_contract"))
    fields = page.fields("user_contract", portal="kotkas")
    assert page.draft({**fields, "why_by_hand": ""}) != ""
    assert "why_text" in page.draft({**fields, "why_by_hand": WhyByHand.OTHER})
    assert page.draft({**fields, "why_by_hand": WhyByHand.OTHER, "why_text": "Klient on haiglas."}) == ""
    package = Package.objects.get()
    assert (package.why_by_hand, package.why_text) == (WhyByHand.OTHER, "Klient on haiglas.")
    with override("et"):
        shown = page.actor.get(f"/documents/{package.pk}/").content.decode()
    assert "muu põhjus: Klient on haiglas." in shown


def test_the_register_suggests_why(ground: Ground, as_specialist: Actor) -> None:
    ground.ask(ground.kaasiku)
    place = Portal.objects.get(code="kotkas").pk
    fields = {"sheet": "1", "arrange": "1", "portal": place, "kinds": "user_contract"}
    html = as_specialist.post(f"/documents/draft/{ground.kaasiku.pk}/", fields).content.decode()
    assert '<option value="joint" selected>' in html


def test_the_same_once_more_is_drafted_only_on_purpose(page: Page, ground: Ground) -> None:
    package = ground.drafted()
    fields = page.fields("user_contract")
    html = page.draft(fields)
    assert f"/documents/{package.pk}/" in html and "Koostan sihilikult" in html
    twin = package.authorisations.get().pk
    assert page.draft({**fields, "on_purpose": str(twin)}) == ""
    assert Package.objects.count() == 2
    # For another portal, or another person, it is not the same.
    assert "Koostan sihilikult" not in page.press("arrange", page.fields("user_contract", portal="kotkas"))


def test_a_power_for_another_person_is_no_second_one(page: Page, ground: Ground) -> None:
    ground.drafted(ground.wanted("main_user_poa"))
    typed = of("main_user_poa", **{**POWER, "person_code": OLEG})
    assert "Koostan sihilikult" not in page.press("arrange", {**page.fields("main_user_poa"), **typed})
    typed = of("main_user_poa", **POWER)
    assert "Koostan sihilikult" in page.press("arrange", {**page.fields("main_user_poa"), **typed})


def test_a_withdrawal_begins_with_the_only_power_in_force(page: Page, ground: Ground) -> None:
    power = ground.sent(ground.wanted("main_user_poa")).authorisations.get()
    Authorisation.objects.filter(pk=power.pk).update(
        state=AuthorisationState.IN_FORCE, accepted_at=clock.now()
    )
    html = page.press("arrange", {**page.fields("mandate_withdrawal"), "shown": []})
    assert f'value="{power.number}"' in html and f'value="{KADRI}"' in html
    person = power.persons.get()
    chosen = of("mandate_withdrawal", ended=f"{power.pk}-{person.pk}", ended_was="", ends_on="24.11.2026")
    html = page.press("arrange", {**page.fields("mandate_withdrawal"), **chosen})
    assert f'value="{power.number}"' in html and f'value="{KADRI}"' in html


def test_what_is_missing_is_named_with_the_way_to_mend_it(ground: Ground, as_specialist: Actor) -> None:
    fields = {"sheet": "1", "arrange": "1", "kinds": "user_contract"}
    address = f"/documents/draft/{ground.kaasiku.pk}/"
    with override("et"):
        html = as_specialist.post(address, fields).content.decode()
    assert "Veel on puudu" in html and f'href="{ground.kaasiku.get_absolute_url()}"' in html
    package = ground.drafted(client=ground.kaasiku)
    with override("et"):
        html = as_specialist.get(f"/documents/{package.pk}/").content.decode()
    assert f'<li><a href="{ground.kaasiku.get_absolute_url()}">' in html


def test_the_text_is_seen_before_anything_is_drafted(page: Page) -> None:
    typed = of("main_user_poa", **POWER)
    html = page.press("preview", {**page.fields("main_user_poa"), **typed, "language": "ru"})
    assert "PEAKASUTAJA VOLIKIRI" in html and "Kadri Lepp" in html
    assert 'lang="ru"' in html
    assert Package.objects.count() == 0


def test_only_contacts_of_the_client_s_circle_are_touched(page: Page, ground: Ground) -> None:
    other = clients.add_contact(
        kind="email", value="keegi@kaasiku.example", client=ground.kaasiku, by=ground.user
    )
    answer = page.actor.post(page.address, {**page.fields("user_contract"), "works": f"{other.pk}:yes"})
    assert answer.status_code == 404


def test_a_contact_heard_in_the_call_is_added_without_leaving_the_page(page: Page, ground: Ground) -> None:
    typed = of("user_poa", person_first_name="Oleg", objects="luba 7")
    fields = {**page.fields("user_poa"), **typed, "new_contact": "uus@tammepuit.example"}
    html = page.press("learn", fields)
    assert "uus@tammepuit.example" in html and 'value="luba 7"' in html
    assert "telefoninumber" in page.press("learn", {**fields, "new_contact": "pole"})
