"""Clients and persons of practice calls: nothing leaves the house about them, nobody is mixed with them."""

from django.utils.translation import gettext as _

from desk.clients.models import Client, Person
from desk.http import Refused


def refuse(client: Client | None) -> None:
    """Raises Refused for a client of practice calls; asked before anything goes to another system."""
    if client is not None and client.practice:
        raise Refused(_("This is a practice client: nothing is sent out."))


def stops(client_id: int | None) -> str:
    """Why no letter goes out about this client, in words; empty when it may (slot MAIL_STOPS)."""
    if client_id is None or not Client.objects.filter(pk=client_id, practice=True).exists():
        return ""
    return _("This is a practice client: nothing is sent out.")


def fits(practice: bool, *whom: Client | Person | None) -> None:
    """Raises Refused when a practice call would be for real people, or a real call for practice ones."""
    if all(one is None or one.practice == practice for one in whom):
        return
    if practice:
        raise Refused(_("A practice call is for practice clients only."))
    raise Refused(_("Practice clients are for practice calls only."))
