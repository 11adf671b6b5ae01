"""Contact analysis: the choice, the pages of its questions, saved choices, and what leaves as a table."""

from datetime import date, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from desk import clock, workdays
from desk.clients.models import Client
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.orders.actions.periods import prepare
from desk.orders.obligations import seed_reference as seed_obligations
from desk.people.reference import seed_reference as seed_units
from desk.records.models import AccessLogEntry
from stats import spans
from stats.contacts import change, themes, what, when, words
from stats.contacts.tree import Tree
from stats.figures import FIGURES, Chosen, Sums
from stats.forms.contacts import ChosenForm
from stats.models import ClientMonth, Contacts, SavedChoice, Traffic, WordWeek
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2027, 3, 17)
PAGES = ("", "topics/", "when/", "channels/", "words/", "clients/")


@pytest.fixture(autouse=True)
def wednesday(db: None) -> None:
    """A Wednesday at noon."""
    clock.move(workdays.at(WEDNESDAY, time(12)) - clock.now())
    seed_units()
    seed_reference()


@pytest.fixture
def topics() -> list[Topic]:
    """Two topics of one group and one of another."""
    first = Topic.objects.exclude(parent=None).filter(succeeded_by=None).order_by("pk")[0]
    second = Topic.objects.filter(parent=first.parent).exclude(pk=first.pk).order_by("pk")[0]
    third = Topic.objects.exclude(parent=None).exclude(parent=first.parent).order_by("pk")[0]
    return [first, second, third]


def asked(day: date, topic: Topic, opened: int, **fields: object) -> Contacts:
    """So many enquiries of a day."""
    keys = {"channel": "phone", "language": "et", **fields}
    return Contacts.objects.create(day=day, topic=topic, opened=opened, **keys)


def form_of(query: str) -> ChosenForm:
    return ChosenForm(QueryDict(query), Tree.read())


def test_words_for_time_mean_days_and_an_open_span_ends_today() -> None:
    said = {name: spans.of(name, WEDNESDAY) for name in spans.PRESETS if name != spans.OWN}
    assert said["week"] == (date(2027, 3, 15), WEDNESDAY)
    assert said["last_week"] == (date(2027, 3, 8), date(2027, 3, 14))
    assert said["month"] == (date(2027, 3, 1), WEDNESDAY)
    assert said["last_month"] == (date(2027, 2, 1), date(2027, 2, 28))
    assert said["quarter"] == (date(2027, 1, 1), WEDNESDAY)
    assert said["last_quarter"] == (date(2026, 10, 1), date(2026, 12, 31))
    assert said["recent"][0] == date(2026, 12, 21)
    assert spans.of("last_quarter", date(2027, 5, 2)) == (date(2027, 1, 1), date(2027, 3, 31))


def test_a_time_is_compared_with_the_same_weekdays_before_it() -> None:
    three_days = Chosen(date(2027, 3, 15), WEDNESDAY)
    assert spans.before(three_days).first == date(2027, 3, 8)
    month = Chosen(date(2027, 2, 1), date(2027, 2, 28))
    assert (spans.before(month).first, spans.before(month).last) == (date(2027, 1, 4), date(2027, 1, 31))
    longer = Chosen(date(2027, 3, 1), date(2027, 3, 31))
    assert spans.before(longer).last < longer.first
    assert spans.before(longer).first.weekday() == longer.first.weekday()


def test_a_choice_goes_into_an_address_and_comes_back_the_same(topics: list[Topic]) -> None:
    chosen = Chosen(
        date(2027, 1, 1), date(2027, 2, 3), ("phone", "email"), ("ru",), (topics[0].pk, topics[2].pk)
    )
    form = form_of(chosen.query(figure="opened"))
    assert form.is_valid(), form.errors
    assert form.chosen() == chosen


def test_bad_input_is_said_and_kept(as_senior: Actor) -> None:
    response = as_senior.get("/board/contacts/?span=own&first=1.13.2027&last=02.03.2027")
    page = response.content.decode()
    assert 'value="1.13.2027"' in page
    assert response.context["form"].errors["first"]
    assert 'id="found"' not in page
    assert form_of("span=own&first=03.03.2027&last=02.03.2027").errors["last"]
    assert form_of("span=own&first=03.03.2027").errors["last"]


def test_a_declaration_period_is_its_peak(as_senior: Actor) -> None:
    seed_obligations()
    prepare()
    form = form_of("")
    pk, period = next(iter(form.periods.items()))
    chosen_form = form_of(f"span=period-{pk}")
    assert chosen_form.is_valid()
    chosen = chosen_form.chosen()
    assert (chosen.first, chosen.last) == (period.peak_from, period.peak_until)


