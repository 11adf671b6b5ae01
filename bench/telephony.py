"""How soon `newCall` is answered while calls come at a steady rate, each of them answered and ended.

    .local/venv/bin/python -m bench.telephony [--rate 50] [--seconds 20] [--agents 40]

A database and a server of their own (see `rotation_drill`); the exchange, the people and the server share the
machine, as the budget says. A call is three events, so 50 calls a second are 150 requests. Calls start by the
clock whether or not the last one was answered, so a server that cannot keep up shows it in the times.
"""

import argparse
import heapq
import itertools
import os
import random
import statistics
import threading
import time
from collections.abc import Callable

import django

from launch import environment
from launch.place import prepare_folders, say
from launch.stack import Stack

TALK = (0.05, 0.35)  # seconds
WRAP_UP = 0.05
CONNECTIONS = 24


class Clockwork:
    """Deeds at set moments, done by a few threads; the heap is the diary."""

    def __init__(self) -> None:
        self.diary: list[tuple[float, int, Callable[[object], None]]] = []
        self.number = itertools.count()
        self.changed = threading.Condition()
        self.left = 0

    def at(self, moment: float, deed: Callable[[object], None]) -> None:
        with self.changed:
            heapq.heappush(self.diary, (moment, next(self.number), deed))
            self.left += 1
            self.changed.notify()

    def work(self, tools: object) -> None:
        while True:
            with self.changed:
                while self.diary and (early := self.diary[0][0] - time.perf_counter()) > 0:
                    self.changed.wait(early)
                if not self.left:
                    self.changed.notify_all()
                    return
                if not self.diary:
                    self.changed.wait(0.05)
                    continue
                _moment, _number, deed = heapq.heappop(self.diary)
            try:
                deed(tools)
            finally:
                with self.changed:
                    self.left -= 1


def measure(rate: float, seconds: float, agents: int) -> None:
    """Print the table."""
    from django.db import connection

    from desk.calls.management import drill, ground
    from desk.people.actions import set_presence
    from desk.people.enums import PresenceState

    lost = 0
    with ground.own_ground(agents) as here:
        clockwork = Clockwork()
        begin = time.perf_counter() + 1

        def call(number: int) -> Callable[[object], None]:
            name = f"bench-{number}"

            def ring(driver: object) -> None:
                nonlocal lost
                assert isinstance(driver, drill.Driver)
                told = driver.tell("newCall", name)
                if not told["offer"]:
                    lost += 1
                    driver.tell("hangup", name, cause="cancel")
                    return
                extension = str(told["offer"][0])
                driver.tell("answer", name, answeringNumber=extension)
                clockwork.at(time.perf_counter() + random.uniform(*TALK), end(extension))  # noqa: S311

            def end(extension: str) -> Callable[[object], None]:
                def hang_up(driver: object) -> None:
                    assert isinstance(driver, drill.Driver)
                    driver.tell("hangup", name, cause="normalClearing")
                    clockwork.at(time.perf_counter() + WRAP_UP, free(extension))

                return hang_up

            return ring

        def free(extension: str) -> Callable[[object], None]:
            def press(driver: object) -> None:
                agent = here.agents[extension]
                set_presence(user=agent, state=PresenceState.AVAILABLE, by=agent)

            return press

        for number in range(int(rate * seconds)):
            clockwork.at(begin + number / rate, call(number))
        drivers = [drill.Driver(here, random.Random(number)) for number in range(CONNECTIONS)]  # noqa: S311

        def work(driver: drill.Driver) -> None:
            try:
                clockwork.work(driver)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(driver,)) for driver in drivers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begin
    times = sorted(each for driver in drivers for each in driver.times)
    cuts = statistics.quantiles(times, n=20)
    print(f"{len(times)} newCalls in {took:.1f} s ({len(times) / took:.0f}/s), {lost} found nobody free")
    print(f"median {statistics.median(times):.1f} ms, p95 {cuts[18]:.1f} ms, longest {times[-1]:.1f} ms")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Read the words, bring up servers unless the environment names some, measure."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rate", type=float, default=50)
    reader.add_argument("--seconds", type=float, default=20)
    reader.add_argument("--agents", type=int, default=40)
    asked = reader.parse_args()
    prepare_folders()
    stack = None
    if not environment.has_own_servers():
        stack = Stack(f"bench-{os.getpid()}")
        stack.start()
        os.environ.update(stack.environment())
    os.environ.update(environment.made_secrets("demo"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
    try:
        django.setup()
        measure(asked.rate, asked.seconds, asked.agents)
    finally:
        if stack:
            stack.leave()
            say("servers left")


if __name__ == "__main__":
    main()
