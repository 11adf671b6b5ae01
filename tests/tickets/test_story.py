"""The ticket's page tells one story in order of time, and how its clocks stand."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, level2_solves, read, the_issue
from tickets import actions, story
from tickets.enums import Alarm, EventKind
from tickets.models import Escalation, Issue, TicketEvent, Watch

pytestmark = pytest.mark.slow


def history(actor: Actor, ticket: Escalation, before: str = "") -> str:
    url = reverse("tickets:history", args=[ticket.pk])
    answer = actor.get(url, {"before": before} if before else {}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def clocks(actor: Actor, ticket: Escalation) -> str:
    answer = actor.get(reverse("tickets:clocks", args=[ticket.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_moved_is_told_in_words(ticket: Escalation, level2: jira.State, as_specialist: Actor) -> None:
    drain()
    level2.assign(the_issue(level2), jira.EXPERT, jira.EXPERT)
    level2_solves(level2, "Viga on parandatud.")
    page = history(as_specialist, read(ticket))
    for words in (
        "Suunatud teisele tasandile: IT-tugi", "täitja: – → Teise tasandi ekspert",
        "staatus: To Do → In Progress", "staatus: In Progress → Done", "lahendus: – → Done",
        "Viga on parandatud.", "Teine tasand vastas piletis KT-1",
    ):  # fmt: skip
        assert words in page
    assert page.count("staatus: In Progress → Done") == 1, "JIRA's own line tells it, ours does not repeat it"


def test_the_newest_stands_on_top(ticket: Escalation, level2: jira.State, as_specialist: Actor) -> None:
    drain()
    level2_solves(level2)
    lines, following = story.told(read(ticket))
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert following == ""


def test_our_own_echo_is_told_apart_and_is_no_news(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    ticket = read(ticket)
    actions.comment(escalation=ticket, text="Kas saab kiiremini?", by=as_specialist.user)
    drain()
    ticket = read(ticket)
    lines, _following = story.told(ticket)
    (echo,) = [line for line in lines if line.said == "Kas saab kiiremini?"]
    assert (echo.badge, echo.new, echo.event) == ("meie konto", False, 0)
    assert not ticket.has_news


def test_long_words_are_folded(ticket: Escalation, level2: jira.State, as_specialist: Actor) -> None:
    drain()
    level2.comment(the_issue(level2), "Esimene rida.\n" + "Pikk jutt. " * 60, jira.EXPERT)
    level2.comment(the_issue(level2), "Lühike.", jira.EXPERT)
    page = history(as_specialist, read(ticket))
    assert page.count("<details") == 1
    assert "<summary>Esimene rida.</summary>" in page


def test_markup_of_the_second_level_is_only_text(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.comment(the_issue(level2), "<script>alert(1)</script>", jira.EXPERT)
    assert "<script>" not in history(as_specialist, read(ticket))


def test_alarms_stand_in_the_story(ticket: Escalation, as_specialist: Actor) -> None:
    now = clock.now()
    Watch.objects.create(
        escalation=ticket, kind=Alarm.STILL, raised_at=now, head_at=now + timedelta(hours=9),
        over_at=now + timedelta(hours=10),
    )  # fmt: skip
    page = history(as_specialist, ticket)
    places = [page.index(words) for words in ("Läbi: ", "Juht sai teada: ", "Vastutaja sai teada: ")]
    assert places == sorted(places)


def many(issue: Issue, number: int, first: int = 0) -> None:
    """So many movements, five at each moment."""
    now = clock.now()
    TicketEvent.objects.bulk_create(
        TicketEvent(
            issue=issue, source=f"h{n}", kind=EventKind.OTHER, field="priority", before=f"{n}", after="",
            at=now - timedelta(minutes=n // 5), author="Ekspert",
        )
        for n in range(first, first + number)
    )  # fmt: skip


def test_every_line_is_told_once_page_after_page(ticket: Escalation, as_specialist: Actor) -> None:
    many(ticket.issue, 123)
    seen: list[str] = []
    before = ""
    while True:
        lines, before = story.told(ticket, before)
        seen += [line.key for line in lines]
        if not before:
            break
    assert len(seen) == len(set(seen)) == 123 + 1
    assert len(story.told(ticket)[0]) == story.PAGE


@pytest.mark.parametrize("before", ["x", "20261123-1-1", "20261123061234567890-x-1", "' OR 1=1"])
def test_a_strange_place_begins_at_the_top(ticket: Escalation, as_specialist: Actor, before: str) -> None:
    assert "Suunatud teisele tasandile" in history(as_specialist, ticket, before)


def test_the_page_asks_the_same_for_one_movement_and_for_five_hundred(
    ticket: Escalation, as_specialist: Actor
) -> None:
    def asked(*names: str) -> list[int]:
        numbers = []
        for name in names:
            url = reverse(name, args=[ticket.pk])
            as_specialist.get(url)
            with CaptureQueriesContext(connection) as queries:
                as_specialist.get(url)
            numbers.append(sum("records_clock" not in query["sql"] for query in queries))
        return numbers

    names = ("tickets:page", "tickets:clocks", "tickets:history")
    many(ticket.issue, 1)
    one = asked(*names)
    many(ticket.issue, 500, first=1)
    assert asked(*names) == one


def test_the_clocks_say_how_long_and_whose(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    page = clocks(as_specialist, read(ticket))
    for words in ("Klient", "Teine tasand", "Väljasaatmine", "Seisab paigal", "kulgeb"):
        assert words in page
    assert "staatuse liik „töös“ = teine tasand lahendab" in page


def test_of_a_part_of_the_history_no_clock_is_counted(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    Issue.objects.filter(pk=read(ticket).issue_id).update(whole=False)
    page = clocks(as_specialist, ticket)
    assert "JIRA andis ajaloost ainult osa" in page
    assert '<th scope="row">Teine tasand</th>' not in page


def test_without_javascript_each_part_has_its_own_address(ticket: Escalation, as_specialist: Actor) -> None:
    page: Any = as_specialist.get(ticket.get_absolute_url())
    url = reverse("tickets:clocks", args=[ticket.pk])
    assert f'href="{url}"' in page.content.decode()
    assert "<html" in as_specialist.get(url).content.decode()
