"""Plays the exchange and the people at once, and judges from the database what became of it."""

import hashlib
import hmac
import http.client
import json
import random
import statistics
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from desk.calls.enums import OfferState, State
from desk.calls.management.ground import Ground
from desk.calls.models import Call, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState

HANGS_UP = 0.05  # of the callers give up while it rings
REFUSES = 0.10  # of the offers are passed on
TALK = 0.02  # longest conversation and longest wrap-up, in seconds
PATIENCE = 60.0  # seconds for which a caller waits in the queue before the drill calls it lost


@dataclass(frozen=True)
class Result:
    """`fairness` is the most turns of one person over the fewest; times are those of `newCall`."""

    offers: int
    double_offers: int
    lost_calls: int
    fairness: float
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass
class Driver:
    """One connection of the exchange, kept alive, with the calls that come through it one after another."""

    ground: Ground
    dice: random.Random
    times: list[float] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def tell(self, event: str, call_id: str, **more: str) -> dict[str, Any]:
        """Post one event and take the answer; a connection that the server closed is opened anew."""
        body = json.dumps({"event": event, "callId": call_id, "from": "anonymous", **more}).encode()
        headers = {"Content-Type": "application/json"}
        if settings.TELEPHONY_HMAC_KEY:
            digest = hmac.new(settings.TELEPHONY_HMAC_KEY.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Abilaud-Signature"] = f"sha256={digest}"
        parts = urlsplit(self.ground.url)
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        for again in (True, False):
            if self._connection is None:
                self._connection = kinds[parts.scheme](parts.netloc, timeout=60)
            began = time.perf_counter()
            try:
                self._connection.request(
                    "POST", f"{parts.path}/api/telephony/{self.ground.token}/events/", body, headers
                )
                answer = self._connection.getresponse()
                told: dict[str, Any] = json.loads(answer.read())
            except (http.client.HTTPException, OSError):
                self._connection = None
                if not again:
                    raise
                continue
            if event == "newCall":
                self.times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                raise CommandError(f"the desk at --url answers {answer.status}: {told.get('error')}")
            return told
        raise AssertionError

    def call(self, call_id: str) -> None:
        """One call from ring to wrap-up, or to the caller who gives up."""
        told = self.tell("newCall", call_id)
        while True:
            extension = self._rung(call_id, told)
            if extension and self.dice.random() < REFUSES:
                told = self.tell("newCall", call_id, refused=extension)
                continue
            break
        if not extension or self.dice.random() < HANGS_UP:
            self.tell("hangup", call_id, cause="cancel")
            return
        self.tell("answer", call_id, answeringNumber=extension)
        time.sleep(self.dice.uniform(0, TALK))
        self.tell("hangup", call_id, cause="normalClearing")
        time.sleep(self.dice.uniform(0, TALK))
        agent = self.ground.agents[extension]
        set_presence(user=agent, state=PresenceState.AVAILABLE, by=agent)

    def _rung(self, call_id: str, told: dict[str, Any]) -> str:
        """The extension that rings now; waits in the queue as an exchange does, by asking again."""
        end = time.monotonic() + PATIENCE
        while not told["offer"]:
            if time.monotonic() > end:
                return ""
            time.sleep(0.02)
            told = self.tell("newCall", call_id)
        return str(told["offer"][0])


def drive(ground: Ground, calls: int, workers: int) -> list[float]:
    """Make all calls over `workers` connections; how long each `newCall` took, in milliseconds."""
    numbers = iter(range(calls))
    lock = threading.Lock()
    failed: list[Exception] = []
    drivers = [Driver(ground, random.Random(number)) for number in range(workers)]  # noqa: S311  (no secret)

    def work(driver: Driver) -> None:
        try:
            while not failed:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                driver.call(f"drill-{number}")
        except Exception as trouble:  # noqa: BLE001  (told in the main thread)
            failed.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(driver,)) for driver in drivers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [each for driver in drivers for each in driver.times]


def judge(ground: Ground, calls: int, times: list[float]) -> Result:
    """What the database says became of the calls, whatever the exchange was answered."""
    offers = Offer.objects.filter(call__line=ground.line)
    ended = Call.objects.filter(line=ground.line).exclude(state__in=[State.RINGING, State.ANSWERED])
    turns = {user.pk: 0 for user in ground.agents.values()}
    for user_id in offers.turns().values_list("user_id", flat=True):
        turns[user_id] += 1
    spans = offers.order_by("user", "made_at", "pk").values_list(
        "user_id", "made_at", "state", "ended_at", "call__hung_up_at"
    )
    busy = [
        (user_id, made, over if state == OfferState.ANSWERED else rung)
        for user_id, made, state, rung, over in spans
    ]
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else [0.0] * 19
    return Result(
        offers=offers.count(),
        double_offers=overlaps(busy),
        lost_calls=calls - ended.count(),
        fairness=round(max(turns.values()) / max(1, min(turns.values())), 3),
        p50_ms=round(statistics.median(times or [0.0]), 1),
        p95_ms=round(cuts[18], 1),
    )


def overlaps(spans: Iterable[tuple[int, datetime, datetime | None]]) -> int:
    """How many spans begin before an earlier one of the same person has ended (None: not ended yet).

    A span is from the offer to its end, or of an answered one to the end of the conversation; they come in
    the order of person and beginning.
    """
    found = 0
    last: dict[int, datetime | None] = {}
    for user_id, began, ended in spans:
        if user_id in last:
            before = last[user_id]
            if before is None or began < before:
                found += 1
            ended = None if before is None or ended is None else max(before, ended)
        last[user_id] = ended
    return found
