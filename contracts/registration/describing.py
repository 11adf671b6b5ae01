"""Rows of the registrar's list as records of a package: what, from whom, under which restriction, with which
files. Written in Estonian, the language of the document register. Reads only."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.enums import BY_HAND, Registered
from contracts.models import Authorisation, Container, CountedSignature, Finding, Registration
from contracts.reference import RESTRICTION, RESTRICTION_YEARS
from contracts.registration import naming, papers
from contracts.registration.records import Contents, File, Party, Record, Restriction, Signature
from contracts.verification import counting
from desk import workdays
from desk.clients.enums import Kind as ClientKind
from desk.clients.models import Client
from desk.enquiries.enums import Kind as EnquiryKind
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Enclosure
from desk.records import filecheck
from desk.records.models import Blob

_PARAGRAPH = re.compile(r"§\s*(\d+)\s*lg\s*(\d+)\s*p\s*(\d+)")
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"}


def listed(ids: Iterable[int]) -> QuerySet[Registration]:
    """These rows with all that a record says, in the order of the list."""
    attachments = Prefetch("incoming__attachments", Attachment.objects.select_related("blob"))
    enclosures = Prefetch("message__enclosures", Enclosure.objects.select_related("blob"))
    related = (*naming.RELATED, "authorisation__pdf", "incoming__raw", "incoming__body", "message__body")
    rows = Registration.objects.filter(pk__in=list(ids)).select_related(*related)
    return naming.with_enquiries(rows.prefetch_related(attachments, enclosures)).order_by("due_on", "pk")


def agency() -> Party:
    """The agency as it stands in every package."""
    return Party(settings.AGENCY_NAME, settings.AGENCY_CODE, email=settings.AGENCY_EMAIL)


def contents(rows: Sequence[Registration], made_at: datetime) -> Contents:
    """What a package of these rows (of `listed`) holds."""
    packages = [row.authorisation.package for row in rows if row.authorisation is not None]
    proofs = counting.proofs(packages)
    signatures = _signatures([each for found in proofs.values() for each in found])
    registered = _registered_before(rows)
    with translation.override("et"):
        records = tuple(
            _document(row, row.authorisation, proofs, signatures, registered)
            if row.authorisation is not None
            else _letter(row)
            for row in rows
        )
    return Contents(moment(made_at), agency(), records)


def _document(
    row: Registration,
    document: Authorisation,
    proofs: Mapping[int, list[Container]],
    signatures: Mapping[int, list[Signature]],
    registered: Mapping[int, str],
) -> Record:
    containers = proofs.get(document.package_id, [])
    client, kind = document.package.client, document.kind
    named = ", ".join(part for part in (f"{kind.name_et} {document.number}", _public(client)) if part)
    ends = row.what == Registered.ENDED
    at = (document.ended_at if ends else document.accepted_at) or row.handed_over_at
    parties = (party(client), agency())
    ours = kind.signed_by == "agency"
    sender, recipient = reversed(parties) if ours else parties
    # The mark stands on the document itself, made on the day on which it was sent.
    marked = document.package.sending_at or document.accepted_at or row.handed_over_at
    # The agency's container holds the client's signatures once more.
    given = {(each.signer, each.signed_at): each for one in containers for each in signatures.get(one.pk, [])}
    return Record(
        uuid=str(row.uuid),
        what=row.what,
        type=kind.name_et,
        identifier=document.number,
        dated_at=moment(at),
        title=_("End: %(title)s") % {"title": named} if ends else named,
        language=document.package.language if document.template_version_id else "et",
        abstract=_abstract(document, ends),
        sender=sender,
        recipient=recipient,
        files=_document_files(row, document, containers),
        client=parties[0],
        kind=kind.code,
        portal=document.portal.name,
        related=registered.get(document.pk, "") if ends else "",
        valid_from=_iso(document.valid_from),
        valid_until=_iso(document.valid_until),
        last_day=_iso(document.last_day),
        end_reason=document.end_reason,
        end_basis=document.end_basis,
        restriction=_restriction(kind.restriction_basis, kind.restriction_years, workdays.day_of(marked)),
        signatures=tuple(sorted(given.values(), key=lambda each: (each.signed_at, each.signer))),
    )


def _abstract(document: Authorisation, ends: bool) -> str:
    said = [_("Portal %(portal)s.") % {"portal": document.portal.name}]
    if ends and document.last_day:
        words = {
            "reason": document.get_end_reason_display(),
            "day": document.last_day.strftime("%d.%m.%Y"),
            "basis": document.end_basis,
        }
        said.append(_("Over: %(reason)s, last day %(day)s. %(basis)s") % words)
    return " ".join(said).strip()


def _document_files(
    row: Registration, document: Authorisation, containers: Sequence[Container]
) -> tuple[File, ...]:
    """The PDF and every container on which it rests, under our numbers: other names may hold a person's."""
    stem = document.number or document.kind.code
    files = []
    if document.pdf is not None:
        files.append((f"{stem}.pdf", document.pdf, True))
    for number, container in enumerate(containers, start=1):
        ending = ENDINGS.get(container.blob.content_type, "asice")
        mark = f"-{number}" if len(containers) > 1 else ""
        kept = "-allkirjastatud" if ending == "pdf" else ""
        files.append((f"{stem}{kept}{mark}.{ending}", container.blob, not files))
    return tuple(
        File(_guid(row, place), name, blob.content_type, blob.size, blob.sha256, main, papers.of_blob(blob))
        for place, (name, blob, main) in enumerate(files)
    )


