"""Absences: entered, changed and ended; the work goes to the deputy, is told as his, and comes back alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock, slots, workdays
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Evidence
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.http import Refused
from desk.people import actions, deputies
from desk.people.enums import Role
from desk.people.models import Absence, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor, _actor
from tests.enquiries.world import asked

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def riina(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets")


@pytest.fixture
def helena(as_senior: Actor) -> User:
    return as_senior.user


def again(user: User) -> User:
    """The person as the next request meets him."""
    return User.objects.get(pk=user.pk)


def away(user: User, deputy: User | None, days: int = 1, first: date | None = None) -> Absence:
    first = first or workdays.today()
    last = first + timedelta(days=days - 1)
    return actions.enter_absence(user=user, first_day=first, last_day=last, deputy=deputy, by=user)


def works(user: User) -> list[Promise]:
    """What the person's list of promises shows."""
    return list(Promise.objects.owed().owned_by(*deputies.works_for(again(user))))


def promised(by: User) -> Promise:
    enquiry = asked(by)
    return enquiries.promise(enquiry=enquiry, what="Helistame", due_at=clock.now() + 3 * DAY, by=by)


# --- entering, changing, ending


def test_a_person_enters_the_own_absence_and_those_who_lead_anyones(
    riina: User, margus: User, helena: User
) -> None:
    absence = away(riina, margus)
    assert (absence.entered_by, absence.history.get().history_user) == (riina, riina)
    today = workdays.today()
    actions.enter_absence(user=margus, first_day=today, last_day=today, deputy=None, by=helena)
    with pytest.raises(PermissionDenied):
        actions.enter_absence(user=helena, first_day=today, last_day=today, deputy=None, by=riina)


def test_what_cannot_be_is_refused_with_every_reason(riina: User, margus: User, as_registrar: Actor) -> None:
    away(riina, margus, days=3)
    with pytest.raises(Refused) as refused:
        away(riina, riina, first=workdays.today() + 2 * DAY)
    assert len(refused.value.texts) == 2
    with pytest.raises(Refused, match="refused"):
        away(margus, as_registrar.user)
    with pytest.raises(Refused):
        away(margus, None, days=0)
    assert Absence.objects.count() == 1


def test_an_absence_that_has_begun_keeps_its_first_day(riina: User, margus: User, helena: User) -> None:
    absence = away(riina, margus, days=5)
    clock.move(DAY)
    today = workdays.today()
    with pytest.raises(Refused):
        actions.change_absence(absence=absence, first_day=today, last_day=today, deputy=helena, by=riina)
    first = absence.history.first().first_day
    actions.change_absence(absence=absence, first_day=first, last_day=today, deputy=helena, by=riina)
    assert deputies.standing_in_for(riina.pk) == helena


def test_one_that_ends_early_stands_until_yesterday_and_one_not_begun_is_taken_back(
    riina: User, margus: User
) -> None:
    begun = away(riina, margus, days=5)
    clock.move(2 * DAY)
    later = away(margus, None, first=workdays.today() + 3 * DAY)
    actions.end_absence(absence=begun, by=riina)
    actions.end_absence(absence=later, by=margus)
    assert Absence.objects.get().last_day == workdays.today() - DAY
    assert Absence.history.filter(history_type="-").get().history_user == margus
    with pytest.raises(Refused):
        actions.end_absence(absence=begun, by=riina)


def test_no_reason_is_kept_anywhere() -> None:
    fields = {field.name for field in Absence._meta.get_fields()}
    assert fields == {"id", "user", "first_day", "last_day", "deputy", "entered_by", "entered_at"}


# --- the work goes over and comes back


def test_work_follows_the_chain_day_by_day_and_comes_back_by_itself(
    riina: User, margus: User, helena: User
) -> None:
    """A→B, then B→C; A comes back early, B comes back: nothing was moved, so nothing has to be moved back."""
    promise = promised(riina)
    absence = away(riina, margus, days=5)
    assert works(margus) == [promise]
    clock.move(DAY)
    away(margus, helena, days=2)
    assert (works(margus), works(helena)) == ([], [promise])
    clock.move(DAY)
    actions.end_absence(absence=absence, by=riina)
    assert (works(margus), works(helena)) == ([], [])
    clock.move(DAY)
    assert (works(riina), works(margus), works(helena)) == ([promise], [], [])
    assert promise.enquiry.owner == riina


