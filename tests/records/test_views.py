"""What happened with a client, and who looked at whom."""

import pytest
from django.urls import reverse

from desk import clock
from desk.records.actions import note
from desk.records.models import AccessLogEntry, TimelineEntry
from desk.records.views import PAGE
from desk.records.words import looked, sentence
from tests.clients.world import fragment, give_reason, questions, tamme_puit
from tests.conftest import Actor


def look(user_id: int, pk: int = 7, purpose: str = "contact") -> AccessLogEntry:
    return AccessLogEntry.objects.create(
        at=clock.now(),
        user_id=user_id,
        shown_kind="client",
        shown_id=pk,
        view="clients:page",
        purpose=purpose,
    )


def test_the_story_of_a_client_is_told_in_sentences(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    give_reason(as_specialist, client)
    panel = fragment(as_specialist, reverse("records:client_timeline", args=[client.pk]))
    assert "Riina Rand" in panel
    assert "clients." not in panel, "a kind without words was shown"
    assert TimelineEntry.objects.for_client(client.pk).count() == panel.count("<li>")


def test_an_older_part_of_the_story_is_fetched_and_the_number_of_questions_stays(
    as_specialist: Actor,
) -> None:
    client = tamme_puit(as_specialist.user)
    give_reason(as_specialist, client)
    address = reverse("records:client_timeline", args=[client.pk])
    few = questions(as_specialist, address)
    for _number in range(PAGE + 5):
        note(
            kind="clients.changed", subject=("client", client.pk), client_id=client.pk, by=as_specialist.user
        )

    assert questions(as_specialist, address) == few
    first = as_specialist.get(address)
    older = fragment(as_specialist, address, before=first.context["before"])
    assert "<section" not in older
    assert older.count("<li>") == TimelineEntry.objects.for_client(client.pk).count() - PAGE


def test_without_a_reason_the_story_is_not_told(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    panel = as_specialist.get(reverse("records:client_timeline", args=[client.pk]))
    assert panel["Location"] == client.get_absolute_url()


@pytest.mark.django_db
def test_a_kind_that_no_room_words_is_told_as_it_is() -> None:
    entry = note(kind="nowhere.worded", subject=("client", 1), client_id=1, by=None)
    assert sentence(entry) == "nowhere.worded"


def test_the_auditor_reads_who_looked_and_why(as_auditor: Actor, as_specialist: Actor) -> None:
    look(as_specialist.user.pk)
    look(as_specialist.user.pk, purpose="enquiry:12")
    page = as_auditor.get(reverse("records:access_log")).content.decode()
    assert "Riina Rand" in page
    assert "12" in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"kind": "client"}, 2),
        ({"kind": "client", "number": "7"}, 1),
        ({"kind": "person"}, 0),
        ({"until": "01.02.2020"}, 0),
    ],
)
def test_the_auditor_narrows_the_log(
    as_auditor: Actor, as_specialist: Actor, query: dict[str, str], rows: int
) -> None:
    look(as_specialist.user.pk)
    look(as_auditor.user.pk, pk=8)
    page = as_auditor.get(reverse("records:access_log"), query)
    assert len(page.context["rows"]) == rows
    query = {"user": str(as_auditor.user.pk), "kind": "client"}
    mine = as_auditor.get(reverse("records:access_log"), query)
    assert "8" in [row.whom[-1] for row in mine.context["rows"]]


def test_the_log_goes_on_and_asks_the_same_number_of_questions(
    as_auditor: Actor, as_specialist: Actor
) -> None:
    look(as_specialist.user.pk)
    address = f"{reverse('records:access_log')}?kind=client"
    one = questions(as_auditor, address)
    for pk in range(60):
        look(as_specialist.user.pk, pk=pk)
    assert questions(as_auditor, address) == one
    following = as_auditor.get(address).context["following"]
    assert len(as_auditor.get(f"{address}&{following}").context["rows"]) == 11


def test_only_the_auditor_reads_the_log(as_head: Actor, as_administrator: Actor) -> None:
    assert as_head.get(reverse("records:access_log")).status_code == 403
    assert as_administrator.get(reverse("records:access_log")).status_code == 403


def test_a_look_is_told_by_number_without_a_name(as_specialist: Actor) -> None:
    row = looked(look(as_specialist.user.pk, purpose="list"), "Riina Rand")
    assert row.whom.endswith(" 7")
    assert row.who == "Riina Rand"
