"""The way down: behind every figure stand exactly the rows that it counts, page after page."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import workdays
from desk.clients.models import Client
from desk.enquiries.enums import Kind
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import User
from desk.records.models import AccessLogEntry
from stats import rollups
from stats.figures import FIGURES, Chosen, Figure, answers, by, to_records, total
from stats.models import PersonDay, Traffic, Work
from stats.records import behind, lines
from stats.records.behind import Narrower
from stats.records.parts import PARTS
from stats.rollups import PARTS as COUNTED
from stats.rollups.spoken import said
from tests.conftest import Actor
from tests.stats.month import AUTUMN, FIRST, LAST, Month

pytestmark = pytest.mark.django_db

WHOLE = Chosen(AUTUMN, LAST)
WEEK = Chosen(FIRST + timedelta(days=7), FIRST + timedelta(days=13))


@pytest.fixture
def month(db: None) -> Month:
    """A small month of everything, counted."""
    made = Month(seed=7, calls=200)
    for part in made.parts:
        part()
    rollups.refresh()
    return made


def figures() -> Iterator[tuple[Figure, str]]:
    for figure in FIGURES.values():
        if figure.model in COUNTED:
            for measure in PARTS.get(figure.code, ()):
                yield figure, measure


def listed(
    figure: Figure, chosen: Chosen, narrower: Narrower, reader: User, size: int = 1000
) -> list[tuple[str, int]]:
    """(kind, id) of every row on all pages."""
    found, cursor = [], None
    while True:
        streams = behind.streams(figure, chosen, narrower, reader)
        page, cursor = behind.page(streams, cursor, lines.with_all, size=size)
        found += [(each.kind, each.row.pk) for each in page]
        if cursor is None:
            return found
        cursor = behind.Cursor.read(str(cursor))


@pytest.mark.slow
def test_behind_every_figure_stand_exactly_the_rows_that_it_counts(month: Month, as_head: Actor) -> None:
    reader = as_head.user
    chosen = [
        WHOLE, WEEK,
        WHOLE.narrowed(channels=("phone",), languages=("et", "ru")),
        WHOLE.narrowed(channels=("email", "counter")),
        WHOLE.narrowed(topics=(month.topics[4].pk,)),
        WHOLE.narrowed(topics=(month.topics[0].parent_id,)),
        WHOLE.narrowed(portal="e-keskkonnaamet"),
        WHOLE.narrowed(line=month.lines[0].pk),
    ]  # fmt: skip
    compared = 0
    for figure, measure in figures():
        model = behind._model(figure, Narrower())
        for each in chosen:
            if not answers(model, each):
                continue
            rows = listed(figure, each, Narrower(measure=measure), reader)
            assert len(rows) == len(set(rows))
            assert len(rows) == total(model, each)[measure], (figure.code, measure, each)
            compared += len(rows)
    assert compared > 2000
    _cells_hold_what_they_say(reader)
    _persons_have_their_own_rows(reader)
    _pages_go_on_where_the_last_one_ended(reader)


def _cells_hold_what_they_say(reader: User) -> None:
    figure = FIGURES["offered"]
    cells = by(Traffic, WHOLE, "weekday", "hour", "minute")
    assert len(cells) > 20
    for (weekday, hour, minute), sums in list(cells.items())[::5]:
        narrower = Narrower(measure="offered", weekday=weekday, hour=hour, minute=minute)
        assert len(listed(figure, WHOLE, narrower, reader)) == sums["offered"]
        counted = behind.counted(figure, WHOLE, narrower)
        assert counted is not None and counted["offered"] == sums["offered"]


def _persons_have_their_own_rows(reader: User) -> None:
    sums = by(PersonDay, WEEK, "user")
    assert sums
    for figure, measure in figures():
        if figure.model is Work:
            for user, each in sums.items():
                rows = listed(figure, WEEK, Narrower(measure=measure, user=user), reader)
                assert len(rows) == each[measure], (figure.code, measure)


def _pages_go_on_where_the_last_one_ended(reader: User) -> None:
    figure, narrower = FIGURES["offered"], Narrower(measure="offered")
    at_once = listed(figure, WEEK, narrower, reader)
    assert listed(figure, WEEK, narrower, reader, size=7) == at_once
    assert {kind for kind, _pk in at_once} == {"calls.Call", "counter.Visit", "mail.Incoming"}


def test_a_list_shows_each_row_with_its_way_and_says_what_it_holds(
    month: Month, as_senior: Actor, as_specialist: Actor
) -> None:
    kinds, shown = set(), set()
    for figure, measure in figures():
        response = as_senior.get(to_records(figure.code, WHOLE, measure=measure))
        assert response.context["total"] == total(behind._model(figure, Narrower()), WHOLE)[measure]
        assert str(figure.how()) in unescape(response.content.decode())
        for row in response.context["rows"]:
            assert row.url.startswith("/")
            kinds.add(row.kind)
            shown.add(row.client_id)
        assert set(parse_qs(response.context["following"])) <= {"figure", "first", "last", "after", "measure"}
    assert len(kinds) >= 9
    logged = AccessLogEntry.objects.filter(user_id=as_senior.user.pk, shown_kind="client")
    assert shown - {None} <= set(logged.values_list("shown_id", flat=True))

    one, counts = Chosen(date(2027, 3, 9), date(2027, 3, 9)), []
    for chosen in (one, WHOLE):
        with CaptureQueriesContext(connection) as asked:
            as_senior.get(to_records("opened", chosen))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20

    mine = to_records("done_calls", WEEK, user=str(as_specialist.user.pk))
    assert as_specialist.get(mine).status_code == 200
    for address in (
        to_records("done_calls", WEEK, user=str(month.people[0].pk)),
        to_records("done_calls", WEEK),
        to_records("opened", WEEK, user=str(as_specialist.user.pk)),
        to_records("opened", WEEK, hour="99"),
    ):
        assert as_specialist.get(address).status_code == 403, address


@pytest.fixture
def three(as_head: Actor) -> list[Enquiry]:
    """Three enquiries of a sole trader in Estonian, opened in the week."""
    seed_reference()
    client = Client.objects.create(kind="sole_trader", name="Kadri Kadakas FIE", personal_code="")
    topic = Topic.objects.exclude(parent=None).order_by("pk")[0]
    opened = workdays.at(WEEK.first, time(11))
    return [
        Enquiry.objects.create(
            number=f"P-{n}", topic=topic, client=client, opened_at=opened + timedelta(hours=n)
        )
        for n in range(3)
    ]


def test_a_complaint_about_the_reader_is_counted_and_not_listed(
    three: list[Enquiry], as_head: Actor, as_senior: Actor
) -> None:
    Enquiry.objects.filter(pk=three[1].pk).update(kind=Kind.COMPLAINT, concerns=as_senior.user)
    narrower = Narrower(measure="opened")
    mine = listed(FIGURES["opened"], WEEK, narrower, as_senior.user)
    others = listed(FIGURES["opened"], WEEK, narrower, as_head.user)
    assert set(others) - set(mine) == {("enquiries.Enquiry", three[1].pk)}


def test_natural_persons_stand_there_by_their_first_letters(three: list[Enquiry], as_senior: Actor) -> None:
    page = as_senior.get(to_records("opened", WEEK)).content.decode()
    assert "Kadakas" not in page
    assert "K*** K*** FIE" in page


def test_an_address_that_says_nothing_is_told_so(as_head: Actor) -> None:
    queries: list[dict[str, str]] = [
        {"hour": "99"},
        {"weekday": "x"},
        {"measure": "nothing"},
        {"minute": "7"},
        {"day": "yesterday"},
        {"first": "31.02.2027"},
        {"first": "2027-04-02", "last": "2027-04-01"},
        {"first": "1990-01-01", "last": "2027-04-01"},
        {"topic": "0"},
        {"word": "sõna"},
        {"channel": "pigeon"},
        {"span": "period-99"},
    ]
    for query in queries:
        response = as_head.get(f"/board/contacts/records/?{urlencode({'figure': 'offered', **query})}")
        assert response.status_code == 200
        assert 'class="error-summary" role="alert"' in response.content.decode(), query


def test_no_figure_no_page(as_head: Actor) -> None:
    assert as_head.get("/board/contacts/records/?figure=nothing").status_code == 404
    assert as_head.get("/board/contacts/records/?figure=offered&after=x-y-z").status_code == 200


def test_a_figure_that_is_not_counted_by_what_was_chosen_shows_no_rows(
    three: list[Enquiry], as_head: Actor
) -> None:
    response = as_head.get(to_records("offered", WEEK.narrowed(topics=(three[0].topic_id,))))
    assert response.context["cannot"] is True


def test_a_word_leads_to_the_enquiries_that_hold_it(three: list[Enquiry], as_head: Actor) -> None:
    texts = ["Pakendiregister ei avane.", "Kus on pakendiregistri juhend?", "Pakend on katki."]
    for enquiry, text in zip(three, texts, strict=True):
        Enquiry.objects.filter(pk=enquiry.pk).update(question=text)
    (stem,) = said("pakendiregistri", "et")
    response = as_head.get(to_records("opened", WEEK, word=stem))
    assert {row.name for row in response.context["rows"]} == {"P-0", "P-1"}
