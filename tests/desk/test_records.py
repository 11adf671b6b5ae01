"""What proves something stays; bytes come back as they were; a look at somebody's data is logged."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from desk.records import access, blobs
from desk.records.actions import note
from desk.records.logs import WithoutPersonalData
from desk.records.middleware import access_log
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def test_the_database_refuses_to_change_or_delete_the_timeline() -> None:
    entry = note(kind="test.done", subject=("client", 1), client_id=1, by=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TimelineEntry.objects.filter(pk=entry.pk).update(kind="other")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_destruction_by_rule_may_delete_when_it_says_so() -> None:
    entry = note(kind="test.done", subject=("client", 1), client_id=1, by=None)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL abilaud.destruction = 'on'")
        entry.delete()
    assert not TimelineEntry.objects.exists()


def test_the_same_bytes_are_kept_once_and_come_back_as_they_were() -> None:
    first = blobs.store(b"contract", "application/pdf", "draft")
    again = blobs.store(b"contract", "application/pdf", "draft")
    assert first.pk == again.pk
    assert blobs.read(first) == b"contract"


def test_bytes_on_the_disk_are_encrypted_and_a_change_is_noticed(tmp_path: Path) -> None:
    blob = blobs.store(b"contract", "application/pdf", "draft")
    path = next(path for path in tmp_path.rglob(blob.sha256))
    assert b"contract" not in path.read_bytes()
    path.write_bytes(path.read_bytes()[:-4] + b"AAA=")
    with pytest.raises(blobs.Damaged):
        blobs.read(blob)


def test_a_new_key_encrypts_while_the_old_one_still_decrypts(settings: Any) -> None:
    from cryptography.fernet import Fernet

    blob = blobs.store(b"old", "text/plain", "note")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    newer = blobs.store(b"new", "text/plain", "note")
    assert (blobs.read(blob), blobs.read(newer)) == (b"old", b"new")


def test_everyone_whom_a_page_shows_is_in_the_access_log(as_specialist: Actor) -> None:
    from django.http import HttpRequest, HttpResponse

    def view(request: HttpRequest) -> HttpResponse:
        access.shows(request, "client", 7, client_id=7, purpose="call:3")
        access.shows(request, "client", 7, client_id=7, purpose="call:3")
        access.shows(request, "person", 9)
        return HttpResponse("page")

    request = RequestFactory().get("/clients/7/")
    request.user = as_specialist.user
    request.resolver_match = None
    access_log(view)(request)
    rows = AccessLogEntry.objects.order_by("shown_kind").values_list(
        "user_id", "shown_kind", "shown_id", "purpose"
    )
    assert list(rows) == [
        (as_specialist.user.pk, "client", 7, "call:3"),
        (as_specialist.user.pk, "person", 9, ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "asked about 38001085718 now",
        "letter to mari.tamm@tammepuit.example bounced",
        "call from +372 5550 0001 came",
        "GET /k/3kVbX0_a8cQpLm2nR4sT6uWy HTTP/1.1",
    ],
)
def test_what_looks_personal_never_reaches_a_log(line: str) -> None:
    import logging

    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (line,), None)
    WithoutPersonalData().filter(record)
    assert "…" in record.getMessage()
    assert not any(secret in record.getMessage() for secret in ("38001085718", "mari.tamm", "5550", "3kVbX0"))
