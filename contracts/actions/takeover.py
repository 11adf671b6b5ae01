"""What stood before the desk came is taken over: a document with all its persons at a time, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from io import BytesIO

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from contracts.actions.drafting import SUBJECT
from contracts.actions.returns import CONTENT_TYPE
from contracts.actions.returns.judging import write
from contracts.drafting import filling, known
from contracts.enums import AuthorisationState, ContainerSource, PackageState, ReturnVerdict
from contracts.models import (
    Authorisation,
    AuthorisedPerson,
    Container,
    CountedSignature,
    Package,
    Takeover,
    Verification,
)
from contracts.takeover.documents import Document
from contracts.takeover.enclosed import Enclosed, Source
from contracts.takeover.entries import Person
from contracts.takeover.survey import Survey, survey
from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note
from desk.records.models import Blob

BLOB_KIND = "takeover"
_ALONE = 0x6162_746F  # of PostgreSQL's advisory locks; any number that nothing else uses


@dataclass
class Outcome:
    """What came of one run. `missed`: documents that looked well and could not be stored; `left`: how many
    wait because the run was to pause."""

    survey: Survey
    takeover: Takeover
    missed: list[Document] = field(default_factory=list)
    left: int = 0


@contextmanager
def alone() -> Iterator[None]:
    """One run at a time; the lock goes with the connection of whoever dies. Raises Refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ALONE])
        if not cursor.fetchone()[0]:
            raise Refused(_("Another table is being taken over now: wait until that has ended."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ALONE])