def test_a_deputy_sees_the_work_on_his_lists_marked_and_may_open_the_client(
    riina: User, margus: User
) -> None:
    promise = promised(riina)
    as_margus = _actor(margus)
    lists = [reverse("enquiries:promises"), reverse("enquiries:home_panel")]
    lists.append(reverse("enquiries:index") + "?whose=mine")
    assert not any(promise.enquiry.number in as_margus.get(url).content.decode() for url in lists)
    away(riina, margus)
    for url in lists:
        page = as_margus.get(url).content.decode()
        assert reverse("enquiries:page", args=[promise.enquiry_id]) in page, url
        assert "Riina Rand" in page
    client = as_margus.get(reverse("clients:page", args=[promise.enquiry.client_id]))
    assert client.status_code == 200
    assert "Tamme Puit" in client.content.decode()


def test_what_a_deputy_does_is_told_as_done_in_place_of_the_owner(
    riina: User, margus: User, helena: User, as_specialist: Actor
) -> None:
    promise = promised(riina)
    enquiries.describe(enquiry=promise.enquiry, question="Enne puudumist", by=margus)
    away(riina, margus)
    enquiries.keep(promise=promise, evidence=(Evidence.WITHDRAWN, None), said_by="Mari Tamm", by=margus)
    enquiries.describe(enquiry=promise.enquiry, question="Helena ei asenda", by=helena)
    kept = TimelineEntry.objects.in_place_of(riina.pk).get()
    assert (kept.kind, kept.by) == ("enquiries.kept", margus)
    page = _actor(margus).get(reverse("records:in_place_of") + "?show=mine").content.decode()
    assert promise.enquiry.number in page
    clock.move(DAY)
    enquiries.describe(enquiry=promise.enquiry, question="Pärast puudumist", by=margus)
    assert TimelineEntry.objects.in_place_of(riina.pk).get() == kept
    page = as_specialist.get(reverse("records:in_place_of")).content.decode()
    assert promise.enquiry.get_absolute_url() in page
    assert "Margus Mets" in page
    gone = as_specialist.get(reverse("records:in_place_of") + "?since=01.01.2020&until=02.01.2020")
    assert promise.enquiry.number not in gone.content.decode()


def test_who_takes_an_absent_persons_enquiry_took_it_in_his_place(riina: User, margus: User) -> None:
    enquiry = asked(riina)
    away(riina, margus)
    enquiries.assign(enquiry=enquiry, owner=margus, by=margus)
    assert TimelineEntry.objects.in_place_of(riina.pk).get().kind == "enquiries.assigned"


def test_work_that_nobody_does_stands_before_those_who_lead(
    riina: User, margus: User, helena: User, as_senior: Actor
) -> None:
    promise = promised(riina)
    away(riina, None)
    assert deputies.ends(deputies.deputy_of()) == {riina.pk: None}
    name_one = reverse("people:absence_change", args=[Absence.objects.get().pk])
    assert name_one in as_senior.get(reverse("people:handover")).content.decode()
    for name in ("people:handover", "people:handover_panel"):
        assert "Riina Rand" in as_senior.get(reverse("people:handover")).content.decode(), name
        assert "Riina Rand" not in _actor(margus).get(reverse(name)).content.decode()
    enquiries.keep(promise=promise, evidence=(Evidence.WITHDRAWN, None), said_by="Mari Tamm", by=helena)
    assert TimelineEntry.objects.in_place_of(riina.pk).get().by == helena


def test_work_of_one_who_left_the_house_is_not_lost(riina: User, as_senior: Actor) -> None:
    promise = promised(riina)
    riina.is_active = False
    riina.save(update_fields=["is_active"])
    assert promise.enquiry.number in as_senior.get(reverse("people:handover")).content.decode()


# --- the slot


def test_every_room_says_what_is_open_of_an_absent_person(riina: User) -> None:
    promise = promised(riina)
    other = enquiries.open_enquiry(topic=promise.enquiry.topic, by=riina)
    found = [work for ask in slots.each("HANDOVER") for work in ask({riina.pk})]
    urls = {work.url: work for work in found}
    assert urls[promise.enquiry.get_absolute_url()].due_at == promise.due_at
    assert urls[other.get_absolute_url()].due_at == other.due_at
    assert {work.owner_id for work in found} == {riina.pk}
    assert [work for ask in slots.each("HANDOVER") for work in ask({riina.pk + 1000})] == []


