"""Who has no work with a client, and gave no reason, reads neither codes nor numbers nor addresses of it."""

import re
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk import clock
from desk.clients.models import Client as Served
from desk.clients.models import ContactPoint, Person
from desk.people.enums import Role
from desk.people.models import User, UserRole
from tests.house import places

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def newcomer(own_store: None, settings: Any) -> User:
    """A specialist of the demo world to whom nobody has given any work."""
    for name, value in places.SWITCHED_ON.items():
        setattr(settings, name, value)
    places.build(clock.now())
    user = User.objects.create_user("uustulnuk", "uustulnuk@abilaud.example", "abilaud-demo")
    UserRole.objects.create(user=user, role=Role.SPECIALIST)
    return user


def secrets() -> dict[str, str]:
    """What must be masked, and whose it is."""
    found: dict[str, str] = {}
    for model in (Served, Person):
        for pk, code in model._default_manager.exclude(personal_code="").values_list("pk", "personal_code"):
            found[code] = f"{model.__name__} {pk}"
    for point in ContactPoint.objects.all():
        found[point.value] = f"ContactPoint {point.pk}"
    return found


def squeezed(text: str) -> str:
    """Without the spaces by which numbers are grouped."""
    return re.sub(r"(?<=\d)[\s\u00a0]+(?=\d)", "", text)


# Pages of one piece of work: whoever opens it takes part in that very work, which the access log names.
THE_WORK = {
    "calls:workspace", "calls:callback", "calls:call_callbacks", "calls:plan", "calls:plan_for_enquiry",
    "calls:missed",  # anybody's to call back, until somebody takes it
    "enquiries:answer", "enquiries:data_extract", "enquiries:last_letter", "enquiries:write_last_letter",
    "enquiries:proof", "mail:letter", "mail:page", "registry:read", "tickets:expert",
    "contracts:added", "contracts:difference", "contracts:draft",
    "style_guide",  # its people are invented
}  # fmt: skip


def test_a_newcomer_reads_nothing_unmasked(newcomer: User) -> None:
    client = Client()
    client.force_login(newcomer)
    hidden = secrets()
    leaks: dict[str, set[str]] = defaultdict(set)
    for route in places.pages():
        address = None if route.name in THE_WORK else places.address(route)
        response = client.get(address) if address else None
        if response is None or response.status_code != 200:
            continue
        content = b"".join(response) if response.streaming else response.content
        if whose := told(content, hidden):
            leaks[route.name] |= whose
    assert not leaks, dict(leaks)


def told(content: bytes, hidden: dict[str, str]) -> set[str]:
    """Whose codes, numbers and addresses stand in the page."""
    text = squeezed(content.decode(errors="replace"))
    found = {whose for value, whose in hidden.items() if value in text}
    local = {value.removeprefix("+372"): whose for value, whose in hidden.items() if value.startswith("+372")}
    return found | {local[digits] for digits in re.findall(r"(?<!\d)\d{7,8}(?!\d)", text) if digits in local}


def test_a_search_shows_whom_it_found_masked(newcomer: User) -> None:
    client = Client()
    client.force_login(newcomer)
    hidden = secrets()
    mari = Person.objects.get(personal_code="24503120016")
    phone = ContactPoint.objects.phones().filter(person=mari).first()
    assert phone is not None
    for words in ("Mari Tamm", "Tamme", mari.personal_code, phone.value):
        for address in (reverse("search"), reverse("clients:index")):
            for answer in (client.post(address, {"text": words}), client.get(address)):
                # What was asked for stands in the box of the search itself.
                asked = {whose for value, whose in hidden.items() if value == words}
                assert told(answer.content, hidden) <= asked, (address, words)
