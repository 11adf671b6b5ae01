"""A path is a list of steps; each is a function whose docstring is its line in the print-out."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

from launch.check.browser import Browser, NotThere

T = TypeVar("T")
PASSWORD = "abilaud-demo"  # noqa: S105  (of demo databases, printed by ./run)


@dataclass
class World:
    """Who and what the steps work with: people's browsers, the other systems, what was found on the way."""

    desk: str
    systems: dict[str, str]
    found: dict[str, Any] = field(default_factory=dict)
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def person(self, login: str) -> Browser:
        """The browser of a member of staff, logged in; in English, whose words the code itself holds."""
        if login not in self._browsers:
            browser = Browser(self.desk)
            page = (
                browser.get("/login/").form(field="username").fill(username=login, password=PASSWORD).submit()
            )
            if "/login/" in page.url:
                raise NotThere(f"{login} cannot log in: {page}")
            page.form("/preferences/", button="English").submit("English")
            self._browsers[login] = browser
        return self._browsers[login]

    def leave(self, login: str) -> None:
        """The person logs in anew next time: an hour without a key locks the desk."""
        self._browsers.pop(login, None)

    def stranger(self) -> Browser:
        """A browser without a login: the client's."""
        return Browser(self.desk)

    def ask(self, system: str, path: str) -> Any:
        """What another system answers, as JSON."""
        answer = requests.get(self.systems[system] + path, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def tell(self, system: str, path: str, content: dict[str, Any] | None = None) -> Any:
        """Make another system do something; its answer as JSON, or None."""
        answer = requests.post(self.systems[system] + path, json=content, timeout=20)
        answer.raise_for_status()
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else None


# Run where the desk's own settings are: moves its clock, and does at once what the worker does every minute.
AN_HOUR_LATER = """
from datetime import timedelta
from django.conf import settings
from desk import clock
from desk.mail import actions as mail
from celery import current_app
clock.move(timedelta(minutes=settings.MAIL_BOUNCE_MINUTES + 1))
mail.deliver()
for name in ("enquiries.sweep", "tickets.sweep", "contracts.sweep"):
    current_app.send_task(name)
"""


def an_hour_passes() -> None:
    """So long a letter may come back; when it has not, it is delivered."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", AN_HOUR_LATER]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise NotThere(f"the clock cannot be moved: {done.stderr.strip()[-300:]}")


def until(question: Callable[[], T | None], what: str, seconds: float = 30) -> T:
    """The first answer that is not empty; fails with `what` was waited for."""
    end = time.monotonic() + seconds
    last: NotThere | None = None
    while time.monotonic() < end:
        try:
            answer = question()
        except NotThere as missing:
            last = missing
        else:
            if answer:
                return answer
            last = None
        time.sleep(0.1)
    raise NotThere(f"{what}: not after {seconds:.0f} s" + (f" ({last})" if last else ""))


Step = Callable[[World], None]


def walk(name: str, steps: list[Step], world: World) -> bool:
    """Take the steps in order, one line each; False at the first that fails."""
    for number, step in enumerate(steps, 1):
        title = (step.__doc__ or step.__name__).strip().splitlines()[0].rstrip(".")
        began = time.monotonic()
        try:
            step(world)
        except (NotThere, requests.RequestException, LookupError, StopIteration, AssertionError) as trouble:
            print(f"{name} {number:>2}  FAILED  {title}\n    {type(trouble).__name__}: {trouble}", flush=True)
            return False
        print(f"{name} {number:>2}  {time.monotonic() - began:6.2f} s  {title}", flush=True)
    return True
