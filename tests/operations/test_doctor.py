"""The doctor finds what is broken in each room and says what to do; the page shows what the worker saw."""

import json
import os
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import translation

from contracts import tasks as documents
from desk import clock
from desk.operations import doctor
from desk.operations.actions import looking
from desk.operations.doctor import base, expiring, house, outside, production, words
from desk.operations.doctor.invariants import every, look
from desk.operations.models import Heartbeat, Look
from desk.outbox import OutsideTrouble
from desk.records import blobs
from desk.records.models import Blob, Destruction
from desk.slots import Finding, Invariant
from launch.place import PROJECT
from tests.conftest import Actor
from tests.house import places
from tests.operations.broken import BREAK

pytestmark = pytest.mark.django_db

BOOK = (PROJECT / "docs" / "operations.md").read_text()
# These look into the store, not into a table.
OF_FILES = {"records.bytes", "records.files", "records.buried"}


@pytest.fixture
def worker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.control, "ping", lambda timeout: [{"worker": {"ok": "pong"}}])


@pytest.fixture
def demo_world() -> None:
    places.build(clock.now())
    # What a worker does in its first minute.
    documents.sweep()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM registry_check WHERE state = 'pending' AND asked_at < now() - interval '1 day'"
        )


def by_code(code: str) -> Invariant:
    return next(each for each in every() if each.code == code)


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(text)
        cursor.execute("SET LOCAL session_replication_role = origin")


# ---- invariants --------------------------------------------------------------------------------


def test_each_invariant_has_a_way_to_break_it() -> None:
    codes = [each.code for each in every()]
    assert len(codes) == len(set(codes))
    assert set(codes) - OF_FILES == set(BREAK)
    rooms = {code.partition(".")[0] for code in codes}
    assert rooms >= {"people", "records", "mail", "clients", "enquiries", "calls", "counter", "orders"}
    assert rooms >= {"registry", "contracts", "tickets", "stats", "guides"}


@pytest.mark.slow
@pytest.mark.usefixtures("demo_world")
def test_the_demo_is_sound_and_whatever_is_broken_in_it_is_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.records.invariants.STORES", 10_000)
    unsound = {each.code: str(look(each).detail) for each in every() if look(each).state != "ok"}
    assert not unsound
    settings.JIRA_URL = "https://jira.example"  # what is asked only where there is one
    unfound, silent = [], []
    for invariant in every():
        if invariant.code in OF_FILES:
            continue
        with transaction.atomic():
            sql(BREAK[invariant.code])
            finding = look(invariant)
            transaction.set_rollback(True)
        if finding.state != ("failed" if invariant.grave else "warning"):
            unfound.append(invariant.code)
        elif not finding.todo or not re.search(r"\((\w[\w.: -]*)", str(finding.detail)):
            silent.append(invariant.code)
    assert not unfound
    assert not silent, "says neither which rows nor what to do"


def test_a_file_that_is_lost_is_found() -> None:
    blob = blobs.store(b"signed", "text/plain", "test")
    assert look(by_code("records.bytes")).state == "ok"
    storages["blobs"].delete(f"{blob.sha256[:2]}/{blob.sha256}")
    found = look(by_code("records.bytes"))
    assert found.state == "failed" and f"({blob.pk})" in str(found.detail)


def test_a_file_that_no_row_names_is_found() -> None:
    digest = "ab" * 32
    storages["blobs"].save(f"ab/{digest}", ContentFile(b"x"))
    assert look(by_code("records.files")).state == "ok", "its row may still be on its way"
    path = Path(storages["blobs"].path(f"ab/{digest}"))
    os.utime(path, (0, 0))
    assert look(by_code("records.files")).state == "warning"


def test_bytes_that_came_back_after_their_destruction_are_found() -> None:
    blob = blobs.store(b"to be forgotten", "text/plain", "test")
    Destruction.objects.create(
        store="test", subject_kind="blob", subject_id=blob.pk, digests=[blob.sha256], days=1, basis="test",
        at=clock.now(),
    )  # fmt: skip
    assert look(by_code("records.buried")).state == "ok", "a row still names them"
    Blob.objects.all().delete()
    assert look(by_code("records.buried")).state == "failed"


