"""What a check of representation costs us, over what the register itself takes to answer.

    python -m bench.register [--checks 1000] [--runs 3] [--delay 50]

Makes a scratch database beside DATABASE_URL's and a pretended register in a process of its own that answers
after so many milliseconds. Checks wait in the queue as an act leaves them; each is taken up, asked about and
kept as evidence by the function that the worker runs (`registry.tasks.ask`), in processes forked as the
worker's are. On the direct channel the register is asked by one at a time, whoever does the rest; over X-Road
by eight. The answer itself is measured in the same run: the bytes of one question by bare `requests` sessions
over kept connections, by as many at once. What we add is the difference of the two for each check.
"""

import argparse
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from queue import Empty
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench import search

NAME = "abilaud_bench_register"
PASSWORD = "only-of-this-run"  # noqa: S105  (of a simulator)
# Processes that do the work, and how many of them the register answers at once.
WORKERS = {"direct": 4, "xroad": 8}
AT_ONCE = {"direct": 1, "xroad": 8}


@dataclass(frozen=True)
class Run:
    """Seconds of all processes together, CPU seconds of them all, and the fattest in MB."""

    seconds: float
    cpu: float
    peak: float
    requests: int = 0
    at_once: int = 0


@contextmanager
def register(delay: float) -> Iterator[str]:
    """A pretended register that takes this many milliseconds to answer."""
    command = [sys.executable, "-m", "tests.simulators.business_register", "--port", "0"]
    with subprocess.Popen(
        [*command, "--username", "bench", "--password", PASSWORD], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("listening on ").strip()
        try:
            _post(f"{url}/_faults", {"delay": delay / 1000})
            yield f"{url}/"
        finally:
            process.terminate()


def _post(url: str, body: dict[str, Any]) -> None:
    wanted = urllib.request.Request(url, json.dumps(body).encode(), method="POST")  # noqa: S310  (loopback)
    urllib.request.urlopen(wanted, timeout=10).close()  # noqa: S310


def together(number: int, shares: list[list[Any]], prepare: Callable[[], Callable[[Any], None]]) -> Run:
    """Each process does its share of deeds, the first of them before the clock starts."""
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(number + 1), context.Queue()

    def work(share: list[Any], barrier: Barrier) -> None:
        deed = prepare()
        deed(share[0])
        barrier.wait()
        start = time.process_time()
        for each in share[1:]:
            deed(each)
        told.put((time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    processes = [context.Process(target=work, args=(share, barrier)) for share in shares]
    for process in processes:
        process.start()
    barrier.wait(60)
    start = time.perf_counter()
    answers: list[tuple[float, float]] = []
    while len(answers) < number:
        try:
            answers.append(told.get(timeout=5))
        except Empty:
            assert all(process.exitcode in (0, None) for process in processes), "a worker died"
    seconds = time.perf_counter() - start
    for process in processes:
        process.join()
    return Run(seconds, sum(cpu for cpu, _ in answers), max(peak for _, peak in answers))


def checks(channel: str, number: int) -> list[int]:
    """So many questions in the queue, about clients whom the register knows."""
    from desk import clock
    from desk.clients.models import Client
    from registry.models import Check
    from tests.simulators.business_register import generated

    chance = random.Random(5)  # noqa: S311  (no secret)
    codes = chance.sample(sorted(each.code for each in generated.organisations()), number)
    clients = Client.objects.bulk_create(
        Client(kind="organisation", name=f"Klient {code}", registry_code=code) for code in codes
    )
    rows = Check.objects.bulk_create(
        Check(
            client=client,
            code=client.registry_code,
            purpose="sending",
            subject_kind="client",
            subject_id=client.pk,
            asked_at=clock.now(),
            source="sample",
            channel=channel,
        )
        for client in clients
    )
    return [row.pk for row in rows]


def ours(url: str, channel: str, number: int) -> Run:
    """The whole task for so many checks."""
    from django.conf import settings
    from django.db import connections

    from desk.clients.models import Client
    from registry import line, tasks
    from registry.models import Check

    settings.REGISTRY_CHANNEL = channel
    Check.objects.filter(state="pending").update(state="failed")
    Client.objects.update(registry_code="")
    workers = WORKERS[channel]
    pks = checks(channel, number + workers)
    before = line.used_today(channel)
    connections.close_all()
    _post(f"{url}_faults", {"most_at_once": 0})
    run = together(workers, [pks[place::workers] for place in range(workers)], lambda: tasks.ask)
    assert not Check.objects.filter(pk__in=pks).exclude(state="sent").exists(), "some were not answered"
    asked = (line.used_today(channel) - before) * number // (number + workers)
    return Run(run.seconds, run.cpu, run.peak, asked, _most_at_once(url))


def _most_at_once(url: str) -> int:
    with urllib.request.urlopen(f"{url}_calls", timeout=10) as answer:  # noqa: S310
        return int(json.load(answer)["most_at_once"])


def bare(url: str, channel: str, number: int) -> Run:
    """The answer itself: one question's bytes, again and again."""
    question = _bytes(url, channel)

    def prepare() -> Callable[[Any], None]:
        import requests

        session = requests.Session()

        def send(_: object) -> None:
            answer = session.post(url, data=question, headers={"Content-Type": "text/xml; charset=utf-8"})
            assert answer.status_code == 200

        return send

    lanes = AT_ONCE[channel]
    return together(lanes, [[0] * (number // lanes + 1)] * lanes, prepare)


def _bytes(url: str, channel: str) -> bytes:
    """What our own client sends for a question about the first organisation."""
    from registry import gateway
    from registry.gateway.calling import line_of
    from registry.models import Check

    kept: list[bytes] = []
    access = gateway.configured()
    transport = line_of(access).transport
    send = transport.session.post

    def listen(*args: Any, **kwargs: Any) -> Any:
        kept.append(kwargs["data"])
        return send(*args, **kwargs)

    transport.session.post = listen  # type: ignore[method-assign]
    code = Check.objects.filter(channel=channel, verdict__in=["sole", "joint"]).latest("pk").code
    gateway.representation(access, code, "bench")
    transport.session.post = send  # type: ignore[method-assign]
    return kept[0]


def measure(url: str, number: int, runs: int, channels: list[str]) -> None:
    head = ["channel", "workers", "most at once", "seconds", "a check, ms", "the answer, ms", "we add, ms"]
    head += ["CPU of ours, ms", "requests a check", "MB"]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for channel in channels:
        workers = WORKERS[channel]
        for _ in range(runs):
            run = ours(url, channel, number)
            each, sent = run.requests / number, max(200, number // 5)
            answer = bare(url, channel, sent).seconds * 1000 / (sent // AT_ONCE[channel] * AT_ONCE[channel])
            took = run.seconds * 1000 / number
            values = [channel, workers, run.at_once, f"{run.seconds:.1f}", f"{took:.1f}", f"{answer:.1f}"]
            values += [f"{took - answer * each:.1f}", f"{run.cpu * 1000 / number:.1f}", f"{each:.3f}"]
            values += [f"{run.peak:.0f}"]
            print(f"| {' | '.join(map(str, values))} |", flush=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--checks", type=int, default=1000)
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--delay", type=float, default=50)
    reader.add_argument("--channels", nargs="+", choices=list(WORKERS), default=list(WORKERS))
    asked = reader.parse_args()
    search.NAME = NAME
    scratch = urlunsplit(urlsplit(search.OURS)._replace(path=f"/{NAME}"))
    with tempfile.TemporaryDirectory() as files, register(asked.delay) as url:
        os.environ |= {
            "DATABASE_URL": scratch,
            "DATA_DIR": files,
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "DEMO": "1",
            "REGISTRY_URL": url,
            "REGISTRY_SAMPLE": "1",
            "REGISTRY_USERNAME": "bench",
            "REGISTRY_PASSWORD": PASSWORD,
            "REGISTRY_XROAD_CLIENT": "ee-dev/GOV/70008658/abilaud",
            "REGISTRY_XROAD_USER": "EE14101010079",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        search.fill = lambda: None
        search.make()
        from registry.reference import seed_reference

        seed_reference()
        try:
            measure(url, asked.checks, asked.runs, asked.channels)
        finally:
            search.drop()


if __name__ == "__main__":
    main()
