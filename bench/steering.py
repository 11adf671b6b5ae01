"""Every page of those who steer the work at the size of two years, beside its floor, in one run.

    python -m bench.steering [PAGES] [--rounds 20] [--clients 100000] [--enquiries 1000000] [--keep]

Makes a scratch database beside DATABASE_URL's by the seeding (`./run manage seed`), or takes the one that a
run with --keep left, and prints for each page the median and the 95th percentile in milliseconds, those of its
floor, the ratio, and the statements. The floor is a thin view: login, roles, a READ ONLY transaction, the page's
frame, and the same sums or rows by the ideal query. `!` marks what is beyond the budget: a page with panels or
charts 3 times its floor, a list 1,5 times, 20 statements. PAGES are names as printed; all without.
"""

# ruff: noqa: E501, S608  (tables of queries by names of our own)

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from bench.coming_in import come_in

NAME = "abilaud_bench_steering"
OURS = os.environ["DATABASE_URL"]
SCRATCH = urlunsplit(urlsplit(OURS)._replace(path=f"/{NAME}"))
WARM = 3
LIST, PANELS = 1.5, 3.0
SHOWN = 1000  # rows: no page shows more

# What the floors ask; %(first)s, %(last)s, %(week)s: days, %(user)s a person's id.
SUMS = "sum(opened), sum(closed), sum(first_contact), sum(level2), sum(repeats), sum(due), sum(in_time)"
CALLS = "sum(offered), sum(answered), sum(in_time), sum(lost), sum(short), sum(talk_s), sum(wrap_s), sum(finished)"
WORK = "sum(calls), sum(talk_s), sum(wrap_s), sum(ready_s), sum(on_call_s), sum(kept_s), sum(calls_planned_s)"
TOPICS = "SELECT id, name_et, parent_id, unit_id FROM enquiries_topic"
PEOPLE = "SELECT id, first_name, last_name FROM people_user WHERE is_active ORDER BY last_name"
FLOORS: dict[str, tuple[str, ...]] = {
    "contacts": (
        TOPICS,
        f"SELECT topic_id, date_trunc('week', day), {SUMS} FROM stats_contacts"
        " WHERE day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2",
        f"SELECT {SUMS} FROM stats_contacts WHERE day BETWEEN %(before)s AND %(first)s",
        f"SELECT {SUMS} FROM stats_contacts WHERE day BETWEEN %(year)s AND %(year)s + 91",
    ),
    "calls": (
        f"SELECT extract(isodow FROM slot AT TIME ZONE 'Europe/Tallinn'), extract(hour FROM slot AT TIME ZONE"
        f" 'Europe/Tallinn'), {CALLS} FROM stats_traffic WHERE slot BETWEEN %(first)s AND %(last)s GROUP BY 1, 2",
        TOPICS,
    ),
    "words": (
        "SELECT language, stem, word, sum(enquiries) FROM stats_wordweek WHERE week BETWEEN %(first)s AND"
        " %(last)s GROUP BY 1, 2, 3",
        TOPICS,
    ),
    "clients": (
        "SELECT c.id, c.name, sum(m.enquiries) FROM stats_clientmonth m JOIN clients_client c ON c.id = m.client_id"
        " WHERE m.month BETWEEN %(first)s AND %(last)s GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 25",
        TOPICS,
    ),
    "board": (
        f"SELECT extract(hour FROM slot), {CALLS} FROM stats_traffic WHERE slot >= %(today)s GROUP BY 1",
        "SELECT user_id, state, started_at FROM people_presence WHERE ended_at IS NULL",
        "SELECT count(*) FROM enquiries_promise WHERE NOT state = 'kept' AND due_at < now()",
        "SELECT count(*) FROM calls_call WHERE state = 'ringing'",
        "SELECT state, count(*) FROM contracts_package WHERE state IN ('drafting', 'rendered', 'sent', 'returned',"
        " 'deficient', 'awaiting_agency', 'accepted', 'published') GROUP BY 1",
        "SELECT count(*) FROM tickets_escalation WHERE NOT state = 'closed'",
        "SELECT day, sum(kept), sum(late), sum(broken), sum(open) FROM stats_promised WHERE day >= %(first)s GROUP BY 1",
    ),
    "records": (
        "SELECT e.id, e.number, e.opened_at, e.state, c.name, t.name_et FROM enquiries_enquiry e JOIN enquiries_topic t"
        " ON t.id = e.topic_id LEFT JOIN clients_client c ON c.id = e.client_id WHERE e.opened_at BETWEEN %(first)s AND"
        " %(last)s AND NOT e.practice ORDER BY e.opened_at DESC, e.id DESC LIMIT 25",
        f"SELECT {SUMS} FROM stats_contacts WHERE day BETWEEN %(first)s AND %(last)s",
        TOPICS,
    ),
    "call records": (
        "SELECT e.id, e.rang_at, e.state, c.name, u.last_name FROM calls_call e LEFT JOIN people_user u ON u.id ="
        " e.user_id LEFT JOIN clients_client c ON c.id = e.client_id WHERE e.rang_at BETWEEN %(first)s AND %(last)s AND"
        " NOT e.training AND direction = 'in' ORDER BY e.rang_at DESC, e.id DESC LIMIT 25",
        f"SELECT {CALLS} FROM stats_traffic WHERE slot BETWEEN %(first)s AND %(last)s",
        TOPICS,
    ),
    "workload": (
        f"SELECT user_id, {WORK} FROM stats_personday WHERE day BETWEEN %(month)s AND %(last)s GROUP BY 1",
        f"SELECT date_trunc('week', day), {WORK} FROM stats_teamday WHERE day BETWEEN %(month)s AND %(last)s GROUP BY 1",
        PEOPLE,
        "SELECT user_id, starts_at, ends_at, duty FROM people_shift WHERE starts_at BETWEEN %(month)s AND %(last)s",
    ),
    "person": (
        f"SELECT day, {WORK} FROM stats_personday WHERE user_id = %(user)s AND day BETWEEN %(month)s AND %(last)s GROUP BY 1",
        "SELECT starts_at, ends_at, duty FROM people_shift WHERE user_id = %(user)s AND starts_at BETWEEN %(month)s AND %(last)s",
    ),
    "open": (
        "SELECT owner_id, count(*), min(opened_at) FROM enquiries_enquiry WHERE NOT state = 'closed' GROUP BY 1",
        "SELECT count(*) FROM enquiries_promise WHERE NOT state = 'kept'",
        PEOPLE,
    ),
    "list": (PEOPLE, "SELECT id, name_et FROM people_unit"),
    "table": (
        f"SELECT day, topic_id, {SUMS} FROM stats_contacts WHERE day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2",
        TOPICS,
    ),
    "api": (
        f"SELECT day, topic_id, {SUMS} FROM stats_contacts WHERE day BETWEEN %(month)s AND %(last)s GROUP BY 1, 2",
        TOPICS,
    ),
}


