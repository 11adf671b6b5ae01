"""The receipt that a client is given for papers, in the client's language. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from desk.counter.models import IncomingMail, MailFile
from desk.counter.papers import sender_of
from desk.people.enums import Language


@dataclass(frozen=True)
class Receipt:
    """What it says: no code of anybody, and no word of what the paper holds."""

    number: str
    agency: str
    office: str
    address: str
    received_at: datetime
    way: str
    sender: str
    title: str
    kind: str
    sheets: int | None
    pages: int
    files: int
    sha256: str
    by: str


def of(mail: IncomingMail, language: str) -> Receipt:
    """The receipt of the paper in this language."""
    with translation.override(language):
        return Receipt(
            number=mail.number, agency=settings.AGENCY_NAME, office=mail.office.name,
            address=mail.office.address, received_at=mail.received_at, way=str(mail.get_way_display()),
            sender=sender_of(mail), title=mail.title, kind=mail.kind.name if mail.kind else "",
            sheets=mail.sheets, pages=mail.pages_count, files=MailFile.objects.filter(mail=mail).count(),
            sha256=mail.document_sha256, by=str(mail.received_by),
        )  # fmt: skip


def drawn(mail: IncomingMail, language: str) -> SafeString:
    """The same as a part of a page, in that language whatever the page's own is."""
    with translation.override(language):
        text = render_to_string(
            "counter/_receipt.html", {"receipt": of(mail, language), "language": language}
        )
    return mark_safe(text)  # noqa: S308  # a template of ours drew it


def language_of(mail: IncomingMail, asked: str = "") -> str:
    """The one asked for, else the paper's."""
    return asked if asked in Language.values else mail.language
