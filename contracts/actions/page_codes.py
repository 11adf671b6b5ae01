"""The short code beside the long link: mailed to another contact, or told by a specialist in a call.

Only a keyed hash of a code is kept. The package's row is locked while a code is tried, so two tries at the
same instant are two tries. The newest code alone works.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from contracts import letters
from contracts.actions.drafting import SUBJECT
from contracts.enums import Factor
from contracts.models import ClientLink, Package, PageCode
from desk import clock
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.models import User
from desk.records.actions import note

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 5  # of one code
MAILED_AN_HOUR = 5
WRONG_IN_A_ROW = 15  # over several codes; then a specialist gives the next one


class Mailed(Enum):
    """What became of the wish for a code by mail."""

    SENT = "sent"
    TOO_OFTEN = "too_often"
    LOCKED = "locked"
    NOT_HERE = "not_here"


class Tried(Enum):
    """What became of a try; DEAD: there is no code that works, a new one must be asked for."""

    OPENED = "opened"
    WRONG = "wrong"
    DEAD = "dead"
    LOCKED = "locked"


@dataclass(frozen=True)
class Standing:
    """Where the codes of a package stand now."""

    locked: bool
    code: PageCode | None  # the one that works
    tries_left: int
    next_by_mail: datetime | None  # when one may be mailed again; None: now

    @property
    def live(self) -> bool:
        return self.code is not None


def standing(package: Package) -> Standing:
    """What may be done about codes of this package now. One query."""
    codes = list(package.codes.order_by("-pk")[:100])
    newest = codes[0] if codes else None
    works = newest is not None and _works(newest)
    mailed = [each.made_at for each in codes if each.way == Factor.CONTACT]
    recent = [at for at in mailed if at > clock.now() - timedelta(hours=1)]
    wait = recent[MAILED_AN_HOUR - 1] + timedelta(hours=1) if len(recent) >= MAILED_AN_HOUR else None
    return Standing(
        locked=_wrong_in_a_row(codes) >= WRONG_IN_A_ROW,
        code=newest if works else None,
        tries_left=TRIES - newest.tries if newest and works else 0,
        next_by_mail=wait,
    )


def _works(code: PageCode) -> bool:
    return code.used_at is None and code.tries < TRIES and code.expires_at > clock.now()


def _wrong_in_a_row(codes: list[PageCode]) -> int:
    """Wrong tries since somebody came in or a specialist gave a code, the newest code first."""
    wrong = 0
    for code in codes:
        if code.used_at is not None:
            break
        wrong += code.tries
        if code.made_by_id is not None:
            break
    return wrong


@transaction.atomic
def tell_code(*, package: Package, by: User) -> str:
    """A code that a specialist reads out: given back this once, and kept nowhere. Unlocks a locked link."""
    package = _held(package)
    if package.factor == Factor.NONE:
        raise Refused(_("The link alone opens this client's page: no code is needed."))
    if not package.links.working().exists():
        raise Refused(_("The client has no link that works: a code would open nothing."))
    code = _new(package, Factor.TOLD, by=by)
    _note("contracts.code_told", package, by)
    return code


@transaction.atomic
def mail_code(*, package: Package, link: ClientLink | None = None) -> Mailed:
    """Send a code to the other contact, for whoever has the link and asks for it."""
    package = _held(package)
    now = standing(package)
    contact = _other_contact(package, link)
    if contact is None:
        return Mailed.NOT_HERE
    if now.locked:
        return Mailed.LOCKED
    if now.next_by_mail:
        return Mailed.TOO_OFTEN
    code = _new(package, Factor.CONTACT, contact=contact)
    mail.queue(
        letter=letters.page_code(package, code), to=contact.value, language=package.language,
        subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
    )  # fmt: skip
    _note("contracts.code_mailed", package, None)
    return Mailed.SENT


@transaction.atomic
def try_code(*, package: Package, code: str) -> Tried:
    """Compare what was typed with the code that works; a wrong one is counted, the right one used up."""
    package = _held(package)
    now = standing(package)
    if now.locked:
        return Tried.LOCKED
    if now.code is None:
        return Tried.DEAD
    given = "".join(each for each in code if each.isdecimal())
    nonce = now.code.code_hash.partition("$")[0]
    if constant_time_compare(_hash(package, nonce, given), now.code.code_hash):
        now.code.used_at = clock.now()
        now.code.save(update_fields=["used_at"])
        _note(f"contracts.opened.{now.code.way}", package, None)
        return Tried.OPENED
    now.code.tries += 1
    now.code.save(update_fields=["tries"])
    if standing(package).locked:
        _note("contracts.page_locked", package, None)
        return Tried.LOCKED
    return Tried.WRONG if now.code.tries < TRIES else Tried.DEAD


@transaction.atomic
def logged_in(*, package: Package) -> None:
    """Somebody whom the package names has logged in, in place of a code."""
    _note("contracts.opened.login", package, None)


def _held(package: Package) -> Package:
    return Package.objects.locked().select_related("code_to").get(pk=package.pk)


def _other_contact(package: Package, link: ClientLink | None) -> ContactPoint | None:
    """Where the code goes: never to the address that got this very link, as a later signer may have."""
    if package.factor != Factor.CONTACT:
        return None
    came_to = (link.contact if link else None) or package.sent_to
    for contact in (package.code_to, package.sent_to):
        if contact is not None and (came_to is None or contact.value != came_to.value):
            emailed = contact.kind == ContactKind.EMAIL and contact.works == Works.YES
            return contact if emailed else None
    return None


def _new(
    package: Package, way: Factor, *, by: User | None = None, contact: ContactPoint | None = None
) -> str:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    PageCode.objects.create(
        package=package,
        code_hash=_hash(package, secrets.token_hex(8), code),
        way=way,
        contact=contact,
        made_at=clock.now(),
        made_by=by,
        expires_at=clock.now() + LIFE,
    )
    return code


def _hash(package: Package, nonce: str, code: str) -> str:
    """Keyed, since a million codes are soon tried: whoever reads the database alone learns nothing."""
    key = salted_hmac("contracts.page_code", f"{package.pk}:{nonce}:{code}", algorithm="sha256")
    return f"{nonce}${key.hexdigest()}"


def _note(kind: str, package: Package, by: User | None) -> None:
    note(
        kind=kind, subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id if by else None,
        numbers=package.numbers,
    )  # fmt: skip
