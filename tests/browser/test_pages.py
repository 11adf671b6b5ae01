"""Every page, in both schemes, holds what the desk promises; a client's page does in all its languages.

In English a page of staff is looked at for what other words can break: axe reads its structure in Estonian.

A new page is walked by itself; one with parts in its address fails until `tests/house/places.py` names a row.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Browser, Page

from contracts.actions.dispatch import fresh_link
from contracts.enums import PortalMode
from contracts.models import Authorisation, Package, Publication
from desk import clock, workdays
from desk.people.enums import Role
from desk.people.models import Absence, User
from desk.records import checking
from desk.records.enums import CheckState
from desk.records.models import LookCheck
from tests.house import places
from tests.house.pages import faults, policy_faults, watch_hosts
from tests.house.routes import Route, all_routes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARTS = 4  # of the walk, so that several processes share it
# Who opens a page here, if several roles may.
PREFERRED = [
    Role.SPECIALIST,
    Role.HEAD,
    Role.SENIOR,
    Role.REGISTRAR,
    Role.AUDITOR,
    Role.LEVEL2,
    Role.UNIT_HEAD,
    Role.ADMINISTRATOR,
]
# What an address gives that is no page: a stream, a file, a machine's answer.
NO_PAGE = {
    "contracts:agency_prepared", "contracts:container", "contracts:data_request_file",
    "contracts:evidence_original", "contracts:evidence_report", "contracts:listing_template",
    "contracts:pdf", "contracts:preview", "contracts:screenshot", "contracts:sitting_file",
    "contracts:takeover_errors", "contracts:takeover_template", "counter:page_picture",
    "counter:paper_document", "counter:paper_original", "counter:quarantined_file",
    "counter:scan_pages", "enquiries:data_extract", "enquiries:draft_file", "live", "mail:attachment",
    "mail:enclosure", "orders:result_file", "orders:screenshot", "records:access_log_export",
    "stats:contacts_csv", "stats:figures_csv", "stats:learning_calendar", "stats:material",
    "stats:report_file", "stats:session_calendar", "tickets:expert_file", "tickets:file",
}  # fmt: skip


def to_be_added() -> dict[str, object]:
    """The demo world has no document that a person adds to the portal, so one is ordered here."""
    document = Authorisation.objects.filter(publication=None).exclude(number="").latest("pk")
    return {"pk": Publication.jobs.create(authorisation=document, mode=PortalMode.MANUAL).pk}


def own_absence() -> dict[str, object]:
    """One's own absence is one's own to change."""
    own = User.objects.get(username="spetsialist")
    day = workdays.today() + timedelta(days=30)
    made = Absence.objects.create(user=own, first_day=day, last_day=day, entered_by=own)
    return {"pk": made.pk}


def own_look() -> dict[str, object]:
    """Only who looked is asked why."""
    drawn = LookCheck.objects.filter(user__username="spetsialist", state=CheckState.DRAWN).earliest("pk")
    checking.ask(check=drawn, by=User.objects.get(username="juht"))
    return {"pk": drawn.pk}


# Printed for a client, in that client's language whoever prints it.
FOR_THE_CLIENT = {"enquiries:proof"}
# Pages whose row must be made, or must be the person's own; the others show the first row of the demo world.
MADE: dict[str, Callable[[], dict[str, object]]] = {
    "people:absence_change": own_absence,
    "records:own_look": own_look,
    "contracts:added": to_be_added,
}


def address_of(route: Route) -> str | None:
    """Where the page is; None if the demo world has no row for it."""
    if route.name in MADE:
        return reverse(route.name, kwargs=MADE[route.name]())
    return places.address(route)


# Open to everybody at the desk, but of an order that one person gave.
OPENED_BY = {"orders:answer": Role.HEAD, "stats:report": Role.SENIOR}


def role_of(route: Route) -> Role:
    assert route.access is not None
    if route.name in OPENED_BY:
        return OPENED_BY[route.name]
    roles: frozenset[Role] = getattr(route.access.rule, "roles", frozenset(Role))
    return next(role for role in PREFERRED if role in roles)


def staff_pages() -> Iterator[Route]:
    """What staff opens by GET."""
    for route in all_routes():
        access = route.access
        page = not route.name.startswith("api:") and route.name not in NO_PAGE
        if page and access and access.rule and "GET" in access.methods:
            yield route


@pytest.fixture
def demo(transactional_db: None, settings: Any) -> None:
    """The demo world, in a database of the test."""
    for name, value in places.SWITCHED_ON.items():
        setattr(settings, name, value)
    places.build(clock.now())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_of_staff(demo: None, page_for: Any, live_url: str, part: int) -> None:
    wrong: list[str] = []
    strangers: list[str] = []
    pages: dict[Role, Page] = {}
    opened: list[tuple[str, Page, str]] = []
    for route in islice(staff_pages(), part, None, PARTS):
        role = role_of(route)
        if role not in pages:
            person = User.objects.filter(roles__role=role).order_by("pk").first()
            pages[role] = page_for(person, path="")
            watch_hosts(pages[role], live_url, strangers)
        address = address_of(route)
        if address is None:
            wrong.append(f"{route.name}: the demo world has no row for it")
            continue
        found = look(pages[role], address, "et", dark=True)
        wrong += [f"{route.name}: {fault}" for fault in found]
        opened.append((route.name, pages[role], address))
    User.objects.update(language="en")
    for name, page, address in opened:
        spoken = "et" if name in FOR_THE_CLIENT else "en"
        wrong += [f"{name} in English: {fault}" for fault in look(page, address, spoken, axe=False)]
    assert not wrong, "\n".join(wrong)
    assert not strangers


@pytest.mark.parametrize(("language", "scheme"), [("et", "light"), ("en", "dark"), ("ru", "light")])
def test_pages_of_the_client(demo: None, page_for: Any, live_url: str, language: str, scheme: str) -> None:
    sent = Package.objects.filter(links__ended_at=None, link_expires_at__isnull=False).latest("pk")
    link = urlsplit(fresh_link(sent)).path
    document = sent.authorisations.latest("pk")
    strangers: list[str] = []
    page = page_for(None, path="", color_scheme=scheme)
    watch_hosts(page, live_url, strangers)
    # The Estonian text is the document itself: only the others are read as a page.
    addresses = [link] if language == "et" else [link, f"{link}read/{document.pk}/"]
    wrong = [
        f"{address[:6]}: {fault}"
        for address in addresses
        for fault in look(page, f"{address}?language={language}", language)
    ]
    assert not wrong, "\n".join(wrong)
    assert not strangers


@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_pages_before_the_login_and_after_a_mistake(browser: Browser, live_url: str, language: str) -> None:
    context = browser.new_context(locale=language, base_url=live_url)
    page = context.new_page()
    wrong = [
        f"{address}: {fault}"
        for address in ("/login/", "/no-such-page/", f"/k/no-such-link/?language={language}")
        for fault in look(page, address, language, status={200, 404})
    ]
    context.close()
    assert not wrong, "\n".join(wrong)


# Faults of Django's admin itself, which no page of ours may have.
ADMIN_ALLOWED = frozenset(
    {
        "aria-prohibited-attr",  # the hint of the two-box choice (SelectFilter2.js)
        "label",  # check boxes of a tabular inline have only the head of their column
        "select-name",  # so have its choices
    }
)


@pytest.mark.ignore_template_errors
@pytest.mark.timeout(600)
def test_pages_of_the_administrator(demo: None, page_for: Any, live_url: str) -> None:
    strangers: list[str] = []
    page = page_for(User.objects.get(username="haldur"), path="")
    watch_hosts(page, live_url, strangers)
    wrong: list[str] = []
    addresses = list(admin_addresses())
    for address in addresses:
        wrong += [f"{address}: {fault}" for fault in look(page, address, "et", ADMIN_ALLOWED)]
    User.objects.update(language="en")
    for address in addresses:
        wrong += [f"{address} in English: {fault}" for fault in look(page, address, "en", axe=False)]
    assert not wrong, "\n".join(wrong)
    assert not strangers


def admin_addresses() -> Iterator[str]:
    """The index, and for every model its list and its form."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        found = model._default_manager.order_by("pk").first()
        if found is not None:
            yield reverse(f"{name}_change", args=[found.pk])


def look(
    page: Page,
    address: str,
    language: str,
    allowed: frozenset[str] = frozenset(),
    status: Collection[int] = (200,),
    *,
    axe: bool = True,
    dark: bool = False,
) -> Iterator[str]:
    """Open the address as a specialist's wide window does, and tell what is wrong."""
    if axe:  # else it stands as narrow as the last look left it
        page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    assert answer is not None
    yield from policy_faults(answer.all_headers())
    if answer.status in status:
        yield from faults(page, language, allowed, axe=axe, dark=dark)
    else:
        yield f"answers {answer.status}"
