"""A paper goes to the registrar or a specialist, is accepted or given back, or taken back after a slip."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from desk.counter import handover
from desk.counter import papers as reading
from desk.counter.actions import papers, routing
from desk.counter.enums import Addressee, MailState
from desk.counter.models import IncomingMail
from desk.enquiries.actions import open_enquiry
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import Notice, User
from desk.records.models import AccessLogEntry
from tests.conftest import Actor, _actor
from tests.counter import paperwork

pytestmark = pytest.mark.django_db


@pytest.fixture
def kadri(someone: Callable[..., User]) -> User:
    return someone("kadri", Role.SPECIALIST, first_name="Kadri", last_name="Kask")


def state_of(mail: IncomingMail) -> str:
    return IncomingMail.objects.get(pk=mail.pk).state


def test_it_is_not_handed_over_before_it_is_whole(as_specialist: Actor) -> None:
    mail = paperwork.taken_in(as_specialist.user)
    with pytest.raises(Refused) as refused:
        routing.hand(mail=mail, addressee=Addressee.REGISTRAR, by=as_specialist.user)
    assert len(refused.value.texts) == 3  # what, from whom, and the pages


def test_a_named_specialist_is_told_and_owes_it(as_specialist: Actor, kadri: User) -> None:
    mail = paperwork.with_specialist(as_specialist.user, kadri)
    assert Notice.objects.get(user=kadri).kind == "counter.paper_handed"
    assert [work.kind for work in handover.work([kadri.pk])] == ["paper"]
    assert not list(handover.work([as_specialist.user.pk]))
    assert mail.state == MailState.HANDED


def test_what_is_given_back_with_a_reason_is_routed_anew(as_specialist: Actor, kadri: User) -> None:
    mail = paperwork.with_specialist(as_specialist.user, kadri)
    with pytest.raises(Refused):
        routing.give_back(mail=mail, reason="", by=kadri)
    routing.give_back(mail=mail, reason="Kuulub referendile", by=kadri)
    assert state_of(mail) == MailState.RETURNED
    assert Notice.objects.filter(user=as_specialist.user, kind="counter.paper_returned").exists()
    assert [work.owner_id for work in handover.work([as_specialist.user.pk])] == [as_specialist.user.pk]
    routing.hand(mail=mail, addressee=Addressee.REGISTRAR, by=as_specialist.user)
    assert mail.returned_reason == ""
    assert mail.specialist is None


def test_a_slip_is_taken_back_by_who_made_it(as_specialist: Actor, kadri: User) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    with pytest.raises(Refused):
        routing.take_back(mail=mail, by=kadri)
    routing.take_back(mail=mail, by=as_specialist.user)
    assert state_of(mail) == MailState.RECEIVED


def test_nobody_else_gives_back_what_was_handed_to_a_specialist(
    as_specialist: Actor, as_registrar: Actor, kadri: User
) -> None:
    mail = paperwork.with_specialist(as_specialist.user, kadri)
    with pytest.raises(Refused):
        routing.give_back(mail=mail, reason="Pole minu", by=as_registrar.user)


def test_a_handed_paper_is_neither_changed_nor_dropped(as_specialist: Actor) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    with pytest.raises(Refused):
        papers.describe(mail=mail, told=paperwork.told(), by=as_specialist.user)
    with pytest.raises(Refused):
        papers.drop(mail=mail, reason="Eksitus", by=as_specialist.user)


def test_the_page_leads_from_the_data_to_the_registrar(as_specialist: Actor) -> None:
    mail = paperwork.scanned(paperwork.taken_in(as_specialist.user))
    kind = paperwork.kind("challenge")
    said = {
        "title": "Vaie keskkonnaloale", "kind": kind.pk, "language": "et", "access": "usual",
        "sender_name": "Tamme Puit OÜ", "hand": "registrar",
    }  # fmt: skip
    answer = as_specialist.post(reverse("counter:describe", args=[mail.pk]), said, follow=True)
    assert answer.status_code == 200
    assert state_of(mail) == MailState.HANDED
    wrong = {**said, "title": "Jaan Kase vaie"}
    other = paperwork.scanned(paperwork.taken_in(as_specialist.user))
    answer = as_specialist.post(reverse("counter:describe", args=[other.pk]), wrong)
    assert answer.status_code == 422
    assert "Jaan Kase" in answer.content.decode()
    answer = as_specialist.post(reverse("counter:describe", args=[other.pk]), {**wrong, "name_stays": "on"})
    assert state_of(other) == MailState.HANDED


def test_whoever_saves_the_document_is_written_down_and_it_never_runs_in_our_name(
    as_specialist: Actor, as_registrar: Actor
) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    answer = as_registrar.get(reverse("counter:paper_document", args=[mail.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    looks = AccessLogEntry.objects.filter(user_id=as_registrar.user.pk, shown_kind=reading.SUBJECT)
    assert looks.filter(view="counter:paper_document").exists()
    file = mail.files.get()
    answer = as_registrar.get(reverse("counter:paper_original", args=[mail.pk, file.pk]))
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_stranger_to_papers_neither_sees_nor_saves_them(
    as_specialist: Actor, as_unit_head: Actor, as_administrator: Actor
) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    for actor in (as_unit_head, as_administrator):
        for name in ("paper", "paper_document", "receipt"):
            assert actor.get(reverse(f"counter:{name}", args=[mail.pk])).status_code == 403


@pytest.mark.parametrize(
    "language, word", [("et", "Kinnitus"), ("ru", "Подтверждение"), ("en", "Confirmation")]
)
def test_the_receipt_speaks_the_clients_language(as_specialist: Actor, language: str, word: str) -> None:
    mail = paperwork.received(as_specialist.user, language=language)
    page = as_specialist.get(reverse("counter:receipt", args=[mail.pk])).content.decode()
    assert word in page
    assert mail.document_sha256 in page
    answer = as_specialist.post(reverse("counter:receipt_printed", args=[mail.pk]), {"language": language})
    assert answer.status_code == 302
    assert IncomingMail.objects.get(pk=mail.pk).receipt_at is not None


@pytest.mark.parametrize("show", ["mine", "route", "handed", "late", "accepted", "all"])
def test_the_lists_cost_the_same_for_one_paper_and_for_many(
    as_specialist: Actor, show: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(3):
        paperwork.with_registrar(as_specialist.user)
    as_specialist.get(reverse("counter:papers"))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        as_specialist.get(reverse("counter:papers"), {"show": show})


def test_the_papers_of_an_enquiry_stand_on_its_page_but_not_before_whom_it_concerns(
    as_specialist: Actor, someone: Callable[..., User], words: None
) -> None:
    enquiry = open_enquiry(topic=Topic.objects.get(code="user-contract"), by=as_specialist.user)
    paper = paperwork.taken_in(as_specialist.user, enquiry=enquiry)
    url = reverse("counter:enquiry_papers", args=[enquiry.pk])
    assert paper.number in as_specialist.get(url).content.decode()
    concerned = _actor(someone("kaebealune", Role.SPECIALIST))
    Enquiry.objects.filter(pk=enquiry.pk).update(kind="complaint", concerns=concerned.user)
    assert concerned.get(url).status_code == 404
    assert concerned.get(paper.get_absolute_url()).status_code == 404
    assert paper.number not in concerned.get(reverse("counter:papers"), {"show": "all"}).content.decode()
