"""Papers as they are read: who may, the search box, the title that the register shows, the usual mark."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.clients.enums import Kind as ClientKind
from desk.clients.models import Client, Person
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail, IncomingMailQuerySet, PaperKind
from desk.counter.routing import sees_papers
from desk.people.models import User
from desk.records.access import shows
from desk.slots import Hit, by_number

SUBJECT = "incoming_mail"
PREFIX = "SP"  # P is the enquiries' own
MOST = 8
SHORTEST_NUMBER = 3  # digits of a number typed without its letters and year

_CODE = re.compile(r"(?<!\d)[1-8](?:[ .-]?\d){10}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NAME = re.compile(
    r"\b([A-ZŠŽÕÄÖÜ][a-zšžõäöü]+(?:-[A-ZŠŽÕÄÖÜ][a-zšžõäöü]+)?) ([A-ZŠŽÕÄÖÜ][a-zšžõäöü]{2,}(?:-\w+)?)\b"
)
# What stands beside two capitals when they are no person: an organisation, a place, an act.
_ORGANISATION = re.compile(
    r"\b(OÜ|AS|MTÜ|SA|TÜ|UÜ|FIE|KÜ|HÜ|SIA|UAB|Oy|Ltd|GmbH|vald\w*|linn\w*|maakon\w*|amet\w*|ministeerium\w*|"
    r"inspektsioon\w*|kool\w*|ühing\w*|selts\w*|seadus\w*|kooperatiiv\w*)\b"
)


def readable_by(user: User) -> IncomingMailQuerySet:
    """All papers but those of a complaint about this person."""
    return IncomingMail.objects.exclude(enquiry__concerns_id=user.pk)


def names_shown(request: Any, mail: IncomingMail, why: str = "") -> None:
    """Tell the access log that this page shows the paper, its client and its sender."""
    why = why or f"{SUBJECT}:{mail.pk}"
    shows(request, SUBJECT, mail.pk, client_id=mail.client_id, purpose=why)
    if mail.client_id:
        shows(request, "client", mail.client_id, client_id=mail.client_id, purpose=why)
    if mail.person_id:
        shows(request, "person", mail.person_id, client_id=mail.client_id, purpose=why)


def sender_of(mail: IncomingMail) -> str:
    """Who sent it, as the desk knows it: the person for the client, or the name on the paper."""
    known = [str(each) for each in (mail.person, mail.client) if each is not None]
    return ", ".join(known) or mail.sender_name


# ---- the title ----


def refused_in_title(title: str) -> list[str]:
    """What may not stand in a title at all: codes of people and e-mail addresses."""
    texts = []
    if _CODE.search(title):
        texts.append(_("A personal code may not stand in the title: the public register shows it."))
    if _EMAIL.search(title):
        texts.append(_("An e-mail address may not stand in the title: the public register shows it."))
    return texts


def names_in_title(
    title: str, *, client: Client | None, person: Person | None, sender: str = ""
) -> list[str]:
    """What in the title looks like the name of a natural person; a person decides whether it is one."""
    known: list[str] = []
    if person is not None:
        known += [person.last_name, f"{person.first_name} {person.last_name}"]
    if client is not None and client.kind in {ClientKind.PERSON, ClientKind.SOLE_TRADER}:
        known += [word for word in client.name.split() if len(word) > 2 and not _ORGANISATION.fullmatch(word)]
    if client is None and sender and not _ORGANISATION.search(sender):
        known += [word for word in sender.split() if len(word) > 2]
    found = [name for name in known if _stands_in(name, title)]
    of_client = client.name if client is not None and client.kind == ClientKind.ORGANISATION else ""
    for match in _NAME.finditer(title):
        around = title[max(0, match.start() - 12) : match.end() + 18]
        if match[0] not in of_client and not _ORGANISATION.search(around):
            found.append(match[0])
    return list(dict.fromkeys(found))


def _stands_in(name: str, title: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name)}", title, re.IGNORECASE) is not None


# ---- the restriction mark ----


@dataclass(frozen=True)
class Mark:
    """The mark "for internal use": basis and last day; without a basis the paper is public."""

    basis: str = ""
    until: date | None = None


def usual_mark(kind: PaperKind, day: date) -> Mark:
    """What papers of this kind carry when they come on `day`."""
    if not kind.restriction_basis:
        return Mark()
    return Mark(kind.restriction_basis, years_on(day, kind.restriction_years or 5))


def years_on(day: date, years: int) -> date:
    """The same day so many years later; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# ---- lists ----


def after(rows: IncomingMailQuerySet, text: str, *, newest: bool) -> IncomingMailQuerySet:
    """The rows that follow the one with this key, in the order of the list."""
    last = IncomingMail.objects.filter(pk=text).first() if text.isdecimal() else None
    if last is None:
        return rows
    if newest:
        same = Q(received_at=last.received_at, pk__lt=last.pk)
        return rows.filter(Q(received_at__lt=last.received_at) | same)
    same = Q(due_on=last.due_on, pk__gt=last.pk)
    return rows.filter(Q(due_on__gt=last.due_on) | same)


# ---- the search box ----


@by_number
def papers(user: User, text: str, limit: int = MOST) -> list[Hit]:
    """The search box's share of papers (slot SEARCHES): by our number or the register's reference."""
    if sees_papers(user) is not None:
        return []
    said = text.strip()
    asked = Q(number__in=numbers(said))
    if re.search(r"\d", said):
        asked |= Q(reference__iexact=said, state=MailState.ACCEPTED)
    found = readable_by(user).filter(asked).shown().newest_first()[:limit]
    return [_hit(mail) for mail in found]


def _hit(mail: IncomingMail) -> Hit:
    shown: Iterable[tuple[str, int | None]] = (("client", mail.client_id), ("person", mail.person_id))
    title = f"{mail.number} · {mail.kind or mail.get_state_display()}"
    return Hit(
        _("Incoming mail"), title, sender_of(mail), mail.get_absolute_url(),
        shown=tuple((kind, pk) for kind, pk in shown if pk),
    )  # fmt: skip


def numbers(text: str) -> list[str]:
    """Full numbers that the text may stand for: "sp 2026 12" one of them, "012" those of two years."""
    typed = re.fullmatch(rf"({PREFIX}[\s-]*)?(?:(20\d\d)[\s-]+)?(\d{{1,5}})", text, re.IGNORECASE)
    if typed is None or not (typed[1] or typed[2] or len(typed[3]) >= SHORTEST_NUMBER):
        return []
    this = clock.now().astimezone(workdays.TALLINN).year
    years = [int(typed[2])] if typed[2] else [this, this - 1]
    return [f"{PREFIX}-{year}-{int(typed[3]):05d}" for year in years]
