"""One act for several clients of one caller."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call, CallEnquiry
from desk.clients.models import Client
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def take_for_many(
    *, call: Call, clients: Sequence[Client], topic: Topic, by: User, question: str = ""
) -> list[Enquiry]:
    """The same question for each of these clients, all or none: an enquiry each, linked to this call.

    Refused without a caller, without clients, and for a client for whom the caller does not act.
    """
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())
    if call.state == State.CLOSED:
        raise Refused(_("The call is finished already."))
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
        CallEnquiry.objects.create(call=call, enquiry=enquiry)
        note(
            kind="calls.enquiry",
            subject=("call", call.pk),
            client_id=client.pk,
            by=by,
            number=str(call),
            enquiry=enquiry.number,
        )
        made.append(enquiry)
    return made
