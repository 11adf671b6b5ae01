"""A complaint is kept from the person it concerns: in lists, pages, stories, search, and others' work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk import clock, workdays
from desk.enquiries import actions
from desk.enquiries.enums import Kind
from desk.enquiries.models import Enquiry
from desk.people.actions import give_todo
from desk.people.models import Absence, User
from desk.search import find
from tests.clients.world import fragment
from tests.conftest import Actor
from tests.enquiries.world import asked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = "Ebaviisakas teenindaja"


@pytest.fixture
def concerned(as_specialist: Actor) -> User:
    """The specialist in whose session these tests look for the complaint."""
    return as_specialist.user


@pytest.fixture
def complaint(as_senior: Actor, concerned: User) -> Enquiry:
    complaint = asked(as_senior.user)
    due = clock.now() + timedelta(days=3)
    actions.promise(enquiry=complaint, what=WORDS, due_at=due, by=as_senior.user)
    Enquiry.objects.filter(pk=complaint.pk).update(kind=Kind.COMPLAINT, concerns=concerned, question=WORDS)
    complaint.refresh_from_db()
    return complaint


def addresses(complaint: Enquiry) -> list[str]:
    promise = complaint.promises.get()
    return [
        complaint.get_absolute_url(),
        reverse("enquiries:change", args=[complaint.pk]),
        reverse("enquiries:attach", args=[complaint.pk]),
        reverse("enquiries:keep", args=[promise.pk]),
        reverse("records:enquiry_timeline", args=[complaint.pk]),
        reverse("tickets:escalate", args=[complaint.pk]),
        reverse("calls:plan_for_enquiry", args=[complaint.pk]),
        reverse("calls:enquiry_callbacks", args=[complaint.pk]),
        f"/api/enquiries/{complaint.pk}/",
    ]


def test_no_address_of_it_is_there_for_the_person_concerned(
    as_specialist: Actor, as_senior: Actor, complaint: Enquiry
) -> None:
    for address in addresses(complaint):
        assert as_specialist.get(address).status_code == 404, address
        assert as_senior.get(address).status_code != 404, address


def test_no_deed_of_the_person_concerned_reaches_it(as_specialist: Actor, complaint: Enquiry) -> None:
    for name in ("move", "close", "promise"):
        answer = as_specialist.post(reverse(f"enquiries:{name}", args=[complaint.pk]), {"take": "1"})
        assert answer.status_code == 404, name


def test_no_list_names_it_to_the_person_concerned(
    as_specialist: Actor, as_senior: Actor, complaint: Enquiry
) -> None:
    asked(as_specialist.user, complaint.client)  # which is why the client may be looked at
    lists = [
        reverse("enquiries:index"),
        f"{reverse('enquiries:index')}?state=all",
        f"{reverse('enquiries:promises')}?list=all",
        reverse("enquiries:client_panel", args=[complaint.client_id]),
        reverse("records:client_timeline", args=[complaint.client_id]),
        "/api/enquiries/",
    ]
    for address in lists:
        page = fragment(as_specialist, address)
        assert complaint.number not in page, address
        assert WORDS not in page, address
        theirs = fragment(as_senior, address)
        assert complaint.number in theirs or WORDS in theirs, address


def test_neither_number_nor_words_find_it(as_senior: Actor, concerned: User, complaint: Enquiry) -> None:
    for text in (complaint.number, WORDS):
        assert find(as_senior.user, text)
        assert not find(concerned, text)


def test_a_deputy_whom_it_concerns_is_not_handed_it(
    as_specialist: Actor, as_senior: Actor, complaint: Enquiry
) -> None:
    today = workdays.today()
    other = asked(as_senior.user, complaint.client)
    Absence.objects.create(
        user=as_senior.user,
        deputy=as_specialist.user,
        first_day=today,
        last_day=today + timedelta(days=3),
        entered_by=as_senior.user,
    )
    for address in (
        reverse("people:handover"),
        reverse("people:handover_panel"),
        reverse("enquiries:home_panel"),
        f"{reverse('enquiries:index')}?whose=mine",
    ):
        page = fragment(as_specialist, address)
        assert other.number in page, address
        assert complaint.number not in page, address
        assert WORDS not in page, address


def test_it_is_no_reason_to_look_at_the_client(
    as_specialist: Actor, as_senior: Actor, complaint: Enquiry
) -> None:
    today = workdays.today()
    Absence.objects.create(
        user=as_senior.user,
        deputy=as_specialist.user,
        first_day=today,
        last_day=today + timedelta(days=3),
        entered_by=as_senior.user,
    )
    panel = as_specialist.get(reverse("enquiries:client_panel", args=[complaint.client_id]))
    assert panel["Location"] == reverse("clients:page", args=[complaint.client_id])


def test_the_card_of_a_caller_says_nothing_of_it(as_specialist: Actor, complaint: Enquiry) -> None:
    from desk.calls import matching

    assert complaint.person is not None
    (match,) = [each for each in matching.of_person(complaint.person) if each.client == complaint.client]
    assert (match.last, match.promises) == ((), 0)


def test_what_the_deputy_must_not_do_is_nobodys_for_those_who_lead(
    as_specialist: Actor, as_senior: Actor, as_head: Actor, complaint: Enquiry
) -> None:
    today = workdays.today()
    other = asked(as_senior.user, complaint.client)
    Absence.objects.create(
        user=as_senior.user, deputy=as_specialist.user, first_day=today, last_day=today,
        entered_by=as_senior.user,
    )  # fmt: skip
    page = as_head.get(reverse("people:handover")).content.decode()
    assert complaint.number in page
    assert other.number not in page, "this one the deputy does"


def test_what_i_owe_names_it_to_nobody_whom_it_concerns(as_specialist: Actor, complaint: Enquiry) -> None:
    due = clock.now() + timedelta(days=1)
    give_todo(
        owner=as_specialist.user, kind="enquiries.post_letter", subject=("enquiry", complaint.pk), due_at=due,
        number=complaint.number,
    )  # fmt: skip
    page = as_specialist.get(reverse("people:owed")).content.decode()
    assert complaint.number not in page
