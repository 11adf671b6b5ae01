"""Warnings wherever a client or person is shown: `{% warnings_of client person %}`, one query each."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Q

from desk.clients import protection
from desk.clients.forms import CautionForm
from desk.clients.models import Caution, Client, ContactPoint, Person

register = template.Library()


def _standing(client: Client | None, person: Person | None, *, circle: bool = False) -> list[Caution]:
    about = Q(pk__in=[])
    if client is not None:
        about |= Q(client=client)
    if circle:  # and everyone who acts for the client
        about |= Q(person__in=Person.objects.of_client(client.pk if client else 0))
    if person is not None:
        about |= Q(person=person)
    rows = Caution.objects.standing().filter(about).select_related("client", "person").order_by("pk")
    return list(rows)


@register.inclusion_tag("clients/_cautions.html")
def warnings_of(client: Client | None = None, person: Person | None = None) -> dict[str, Any]:
    """What to beware of with this client and this person; nothing when there is nothing."""
    return {"cautions": _standing(client, person)}


@register.inclusion_tag("clients/_caution_section.html")
def caution_section(owner: Client | Person) -> dict[str, Any]:
    """The warnings of a client or person with buttons, and the form for a new one."""
    client = owner if isinstance(owner, Client) else None
    person = owner if isinstance(owner, Person) else None
    return {
        "cautions": _standing(client, person, circle=client is not None),
        "kind": "client" if client else "person",
        "owner": owner,
        "form": CautionForm(auto_id="caution_%s"),
    }


@register.simple_tag(takes_context=True)
def hidden_contacts(context: dict[str, Any], contacts: Iterable[ContactPoint]) -> frozenset[int]:
    """Which of these contacts are masked here: `{% hidden_contacts contacts as hidden %}`."""
    return protection.hidden(context["request"], contacts)
