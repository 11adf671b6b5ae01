"""A protected address stands in no document, and whoever drafts is told why."""

from contracts.models import Authorisation
from desk.clients import actions as clients
from desk.clients import protection
from tests.conftest import Actor
from tests.contracts.conftest import Ground


def test_a_protected_address_is_only_said_to_be_known(ground: Ground) -> None:
    clients.add_caution(client=ground.tamme, kind="protected", by=ground.user)
    ground.drafted()
    values = Authorisation.objects.get().values
    assert values["client_email"] == protection.KNOWN_TO_US
    assert ground.email.value not in str(values)


def test_another_address_of_the_client_is_printed_instead(ground: Ground) -> None:
    eva = clients.create_person(first_name="Eva", last_name="Pärn", by=ground.user)
    clients.add_role(person=eva, client=ground.tamme, role="juhatuse liige", by=ground.user)
    contact = clients.add_contact(kind="email", value="eva.parn@kodu.example", person=eva, by=ground.user)
    clients.confirm_contact(contact=contact, by=ground.user)
    clients.add_caution(person=eva, kind="protected", by=ground.user)
    ground.drafted()
    assert Authorisation.objects.get().values["client_email"] == ground.email.value


def test_the_drafting_page_warns_and_leaves_the_fields_empty(ground: Ground, as_specialist: Actor) -> None:
    eva = clients.create_person(first_name="Eva", last_name="Pärn", by=ground.user)
    clients.add_role(person=eva, client=ground.tamme, role="juhatuse liige", by=ground.user)
    clients.add_contact(kind="email", value="eva.parn@kodu.example", person=eva, by=ground.user)
    clients.add_caution(person=eva, kind="protected", text="Kirju ainult portaali.", by=ground.user)
    address = f"/documents/draft/{ground.tamme.pk}/?kinds=main_user_poa&person={eva.pk}"
    page = as_specialist.get(address).content.decode()
    assert "Kirju ainult portaali." in page
    assert "eva.parn@kodu.example" not in page