@dataclass(frozen=True)
class Page:
    """A page by the name of its address; `floor` names its floor."""

    name: str
    floor: str
    budget: float = PANELS
    args: tuple[Any, ...] = ()
    query: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    key: bool = False  # read by the warehouse's key

    @property
    def said(self) -> str:
        return self.label or self.name.removeprefix("stats:")


def pages(person: int, days: dict[str, Any]) -> list[Page]:
    """What is looked at; what is not there is left out."""
    two_years = {"first": days["two_years"], "last": days["last"]}
    found = [
        Page("stats:board", "board"), Page("stats:wallboard", "board"), Page("stats:home_panel", "board"),
        Page("stats:promises", "board"), Page("stats:contacts", "contacts"),
        Page("stats:contacts", "contacts", query=two_years, label="contacts, two years"),
        Page("stats:contacts", "contacts", query={"channel": "email", "language": "ru"}, label="contacts, filtered"),
        Page("stats:contacts_topics", "contacts"), Page("stats:contacts_when", "calls"),
        Page("stats:contacts_channels", "contacts"), Page("stats:contacts_words", "words"),
        Page("stats:contacts_clients", "clients", LIST), Page("stats:contacts_csv", "table"),
        Page("stats:contacts_csv", "table", query=two_years, label="contacts_csv, two years"),
    ]  # fmt: skip
    for figure in ("opened", "fcr", "repeats", "hand_over", "on_time"):
        found.append(
            Page("stats:records", "records", LIST, query={"figure": figure}, label=f"records {figure}")
        )
    narrow = {"figure": "opened", "hour": "11", "weekday": "1"}
    found.append(Page("stats:records", "records", LIST, query=narrow, label="records Mondays at 11"))
    found.append(
        Page(
            "stats:records",
            "records",
            LIST,
            query={"figure": "opened"} | two_years,
            label="records, two years",
        )
    )
    for figure in ("offered", "service_level", "lost", "promises_kept", "tickets", "documents"):
        found.append(
            Page("stats:records", "call records", LIST, query={"figure": figure}, label=f"records {figure}")
        )
    found += [
        Page("stats:workload", "workload"),
        Page("stats:workload_open", "open"),
        Page("stats:mine", "person"),
    ]
    found.append(Page("stats:person", "person", args=(person,)))
    names = (
        "signals", "reports", "unit", "tables", "staffing", "staffing_what_if", "quality", "my_reviews", "coaching",
        "listening", "scorecards", "learning", "lacking", "undertakings", "ideas", "changes",
    )  # fmt: skip
    found += [Page(f"stats:{name}", "list") for name in names]
    found.append(Page("stats:figures_csv", "table"))
    found.append(Page("warehouse:daily", "api", args=("topics",), key=True, label="api daily topics"))
    found.append(Page("warehouse:monthly", "api", args=("topics",), key=True, label="api monthly topics"))
    return found


