"""Sending: what stands in its way, the link that only the letter holds, and its end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from contracts import tasks
from contracts.actions import ask_again, draft, recall, send
from contracts.actions.dispatch import render_again
from contracts.actions.links import LINK_DAYS, token_hash
from contracts.enums import AuthorisationState, Factor, PackageState
from contracts.models import Package, Rendering
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from desk.outbox import PermanentError
from registry.models import Check
from tests.conftest import Actor
from tests.contracts.conftest import Ground, let_register_answer


def link_in_letter() -> str:
    """The path of the client's page in the newest letter."""
    found = re.search(r"https?://[^/\s]+(/k/\S+)", MessageBody.objects.latest("pk").text)
    assert found
    return found[1]


def test_a_package_goes_out_with_a_letter_that_holds_only_a_link(ground: Ground) -> None:
    package = ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    assert package.state == PackageState.SENT
    assert {each.state for each in package.authorisations.all()} == {AuthorisationState.SENT}
    letter = MessageBody.objects.get()
    assert letter.to == "info@tammepuit.example"
    assert package.numbers in letter.subject
    assert "Mari Tamm" in letter.text
    assert "24503120016" not in letter.text and "24402020080" not in letter.text


def test_only_the_hash_of_the_link_is_kept(ground: Ground) -> None:
    package = ground.sent()
    token = link_in_letter().strip("/").rpartition("/")[2]
    assert len(token) >= 43
    link = package.links.get()
    assert link.token_hash == token_hash(token) != token
    fields = [*Package.objects.filter(pk=package.pk).values(), *package.links.values()]
    assert token not in str(fields)


def test_the_check_at_sending_is_kept_with_the_package(ground: Ground) -> None:
    package = ground.sent()
    check = Check.objects.for_subject("package", package.pk).get()
    assert package.check_at_sending == check and check.purpose == "sending"


def test_nothing_is_sent_before_the_register_has_answered(ground: Ground) -> None:
    package = draft(client=ground.tamme, documents=[ground.wanted()], by=ground.user)
    tasks.render(Rendering.jobs.get().pk)
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=ground.email, by=ground.user)
    assert "has not answered" in str(refused.value.texts)


def test_nothing_is_sent_before_the_documents_are_made(ground: Ground) -> None:
    package = draft(client=ground.tamme, documents=[ground.wanted()], by=ground.user)
    let_register_answer(Check.objects.for_subject("package", package.pk).get())
    with pytest.raises(Refused):
        send(package=package, to=ground.email, by=ground.user)
    assert not Message.objects.exists()


def test_an_old_answer_of_the_register_does_not_do(ground: Ground) -> None:
    package = ground.drafted()
    clock.move(timedelta(hours=25))
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=ground.email, by=ground.user)
    assert "older than a day" in str(refused.value.texts)
    let_register_answer(ask_again(package=package, by=ground.user))
    sent = ground.rendered(send(package=package, to=ground.email, by=ground.user))
    assert sent.state == PackageState.SENT


def test_an_organisation_that_the_register_does_not_know_is_not_sent_to(ground: Ground) -> None:
    unknown = clients.create_client(
        kind="organisation", name="Tundmatu OÜ", registry_code="10000030", by=ground.user
    )
    package = ground.drafted(client=unknown)
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=ground.email, by=ground.user)
    assert "does not name who signs" in str(refused.value.texts)


def test_an_unconfirmed_address_gets_no_letter(ground: Ground) -> None:
    other = clients.add_contact(
        kind="email", value="teine@tammepuit.example", client=ground.tamme, by=ground.user
    )
    with pytest.raises(Refused):
        send(package=ground.drafted(), to=other, by=ground.user)
    assert not Message.objects.exists()


def new_address(ground: Ground) -> ContactPoint:
    """Said by a caller just now, and confirmed."""
    address = clients.add_contact(
        kind="email", value="uus@tammepuit.example", client=ground.tamme, by=ground.user
    )
    return clients.confirm_contact(contact=address, by=ground.user)


def test_a_new_address_gets_documents_only_after_three_days(ground: Ground) -> None:
    address, package = new_address(ground), ground.drafted()
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=address, by=ground.user)
    assert "The address is new" in str(refused.value.texts)
    assert not Message.objects.filter(subject_kind="package").exists()
    clock.move(timedelta(days=3))
    let_register_answer(ask_again(package=package, by=ground.user))
    assert send(package=package, to=address, by=ground.user).sent_to == address


@pytest.mark.slow
def test_a_new_address_gets_documents_at_once_when_it_was_read_back(ground: Ground) -> None:
    address, package = new_address(ground), ground.drafted()
    number = clients.add_contact(
        kind="phone", value="662 5999", client=ground.tamme, source="register", by=ground.user
    )
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=address, by=ground.user)
    assert "read back over 662 5999" in str(refused.value.texts)
    address = clients.vouch(contact=address, over=number, by=ground.user)
    assert send(package=package, to=address, by=ground.user).sent_to == address


def test_the_page_offers_trusted_addresses_and_says_why_others_wait(
    ground: Ground, as_specialist: Actor
) -> None:
    address, package = new_address(ground), ground.drafted()
    number = clients.add_contact(
        kind="phone", value="662 5999", client=ground.tamme, source="register", by=ground.user
    )
    page = as_specialist.get(reverse("contracts:page", args=[package.pk]))
    offered = page.context["send_form"].fields["to"].queryset
    assert list(offered) == [ground.email]
    assert "uus@tammepuit.example" in page.content.decode()
    here = reverse("contracts:page", args=[package.pk])
    answer = as_specialist.post(
        reverse("clients:vouch", args=[address.pk]), {"over": number.pk, "next": here}
    )
    assert answer.headers["Location"] == here
    assert list(as_specialist.get(here).context["send_form"].fields["to"].queryset) == [ground.email, address]


