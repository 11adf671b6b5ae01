"""Who looked at one person's data, told to that person: the report of the data subject, and Andmejälgija.

Not told: who was turned away (nothing was shown), and purposes that the law holds back for a time
(USAGES_HELD_BACK). A look at an organisation is not a look at those who act for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.records.access import MACHINE, REFUSED
from desk.records.enums import Reason
from desk.records.holdings import Subject
from desk.records.models import AccessLogEntry, AccessLogQuerySet

SYSTEM = "Abilaud"
AUDIT = "audit"  # the purpose of whoever looks at the log itself

_DOCUMENT = _("Preparing or checking a document")
_LETTER = _("Reading or answering a letter or paper")
_PROBLEM = _("Solving a problem together with the second level")
# What a purpose such as "call:12" means to the person whose data were looked at.
ACTIONS: dict[str, Promise] = {
    "call": _("Serving a telephone call"),
    "callback": _("Calling back"),
    "dial": _("Calling back"),
    "telephony lookup": _("A number recognised when a call came in"),
    "visit": _("Serving a visit"),
    "enquiry": _("Answering an enquiry"),
    "order": _("Follow-up by a work order"),
    "batch": _("Cleaning up our data"),
    "review": _("Reviewing the quality of our work"),
    "escalation": _PROBLEM,
    "ticket_file": _PROBLEM,
    "message": _LETTER,
    "incoming": _LETTER,
    "incoming_mail": _LETTER,
    "quarantined": _LETTER,
    "unsent": _LETTER,
    **dict.fromkeys(
        ("package", "draft", "drafting", "registration", "registration_export", "tree", "register",
         "register_export", "proof", "proof_file", "signing", "takeover", "portal_difference"),
        _DOCUMENT,
    ),
    "representation_change": _("Checking the right of representation"),
    "check": _("Checking the right of representation"),
    "register_answer": _("Checking the right of representation"),
    "search": _("Shown among the results of a search"),
    "list": _("Shown in a list of work"),
    "panel": _("Shown in a list of work"),
    "unanswered": _("Shown in a list of work"),
    "api": _("Passed on to another system of the agency"),
    AUDIT: _("Checking who looked at data"),
    "subject": _("Answering your own request about your data"),
    Reason.CONTACT.value: _("Answering your contact with us"),
    Reason.DOCUMENT.value: _DOCUMENT,
    Reason.CORRECTION.value: _("Checking or correcting data"),
    Reason.QUALITY.value: _("Reviewing the quality of our work"),
}  # fmt: skip
OTHER = _("Client service")


@dataclass(frozen=True)
class Usage:
    """One look, as the person reads it; the names are those of Andmejälgija's `findUsage`.

    `user_id` and `entry` are for the agency's own report and never leave by the interface.
    """

    logtime: datetime
    action: str
    receiver_code: str
    receiver_name: str
    receiver_system: str
    user_id: int | None
    entry: int

    @property
    def shape(self) -> dict[str, Any]:
        """As `findUsage` answers it; times by RFC 3339."""
        return {
            "logtime": rfc3339(self.logtime),
            "action": self.action,
            "receiverCode": self.receiver_code,
            "receiverName": self.receiver_name,
            "receiverSystem": self.receiver_system,
        }


def rfc3339(at: datetime) -> str:
    """`2026-11-23T16:40:05.123Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def looks_at(
    subject: Subject, *, since: datetime | None = None, until: datetime | None = None
) -> AccessLogQuerySet:
    """Every look that the person is told of, newest first; `until` itself belongs to it."""
    rows = AccessLogEntry.objects.about_any(subject.client_ids, subject.person_ids, subject.user_ids)
    rows = rows.exclude(purpose=REFUSED).exclude(_held_back())
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lte=until)
    return rows.order_by("-at", "-pk")


def usages(
    subject: Subject, *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Usage]:
    """Who looked and why, in the language of the subject, newest first; streamed."""
    return told(looks_at(subject, since=since, until=until), subject.language)


def told(rows: AccessLogQuerySet, language: str = "et") -> Iterator[Usage]:
    """These rows in words; each said in `language`, whatever page is being made."""
    for row in rows.iterator(chunk_size=2000):
        with translation.override(language):
            action = str(ACTIONS.get(row.purpose.partition(":")[0], OTHER))
        yield Usage(
            row.at, action, settings.AGENCY_CODE, settings.AGENCY_NAME, SYSTEM,
            None if row.user_id == MACHINE else row.user_id, row.pk,
        )  # fmt: skip


def _held_back() -> Q:
    held = Q(pk=None)
    for purpose, days in settings.USAGES_HELD_BACK.items():
        held |= Q(at__gt=clock.now() - timedelta(days=days)) & (
            Q(purpose=purpose) | Q(purpose__startswith=f"{purpose}:")
        )
    return held