def make(clients: int, enquiries: int) -> None:
    """The scratch database, unless an earlier run kept it."""
    import psycopg

    with psycopg.connect(OURS, autocommit=True) as db:
        kept = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not kept:
            db.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    from django.core.management import call_command
    from django.db import connection

    from desk import workdays
    from launch.prepare import collect_static

    call_command("migrate", verbosity=0)
    collect_static()
    if not kept:
        call_command("mark_demo")
        call_command("reference_data")
        # With the whole of today, so that the board has something to show.
        until = workdays.today() + timedelta(days=1)
        call_command("seed", clients=clients, enquiries=enquiries, until=until)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def drop() -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(OURS, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


FRAME = """{% extends "base.html" %}{% block title %}Floor{% endblock %}{% block heading %}Floor{% endblock %}
{% block content %}<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endblock %}"""


def thin(queries: Sequence[str], values: dict[str, Any]) -> Callable[[Any], Any]:
    """The floor: these queries, and their rows in the frame that no page goes without."""
    from django.db import connection
    from django.http import HttpResponse
    from django.template import engines

    from desk.http import reads
    from desk.people.permissions import at_the_desk

    template = engines["django"].from_string(FRAME)

    @reads(at_the_desk)
    def view(request: Any) -> Any:
        rows: list[Any] = []
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query, values)
                rows += cursor.fetchall()
        return HttpResponse(template.render({"rows": rows[:SHOWN]}, request))

    return view