@pytest.mark.parametrize(("language", "word"), [("et", "allkirjast"), ("en", "sign"), ("ru", "подпи")])
@pytest.mark.slow
def test_the_letter_speaks_the_clients_language(ground: Ground, language: str, word: str) -> None:
    ground.sent(language=language)
    assert Message.objects.get().language == language
    assert word in MessageBody.objects.get().text.lower()


@pytest.mark.slow
def test_a_link_runs_out_and_the_package_can_be_sent_again(ground: Ground) -> None:
    package = ground.sent()
    clock.move(timedelta(days=LINK_DAYS, hours=1))
    tasks.sweep()
    package.refresh_from_db()
    assert package.state == PackageState.EXPIRED and not package.links.working().exists()
    let_register_answer(ask_again(package=package, by=ground.user))
    again = send(package=package, to=ground.email, by=ground.user)
    assert again.state == PackageState.SENT
    assert Message.objects.count() == 2


def test_sending_twice_is_refused(ground: Ground) -> None:
    package = ground.sent()
    with pytest.raises(Refused):
        send(package=package, to=ground.email, by=ground.user)
    assert Message.objects.count() == 1


@pytest.mark.slow
def test_the_address_of_the_clients_page_is_long(ground: Ground) -> None:
    ground.sent()
    assert link_in_letter().startswith(reverse("contracts_client:page", args=["x"])[:3])


def going(ground: Ground) -> Package:
    """Sent by the specialist; the worker has not made the numbered documents yet."""
    package = ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    send(package=package, to=ground.email, by=ground.user)
    package.refresh_from_db()
    return package


def test_numbers_come_at_sending_and_the_letter_only_with_the_numbered_documents(ground: Ground) -> None:
    drafts = ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    assert {each.number for each in drafts.authorisations.all()} == {""}
    send(package=drafts, to=ground.email, by=ground.user)
    drafts.refresh_from_db()
    contract, power = drafts.authorisations.all()
    assert drafts.state == PackageState.SENDING and not Message.objects.exists()
    assert (contract.number[:3], power.number[:3]) == ("KL-", "PV-") and contract.pdf is None
    assert power.values["contract_number"] == contract.number
    assert ground.rendered(drafts).state == PackageState.SENT
    assert Message.objects.count() == 1


@pytest.mark.slow
def test_the_page_says_that_the_documents_are_on_their_way_and_looks_again(
    ground: Ground, as_specialist: Actor
) -> None:
    package = going(ground)
    page = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert reverse("contracts:progress", args=[package.pk]) in page
    ground.rendered(package)
    page = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert reverse("contracts:progress", args=[package.pk]) not in page


@pytest.mark.slow
def test_what_could_not_be_made_is_told_and_tried_again(
    ground: Ground, as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = going(ground)
    numbers = package.numbers
    with monkeypatch.context() as broken:
        broken.setattr("contracts.printing.rendering.make", cannot)
        ground.rendered(package)
    assert package.state == PackageState.SENDING and not Message.objects.exists()
    again = reverse("contracts:render_again", args=[package.pk])
    assert again in as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    as_specialist.post(again)
    ground.rendered(package)
    assert package.state == PackageState.SENT and package.numbers == numbers
    with pytest.raises(Refused):
        render_again(package=package, by=ground.user)


def cannot(job: Rendering) -> None:
    raise PermanentError("fonts")


@pytest.mark.slow
def test_a_package_on_its_way_can_be_recalled_and_its_numbers_stay_used(ground: Ground) -> None:
    package = going(ground)
    numbers = {each.number for each in package.authorisations.all()}
    recall(package=package, by=ground.user)
    ground.rendered(package)
    assert package.state == PackageState.RECALLED and not Message.objects.exists()
    following = going(ground)
    assert not numbers & {each.number for each in following.authorisations.all()}


@pytest.mark.slow
def test_the_form_offers_a_code_to_another_address_first(ground: Ground, as_specialist: Actor) -> None:
    other = clients.add_contact(
        kind="email", value="teine@tammepuit.example", client=ground.tamme, source="register", by=ground.user
    )
    clients.confirm_contact(contact=other, by=ground.user)
    package = ground.drafted()
    form = as_specialist.get(reverse("contracts:page", args=[package.pk])).context["send_form"]
    assert [key for key, _label in form.fields["opens"].choices] == ["contact", "told", "none"]
    assert form.fields["opens"].initial == "contact"
    chosen = {"to": ground.email.pk, "opens": "contact"}
    as_specialist.post(reverse("contracts:send", args=[package.pk]), chosen)
    package.refresh_from_db()
    assert (package.factor, package.code_to) == ("contact", other)


def test_the_code_never_goes_where_the_letter_goes(ground: Ground) -> None:
    package = ground.drafted()
    with override("en"), pytest.raises(Refused) as refused:
        send(package=package, to=ground.email, by=ground.user, factor=Factor.CONTACT, code_to=ground.email)
    assert "another address" in str(refused.value.texts)


def test_a_desk_that_always_asks_for_a_code_does_not_send_with_the_link_alone(
    ground: Ground, settings: Any
) -> None:
    settings.CLIENT_PAGE_FACTOR = "always"
    package = ground.drafted()
    with pytest.raises(Refused):
        send(package=package, to=ground.email, by=ground.user, factor=Factor.NONE)
    assert send(package=package, to=ground.email, by=ground.user).factor == Factor.TOLD
    ground.rendered(package)
    assert "telefoni" in MessageBody.objects.get().text
