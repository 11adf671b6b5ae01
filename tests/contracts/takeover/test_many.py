"""Hundreds of rows with errors of ten kinds: what is told, what is taken, and what a second run changes."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as desk_settings
from django.db import connection

from contracts.models import Authorisation, Container, Takeover
from contracts.takeover.enclosed import Folder
from contracts.takeover.survey import survey
from desk import clock
from desk.clients.models import Client
from desk.people.models import User
from desk.records.models import DemoMarker
from tests.contracts.takeover import many
from tests.contracts.takeover.test_import import run, snapshot
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow


def told(said: dict[str, Any]) -> Counter[str]:
    return Counter(each["code"] for each in said["errors"])


def standing() -> set[tuple[Any, ...]]:
    """Everything that was taken, without what a second run numbers anew."""
    rows = Authorisation.objects.select_related("package__client", "granted_under")
    return {
        (
            each.package.client.code, each.number, each.kind_id, each.portal_id,
            each.accepted_at, each.valid_until, str(each.granted_under or ""),
            tuple(sorted(one.code for one in each.persons.all())),
            each.package.containers.count(), each.values.get("contract_number"),
        )
        for each in rows.prefetch_related("persons")
    }  # fmt: skip


@pytest.mark.django_db
def test_three_hundred_rows_with_twenty_errors(tmp_path: Path, folder: Path, head: User, lab: Lab) -> None:
    _three_runs(tmp_path, folder, head, lab, total=300, errors=20, containers=12)


@pytest.mark.slow
@pytest.mark.django_db
def test_five_thousand_rows_with_two_hundred_errors(
    tmp_path: Path, folder: Path, head: User, lab: Lab
) -> None:
    _three_runs(tmp_path, folder, head, lab, total=5_000, errors=200, containers=60)


def _three_runs(
    tmp_path: Path, folder: Path, head: User, lab: Lab, *, total: int, errors: int, containers: int
) -> None:
    path, options = tmp_path / "kehtivad.csv", ["--containers", str(folder)]
    many.table(path, folder, lab, total=total, errors=errors, containers=containers)
    each_kind = Counter({code: errors // 10 for code, _fault in many.FAULTS})
    before = snapshot()
    said = run(path, head, "--dry-run", *options)
    assert (said["rows"], said["wrong"], told(said)) == (total, errors, each_kind)
    assert snapshot() == before
    good = said["taken"]
    said = run(path, head, *options)
    assert (said["taken"], said["wrong"], told(said)) == (good, errors, each_kind)
    assert Authorisation.objects.count() == good and Container.objects.count() == containers
    after, stands = snapshot(), standing()
    said = run(path, head, *options)
    assert (said["taken"], said["known"], said["wrong"]) == (0, good, errors)
    assert snapshot() == after | {"contracts.Takeover": 2} and standing() == stands


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_is_run_again_and_nothing_is_half_there(
    tmp_path: Path, folder: Path, head: User, lab: Lab
) -> None:
    path = tmp_path / "kehtivad.csv"
    many.table(path, folder, lab, total=300, errors=20, containers=12)
    with path.open("rb") as file:
        wanted = {(each.client_code, each.number): each for each in survey(file, Folder(folder)).new}
    DemoMarker.objects.create(made_at=clock.now())  # the lab's cards are believed among demo data alone
    for _kill in range(2):
        _killed_after(40, path, folder, head)
    there = Authorisation.objects.prefetch_related("persons")
    assert 40 <= there.count() < len(wanted)
    for each in there.select_related("package__client"):
        document = wanted[each.package.client.code, each.number]
        assert [one.code for one in each.persons.all()] == [one.code for one in document.persons]
        assert each.package.containers.exists() == (document.enclosed is not None)
    assert Takeover.objects.filter(ended_at=None).count() == 2, "they were interrupted, and say so"
    said = run(path, head, "--containers", str(folder))
    assert said["taken"] + said["known"] == len(wanted) and said["known"] >= 40
    killed = standing()
    assert len(killed) == len(wanted) == Authorisation.objects.count()
    assert Client.objects.count() == len({code for code, _number in wanted})
    said = run(path, head, "--containers", str(folder))
    assert said["taken"] == 0 and standing() == killed


def _killed_after(documents: int, path: Path, folder: Path, head: User) -> None:
    """A process of its own takes over and is killed once it has stored so many documents more."""
    before = Authorisation.objects.count()
    database = urlsplit(desk_settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": database.geturl(),
        "DATA_DIR": str(desk_settings.DATA_DIR), "TRUST_DIR": desk_settings.TRUST_DIR, "DEMO": "1",
        "SECRET_KEY": desk_settings.SECRET_KEY, "ENCRYPTION_KEYS": ",".join(desk_settings.ENCRYPTION_KEYS),
    }  # fmt: skip
    command = [sys.executable, "manage.py", "import_authorisations", str(path), "--containers", str(folder)]
    process = subprocess.Popen([*command, "--by", head.username], env=environment, stdout=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while Authorisation.objects.count() < before + documents:
        assert process.poll() is None and time.monotonic() < limit, "it ended before it could be killed"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
