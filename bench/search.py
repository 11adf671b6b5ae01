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

NAME = "abilaud_bench_search"
CLIENTS, PERSONS = 100_000, 150_000
FRONT = "Tamme Kase Soo Mere Kivi Põllu Metsa Jõe Õie Ääre Lõuna Põhja Kuuse Haava Pärna Rohe Sini Must".split()
FRONT += "Valge Kulla Raua Liiva Saare Laane Nurme Oru Mäe Järve Ranna Kalda Välja Küla Linna Tuule".split()
TRADE = "Puit Turvas Veod Ehitus Kaevandus Talu Mets Kala Energia Jäätmed Prügi Vesi Keemia Metall".split()
TRADE += "Agro Aed Seeme Liha Piim Leib Paber Trükk Tekstiil Klaas Betoon Asfalt Kütus Soojus".split()
KIND = [" OÜ"] * 7 + [" AS"] * 2 + [" MTÜ"]
FIRST = "Mari Jaan Liis Peeter Anna Toomas Kadri Oleg Eva Karl Žanna Šura Õie Ülo Ene Rein Tiiu Ants".split()
FIRST += "Külli Märt Kersti Heino Aino Endel Helena Reet Hans Ülle Natalja Sergei Irina Andrus".split()
SYLLABLES = "ka le mi no ra su ta vi pä lõ kü ma re si to ha ju ne pe ri".split()


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

    chance = random.Random(7)
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
        ContactPoint(client_id=pk, kind="email", value=f"info{pk}@{surname(chance).lower()}{pk % 977}.example")
        for pk in client_ids
    ]
    roles = [
        ClientRole(person_id=pk, client_id=chance.choice(client_ids), role="juhatuse liige")
        for pk in person_ids
    ]
    for model, made in ((ContactPoint, points), (ClientRole, roles)):
        model.objects.bulk_create(made, batch_size=5000)  # type: ignore[attr-defined]


def make() -> None:
    """The scratch database, unless an earlier run kept it."""
    import psycopg

    with psycopg.connect(OURS, autocommit=True) as db:
        if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return
        db.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def drop() -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(OURS, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def main(rounds: int, keep: bool) -> None:
    os.environ |= {"DATABASE_URL": SCRATCH, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    import django

    django.setup()
    make()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers[0] if numbers else 60, "--keep" in sys.argv)
