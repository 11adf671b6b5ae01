"""Calls at a steady rate, for `bench.telephony`; needs Django to be set up."""

import heapq
import itertools
import os
import random
import statistics
import threading
import time
from collections.abc import Callable

from django.db import connection

from desk.calls.management.drill import Driver
from desk.calls.management.ground import Ground, own_ground
from desk.people.actions import set_presence
from desk.people.enums import PresenceState

Deed = Callable[[Driver], None]
TALK = (0.05, 0.35)  # seconds
WRAP_UP = 0.05
CONNECTIONS = 24


class Clockwork:
    """Deeds at set moments, done by a few threads; the heap is the diary."""

    def __init__(self) -> None:
        self.diary: list[tuple[float, int, Deed]] = []
        self.number = itertools.count()
        self.changed = threading.Condition()
        self.left = 0

    def at(self, moment: float, deed: Deed) -> None:
        with self.changed:
            heapq.heappush(self.diary, (moment, next(self.number), deed))
            self.left += 1
            self.changed.notify()

    def work(self, driver: Driver) -> None:
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
                deed(driver)
            finally:
                with self.changed:
                    self.left -= 1


class Load:
    """The calls of one measurement: each rings by the clock, is answered at once, and ends a little later."""

    def __init__(self, here: Ground) -> None:
        self.here = here
        self.clockwork = Clockwork()
        self.lost = 0

    def call(self, name: str) -> Deed:
        """A call rings; whom it is offered to answers."""

        def ring(driver: Driver) -> None:
            told = driver.tell("newCall", name)
            if not told["offer"]:
                self.lost += 1
                driver.tell("hangup", name, cause="cancel")
                return
            extension = str(told["offer"][0])
            driver.tell("answer", name, answeringNumber=extension)
            self.clockwork.at(time.perf_counter() + random.uniform(*TALK), self._end(name, extension))  # noqa: S311  (no secret)

        return ring

    def _end(self, name: str, extension: str) -> Deed:
        def hang_up(driver: Driver) -> None:
            driver.tell("hangup", name, cause="normalClearing")
            self.clockwork.at(time.perf_counter() + WRAP_UP, self._free(extension))

        return hang_up

    def _free(self, extension: str) -> Deed:
        def press(driver: Driver) -> None:
            agent = self.here.agents[extension]
            set_presence(user=agent, state=PresenceState.AVAILABLE, by=agent)

        return press


def measure(rate: float, seconds: float, agents: int) -> None:
    """Print what the calls of so many seconds took."""
    with own_ground(agents) as here:
        load = Load(here)
        begin = time.perf_counter() + 1
        for number in range(int(rate * seconds)):
            load.clockwork.at(begin + number / rate, load.call(f"bench-{number}"))
        drivers = [Driver(here, random.Random(number)) for number in range(CONNECTIONS)]  # noqa: S311  (no secret)

        def work(driver: Driver) -> None:
            try:
                load.clockwork.work(driver)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(driver,)) for driver in drivers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begin
    times = sorted(each for driver in drivers for each in driver.times)
    p95 = statistics.quantiles(times, n=20)[18]
    print(f"{len(times)} newCalls in {took:.1f} s ({len(times) / took:.0f}/s), {load.lost} found nobody free")
    print(f"median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, longest {times[-1]:.1f} ms")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