def people() -> tuple[Any, Any, str]:
    """Who looks: somebody who leads, heads a unit and works at the desk; one of the team; a warehouse's key."""
    from desk import workdays
    from desk.people.models import Unit, User

    user, _made = User.objects.get_or_create(username="benchhead", defaults={"password": "!"})
    for role in ("head", "senior_specialist", "unit_head", "administrator"):
        user.roles.get_or_create(role=role)
    Unit.objects.filter(code="subject").update(head=user)
    secret = ""
    try:
        from desk.login.actions import keys
        from stats.enums.reports import WarehouseTable

        expires = workdays.today() + timedelta(days=30)
        scopes = [f"figures.{table.value}" for table in WarehouseTable]
        _key, secret = keys.make(name="bench", scopes=scopes, expires_on=expires, owner=user, by=user)
    except ImportError as missing:
        print(f"left out: {missing}")
    member = User.objects.filter(username__startswith="meeskond").order_by("pk").first()
    return user, member or user, secret


def span() -> dict[str, Any]:
    """Days of which pages and floors are."""
    from desk import workdays

    today = workdays.today()
    back = {"first": 91, "before": 182, "year": 364, "month": 28, "two_years": 725, "week": 7}
    return {name: today - timedelta(days=days) for name, days in back.items()} | {
        "last": today,
        "today": today,
    }


def ms(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = deed()
    if answer.streaming:
        b"".join(answer.streaming_content)
    return (time.perf_counter() - began) * 1000, answer


def measure(client: Any, page: Page, address: str, secret: str, rounds: int) -> str:
    """One line: the page and its floor, in turns, so that a busy moment meets both."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    who = Client(headers={"Authorization": f"Bearer {secret}"}) if page.key else client
    floor = f"/floor/{list(FLOORS).index(page.floor)}/"
    with CaptureQueriesContext(connection) as asked:
        first = who.get(address)
        statements = len(asked)
    if first.status_code != 200:
        return f"{page.said:<28} left out: status {first.status_code}"
    times: tuple[list[float], list[float]] = ([], [])
    for _turn in range(rounds + WARM):
        times[0].append(ms(lambda: who.get(address))[0])
        times[1].append(ms(lambda: client.get(floor))[0])
    ours, least = (sorted(spent[WARM:]) for spent in times)
    ratio = statistics.median(ours) / statistics.median(least)
    p95 = ours[int(len(ours) * 0.95)]
    beyond = ratio > page.budget or statements > 20
    return (
        f"{page.said:<28}{statistics.median(ours):>8.1f}{p95:>8.1f}{statistics.median(least):>8.1f}"
        f"{least[int(len(least) * 0.95)]:>8.1f}{ratio:>7.2f}{statements:>5}{' !' if beyond else ''}"
    )


def table(wanted: Sequence[str], rounds: int) -> None:
    from django.test import Client
    from django.urls import NoReverseMatch, path, reverse

    from desk import urls

    user, member, secret = people()
    client, days = Client(raise_request_exception=False), span()
    come_in(client, user)
    for number, queries in enumerate(FLOORS.values()):
        urls.urlpatterns.append(path(f"floor/{number}/", thin(queries, days | {"user": member.pk})))
    print(f"{'page':<28}{'median':>8}{'p95':>8}{'floor':>8}{'p95':>8}{'ratio':>7}{'SQL':>5}")
    for page in pages(member.pk, days):
        if wanted and page.said not in wanted:
            continue
        try:
            address = reverse(page.name, args=page.args)
        except NoReverseMatch:
            print(f"{page.said:<28} left out: no such page")
            continue
        print(measure(client, page, f"{address}?{urlencode(page.query)}", secret, rounds), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.steering")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--enquiries", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args(sys.argv[1:])
    os.environ |= {"DATABASE_URL": SCRATCH, "DJANGO_SETTINGS_MODULE": "desk.settings", "DEMO": "1"}
    os.environ["ALLOWED_HOSTS"] = "testserver"
    import django

    django.setup()
    try:
        make(asked.clients, asked.enquiries)
        table(asked.pages, asked.rounds)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    finally:
        if not asked.keep:
            drop()


if __name__ == "__main__":
    main()
