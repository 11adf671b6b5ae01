"""Every page, in its languages and in both schemes, holds what the desk promises.

A new page without arguments is walked by itself; one with arguments fails until OBJECTS names a row for it.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Page

from contracts.actions.sending import fresh_link
from contracts.enums import PortalMode
from contracts.models import Authorisation, Package, Publication
from desk import workdays
from desk.people.enums import Role
from desk.people.models import Absence, User
from tests.house.pages import faults, policy_faults, watch_hosts
from tests.house.routes import Route, all_routes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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
NO_PAGE = {"live", "contracts:pdf", "contracts:container", "contracts:preview"}


def row(
    label: str, argument: str = "pk", field: str = "pk", **wanted: object
) -> Callable[[], dict[str, object]]:
    """The newest row of a model as the argument of a page."""

    def newest() -> dict[str, object]:
        found = apps.get_model(label)._default_manager.filter(**wanted).latest("pk")
        return {argument: getattr(found, field)}

    return newest


def to_be_added() -> dict[str, object]:
    """The demo world has no document that a person adds to the portal, so one is ordered here."""
    document = Authorisation.objects.filter(publication=None).latest("pk")
    return {"pk": Publication.jobs.create(authorisation=document, mode=PortalMode.MANUAL).pk}


def own_absence() -> dict[str, object]:
    """One's own absence is one's own to change."""
    own = User.objects.get(username="spetsialist")
    day = workdays.today() + timedelta(days=30)
    made = Absence.objects.create(user=own, first_day=day, last_day=day, entered_by=own)
    return {"pk": made.pk}


OBJECTS: dict[str, Callable[[], dict[str, object]]] = {
    "clients:page": row("clients.Client"),
    "clients:change": row("clients.Client"),
    "clients:add_person": row("clients.Client"),
    "clients:person": row("clients.Person"),
    "clients:change_person": row("clients.Person"),
    "enquiries:client_panel": row("clients.Client", "client"),
    "enquiries:keep": row("enquiries.Promise", state="open"),
    "enquiries:page": row("enquiries.Enquiry"),
    "enquiries:change": row("enquiries.Enquiry"),
    "enquiries:attach": row("enquiries.Enquiry"),
    "calls:client_panel": row("clients.Client", "client"),
    "calls:workspace": row("calls.Call"),
    "people:absence_change": own_absence,
    "clients:merge": row("clients.Client"),
    "clients:merge_persons": row("clients.Person"),
    "clients:same_as": row("clients.Client"),
    "clients:same_person": row("clients.Person"),
    "calls:callback": row("calls.Callback"),
    "calls:practice": row("calls.Call", training=True),
    "calls:plan": row("calls.Call", training=False),
    "calls:call_callbacks": row("calls.Call", training=False),
    "calls:plan_for_enquiry": row("enquiries.Enquiry"),
    "calls:enquiry_callbacks": row("enquiries.Enquiry"),
    "calls:plan_for_client": row("clients.Client"),
    "calls:many": row("calls.Call", person__isnull=False),
    "calls:raise_hand": row("calls.Call"),
    "records:client_timeline": row("clients.Client", "client"),
    "records:enquiry_timeline": row("enquiries.Enquiry"),
    "registry:history": row("registry.Check", "client", "client_id"),
    "registry:client_panel": row("registry.Check", "client", "client_id"),
    "registry:page": row("registry.Check"),
    "contracts:draft": row("clients.Client", "client", kind="organisation"),
    "contracts:page": row("contracts.Package"),
    "contracts:progress": row("contracts.Package"),
    "contracts:added": to_be_added,
    "contracts:client_panel": row("contracts.Package", "client", "client_id"),
    "contracts:returns": row("contracts.Package"),
    "mail:page": row("mail.Message"),
    "tickets:client_panel": row("clients.Client"),
    "tickets:enquiry_panel": row("enquiries.Enquiry"),
    "tickets:escalate": row("enquiries.Enquiry"),
    "tickets:expert": row("tickets.Escalation", "uuid", "uuid"),
    "tickets:page": row("tickets.Escalation"),
}


def role_of(route: Route) -> Role:
    assert route.access is not None
    roles: frozenset[Role] = getattr(route.access.rule, "roles", frozenset(Role))
    return next(role for role in PREFERRED if role in roles)


def staff_pages() -> Iterator[Route]:
    """What staff opens by GET."""
    for route in all_routes():
        access = route.access
        page = not route.name.startswith("api:") and route.name not in NO_PAGE
        if page and access and access.rule and "GET" in access.methods:
            yield route


def test_every_page_with_arguments_has_a_row_to_show() -> None:
    assert {route.name for route in staff_pages() if route.has_parts} == set(OBJECTS)


@pytest.fixture
def demo(transactional_db: None) -> None:
    """The demo world, in a database of the test."""
    for command in ("reference_data", "mark_demo", "demo"):
        call_command(command)


@pytest.mark.parametrize(("language", "scheme"), [("et", "light"), ("en", "dark")])
@pytest.mark.timeout(600)
def test_pages_of_staff(demo: None, page_for: Any, live_url: str, language: str, scheme: str) -> None:
    User.objects.update(language=language)
    wrong: list[str] = []
    strangers: list[str] = []
    pages: dict[Role, Page] = {}
    for route in staff_pages():
        role = role_of(route)
        if role not in pages:
            person = User.objects.filter(roles__role=role).order_by("pk").first()
            pages[role] = page_for(person, path="", color_scheme=scheme)
            watch_hosts(pages[role], live_url, strangers)
        try:
            address = reverse(route.name, kwargs=OBJECTS[route.name]() if route.has_parts else None)
        except (KeyError, ObjectDoesNotExist):
            wrong.append(f"{route.name}: the demo world has no row for it")
            continue
        wrong += [f"{route.name}: {fault}" for fault in look(pages[role], address, language)]
    assert not wrong, "\n".join(wrong)
    assert not strangers


@pytest.mark.parametrize(("language", "scheme"), [("et", "light"), ("en", "dark"), ("ru", "light")])
def test_pages_of_the_client(demo: None, page_for: Any, live_url: str, language: str, scheme: str) -> None:
    sent = Package.objects.filter(link_hash__isnull=False).latest("pk")
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
@pytest.mark.parametrize("language", ["et", "en"])
@pytest.mark.timeout(600)
def test_pages_of_the_administrator(demo: None, page_for: Any, live_url: str, language: str) -> None:
    User.objects.update(language=language)
    strangers: list[str] = []
    page = page_for(User.objects.get(username="haldur"), path="")
    watch_hosts(page, live_url, strangers)
    wrong: list[str] = []
    for address in admin_addresses():
        wrong += [f"{address}: {fault}" for fault in look(page, address, language, ADMIN_ALLOWED)]
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
) -> Iterator[str]:
    """Open the address as a specialist's wide window does, and tell what is wrong."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    assert answer is not None
    yield from policy_faults(answer.all_headers())
    if answer.status in status:
        yield from faults(page, language, allowed)
    else:
        yield f"answers {answer.status}"