def test_groups_open_into_their_topics_and_each_cell_leads_to_its_rows(
    topics: list[Topic], as_senior: Actor
) -> None:
    asked(date(2027, 3, 9), topics[0], 4)
    asked(date(2027, 3, 9), topics[1], 3)
    asked(WEDNESDAY, topics[2], 2)
    tree, chosen = Tree.read(), Chosen(date(2027, 3, 1), WEDNESDAY)
    groups = what.heat(chosen, tree)
    assert [str(row[0]) for row in groups.rows] == [topics[0].parent.name, topics[2].parent.name]  # type: ignore[union-attr]
    within = what.heat(chosen.narrowed(topics=(topics[0].parent_id,)), tree)
    assert {str(row[0]) for row in within.rows} == {topics[0].name, topics[1].name}
    page = unescape(as_senior.get(f"/board/contacts/?{chosen.query()}").content.decode())
    cell = chosen.narrowed(first=date(2027, 3, 8), last=date(2027, 3, 14), topics=(topics[0].parent_id,))
    assert cell.query(figure="opened") in page
    # The week that is not over is marked.
    assert groups.heads[-1].startswith("11*") and groups.heads[-2].startswith("10 ")


def test_an_earlier_topic_counts_where_it_goes_on_also_last_year(topics: list[Topic]) -> None:
    old = topics[1]
    Topic.objects.filter(pk=old.pk).update(succeeded_by=topics[0])
    asked(date(2027, 3, 9), topics[0], 5)
    asked(date(2027, 3, 9) - timedelta(weeks=52), old, 7)
    chosen = Chosen(date(2027, 3, 8), date(2027, 3, 14), topics=(topics[0].pk,))
    (row,) = when.trend(chosen, []).rows
    numbers = [cell.number for cell in row if hasattr(cell, "number")]
    assert numbers == [5, 7]
    rows = themes.rows(chosen, Tree.read())
    assert [(each.now["opened"], each.year["opened"]) for each in rows] == [(5, 7)]


def test_due_dates_stand_on_the_trend(as_senior: Actor) -> None:
    seed_obligations()
    prepare()
    response = as_senior.get("/board/contacts/when/?span=own&first=01.01.2027&last=17.03.2027")
    assert response.context["due"]
    for day, label in response.context["due"]:
        assert f"{day:%d.%m.%Y}" in response.content.decode()
        assert label in unescape(response.content.decode())
    assert "chart__mark" in str(response.context["trend"].chart)


def test_topics_are_sorted_by_what_is_asked_and_a_few_enquiries_never_come_first(
    topics: list[Topic],
) -> None:
    day = date(2027, 3, 9)
    asked(day, topics[0], 40, repeats=4)
    asked(day, topics[1], 30, repeats=9)
    asked(day, topics[2], 2, repeats=2)
    asked(day - timedelta(weeks=1), topics[0], 50)
    chosen, tree = Chosen(date(2027, 3, 8), date(2027, 3, 14)), Tree.read()
    names = {each.pk: each.name for each in topics}

    def order(sort: str) -> list[str]:
        return [names[row.pk] for row in themes.rows(chosen, tree, sort)]

    assert order("opened") == [topics[0].name, topics[1].name, topics[2].name]
    assert order("repeats") == [topics[1].name, topics[0].name, topics[2].name]
    assert order("rise") == [topics[1].name, topics[2].name, topics[0].name]


def test_changes_are_said_in_words_and_not_of_hardly_anything() -> None:
    opened, fcr = FIGURES["opened"], FIGURES["fcr"]
    assert change.against(opened, Sums(opened=12), Sums(opened=10)) == "+20%"
    assert change.against(opened, Sums(opened=9), Sums(opened=10)) == "−10%"
    assert change.against(opened, Sums(opened=9), Sums(opened=4)) == "–"
    now, then = Sums(opened=10, first_contact=8), Sums(opened=10, first_contact=5)
    assert change.against(fcr, now, then).startswith("+30")
    assert change.against(fcr, now, Sums()) == "–"


def test_words_that_rose_are_found_and_steady_ones_are_not(topics: list[Topic], as_senior: Actor) -> None:
    monday = date(2027, 3, 15)
    for back in range(12):
        week = monday - timedelta(weeks=back)
        asked(week, topics[0], 100)
        WordWeek.objects.create(week=week, language="et", stem="leping", word="leping", enquiries=20)
        if back < 2:
            WordWeek.objects.create(week=week, language="et", stem="rik", word="rike", enquiries=15)
    chosen = Chosen(date(2027, 3, 1), WEDNESDAY)
    found = words.risen(chosen)
    assert [(each.word, each.now, each.before, each.of_now) for each in found] == [("rike", 30, 0, 400)]
    response = as_senior.get(f"/board/contacts/words/?{chosen.query()}")
    assert "word=rik" in response.content.decode()


def test_clients_who_ask_often_are_told_to_the_access_log_and_persons_masked(as_senior: Actor) -> None:
    often = Client.objects.create(kind="organisation", name="Tihe Küsija OÜ", registry_code="17000000")
    person = Client.objects.create(kind="sole_trader", name="Kadri Kadakas FIE")
    seldom = Client.objects.create(kind="organisation", name="Harv Küsija OÜ", registry_code="17000001")
    for client, number in ((often, 9), (person, 4), (seldom, 2)):
        ClientMonth.objects.create(month=date(2027, 3, 1), client=client, enquiries=number)
    response = as_senior.get("/board/contacts/clients/?span=month")
    page = response.content.decode()
    assert [row.enquiries for row in response.context["rows"]] == [9, 4]
    assert "Tihe Küsija OÜ" in page and "Harv" not in page
    assert "Kadakas" not in page and "K*** K*** FIE" in page
    logged = AccessLogEntry.objects.filter(user_id=as_senior.user.pk, shown_kind="client")
    assert {often.pk, person.pk} <= set(logged.values_list("shown_id", flat=True))


