"""What the desk keeps about who asks for the own data, with others made unreadable.

What lies nearest to an enquiry; the report over every store is desk.clients.subjects.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import Kind
from desk.clients.models import Client, ContactPoint, Person
from desk.enquiries import permissions
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.mail.models import Message
from desk.people.models import User
from desk.records.redaction import Known, redact


@dataclass(frozen=True)
class Part:
    """One kind of what is kept, in words for the person."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Extract:
    """The text, and the ids of the others whose data were looked at to hide them."""

    text: str
    others: tuple[int, ...]


def of(enquiry: Enquiry, reader: User) -> Extract:
    """The data of the enquirer, or of the client who is a person; in the language of the enquiry.

    Refused when a complaint among them concerns the reader: the answer would either tell of it or be short.
    """
    person, client = enquiry.person, enquiry.client
    if client is not None and client.kind not in (Kind.PERSON, Kind.SOLE_TRADER):
        client = None  # an organisation has no data of its own in the sense of the law
    others = _others(enquiry, person)
    with translation.override(enquiry.language):
        parts = list(_parts(person, client, reader))
        title = _("Data kept about you by %(agency)s, %(day)s") % {
            "agency": settings.AGENCY_NAME, "day": _day(clock.now()),
        }  # fmt: skip
        own = _known([person] if person else [], client)
        ours = Known(
            own.names, own.codes, (*own.phones, settings.AGENCY_PHONE), (*own.emails, settings.AGENCY_EMAIL)
        )
        hidden = _known(others)
        body = [
            "\n".join([part.title, *(f"- {redact(line, others=hidden, own=ours)}" for line in part.lines)])
            for part in parts
            if part.lines
        ]
    return Extract("\n\n".join([title, *body]) + "\n", tuple(other.pk for other in others))


def _others(enquiry: Enquiry, person: Person | None) -> list[Person]:
    """Everyone else who acts for a client that these texts may speak of."""
    clients = {enquiry.client_id}
    if person is not None:
        clients.update(Enquiry.objects.filter(person=person).values_list("client_id", flat=True))
        clients.update(person.roles.values_list("client_id", flat=True))
    found = Person.objects.filter(roles__client_id__in=[pk for pk in clients if pk])
    return list((found.exclude(pk=person.pk) if person else found).distinct().order_by("pk"))


def _known(persons: list[Person], client: Client | None = None) -> Known:
    whose = Q(person__in=persons)
    if client is not None:
        whose |= Q(client=client)
    contacts = list(ContactPoint.objects.filter(whose)) if persons or client else []
    names = [str(person) for person in persons] + ([client.name] if client else [])
    codes = [person.personal_code for person in persons] + ([client.personal_code] if client else [])
    return Known(
        names=tuple(names),
        codes=tuple(code for code in codes if code),
        phones=tuple(each.value for each in contacts if each.kind == "phone"),
        emails=tuple(each.value for each in contacts if each.kind == "email"),
    )


def _parts(person: Person | None, client: Client | None, reader: User) -> Iterator[Part]:
    yield Part(_("Who you are"), tuple(_who(person, client)))
    whose, letters = Q(pk__in=[]), Q(pk__in=[])
    if person is not None:
        whose |= Q(person=person)
    if client is not None:
        whose |= Q(client=client)
        letters |= Q(client_id=client.pk)
    asked = list(Enquiry.objects.counted().filter(whose).shown().newest_first())
    if any(permissions.handles(reader, enquiry) for enquiry in asked):
        raise Refused(_("This extract is made by somebody who leads."))
    yield Part(_("What you asked"), tuple(_asked(enquiry) for enquiry in asked))
    letters |= Q(subject_kind="enquiry", subject_id__in=[enquiry.pk for enquiry in asked])
    sent = Message.objects.filter(letters).select_related("body").order_by("-queued_at")
    yield Part(_("Letters to you"), tuple(_sent(message) for message in sent))


def _who(person: Person | None, client: Client | None) -> Iterator[str]:
    for one in (person, client):
        if one is None:
            continue
        yield str(one)
        if one.personal_code:
            yield _("Personal code: %(code)s") % {"code": one.personal_code}
        yield _("Language: %(language)s") % {"language": one.get_language_display()}
        for contact in one.contacts.order_by("pk"):
            yield f"{contact.get_kind_display()}: {contact.value}"
    if person is not None:
        for role in person.roles.select_related("client").order_by("pk"):
            until = f"–{_day(role.ended_at)}" if role.ended_at else ""
            yield f"{role.role}: {role.client.name} ({_day(role.started_at)}{until})"


def _asked(enquiry: Enquiry) -> str:
    outcome = f" · {enquiry.outcome.name}" if enquiry.outcome else ""
    head = f"{_day(enquiry.opened_at)} · {enquiry.number} · {enquiry.topic.name}{outcome}"
    return f"{head}: {enquiry.question}" if enquiry.question else head


def _sent(message: Message) -> str:
    body = getattr(message, "body", None)
    head = _day(message.queued_at)
    return f"{head} · {body.subject}: {body.text}" if body else head


def _day(moment: object) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")  # type: ignore[arg-type]
