"""What must always be true of clients and those who act for them."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models import Client, ClientRole, ContactPoint, Merge, Person
from desk.slots import Invariant

FOLLOWED = timedelta(hours=1)  # in which the sweep has moved what somebody held while clients were merged


def _merges(field: str, row: str) -> Exists:
    before = clock.now() - FOLLOWED
    return Exists(Merge.objects.filter(**{field: OuterRef(row)}, at__lt=before, undone_at=None))


def _contacts_left() -> Any:
    return ContactPoint.objects.filter(_merges("lost_client", "client"), client__merged_into__isnull=False)


def _roles_left() -> Any:
    lost = ClientRole.objects.filter(client__merged_into__isnull=False, ended_at=None)
    return lost.filter(_merges("lost_client", "client"))


def _circles() -> Any:
    return Client.objects.filter(merged_into__merged_into=F("pk"))


def _circles_of_persons() -> Any:
    return Person.objects.filter(merged_into__merged_into=F("pk"))


INVARIANTS = (
    Invariant(
        "clients.contacts",
        _("A client who was merged keeps no contacts of its own."),
        _("clients.sweep moves them: see that beat and worker run."),
        _contacts_left,
    ),
    Invariant(
        "clients.roles",
        _("Nobody still acts for a client who was merged."),
        _("clients.sweep moves them: see that beat and worker run."),
        _roles_left,
    ),
    Invariant(
        "clients.circle",
        _("No client is merged into itself by way of another."),
        _("Undo one of the two merges on the page of the client."),
        _circles,
    ),
    Invariant(
        "clients.circle_of_persons",
        _("No contact person is merged into himself by way of another."),
        _("Undo one of the two merges on the page of the person."),
        _circles_of_persons,
    ),
)
