"""The workspace page, the style guide, what a person sets for the pages, and the frame around them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from desk import search
from desk.http import reads, writes
from desk.people.actions import choose_language
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import DESK, LEADS, anyone, at_the_desk

THEMES = (("auto", _("As the computer")), ("light", _("Light")), ("dark", _("Dark")))
PREFERENCES = {"theme": ("auto", "light", "dark"), "keys": ("on", "off")}
HEADING = re.compile(r"<h[123][^>]*>(.*?)</h[123]>", re.DOTALL)
YEAR = 365 * 24 * 3600  # seconds that a preference is kept in its cookie


@dataclass(frozen=True)
class Entry:
    """A line of the navigation; an entry whose room has no such page yet is not shown."""

    name: str
    label: str | Promise
    icon: str
    roles: tuple[Role, ...]
    group: str | Promise = ""


STEERING, OWN, SYSTEMS = _("Steering"), _("My own work"), _("Systems")
EVERYONE = tuple(Role)
STATUS_READERS = (*LEADS, Role.ADMINISTRATOR)
GUIDE_READERS = (*DESK, Role.REGISTRAR, Role.LEVEL2, Role.UNIT_HEAD)
NAVIGATION = (
    Entry("home", _("Workspace"), "home", EVERYONE),
    Entry("people:owed", _("What I owe"), "list", DESK),
    Entry("calls:index", _("Calls"), "phone", DESK),
    Entry("counter:papers", _("Incoming mail"), "tray", DESK),
    Entry("counter:index", _("Counter"), "user", DESK),
    Entry("clients:index", _("Clients"), "people", DESK),
    Entry("enquiries:index", _("Enquiries"), "bubble", DESK),
    Entry("enquiries:inbox", _("Letters to sort"), "tray", DESK),
    Entry("guides:index", _("Guides"), "book", GUIDE_READERS),
    Entry("contracts:index", _("Documents"), "document", DESK),
    Entry("contracts:register_index", _("Documents in force"), "list", (*DESK, Role.REGISTRAR, Role.AUDITOR)),
    Entry("contracts:data_requests", _("Requests about own data"), "user", (Role.HEAD, Role.AUDITOR)),
    Entry("contracts:changes", _("Changed representation"), "warning", DESK),
    Entry("contracts:agency", _("For the agency to sign"), "pen", (Role.SENIOR, Role.HEAD)),
    Entry("contracts:differences", _("Users of portals"), "people", DESK),
    Entry("contracts:registrations", _("To register"), "tray", (Role.REGISTRAR,)),
    Entry("counter:registrar", _("Papers to accept"), "tray", (Role.REGISTRAR,)),
    Entry("counter:papers", _("Incoming mail"), "tray", (Role.REGISTRAR,)),
    Entry("contracts:evidence_index", _("Evidence of signing"), "document", (Role.AUDITOR,)),
    Entry("tickets:list", _("Tickets"), "ticket", DESK),
    Entry("orders:index", _("Work orders"), "list", DESK),
    Entry("orders:calendar", _("Declaration dates"), "calendar", DESK),
    Entry("people:roster", _("Roster"), "calendar", DESK),
    Entry("people:absences", _("Absences"), "user", DESK),
    Entry("stats:unit", _("My unit"), "chart", (Role.UNIT_HEAD,)),
    Entry("stats:board", _("Dashboard"), "chart", LEADS, STEERING),
    Entry("stats:contacts", _("Contact analysis"), "chart", LEADS, STEERING),
    Entry("stats:reports", _("Reports to units"), "document", LEADS, STEERING),
    Entry("stats:workload", _("Workload"), "chart", LEADS, STEERING),
    Entry("stats:staffing", _("Staffing"), "calendar", LEADS, STEERING),
    Entry("stats:quality", _("Quality"), "eye", LEADS, STEERING),
    Entry("stats:mine", _("My figures"), "chart", (Role.SPECIALIST, Role.SENIOR), OWN),
    Entry("stats:my_reviews", _("My feedback"), "bubble", (Role.SPECIALIST, Role.SENIOR), OWN),
    Entry("stats:learning", _("Trainings"), "book", DESK, OWN),
    Entry("records:own_data", _("Who looked at my data"), "eye", EVERYONE, OWN),
    Entry("stats:ideas", _("Suggestions"), "bubble", DESK, OWN),
    Entry("unsent", _("Could not be sent"), "warning", DESK, SYSTEMS),
    Entry("operations:doctor", _("State of the house"), "flag", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("registry:status", _("State of the Business Register"), "flag", STATUS_READERS, SYSTEMS),
    Entry("tickets:status", _("State of JIRA"), "flag", STATUS_READERS, SYSTEMS),
    Entry("counter:quarantine", _("Quarantine"), "warning", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("counter:screens", _("Waiting-room screens"), "eye", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("entry:keys", _("Keys of programs"), "gear", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("operations:outgoing", _("Requests to other systems"), "list", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("entry:logged_in", _("Logged in now"), "people", (Role.ADMINISTRATOR,), SYSTEMS),
    Entry("entry:events", _("Login events"), "eye", (Role.AUDITOR, Role.ADMINISTRATOR), SYSTEMS),
    Entry(
        "records:retention",
        _("Keeping and destroying"),
        "list",
        (Role.AUDITOR, Role.ADMINISTRATOR, Role.HEAD),
        SYSTEMS,
    ),
    Entry("records:access_log", _("Access log"), "eye", (Role.AUDITOR,), SYSTEMS),
    Entry("records:checks", _("Random checks"), "eye", (Role.HEAD, Role.AUDITOR), SYSTEMS),
    Entry("admin:index", _("Administration"), "gear", (Role.ADMINISTRATOR,), SYSTEMS),
)
# Each room draws its own section; one that has no such page yet is left out.
PANELS = (
    ("calls:home_panel", _("My call"), DESK),
    ("counter:home_panel", _("Counter"), DESK),
    ("people:owed_panel", _("What I owe"), DESK),
    ("orders:waiting_panel", _("Orders that wait for me"), (Role.HEAD,)),
    ("orders:home_panel", _("My orders"), DESK),
    ("guides:home_panel", _("Instructions to read"), EVERYONE),
    ("enquiries:home_panel", _("What I have promised"), DESK),
    ("people:handover_panel", _("Work in place of others"), DESK),
    ("contracts:home_panel", _("Documents that wait for us"), DESK),
    ("tickets:home_panel", _("Tickets"), DESK),
    ("tickets:expert_home", _("Tickets of the second level"), (Role.LEVEL2,)),
    ("counter:paper_home", _("Incoming mail"), DESK),
    ("calls:queue_panel", _("Queue"), DESK),
    ("people:here", _("Who is here now"), DESK),
    ("contracts:registrations_panel", _("To register"), (Role.REGISTRAR,)),
    ("counter:registrar_panel", _("Papers to accept"), (Role.REGISTRAR,)),
    ("stats:home_panel", _("The day so far"), (Role.SENIOR, Role.HEAD)),
)

# What gave up on its way to another system, each room's own page.
UNSENT = (
    ("mail:unsent", _("Letters")),
    ("registry:unanswered", _("Questions to the register")),
    ("contracts:unsent", _("Documents to portals")),
    ("tickets:unsent", _("Orders to JIRA")),
    ("contracts:unfinished", _("The agency's signatures")),
)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation(user: User, path: str) -> list[dict[str, Any]]:
    """The lines that this person's roles open, with the one of `path` marked current."""
    lines = [
        {"url": url, "label": entry.label, "icon": entry.icon, "group": entry.group}
        for entry in NAVIGATION
        if user.holds(*entry.roles) and (url := _address(entry.name))
    ]
    above = [str(line["url"]) for line in lines if path.startswith(str(line["url"]))]
    # Everything is below the first page, so that one is current only on itself.
    here = max((url for url in above if url != "/" or path == "/"), key=len, default="")
    return [{**line, "here": line["url"] == here} for line in lines]