def test_hours_are_not_shown_of_a_topic_since_nobody_knows_it_then(
    topics: list[Topic], as_senior: Actor
) -> None:
    Traffic.objects.create(
        slot=workdays.at(WEDNESDAY, time(11, 15)), channel="phone", offered=3, answered=2, lost=1
    )
    page = unescape(as_senior.get("/board/contacts/when/?span=week").content.decode())
    assert "weekday=3" in page and "hour=11" in page
    response = as_senior.get(f"/board/contacts/when/?span=week&topic={topics[0].pk}")
    assert response.context["hours"] is None


def test_every_page_costs_the_same_for_much_and_little_and_says_its_formula(
    topics: list[Topic], as_senior: Actor
) -> None:
    topic = f"topic={topics[0].pk}&unit={topics[0].unit_id}" if topics[0].unit_id else f"topic={topics[0].pk}"
    for query in ("span=recent", f"span=recent&{topic}"):
        little = {page: _statements(as_senior, f"/board/contacts/{page}?{query}") for page in PAGES}
        for back in range(1, 80):
            for each in topics:
                Contacts.objects.get_or_create(
                    day=WEDNESDAY - timedelta(days=back), topic=each, channel="phone", language="et",
                    defaults={"opened": 5, "closed": 3, "first_contact": 2},
                )  # fmt: skip
        much = {page: _statements(as_senior, f"/board/contacts/{page}?{query}") for page in PAGES}
        assert all(much[page] <= 20 for page in PAGES), much
        assert all(much[page] - little[page] in {-1, 0, 1} for page in PAGES), (little, much)
    page = unescape(as_senior.get("/board/contacts/").content.decode())
    for code in what.TILES:
        assert FIGURES[code].how() in page


def _statements(actor: Actor, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert actor.get(address).status_code == 200
    return len(found)


def test_a_choice_is_kept_by_name_and_moves_on_with_time(as_senior: Actor, as_head: Actor) -> None:
    query = "span=last_month&channel=phone"
    as_senior.post("/board/contacts/kept/", {"name": "Eelmine kuu", "query": query, "shared": "on"})
    as_senior.post("/board/contacts/kept/", {"name": "Eelmine kuu", "query": query, "shared": "on"})
    kept = SavedChoice.objects.get()
    assert (kept.query, kept.shared, kept.owner) == (query, True, as_senior.user)
    assert f"?{query}".replace("&", "&amp;") in as_head.get("/board/contacts/").content.decode()
    form = form_of(kept.query)
    assert form.is_valid() and form.chosen().last == date(2027, 2, 28)
    as_head.post(f"/board/contacts/kept/{kept.pk}/remove/")
    assert SavedChoice.objects.exists()
    as_senior.post(f"/board/contacts/kept/{kept.pk}/remove/")
    as_senior.post(f"/board/contacts/kept/{kept.pk}/remove/")
    assert not SavedChoice.objects.exists()


def test_a_kept_choice_holds_nothing_but_a_choice(as_senior: Actor) -> None:
    as_senior.post("/board/contacts/kept/", {"name": "X", "query": "span=week&next=//evil.example"})
    assert SavedChoice.objects.get().query == "span=week"
    response = as_senior.post("/board/contacts/kept/", {"name": "", "query": "span=week"})
    assert response.status_code == 302
    assert SavedChoice.objects.count() == 1


def test_a_table_that_leaves_holds_no_small_numbers(topics: list[Topic], as_senior: Actor) -> None:
    day = date(2027, 3, 9)
    asked(day, topics[0], 40)
    asked(day, topics[2], 3)
    query = Chosen(date(2027, 3, 8), date(2027, 3, 14)).query(table="topics")
    response = as_senior.get(f"/board/contacts/table/?{query}")
    lines = response.content.decode("utf-8-sig").splitlines()
    few = next(line for line in lines if topics[2].name in line)
    many = next(line for line in lines if topics[0].name in line)
    assert ";<5;" in few
    # The total does not give it back.
    assert not (";40;" in many and any(";43;" in line for line in lines))
    for table in ("weeks", "hours", "channels", "words"):
        assert as_senior.get(f"/board/contacts/table/?{query.replace('topics', table)}").status_code == 200
    assert as_senior.get("/board/contacts/table/?table=nothing").status_code == 404


def test_who_does_not_lead_has_no_contact_analysis(as_specialist: Actor, as_unit_head: Actor) -> None:
    for page in (*PAGES, "table/"):
        assert as_specialist.get(f"/board/contacts/{page}").status_code == 403
        assert as_unit_head.get(f"/board/contacts/{page}").status_code == 403