def test_a_look_writes_nothing_and_a_slow_one_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> list[int]:
        Heartbeat.objects.create(part="x", at=clock.now())
        return []

    def slow() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        return []

    monkeypatch.setattr("desk.operations.doctor.invariants.SECONDS", 0.1)
    for broken in (writes, slow):
        found = look(Invariant("people.x", "Always.", "Do.", broken))
        assert found.state == "warning" and "Always." in str(found.detail)
    assert not Heartbeat.objects.exists()


# ---- parts -------------------------------------------------------------------------------------


def the(found: Any) -> Finding:
    (finding,) = found
    assert isinstance(finding, Finding)
    return finding


def test_beat_is_alive_while_it_writes_and_dead_when_it_stops() -> None:
    assert the(house.heartbeats()).state == "warning", "never seen"
    looking.alive()
    assert the(house.heartbeats()).state == "ok"
    clock.move(timedelta(days=30))
    assert the(house.heartbeats()).state == "ok", "a demo's clock moves, processes do not"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE operations_heartbeat SET at = clock_timestamp() - interval '1 hour'")
    assert the(house.heartbeats()).state == "failed"


def test_a_disk_that_fills_warns_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stat:
        f_frsize, f_blocks = 4096, 25_000_000  # 100 GB
        f_bavail = 25_000_000

    monkeypatch.setattr("desk.operations.doctor.base.os.statvfs", lambda path: Stat)
    seen = []
    for share in (0.5, 0.08, 0.02):
        Stat.f_bavail = int(Stat.f_blocks * share)
        seen.append(the(base.disk()).state)
    assert seen == ["ok", "warning", "failed"]


def test_clocks_that_differ_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert the(house.clocks()).state == "ok"
    monkeypatch.setattr("desk.operations.doctor.house.time.time", lambda: 0.0)
    assert the(house.clocks()).state == "failed"


def test_settings_that_are_no_good_for_real_data(settings: Any) -> None:
    def states() -> dict[str, str]:
        return {each.part.removeprefix("setting "): each.state for each in production.settings_in_use()}

    assert states()["DEMO"] == "sample"
    settings.DEMO, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = False, "http://desk.example", ["*"]
    settings.BACKUP_KEYS = []
    assert {name for name, state in states().items() if state == "failed"} == {"PUBLIC_URL", "ALLOWED_HOSTS"}
    assert states()["ACCESS_LOG_DATABASE_URL"] == states()["BACKUP_KEY"] == "warning"
    settings.DEBUG = True
    assert states()["DEBUG"] == "failed"
    settings.DEBUG, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = (
        False,
        "https://desk.example",
        ["desk.example"],
    )
    settings.BACKUP_KEYS, settings.ACCESS_LOG_DATABASE = [b"k" * 32], "access_log"
    assert set(states().values()) == {"ok"}


def test_a_certificate_that_ends_soon_warns(settings: Any, tmp_path: Path) -> None:
    from tests.operations.certificates import lasting

    for days, state in ((400, "ok"), (10, "warning"), (-1, "failed")):
        (tmp_path / "cert.pem").write_bytes(lasting(days))
        settings.REGISTRY_CERT_FILE = str(tmp_path / "cert.pem")
        assert next(iter(expiring.certificates())).state == state
    settings.REGISTRY_CERT_FILE = str(tmp_path / "nowhere.pem")
    assert next(iter(expiring.certificates())).state == "failed"


