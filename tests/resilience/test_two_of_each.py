"""Two web processes and two workers behind one address are one desk: nothing lives in one process alone.

The web processes are met in turn, a connection each, so that what a person does goes on in the other one.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from desk import clock, live
from desk.calls import actions as calls
from desk.calls.enums import OfferState, State
from desk.calls.models import Call, Offer
from desk.operations.models import Heartbeat
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User
from launch.check.browser import Browser
from tests.browser.conftest import Worker, wait_for
from tests.browser.conftest import test_database_url as database_url
from tests.calls.serving import served
from tests.calls.world import MARI, opened
from tests.house.test_house_rules import ROOT, modules, relative
from tests.resilience.behind_one import OneAddress, one_address

LINE = "line-token-of-two-webs"
PASSWORD = "abilaud-demo"


@dataclass
class House:
    """Both web processes, the one address before them, and whoever works there."""

    webs: list[str]
    proxy: OneAddress
    user: User
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def browser(self) -> Browser:
        """Somebody's browser that keeps no connection, so that each request meets the next process."""
        browser = Browser(self.proxy.url)
        browser.session.headers["Connection"] = "close"
        return browser

    def logged_in(self) -> Browser:
        browser = self.browser()
        page = browser.get("/login/").form(field="username")
        page.fill(username=self.user.username, password=PASSWORD).submit()
        return browser

    def at(self, web: int, browser: Browser) -> requests.Session:
        """The same browser, straight at one of the processes."""
        session = requests.Session()
        session.trust_env = False
        session.cookies.update(browser.session.cookies.get_dict())
        return session

    def token(self, browser: Browser) -> str:
        return str(browser.session.cookies.get("csrftoken"))


@pytest.fixture
def house(
    tmp_path: Path, settings: Any, transactional_db: None, someone: Callable[..., User]
) -> Iterator[House]:
    user = someone("spetsialist", Role.SPECIALIST, extension="101")
    # The suite's own hash is quick, and unknown to a desk that serves.
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-the-test")
    user.save(update_fields=["password"])
    opened(user)
    calls.open_line(name="Klienditugi", number="+3726625999", token=LINE, by=None)
    own = {"REDIS_URL": settings.REDIS_URL, "LOG_FORMAT": "json", "DEBUG": "1", "DATA_DIR": str(tmp_path)}
    own |= {"METRICS_TOKEN": "token-of-the-test"}
    with ExitStack() as stack:
        # Both begin at once; each needs some seconds.
        webs = [stack.enter_context(served(tmp_path / f"web{n}.log", **own)) for n in (1, 2)]
        yield House(webs, stack.enter_context(one_address(webs)), user)


def ring(house: House, web: int, call_id: str) -> dict[str, Any]:
    """The exchange tells one of the processes that somebody calls."""
    told = {"event": "newCall", "callId": call_id, "from": MARI, "to": "+3726625999", "direction": "in"}
    address = f"{house.webs[web]}/api/telephony/{LINE}/events/"
    answer = requests.post(address, json=told, timeout=20)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def hear(session: requests.Session, url: str, heard: list[str], ready: threading.Event) -> None:
    with session.get(f"{url}/live/", stream=True, timeout=20) as stream:
        for line in stream.iter_lines(chunk_size=1):
            if line.startswith(b"event: ready"):
                ready.set()
            elif line.startswith(b"data: {"):
                heard.append(line.decode())
                return


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_a_call_rings_on_one_web_and_is_answered_on_the_other(house: House) -> None:
    browser = house.logged_in()
    assert min(house.proxy.served.values()) > 0, "both have a part in one login"
    set_presence(user=house.user, state=PresenceState.AVAILABLE, by=house.user)
    first, second = (house.at(web, browser) for web in (0, 1))

    heard: list[str] = []
    ready = threading.Event()
    listener = threading.Thread(target=hear, args=(first, house.webs[0], heard, ready), daemon=True)
    listener.start()
    assert ready.wait(10), "the stream of the first one is open"
    ring(house, 1, "two-webs-1")
    listener.join(10)
    assert heard, "rung at the second one, heard at the first one"

    offer = Offer.objects.get(state=OfferState.OPEN)
    assert first.get(f"{house.webs[0]}/calls/card/", timeout=20).status_code == 200
    answered = second.post(
        f"{house.webs[1]}/calls/{offer.call_id}/answer/",
        data={"csrfmiddlewaretoken": house.token(browser)},
        headers={"Referer": house.webs[1], "Origin": house.webs[1]},
        timeout=20,
    )
    assert answered.status_code == 200, answered.text[:500]
    assert Call.objects.get(pk=offer.call_id).state == State.ANSWERED
    assert "Tamm" in first.get(f"{house.webs[0]}/calls/{offer.call_id}/", timeout=20).text
    _goes_on_when_one_dies(house, browser)