def _letter(row: Registration) -> Record:
    received = row.incoming is not None
    about = getattr(row, "enquiry_kind", "")
    kind = EnquiryKind(about).label if about in EnquiryKind.values else ""
    number = getattr(row, "enquiry_number", "")
    title = _("Letter received") if received else _("Letter sent")
    parts = [title, str(kind), _("enquiry %(number)s") % {"number": number} if number else ""]
    at = row.incoming.received_at if row.incoming else row.message.queued_at  # type: ignore[union-attr]
    client = party(row.client) if row.client else _writer(row)
    parties = (client, agency()) if received else (agency(), client)
    letter = row.incoming or row.message
    assert letter is not None
    return Record(
        uuid=str(row.uuid),
        what=row.what,
        type=_("Letter"),
        identifier=naming.identifier_of(row),
        dated_at=moment(at),
        title=", ".join(part for part in (*parts, _public(row.client)) if part),
        language=letter.language or "et",
        abstract="",
        sender=parties[0],
        recipient=parties[1],
        files=_letter_files(row),
        client=party(row.client) if row.client else None,
        enquiry=number,
        reply_due=_reply_due(row),
        restriction=_restriction(RESTRICTION, RESTRICTION_YEARS, workdays.day_of(at)),
    )


def _reply_due(row: Registration) -> str:
    """By when the letter must be answered: the deadline of its enquiry."""
    tied = getattr(row.incoming, "in_enquiry", None) if row.incoming is not None else None
    return _iso(workdays.day_of(tied.enquiry.due_at)) if tied is not None and tied.enquiry.due_at else ""


def _letter_files(row: Registration) -> tuple[File, ...]:
    """The letter as it came only where every file in it passed the check; its text and those that did."""
    found: list[tuple[str, str, int, str, str]] = []
    text, place = papers.of_letter(row)
    if text:
        data = text.encode()
        found.append(("kiri.txt", "text/plain", len(data), hashlib.sha256(data).hexdigest(), place))
    kept: list[tuple[str, Blob]]
    if row.incoming is not None:
        files = list(row.incoming.attachments.all())
        taken = [each for each in files if each.verdict == FileVerdict.TAKEN]
        kept = [(each.name, each.blob) for each in taken if each.blob is not None]
        raw = row.incoming.raw
        if raw is not None and len(kept) == len(files):
            found.append(("kiri.eml", "message/rfc822", raw.size, raw.sha256, papers.of_blob(raw)))
    else:
        assert row.message is not None
        kept = [(each.name, each.blob) for each in row.message.enclosures.all()]
    for number, (called, blob) in enumerate(kept, start=1):
        name = f"{number:02}-{filecheck.safe_name(called)}"
        found.append((name, blob.content_type, blob.size, blob.sha256, papers.of_blob(blob)))
    return tuple(
        File(_guid(row, place), name, content_type, size, sha256, place == 0, source)
        for place, (name, content_type, size, sha256, source) in enumerate(found)
    )


def _signatures(containers: Sequence[Container]) -> dict[int, list[Signature]]:
    """By container: the signatures that were counted in it, checked when the finding was written."""
    counted = CountedSignature.objects.filter(
        verification__container__in=[each.pk for each in containers], verification__look_again=False
    )
    findings = Prefetch("verification__findings", Finding.objects.order_by("pk"))
    rows = counted.select_related("verification__container").prefetch_related(findings)
    found: dict[int, list[Signature]] = {}
    for each in rows.order_by("signed_at", "pk"):
        said = list(each.verification.findings.all())
        checked = said[0].found_at if said else each.signed_at
        by_hand = each.verification.container.source in BY_HAND
        kind = _("handwritten signature") if by_hand else _("digital signature (%(level)s)")
        times = moment(checked), moment(each.signed_at)
        mine = Signature(kind % {"level": each.level}, each.name, _("valid"), *times)
        found.setdefault(each.verification.container_id, []).append(mine)
    return found


def _registered_before(rows: Sequence[Registration]) -> dict[int, str]:
    """By document: under which reference it was registered when it was signed."""
    ended = [row.authorisation_id for row in rows if row.what == Registered.ENDED]
    known = Registration.objects.filter(authorisation__in=ended, what=Registered.SIGNED)
    return dict(known.exclude(reference="").values_list("authorisation_id", "reference"))


def party(client: Client) -> Party:
    """The client as a party of a record."""
    natural = client.kind == ClientKind.PERSON
    return Party(client.name, client.code, natural=natural, country=client.country)


def _writer(row: Registration) -> Party:
    """Who wrote, or was written to, where nobody is known as a client."""
    if row.incoming is not None:
        body = getattr(row.incoming, "body", None)
        told = (body.sender_name or body.sender, body.sender) if body else ("", "")
    else:
        body = getattr(row.message, "body", None)
        told = (body.to, body.to) if body else ("", "")
    return Party(told[0] or _("unknown"), natural=True, email=told[1])


def _public(client: Client | None) -> str:
    return naming.client_in_title(client)


def _restriction(basis: str, years: int | None, day: date) -> Restriction | None:
    if not basis:
        return None
    last = _years_on(day, years or RESTRICTION_YEARS)
    return Restriction(basis, _iso(day), _iso(last), settings.AGENCY_NAME, identifier_of(basis))


def identifier_of(basis: str) -> str:
    """The short form of a basis in the Public Information Act: AvTS§35lg1p12; empty for another one."""
    found = _PARAGRAPH.search(basis)
    known = found if found and basis.lower().startswith(("avaliku teabe", "avts")) else None
    return f"AvTS§{known[1]}lg{known[2]}p{known[3]}" if known else ""


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _guid(row: Registration, place: int) -> str:
    return str(uuid.uuid5(row.uuid, str(place)))


def moment(at: datetime) -> str:
    """ISO 8601 with the offset of Tallinn."""
    return at.astimezone(workdays.TALLINN).isoformat(timespec="seconds")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
