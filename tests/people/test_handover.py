"""What every room hands over, in the demo world: nothing open is left out, a deputy's acts are told so."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from contracts import actions as contracts
from contracts.enums import PackageState
from contracts.models import Package, SigningMandate
from desk import clock, slots, workdays
from desk.calls.models import Call, Callback
from desk.enquiries.models import Enquiry
from desk.people import actions
from desk.people.handover import open_work
from desk.people.models import Absence, User
from desk.records.models import TimelineEntry
from desk.slots import Work
from tests.conftest import _actor
from tests.house import places
from tickets.enums import State as TicketState
from tickets.models import Escalation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(own_store: None) -> None:
    """Everyone of the demo, nobody away."""
    places.build(clock.now())
    Absence.objects.all().delete()


def named(username: str) -> User:
    return User.objects.get(username=username)


def handed(*people: User) -> list[Work]:
    ids = {person.pk for person in people}
    return [work for ask in slots.each("HANDOVER") for work in ask(ids)]


def away(user: User, deputy: User) -> None:
    today = workdays.today()
    actions.enter_absence(user=user, first_day=today, last_day=today, deputy=deputy, by=user)


def test_everything_open_of_everybody_is_handed_over(world: None) -> None:
    works = handed(*User.objects.all())
    urls = {work.url for work in works}
    owned = Enquiry.objects.open().exclude(owner=None)
    assert {enquiry.get_absolute_url() for enquiry in owned} <= urls
    planned = Callback.objects.planned().exclude(owner=None)
    assert {callback.get_absolute_url() for callback in planned} <= urls
    unfinished = Package.objects.filter(state__in=[PackageState.SENT, PackageState.DRAFTING])
    assert {reverse("contracts:page", args=[package.pk]) for package in unfinished} <= urls
    told = Escalation.objects.filter(state=TicketState.ANSWERED)
    assert {ticket.get_absolute_url() for ticket in told} <= urls
    assert told.exists() and unfinished.exists()
    assert all(reverse("home") != work.url and work.title for work in works)


def test_each_piece_of_work_goes_to_one_person(world: None) -> None:
    """Asked together or one by one, the same work comes once, under its owner."""
    together = sorted((work.owner_id, work.url) for work in handed(*User.objects.all()))
    apart = sorted((work.owner_id, work.url) for user in User.objects.all() for work in handed(user))
    assert together == apart
    assert len(together) == len(set(together)) or _only_several_promises(together)


def _only_several_promises(rows: list[tuple[int, str]]) -> bool:
    twice = {row for row in rows if rows.count(row) > 1}
    return all("/enquiries/" in url for _owner, url in twice)


def test_a_call_that_ended_without_its_outcome_is_handed_over(world: None) -> None:
    riina = named("spetsialist")
    call = Call.objects.exclude(answered_at=None).first()
    assert call is not None
    Call.objects.filter(pk=call.pk).update(state="wrap_up", user=riina, closed_at=None)
    assert call.get_absolute_url() in {work.url for work in handed(riina)}
    margus = named("spetsialist2")
    away(riina, margus)
    for name in ("calls:home_panel", "calls:callbacks"):
        page = _actor(margus).get(reverse(name))
        assert page.status_code == 200, name
    assert "Riina Rand" in _actor(margus).get(reverse("calls:home_panel")).content.decode()
    assert _actor(margus).get(call.get_absolute_url()).status_code == 200


def test_what_waits_for_the_agencys_signature_is_handed_over_with_its_signer(world: None) -> None:
    head = SigningMandate.objects.get().user
    package = Package.objects.filter(state=PackageState.SENT).first()
    assert package is not None
    url = reverse("contracts:page", args=[package.pk])
    assert url not in {work.url for work in handed(head)}
    Package.objects.filter(pk=package.pk).update(state=PackageState.AWAITING_AGENCY)
    assert url in {work.url for work in handed(head)}
    assert url not in {work.url for work in handed(package.drafted_by)}


def test_lists_of_documents_and_tickets_say_in_whose_place(world: None) -> None:
    margus, riina = named("spetsialist2"), named("spetsialist")
    away(margus, riina)
    as_riina = _actor(riina)
    for name in ("tickets:home_panel", "tickets:list", "contracts:home_panel", "contracts:index"):
        assert "Margus Mets" in as_riina.get(reverse(name)).content.decode(), name
    for name in ("tickets:home_panel", "contracts:home_panel"):
        assert "Margus Mets" not in _actor(named("juht")).get(reverse(name)).content.decode(), name


def test_what_a_deputy_does_with_documents_is_told_as_done_in_place_of_the_drafter(world: None) -> None:
    margus, riina = named("spetsialist2"), named("spetsialist")
    package = Package.objects.owned_by(margus.pk).first()
    assert package is not None
    away(margus, riina)
    contracts.recall(package=package, by=riina)
    entry = TimelineEntry.objects.in_place_of(margus.pk).get()
    assert (entry.kind, entry.by) == ("contracts.recalled", riina)
    page = _actor(riina).get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert page.count("Margus Mets") >= 2


def test_the_most_urgent_stands_first(
    world: None, django_assert_max_num_queries: Callable[..., object]
) -> None:
    ids = set(User.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context manager
        found = open_work(ids)
    for works in found.values():
        due = [work.due_at for work in works if work.due_at]
        assert due == sorted(due)
