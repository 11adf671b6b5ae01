"""Every page in the demo world: it answers, its queries are counted, and whom it shows is logged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from desk import clock
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.records.models import AccessLogEntry
from tests.house import places
from tests.house.routes import Route

COUNTS = Path(__file__).with_name("query_counts.txt")
# A card of the register and a document name people who need no row here: the client's entry stands for them.
CARDS = ("registry:", "contracts:")
# The words of a letter name anybody: the letter's own entry stands for them.
LETTERS = {"enquiries:inbox", "mail:letter"}
MOST = 20  # statements of a page with its sections; plain pages have 12
# What a person owes is asked of every room, and there are more rooms than that: since the counter and orders,
# and since requests about own data.
ASK_EVERY_ROOM = ("people:owed",)
MOST_OF_ALL_ROOMS = 22

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(own_store: None, settings: Any) -> User:
    """The demo world, and somebody who may open everything in it."""
    for name, value in places.SWITCHED_ON.items():
        setattr(settings, name, value)
    places.build(clock.now())
    user = User.objects.create_user(
        "koik", "koik@abilaud.example", "abilaud-demo", first_name="K", last_name="K"
    )
    UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in Role)
    return user


def opened(user: User) -> Iterator[tuple[Route, bytes, int]]:
    """Each page with its content and the number of statements it took."""
    client = Client()
    client.force_login(user)
    for route in places.pages():
        address = places.address(route)
        if address is None:
            continue
        client.get(address)  # the first time fills what a process keeps
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code < 400, f"{route.name}: {response.status_code}"
        content = b"" if response.streaming else response.content
        # The clock is measured anew every few seconds, by whichever page asks it then.
        yield route, content, sum("records_clock" not in query["sql"] for query in queries)


def test_every_page_has_a_row_to_show() -> None:
    listed = {route.name for route in places.pages() if route.has_parts}
    assert listed == set(places.MODELS) | set(places.FIXED)


def test_every_page_asks_the_database_a_counted_number_of_times(
    world: User, pytestconfig: pytest.Config
) -> None:
    counts = {route.name: number for route, _content, number in opened(world)}
    lines = [f"{name} {number}" for name, number in sorted(counts.items())]
    if pytestconfig.getoption("--write-queries"):
        COUNTS.write_text("\n".join(lines) + "\n")
    assert lines == COUNTS.read_text().splitlines()
    most = {name: MOST_OF_ALL_ROOMS if name.startswith(ASK_EVERY_ROOM) else MOST for name in counts}
    assert not {name: number for name, number in counts.items() if number > most[name]}


def logged_since(start: int) -> set[tuple[str, int]]:
    """Whom the access log says was shown after entry `start`."""
    rows = AccessLogEntry.objects.filter(pk__gt=start).values_list("shown_kind", "shown_id")
    return set(rows)


def test_everyone_whom_a_page_shows_is_in_the_access_log(world: User) -> None:
    names: list[tuple[str, int, str]] = [
        *(("client", pk, name) for pk, name in Served.objects.values_list("pk", "name")),
        *(("person", person.pk, str(person)) for person in Person.objects.all()),
    ]
    unlogged: list[str] = []
    last = 0
    for route, content, _number in opened(world):
        if route.name == "style_guide":
            continue  # its people are invented
        text = content.decode(errors="replace")
        shown = {(kind, pk) for kind, pk, name in names if escape(name) in text}
        if route.name.startswith(CARDS):
            shown = {(kind, pk) for kind, pk in shown if kind == "client"}
        logged = logged_since(last)
        if route.name in LETTERS and "incoming" in {kind for kind, _pk in logged}:
            shown = set()
        unlogged += [f"{route.name} shows {kind} {pk}" for kind, pk in shown - logged]
        last = AccessLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    assert last, "no page showed anybody"
    assert not unlogged, "\n".join(unlogged)
