"""The house: every process answers, every role gets in, nobody gets in without a login."""

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


STEPS: list[Step] = [healthy, simulators, everybody_logs_in, stranger_is_sent_to_login]
