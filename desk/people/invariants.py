"""What must always be true among people and what they owe."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.people import gone
from desk.people.models import Presence, Shift, Todo
from desk.slots import Invariant


def _todos() -> list[int]:
    return [row.pk for row in gone.todos()]


def _approvals() -> list[int]:
    return [row.pk for row in gone.approvals()]


def _todos_of_the_gone() -> Any:
    return Todo.objects.open().filter(owner__is_active=False)


def _presence_of_the_gone() -> Any:
    return Presence.objects.open().filter(user__is_active=False)


def _shifts_of_the_gone() -> Any:
    return Shift.objects.filter(ends_at__gt=clock.now(), user__is_active=False)


INVARIANTS = (
    Invariant(
        "people.todos",
        _("Every open to-do is about something that is there."),
        _("The nightly people.sweep settles them: see that beat and worker run, and look again tomorrow."),
        _todos,
    ),
    Invariant(
        "people.approvals",
        _("Everything that waits for a second person is there."),
        _("The nightly people.sweep settles them: see that beat and worker run, and look again tomorrow."),
        _approvals,
    ),
    Invariant(
        "people.todo_owner",
        _("Every open to-do belongs to somebody who works here."),
        _("Give these to-dos to a colleague on the page of what the person owes."),
        _todos_of_the_gone,
        grave=False,
    ),
    Invariant(
        "people.presence",
        _("Nobody whose account is closed is shown as present."),
        _("Open the account, end the presence, and close it again; tell support how it came about."),
        _presence_of_the_gone,
    ),
    Invariant(
        "people.shift",
        _("Nobody whose account is closed stands in the roster to come."),
        _("Give these shifts to colleagues in the roster."),
        _shifts_of_the_gone,
        grave=False,
    ),
)
