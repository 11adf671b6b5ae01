"""What everything stands on: database, Redis, worker, files, disk, database sessions."""

import os
from collections.abc import Iterator

import redis
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from desk.slots import Finding

GB = 2**30
TIGHT, FULL = 0.10, 0.03  # of the disk: a warning, a failure
LEAST = GB  # bytes that must be free on a disk of any size
CROWDED = 0.8  # of the sessions that PostgreSQL allows


def database() -> Finding:
    """Answers, and has every migration."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except DatabaseError as trouble:
        return Finding("database", "failed", type(trouble).__name__)
    if plan:
        return Finding(
            "database", "failed", format_lazy(_("{count} migrations are waiting"), count=len(plan))
        )
    return Finding("database", "ok", f"PostgreSQL {version}")


def broker() -> Iterator[Finding]:
    """Redis answers."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as trouble:
        yield Finding("redis", "failed", type(trouble).__name__)
    else:
        yield Finding("redis", "ok")


def worker() -> Iterator[Finding]:
    """At least one worker answers."""
    try:
        answers = current_app.control.ping(timeout=2)
    except Exception as trouble:  # noqa: BLE001  (kombu lets through whatever its transport raises)
        yield Finding("worker", "failed", type(trouble).__name__)
        return
    if not answers:
        yield Finding("worker", "failed", _("nobody answers"))
        return
    yield Finding("worker", "ok", format_lazy(_("{count} answered"), count=len(answers)))


def files() -> Iterator[Finding]:
    """The store takes a file and lets it go."""
    try:
        name = storages["blobs"].save(f"doctor-{os.getpid()}", ContentFile(b"probe"))
        storages["blobs"].delete(name)
    except OSError as trouble:
        yield Finding("files", "failed", f"{trouble.strerror}: {settings.DATA_DIR}")
    else:
        yield Finding("files", "ok")


def disk() -> Iterator[Finding]:
    """Room on the disk of the files. That of a database on another machine is the database's own to tell."""
    try:
        stat = os.statvfs(storages["blobs"].path(""))
    except OSError as trouble:
        yield Finding("disk", "failed", f"{trouble.strerror}: {settings.DATA_DIR}")
        return
    free, whole = stat.f_bavail * stat.f_frsize, stat.f_blocks * stat.f_frsize
    part = free / whole if whole else 0.0
    state = (
        "failed" if part < FULL or free < LEAST // 2 else "warning" if part < TIGHT or free < LEAST else "ok"
    )
    said = format_lazy(
        _("{free} GB of {whole} GB free in {place}"), free=free // GB, whole=whole // GB,
        place=str(settings.DATA_DIR),
    )  # fmt: skip
    yield Finding("disk", state, said)


def sessions() -> Iterator[Finding]:
    """How big the database is, and how many of the sessions that it allows are taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), (SELECT count(*) FROM pg_stat_activity),"
            " current_setting('max_connections')::int"
        )
        size, taken, allowed = cursor.fetchone()
    said = format_lazy(
        _("{taken} of {allowed} sessions, {size} MB"), taken=taken, allowed=allowed, size=size // 2**20
    )
    yield Finding("database sessions", "warning" if taken > allowed * CROWDED else "ok", said)
