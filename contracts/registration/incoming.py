"""A paper that came to the counter or by post as the one record of a package. Reads only."""

import uuid

from django.utils import translation
from django.utils.translation import gettext as _

from contracts.registration import papers
from contracts.registration.describing import agency, identifier_of, moment, party
from contracts.registration.records import Contents, File, Party, Record, Restriction
from desk import workdays
from desk.counter.models import IncomingMail
from desk.records import filecheck
from desk.records.models import Blob

WHAT = "paper_in"


def contents(paper: IncomingMail) -> Contents:
    """What the package of this paper holds: its document, under our number. The same bytes each time: its
    time is when the paper was received."""
    with translation.override("et"):
        return Contents(moment(paper.received_at), agency(), (_record(paper),))


def _record(paper: IncomingMail) -> Record:
    assert paper.kind is not None  # it was described
    return Record(
        uuid=str(paper.uuid), what=WHAT, type=paper.kind.name_et, identifier=paper.number,
        dated_at=moment(paper.received_at), title=paper.title, language=paper.language,
        abstract=_abstract(paper), sender=_sender(paper), recipient=agency(), files=_files(paper),
        client=party(paper.client) if paper.client else None, kind=paper.kind.code,
        enquiry=paper.enquiry.number if paper.enquiry else "", restriction=_restriction(paper),
    )  # fmt: skip


def _abstract(paper: IncomingMail) -> str:
    said = [_("Received: %(way)s.") % {"way": paper.get_way_display()}]
    if paper.sender_reference:
        said.append(_("Reference of the sender: %(reference)s.") % {"reference": paper.sender_reference})
    if paper.dated_on:
        said.append(_("Date on the paper: %(day)s.") % {"day": f"{paper.dated_on:%d.%m.%Y}"})
    return " ".join(said)


def _sender(paper: IncomingMail) -> Party:
    if paper.client is not None:
        return party(paper.client)
    if paper.person is not None:
        return Party(str(paper.person), natural=True)
    code = paper.sender_code
    return Party(paper.sender_name or _("unknown"), code, natural=len(code) != 8)


def _files(paper: IncomingMail) -> tuple[File, ...]:
    """The document of all pages first; then the files that have no pages, such as a DOCX or a container."""
    kept: list[tuple[str, Blob]] = []
    if paper.document is not None:
        kept.append((f"{paper.number}.pdf", paper.document))
    for file in paper.files.filter(pages_count=0).select_related("blob"):
        if file.blob is not None:
            kept.append((filecheck.safe_name(file.name), file.blob))
    return tuple(
        File(
            str(uuid.uuid5(paper.uuid, str(place))), name, blob.content_type, blob.size, blob.sha256,
            place == 0, papers.of_blob(blob),
        )
        for place, (name, blob) in enumerate(kept)
    )  # fmt: skip


def _restriction(paper: IncomingMail) -> Restriction | None:
    if not paper.restricted or paper.restricted_until is None:
        return None
    basis, begins = paper.restriction_basis, workdays.day_of(paper.received_at)
    return Restriction(
        basis, begins.isoformat(), paper.restricted_until.isoformat(), agency().name, identifier_of(basis)
    )
