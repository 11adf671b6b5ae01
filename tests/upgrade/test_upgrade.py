"""The previous release's database comes to this version with all that is in it, and work goes on in it."""

import gzip
import hashlib
import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from contracts.enums import PackageState
from contracts.models import Package
from desk.calls import actions as calls
from desk.calls.models import Call, Line
from desk.clients.models import Client, ContactPoint
from desk.operations import sealing
from desk.operations.backup import archive, making
from desk.operations.restoring import course, place
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.records import blobs
from desk.records.models import Blob, DemoMarker
from tests.contracts.conftest import Ground
from tests.upgrade import released

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("released")]

# Tables of the previous release that are no more, or hold something else now.
GONE = {
    **dict.fromkeys(
        ("authtoken_token", "stats_warehousekey", "stats_historicalwarehousekey"), "login.ApiKey"
    ),
}
# Rows that every version writes by itself.
OWN = {"django_migrations", "django_content_type", "auth_permission", "django_session"}


def released_rows() -> dict[str, int]:
    """How many rows each table of the dump has."""
    dump = gzip.decompress((released.FOLDER / "release-0.1.0.sql.gz").read_bytes()).decode()
    found = re.findall(
        r"^COPY public\.(\w+) \([^)]*\) FROM stdin;\n(.*?)^\\\.$", dump, re.MULTILINE | re.DOTALL
    )
    return {table: rows.count("\n") for table, rows in found}


def actor(username: str) -> Browser:
    browser = Browser()
    browser.force_login(get_user_model().objects.get(username=username))
    return browser


def test_every_row_is_still_there(on_upgraded: str) -> None:
    lost = {}
    with connection.cursor() as cursor:
        for table, rows in released_rows().items():
            if table in GONE or table in OWN:
                continue
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if (now := cursor.fetchone()[0]) < rows:
                lost[table] = (rows, now)
    assert not lost
    assert DemoMarker.objects.exists()


def test_a_key_of_the_warehouse_is_a_key_of_a_program_now(on_upgraded: str) -> None:
    key = apps.get_model("login.ApiKey").objects.get(name="Andmeait")
    assert key.sha256 == hashlib.sha256(b"a key of the fixture").hexdigest()
    assert key.scopes == ["figures.traffic"]


def test_models_and_database_agree(on_upgraded: str) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            list(model._base_manager.order_by()[:1])


def test_the_access_log_of_before_is_chained(on_upgraded: str) -> None:
    said = StringIO()
    call_command("verify_log", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["sound"]
    assert told["entries"] >= released_rows()["records_accesslogentry"]


def test_files_of_before_open(on_upgraded: str) -> None:
    assert all(len(blobs.read(blob)) == blob.size for blob in Blob.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("spetsialist", "home"), ("spetsialist", "clients:index"), ("spetsialist", "enquiries:index"),
        ("spetsialist", "contracts:index"), ("spetsialist", "tickets:list"), ("juht", "stats:board"),
        ("referent", "counter:registrar"), ("audiitor", "records:access_log"), ("haldur", "admin:index"),
    ],
)  # fmt: skip
def test_pages_open(who: str, name: str, world: str) -> None:
    answer = actor(who).get(reverse(name))
    assert answer.status_code == 200, answer


def test_a_client_and_a_document_of_before_open(world: str) -> None:
    browser = actor("spetsialist")
    package = Package.objects.filter(sent_at__isnull=False).order_by("pk")[0]
    assert browser.get(reverse("clients:page", args=[package.client_id])).status_code == 200
    assert browser.get(reverse("contracts:page", args=[package.pk])).status_code == 200


def test_a_call_rings_and_is_answered(world: str) -> None:
    user = get_user_model().objects.get(username="spetsialist")
    set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
    line, token = calls.open_line(name="Teine liin", number="+3726625998", token="", by=None)
    assert Line.objects.filter(pk=line.pk).exists()
    for event in (
        {"event": "newCall", "callId": "u1", "from": "+37255500001", "to": line.number, "direction": "in"},
        {"event": "answer", "callId": "u1", "answeringNumber": user.extension},
    ):
        answer = Browser().post(
            f"/api/telephony/{token}/events/", json.dumps(event), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
    call = Call.objects.order_by("-pk")[0]
    assert (call.state, call.user_id) == ("answered", user.pk)
    assert actor("spetsialist").get(reverse("calls:workspace", args=[call.pk])).status_code == 200


def test_a_document_is_drafted_rendered_and_sent(world: str) -> None:
    user = get_user_model().objects.get(username="spetsialist")
    tamme, kaasiku = (Client.objects.get(registry_code=code) for code in ("10000001", "10000018"))
    email = ContactPoint.objects.get(value="info@tammepuit.example")
    ground = Ground(user, tamme, kaasiku, email)
    ground.ask(tamme)
    package = ground.sent()
    assert package.state == PackageState.SENT


def test_a_backup_of_the_previous_release_is_put_back_and_says_migrate(
    tmp_path: Path, settings: Any, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, into = "released_old", "released_back"
    settings.BACKUP_KEYS = [b"b" * 32]
    with django_db_blocker.unblock():
        released.make(old, tmp_path / "old")
        try:
            with released.running(old, tmp_path / "old", settings, monkeypatch):
                path = tmp_path / "abilaud-20261123T160000Z.backup"
                with path.open("wb") as file:
                    sealer = sealing.Sealer(file, settings.BACKUP_KEYS[0], datetime.now(UTC))
                    making._fill(archive.Writer(sealer), datetime.now(UTC), lambda line: None)
                wish = course.Wish(path, into=into, data=tmp_path / "back", verify=True)
                report = course.restore(wish, lambda line: None)
            assert report.ok, report.proofs
            assert any(name.startswith("records.0005") for name in report.older)
            assert [proof.part for proof in report.proofs] == [
                *("backup", "rows", "log head", "files", "migrations", "access log", "desk"),
            ]
        finally:
            place.drop(old)
            place.drop(into)
