"""What I owe: one list of everything, what burns first; done from the list, taken back, given on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock, workdays
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Kind, State
from desk.enquiries.models import Enquiry, EnquiryMail
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.actions import Letter
from desk.people import actions, owed
from desk.people.models import Notice, Todo, User
from tests.conftest import Actor, _actor
from tests.enquiries.world import asked
from tests.mail.world import letter_in

OWED = "/people/owed/"
MOST = 21  # statements: the page asks every room, and there are as many


@pytest.fixture
def todo() -> Callable[..., Todo]:
    """Writes a to-do down: `todo(riina, "Kontrolli", hours=-1)`."""

    def give(owner: User, text: str, hours: float | None = None) -> Todo:
        due_at = None if hours is None else clock.now() + timedelta(hours=hours)
        return actions.ask_of(owner=owner, text=text, due_at=due_at, by=owner)

    return give


def titles(user: User) -> list[str]:
    return [each.title for each in owed.owed_by(user, user)]


def test_what_burns_stands_first(as_specialist: Actor, todo: Callable[..., Todo]) -> None:
    user = as_specialist.user
    todo(user, "sometime")
    todo(user, "in a week", hours=24 * 7)
    todo(user, "an hour late", hours=-1)
    todo(user, "a day late", hours=-24)
    assert titles(user) == ["a day late", "an hour late", "in a week", "sometime"]
    page = as_specialist.get(OWED).content.decode()
    assert page.index("a day late") < page.index("in a week") < page.index("sometime")


def test_the_list_is_filtered_by_kind(as_specialist: Actor, todo: Callable[..., Todo]) -> None:
    todo(as_specialist.user, "only this")
    assert "only this" in as_specialist.get(f"{OWED}?kind=todo").content.decode()
    assert "only this" not in as_specialist.get(f"{OWED}?kind=promise").content.decode()
    assert "only this" in as_specialist.get(f"{OWED}?kind=nonsense").content.decode()


def test_what_is_done_vanishes_and_a_slip_is_taken_back(
    as_specialist: Actor, todo: Callable[..., Todo]
) -> None:
    one = todo(as_specialist.user, "ring the unit")
    as_specialist.post(reverse("people:todo_done", args=[one.pk]))
    assert titles(as_specialist.user) == []
    page = as_specialist.get(OWED).content.decode()
    assert "ring the unit" in page, "it stands below, to be taken back"
    as_specialist.post(reverse("people:todo_done", args=[one.pk]), {"back": "1"})
    assert titles(as_specialist.user) == ["ring the unit"]


def test_done_twice_is_done_once(as_specialist: Actor, todo: Callable[..., Todo]) -> None:
    one = todo(as_specialist.user, "x")
    assert actions.finish_todo(todo=one, by=as_specialist.user)
    assert not actions.finish_todo(todo=one, by=as_specialist.user)


def test_of_two_that_are_the_same_only_one_is_open(as_specialist: Actor) -> None:
    user = as_specialist.user
    first = actions.give_todo(kind="people.asked", owner=user, subject=("todo", 7), text="x")
    assert actions.give_todo(kind="people.asked", owner=user, subject=("todo", 7), text="x") == first
    actions.finish_todo(todo=first, by=user)
    actions.give_todo(kind="people.asked", owner=user, subject=("todo", 7), text="x")
    with pytest.raises(Refused):
        actions.reopen_todo(todo=first, by=user)


def test_a_colleague_touches_nothing_of_mine(
    as_specialist: Actor, margus: User, todo: Callable[..., Todo]
) -> None:
    one = todo(margus, "his")
    for name in ("todo", "todo_done", "todo_give", "todo_due"):
        address = reverse(f"people:{name}", args=[one.pk])
        answer = as_specialist.get(address) if name == "todo" else as_specialist.post(address)
        assert answer.status_code == 403, name
    with pytest.raises(Refused):
        actions.finish_todo(todo=one, by=as_specialist.user)


def test_work_of_an_absent_colleague_is_marked_so(
    as_specialist: Actor, margus: User, todo: Callable[..., Todo]
) -> None:
    today = workdays.today()
    todo(margus, "his promise")
    actions.enter_absence(user=margus, first_day=today, last_day=today, deputy=as_specialist.user, by=margus)
    page = as_specialist.get(OWED).content.decode()
    assert "his promise" in page
    assert "Margus Mets" in page
    one = Todo.objects.get()
    as_specialist.post(reverse("people:todo_done", args=[one.pk]))
    one.refresh_from_db()
    assert (one.owner, one.done_by) == (margus, as_specialist.user)


def test_a_to_do_is_given_on_and_the_new_owner_is_told(
    as_specialist: Actor, margus: User, todo: Callable[..., Todo]
) -> None:
    one = todo(as_specialist.user, "look at it")
    as_specialist.post(reverse("people:todo_give", args=[one.pk]), {"owner": margus.pk, "reason": "lõuna"})
    assert titles(margus) == ["look at it"]
    assert titles(as_specialist.user) == []
    assert [notice.kind for notice in Notice.objects.to(margus.pk or 0)] == ["people.given"]
    page = _actor(margus).get(one.get_absolute_url()).content.decode()
    assert "lõuna" in page


def test_another_time_needs_a_reason(as_specialist: Actor, todo: Callable[..., Todo]) -> None:
    one = todo(as_specialist.user, "later", hours=-1)
    address = reverse("people:todo_due", args=[one.pk])
    answer = as_specialist.post(address, {"day": "05.03.2099", "hour": "12:00", "reason": ""})
    assert answer.status_code == 200
    one.refresh_from_db()
    assert one.due_at is not None and one.due_at < clock.now()
    as_specialist.post(address, {"day": "05.03.2099", "hour": "12:00", "reason": "klient palus"})
    one.refresh_from_db()
    assert f"{one.due_at:%Y-%m-%d %H:%M}" == "2099-03-05 10:00"
    assert "klient palus" in as_specialist.get(one.get_absolute_url()).content.decode()


def test_who_leads_asks_a_person(as_head: Actor, as_specialist: Actor) -> None:
    form = {"owner": as_specialist.user.pk, "text": "Kontrolli nimekirja", "day": "05.03.2099", "hour": ""}
    assert as_head.post(reverse("people:todo_ask"), form).status_code == 302
    assert titles(as_specialist.user) == ["Kontrolli nimekirja"]
    assert as_specialist.get(reverse("people:todo_ask")).status_code == 403
    with pytest.raises(Refused):
        actions.ask_of(owner=as_head.user, text="x", due_at=None, by=as_specialist.user)


def test_who_leads_sees_how_the_work_lies(
    as_head: Actor, as_specialist: Actor, todo: Callable[..., Todo]
) -> None:
    todo(as_specialist.user, "one", hours=-1)
    todo(as_specialist.user, "two")
    [load] = [
        load
        for load in owed.loads([as_specialist.user], set(), as_head.user)
        if load.person == as_specialist.user
    ]
    assert (load.total, load.late, load.by_kind["todo"]) == (2, 1, 2)
    assert "Riina Rand" in as_head.get(reverse("people:owed_team")).content.decode()
    page = as_head.get(reverse("people:owed_of", args=[as_specialist.user.pk])).content.decode()
    assert "two" in page
    assert as_specialist.get(reverse("people:owed_team")).status_code == 403
    assert as_specialist.get(reverse("people:owed_of", args=[as_head.user.pk])).status_code == 403


@pytest.mark.parametrize("name", ["people:owed", "people:owed_panel"])
@pytest.mark.slow
def test_a_hundred_rows_cost_what_one_does(
    as_specialist: Actor, todo: Callable[..., Todo], name: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_specialist.get(reverse(name)).status_code == 200
        return sum("records_clock" not in query["sql"] for query in queries)

    todo(as_specialist.user, "first", hours=1)
    cost()
    one = cost()
    for number in range(60):
        todo(as_specialist.user, f"to-do {number}", hours=number - 30)
    assert cost() == one
    assert one <= MOST


def test_the_list_of_a_deputy_stays_within_what_a_page_may_ask(
    as_specialist: Actor, as_senior: Actor, todo: Callable[..., Todo]
) -> None:
    """With work of every kind that a deputy takes over, and of the own."""
    riina, helena, today = as_specialist.user, as_senior.user, workdays.today()
    actions.enter_absence(user=helena, first_day=today, last_day=today, deputy=riina, by=helena)
    due, client = clock.now() + timedelta(hours=1), None
    for whose in (riina, helena):
        todo(whose, "to do", hours=1)
        enquiry = asked(whose, client=client)
        client = enquiry.client
        enquiries.promise(enquiry=enquiry, what="Helistame", due_at=due, by=whose)
    as_specialist.get(OWED)
    with CaptureQueriesContext(connection) as queries:
        assert "Helena" in as_specialist.get(OWED).content.decode()
    asked_for = [query["sql"] for query in queries if "records_clock" not in query["sql"]]
    assert len(asked_for) <= MOST, "\n".join(asked_for)


def test_an_enquiry_burns_by_its_deadline_and_a_letter_stands_until_it_is_answered(
    as_specialist: Actor,
) -> None:
    user = as_specialist.user
    enquiry = asked(user)
    [one] = owed.owed_by(user, user)
    assert (one.kind, one.due_at) == ("enquiry", enquiry.due_at)

    incoming = letter_in("Kas olete vastanud?", received_at=clock.now())
    EnquiryMail.objects.create(enquiry=enquiry, incoming=incoming)
    assert [each.kind for each in owed.owed_by(user, user)] == ["letter"]

    mail.queue(
        letter=Letter("Vastus", "Tere!"), to="mari@tammepuit.example", language="et",
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=user, written=True,
    )  # fmt: skip
    assert [each.kind for each in owed.owed_by(user, user)] == ["enquiry"]


def test_what_waits_for_the_client_is_not_owed_until_it_is_late(as_specialist: Actor) -> None:
    user = as_specialist.user
    enquiry = asked(user)
    Enquiry.objects.filter(pk=enquiry.pk).update(state=State.WAITING)
    assert owed.owed_by(user, user) == []
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=clock.now() - timedelta(hours=1))
    assert [each.burning for each in owed.owed_by(user, user)] == [owed.Burning.LATE]


def test_a_complaint_about_me_is_on_no_list_of_mine(
    as_specialist: Actor, as_head: Actor, margus: User
) -> None:
    """Neither as deputy nor as second person nor in a notice is a person told of the own complaint."""
    user, today = as_specialist.user, workdays.today()
    complaint = asked(margus)
    Enquiry.objects.filter(pk=complaint.pk).update(kind=Kind.COMPLAINT, concerns=user)
    about = ("enquiry", complaint.pk)
    actions.enter_absence(user=margus, first_day=today, last_day=today, deputy=user, by=margus)
    Notice.objects.all().delete()
    actions.give_todo(kind="people.given", owner=margus, subject=about)
    actions.tell(users=[margus, as_head.user], kind="people.given", subject=about)
    actions.tell(users=[user], kind="people.second_refused", subject=about)
    assert owed.owed_by(user, user) == []
    assert complaint.number not in as_specialist.get(OWED).content.decode()
    assert ">0<" not in as_specialist.get("/people/notices/bell/").content.decode()
    page = as_specialist.get("/people/notices/").content.decode()
    assert "/people/notices/" in page and '<li class="cluster cluster--apart">' not in page
    assert [each.kind for each in owed.owed_by(margus, margus)] == ["enquiry", "todo"]
