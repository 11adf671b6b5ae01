"""The pretended register for the command line, where no real one is set up: a process of its own."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from desk.outbox import PermanentError
from registry.enums import Channel
from registry.gateway import Access

_LISTENING = "listening on "
XROAD_CLIENT = "ee-dev/GOV/70008658/abilaud"  # of a desk that has no subsystem


@contextmanager
def pretended(channel: Channel) -> Iterator[Access]:
    """Access to a simulator that lives as long as the block; PermanentError("not_set_up") where refused."""
    if not settings.DEMO:
        raise PermanentError("not_set_up")
    password = secrets.token_hex(8)
    command = [sys.executable, "-m", "tests.simulators.business_register", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own words
        [*command, "--username", "sample", "--password", password],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said.startswith(_LISTENING):  # installed without the tests
                raise PermanentError("not_set_up")
            yield Access(
                url=f"{said.removeprefix(_LISTENING).strip()}/",
                channel=channel,
                username="sample",
                password=password,
                xroad_client=settings.REGISTRY_XROAD_CLIENT or XROAD_CLIENT,
                xroad_service=settings.REGISTRY_XROAD_SERVICE,
                xroad_user=settings.REGISTRY_XROAD_USER,
            )
        finally:
            process.terminate()