def test_a_system_that_does_not_answer_says_the_code_alone(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OutsideTrouble("unreachable")

    settings.PORTAL_URL = "https://portal.example"
    monkeypatch.setattr("contracts.portal.gateway.ping", refuse)
    found = outside.gateway("portal", "contracts.portal.gateway.ping", "PORTAL")
    assert (found.state, found.detail) == ("failed", "unreachable")


@pytest.mark.usefixtures("worker_answers")
def test_what_breaks_while_it_is_looked_at_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Finding]:
        raise RuntimeError("by accident")

    broken.__module__ = "some.room"
    monkeypatch.setattr(doctor, "WITHOUT_DATABASE", [broken, base.files])
    found = list(doctor.findings(fast=True))
    assert ("look some.room.broken", "failed") in {(each.part, each.state) for each in found}
    assert "files" in {each.part for each in found}, "the look goes on"


# ---- words, command, page ----------------------------------------------------------------------


@pytest.mark.usefixtures("worker_answers")
def test_the_command_says_what_to_do_about_each(settings: Any) -> None:
    settings.EMAIL_URL = ""
    settings.PUBLIC_URL, settings.DEMO = "http://desk.example", False
    out = StringIO()
    with pytest.raises(CommandError, match="failed: setting PUBLIC_URL"):
        call_command("doctor", "--json", "--fast", stdout=out)
    said = json.loads(out.getvalue())
    assert not said["ok"]
    wanting = [each for each in said["parts"] if each["state"] in words.ASK]
    assert wanting and all(each["todo"] for each in wanting)
    assert {"part", "state", "detail", "todo"} == set(said["parts"][0])


@pytest.mark.usefixtures("worker_answers")
def test_every_part_has_its_words(settings: Any) -> None:
    settings.EMAIL_URL = ""
    codes = {each.code for each in every()}
    strange = [each.part for each in doctor.findings() if each.part not in codes and not words.of(each.part)]
    assert not strange


def test_the_book_has_a_line_for_every_alarm() -> None:
    alarms = BOOK.split("\n## Alarms\n", 1)[1].split("\n## ", 1)[0]
    rows = set(re.findall(r"^\| `([^`]+)` \|", alarms, re.M))
    wanted = {*words.PARTS, *(each.code for each in every())}
    assert not wanted - rows, "docs/operations.md has no line for these"
    assert not rows - wanted, "docs/operations.md has lines of parts that are gone"


@pytest.mark.usefixtures("worker_answers")
def test_the_page_shows_what_the_worker_saw(settings: Any, as_administrator: Actor, as_head: Actor) -> None:
    settings.EMAIL_URL = ""
    address = "/operations/"
    assert "Keegi ei ole veel vaadanud" in text_of(as_administrator, address) or "Nobody" in text_of(
        as_administrator, address
    )
    assert looking.look_around()
    told = Look.objects.get()
    assert {"part", "state", "label", "detail", "todo"} == set(told.findings[0])
    page = as_administrator.get(address)
    assert page.status_code == 200 and "records.bytes" not in page.content.decode()
    with translation.override("en"):
        assert "Redis" in page.content.decode()
    assert as_head.get(address).status_code == 403


def text_of(actor: Actor, address: str) -> str:
    return actor.get(address).content.decode()


@pytest.mark.usefixtures("worker_answers")
def test_somebody_may_ask_for_a_look_at_once(
    settings: Any,
    as_administrator: Actor,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_URL = ""
    looking.look_around()
    assert not looking.due()
    woken: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **rest: woken.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(2):
            assert as_administrator.post("/operations/look/").status_code == 302
    assert looking.LOOK in woken and looking.due()
    assert 'hx-trigger="every' in text_of(as_administrator, "/operations/")
    looking.look_around()
    assert (
        not looking.due()
        and "hx-trigger" not in text_of(as_administrator, "/operations/").partition('id="seen"')[2]
    )


def test_a_look_that_is_old_says_so(as_administrator: Actor) -> None:
    Look.objects.create(pk=1, at=clock.now() - timedelta(hours=2), seconds=1, findings=[])
    page, _lock, _rest = text_of(as_administrator, "/operations/").partition('<dialog id="lock"')
    assert 'role="alert"' in page