def _goes_on_when_one_dies(house: House, browser: Browser) -> None:
    """The one that heard is killed; whoever was there works on with the other, and need not log in again."""
    port = house.proxy.ports[0]
    kill_listener(port)
    for _time in range(3):
        assert "/login/" not in browser.get("/enquiries/").url
    assert ring(house, 1, "two-webs-2")["call"]


def kill_listener(port: int) -> None:
    """SIGKILL to the process that listens there, as found in the kernel's own tables."""
    for pid in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"desk.asgi:application" in command and str(port).encode() in command:
            os.kill(int(pid), signal.SIGKILL)
            return
    raise AssertionError("no such process")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_clock_lock_limits_and_figures_are_of_both(house: House) -> None:
    browser = house.logged_in()
    sessions = [house.at(web, browser) for web in (0, 1)]

    # Wrong tries at either door are counted together: five slips cost nothing, then somebody waits.
    stranger, refused = house.browser(), 0
    for number in range(9):
        form = stranger.get("/login/").form(field="username")
        form.fill(username=house.user.username, password=f"wrong-{number}")
        answer = stranger.session.post(
            form.action, data=dict(form.element.form_values()), headers={"Referer": form.page.url}, timeout=20
        )
        refused = number + 1
        if answer.status_code == 429:
            break
    assert refused == 6, "one process alone would have let ten pass"

    # Each counts its own requests, and says the same of what both share.
    for web in house.webs:
        figures = requests.get(
            f"{web}/metrics", headers={"Authorization": "Bearer token-of-the-test"}, timeout=20
        ).text
        assert 'abilaud_request_seconds_count{method="GET",status="2xx",view="login"}' in figures
        assert "abilaud_sessions 1.0" in figures

    # Nobody sits there any more: the clock that was moved once has moved for both.
    for web, session in zip(house.webs, sessions, strict=True):
        assert session.get(f"{web}/enquiries/", timeout=20).url.endswith("/enquiries/")
    clock.move(timedelta(minutes=30))
    for web, session in zip(house.webs, sessions, strict=True):
        wait_for(lambda s=session, w=web: "/unlock/" in s.get(f"{w}/enquiries/", timeout=20).url)  # type: ignore[misc]


@pytest.fixture
def beat(tmp_path: Path, worker: Callable[..., Worker]) -> Iterator[Callable[[], None]]:
    """Starts the clock of the sweeps, on the queue of this test's workers."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        own = {
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
            "CELERY_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": settings.SECRET_KEY,
            "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
            "DEMO": "1",
            "SWEEP_SECONDS": "1",
        }
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "desk",
            "beat",
            "--pidfile=",
            "-s",
            str(tmp_path / "beat"),
        ]
        running.append(subprocess.Popen(command, env=os.environ | own, cwd=settings.BASE_DIR))

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_either_does_what_beat_wakes(
    beat: Callable[[], None], worker: Callable[..., Worker]
) -> None:
    first, second = worker(), worker()
    beat()
    wait_for(lambda: Heartbeat.objects.age_of("beat") is not None, 60)
    first.kill()
    began = _now()
    wait_for(lambda: Heartbeat.objects.filter(part="beat", at__gt=began).exists(), 30)
    second.kill()
    assert first.process is not None and first.process.poll() is not None


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + interval '2 seconds'")
        return cursor.fetchone()[0]


def test_nothing_that_counts_is_kept_in_one_process() -> None:
    """Django's cache is a process's own unless it is set up, and a throttle above it counts for one alone."""
    own = ("django.core.cache", "SimpleRateThrottle", "UserRateThrottle", "AnonRateThrottle", "cache_page")
    product = [
        path
        for path in modules()
        if relative(path).startswith(("desk/", "registry/", "contracts/", "tickets/", "stats/"))
    ]
    found = [
        f"{path.relative_to(ROOT)}: {word}" for path in product for word in own if word in path.read_text()
    ]
    assert not found
    assert live.EVERYONE  # the stream goes through Redis
