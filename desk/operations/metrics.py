"""What Prometheus is told, in its text form: what this process counted, what workers did, what waits.

Labels hold names alone. What stands in the database is the same whichever process is asked. Where several web
processes share one address (PROMETHEUS_MULTIPROC_DIR), any of them answers for all.
"""

import ipaddress
import platform
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Min
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from desk import clock, counted
from desk.operations.doctor import queues
from desk.operations.models import OutgoingRequest
from desk.operations.version import VERSION
from desk.outbox import JobState

PATIENCE = 5000  # milliseconds for what is asked of the database


def text() -> bytes:
    """Everything, as Prometheus reads it."""
    registry = CollectorRegistry()
    if settings.METRICS_SHARED_DIR:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(counted.REQUESTS)
        registry.register(counted.STREAMS)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
    registry.register(_Desk())
    return generate_latest(registry)


def allowed(request: HttpRequest) -> bool:
    """Whether whoever asks has the token, or comes from a network that may read it; else nobody.

    A network counts only for who comes straight to this process: a proxy's address is everybody's.
    """
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if token and given.startswith("Bearer "):
        return constant_time_compare(given.removeprefix("Bearer ").strip(), token)
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = str(request.META.get("REMOTE_ADDR", ""))
    return any(_within(address, network) for network in settings.METRICS_ALLOW)


def is_on() -> bool:
    """Off unless the settings say who may read it."""
    return bool(settings.METRICS_TOKEN or settings.METRICS_ALLOW)


def _within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


class _Desk:
    """What the database and Redis know, asked anew each time."""

    def collect(self) -> Iterator[Metric]:
        """Whatever of it cannot be asked now is left out, so that the rest is told."""
        yield _build()
        yield from _tasks()
        answered = 0
        for part in (_queues, _calls, _sessions, _outgoing, _doctor):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
                    found = list(part())
            except DatabaseError:
                continue
            answered += 1
            yield from found
        up = GaugeMetricFamily("abilaud_database_up", "Whether the database answers.", value=min(answered, 1))
        yield up


def _build() -> Metric:
    family = GaugeMetricFamily("abilaud_build", "What runs here.", labels=["version", "python"])
    family.add_metric([VERSION, platform.python_version()], 1)
    return family


def _tasks() -> Iterator[Metric]:
    done = CounterMetricFamily("abilaud_tasks", "Tasks that workers ended.", labels=["task", "state"])
    spent = CounterMetricFamily("abilaud_task_seconds", "Time that workers spent.", labels=["task"])
    for (what, name), value in sorted(counted.tasks().items()):
        if what == "seconds":
            spent.add_metric([name], value)
        else:
            done.add_metric([name, what], value)
    yield done
    yield spent


def _queues() -> Iterator[Metric]:
    depth = GaugeMetricFamily("abilaud_queue_rows", "Rows of a queue.", labels=["queue", "state"])
    age = GaugeMetricFamily(
        "abilaud_queue_oldest_seconds", "For how long the oldest ripe row has waited.", labels=["queue"]
    )
    now = clock.now()
    for model in queues.models():
        name = model._meta.label_lower
        waiting = model.jobs.filter(state__in=[JobState.PENDING, JobState.SENDING])
        depth.add_metric([name, "waiting"], waiting.count())
        depth.add_metric([name, "stuck"], model.jobs.stuck().count())
        first = model.jobs.due().aggregate(first=Min("next_at"))["first"]
        age.add_metric([name], max(0.0, (now - first).total_seconds()) if first else 0.0)
    yield depth
    yield age


def _calls() -> Iterator[Metric]:
    call, offer = apps.get_model("calls.Call"), apps.get_model("calls.Offer")
    waiting = call.objects.waiting().counted()
    since = waiting.order_by().aggregate(since=Min("rang_at"))["since"]
    longest = max(0.0, (clock.now() - since).total_seconds()) if since else 0.0
    yield GaugeMetricFamily("abilaud_calls_waiting", "Calls offered to nobody.", value=waiting.count())
    yield GaugeMetricFamily(
        "abilaud_calls_longest_wait_seconds", "How long the first has waited.", value=longest
    )
    yield GaugeMetricFamily("abilaud_offers_open", "Offers that ring.", value=offer.objects.open().count())


def _sessions() -> Iterator[Metric]:
    sessions: Any = apps.get_model("login.Session").objects.filter(ended_at=None)
    yield GaugeMetricFamily("abilaud_sessions", "Logins that have not ended.", value=sessions.count())


def _outgoing() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "abilaud_outgoing_last_hour",
        "Requests to other systems in the last hour.",
        labels=["system", "outcome"],
    )
    for system, failed, number in _last_hour():
        family.add_metric([system, "failed" if failed else "answered"], number)
    yield family


def _last_hour() -> Iterable[tuple[str, bool, int]]:
    table = OutgoingRequest._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT system, failed, count(*) FROM {table}"  # noqa: S608
            " WHERE at > clock_timestamp() - interval '1 hour' GROUP BY system, failed"
        )
        return list(cursor.fetchall())


def _doctor() -> Iterator[Metric]:
    family = GaugeMetricFamily("abilaud_doctor", "Findings of the last look, by state.", labels=["state"])
    look = apps.get_model("operations.Look").objects.filter(pk=1).first()
    found = [each["state"] for each in look.findings] if look else []
    for state in ("ok", "sample", "manual", "warning", "failed"):
        family.add_metric([state], found.count(state))
    yield family