def _preference(request: HttpRequest, name: str) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in PREFERENCES[name] else PREFERENCES[name][0]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame's own values; the navigation costs a query only where it is drawn."""
    user = getattr(request, "user", None)
    return {
        "navigation": lambda: navigation(user, request.path) if isinstance(user, User) else [],
        "at_desk": lambda: isinstance(user, User) and user.holds(*DESK),
        "search_rooms": search.rooms,
        "theme": _preference(request, "theme"),
        "themes": THEMES,
        "keys": _preference(request, "keys"),
        "staff_languages": [get_language_info(code) for code in settings.STAFF_LANGUAGES],
        "client_languages": [get_language_info(code) for code in ("et", "ru", "en")],
        "agency": {
            "name": settings.AGENCY_NAME,
            "phone": settings.AGENCY_PHONE,
            "email": settings.AGENCY_EMAIL,
        },
    }


def whole_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a fragment opened by its own address (no JavaScript, a new tab) comes in a page's frame."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        fragment = (
            response.status_code == 200
            and "HX-Request" not in request.headers
            and response.get("Content-Type", "").startswith("text/html")
            and not response.streaming
            and request.user.is_authenticated
            and b"<html" not in response.content[:1000]
        )
        if not fragment:
            return response
        content = mark_safe(response.content.decode())  # noqa: S308  # a template of ours drew it
        heading = HEADING.search(content)
        title = unescape(strip_tags(heading[1])).strip() if heading else gettext("Part of a page")
        response.content = render(request, "fragment_page.html", {"content": content, "title": title}).content
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


@reads(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """The workspace: what waits for this person, each section drawn by its own room."""
    user = request.user
    assert isinstance(user, User)
    panels = [
        {"url": url, "title": title}
        for name, title, roles in PANELS
        if user.holds(*roles) and (url := _address(name))
    ]
    return render(request, "home.html", {"panels": panels})


@reads(at_the_desk)
def unsent(request: HttpRequest) -> HttpResponse:
    """What waits for a person because another system refused it: the rooms' own pages, on one."""
    parts = [{"url": url, "title": title} for name, title in UNSENT if (url := _address(name))]
    return render(request, "unsent.html", {"parts": parts})


@reads(anyone)
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in all its states."""
    from desk.style import SampleForm  # the sample's form is needed on this page alone

    return render(
        request,
        "style_guide.html",
        {"form": SampleForm(), "wrong_form": SampleForm({"email": "mari"}, prefix="wrong")},
    )


@writes(anyone)
def preferences(request: HttpRequest) -> HttpResponse:
    """Language goes to the person's record, theme and single-letter keys to cookies; then back."""
    user = request.user
    assert isinstance(user, User)
    language = request.POST.get("language", "")
    if language in settings.STAFF_LANGUAGES:
        choose_language(user=user, language=language, by=user)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if safe else reverse("home"))
    for name, values in PREFERENCES.items():
        if request.POST.get(name) in values:
            response.set_cookie(name, request.POST[name], max_age=YEAR, samesite="Lax", httponly=True)
    return response
