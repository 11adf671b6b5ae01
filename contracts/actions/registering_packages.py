"""Packages that the registrar takes for the document register, and telling those who lead what is late."""

import json
from collections.abc import Sequence
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Registration, RegistrationExport
from contracts.registration import archive, describing, naming, papers
from contracts.registration.records import Contents, parsed
from desk import clock, workdays
from desk.enquiries.deadlines import working_day
from desk.http import Refused
from desk.people.actions import tell
from desk.people.enums import Role
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note

SUBJECT = "registration_export"
TELL = "contracts.registration_late"


def make(*, registrations: Sequence[int], by: User) -> RegistrationExport:
    """A package of these rows of the list, kept so that it can be made again byte for byte.

    Refused where a file is gone, or where it would be too big. The files are read before anything is written.
    """
    rows = list(describing.listed(registrations))
    rows = [row for row in rows if row.dropped_at is None]
    if not rows:
        raise Refused(_("Choose the records first."))
    if len(rows) > archive.MOST_RECORDS:
        raise Refused(_too_much())
    contents = describing.contents(rows, clock.now())
    with _built(contents) as package:
        sha256, size = archive.digest(package)
    return _keep(rows, contents, sha256, size, by)


@transaction.atomic
def _keep(
    rows: Sequence[Registration], contents: Contents, sha256: str, size: int, by: User
) -> RegistrationExport:
    said = json.dumps(contents.as_json(), ensure_ascii=False, sort_keys=True).encode()
    facts = blobs.store(said, "application/json", SUBJECT)
    made = RegistrationExport.objects.create(
        made_at=clock.now(), made_by=by, sha256=sha256, size=size, facts=facts
    )
    made.registrations.set(rows)
    note(
        kind="contracts.register_package_made", subject=(SUBJECT, made.pk), client_id=None, by=by,
        rows=len(rows),
    )  # fmt: skip
    return made


def fetch(*, export: RegistrationExport, by: User) -> IO[bytes]:
    """The package as it was made, at its beginning; whoever takes it is noted. The caller closes it."""
    try:
        contents = parsed(json.loads(blobs.read(export.facts)))
    except blobs.Damaged:
        raise Refused(_("What stood in the package is no longer there: make a new one.")) from None
    package = _built(contents)
    if archive.digest(package) != (export.sha256, export.size):
        package.close()
        raise Refused(_("The package would not be the same as it was: make a new one."))
    note(
        kind="contracts.register_package_fetched", subject=(SUBJECT, export.pk), client_id=None, by=by
    )  # fmt: skip
    return package


def _built(contents: Contents) -> IO[bytes]:
    try:
        return archive.build(contents, papers.reader(contents))
    except archive.TooMuch:
        raise Refused(_too_much()) from None
    except papers.Gone:
        raise Refused(_("A file of these records was destroyed by rule, or is damaged.")) from None


def _too_much() -> str:
    words = {"rows": archive.MOST_RECORDS, "megabytes": archive.MOST_BYTES // 2**20}
    return _("A package holds at most %(rows)s records and %(megabytes)s MB: choose fewer.") % words


@transaction.atomic
def tell_late() -> int:
    """By rule: what is late by a working day more is told to the head, each row once; how many rows."""
    late = Registration.objects.overdue().filter(
        told_late_at=None, due_on__lt=working_day(workdays.today(), -1)
    )
    rows = list(late.select_for_update(of=("self",)).select_related(*naming.RELATED).order_by("due_on", "pk"))
    if not rows:
        return 0
    heads = User.objects.filter(is_active=True, roles__role=Role.HEAD).distinct()
    tell(
        users=heads, kind=TELL, subject=("registration", rows[0].pk), number=naming.identifier_of(rows[0]),
        count=Registration.objects.overdue().count(),
    )  # fmt: skip
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(told_late_at=clock.now())
    return len(rows)
