"""What the processes count of themselves for Prometheus; `desk/operations/metrics.py` tells it.

Labels hold names of views, tasks and states, never an id or an address. A web process counts in its own
memory, or, where several share one address, in files that they share (PROMETHEUS_MULTIPROC_DIR, which the
library itself reads). Workers answer no HTTP: what they count is added up in Redis, and begins anew with it.
"""

import logging
from functools import cache

import redis
from django.conf import settings
from prometheus_client import Gauge, Histogram, disable_created_metrics

log = logging.getLogger(__name__)

# A second series for each one, that nobody reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

# Seconds: the budget of a page is in the middle.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

REQUESTS = Histogram(
    "abilaud_request_seconds",
    "Time until a request was answered.",
    ["view", "method", "status"],
    buckets=BUCKETS,
)
STREAMS = Gauge(
    "abilaud_streams", "Open pages that listen for events in this process.", multiprocess_mode="livesum"
)


def request_done(view: str, method: str, status: int, seconds: float) -> None:
    """Count a request; `view` is the name of its address, "" where none matched."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(view or "none", known, f"{status // 100}xx").observe(seconds)


@cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def _key() -> str:
    # Redis is shared by desks that differ in their database and in their queue.
    return f"{settings.DATABASES['default']['NAME']}:{settings.CELERY_TASK_DEFAULT_QUEUE}:tasks"


def task_done(name: str, state: str, seconds: float) -> None:
    """Count a task of a worker, for all of them together. No task fails because it could not be counted."""
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.hincrby(_key(), f"{state.lower()} {name}", 1)
            pipe.hincrbyfloat(_key(), f"seconds {name}", seconds)
            pipe.execute()
    except redis.RedisError as trouble:
        log.warning("a task was not counted: %s", type(trouble).__name__)


def tasks() -> dict[tuple[str, str], float]:
    """What workers counted since Redis began: {(state or "seconds", name of the task): number}."""
    try:
        # The library's types cover its asynchronous half too.
        found: dict[bytes, bytes] = _redis().hgetall(_key())  # type: ignore[assignment]
    except redis.RedisError:
        return {}
    pairs = ((key.decode().partition(" "), float(value)) for key, value in found.items())
    return {(what, name): value for (what, _space, name), value in pairs}
