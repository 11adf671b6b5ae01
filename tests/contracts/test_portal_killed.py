"""Real workers that are killed or meet, and a Redis that forgets: one entry in the portal, one letter."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings as desk_settings
from django.db import connection, transaction

from contracts import workflow
from contracts.actions import accept
from contracts.enums import PackageState
from contracts.models import Package, Publication
from desk import clock
from desk.mail.models import Message
from desk.outbox import JobState
from tests.browser.conftest import Worker, wait_for, worker
from tests.contracts.conftest import Ground
from tests.outside import sweep
from tests.resilience.conftest import broker
from tests.simulators.portal import Running, start

__all__ = ["broker", "worker"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(settings: Any) -> Iterator[Running]:
    running = start("portal-test-token")
    settings.PORTAL_URL, settings.PORTAL_TOKEN = running.url, "portal-test-token"
    yield running
    running.stop()


@pytest.fixture
def at_work(broker: str, worker: Callable[..., Worker], portal: Running) -> Callable[[], Worker]:
    """Starts a worker on the test's own Redis that speaks to the test's portal."""

    def begin() -> Worker:
        url = broker.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
        told = {"PORTAL_URL": portal.url, "PORTAL_TOKEN": "portal-test-token", "PORTAL_SAMPLE": "1"}
        return worker(CELERY_BROKER_URL=broker, REDIS_URL=url, OUTBOX_BACKOFF="1", **told)

    return begin


@pytest.fixture
def package(at_work: Callable[[], Worker], ground: Ground) -> Package:
    """Accepted; nobody has taken its publication up yet."""
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    return accept(package=package, by=ground.user)


def forget_everything(broker: str) -> None:
    redis.Redis(unix_socket_path=broker.split("://")[1].split("?")[0]).flushall()


def until(condition: Callable[[], Any], broker: str) -> None:
    """Beat's sweep comes every second until the condition holds."""
    for _second in range(60):
        sweep(broker)
        end = time.monotonic() + 1
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.05)
    raise AssertionError("never came true")


def is_published(package: Package) -> bool:
    package.refresh_from_db()
    return package.state != PackageState.ACCEPTED


def is_once(portal: Running, package: Package) -> None:
    assert portal.state.writes == len(portal.state.entries) == 1
    assert Message.objects.for_subject("package", package.pk).count() == 2, "please sign, and told once"
    assert Publication.jobs.get().reference == "PRT-00001"


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


def test_killed_between_the_portals_answer_and_its_record(
    portal: Running, at_work: Callable[[], Worker], package: Package, broker: str
) -> None:
    with transaction.atomic():
        Package.objects.select_for_update().get(pk=package.pk)  # the record must wait for this row
        dying = at_work()
        sweep(broker)
        wait_for(lambda: len(portal.state.asked) == 2, 60)
        wait_for(somebody_waits_for_a_lock)
        dying.kill()
    assert portal.state.writes == 1 and Publication.jobs.get().state == JobState.SENDING
    assert not is_published(package)
    forget_everything(broker)
    clock.move(timedelta(seconds=desk_settings.OUTBOX_LEASE + 10))
    portal.state.asked.clear()

    at_work()
    until(lambda: is_published(package), broker)
    assert [method for method, _path in portal.state.asked] == ["GET"], "it looks before it tells again"
    is_once(portal, package)


def test_two_workers_and_a_redis_that_forgets(
    portal: Running, at_work: Callable[[], Worker], package: Package, broker: str
) -> None:
    forget_everything(broker)  # the waking that the acceptance sent is lost
    portal.state.faults.append({"kind": "slow_after", "method": "PUT", "seconds": 2})
    at_work()
    at_work()
    for _time in range(5):
        sweep(broker)
    until(lambda: portal.state.writes == 1, broker)
    forget_everything(broker)
    until(lambda: is_published(package), broker)
    assert [method for method, _path in portal.state.asked] == ["PUT", "GET"]
    is_once(portal, package)
