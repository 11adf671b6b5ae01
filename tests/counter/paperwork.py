"""Papers for tests: taken in, with the files and the document that the scanning page would have made."""

from datetime import timedelta
from typing import Any

from desk import clock, workdays
from desk.clients.models import Client
from desk.counter import papers as reading
from desk.counter.actions import papers, routing
from desk.counter.enums import Addressee, Way
from desk.counter.models import IncomingMail, MailFile, MailPage, MailText, Office, PageWork, PaperKind
from desk.counter.paper_kinds import seed_reference
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def office() -> Office:
    seed_reference()
    names = {"name_et": "Tallinna kontor", "name_en": "Tallinn office", "name_ru": "Таллинн"}
    return Office.objects.get_or_create(code="tallinn", defaults={**names, "address": "Narva mnt 7a"})[0]


def kind(code: str = "power-of-attorney") -> PaperKind:
    seed_reference()
    return PaperKind.objects.get(code=code)


def scanned(mail: IncomingMail, pages: int = 2) -> IncomingMail:
    """As the worker leaves it: one photo, its pages with pictures, the document and the words on it."""
    by = mail.received_by
    photo = blobs.store(f"photo {mail.number}".encode(), "image/jpeg", "mail")
    file = MailFile.objects.create(
        mail=mail, name="IMG_0012.jpg", content_type="image/jpeg", size=photo.size, sha256=photo.sha256,
        pages_count=pages, blob=photo, added_by=by,
    )  # fmt: skip
    for number in range(pages):
        picture = blobs.store(f"picture {mail.number} {number}".encode(), "image/png", "preview")
        MailPage.objects.create(file=file, number=number, position=number, preview=picture)
    document = blobs.store(PDF + mail.number.encode(), "application/pdf", "paper")
    IncomingMail.objects.filter(pk=mail.pk).update(
        document=document, document_sha256=document.sha256, pages_count=pages
    )
    MailText.objects.create(mail=mail, text="Volikiri Mari Tammele")
    PageWork.jobs.create(mail=mail, state=JobState.SENT)
    mail.refresh_from_db()
    return mail


def taken_in(by: User, *, client: Client | None = None, **said: Any) -> IncomingMail:
    return papers.take_in(office=office(), way=Way.COUNTER, by=by, client=client, **said)


def told(**said: Any) -> papers.Told:
    chosen = said.pop("kind", None) or kind()
    given: dict[str, Any] = {"title": "Peakasutaja volikiri", "sender_name": "Tamme Puit OÜ", "sheets": 2}
    mark = reading.usual_mark(chosen, workdays.today())
    return papers.Told(**{**given, "kind": chosen, "mark": mark, **said})


def received(by: User, *, client: Client | None = None, **said: Any) -> IncomingMail:
    mail = scanned(taken_in(by, client=client))
    return papers.describe(mail=mail, told=told(**said), by=by)


def with_registrar(by: User, **said: Any) -> IncomingMail:
    return routing.hand(mail=received(by, **said), addressee=Addressee.REGISTRAR, by=by)


def with_specialist(by: User, specialist: User, **said: Any) -> IncomingMail:
    mail = received(by, **said)
    return routing.hand(mail=mail, addressee=Addressee.SPECIALIST, specialist=specialist, by=by)


def days_later(days: int) -> None:
    clock.move(timedelta(days=days))
