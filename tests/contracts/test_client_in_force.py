"""The client's page of what is in force: what it shows, what it never shows, the wish to end something."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils.translation import override

from contracts.actions import in_force, recall
from contracts.enums import EndReason, Factor, PackageState
from contracts.life.standing import Shown
from contracts.models import Authorisation, Package
from desk import clock, workdays
from desk.http import Refused
from desk.mail.models import MessageBody
from desk.people.models import Todo
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, in_portal, power
from tests.contracts.returns.returning import KADRI
from tests.contracts.test_client_page_codes import guard, other_contact

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def link_in_letter() -> str:
    found = re.search(r"/k/[\w-]+/in-force/", MessageBody.objects.latest("pk").text)
    assert found
    return found[0]


@pytest.fixture
def main(ground: Ground) -> Authorisation:
    in_portal(ground)
    document = in_portal(ground, power(ground))
    Package.objects.filter(pk=document.package_id).update(state=PackageState.TOLD)
    return document


@pytest.fixture
def link(ground: Ground, main: Authorisation) -> str:
    in_force.send(client=ground.tamme, to=ground.email, by=ground.user)
    return link_in_letter()


@pytest.mark.parametrize("language", ["et", "ru", "en"])
def test_it_tells_in_three_languages_what_stands_and_who_gave_it_without_codes(
    main: Authorisation, link: str, as_stranger: Browser, language: str
) -> None:
    answer = as_stranger.get(link, {"language": language})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page and main.number in page
    assert "Kadri Lepp" in page and "Mari Tamm" in page
    assert "24402020080" not in page and "24503120016" not in page
    assert "no-store" in answer["Cache-Control"]


def test_it_names_the_end_with_its_basis(main: Authorisation, link: str, as_stranger: Browser) -> None:
    last = workdays.today() + 9 * DAY
    Authorisation.objects.filter(pk=main.pk).update(
        last_day=last, end_reason="withdrawn", end_basis="10 päeva pärast teate saamist"
    )
    page = as_stranger.get(link, {"language": "et"}).content.decode()
    assert last.strftime("%d.%m.%Y") in page and "10 päeva pärast teate saamist" in page


def test_what_is_over_is_not_there(main: Authorisation, link: str, as_stranger: Browser) -> None:
    Authorisation.objects.filter(pk=main.pk).update(
        last_day=workdays.today() - DAY, end_reason="withdrawn", end_basis="kohe"
    )
    assert main.number not in as_stranger.get(link).content.decode()


def test_no_other_client_s_documents_are_there_or_can_be_ended(
    ground: Ground, link: str, as_stranger: Browser
) -> None:
    ground.ask(ground.kaasiku)
    foreign = in_portal(ground, power(ground), client=ground.kaasiku)
    assert foreign.number not in as_stranger.get(link).content.decode()
    assert as_stranger.post(f"{link}{foreign.pk}/end/").status_code == 404
    assert not Todo.objects.exists()


def test_the_wish_to_end_becomes_a_to_do_once_and_the_page_says_what_comes_next(
    ground: Ground, main: Authorisation, link: str, as_stranger: Browser
) -> None:
    for _again in range(2):
        answer = as_stranger.post(f"{link}{main.pk}/end/?language=en")
        assert answer.status_code == 302 and "/in-force/" in answer["Location"]
    todo = Todo.objects.get()
    assert (todo.kind, todo.owner, todo.subject_id) == ("contracts.end_asked", ground.user, main.pk)
    assert todo.due_at is not None and todo.params == {"number": main.number}
    entry = TimelineEntry.objects.get(kind="contracts.end_asked")
    assert entry.by is None and entry.client_id == ground.tamme.pk
    page = as_stranger.get(link, {"language": "en"}).content.decode()
    assert workdays.day_of(todo.due_at).strftime("%d.%m.%Y") in page
    assert f"{main.pk}/end/" not in page


def test_its_owner_is_led_to_the_document(
    ground: Ground, main: Authorisation, link: str, as_stranger: Browser, as_specialist: Actor
) -> None:
    as_stranger.post(f"{link}{main.pk}/end/")
    as_specialist.force_login(ground.user)
    owed = as_specialist.get(reverse("people:owed")).content.decode()
    assert main.number in owed and reverse("contracts:document", args=[main.pk]) in owed


def test_the_second_step_stands_before_it_and_leads_on_to_it(
    ground: Ground, main: Authorisation, as_stranger: Browser
) -> None:
    guard(main.package, Factor.CONTACT, other_contact(ground))
    in_force.send(client=ground.tamme, to=ground.email, by=ground.user)
    link = link_in_letter()
    page = as_stranger.get(link).content.decode()
    assert main.number not in page and "Tamme Puit" not in page
    assert as_stranger.post(f"{link}{main.pk}/end/").status_code == 302 and not Todo.objects.exists()
    as_stranger.post(link.replace("in-force/", "code/mail/"))
    code = re.search(r"(?m)^\d{6}$", MessageBody.objects.latest("pk").text)
    assert code
    answer = as_stranger.post(link.replace("in-force/", "code/"), {"code": code[0]})
    assert "/in-force/" in answer["Location"]
    assert main.number in as_stranger.get(link).content.decode()


def test_a_link_that_had_run_out_does_not_come_back_to_life(
    ground: Ground, main: Authorisation, link: str, as_stranger: Browser
) -> None:
    clock.move(31 * DAY)
    assert as_stranger.get(link).status_code == 404
    in_force.send(client=ground.tamme, to=ground.email, by=ground.user)
    assert as_stranger.get(link).status_code == 404
    assert as_stranger.get(link_in_letter()).status_code == 200


def test_links_of_papers_that_still_wait_are_left_alone(ground: Ground, main: Authorisation) -> None:
    waiting = ground.sent(power(ground, "user_poa", services=["waste"]))
    until = waiting.link_expires_at
    package = in_force.send(client=ground.tamme, to=ground.email, by=ground.user)
    waiting.refresh_from_db()
    assert package.pk == main.package_id and waiting.link_expires_at == until


def test_it_is_not_sent_where_nothing_was_accepted_or_to_a_strange_address(
    ground: Ground, main: Authorisation
) -> None:
    with pytest.raises(Refused):
        in_force.send(client=ground.kaasiku, to=ground.email, by=ground.user)
    strange = other_contact(ground)
    strange.works = "no"
    strange.save()
    with pytest.raises(Refused):
        in_force.send(client=ground.tamme, to=strange, by=ground.user)


def test_a_specialist_sends_it_from_the_tree(
    ground: Ground, main: Authorisation, as_specialist: Actor, as_registrar: Actor
) -> None:
    address = reverse("contracts:send_in_force", args=[ground.tamme.pk])
    assert address in as_specialist.get(reverse("contracts:tree", args=[ground.tamme.pk])).content.decode()
    assert as_specialist.post(address, {"to": ground.email.pk}).status_code == 302
    assert "/in-force/" in MessageBody.objects.latest("pk").text
    assert TimelineEntry.objects.filter(kind="contracts.in_force_sent").exists()
    assert as_registrar.post(address, {"to": ground.email.pk}).status_code == 403


def test_any_link_that_still_works_leads_there(
    ground: Ground, main: Authorisation, as_stranger: Browser
) -> None:
    ground.sent(power(ground, "user_poa", services=["waste"]))
    found = re.search(r"/k/[\w-]+/", MessageBody.objects.latest("pk").text)
    assert found and f"{found[0]}in-force/" in as_stranger.get(found[0]).content.decode()
    assert main.number in as_stranger.get(f"{found[0]}in-force/").content.decode()


def test_a_recalled_link_opens_nothing(ground: Ground, main: Authorisation, as_stranger: Browser) -> None:
    package = ground.sent(power(ground, "user_poa", services=["waste"]))
    found = re.search(r"/k/[\w-]+/", MessageBody.objects.latest("pk").text)
    recall(package=package, by=ground.user)
    assert found and as_stranger.get(f"{found[0]}in-force/").status_code == 404


def test_too_many_forms_from_one_network_are_held_back(
    main: Authorisation, link: str, as_stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CLIENT_ADDRESS_HOURLY", 0)
    answer = as_stranger.post(f"{link}{main.pk}/end/")
    assert answer.status_code == 429 and not Todo.objects.exists()


def test_without_the_token_of_the_form_nothing_is_asked(main: Authorisation, link: str) -> None:
    strict: Any = Browser(enforce_csrf_checks=True)
    assert strict.post(f"{link}{main.pk}/end/").status_code == 403
    assert not Todo.objects.exists()


def test_the_end_itself_settles_the_wish(
    ground: Ground, main: Authorisation, link: str, as_stranger: Browser
) -> None:
    as_stranger.post(f"{link}{main.pk}/end/")
    notice = ground.wanted(
        "mandate_withdrawal", ended_number=main.number, ends_on=workdays.today(), person_code=KADRI
    )
    accepted(ground, notice)
    assert Todo.objects.get(kind="contracts.end_asked").done_at is not None


def test_a_client_taken_over_comes_by_any_link_to_what_is_in_force(
    main: Authorisation, link: str, as_stranger: Browser
) -> None:
    Package.objects.filter(pk=main.package_id).update(state=PackageState.TAKEN_OVER)
    answer = as_stranger.get(link.replace("in-force/", ""))
    assert answer.status_code == 302 and "/in-force/" in answer["Location"]
    page = as_stranger.get(link).content.decode()
    assert main.number in page and f'href="{link.replace("in-force/", "")}?language=et"><' not in page


@pytest.mark.parametrize("words", [Shown, EndReason])
def test_every_word_for_a_state_is_russian_too(words: type[Shown] | type[EndReason]) -> None:
    with override("ru"):
        assert [each for each in words if not re.search("[а-я]", str(each.label).lower())] == []
