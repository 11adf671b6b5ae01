"""Who holds the role, and yet has no right to this very thing: refused at every address, by every method."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk import clock
from desk.enquiries.models import Enquiry
from desk.people.enums import Role
from desk.people.models import User, UserRole
from tests.house import places
from tests.house.routes import all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Addresses about one enquiry: how they begin, whose row stands there, and its way to the enquiry.
OF_AN_ENQUIRY = (
    ("enquiries/<int:pk>/", "enquiries.Enquiry", ""),
    ("enquiries/promises/<int:pk>/", "enquiries.Promise", "enquiry"),
    ("records/enquiry/<int:pk>/", "enquiries.Enquiry", ""),
    ("calls/callbacks/enquiry/<int:pk>/", "enquiries.Enquiry", ""),
    ("counter/papers/enquiry/<int:pk>/", "enquiries.Enquiry", ""),
    ("orders/help/enquiry/<int:pk>/", "enquiries.Enquiry", ""),
    ("tickets/enquiry/<int:pk>/", "enquiries.Enquiry", ""),
    ("tickets/<int:pk>/", "tickets.Escalation", "enquiry"),
    ("documents/<int:pk>/", "contracts.Package", "enquiry"),
    ("api/enquiries/<int:pk>/", "enquiries.Enquiry", ""),
    ("api/tickets/<int:pk>/", "tickets.Escalation", "enquiry"),
    ("api/documents/<int:pk>/", "contracts.Package", "enquiry"),
)
# The client's own document, whatever the enquiry was about, and a section that is then empty: the enquiry
# itself is not named there.
TELLS_NOTHING = ("documents/<int:pk>/", "tickets/enquiry/<int:pk>/")


# Two rows beside each other in the address, neither the other's parent; a position is a number anyhow.
TWO_OF_A_KIND = {"contracts:compare", "orders:item", "contracts:sitting_step"}


@pytest.fixture
def world(own_store: None, settings: Any) -> None:
    """The demo world."""
    for name, value in places.SWITCHED_ON.items():
        setattr(settings, name, value)
    places.build(clock.now())


def actor(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nobody_reads_or_works_on_a_complaint_about_himself(world: None) -> None:
    user = User.objects.create_user("kaevatu", "kaevatu@abilaud.example", "x" * 20)
    UserRole.objects.create(user=user, role=Role.SENIOR)
    client, wrong = actor(user), []
    for route in all_routes():
        found = next((each for each in OF_AN_ENQUIRY if route.pattern.startswith(each[0])), None)
        if found is None or route.access is None:
            continue
        start, label, way = found
        rows = apps.get_model(label)._default_manager.order_by("pk")
        row: Any = rows.filter(**({f"{way}__isnull": False} if way else {})).first() or rows.first()
        if way and getattr(row, way) is None:
            rows.filter(pk=row.pk).update(**{way: Enquiry.objects.order_by("-pk").first()})
            row = rows.get(pk=row.pk)
        enquiry = getattr(row, way) if way else row
        Enquiry.objects.filter(pk=enquiry.pk).update(kind="complaint", concerns=user)
        path = "/" + re.sub(
            r"<[^>]+>", "999999", start.replace("<int:pk>", str(row.pk)) + route.pattern[len(start) :]
        )
        for method in {"GET", "POST"} & set(route.access.methods):
            if method == "POST" and route.pattern.startswith(TELLS_NOTHING):
                continue
            answer = client.generic(method, path)
            named = enquiry.number.encode() in getattr(answer, "content", b"")
            let_in = answer.status_code not in {403, 404} and not route.pattern.startswith(TELLS_NOTHING)
            if named or let_in:
                wrong.append(f"{method} {route.pattern}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@dataclass(frozen=True)
class Foreign:
    """Addresses about a thing of somebody else: who comes, and which row stands there."""

    role: Role
    model: str
    routes: tuple[str, ...]
    parts: str = "pk"


# Somebody of the same role, to whom the thing does not belong.
FOREIGN = (
    Foreign(Role.SPECIALIST, "people.User", ("people:owed_of", "stats:person", "entry:sessions_of")),
    Foreign(Role.SPECIALIST, "people.Absence", ("people:absence_change", "people:absence_end")),
    Foreign(Role.SPECIALIST, "people.Notice", ("people:notice_open",)),
    Foreign(
        Role.SPECIALIST, "people.Todo",
        ("people:todo", "people:todo_done", "people:todo_give", "people:todo_due"),
    ),
    Foreign(Role.SPECIALIST, "login.Session", ("entry:end",)),
    Foreign(Role.SPECIALIST, "records.LookCheck", ("records:own_look",)),
    Foreign(
        Role.SPECIALIST, "stats.Review",
        ("stats:review", "stats:review_save", "stats:review_finish", "stats:review_respond",
            "stats:review_decide"),
    ),
    Foreign(
        Role.SPECIALIST, "stats.Coaching",
        ("stats:coached", "stats:coaching_finish", "stats:coaching_due"),
    ),
    Foreign(
        Role.SPECIALIST, "stats.Booking",
        ("stats:booking", "stats:booking_answer", "stats:booking_cancel"),
    ),
    Foreign(Role.SPECIALIST, "stats.Idea", ("stats:idea_change", "stats:idea_back")),
    Foreign(Role.SPECIALIST, "stats.Attendee", ("stats:invitation",)),
    Foreign(
        Role.LEVEL2, "tickets.Escalation", ("tickets:expert", "tickets:send_back", "tickets:refuse"), "uuid"
    ),
    Foreign(Role.LEVEL2, "tickets.TicketFile", ("tickets:expert_file",), "escalation.uuid,pk"),
    Foreign(
        Role.UNIT_HEAD, "stats.Report",
        ("stats:report", "stats:report_file", "stats:acknowledge_report", "stats:answer_report"),
    ),
)  # fmt: skip


def test_nobody_reads_or_changes_what_is_somebody_else_s(world: None) -> None:
    routes = {route.name: route for route in all_routes()}
    wrong, seen = [], set()
    for number, foreign in enumerate(FOREIGN):
        user = User.objects.create_user(f"voeras{number}", f"v{number}@abilaud.example", "x" * 20)
        UserRole.objects.create(user=user, role=foreign.role)
        client = actor(user)
        rows = apps.get_model(foreign.model)._default_manager.order_by("pk")
        before: Any = rows.values().first()
        if before is None:
            continue
        seen.add(foreign.model)
        row = rows.get(pk=before["id"])
        for name in foreign.routes:
            route = routes[name]
            address = reverse(name, args=places.parts_of(row, foreign.parts))
            for method in ("GET", "POST"):
                answer = client.generic(method, address)
                shown = answer.status_code not in {302, 403, 404, 405}
                # A form may be answered by its page again, with the reason; nothing has changed then.
                if (method == "GET" and shown) or rows.values().get(pk=row.pk) != before:
                    wrong.append(f"{foreign.role} {method} {route.pattern}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert {"people.Todo", "people.Absence", "stats.Review", "tickets.Escalation", "stats.Report"} <= seen


def test_a_child_is_found_below_its_own_parent_only(world: None) -> None:
    """Whoever may see one thing cannot reach another's file by putting its number into the address."""
    everything = User.objects.create_user("koik2", "k2@abilaud.example", "x" * 20)
    UserRole.objects.bulk_create(UserRole(user=everything, role=role) for role in Role)
    client, wrong, seen = actor(everything), [], 0
    for name, label in places.MODELS.items():
        model, _colon, parts = label.partition(":")
        if parts.count(",") != 1 or name in TWO_OF_A_KIND:
            continue
        rows = apps.get_model(model)._default_manager.filter(**places.NARROWED.get(name, {})).order_by("pk")
        row: Any = rows.first()
        if row is None:
            continue
        parent, child = places.parts_of(row, parts)
        if not isinstance(parent, int):
            parent = "00000000-0000-4000-8000-000000000000"
        answer = client.get(reverse(name, args=[parent + 1 if isinstance(parent, int) else parent, child]))
        seen += 1
        if answer.status_code != 404:
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert seen > 6


def test_no_form_takes_fields_that_nobody_named() -> None:
    """Mass assignment: every form and serializer of a model lists what it takes."""
    wrong = []
    for room in ("desk", "registry", "contracts", "tickets", "stats"):
        for file in (settings.BASE_DIR / room).rglob("*.py"):
            if "migrations" not in file.parts and re.search(r"fields\s*=\s*[\"']__all__", file.read_text()):
                wrong.append(str(file))
    assert not wrong
