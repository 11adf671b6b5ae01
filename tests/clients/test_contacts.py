"""Contact points: changed, preferred, read back, and the warning to those known before."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils.translation import override

from desk import clock
from desk.clients import actions, letters
from desk.clients.models import Client, ContactPoint
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from desk.people.models import User
from desk.records.models import TimelineEntry
from tests.clients.world import give_reason, mari_tamm, tamme_puit
from tests.conftest import Actor

LATER = timedelta(days=1)


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def puit(by: User) -> Client:
    """Tamme Puit, whose address has worked since yesterday."""
    client = tamme_puit(by)
    actions.confirm_contact(contact=client.contacts.get(), by=by)
    clock.move(LATER)
    return client


def told(client: Client) -> list[str]:
    kinds = TimelineEntry.objects.filter(subject_kind="client", subject_id=client.pk).order_by("pk")
    return [
        entry.kind.removeprefix("clients.") for entry in kinds if entry.kind.startswith("clients.contact")
    ]


def known_number(client: Client, by: User) -> ContactPoint:
    return actions.add_contact(kind="phone", value="662 5999", client=client, source="register", by=by)


def test_a_new_address_is_told_to_the_old_one(puit: Client, by: User) -> None:
    actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    letter = MessageBody.objects.get()
    assert letter.to == "info@tammepuit.example"
    assert "uus@tammepuit.example" not in letter.text and "Tamme" not in letter.text
    assert told(puit)[-2:] == ["contact_added.email", "contacts_warned"]


@pytest.mark.parametrize(
    ("language", "word"), [("et", "kontaktandmeid"), ("ru", "контактн"), ("en", "contact")]
)
def test_the_warning_speaks_the_owners_language(puit: Client, by: User, language: str, word: str) -> None:
    actions.set_language(client=puit, language=language, by=by)
    actions.add_contact(kind="phone", value="5550 0009", client=puit, by=by)
    assert Message.objects.get().language == language
    assert word in MessageBody.objects.get().subject.lower()


def test_the_first_contacts_of_a_client_warn_nobody(by: User) -> None:
    client = tamme_puit(by)
    actions.add_contact(kind="phone", value="662 5999", client=client, by=by)
    assert not Message.objects.exists() and "contacts_unwarned" not in told(client)


def test_two_contacts_written_down_in_one_call_are_one_letter(puit: Client, by: User) -> None:
    actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    actions.add_contact(kind="phone", value="5550 0009", client=puit, by=by)
    assert Message.objects.count() == 1
    clock.move(timedelta(hours=1))
    actions.add_contact(kind="phone", value="5550 0008", client=puit, by=by)
    assert Message.objects.count() == 2


def test_the_contact_that_is_there_already_warns_nobody(puit: Client, by: User) -> None:
    actions.add_contact(kind="email", value="INFO@tammepuit.example", client=puit, by=by)
    assert not Message.objects.exists()


def test_who_has_only_a_phone_is_to_be_told_by_phone(puit: Client, by: User) -> None:
    actions.add_contact(kind="email", value="mari@tammepuit.example", person=mari_tamm(), by=by)
    assert not Message.objects.exists()
    assert TimelineEntry.objects.filter(kind="clients.contacts_unwarned", subject_kind="person").exists()


def test_calling_the_old_address_dead_first_does_not_silence_it(puit: Client, by: User) -> None:
    actions.fail_contact(contact=puit.contacts.get(), by=by)
    actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    assert MessageBody.objects.get().to == "info@tammepuit.example"


def test_a_bounced_address_gets_no_warning(puit: Client, by: User) -> None:
    actions.fail_contact(contact=puit.contacts.get(), by=None)
    actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    assert not Message.objects.exists() and told(puit)[-1] == "contacts_unwarned"


def test_changing_an_address_tells_it_and_starts_its_age_anew(puit: Client, by: User) -> None:
    old = actions.prefer_contact(contact=puit.contacts.get(), by=by)
    new = actions.change_contact(contact=old, value="uus@tammepuit.example", by=by)
    assert MessageBody.objects.get().to == "info@tammepuit.example"
    assert list(puit.contacts.all()) == [new]
    assert (new.works, new.preferred, new.is_young) == ("unknown", True, True)
    assert told(puit)[-2:] == ["contact_changed.email", "contacts_warned"]


def test_changing_to_the_same_changes_nothing(puit: Client, by: User) -> None:
    old = puit.contacts.get()
    assert actions.change_contact(contact=old, value=" Info@Tammepuit.example", by=by) == old
    assert not Message.objects.exists()


def test_a_practice_client_gets_no_letters(puit: Client, by: User) -> None:
    Client.objects.filter(pk=puit.pk).update(practice=True)
    actions.add_contact(kind="phone", value="5550 0009", client=Client.objects.get(pk=puit.pk), by=by)
    assert not Message.objects.exists()


def test_one_of_a_kind_is_preferred(puit: Client, by: User) -> None:
    first = puit.contacts.get()
    second = actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    phone = actions.add_contact(kind="phone", value="5550 0009", client=puit, by=by)
    for contact in (first, phone, second):
        actions.prefer_contact(contact=contact, by=by)
    assert set(puit.contacts.filter(preferred=True)) == {second, phone}
    actions.fail_contact(contact=second, by=by)
    assert set(puit.contacts.filter(preferred=True)) == {phone}
    with pytest.raises(Refused):
        actions.prefer_contact(contact=second, by=by)


def test_a_known_contact_is_not_taken_away(puit: Client, by: User) -> None:
    with pytest.raises(Refused):
        actions.remove_contact(contact=puit.contacts.get(), by=by)
    slip = actions.add_contact(kind="email", value="viga@tammepuit.example", client=puit, by=by)
    actions.remove_contact(contact=slip, by=by)
    assert puit.contacts.count() == 1


def test_a_new_address_is_trusted_after_its_days_or_when_read_back(puit: Client, by: User) -> None:
    number = known_number(puit, by)
    address = actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    assert address.is_young
    read_back = actions.vouch(contact=address, over=number, by=by)
    assert (read_back.is_young, read_back.works, read_back.verified_by) == (False, "yes", by)
    other = actions.add_contact(kind="email", value="teine@tammepuit.example", client=puit, by=by)
    clock.move(timedelta(days=3))
    assert not other.is_young


def test_nothing_is_read_back_over_a_number_that_only_a_caller_named(puit: Client, by: User) -> None:
    said = actions.add_contact(kind="phone", value="5550 0009", client=puit, by=by)
    address = actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    with override("en"), pytest.raises(Refused) as refused:
        actions.vouch(contact=address, over=said, by=by)
    assert "register or a signed document" in str(refused.value.texts)
    assert ContactPoint.objects.get(pk=address.pk).vouched_at is None


def test_nothing_is_read_back_over_somebody_elses_number_nor_a_dead_one(puit: Client, by: User) -> None:
    stranger = actions.create_client(kind="organisation", name="Võõras OÜ", by=by)
    theirs = actions.add_contact(kind="phone", value="662 5111", client=stranger, source="register", by=by)
    dead = known_number(puit, by)
    actions.fail_contact(contact=dead, by=by)
    address = actions.add_contact(kind="email", value="uus@tammepuit.example", client=puit, by=by)
    for number in (theirs, dead):
        with pytest.raises(Refused):
            actions.vouch(contact=address, over=number, by=by)


def test_a_persons_address_is_read_back_over_the_firms_number_but_not_a_colleagues(
    puit: Client, by: User
) -> None:
    colleague = actions.create_person(first_name="Jaan", last_name="Kask", by=by)
    actions.add_role(person=colleague, client=puit, role="töötaja", by=by)
    his = actions.add_contact(kind="phone", value="5550 0002", person=colleague, source="document", by=by)
    hers = actions.add_contact(kind="email", value="mari@tammepuit.example", person=mari_tamm(), by=by)
    with pytest.raises(Refused):
        actions.vouch(contact=hers, over=his, by=by)
    assert not actions.vouch(contact=hers, over=known_number(puit, by), by=by).is_young


def test_what_a_signed_document_names_is_known_from_it(puit: Client, by: User) -> None:
    named = partial(actions.named_in_document, client=puit, person=mari_tamm(), by=by)
    (known,) = named(kind="email", value="info@tammepuit.example")
    assert known.source == "document" and "contact_known.document.email" in told(puit)
    (phone,) = named(kind="phone", value="5550 0001")
    assert phone.owner == mari_tamm() and phone.source == "document"
    (added,) = named(kind="email", value="mari@tammepuit.example")
    assert added.owner == mari_tamm() and not added.is_young
    assert named(kind="phone", value="puudub") == []


def test_a_contact_is_changed_preferred_and_read_back_on_the_clients_page(
    puit: Client, as_specialist: Actor
) -> None:
    give_reason(as_specialist, puit)
    number = known_number(puit, as_specialist.user)
    address = puit.contacts.emails().get()
    change = reverse("clients:try_contact", args=[address.pk])
    as_specialist.post(change, {"client": puit.pk, "prefer": "1"})
    as_specialist.post(change, {"client": puit.pk, "value": "uus@tammepuit.example"})
    new = puit.contacts.emails().get()
    assert (new.value, new.preferred) == ("uus@tammepuit.example", True)
    page = as_specialist.get(puit.get_absolute_url()).content.decode()
    assert reverse("clients:vouch", args=[new.pk]) in page and f'value="{number.pk}"' in page
    as_specialist.post(reverse("clients:vouch", args=[new.pk]), {"over": number.pk, "next": "/clients/"})
    new.refresh_from_db()
    assert new.vouched_over == number


@pytest.mark.parametrize("language", ["et", "ru", "en"])
def test_the_warning_says_whom_to_ask(language: str) -> None:
    letter = letters.contacts_changed(language, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert "+372 662 5999" in letter.text
