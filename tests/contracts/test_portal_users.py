"""The portal's list of users: fetched or brought, compared with what stands here, and seen to by somebody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from contracts import tasks, workflow
from contracts.actions import Wanted, accept
from contracts.actions import listing as actions
from contracts.enums import DifferenceState, DifferenceWhat, PackageState
from contracts.models import Authorisation, Portal, PortalDifference, PortalEntry, PortalListing, Publication
from contracts.portal import listing as fetching
from contracts.portal import users, wire
from desk import clock, workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.people.enums import Role
from desk.people.models import Todo, User
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground
from tests.simulators.portal import Running, start

pytestmark = pytest.mark.slow

KADRI, OLEG, EVA = "24402020080", "14303030098", "24604040108"
MISSING, UNKNOWN, PERIOD, STILL = (
    DifferenceWhat.MISSING_THERE, DifferenceWhat.UNKNOWN_HERE, DifferenceWhat.OTHER_PERIOD,
    DifferenceWhat.STILL_THERE,
)  # fmt: skip


@pytest.fixture(scope="module")
def running_portal() -> Iterator[Running]:
    running = start("portal-test-token")
    yield running
    running.stop()


@pytest.fixture
def portal(running_portal: Running, settings: Any, ground: Ground) -> Running:
    running_portal.state.reset()
    settings.PORTAL_URL, settings.PORTAL_TOKEN = running_portal.url, "portal-test-token"
    Portal.objects.filter(code="e-keskkonnaamet").update(lists_users=True)
    return running_portal


@pytest.fixture
def ours(portal: Running, ground: Ground) -> Portal:
    """A contract and a power of attorney of Kadri Lepp, in the portal since an hour."""
    published(ground, ground.wanted(), power(ground))
    clock.move(timedelta(hours=1))
    return Portal.objects.get(code="e-keskkonnaamet")


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    return someone("juhataja", Role.HEAD)


def power(ground: Ground, **values: Any) -> Wanted:
    return ground.wanted("main_user_poa", **({"valid_from": workdays.today()} | values))


def published(ground: Ground, *wanted: Wanted) -> list[Authorisation]:
    package = ground.sent(*wanted)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    for job in Publication.jobs.due():
        tasks.publish(job.pk)
    return list(package.authorisations.order_by("kind__position", "pk"))


def compared(portal: Portal) -> list[PortalDifference]:
    """What stands open once the portal's list was fetched."""
    job = actions.order(portal=portal, by=None)
    tasks.fetch_listing(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.SENT, job.reason
    return list(PortalDifference.objects.open().order_by("what", "pk"))


def kinds(rows: list[PortalDifference]) -> list[str]:
    return [row.what for row in rows]


def forgets(portal: Running, code: str) -> None:
    """Somebody removes a person in the portal itself."""
    for entry in portal.state.entries.values():
        entry["body"]["holders"] = [one for one in entry["body"]["holders"] if one["code"] != code]


def stranger(portal: Running, **told: Any) -> None:
    line = {
        "reference": "X-1", "client_code": "10000076", "client_name": "Volga Veod OÜ", "kind": "user_poa",
        "number": "", "first_name": "Eva", "last_name": "Pärn", "code": EVA, "valid_from": None,
        "valid_until": None,
    }  # fmt: skip
    portal.state.strangers.append(line | told)


def test_lists_that_agree_leave_nothing_to_do(ours: Portal) -> None:
    assert compared(ours) == [] and not Todo.objects.exists()
    listing = PortalListing.jobs.get()
    assert (listing.rows, listing.entries.count()) == (2, 2)
    line = TimelineEntry.objects.get(kind="contracts.listing_compared")
    assert (line.params["rows"], line.params["opened"]) == (2, 0)


def test_whoever_is_missing_in_the_portal_is_a_to_do_of_the_drafter(
    ours: Portal, portal: Running, ground: Ground
) -> None:
    for entry in list(portal.state.entries.values()):
        if entry["body"]["holders"]:
            entry["body"]["portal"] = "mujal"
    rows = compared(ours)
    assert kinds(rows) == [MISSING]
    assert rows[0].person is not None and rows[0].person.code == KADRI and rows[0].client == ground.tamme
    todo = Todo.objects.open().get()
    assert todo.owner == ground.user and todo.kind == "contracts.portal.missing_there"
    assert KADRI not in str(todo.params) and "Kadri" not in str(todo.params)


def test_whom_nobody_knows_is_a_to_do_of_the_head(ours: Portal, portal: Running, head: User) -> None:
    stranger(portal)
    rows = compared(ours)
    assert (kinds(rows), rows[0].client, rows[0].reference) == ([UNKNOWN], None, "X-1")
    todo = Todo.objects.open().get()
    assert todo.owner == head and EVA not in str(todo.params) and "Volga" not in str(todo.params)
    assert EVA not in rows[0].key and len(rows[0].key) == 64


def test_a_stranger_at_a_known_client_is_shown_with_the_client(
    ours: Portal, portal: Running, head: User, ground: Ground
) -> None:
    stranger(portal, client_code="10000018")
    assert compared(ours)[0].client == ground.kaasiku


def test_another_last_day_in_the_portal_is_a_difference(ours: Portal, portal: Running) -> None:
    for entry in portal.state.entries.values():
        if entry["body"]["holders"]:
            entry["body"]["valid_until"] = (workdays.today() + timedelta(days=30)).isoformat()
    assert kinds(compared(ours)) == [PERIOD]


def test_a_first_day_that_has_passed_is_as_good_as_another(ours: Portal, portal: Running) -> None:
    for entry in portal.state.entries.values():
        entry["body"]["valid_from"] = "2020-01-01"
    assert compared(ours) == []
    for entry in portal.state.entries.values():
        entry["body"]["valid_from"] = (workdays.today() + timedelta(days=5)).isoformat()
    assert kinds(compared(ours)) == [PERIOD, PERIOD]


def test_what_ended_here_and_is_open_there_is_found(ours: Portal, portal: Running, ground: Ground) -> None:
    given = Authorisation.objects.get(kind__code="main_user_poa")
    ends: dict[str, Any] = {"ended_number": given.number, "ends_on": workdays.today()}
    (notice,) = published(ground, ground.wanted("mandate_withdrawal", **ends))
    clock.move(timedelta(days=1))
    assert compared(ours) == [], "the portal closed it"
    del portal.state.entries[str(notice.uuid)]  # as if the portal had lost it
    rows = compared(ours)
    assert kinds(rows) == [STILL] and rows[0].authorisation == given


def test_an_end_on_its_way_to_the_portal_is_no_difference(
    ours: Portal, portal: Running, ground: Ground
) -> None:
    given = Authorisation.objects.get(kind__code="main_user_poa")
    portal.state.faults.append({"kind": "error", "method": "PUT", "times": 9})
    ends: dict[str, Any] = {"ended_number": given.number, "ends_on": workdays.today()}
    published(ground, ground.wanted("mandate_withdrawal", **ends))
    assert compared(ours) == []


def test_what_was_added_after_the_list_was_made_is_not_missing(ours: Portal, ground: Ground) -> None:
    lines = fetching.lines_of(_listing(compared(ours)))
    made_at = clock.now()
    clock.move(timedelta(minutes=5))
    published(ground, ground.wanted("user_poa", person_code=OLEG, services=["waste"]))
    actions.take_file(portal=ours, lines=lines, made_at=made_at, by=ground.user)
    assert not PortalDifference.objects.open().exists()


def _listing(_rows: list[PortalDifference]) -> PortalListing:
    return PortalListing.jobs.latest("pk")


def test_a_difference_goes_by_itself_when_the_lists_agree(ours: Portal, portal: Running, head: User) -> None:
    stranger(portal)
    (row,) = compared(ours)
    assert [each.pk for each in compared(ours)] == [row.pk], "the same again is no second one"
    assert Todo.objects.open().count() == 1
    portal.state.strangers.clear()
    assert compared(ours) == [] and not Todo.objects.open().exists()
    row.refresh_from_db()
    assert (row.state, row.settled_by) == (DifferenceState.GONE, None)


def test_what_may_stay_stays_looked_at_and_what_must_not_comes_back(
    ours: Portal, portal: Running, head: User, ground: Ground
) -> None:
    stranger(portal)
    for entry in portal.state.entries.values():
        if entry["body"]["holders"]:
            entry["body"]["portal"] = "mujal"
    missing, unknown = compared(ours)
    assert kinds([missing, unknown]) == [MISSING, UNKNOWN]
    for row in (missing, unknown):
        actions.settle(difference=row, text="Vaatasin üle.", by=ground.user)
    assert not Todo.objects.open().exists()
    clock.move(timedelta(days=1))
    (again,) = compared(ours)
    assert again.what == MISSING and again.pk != missing.pk, "it is missing still"
    portal.state.strangers.clear()
    compared(ours)
    stranger(portal)
    assert UNKNOWN in kinds(compared(ours)), "it had gone and came anew"


def test_a_note_is_needed_and_a_mis_click_is_taken_back(
    ours: Portal, portal: Running, head: User, ground: Ground
) -> None:
    stranger(portal)
    (row,) = compared(ours)
    with pytest.raises(Refused):
        actions.settle(difference=row, text=" ", by=ground.user)
    actions.settle(difference=row, text="Küsisin portaalist.", by=ground.user)
    with pytest.raises(Refused):
        actions.settle(difference=row, text="Veel kord.", by=ground.user)
    row = actions.reopen(difference=row, by=ground.user)
    assert (row.state, row.note) == (DifferenceState.OPEN, "Küsisin portaalist.")
    assert Todo.objects.open().get().owner == ground.user


def test_only_the_newest_list_is_kept(ours: Portal) -> None:
    for _night in range(3):
        compared(ours)
    assert PortalListing.jobs.count() == 3
    assert set(PortalEntry.objects.values_list("listing", flat=True)) == {PortalListing.jobs.latest("pk").pk}


def test_a_list_that_breaks_off_goes_on_where_it_was(
    ours: Portal, portal: Running, monkeypatch: pytest.MonkeyPatch, head: User
) -> None:
    monkeypatch.setattr(users, "PAGE", 10)
    for number in range(35):
        stranger(portal, reference=f"X-{number:03}", code="", client_code=f"{20000000 + number}")
    portal.state.faults.append({"kind": "cut", "method": "GET", "path": "/v1/users", "times": 1})
    job = actions.order(portal=ours, by=None)
    tasks.fetch_listing(job.pk)
    assert PortalListing.jobs.get().state == JobState.PENDING
    clock.move(timedelta(minutes=30))
    real, pages = wire.ask, []

    def counting(*asked: Any, **more: Any) -> Any:
        pages.append(more["query"]["after"])
        if len(pages) == 3:
            portal.state.faults.append({"kind": "lose_answer", "method": "GET", "path": "/v1/users"})
        return real(*asked, **more)

    monkeypatch.setattr(wire, "ask", counting)
    tasks.fetch_listing(job.pk)
    assert PortalEntry.objects.count() == 20
    clock.move(timedelta(minutes=30))
    tasks.fetch_listing(job.pk)
    assert PortalEntry.objects.count() == 37 and PortalListing.jobs.get().rows == 37
    assert len(set(pages)) == len(pages) - 1, "one page was asked for twice, no other"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"portal": "kotkas", "users": [], "more": False}, "another_list"),
        ({"users": "kõik", "more": False}, "list_not_understood"),
        ({"users": [{"reference": "A"}], "more": False}, "list_not_understood"),
        ({"users": [], "more": True}, "list_disorder"),
        ({"users": [], "more": False}, "list_empty"),
        ({"users": [{"reference": "B", "client_code": "1", "kind": "k"}] * 2, "more": True}, "list_disorder"),
        (
            {"users": [{"reference": r, "client_code": "1", "kind": "k"} for r in "BA"], "more": False},
            "list_disorder",
        ),
    ],
)
def test_a_list_that_makes_no_sense_goes_to_a_person(
    ours: Portal, as_specialist: Browser, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], reason: str
) -> None:
    told = {"portal": ours.code} | answer
    monkeypatch.setattr(wire, "ask", lambda *_, **__: wire.Reply(200, told))
    job = actions.order(portal=ours, by=None)
    tasks.fetch_listing(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, reason)
    assert not PortalDifference.objects.exists()
    assert ours.name in as_specialist.get(reverse("contracts:unsent")).content.decode()
    as_specialist.post(reverse("contracts:listing_again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.PENDING and not job.entries.exists()


def test_a_portal_that_does_not_list_is_not_asked(ours: Portal, portal: Running) -> None:
    ours.lists_users = False
    ours.save()
    with pytest.raises(Refused):
        actions.order(portal=ours, by=None)
    assert actions.order_all() == 0


def test_by_night_every_portal_that_lists_is_asked_once(ours: Portal) -> None:
    tasks.order_listings()
    tasks.order_listings()
    assert PortalListing.jobs.count() == 1


def test_names_and_codes_never_reach_the_log(
    ours: Portal, portal: Running, head: User, caplog: pytest.LogCaptureFixture
) -> None:
    stranger(portal)
    with caplog.at_level("DEBUG"):
        compared(ours)
    said = caplog.text + str(list(TimelineEntry.objects.values_list("params", flat=True)))
    said += str(list(Todo.objects.values_list("params", flat=True)))
    assert all(each not in said for each in (EVA, KADRI, "Pärn", "Lepp"))
