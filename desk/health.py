"""Is the process alive, and is it ready to serve?"""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from desk.http import Access, public_reads


@public_reads("the supervisor asks; no data in the answer")
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "migrations" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except DatabaseError:
        return "down"


def _redis() -> str:
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        with client:
            client.ping()
    except redis.RedisError:
        return "down"
    return "ok"


# Not @public_reads: its transaction would turn a dead database into an error page.
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated, and Redis answers; 503 if not."""
    parts = {"database": _database(), "redis": _redis()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


ready.access = Access("public", ("GET", "HEAD"), None, "the supervisor asks; no data in the answer")  # type: ignore[attr-defined]
