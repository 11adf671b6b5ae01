"""What is wrong with this installation, part by part; exit status 1 when anything is."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import redis
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils.module_loading import import_string

from desk import clock, workdays
from desk.outbox import Job, OutsideTrouble
from desk.people import gone

# A row that waits longer than this for its turn means that nobody drains its queue.
PATIENCE = timedelta(minutes=10)

# Name, dotted path of the gateway's ping, prefix of its settings. By path: the desk imports no room above.
GATEWAYS = [
    ("business register", "registry.line.ping", "REGISTRY"),
    ("jira", "tickets.queue.line.ping", "JIRA"),
    ("portal", "contracts.portal.gateway.ping", "PORTAL"),
    ("siva", "contracts.containers.siva.ping", "SIVA"),
    ("mail server", "desk.mail.gateway.ping", "EMAIL"),
    ("mailbox", "desk.mail.mailbox.ping", "MAILBOX"),
]

# What a room above says of its own parts: dotted path of () -> (part, state, detail) each.
WITHOUT_DATABASE = ["contracts.health.of_documents"]
ROOMS = ["registry.health.parts", "contracts.health.parts", "tickets.health.parts"]


@dataclass(frozen=True)
class Finding:
    """One part. State: ok, sample (a simulator answers), manual (not set up, done by hand), failed."""

    part: str
    state: str
    detail: str = ""


def database() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except DatabaseError as trouble:
        return Finding("database", "failed", type(trouble).__name__)
    if plan:
        return Finding("database", "failed", f"{len(plan)} migrations are waiting")
    return Finding("database", "ok", f"PostgreSQL {version}")


def broker() -> Finding:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as trouble:
        return Finding("redis", "failed", type(trouble).__name__)
    return Finding("redis", "ok")


def worker() -> Finding:
    try:
        answers = current_app.control.ping(timeout=2)
    except Exception as trouble:  # noqa: BLE001  (kombu lets through whatever its transport raises)
        return Finding("worker", "failed", type(trouble).__name__)
    if not answers:
        return Finding("worker", "failed", "nobody answers")
    return Finding("worker", "ok", f"{len(answers)} answered")


def queues() -> Iterator[Finding]:
    for model in apps.get_models():
        if not issubclass(model, Job):
            continue
        due = model.jobs.due()
        first = due.aggregate(first=Min("next_at"))["first"]
        late = first is not None and clock.now() - first > PATIENCE
        stuck = model.jobs.stuck().count()
        state = "failed" if late else "ok"
        yield Finding(f"queue {model._meta.label_lower}", state, f"{due.count()} due, {stuck} need a person")


def owed() -> Iterator[Finding]:
    """To-dos and second pairs of eyes about something that is gone: the nightly sweep settles them."""
    for part, found in (("to-dos", gone.todos()), ("second pairs of eyes", gone.approvals())):
        rows = ", ".join(f"{row.kind} {row.subject_kind}:{row.subject_id}" for row in found[:5])
        detail = f"{len(found)} about what is gone: {rows}" if found else "each is about something"
        yield Finding(part, "failed" if found else "ok", detail)


def gateway(name: str, path: str, prefix: str) -> Finding:
    if not getattr(settings, f"{prefix}_URL"):
        return Finding(name, "manual", "not set up")
    try:
        ping: Callable[..., Any] = import_string(path)
        ping()
    except OutsideTrouble as trouble:
        return Finding(name, "failed", trouble.code)
    return Finding(name, "sample" if getattr(settings, f"{prefix}_SAMPLE", False) else "ok")


def files() -> Finding:
    store = storages["blobs"]
    try:
        name = store.save(f"doctor-{os.getpid()}", ContentFile(b"probe"))
        store.delete(name)
    except OSError as trouble:
        return Finding("files", "failed", f"{trouble.strerror}: {settings.DATA_DIR}")
    free = os.statvfs(store.path(""))
    return Finding("files", "ok", f"{free.f_bavail * free.f_frsize // 2**30} GB free")


def working_time() -> Finding:
    """Whether deadlines are counted by what the administrator set, and none is missing."""
    today = workdays.today()
    missing = apps.get_model("enquiries.Enquiry").objects.without_deadline().count()
    if missing:
        return Finding("deadlines", "failed", f"{missing} open enquiries have none: set it on their pages")
    if not apps.get_model("enquiries.OpenInterval").objects.in_force_on(today).exists():
        return Finding("deadlines", "manual", "no working time is set: counted Monday to Friday 9.00-17.00")
    return Finding("deadlines", "ok")


def findings() -> Iterator[Finding]:
    """Every part in the order in which one would mend them."""
    first = database()
    yield first
    yield broker()
    yield worker()
    yield files()
    for path in WITHOUT_DATABASE:
        yield from (Finding(*said) for said in import_string(path)())
    if first.state == "ok":
        yield from queues()
        yield working_time()
        yield from owed()
        for entry in GATEWAYS:
            yield gateway(*entry)
        for path in ROOMS:
            yield from (Finding(*said) for said in import_string(path)())


class Command(BaseCommand):
    help = "Looks at every part of this installation; exit status 1 when one of them fails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(findings())
        failed = [finding.part for finding in found if finding.state == "failed"]
        if options["json"]:
            parts = [asdict(finding) for finding in found]
            self.stdout.write(json.dumps({"ok": not failed, "parts": parts}, indent=2))
        else:
            for finding in found:
                self.stdout.write(f"{finding.part:<34}{finding.state:<8}{finding.detail}")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
