"""What the chain of the access log costs: writing a page's looks, several processes at once, verifying.

    .local/venv/bin/python -m bench.access_log [--rows 100000] [--processes 2]

A database of its own, durable as a real one. Each figure is a median in ms; "without" has the chain's trigger
switched off, so the difference is what the chain adds to a page.
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time

import django

from launch import environment
from launch.place import prepare_folders
from launch.stack import APP, Stack

TRIGGER = "records_accesslogentry_chain"
PAGES = 300  # of each measurement
SECONDS = 5  # of many processes at once


def ask() -> argparse.Namespace:
    """What the command line says."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, default=100_000)
    reader.add_argument("--processes", type=int, default=2)
    return reader.parse_args()


def page(rows: int) -> float:
    """Milliseconds that writing the looks of one page takes."""
    from desk.records import looks
    from desk.records.access import Shown

    shown = [Shown("client", pk, pk, "enquiry:7") for pk in range(rows)]
    began = time.perf_counter()
    looks.write(user_id=1, view="clients:page", shown=shown)
    return (time.perf_counter() - began) * 1000


def trigger(state: str) -> None:
    """ENABLE or DISABLE the chain."""
    from django.db import connection

    empty()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE records_accesslogentry {state} TRIGGER {TRIGGER}")


def empty() -> None:
    """Begin anew, as only the master of the database can."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM records_accesslogentry; DELETE FROM records_accesslink")
        cursor.execute("SET session_replication_role = origin")


def one_after_another() -> None:
    """Pages of one and of 25 rows, without and with the chain."""
    for rows in (1, 25):
        medians = {}
        for state, name in (("DISABLE", "without"), ("ENABLE", "with")):
            trigger(state)
            medians[name] = statistics.median(page(rows) for _page in range(PAGES))
        without, with_it = medians["without"], medians["with"]
        print(f"{rows:>3} rows: without {without:.2f}, with {with_it:.2f}, adds {with_it - without:.2f} ms")


def writer(answers: "multiprocessing.Queue[list[float]]") -> None:
    """Writes pages of 25 rows as fast as it can."""
    django.setup()
    end, times = time.perf_counter() + SECONDS, []
    while time.perf_counter() < end:
        times.append(page(25))
    answers.put(times)


def at_once(processes: int) -> None:
    """Several processes that write without pause: each waits for the others' commits."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    working = [context.Process(target=writer, args=(answers,)) for _number in range(processes)]
    for process in working:
        process.start()
    times = sorted(each for _process in working for each in answers.get())
    for process in working:
        process.join()
    p95 = times[int(len(times) * 0.95)]
    rate = len(times) / SECONDS
    print(
        f"{processes} processes: median {statistics.median(times):.2f}, p95 {p95:.2f} ms, {rate:.0f} pages/s"
    )


def fill(rows: int) -> None:
    """So many rows by one statement."""
    from django.db import connection

    empty()
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_accesslogentry (at, user_id, shown_kind, shown_id, client_id, view, purpose)"
            " SELECT now(), mod(n, 40), 'client', mod(n, 9000), mod(n, 9000), 'clients:page', 'enquiry:' || n"
            " FROM generate_series(1, %s) AS n",
            [rows],
        )
        cursor.execute("ANALYZE records_accesslogentry; ANALYZE records_accesslink")
    print(f"{rows} rows linked by one statement: {time.perf_counter() - began:.1f} s")


def verify() -> None:
    """Time and memory of verifying, in a process of its own."""
    code = (
        "import django, resource, time; django.setup(); from desk.records.verifying import verify;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; began = time.perf_counter();"
        "report = verify(); print(report.sound, report.entries, round(time.perf_counter() - began, 2), 's',"
        "'memory', (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, 'MB more')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    asked = ask()
    prepare_folders()
    stack = Stack("bench")
    stack.start()
    try:
        stack.psql(f"DROP DATABASE IF EXISTS {APP} WITH (FORCE)")
        stack.psql(f"CREATE DATABASE {APP}")
        os.environ.update(environment.without_settings() | stack.environment())
        os.environ.update(environment.made_secrets("demo"))
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        one_after_another()
        at_once(asked.processes)
        fill(asked.rows)
        verify()
        print(f"peak memory here: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    finally:
        stack.psql(f"DROP DATABASE IF EXISTS {APP} WITH (FORCE)")
        stack.leave()
