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
# Of the demo; published for tests and borne by nobody of the demo.
RIINA, UNKNOWN = "23602141012", "60001019906"


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


def state_login(world: World) -> None:
    """A specialist logs in by TARA and by GovSSO; whose personal code nobody entered is refused."""
    for way in ("tara", "govsso"):
        inside = world.stranger().get("/login/").follow(f"way={way}").follow(rf"who={RIINA}")
        if inside.url.rstrip("/") != world.desk.rstrip("/"):
            raise NotThere(f"{way} leads to {inside}")
    stranger = world.stranger()
    choice = stranger.get("/login/").follow("way=tara")
    stranger.get(choice.link(rf"who={UNKNOWN}"), expect=403)
    if "/login/" not in stranger.get("/").url:
        raise NotThere("who is refused came in all the same")


def stranger_is_sent_to_login(world: World) -> None:
    """Without a login every page leads to the login."""
    for path in ("/", "/clients/", "/enquiries/", "/board/", "/documents/", "/tickets/"):
        page = world.stranger().get(path)
        if "/login/" not in page.url:
            raise NotThere(f"{path} opens without a login")


# Personal codes, e-mail addresses, telephone numbers, and the secret part of a client's link.
PERSONAL = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)|[\w.+-]+@[\w-]+\.\w+|\+372[\d ]{7,}|/k/[\w-]{20,}")
TASK = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def nothing_personal_in_logs(world: World) -> None:
    """The logs of web, worker and beat hold no code, phone, e-mail or link of anybody."""
    for name in ("web", "worker", "beat"):
        log = Path(os.environ["CHECK_LOGS"]) / f"{name}.log"
        for line in log.read_text(errors="replace").splitlines():
            # The worker's own name in its greeting has the form of an address; a task's id may hold eleven
            # digits.
            if PERSONAL.search(TASK.sub("", line.replace("celery@", ""))):
                raise NotThere(f"{name}.log holds what looks personal, in a line of {len(line)} characters")


AFTER: list[Step] = [nothing_personal_in_logs]
STEPS: list[Step] = [
    healthy,
    simulators,
    everybody_logs_in,
    state_login,
    stranger_is_sent_to_login,
]