def test_no_client_is_named_in_what_is_handed_over(riina: User, margus: User) -> None:
    """The page needs no entry in the access log: names are on the pages to which it leads."""
    promised(riina)
    away(riina, margus)
    page = _actor(margus).get(reverse("people:handover")).content.decode()
    assert Enquiry.objects.get().number in page
    assert "Tamme" not in page


# --- pages


def test_the_page_shows_who_stands_in_for_whom_as_a_chain(
    riina: User, margus: User, helena: User, as_specialist: Actor
) -> None:
    away(riina, margus, days=2)
    away(margus, helena)
    page = as_specialist.get(reverse("people:absences")).content.decode()
    assert "Riina Rand → Margus Mets → Helena Hunt" in page


def test_an_absence_is_entered_changed_and_ended_on_the_page(as_specialist: Actor, margus: User) -> None:
    url, today = reverse("people:absences"), workdays.today()
    data = {"first_day": today, "last_day": today + DAY, "deputy": margus.pk}
    assert as_specialist.post(url, data)["Location"] == url
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy) == (as_specialist.user, margus)
    assert as_specialist.post(url, data).status_code == 200  # refused: on these days already
    change = reverse("people:absence_change", args=[absence.pk])
    assert as_specialist.get(change).status_code == 200
    as_specialist.post(change, {**data, "deputy": ""})
    absence.refresh_from_db()
    assert absence.deputy is None
    as_specialist.post(reverse("people:absence_end", args=[absence.pk]))
    assert not Absence.objects.exists()


def test_a_specialist_cannot_enter_or_end_anothers(as_specialist: Actor, margus: User) -> None:
    absence = away(margus, None)
    for name in ("people:absence_change", "people:absence_end"):
        assert as_specialist.post(reverse(name, args=[absence.pk])).status_code == 403
    today = workdays.today()
    data = {"user": margus.pk, "first_day": today + 5 * DAY, "last_day": today + 5 * DAY, "deputy": ""}
    as_specialist.post(reverse("people:absences"), data)
    assert set(Absence.objects.values_list("user", flat=True)) == {margus.pk, as_specialist.user.pk}


def test_those_who_lead_enter_anyones(as_head: Actor, margus: User, riina: User) -> None:
    today = workdays.today()
    data = {"user": margus.pk, "first_day": today, "last_day": today, "deputy": riina.pk}
    as_head.post(reverse("people:absences"), data)
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy, absence.entered_by) == (margus, riina, as_head.user)


def test_past_absences_and_the_way_back_are_shown(riina: User, margus: User, as_specialist: Actor) -> None:
    away(riina, margus)
    clock.move(DAY)
    assert "Margus Mets" in as_specialist.get(reverse("people:absences") + "?show=past").content.decode()
    panel = as_specialist.get(reverse("people:handover_panel")).content.decode()
    assert reverse("records:in_place_of") + "?since=" in panel


def test_the_deputy_is_told_before_it_begins(riina: User, margus: User) -> None:
    away(riina, margus, first=workdays.today() + 2 * DAY)
    panel = _actor(margus).get(reverse("people:handover_panel"), headers={"HX-Request": "true"})
    assert "Riina Rand" in panel.content.decode()
    own = _actor(riina).get(reverse("people:handover_panel"), headers={"HX-Request": "true"})
    assert "<section" not in own.content.decode()


@pytest.mark.parametrize(
    ("name", "most"), [("people:absences", 12), ("people:handover", 20), ("people:handover_panel", 20)]
)
@pytest.mark.slow
def test_pages_ask_the_same_number_of_questions_for_one_absence_or_many(
    name: str, most: int, someone: Callable[..., User], as_senior: Actor
) -> None:
    """The handover composes what every room gives, as a page with panels does."""
    counts = []
    for number in range(8):
        person = someone(f"inimene{number}", Role.SPECIALIST)
        enquiry = asked(person) if not number else enquiries.open_enquiry(topic=_topic(), by=person)
        enquiries.promise(enquiry=enquiry, what="Helistame", due_at=clock.now() + DAY, by=person)
        away(person, as_senior.user if number % 2 else None)
        as_senior.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            as_senior.get(reverse(name))
        counts.append(sum("records_clock" not in query["sql"] for query in queries))
    assert counts[1] == counts[-1] <= most, counts


def _topic() -> Topic:
    return Topic.objects.get(code="user-contract")
