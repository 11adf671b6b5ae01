"""The drill itself: it counts what is wrong, leaves nothing behind, and never touches real data."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from desk import clock
from desk.calls import actions
from desk.calls.management.drill import overlaps
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.people.models import Presence, User, UserRole
from desk.records.models import DemoMarker
from tests.calls.conftest import TOKEN
from tests.calls.serving import served

NAMES = ["offers", "double_offers", "lost_calls", "fairness", "p50_ms", "p95_ms"]
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def at(second: int) -> datetime:
    return NOON + timedelta(seconds=second)


def test_two_claims_of_one_person_at_once_are_found() -> None:
    assert overlaps([(1, at(0), at(5)), (1, at(5), at(9)), (2, at(3), at(4))]) == 0
    assert overlaps([(1, at(0), at(5)), (1, at(4), at(9))]) == 1
    assert overlaps([(1, at(0), None), (1, at(4), at(9)), (1, at(10), at(11))]) == 2
    assert overlaps([(1, at(0), at(9)), (1, at(1), at(2)), (1, at(8), at(10))]) == 2


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'rotation_drill_%'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_small_drill_on_its_own_ground_holds_and_leaves_nothing() -> None:
    before, out = databases(), StringIO()
    call_command(
        "rotation_drill", "--calls=60", "--agents=6", "--workers=4", "--json", stdout=out, stderr=StringIO()
    )
    said = json.loads(out.getvalue())
    assert list(said) == NAMES
    assert (said["double_offers"], said["lost_calls"]) == (0, 0)
    assert said["offers"] >= 60
    assert said["fairness"] < 1.6, "ten calls a person: one more or less is a tenth"
    assert databases() <= before
    assert not Line.objects.exists()


@pytest.mark.django_db
def test_real_data_are_refused() -> None:
    with pytest.raises(CommandError, match="demo"):
        call_command("rotation_drill", "--url=http://127.0.0.1:1", "--calls=1", stderr=StringIO())
    assert not User.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_drill_of_a_running_desk_rings_nobody_else_and_leaves_no_row(tmp_path: Path) -> None:
    DemoMarker.objects.create(made_at=clock.now())
    actions.open_line(name="Klienditugi", token=TOKEN, by=None)
    out = StringIO()
    with served(tmp_path / "said.log", "--no-access-log") as url:
        call_command(
            "rotation_drill",
            f"--url={url}",
            "--calls=40",
            "--agents=4",
            "--workers=3",
            stdout=out,
            stderr=StringIO(),
        )
    assert [line.split(":")[0] for line in out.getvalue().split("\n") if line] == NAMES
    assert "lost_calls: 0" in out.getvalue()
    for model in (Call, CallEvent, Offer, User, UserRole, Presence):
        assert not model._default_manager.exists(), model
    assert Line.objects.get().name == "Klienditugi"
