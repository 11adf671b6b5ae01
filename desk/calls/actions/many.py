"""One act for several clients of one caller."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from desk.calls.actions.conversation import link
from desk.calls.actions.holding import hold_unfinished
from desk.calls.models import Call
from desk.clients.models import Client
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def take_for_many(
    *, call: Call, clients: Sequence[Client], topic: Topic, by: User, question: str = ""
) -> list[Enquiry]:
    """The same question for each of these clients, all or none: an enquiry each, linked to this call.

    Refused without a caller, without clients, and for a client for whom the caller does not act.
    """
    hold_unfinished(call)
    if call.person is None:
        raise Refused(_("Choose first who calls."))
    if not clients:
        raise Refused(_("Choose at least one client."))
    theirs = set(Client.objects.of_person(call.person.pk).values_list("pk", flat=True))
    if strangers := [client.name for client in clients if client.pk not in theirs]:
        raise Refused(_("The caller does not act for: %(names)s.") % {"names": ", ".join(strangers)})
    made = []
    for client in clients:
        enquiry = enquiries.open_enquiry(
            topic=topic,
            client=client,
            person=call.person,
            question=question,
            practice=call.training,
            by=by,
        )
        made.append(link(call, enquiry, by))
    return made
