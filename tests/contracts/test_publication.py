"""After acceptance: one publication whatever fails on the way, the client told once, the registrar's list."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from contracts import tasks, workflow
from contracts.actions import accept, confirm_added, register, tell_again, try_again
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Package, Publication, Registration
from contracts.portal import gateway
from desk import clock
from desk.clients import actions as clients
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from desk.outbox import JobState, PassingError, PermanentError
from desk.people.models import Todo, User
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground
from tests.mail.letters import comes_back, stays
from tests.simulators.portal import Running, start


@pytest.fixture(scope="module")
def running_portal() -> Iterator[Running]:
    running = start("portal-test-token")
    yield running
    running.stop()


@pytest.fixture
def portal(running_portal: Running, settings: Any) -> Running:
    running_portal.state.reset()
    settings.PORTAL_URL = running_portal.url
    settings.PORTAL_TOKEN = "portal-test-token"
    return running_portal


@pytest.fixture
def accepted(ground: Ground) -> Callable[..., Package]:
    """A package that came back signed by all and was accepted."""

    def make(*documents: Any, **options: Any) -> Package:
        package = ground.sent(*documents, **options)
        workflow.move(package, PackageState.RETURNED)
        return accept(package=package, by=ground.user)

    return make


def publish_all() -> None:
    for job in Publication.jobs.order_by("pk"):
        tasks.publish(job.pk)


def deliver_letters() -> None:
    for message in Message.objects.filter(state=JobState.PENDING):
        stays(message)


def test_an_accepted_package_reaches_the_portal_and_the_client_is_told(
    portal: Running, accepted: Callable[..., Package], ground: Ground
) -> None:
    package = accepted(ground.wanted(), ground.wanted("main_user_poa"))
    publish_all()
    package.refresh_from_db()
    assert package.state == PackageState.PUBLISHED
    assert {each.state for each in package.authorisations.all()} == {AuthorisationState.IN_FORCE}
    letter = MessageBody.objects.latest("pk")
    assert package.numbers in letter.subject and "eteenus.keskkonnaamet.ee" in letter.text
    deliver_letters()
    tasks.sweep()
    package.refresh_from_db()
    assert package.state == PackageState.TOLD


def test_the_portal_opens_for_the_person_whom_the_power_names(
    portal: Running, accepted: Callable[..., Package], ground: Ground
) -> None:
    accepted(ground.wanted(), ground.wanted("main_user_poa"))
    publish_all()
    login = {"client_code": "10000001", "person_code": "24402020080"}
    assert "Juurdepääs on olemas" in requests.post(f"{portal.url}/login", data=login, timeout=5).text
    login["person_code"] = "23809230033"
    assert "Juurdepääsu ei ole" in requests.post(f"{portal.url}/login", data=login, timeout=5).text


@pytest.mark.parametrize("kind", ["lose_answer", "error_after", "lose_request", "error"])
@pytest.mark.slow
def test_a_bad_answer_never_makes_two_publications(
    portal: Running, accepted: Callable[..., Package], kind: str
) -> None:
    portal.state.faults.append({"kind": kind, "method": "PUT"})
    package = accepted()
    publish_all()
    assert Publication.jobs.get().state == JobState.PENDING
    clock.move(timedelta(minutes=30))
    publish_all()
    publish_all()
    assert portal.state.writes == len(portal.state.entries) == 1
    assert Publication.jobs.get().state == JobState.SENT
    assert Message.objects.for_subject("package", package.pk).count() == 2  # please sign, and told once


def test_the_portal_is_looked_at_before_it_is_told_again(
    portal: Running, accepted: Callable[..., Package]
) -> None:
    portal.state.faults.append({"kind": "lose_answer", "method": "PUT"})
    accepted()
    publish_all()
    clock.move(timedelta(minutes=30))
    portal.state.asked.clear()
    publish_all()
    assert [method for method, _path in portal.state.asked] == ["GET"]


def test_a_worker_that_dies_after_the_portal_answered_doubles_nothing(
    portal: Running, accepted: Callable[..., Package], monkeypatch: pytest.MonkeyPatch
) -> None:
    from contracts.actions import publication

    class Killed(BaseException):
        """What a kill looks like from inside: nobody catches it."""

    def die(*args: object) -> None:
        raise Killed

    package = accepted()
    with monkeypatch.context() as patched:
        patched.setattr(publication, "published", die)
        with pytest.raises(Killed):
            publish_all()
    assert portal.state.writes == 1 and Publication.jobs.get().state == JobState.SENDING
    clock.move(timedelta(hours=1))
    publish_all()
    package.refresh_from_db()
    assert portal.state.writes == 1 and package.state == PackageState.PUBLISHED
    assert Message.objects.for_subject("package", package.pk).count() == 2


def test_a_refused_token_waits_for_a_person(
    portal: Running, accepted: Callable[..., Package], ground: Ground
) -> None:
    portal.state.token, right = "another", portal.state.token
    accepted()
    publish_all()
    job = Publication.jobs.get()
    assert (job.state, job.reason) == (JobState.FAILED, "credentials")
    portal.state.token = right
    assert try_again(publication=job, by=ground.user)
    publish_all()
    assert Publication.jobs.get().state == JobState.SENT


def test_a_portal_without_interface_is_served_by_hand(
    accepted: Callable[..., Package], ground: Ground
) -> None:
    package = accepted(ground.wanted(portal="kotkas"))
    publish_all()
    tasks.sweep()
    job = Publication.jobs.get()
    assert job.state == JobState.PENDING and list(Publication.jobs.by_hand()) == [job]
    with pytest.raises(Refused):
        confirm_added(publication=job, reference=" ", by=ground.user)
    confirm_added(publication=job, reference="KOTKAS-77", by=ground.user)
    package.refresh_from_db()
    job.refresh_from_db()
    assert package.state == PackageState.PUBLISHED
    assert (job.reference, job.added_by) == ("KOTKAS-77", ground.user)
    with pytest.raises(Refused):
        confirm_added(publication=job, reference="again", by=ground.user)


def test_a_withdrawal_ends_what_it_names(
    portal: Running, accepted: Callable[..., Package], ground: Ground
) -> None:
    accepted(ground.wanted(), ground.wanted("main_user_poa"))
    publish_all()
    power = Authorisation.objects.get(kind__code="main_user_poa")
    accepted(ground.wanted("mandate_withdrawal", ended_number=power.number, ends_on=power.valid_from))
    publish_all()
    power.refresh_from_db()
    assert power.state == AuthorisationState.ENDED and power.ended_at is not None
    login = {"client_code": "10000001", "person_code": "24402020080"}
    assert "Juurdepääsu ei ole" in requests.post(f"{portal.url}/login", data=login, timeout=5).text


def test_the_registrar_has_every_document_on_the_list_until_it_is_registered(
    accepted: Callable[..., Package], ground: Ground, someone: Callable[..., User]
) -> None:
    accepted(ground.wanted(), ground.wanted("main_user_poa"))
    assert Registration.objects.waiting().count() == 2
    assert not Registration.objects.overdue().exists()
    clock.move(timedelta(days=6))
    assert Registration.objects.overdue().count() == 2
    first = Registration.objects.all()[0]
    register(registration=first, reference="2.3-4/26/17-1", by=someone("kolmas"))
    assert Registration.objects.overdue().count() == 1
    with pytest.raises(Refused):
        register(registration=first, reference="2.3-4/26/17-2", by=ground.user)


def test_acceptance_is_told_in_the_story(accepted: Callable[..., Package]) -> None:
    package = accepted()
    kinds = TimelineEntry.objects.for_subject("package", package.pk).values_list("kind", flat=True)
    assert {"contracts.drafted", "contracts.sent", "contracts.accepted"} <= set(kinds)


def test_the_gateway_gives_only_our_errors(portal: Running, settings: Any) -> None:
    gateway.ping()
    settings.PORTAL_TOKEN = "wrong"
    with pytest.raises(PermanentError):
        gateway.ping()
    settings.PORTAL_URL = "http://127.0.0.1:9"
    with pytest.raises(PassingError):
        gateway.ping()


def test_contacts_in_a_signed_document_are_known_from_it(
    accepted: Callable[..., Package], ground: Ground
) -> None:
    kadri = clients.create_person(
        first_name="Kadri", last_name="Lepp", personal_code="24402020080", by=ground.user
    )
    said = clients.add_contact(kind="email", value="kadri.lepp@raamat.example", person=kadri, by=ground.user)
    accepted(ground.wanted(), ground.wanted("main_user_poa", person_phone="5550 0004"))
    said.refresh_from_db()
    assert said.source == "document" and not said.is_young
    assert kadri.contacts.phones().get().source == "document"


def test_a_letter_that_comes_back_is_sent_again_to_another_address(
    portal: Running, accepted: Callable[..., Package], ground: Ground
) -> None:
    package = accepted(ground.wanted())
    publish_all()
    deliver_letters()
    tasks.sweep()
    package.refresh_from_db()
    assert (package.state, package.ready_letter is not None) == (PackageState.TOLD, True)
    assert package.ready_letter is not None
    comes_back(package.ready_letter)
    for _minute in range(2):
        tasks.sweep()
    package.refresh_from_db()
    assert package.state == PackageState.PUBLISHED
    assert Todo.objects.open().get().kind == "contracts.tell_again"

    again = tell_again(package=package, to=ground.email, by=ground.user)
    assert not Todo.objects.open().exists()
    tasks.sweep()
    again.refresh_from_db()
    assert again.state == PackageState.PUBLISHED
    deliver_letters()
    tasks.sweep()
    again.refresh_from_db()
    assert again.state == PackageState.TOLD
    with pytest.raises(Refused):
        tell_again(package=again, to=ground.email, by=ground.user)
