"""Papers taken in at the counter or by post: what they are, who sent them, and the receipt."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock, live, workdays
from desk.clients.models import Client, Person
from desk.counter import papers, routing
from desk.counter.enums import MailState, Way
from desk.counter.models import IncomingMail, Office, PaperKind, PaperSeries, Visit
from desk.enquiries.deadlines import working_day
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people.enums import Language
from desk.people.models import User
from desk.records.actions import note

EVENT = "paper"  # what pages with papers listen to
LONGEST = 300  # characters of a reason


@dataclass(frozen=True)
class Told:
    """What a person wrote of a paper; `mark` is the restriction, without a basis the paper is public."""

    title: str
    kind: PaperKind
    mark: papers.Mark
    person: Person | None = None
    sender_name: str = ""
    sender_code: str = ""
    sender_reference: str = ""
    dated_on: date | None = None
    language: str = Language.ET
    sheets: int | None = None


@transaction.atomic
def take_in(
    *,
    office: Office,
    way: str,
    by: User,
    visit: Visit | None = None,
    enquiry: Enquiry | None = None,
    client: Client | None = None,
    sheets: int | None = None,
    received_at: datetime | None = None,
) -> IncomingMail:
    """A paper lies on the counter: it has its number and its last day, and goes to be scanned.

    What is not said comes from the visit or the enquiry. It is to be accepted by the next working day.
    """
    now = clock.now()
    at = min(received_at or now, now)
    person: Person | None = None
    language = ""
    for source in (visit, enquiry):
        if source is not None:
            client, person = client or source.client, person or source.person
            language = language or source.language
    mail = IncomingMail.objects.create(
        number=_next_number(at), office=office, way=Way(way), received_at=at, received_by=by, visit=visit,
        enquiry=enquiry, client=client, person=person, sheets=sheets,
        language=language or (client.language if client else Language.ET),
        due_on=working_day(workdays.day_of(at), 1),
    )  # fmt: skip
    tell("taken_in", mail, by)
    return mail


@transaction.atomic
def describe(*, mail: IncomingMail, told: Told, by: User) -> IncomingMail:
    """What the document capsule says of the paper. Refused when the title shows a private life."""
    hold(mail)
    _refuse_unchangeable(mail)
    title = " ".join(told.title.split())
    wrong = papers.refused_in_title(title)
    if not title:
        wrong.append(_("Write what the paper is: its title and kind."))
    if told.dated_on is not None and told.dated_on > workdays.today():
        wrong.append(_("The date on the paper lies in the future."))
    if told.mark.basis and (told.mark.until is None or told.mark.until <= workdays.today()):
        wrong.append(_("Say until which day the restriction lasts."))
    if wrong:
        raise Refused(*wrong)
    mail.title, mail.kind, mail.person = title, told.kind, told.person
    mail.sender_name, mail.sender_code = told.sender_name.strip(), told.sender_code.strip()
    mail.sender_reference, mail.dated_on = told.sender_reference.strip(), told.dated_on
    mail.language, mail.sheets = told.language, told.sheets
    mail.restricted = bool(told.mark.basis)
    mail.restriction_basis = told.mark.basis
    mail.restricted_until = told.mark.until if told.mark.basis else None
    mail.save()
    tell("described", mail, by)
    return receive(mail=mail, by=by)


@transaction.atomic
def change_sender(
    *, mail: IncomingMail, client: Client | None, by: User, enquiry: Enquiry | None = None
) -> IncomingMail:
    """The paper came from this client, or (None) from nobody whom the desk knows; the person goes with it."""
    hold(mail)
    _refuse_unchangeable(mail)
    if mail.client_id == (client.pk if client else None):
        return mail
    mail.client, mail.person = client, None
    if mail.enquiry is not None and mail.enquiry.client_id not in {None, mail.client_id}:
        mail.enquiry = None
    mail.language = client.language if client else mail.language
    mail.save()
    tell("sender", mail, by)
    return mail


def receive(*, mail: IncomingMail, by: User) -> IncomingMail:
    """Where its pages and its data are whole, it is received (inside an action); else it stays as it is."""
    if mail.state == MailState.SCANNING and not routing.unready(mail):
        mail.state = MailState.RECEIVED
        mail.save(update_fields=["state"])
        tell("received", mail, by)
    return mail


@transaction.atomic
def drop(*, mail: IncomingMail, reason: str, by: User) -> IncomingMail:
    """Taken in by mistake: twice, or not for us. Its number stays; its files go by their own rule."""
    hold(mail)
    said = said_or_refused(reason)
    if text := routing.refusal(mail, MailState.DROPPED):
        raise Refused(text)
    mail.state, mail.dropped_at = MailState.DROPPED, clock.now()
    mail.dropped_by, mail.dropped_reason = by, said
    mail.save()
    tell("dropped", mail, by)
    return mail


@transaction.atomic
def pick_up(*, mail: IncomingMail, by: User) -> IncomingMail:
    """It was no mistake: the paper is as it was before it was dropped."""
    hold(mail)
    if mail.state != MailState.DROPPED or mail.destroyed_at is not None:
        raise Refused(_("It was not dropped, or its files have been destroyed by rule."))
    mail.dropped_at = mail.dropped_by = None
    mail.dropped_reason = ""
    mail.state = MailState.SCANNING
    mail.save()
    tell("picked_up", mail, by)
    return receive(mail=mail, by=by)


@transaction.atomic
def print_receipt(*, mail: IncomingMail, by: User) -> IncomingMail:
    """A receipt was printed for the client; when it was printed last is kept, and nothing else of it."""
    hold(mail)
    if not mail.document_sha256 or mail.state == MailState.DROPPED:
        raise Refused(_("There is nothing to give a receipt for yet."))
    mail.receipt_at = clock.now()
    mail.save(update_fields=["receipt_at"])
    tell("receipt", mail, by)
    return mail


# ---- what acts on papers have in common ----


def hold(mail: IncomingMail) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    mail.refresh_from_db(from_queryset=IncomingMail.objects.select_for_update())


def tell(what: str, mail: IncomingMail, by: User | None, **params: str | int) -> None:
    """Tell the paper's story, and the open pages that show papers."""
    note(
        kind=f"counter.paper_{what}", subject=(papers.SUBJECT, mail.pk), client_id=mail.client_id, by=by,
        owner_id=mail.specialist_id, number=mail.number, **params,
    )  # fmt: skip
    live.announce(EVENT)


def said_or_refused(reason: str) -> str:
    """The reason without needless blanks; Refused when there is none."""
    said = " ".join(reason.split())
    if not said:
        raise Refused(_("Write why."))
    return said[:LONGEST]


def _refuse_unchangeable(mail: IncomingMail) -> None:
    if mail.state not in routing.CHANGEABLE:
        raise Refused(routing.refusal(mail, MailState.DROPPED) or _("The paper can no longer be changed."))


def _next_number(at: datetime) -> str:
    year = at.astimezone(workdays.TALLINN).year
    table = PaperSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, 1)"  # noqa: S608  (our own table's name)
            f" ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"{papers.PREFIX}-{year}-{last:05d}"
