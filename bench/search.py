"""The search box at the size of two years, beside the ideal index query, in one run.

    python -m bench.search [rounds] [--keep]

Makes a scratch database beside DATABASE_URL's (100,000 clients, 150,000 persons, 250,000 contact points,
names made of word parts, codes of people born 1801 to 1850), then prints the median and the 95th percentile
in milliseconds of what the box asks while somebody types, and of the floor: a thin view that shows the same
rows through the ideal index. With --keep the database stays for the next run.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench.coming_in import come_in

NAME = "abilaud_bench_search"
CLIENTS, PERSONS = 100_000, 150_000
PARTS = {
    "front": "Tamme Kase Soo Mere Kivi Põllu Metsa Jõe Õie Ääre Lõuna Põhja Kuuse Haava Pärna Rohe Sini Must"
    " Valge Kulla Raua Liiva Saare Laane Nurme Oru Mäe Järve Ranna Kalda Välja Küla Linna Tuule",
    "trade": "Puit Turvas Veod Ehitus Kaevandus Talu Mets Kala Energia Jäätmed Prügi Vesi Keemia Metall Agro"
    " Aed Seeme Liha Piim Leib Paber Trükk Tekstiil Klaas Betoon Asfalt Kütus Soojus",
    "first": "Mari Jaan Liis Peeter Anna Toomas Kadri Oleg Eva Karl Žanna Šura Õie Ülo Ene Rein Tiiu Ants"
    " Külli Märt Kersti Heino Aino Endel Helena Reet Hans Ülle Natalja Sergei Irina Andrus",
    "syllable": "ka le mi no ra su ta vi pä lõ kü ma re si to ha ju ne pe ri",
}
FRONT, TRADE, FIRST, SYLLABLES = (words.split() for words in PARTS.values())
KIND = [" OÜ"] * 7 + [" AS"] * 2 + [" MTÜ"]


OURS = os.environ["DATABASE_URL"]
SCRATCH = urlunsplit(urlsplit(OURS)._replace(path=f"/{NAME}"))


def surname(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).capitalize()


def people(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """First name, last name, a code of somebody born 1801 to 1850 (its checksum is not needed here)."""
    for number in range(PERSONS):
        code = f"{chance.choice('12')}{chance.randint(1, 50):02d}{chance.randint(1, 12):02d}{number:06d}"
        yield chance.choice(FIRST), surname(chance) + chance.choice(["", "", "saar", "mägi"]), code


def companies(chance: random.Random) -> Iterator[tuple[str, str]]:
    for number in range(CLIENTS):
        middle = surname(chance) if chance.random() < 0.7 else f"{chance.randint(2, 99)}"
        name = f"{chance.choice(FRONT)} {middle} {chance.choice(TRADE)}{chance.choice(KIND)}"
        yield name, f"{10100000 + number * 7}"


def fill() -> None:
    """The rows, by COPY-sized batches; the same ones every time."""
    from desk.clients.models import Client, ClientRole, ContactPoint, Person

    chance = random.Random(7)  # noqa: S311  # the same every time
    clients, persons = iter(companies(chance)), iter(people(chance))
    while batch := list(islice(clients, 5000)):
        Client.objects.bulk_create(
            Client(kind="organisation", name=name, registry_code=code) for name, code in batch
        )
    while rows := list(islice(persons, 5000)):
        Person.objects.bulk_create(Person(first_name=a, last_name=b, personal_code=c) for a, b, c in rows)
    client_ids = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    person_ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    points = [
        ContactPoint(person_id=pk, kind="phone", value=f"+3725{chance.randint(0, 9_999_999):07d}")
        for pk in person_ids
    ]
    points += [
        ContactPoint(
            client_id=pk, kind="email", value=f"info{pk}@{surname(chance).lower()}{pk % 977}.example"
        )
        for pk in client_ids
    ]
    roles = [
        ClientRole(person_id=pk, client_id=chance.choice(client_ids), role="juhatuse liige")
        for pk in person_ids
    ]
    ContactPoint.objects.bulk_create(points, batch_size=5000)
    ClientRole.objects.bulk_create(roles, batch_size=5000)


def make() -> None:
    """The scratch database, unless an earlier run kept it."""
    import psycopg

    with psycopg.connect(OURS, autocommit=True) as db:
        kept = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not kept:
            db.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if not kept:
        fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def drop() -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(OURS, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def drawn(rounds: int) -> dict[str, list[str]]:
    """What somebody types, made of what is there: the same number of each kind."""
    from desk.clients.models import Client, ContactPoint

    chance = random.Random(11)  # noqa: S311  (no secret)
    names = list(Client.objects.values_list("name", flat=True))
    words = [chance.choice(names).split() for _ in range(rounds)]
    contacts = ContactPoint.objects.order_by("pk")
    phones = list(contacts.filter(kind="phone").values_list("value", flat=True)[:5000])
    emails = list(contacts.filter(kind="email").values_list("value", flat=True)[:5000])
    codes = list(Client.objects.values_list("registry_code", flat=True)[:5000])
    return {
        "name": [f"{each[1]} {each[2][:5]}" for each in words],
        "one common word": [each[0] for each in words],
        "two words, two slips": [f"{slip(chance, each[2])} {slip(chance, each[0])}" for each in words],
        "phone fragment": [chance.choice(phones)[5:] for _ in range(rounds)],
        "four digits": [chance.choice(phones)[-4:] for _ in range(rounds)],
        "e-mail": [chance.choice(emails)[:9] for _ in range(rounds)],
        "code": [chance.choice(codes) for _ in range(rounds)],
    }


def slip(chance: random.Random, word: str) -> str:
    """The word with two neighbours swapped, or a letter too many."""
    at = chance.randrange(1, len(word) - 1)
    if len(word) > 5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]


_NAMED = "merged_into_id IS NULL AND {} ORDER BY search_name LIKE %s DESC, sort_name, id LIMIT 9"
_REACHED = (
    "SELECT client_id, person_id FROM clients_contactpoint WHERE kind = '{}' AND value LIKE %s"
    " ORDER BY value, id LIMIT 36"
)


def by_name(cursor: Any, words: list[str]) -> list[Any]:
    """Clients and persons whose names hold the words: the index of trigrams, then the best nine."""
    holds = " AND ".join(["search_name LIKE %s"] * len(words))
    values = [*(f"%{word}%" for word in words), f"{' '.join(words)}%"]
    named = _NAMED.format(holds)
    cursor.execute(f"SELECT id, name, registry_code FROM clients_client WHERE {named}", values)  # noqa: S608  (names of our own)
    clients = cursor.fetchall()
    cursor.execute(f"SELECT id, first_name || ' ' || last_name, '' FROM clients_person WHERE {named}", values)  # noqa: S608  (names of our own)
    return [clients, cursor.fetchall()]


def by_contact(cursor: Any, words: list[str], kind: str) -> list[Any]:
    """Owners of the contacts with the fragment, and the clients for whom the persons act."""
    cursor.execute(_REACHED.format(kind), [f"%{''.join(words)}%"])
    reached = cursor.fetchall()
    persons = [person for _client, person in reached if person]
    cursor.execute(
        "SELECT person_id, client_id FROM clients_clientrole WHERE person_id = ANY(%s) AND ended_at IS NULL",
        [persons],
    )
    ids = [client for _person, client in cursor.fetchall()] + [client for client, _p in reached if client]
    # Digits may also be a part of a registry code, which stands in search_name.
    fragment = f"%{''.join(words)}%"
    cursor.execute(
        "SELECT id, name, registry_code FROM clients_client WHERE merged_into_id IS NULL AND (id = ANY(%s)"
        " OR search_name LIKE %s) ORDER BY search_name LIKE %s DESC, sort_name, id LIMIT 9",
        [ids, fragment, fragment[1:]],
    )
    clients = cursor.fetchall()
    cursor.execute(
        "SELECT p.id, first_name || ' ' || last_name, string_agg(c.name, ', ') FROM (SELECT * FROM"
        " clients_person WHERE id = ANY(%s) ORDER BY sort_name LIMIT 9) p LEFT JOIN clients_clientrole r"
        " ON r.person_id = p.id AND r.ended_at IS NULL LEFT JOIN clients_client c ON c.id = r.client_id"
        " GROUP BY 1, 2",
        [persons],
    )
    return [clients, cursor.fetchall()]


def by_code(cursor: Any, words: list[str]) -> list[Any]:
    """Digits may be a code or a part of a number."""
    return [*by_name(cursor, words), *by_contact(cursor, words, "phone")]


FLOORS: dict[str, Callable[[Any, list[str]], list[Any]]] = {
    "name": by_name,
    "one common word": by_name,
    "phone fragment": lambda cursor, words: by_contact(cursor, words, "phone"),
    "four digits": lambda cursor, words: by_contact(cursor, words, "phone"),
    "e-mail": lambda cursor, words: by_contact(cursor, words, "email"),
    "code": by_code,
}


def thin(find: Callable[[Any, list[str]], list[Any]]) -> Callable[[Any], Any]:
    """The floor: the queries and their rows; the frame that no page goes without is the same.

    That is login, roles, a READ ONLY transaction, and the access log of everyone shown.
    """
    from django.db import connection
    from django.http import HttpResponse
    from django.shortcuts import render

    from desk.http import reads
    from desk.ordering import fold
    from desk.people.permissions import at_the_desk
    from desk.records import access
    from desk.search import Group
    from desk.slots import Hit

    @reads(at_the_desk, methods=("POST",))
    def view(request: Any) -> HttpResponse:
        with connection.cursor() as cursor:
            found = find(cursor, fold(request.POST["text"]).split())
        groups = [
            Group(
                "clients", "", [Hit("", name, more, f"/clients/{pk}/") for pk, name, more in rows[:8]], False
            )
            for rows in found
            if rows
        ]
        for pk, *_line in (row for rows in found for row in rows[:8]):
            access.shows(request, "client", pk, client_id=pk, purpose="search")
        return render(request, "search/hits.html", {"groups": groups, "text": request.POST["text"]})

    return view


def ask(client: Any, path: str, text: str) -> Any:
    """As the box asks one room while somebody types."""
    return client.post(path, {"text": text, "room": "clients"}, headers={"HX-Request": "true"})


def timed(client: Any, paths: list[str], texts: list[str]) -> list[list[float]]:
    """Milliseconds of each text, sorted, for each path; in turns, so that a busy moment meets both."""
    times: list[list[float]] = [[] for _path in paths]
    for text in [*texts[:5], *texts]:
        for path, spent in zip(paths, times, strict=True):
            began = time.perf_counter()
            answer = ask(client, path, text)
            spent.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200
    return [sorted(spent[5:]) for spent in times]


def shown(times: list[float]) -> str:
    return f"{statistics.median(times):>8.1f}{times[int(len(times) * 0.95)]:>8.1f}"


def questions(client: Any, text: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask(client, "/search/", text)
    return len(asked)


def table(rounds: int) -> None:
    """A row for each kind: ours, the floor, the ratio, found, statements."""
    from django.test import Client
    from django.urls import path

    from desk import urls
    from desk.people.models import User

    user, _made = User.objects.get_or_create(username="bench", defaults={"password": "!"})
    user.roles.get_or_create(role="specialist")
    client = Client()
    come_in(client, user)
    urls.urlpatterns += [path(f"floor/{n}/", thin(find)) for n, find in enumerate(FLOORS.values())]
    print(f"{'typed':<22}{'median':>8}{'p95':>8}{'floor':>8}{'p95':>8}{'ratio':>7}{'found':>7}{'SQL':>5}")
    for kind, texts in drawn(rounds).items():
        floor = [f"/floor/{list(FLOORS).index(kind)}/"] if kind in FLOORS else []
        times = timed(client, ["/search/", *floor], texts)
        ratio = statistics.median(times[0]) / statistics.median(times[-1])
        line = f"{kind:<22}{''.join(map(shown, times))}" + (f"{ratio:>7.2f}" if floor else " " * 23)
        found = sum(b"<li>" in ask(client, "/search/", text).content for text in texts)
        print(f"{line}{found / len(texts):>6.0%} {questions(client, texts[0]):>5}")
    apart(client, drawn(rounds)["name"])


def apart(client: Any, texts: list[str]) -> None:
    """What a keystroke costs when each room is asked by itself, beside one request for all of them."""
    from desk.search import rooms

    def median(**fields: str) -> float:
        times = []
        for text in texts:
            began = time.perf_counter()
            client.post("/search/", {"text": text, **fields}, headers={"HX-Request": "true"})
            times.append((time.perf_counter() - began) * 1000)
        return statistics.median(times)

    alone = {str(room["name"]): median(room=str(room["name"])) for room in rooms()}
    print(
        "all rooms in one request",
        f"{median():.1f};",
        "each alone",
        {k: round(v, 1) for k, v in alone.items()},
    )


def main(rounds: int, keep: bool) -> None:
    os.environ |= {"DATABASE_URL": SCRATCH, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    os.environ["ALLOWED_HOSTS"] = "testserver"
    import django

    django.setup()
    make()
    try:
        table(rounds)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    finally:
        if not keep:
            drop()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers[0] if numbers else 60, "--keep" in sys.argv)