def take_over(
    *,
    data: bytes,
    file_name: str,
    source: Source,
    by: User,
    takeover: Takeover | None = None,
    pause: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Take over every document of the table that has no error; each in a transaction of its own.

    A run that dies is run again: what it took is known by then. The same goes for one that pauses; `takeover`
    is the run that goes on. Raises TableError and Refused before anything is written.
    """
    with alone():
        found = survey(BytesIO(data), source)
        if takeover is None:
            takeover = begin(data=data, file_name=file_name, by=by, rows=found.rows)
        return _take_all(found, takeover, by, pause)


def _take_all(found: Survey, takeover: Takeover, by: User, pause: Callable[[], bool]) -> Outcome:
    outcome, new = Outcome(found, takeover), found.new
    hidden = known.unprintable(
        said for each in new for one in each.persons for said in (one.email, one.phone)
    )
    added: dict[str, Client] = {}
    for number, document in enumerate(new):
        if pause():
            outcome.left = len(new) - number
            return outcome
        document.client = document.client or added.get(document.client_code)
        taken = _taken(document, found, takeover, hidden, by)
        if taken is None:
            outcome.missed.append(document)
        else:
            added[document.client_code] = taken.package.client
    finish(takeover=takeover, known=len(found.known), wrong=len(found.wrong))
    return outcome


def _taken(
    document: Document, found: Survey, takeover: Takeover, hidden: set[str], by: User
) -> Authorisation | None:
    """The document as it stands here now; None where it could not be stored, which its row says."""
    data = None
    if document.enclosed is not None:
        data = found.look.bytes_of(document.enclosed)
        if data is None:  # changed on the disk since it was looked at
            document.wrong("NOT_TAKEN", "container")
            return None
    try:
        document.known = take(document=document, takeover=takeover, data=data, hidden=hidden, by=by)
    except (Refused, DatabaseError):
        # Somebody may have taken over the same a moment ago; the unique key lets only one of two.
        document.known = Authorisation.objects.filter(import_key=document.key).first()
        if document.known is None:
            document.wrong("NOT_TAKEN", "number")
    return document.known


@transaction.atomic
def begin(*, data: bytes, file_name: str, by: User, rows: int) -> Takeover:
    """The file itself is kept as it was, as the proof of what was told to us."""
    blob = blobs.store(data, "application/octet-stream", BLOB_KIND)
    return Takeover.objects.create(
        file_name=file_name[:200], file=blob, sha256=blob.sha256, by=by, rows=rows, started_at=clock.now()
    )


@transaction.atomic
def finish(*, takeover: Takeover, known: int, wrong: int) -> Takeover:
    """The run has ended; one without this mark was interrupted. `known`: documents that are here now."""
    takeover.taken = takeover.authorisations.count()
    takeover.known, takeover.wrong = known - takeover.taken, wrong
    takeover.ended_at = clock.now()
    takeover.save(update_fields=["taken", "known", "wrong", "ended_at"])
    return takeover


@transaction.atomic
def take(
    *, document: Document, takeover: Takeover, data: bytes | None, hidden: set[str], by: User
) -> Authorisation:
    """Store one document of the table with its persons and its container, in force as it is.

    `hidden`: addresses of protected owners, which are not kept with documents. Raises Refused where its
    client cannot be added, and what the database says of a twin.
    """
    assert document.kind is not None and document.portal is not None  # it has no errors
    client = document.client or _client(document, by)
    package = Package.objects.create(
        client=client, language=client.language, state=PackageState.TAKEN_OVER, drafted_by=by,
        drafted_at=clock.now(),
    )  # fmt: skip
    accepted_at = _accepted_at(document)
    persons = [_shown(each, hidden) for each in document.persons] if document.kind.needs_person else []
    authorisation = Authorisation.objects.create(
        package=package, kind=document.kind, portal=document.portal, number=document.number,
        taken_over=takeover, import_key=document.key, granted_under=_power(document),
        values=_values(document, persons), state=AuthorisationState.IN_FORCE,
        valid_from=document.valid_from, valid_until=document.valid_until,
        accepted_at=accepted_at, published_at=accepted_at,
    )  # fmt: skip
    AuthorisedPerson.objects.bulk_create(
        AuthorisedPerson(authorisation=authorisation, position=place, **vars(each))
        for place, each in enumerate(persons, start=1)
    )
    if document.enclosed is not None and data is not None:
        _enclose(authorisation, document.enclosed, blobs.store(data, CONTENT_TYPE, "container"), by)
    note(
        kind="contracts.taken_over", subject=(SUBJECT, package.pk), client_id=client.pk, by=by,
        numbers=document.number,
    )  # fmt: skip
    return authorisation


def _client(document: Document, by: User) -> Client:
    """Whom another document of the same table may have brought a moment ago; else a new one."""
    code, name = document.client_code, document.first.row["client_name"]
    known = Client.objects.with_code(code).first()
    if known is not None:
        return known
    if len(code) == 11:
        return clients.create_client(kind=Kind.PERSON, name=name, personal_code=code, by=by)
    kind = Kind.AGENCY if code.startswith("7") else Kind.ORGANISATION
    return clients.create_client(kind=kind, name=name, registry_code=code, by=by)


def _accepted_at(document: Document) -> datetime:
    """The moment of the last signature, where the day agrees with the table; else that day's beginning."""
    enclosed = document.enclosed
    if enclosed is not None and enclosed.checked.signed:
        last = max(enclosed.checked.signed.values())
        if workdays.day_of(last) == document.signed_on:
            return last
    return workdays.at(document.signed_on, time())


def _shown(person: Person, hidden: set[str]) -> Person:
    email = "" if person.email in hidden else person.email
    phone = "" if person.phone in hidden else person.phone
    return Person(person.first_name, person.last_name, person.code, email, phone)


def _power(document: Document) -> Authorisation | None:
    """What it was given under. Raises Refused where that could not be stored."""
    power = document.under
    if isinstance(power, Document):
        power = power.known
        if power is None:
            raise Refused(_("The document under which it was given is not here."))
    return power


def _values(document: Document, persons: Sequence[Person]) -> dict[str, object]:
    """What else of the text is known: what other documents and pages ask of a document's values."""
    first, row = document.first, document.first.row
    found: dict[str, object] = {}
    for name in ("may_sign", "may_delegate"):
        if first.flags.get(name):
            found[name] = True
    if row["contract_number"]:
        found["contract_number"] = row["contract_number"]
    if persons:
        rows = [vars(each) | {"job_title": ""} for each in persons]
        found["persons"] = rows
        found |= {name: rows[0][column] for name, column in filling.PERSON_FIELDS.items()}
    return found


def _enclose(document: Authorisation, enclosed: Enclosed, blob: Blob, by: User) -> None:
    """The container as it came, with what was found of it today: passed, or left to the person's word."""
    container = Container.objects.create(
        package=document.package, blob=blob, file_name=enclosed.file_name, source=ContainerSource.TAKEOVER,
        received_by=by, received_at=clock.now(),
    )  # fmt: skip
    verification = Verification.jobs.create(container=container, state=JobState.SENT)
    CountedSignature.objects.bulk_create(
        CountedSignature(
            verification=verification, identity=who, name=enclosed.checked.names.get(who, ""),
            signed_at=at, level="QESIG",
        )
        for who, at in enclosed.checked.signed.items()
    )  # fmt: skip
    verdict = ReturnVerdict.PASSED if enclosed.holds else ReturnVerdict.INDETERMINATE
    power = document.granted_under if enclosed.holds else None  # one of its holders signed
    write(verification, verdict, enclosed.problems, enclosed.checked, power=power)
