"""The code beside the link: mailed or told, five tries, ten minutes; nothing of the client before it."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from contracts.actions import page_codes, recall
from contracts.actions.links import token_hash
from contracts.actions.page_codes import Mailed, Tried
from contracts.enums import Factor
from contracts.models import Package, PageCode
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.mail.models import MessageBody
from desk.people.models import User
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.test_sending import link_in_letter

pytestmark = pytest.mark.slow

WRONG = "000000"
OF_THE_CLIENT = (
    "Tamme Puit",
    "Mari Tamm",
    "10000001",
    "KL-",
    "KASUTUSLEPING",
    "asutusleping",
    "e-Keskkonnaamet",
)


def other_contact(ground: Ground) -> ContactPoint:
    contact = clients.add_contact(
        kind="email",
        value="mari.tamm@tammepuit.example",
        client=ground.tamme,
        source="register",
        by=ground.user,
    )
    return clients.confirm_contact(contact=contact, by=ground.user)


def guard(package: Package, factor: Factor, contact: ContactPoint | None = None) -> Package:
    """The package as if it had been sent with this second step."""
    Package.objects.filter(pk=package.pk).update(factor=factor, code_to=contact)
    package.refresh_from_db()
    return package


@pytest.fixture
def guarded(ground: Ground) -> Package:
    """Sent to info@, its codes go to Mari."""
    return guard(ground.sent(), Factor.CONTACT, other_contact(ground))


@pytest.fixture
def link(guarded: Package) -> str:
    return link_in_letter()


def mailed_code() -> str:
    letter = MessageBody.objects.order_by("-pk").first()
    assert letter is not None and letter.to == "mari.tamm@tammepuit.example"
    found = re.search(r"(?m)^\d{6}$", letter.text)
    assert found
    return found[0]


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def enter(browser: Browser, link: str, code: str) -> Any:
    return browser.post(f"{link}code/?language=en", {"code": code})


def let_in(browser: Browser, link: str) -> None:
    browser.post(f"{link}code/mail/")
    assert enter(browser, link, mailed_code()).status_code == 302


@pytest.mark.parametrize("language", ["et", "ru", "en"])
def test_before_the_code_nothing_of_the_client_is_shown(
    as_stranger: Browser, link: str, language: str
) -> None:
    answer = as_stranger.get(link, {"language": language})
    html = answer.content.decode()
    assert answer.status_code == 200 and f'<html lang="{language}"' in html
    assert not [word for word in OF_THE_CLIENT if word in html]
    assert "tammepuit" not in html


@pytest.mark.parametrize("part", ["all/", "document/1/", "read/1/", "returned/", "container/", "upload/"])
def test_before_the_code_nothing_else_opens(
    as_stranger: Browser, link: str, guarded: Package, part: str
) -> None:
    part = part.replace("1", str(guarded.authorisations.get().pk))
    answer = as_stranger.post(link + part) if part == "upload/" else as_stranger.get(link + part)
    assert answer.status_code == 302 and answer["Location"].startswith(link)


def test_a_mailed_code_opens_the_page_its_downloads_and_its_form(
    as_stranger: Browser, link: str, guarded: Package
) -> None:
    let_in(as_stranger, link)
    assert "Tamme Puit" in as_stranger.get(link).content.decode()
    assert as_stranger.get(f"{link}document/{guarded.authorisations.get().pk}/").status_code == 200
    assert as_stranger.post(f"{link}upload/").status_code == 422
    cookie = as_stranger.cookies["opened"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) == 7200
    assert link.endswith(cookie["path"]) and not cookie["secure"]


def test_over_https_the_cookie_is_secure(as_stranger: Browser, link: str) -> None:
    as_stranger.post(f"{link}code/mail/")
    answer = as_stranger.post(f"{link}code/", {"code": mailed_code()}, secure=True)
    assert answer.cookies["opened"]["secure"]


def test_another_browser_and_another_link_stay_closed(
    as_stranger: Browser, link: str, guarded: Package
) -> None:
    let_in(as_stranger, link)
    assert "Tamme Puit" not in Browser().get(link).content.decode()
    value = as_stranger.cookies["opened"].value
    token = "c" * 43
    guarded.links.create(token_hash=token_hash(token))
    as_stranger.cookies.load({"opened": value})
    assert "Tamme Puit" not in as_stranger.get(f"/k/{token}/").content.decode()


def test_after_two_hours_a_code_is_asked_for_again(as_stranger: Browser, link: str) -> None:
    let_in(as_stranger, link)
    clock.move(timedelta(hours=2, minutes=1))
    assert "Tamme Puit" not in as_stranger.get(link).content.decode()


def test_recall_ends_it_at_once(as_stranger: Browser, link: str, guarded: Package, ground: Ground) -> None:
    let_in(as_stranger, link)
    recall(package=guarded, by=ground.user)
    assert as_stranger.get(link).status_code == 404
    assert as_stranger.get(f"{link}all/").status_code == 404


def test_five_wrong_tries_kill_a_code_and_a_new_one_opens(as_stranger: Browser, link: str) -> None:
    as_stranger.post(f"{link}code/mail/")
    code = mailed_code()
    answers = [enter(as_stranger, link, wrong_for(code)) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "4 more times" in answers[0].content.decode() and "once more" in answers[3].content.decode()
    dead = enter(as_stranger, link, code)
    assert dead.status_code == 422 and "does not work any more" in dead.content.decode()
    let_in(as_stranger, link)
    assert as_stranger.get(link).status_code == 200


def test_after_ten_minutes_a_code_is_over(as_stranger: Browser, link: str) -> None:
    as_stranger.post(f"{link}code/mail/")
    clock.move(timedelta(minutes=10, seconds=1))
    assert "does not work any more" in enter(as_stranger, link, mailed_code()).content.decode()


def test_a_code_works_once_and_only_the_newest(guarded: Package) -> None:
    page_codes.mail_code(package=guarded)
    first = mailed_code()
    page_codes.mail_code(package=guarded)
    second = mailed_code()
    if first != second:
        assert page_codes.try_code(package=guarded, code=first) is Tried.WRONG
    assert page_codes.try_code(package=guarded, code=f" {second[:3]} {second[3:]}") is Tried.OPENED
    assert page_codes.try_code(package=guarded, code=second) is Tried.DEAD


def test_only_five_codes_an_hour_are_mailed(as_stranger: Browser, link: str, guarded: Package) -> None:
    for _ in range(5):
        assert as_stranger.post(f"{link}code/mail/?language=en").status_code == 302
    held_back = as_stranger.post(f"{link}code/mail/?language=en")
    assert held_back.status_code == 429 and "Many codes were asked for" in held_back.content.decode()
    clock.move(timedelta(hours=1, seconds=1))
    assert page_codes.mail_code(package=guarded) is Mailed.SENT


def test_fifteen_wrong_tries_lock_the_link_until_a_specialist_tells_a_code(
    as_stranger: Browser, link: str, guarded: Package, ground: Ground
) -> None:
    for _ in range(3):
        page_codes.mail_code(package=guarded)
        wrong = wrong_for(mailed_code())
        tried = [page_codes.try_code(package=guarded, code=wrong) for _ in range(5)]
    assert tried[-1] is Tried.LOCKED
    assert page_codes.mail_code(package=guarded) is Mailed.LOCKED
    html = as_stranger.get(link, {"language": "en"}).content.decode()
    assert "this link is locked" in html and "Send me the code" not in html
    code = page_codes.tell_code(package=guarded, by=ground.user)
    assert enter(as_stranger, link, code).status_code == 302
    kinds = list(TimelineEntry.objects.for_subject("package", guarded.pk).values_list("kind", flat=True))
    assert {"contracts.page_locked", "contracts.code_told", "contracts.opened.told"} <= set(kinds)


def test_only_a_keyed_hash_of_a_code_is_kept(guarded: Package, ground: Ground, settings: Any) -> None:
    code = page_codes.tell_code(package=guarded, by=ground.user)
    kept = PageCode.objects.get()
    assert code not in kept.code_hash and len(kept.code_hash) > 64
    settings.SECRET_KEY = "another"
    assert page_codes.try_code(package=guarded, code=code) is Tried.WRONG


def test_the_letter_with_the_code_names_neither_client_nor_link(guarded: Package) -> None:
    page_codes.mail_code(package=guarded)
    letter = MessageBody.objects.order_by("-pk")[0]
    assert "/k/" not in letter.text and "Tamme Puit" not in letter.text + letter.subject
    assert not re.search(r"\d{6}", letter.subject)


def test_the_timeline_says_how_the_page_was_opened_and_no_code(
    as_stranger: Browser, link: str, guarded: Package
) -> None:
    let_in(as_stranger, link)
    entries = TimelineEntry.objects.for_subject("package", guarded.pk)
    assert entries.filter(kind="contracts.opened.contact").count() == 1
    code = mailed_code()
    assert not [each for each in entries if code in str(each.params)]


def test_an_address_that_stopped_working_gets_no_code(
    as_stranger: Browser, link: str, guarded: Package
) -> None:
    assert guarded.code_to is not None
    ContactPoint.objects.filter(pk=guarded.code_to.pk).update(works="no")
    answer = as_stranger.post(f"{link}code/mail/?language=en")
    assert answer.status_code == 409 and "Please call us" in answer.content.decode()


def test_without_a_second_step_the_link_opens_and_no_code_is_made(ground: Ground) -> None:
    package = ground.sent()
    with pytest.raises(Refused):
        page_codes.tell_code(package=package, by=ground.user)
    assert page_codes.mail_code(package=package) is Mailed.NOT_HERE


def test_the_specialist_sees_the_code_once_and_nowhere_else(
    as_specialist: Actor, ground: Ground, as_stranger: Browser
) -> None:
    package = guard(ground.sent(), Factor.TOLD)
    address = reverse("contracts:code", args=[package.pk])
    shown = as_specialist.post(address)
    assert "no-store" in shown["Cache-Control"]
    found = re.search(r"(\d{3}) (\d{3})</strong>", shown.content.decode())
    assert found
    code = found[1] + found[2]
    again = as_specialist.get(address).content.decode()
    assert found[0] not in again and code not in again
    page = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert code not in page and found[0] not in page and address in page
    link = link_in_letter()
    assert as_stranger.post(f"{link}code/mail/").status_code == 409
    assert enter(as_stranger, link, code).status_code == 302


def test_a_forged_cookie_opens_nothing(as_stranger: Browser, link: str) -> None:
    for value in ("", "x", "eyJhIjoxfQ:1tabc:xyz"):
        as_stranger.cookies.load({"opened": value})
        assert "Tamme Puit" not in as_stranger.get(link).content.decode()


def test_the_language_stays_through_a_wrong_code_and_later_pages(as_stranger: Browser, link: str) -> None:
    as_stranger.post(f"{link}code/mail/?language=ru")
    wrong = as_stranger.post(f"{link}code/?language=ru", {"code": wrong_for(mailed_code())})
    assert '<html lang="ru"' in wrong.content.decode()
    assert as_stranger.get(f"{link}code/?language=ru").status_code == 302
    assert '<html lang="ru"' in as_stranger.get(link).content.decode()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_instant_are_all_counted(ground: Ground, someone: Callable[..., User]) -> None:
    package = guard(ground.sent(), Factor.TOLD)
    wrong = wrong_for(page_codes.tell_code(package=package, by=ground.user))

    def attempt(_number: int) -> Tried:
        try:
            return page_codes.try_code(package=package, code=wrong)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(8)))
    assert PageCode.objects.get().tries == 5
    assert outcomes.count(Tried.WRONG) == 4 and outcomes.count(Tried.DEAD) == 4


@pytest.mark.django_db(transaction=True)
def test_the_right_code_at_the_same_instant_opens_once(ground: Ground) -> None:
    package = guard(ground.sent(), Factor.TOLD)
    code = page_codes.tell_code(package=package, by=ground.user)

    def attempt(_number: int) -> Tried:
        try:
            return page_codes.try_code(package=package, code=code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(attempt, range(4)))
    assert outcomes.count(Tried.OPENED) == 1


def test_a_code_never_goes_where_the_link_went(guarded: Package) -> None:
    """A later signer got a link of his own at the address that otherwise gets the codes."""
    of_mari = guarded.links.create(token_hash=token_hash("f" * 43), contact=guarded.code_to)
    assert page_codes.mail_code(package=guarded, link=of_mari) is Mailed.SENT
    letter = MessageBody.objects.latest("pk")
    assert guarded.sent_to is not None and letter.to == guarded.sent_to.value
    first = guarded.links.order_by("pk")[0]
    assert page_codes.mail_code(package=guarded, link=first) is Mailed.SENT
    mailed_code()
