"""A check laid open, the history of a client's checks, and who is shown what of it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.clients.enums import Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint
from desk.clients.models import Person as Known
from desk.outbox import JobState
from desk.records.enums import Reason as Why
from registry import actions
from registry.enums import Channel, Purpose, Source
from registry.inquiry import Finding
from registry.models import Check
from registry.rules import Answer, DatedRow, Group, Person, judge

pytestmark = pytest.mark.django_db

MARI = Person("24503120016", "EST", "Mari", "Tamm", "JUHL", "Juhatuse liige", True)
EVA = Person("24604040108", "EST", "Eva", "Pärn", "JUHL", "Juhatuse liige", True)
CARD = Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", (MARI,))


@pytest.fixture
def tamme(db: None) -> Client:
    return Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")


@pytest.fixture
def as_reader(as_specialist: Any) -> Any:
    """A specialist who reads in English."""
    as_specialist.user.language = "en"
    as_specialist.user.save()
    return as_specialist


def kept(answer: Answer, *, rows: tuple[DatedRow, ...] | None = None) -> Check:
    return actions.keep(
        code=answer.code, finding=Finding(answer, judge(answer), (), rows), asked_at=clock.now(),
        channel=Channel.DIRECT, source=Source.LIVE, by=None,
    )  # fmt: skip


def asked(client: Client, purpose: Purpose, **more: Any) -> Check:
    check = actions.ask(client=client, purpose=purpose, subject=("client", client.pk), by=None, **more)
    Check.jobs.filter(pk=check.pk).update(state=JobState.SENT)
    return check


def seen(actor: Any, address: str) -> str:
    return str(actor.get(address).content.decode())


def test_a_check_says_what_it_was_for_and_that_it_is_unchanged(tamme: Client, as_reader: Any) -> None:
    check = asked(tamme, Purpose.SENDING, issue="KL-2026-0007")
    actions.answered(check, Finding(CARD, judge(CARD), ()))
    page = seen(as_reader, check.get_absolute_url())
    for words in ("KL-2026-0007", "at sending", "by itself", "Mari Tamm may represent alone.", "unchanged"):
        assert words in page
    assert Check.objects.get(pk=check.pk).payload_hash in page
    assert Check.objects.get(pk=check.pk).rule_version in page


def test_personal_codes_are_for_whoever_has_work_with_the_client(
    tamme: Client, as_reader: Any, as_auditor: Any
) -> None:
    check = kept(CARD)
    assert MARI.code not in seen(as_reader, check.get_absolute_url())
    assert MARI.code not in seen(as_auditor, check.get_absolute_url())

    # The specialist says why the client's data are opened; from then on the codes stand there.
    reason = reverse("clients:reason", args=[tamme.pk])
    as_reader.post(reason, {"reason": Why.DOCUMENT, "next": "/"})
    assert MARI.code in seen(as_reader, check.get_absolute_url())
    assert MARI.code not in seen(as_auditor, check.get_absolute_url())


def test_a_check_against_an_earlier_one_shows_what_changed_and_since_when(
    tamme: Client, as_reader: Any
) -> None:
    sending = kept(CARD)
    check = asked(tamme, Purpose.ACCEPTANCE, against=sending)
    after = replace(CARD, persons=(EVA,))
    rows = (
        DatedRow(date(2020, 1, 1), date(2026, 3, 14), MARI.identity, "JUHL"),
        DatedRow(date(2026, 3, 14), None, EVA.identity, "JUHL"),
    )
    actions.answered(check, Finding(after, judge(after), (), rows))
    page = seen(as_reader, check.get_absolute_url())
    assert "Mari Tamm is no longer on the board." in page
    assert "Eva Pärn is new on the board." in page
    assert "Mari Tamm · board member" in page
    assert "14.03.2026" in page
    assert sending.get_absolute_url() in page


def test_what_was_destroyed_leaves_its_hash(tamme: Client, as_reader: Any) -> None:
    check = kept(CARD)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM registry_checkpayload WHERE check_id = %s", [check.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    page = seen(as_reader, check.get_absolute_url())
    assert "destroyed by its retention rule" in page
    assert Check.objects.get(pk=check.pk).payload_hash in page


def test_the_history_shows_what_changed_between_neighbours(tamme: Client, as_reader: Any) -> None:
    kept(CARD)
    kept(replace(CARD, persons=(MARI, EVA)))
    kept(replace(CARD, persons=(MARI, EVA)))
    page = seen(as_reader, reverse("registry:history", args=[tamme.pk]))
    assert page.count("Eva Pärn is new on the board.") == 1


def test_the_history_is_narrowed_by_purpose_and_goes_on_from_where_it_ended(
    tamme: Client, as_reader: Any
) -> None:
    for number in range(30):
        clock.move(timedelta(minutes=1))
        asked(tamme, Purpose.LOOK if number % 3 else Purpose.SENDING)
    address = reverse("registry:history", args=[tamme.pk])
    first = as_reader.get(address)
    assert len(first.context["lines"]) == 25
    second = as_reader.get(f"{address}?before={first.context['following']}")
    assert len(second.context["lines"]) == 5
    shown = [line.check.pk for line in (*first.context["lines"], *second.context["lines"])]
    assert shown == sorted(shown, reverse=True)
    sending = as_reader.get(f"{address}?purpose=sending").context["lines"]
    assert {line.check.purpose for line in sending} == {"sending"}
    assert len(sending) == 10


def board_of(size: int, client: Client) -> Answer:
    people = []
    for number in range(size):
        code = f"18{client.pk:05d}{number:04d}"
        people.append(Person(code, "EST", "Aino", f"Kask {number:02d}", "JUHL", "Juhatuse liige", False))
        known = Known.objects.create(first_name="Aino", last_name=f"Kask {number:02d}", personal_code=code)
        ClientRole.objects.create(client=client, person=known, role="juhatuse liige")
        ContactPoint.objects.create(
            person=known, kind="email", value=f"aino{number}@k.example", works=Works.NO
        )
    groups = tuple(Group(number, pair) for number, pair in enumerate(combinations(people, 2), 1))
    return replace(CARD, persons=tuple(people), groups=groups)


@pytest.mark.slow
def test_a_board_of_thirty_costs_no_more_questions_to_the_database_than_one_of_three(
    tamme: Client, as_reader: Any
) -> None:
    other = Client.objects.create(kind=Kind.ORGANISATION, name="Suur AS", registry_code="10000018")
    kept(board_of(3, tamme))
    kept(replace(board_of(30, other), code="10000018"))

    def counted(name: str, pk: int) -> int:
        address = reverse(name, args=[pk])
        as_reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            as_reader.get(address, headers={"hx-request": "true"})
        return len(queries)

    few, many = (counted("registry:client_panel", client.pk) for client in (tamme, other))
    assert few == many <= 20
    pages = [Check.objects.get(client=client).pk for client in (tamme, other)]
    few, many = (counted("registry:page", pk) for pk in pages)
    assert few == many <= 20
