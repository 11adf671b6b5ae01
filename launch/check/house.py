"""The house: every process answers, every role gets in, nobody gets in without a login."""

import os
import re
from pathlib import Path

import requests

from launch.check.browser import NotThere
from launch.check.steps import Step, World

ROLES = [
    *("spetsialist", "spetsialist2", "venekeelne", "vanem", "juht"),
    *("referent", "ekspert", "yksusejuht", "haldur", "audiitor"),
]


def healthy(world: World) -> None:
    """The desk is ready: database migrated, Redis answers."""
    parts = requests.get(f"{world.desk}/readyz", timeout=10).json()
    if set(parts.values()) != {"ok"}:
        raise NotThere(f"/readyz says {parts}")


def simulators(world: World) -> None:
    """Every other system answers."""
    for url in world.systems.values():
        requests.get(f"{url}/healthz", timeout=10).raise_for_status()


def everybody_logs_in(world: World) -> None:
    """A person of each role logs in and sees the first page."""
    for login in ROLES:
        world.person(login).get("/")


def stranger_is_sent_to_login(world: World) -> None:
    """Without a login every page leads to the login."""
    for path in ("/", "/clients/", "/enquiries/", "/board/", "/documents/", "/tickets/"):
        page = world.stranger().get(path)
        if "/login/" not in page.url:
            raise NotThere(f"{path} opens without a login")


# Personal codes, e-mail addresses, telephone numbers, and the secret part of a client's link.
PERSONAL = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)|[\w.+-]+@[\w-]+\.\w+|\+372[\d ]{7,}|/k/[\w-]{20,}")


def nothing_personal_in_logs(world: World) -> None:
    """The logs of web, worker and beat hold no code, phone, e-mail or link of anybody."""
    for name in ("web", "worker", "beat"):
        log = Path(os.environ["CHECK_LOGS"]) / f"{name}.log"
        for line in log.read_text(errors="replace").splitlines():
            # The worker's own name in its greeting has the form of an address.
            if PERSONAL.search(line.replace("celery@", "")):
                raise NotThere(f"{name}.log holds what looks personal, in a line of {len(line)} characters")


AFTER: list[Step] = [nothing_personal_in_logs]
STEPS: list[Step] = [healthy, simulators, everybody_logs_in, stranger_is_sent_to_login]
