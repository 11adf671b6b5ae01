"""What tests of known faults begin with: a fault, and clients who ask about it."""

from datetime import datetime, timedelta

from desk import clock
from desk.clients import actions as clients
from desk.enquiries import actions
from desk.enquiries.models import Enquiry, Fault, Topic
from desk.enquiries.reference import seed_reference
from desk.mail.enums import EventKind
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User

NAMES = {"et": "Portaal ei avane", "en": "The portal does not open", "ru": "Портал не открывается"}
TEXTS = {
    "et": "Portaal ei avane alates kella üheksast. Viga parandatakse.",
    "en": "The portal has not opened since nine. It is being mended.",
    "ru": "Портал не открывается с девяти часов. Ошибку исправляют.",
}
OVER = {
    "et": "Portaal avaneb taas. Palun proovige uuesti.",
    "en": "The portal opens again. Please try once more.",
    "ru": "Портал снова открывается. Попробуйте ещё раз.",
}


def fault(by: User, promised_at: datetime | None = None) -> Fault:
    """The portal does not open; it is promised to be over in three hours."""
    seed_reference()
    return actions.open_fault(
        topic=Topic.objects.get(code="slow"),
        names=NAMES,
        texts=TEXTS,
        promised_at=promised_at or clock.now() + timedelta(hours=3),
        by=by,
    )


def asked(by: User, number: int, *, email: bool = True, language: str = "et") -> Enquiry:
    """The `number`-th client asks why the portal does not open."""
    client = clients.create_client(
        kind="organisation", name=f"Firma {number} OÜ", language=language, registry_code="", by=by
    )
    if email:
        clients.add_contact(kind="email", value=f"info@firma{number}.example", client=client, by=by)
    return actions.open_enquiry(topic=Topic.objects.get(code="slow"), client=client, by=by)


def delivered(*messages: Message) -> None:
    """The mail server took these letters over, and they have not come back."""
    Message.objects.filter(pk__in=[one.pk for one in messages]).update(state=JobState.SENT)
    for kind in (EventKind.ACCEPTED, EventKind.DELIVERED):
        MessageEvent.objects.bulk_create(
            MessageEvent(message=one, kind=kind, at=clock.now()) for one in messages
        )


def came_back(message: Message) -> None:
    """The letter came back."""
    MessageEvent.objects.create(message=message, kind=EventKind.BOUNCED, at=clock.now())
