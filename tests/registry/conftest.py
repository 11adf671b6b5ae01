"""The pretended register, and the room pointed at it."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.utils import translation

from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.people.enums import Role
from desk.people.models import User
from registry.enums import Channel
from registry.gateway import Access
from registry.reference import seed_reference
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


@pytest.fixture
def rules_of_the_desk(db: None) -> None:
    """What the administrator's tables hold on the first day."""
    seed_reference()


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def riina(someone: Callable[..., User]) -> User:
    return someone("riina", Role.SPECIALIST)


@pytest.fixture
def kalle(someone: Callable[..., User]) -> User:
    return someone("kalle", Role.SPECIALIST)


@pytest.fixture
def helena(someone: Callable[..., User]) -> User:
    return someone("helena", Role.SENIOR)


@pytest.fixture
def tamme(register: Running) -> Client:
    """Whom the register knows, with one who represents alone."""
    return Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")


@pytest.fixture
def abroad(register: Running) -> Client:
    """Whom our register does not know."""
    return Client.objects.create(
        kind=Kind.ORGANISATION, name="Ozols SIA", registry_code="40003000001", country="LV"
    )
