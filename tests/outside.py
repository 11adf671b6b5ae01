"""Everything outside the desk at once, as simulators, for tests that drive a path with a real worker."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from celery import current_app
from django.conf import settings

from desk import clock, env
from desk.people.models import User
from desk.records.models import DemoMarker
from tests.simulators import business_register, mailbox, portal, siva
from tests.simulators.eid import Lab, default_folder

SWEEPS = ("mail.sweep", "registry.sweep", "contracts.sweep", "calls.sweep", "enquiries.sweep")
TOOMAS = "14101010079"  # signs for the agency


@dataclass
class Outside:
    """The simulators that run; `lab` signs as anybody."""

    register: business_register.Running
    portal: portal.Running
    mailbox: mailbox.Running
    siva: siva.Running
    lab: Lab

    def environment(self) -> dict[str, str]:
        """What a worker must be told to reach them; its rows wait no longer than a test wants to."""
        return {
            "REGISTRY_URL": self.register.url,
            "REGISTRY_USERNAME": business_register.USERNAME,
            "REGISTRY_PASSWORD": business_register.PASSWORD,
            "REGISTRY_SAMPLE": "1",
            "PORTAL_URL": self.portal.url,
            "PORTAL_TOKEN": self.portal.state.token,
            "PORTAL_SAMPLE": "1",
            "EMAIL_URL": self.mailbox.smtp,
            "SIVA_URL": self.siva.url,
            "SIVA_SAMPLE": "1",
            "TRUST_DIR": str(self.lab.anchors),
            "PUBLIC_URL": settings.PUBLIC_URL,
            "OUTBOX_BACKOFF": "1",
            "MAIL_BOUNCE_MINUTES": "0",
        }

    def letters_to(self, address: str) -> list[str]:
        """Texts of the letters that this address got; one that came twice (same Message-ID) counts once."""
        letters = {each.message_id: each.text for each in self.mailbox.state.letters if address in each.to}
        return list(letters.values())


@contextmanager
def outside(settings: Any) -> Iterator[Outside]:
    """Start the simulators and tell this process' settings of them."""
    lab = Lab(default_folder())
    running = Outside(
        business_register.start(), portal.start(), mailbox.start(), siva.start(lab.anchors), lab
    )
    settings.PORTAL_URL, settings.PORTAL_TOKEN = running.portal.url, running.portal.state.token
    settings.SIVA_URL = running.siva.url
    settings.REGISTRY_URL, settings.TRUST_DIR = running.register.url, str(running.lab.anchors)
    settings.REGISTRY_USERNAME = business_register.USERNAME
    settings.REGISTRY_PASSWORD = business_register.PASSWORD
    smtp = env.smtp("EMAIL_URL", running.mailbox.smtp)
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp["host"], smtp["port"]
    # Test anchors are trusted only in a database that says it is a demo's.
    DemoMarker.objects.get_or_create(defaults={"made_at": clock.now()})
    yield running
    for each in (running.register, running.portal, running.mailbox, running.siva):
        each.stop()


def may_sign_for_the_agency(user: User) -> None:
    """The register of mandates says that this person, with Toomas Kuusk's card, signs for the agency."""
    from contracts.models import SigningMandate

    SigningMandate.objects.create(
        user=user, personal_code=TOOMAS, basis="peadirektori käskkiri", valid_from=date(2026, 1, 1)
    )


def sweep(broker: str = "") -> None:
    """What beat does every minute."""
    for name in SWEEPS:
        if not broker:
            current_app.send_task(name)
            continue
        with current_app.connection_for_write(broker) as connection:
            current_app.send_task(name, connection=connection)


def until(condition: Callable[[], Any], seconds: float = 120.0, broker: str = "") -> Any:
    """Poll, sweeping every second as beat would; the condition's value, or a failure that says which."""
    end, swept = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        if time.monotonic() - swept > 1:
            sweep(broker)
            swept = time.monotonic()
        time.sleep(0.05)
    raise AssertionError(f"never came true in {seconds} s: {condition}")
