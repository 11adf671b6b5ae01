"""The pretended register, and the room pointed at it."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from registry.enums import Channel
from registry.gateway import Access
from tests.simulators import business_register
from tests.simulators.business_register import Running

# How long an example takes says nothing on a machine that does other things too.
hypothesis.settings.register_profile("patient", deadline=None, derandomize=True)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def running_register() -> Iterator[Running]:
    running = business_register.start()
    yield running
    running.stop()


@pytest.fixture
def register(running_register: Running, settings: Any) -> Running:
    """The register as the settings know it, in the state of its first day."""
    running_register.state.reset()
    settings.REGISTRY_URL = running_register.url
    settings.REGISTRY_USERNAME, settings.REGISTRY_PASSWORD = (
        business_register.USERNAME,
        business_register.PASSWORD,
    )
    settings.REGISTRY_CHANNEL = "direct"
    settings.REGISTRY_SAMPLE = True
    return running_register


@pytest.fixture
def direct(register: Running) -> Access:
    return Access(
        register.url, Channel.DIRECT, username=business_register.USERNAME, password=business_register.PASSWORD
    )


@pytest.fixture
def xroad(register: Running) -> Access:
    return Access(
        f"{register.url}cgi-bin/consumer_proxy",
        Channel.XROAD,
        xroad_client="ee-test/GOV/70008658/abilaud",
        xroad_service="ee-test/GOV/70000310/arireg",
        xroad_user="EE14101010079",
    )
