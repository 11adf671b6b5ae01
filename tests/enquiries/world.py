"""What tests of enquiries begin with: reference data and an enquiry of Tamme Puit."""

from desk.clients.models import Client
from desk.enquiries import actions
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import User
from tests.clients.world import mari_tamm, tamme_puit


def asked(by: User, client: Client | None = None) -> Enquiry:
    """Mari Tamm asks about a user contract on behalf of Tamme Puit."""
    seed_reference()
    return actions.open_enquiry(
        topic=Topic.objects.get(code="user-contract"),
        client=client or tamme_puit(by),
        person=mari_tamm(),
        question="Soovime portaali kasutama hakata.",
        by=by,
    )


def outcome(code: str) -> OutcomeCode:
    """The outcome code of the reference data."""
    return OutcomeCode.objects.get(code=code)
