"""The portal's answer is lost, late, cut or untrue: one publication in the portal, the client told once.

The real simulator over HTTP and the worker's own code; each lie is a bad day of tests/simulators/portal.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from contracts import tasks, workflow
from contracts.actions import accept, try_again
from contracts.enums import REASONS, AuthorisationState, PackageState
from contracts.models import Package, Publication
from contracts.portal import publishing, wire
from desk import clock
from desk.mail.models import Message
from desk.outbox import JobState
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.conftest import Ground
from tests.simulators.portal import Running, start

pytestmark = pytest.mark.slow

Accepted = Callable[..., Package]


@pytest.fixture(scope="module")
def running_portal() -> Iterator[Running]:
    running = start("portal-test-token")
    yield running
    running.stop()


@pytest.fixture
def portal(running_portal: Running, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Running:
    running_portal.state.reset()
    settings.PORTAL_URL = running_portal.url
    settings.PORTAL_TOKEN = "portal-test-token"
    monkeypatch.setattr(wire, "TIMEOUT", (1, 0.4))
    monkeypatch.setattr(wire, "PATIENCE", 0.6)
    return running_portal


@pytest.fixture
def accepted(ground: Ground) -> Accepted:
    """A package that came back signed by all and was accepted."""

    def make(*documents: Any, **options: Any) -> Package:
        package = ground.sent(*documents, **options)
        workflow.move(package, PackageState.RETURNED)
        return accept(package=package, by=ground.user)

    return make


def work(times: int = 3) -> Publication:
    """The worker takes up what is due, now and whenever its waiting is over."""
    for _time in range(times):
        for job in Publication.jobs.due():
            tasks.publish(job.pk)
        clock.move(timedelta(minutes=30))
    return Publication.jobs.get()


def told(package: Package) -> int:
    """Letters after the one that asks to sign."""
    return Message.objects.for_subject("package", package.pk).count() - 1


def is_once(portal: Running, package: Package) -> None:
    assert portal.state.writes == len(portal.state.entries) == 1
    assert told(package) == 1
    package.refresh_from_db()
    assert package.state == PackageState.PUBLISHED
    assert [each.state for each in package.authorisations.all()] == [AuthorisationState.IN_FORCE]


BAD_DAYS: list[dict[str, Any]] = [
    {"kind": "lose_request"}, {"kind": "lose_answer"}, {"kind": "error"}, {"kind": "error_after"},
    {"kind": "error", "status": 503}, {"kind": "error_after", "status": 429},
    {"kind": "slow", "seconds": 1}, {"kind": "slow_after", "seconds": 1}, {"kind": "drip", "seconds": 0.05},
    {"kind": "cut"}, {"kind": "twice"}, {"kind": "huge"}, {"kind": "page"}, {"kind": "wrong_type"},
    {"kind": "lose_answer", "times": 2}, {"kind": "lose_request", "times": 2},
    {"kind": "says_done"}, {"kind": "other_status", "status": 202}, {"kind": "error", "status": 204},
]  # fmt: skip


@pytest.mark.parametrize("day", BAD_DAYS, ids=lambda day: "-".join(str(each) for each in day.values()))
def test_after_a_bad_day_the_document_is_in_the_portal_once(
    portal: Running, accepted: Accepted, day: dict[str, Any]
) -> None:
    portal.state.faults.append({"times": 1, **day, "method": "PUT"})
    package = accepted()
    job = work(times=1)
    assert job.state == JobState.PENDING and told(package) == 0, "nothing is done before it is known"
    assert str(REASONS[job.reason]), "a person who looks meanwhile reads why"
    job = work()
    assert (job.state, job.reason) == (JobState.SENT, "")
    assert job.reference == "PRT-00001"
    is_once(portal, package)


@pytest.mark.parametrize("kind", ["lose_answer", "error", "slow", "cut", "page", "twice"])
def test_a_look_that_fails_is_no_answer_either(portal: Running, accepted: Accepted, kind: str) -> None:
    portal.state.faults.append({"kind": kind, "method": "GET", "times": 2})
    package = accepted()
    assert work(times=1).state == JobState.PENDING and told(package) == 0
    assert work().state == JobState.SENT
    is_once(portal, package)


@pytest.mark.parametrize("status", [200, 201])
def test_a_portal_that_says_it_was_there_is_believed_once_it_shows_it(
    portal: Running, accepted: Accepted, status: int
) -> None:
    portal.state.faults.append({"kind": "other_status", "method": "PUT", "status": status})
    package = accepted()
    assert work(times=1).state == JobState.SENT
    is_once(portal, package)


def test_a_conflict_over_our_own_document_is_no_trouble(portal: Running, accepted: Accepted) -> None:
    portal.state.faults.append({"kind": "lose_answer", "method": "PUT"})
    portal.state.faults.append({"kind": "error", "method": "GET", "status": 404})
    portal.state.faults.append({"kind": "conflict", "method": "PUT"})
    package = accepted()
    assert work().state == JobState.SENT
    assert [method for method, _path in portal.state.asked] == ["PUT", "GET", "PUT", "GET"]
    is_once(portal, package)


LIES: list[tuple[str, dict[str, Any]]] = [
    ("another_id", {"kind": "other_id"}),
    ("another_document", {"kind": "other_document"}),
    ("two_references", {"kind": "other_reference"}),
    ("no_reference", {"kind": "reference", "value": ""}),
    ("no_reference", {"kind": "reference", "value": "absent"}),
    ("no_reference", {"kind": "reference", "value": "  PRT-1"}),
    ("no_reference", {"kind": "reference", "value": "PRT\u202e-1"}),
    ("no_reference", {"kind": "reference", "value": "x" * 81}),
    ("no_reference", {"kind": "reference", "value": 17}),
    ("no_reference", {"kind": "reference", "value": None}),
    ("no_time", {"kind": "added_at"}),
    ("no_time", {"kind": "added_at", "value": "2026-11-23T02:00:00"}),
    ("no_time", {"kind": "added_at", "value": "absent"}),
    ("no_time", {"kind": "added_at", "value": 5}),
]


WHEN = [("PUT", *each) for each in LIES] + [("GET", *each) for each in LIES[:5]]


@pytest.mark.parametrize(("method", "reason", "lie"), WHEN, ids=lambda part: str(part))
def test_a_lie_goes_to_a_person_with_its_reason_and_nobody_is_told(
    portal: Running, accepted: Accepted, ground: Ground, method: str, reason: str, lie: dict[str, Any]
) -> None:
    portal.state.faults.append({**lie, "method": method})
    package = accepted()
    job = work()
    assert (job.state, job.reason) == (JobState.FAILED, reason)
    assert str(REASONS[reason]) and list(Publication.jobs.by_hand()) == [job]
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED and told(package) == 0
    assert portal.state.writes == 1

    assert try_again(publication=job, by=ground.user)
    assert work().state == JobState.SENT
    is_once(portal, package)


def test_another_document_under_our_id_is_never_taken_for_ours(portal: Running, accepted: Accepted) -> None:
    package = accepted()
    mine = str(package.authorisations.get().uuid)
    portal.state.put(mine, {"document_sha256": "0" * 64})
    job = work()
    assert (job.state, job.reason) == (JobState.FAILED, "another_document")
    assert told(package) == 0


def test_whoever_lies_for_ever_is_given_up_and_never_believed(
    portal: Running, accepted: Accepted, settings: Any
) -> None:
    settings.OUTBOX_ATTEMPTS = 3
    portal.state.faults.append({"kind": "says_done", "method": "PUT", "times": 99})
    package = accepted()
    job = work(times=5)
    assert (job.state, job.reason) == (JobState.FAILED, "not_there")
    assert portal.state.writes == 0 and told(package) == 0


def test_a_portal_that_is_not_there_was_not_asked(accepted: Accepted, settings: Any) -> None:
    settings.PORTAL_URL = "http://127.0.0.1:9"
    accepted()
    job = work(times=1)
    assert (job.state, job.reason) == (JobState.PENDING, "unreachable")


def test_a_redirect_is_not_followed_with_our_token(portal: Running, accepted: Accepted) -> None:
    portal.state.faults.append({"kind": "error", "status": 307, "method": "PUT"})
    accepted()
    job = work()
    assert (job.state, job.reason) == (JobState.FAILED, "refused")


def test_what_was_sent_is_in_no_error(portal: Running, accepted: Accepted, ground: Ground) -> None:
    accepted(ground.wanted("main_user_poa"))
    portal.state.faults.append({"kind": "lose_answer", "method": "PUT"})
    job = Publication.jobs.get()
    with pytest.raises(Exception, match="answer_lost") as caught:
        publishing.add(job)
    assert caught.value.__context__ is None and caught.value.__cause__ is None


@pytest.mark.django_db(transaction=True)
def test_a_late_answer_of_a_worker_that_was_given_up_changes_nothing(
    portal: Running, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (1, 5))
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    job = Publication.jobs.get()
    portal.state.faults.append({"kind": "slow_after", "method": "PUT", "seconds": 1.5})

    def first() -> None:
        tasks.publish(job.pk)
        connection.close()

    slow = threading.Thread(target=first)
    slow.start()
    while portal.state.writes == 0:
        pass
    clock.move(timedelta(hours=1))  # the lease of the first worker is over
    tasks.publish(job.pk)
    assert Publication.jobs.get().state == JobState.SENT
    slow.join(10)
    assert Publication.jobs.get().attempts == 2
    is_once(portal, package)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_publish_once(portal: Running, ground: Ground) -> None:
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    job = Publication.jobs.get()
    at_once([lambda: tasks.publish(job.pk) or True for _worker in range(4)])
    assert [method for method, _path in portal.state.asked] == ["PUT", "GET"]
    is_once(portal, package)
