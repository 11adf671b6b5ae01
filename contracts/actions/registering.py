"""The document register: what goes onto the registrar's list, and the reference it got there."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions.drafting import SUBJECT
from contracts.models import Authorisation, Registration
from desk import clock, workdays
from desk.enquiries.deadlines import working_day
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


def signed(authorisation: Authorisation) -> None:
    """A document was accepted: the registrar gets it, where its kind is registered (inside an action)."""
    if authorisation.kind.registered:
        Registration.objects.create(
            authorisation=authorisation,
            client_id=authorisation.package.client_id,
            due_on=working_day(workdays.today(), 1),
        )


@transaction.atomic
def register(*, registration: Registration, reference: str, by: User) -> Registration:
    """The registrar has entered the document into the document register under this reference."""
    if not reference.strip():
        raise Refused(_("Write the reference of the document register."))
    if registration.registered_at is not None:
        raise Refused(_("The document has been registered already."))
    registration.reference = reference.strip()
    registration.registered_at, registration.registered_by = clock.now(), by
    registration.registered_on = workdays.today()
    registration.save()
    assert registration.authorisation is not None
    package = registration.authorisation.package
    note(
        kind="contracts.registered", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        number=registration.authorisation.number, reference=registration.reference,
    )  # fmt: skip
    return registration
