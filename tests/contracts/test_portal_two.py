"""One package, two portals: one has an interface, the other is served by hand. The client is told once, when
both are done, in whatever order and at the same instant. Real PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contracts import tasks, workflow
from contracts.actions import accept, confirm_added
from contracts.enums import AuthorisationState, PackageState, PortalMode
from contracts.models import Package, Publication
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.conftest import Ground
from tests.simulators.portal import Running, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def portal(settings: Any) -> Iterator[Running]:
    running = start("portal-test-token")
    settings.PORTAL_URL, settings.PORTAL_TOKEN = running.url, "portal-test-token"
    yield running
    running.stop()


@pytest.fixture
def package(transactional_db: None, portal: Running, ground: Ground) -> Package:
    """Three documents: two for the portal with an interface, one for that without; letters in Russian."""
    wanted = [ground.wanted(), ground.wanted("main_user_poa"), ground.wanted(portal="kotkas")]
    package = ground.sent(*wanted, language="ru")
    workflow.move(package, PackageState.RETURNED)
    return accept(package=package, by=ground.user)


@pytest.fixture
def deeds(package: Package, ground: Ground) -> list[Callable[[], bool]]:
    """Each of the three additions as somebody's deed."""

    def worker(pk: int) -> Callable[[], bool]:
        return lambda: tasks.publish(pk) is None

    def person(job: Publication) -> Callable[[], bool]:
        return lambda: confirm_added(publication=job, reference="KOTKAS-1", by=ground.user).pk > 0

    jobs = Publication.jobs.order_by("mode", "pk")  # by hand comes last
    return [person(job) if job.mode == PortalMode.MANUAL else worker(job.pk) for job in jobs]


def is_told_once(package: Package) -> None:
    package.refresh_from_db()
    assert package.state == PackageState.PUBLISHED
    assert {each.state for each in package.authorisations.all()} == {AuthorisationState.IN_FORCE}
    assert Message.objects.for_subject("package", package.pk).count() == 2, "please sign, and told once"
    letter = MessageBody.objects.latest("pk")
    assert package.ready_letter_id == letter.message_id and letter.message.language == "ru"
    assert "можно пользоваться" in letter.text or "портал" in letter.text.lower()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_in_any_order_the_letter_goes_with_the_last(
    package: Package, deeds: list[Callable[[], bool]], order: tuple[int, ...]
) -> None:
    for place in order[:-1]:
        assert deeds[place]()
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED
    assert Message.objects.for_subject("package", package.pk).count() == 1
    assert deeds[order[-1]]()
    is_told_once(package)


@pytest.mark.parametrize("turned", [False, True])
def test_at_the_same_instant_the_letter_goes_once(
    package: Package, deeds: list[Callable[[], bool]], portal: Running, turned: bool
) -> None:
    assert at_once(deeds[::-1] if turned else deeds) == [True, True, True]
    assert portal.state.writes == 2
    is_told_once(package)


def test_two_persons_who_confirm_at_the_same_instant_are_one(
    package: Package, deeds: list[Callable[[], bool]]
) -> None:
    answers = at_once([*deeds, deeds[2], deeds[2]])
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert (answers.count(True), len(refused)) == (3, 2), "the others are told that it has been added"
    is_told_once(package)


def test_the_sweep_at_the_same_instant_writes_no_second_letter(
    package: Package, deeds: list[Callable[[], bool]], settings: Any
) -> None:
    settings.PORTAL_LETTER_WAITS = 120
    assert at_once(deeds) == [True, True, True]
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED
    settings.PORTAL_LETTER_WAITS = 0
    at_once([tasks.sweep for _worker in range(3)])
    is_told_once(package)
