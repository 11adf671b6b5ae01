"""Who looks alike, at the size of two years: what one question costs, and the whole comparison by night.

    python -m bench.duplicates

Makes the scratch database of bench.search (100,000 clients, 150,000 persons, 250,000 contact points), takes
the code of every fiftieth client away, as of one written down in a hurry, and prints milliseconds of one
question (median and 95th percentile of a hundred) and seconds of the whole comparison.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from bench import search

NAME = "abilaud_bench_duplicates"
HURRIED = 50  # every how many clients has no code
ROUNDS = 100


def milliseconds(ask: Callable[[int], object], ids: list[int]) -> str:
    times = []
    for pk in ids:
        start = time.perf_counter()
        ask(pk)
        times.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(times):.0f} (p95 {statistics.quantiles(times, n=20)[-1]:.0f})"


def measure() -> None:
    from django.db import transaction
    from django.db.models import F
    from django.db.models.functions import Mod

    from desk.clients.duplicates import clients_like, persons_like
    from desk.clients.likeness import compare_all, compare_clients
    from desk.clients.models import Client, Person

    hurried = Client.objects.alias(place=Mod(F("pk"), HURRIED)).filter(place=0)
    print("clients without a code:", hurried.update(registry_code=""))
    chance = random.Random(5)  # noqa: S311  (no secret)
    clients = chance.sample(list(hurried.values_list("pk", flat=True)), ROUNDS)
    persons = chance.sample(list(Person.objects.values_list("pk", flat=True)[:5000]), ROUNDS)

    @transaction.atomic
    def client(pk: int) -> object:
        row = Client.objects.get(pk=pk)
        return clients_like(name=row.name, contacts=["662 5999", "keegi@olematu.example"], besides=pk)

    @transaction.atomic
    def person(pk: int) -> object:
        row = Person.objects.get(pk=pk)
        return persons_like(first_name=row.first_name, last_name=row.last_name, besides=pk)

    print("is it one of these clients, ms:", milliseconds(client, clients))
    print("is it one of these persons, ms:", milliseconds(person, persons))
    print("one changed client, ms:", milliseconds(lambda pk: compare_clients([pk]), clients))
    start = time.perf_counter()
    print("pairs on the worklist:", compare_all())
    print(f"the whole comparison, s: {time.perf_counter() - start:.0f}")


def main() -> None:
    search.NAME = NAME  # not the database of a search that is measured at the same time
    scratch = urlunsplit(urlsplit(search.OURS)._replace(path=f"/{NAME}"))
    os.environ |= {"DATABASE_URL": scratch, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    import django

    django.setup()
    search.make()
    try:
        measure()
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    finally:
        search.drop()


if __name__ == "__main__":
    main()
