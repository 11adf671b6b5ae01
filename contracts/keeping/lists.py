"""Rights to sign, the document register's packages, tables taken over, sittings and short codes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.keeping.documents import packages_of
from contracts.keeping.rows import A_YEAR, FIVE_YEARS, Destroy, deleting
from contracts.models import (
    AgencySignature,
    PageCode,
    Registration,
    RegistrationExport,
    SigningMandate,
    Sitting,
    Takeover,
    TakeoverFile,
    TakeoverUpload,
)
from desk import clock, workdays
from desk.outbox import JobState
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import forget_history
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

MANDATES, REGISTRATIONS, EXPORTS = "signing_mandates", "registrations", "registration_packages"
TAKEN_OVER, UPLOADS, SITTINGS, CODES = "takeover_tables", "takeover_uploads", "signing_sittings", "page_codes"
GONE = "–"  # where a text may not be empty


# Rights to sign


def mandates_of(subject: Subject) -> QuerySet[SigningMandate]:
    """Rights of the member of staff to sign for the agency."""
    own = Q(user__in=subject.user_ids) | Q(personal_code__in=subject.codes - {""})
    return SigningMandate.objects.filter(own).order_by("pk")


def due_mandates(before: datetime) -> QuerySet[SigningMandate]:
    """Rights that were over before that day; one without an end goes on."""
    return SigningMandate.objects.filter(valid_until__lt=workdays.day_of(before))


def tell_mandates(subject: Subject) -> Iterator[Held]:
    """Each right: by which basis, and from when to when."""
    for row in mandates_of(subject):
        lines = (row.personal_code, row.basis, f"{row.valid_from:%d.%m.%Y}")
        yield Held("signing_mandate", row.pk, None, gettext("Right to sign for the agency"), lines)


def erase_mandates(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A right that goes on is ended first; signatures given by it are proved by it."""
    first, today = gettext("End the right to sign first."), workdays.today()
    things = [
        Thing(
            row.pk, _midnight(row.valid_until), "" if row.valid_until and row.valid_until < today else first
        )
        for row in mandates_of(subject)
    ]
    return let_go(
        things, erasure, kind="signing_mandate", store=MANDATES, destroy=destroy_mandate, fate=Fate.DESTROYED
    )  # fmt: skip


def _midnight(day: Any) -> datetime:
    return workdays.at(day, datetime.min.time()) if day else clock.now()


destroy_mandate = deleting("signing_mandate", due_mandates)


# The document register


def due_registrations(before: datetime) -> QuerySet[Registration]:
    """What was registered, or dropped, before then and still names a client or says why."""
    over = Q(registered_at__lt=before) | Q(dropped_at__lt=before)
    return Registration.objects.filter(over, ~Q(client=None, dropped_reason__in=["", GONE]))


@transaction.atomic
def destroy_registration(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Whose it was; that it was registered, with its reference, stays."""
    row = due_registrations(clock.now()).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False

    def empty() -> None:
        reason = GONE if row.dropped_reason else ""
        Registration.objects.filter(pk=pk).update(client=None, dropped_reason=reason)
        forget_history(Registration, [pk])

    records.destroy(
        rule=rule, subject=("registration", pk), client_id=row.client_id, by=by, kept=[], let_go=empty
    )  # fmt: skip
    return True


def due_exports(before: datetime) -> QuerySet[RegistrationExport]:
    """Packages for the document register that were made before then: the register has them long since."""
    return RegistrationExport.objects.filter(made_at__lt=before)


destroy_export = deleting("registration_export", due_exports, "facts")


def tell_registered(subject: Subject) -> Iterator[Held]:
    """What of the person was handed to the document register."""
    for row in Registration.objects.filter(client__in=subject.client_ids).order_by("pk"):
        lines = tuple(filter(None, (row.get_what_display(), row.reference, row.dropped_reason)))
        yield Held("registration", row.pk, row.handed_over_at, gettext("In the document register"), lines)


def erase_registered(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What waits for the registrar is registered first; packages in which the person stands go too."""
    rows = Registration.objects.filter(client__in=subject.client_ids).exclude(
        client=None, dropped_reason__in=["", GONE]
    )
    first = gettext("Register it, or take it off the list, first.")
    things = [
        Thing(pk, done or dropped or clock.now(), "" if done or dropped else first)
        for pk, done, dropped in rows.order_by("pk").values_list("pk", "registered_at", "dropped_at")
    ]
    documents = Q(registrations__authorisation__package__in=packages_of(subject).order_by().values("pk"))
    whose = documents | Q(registrations__client__in=subject.client_ids)
    exports = [
        Thing(pk, at)
        for pk, at in RegistrationExport.objects.filter(whose).distinct().values_list("pk", "made_at")
    ]
    yield from let_go(things, erasure, kind="registration", store=REGISTRATIONS, destroy=destroy_registration)
    yield from let_go(
        exports, erasure, kind="registration_export", store=EXPORTS, destroy=destroy_export,
        fate=Fate.DESTROYED,
    )  # fmt: skip


# What was taken over


def due_tables(before: datetime) -> QuerySet[Takeover]:
    """Tables that were taken over before then and whose file is still here."""
    return Takeover.objects.filter(started_at__lt=before, file__isnull=False)


@transaction.atomic
def destroy_table(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The table itself; what became of its rows stands in the documents."""
    row = due_tables(clock.now()).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    records.destroy(
        rule=rule, subject=("takeover", pk), client_id=None, by=by,
        kept=Blob.objects.filter(pk=row.file_id or 0),
        let_go=lambda: Takeover.objects.filter(pk=pk).update(file=None, file_name=""),
    )  # fmt: skip
    return True


def due_uploads(before: datetime) -> QuerySet[TakeoverUpload]:
    """Tables given in the browser before then, taken over or not, that no worker has in hand."""
    under_way = (JobState.PENDING, JobState.SENDING)
    return TakeoverUpload.jobs.filter(uploaded_at__lt=before).exclude(state__in=under_way)


@transaction.atomic
def destroy_upload(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The table as it was given, what was wrong with it, and the containers that came along."""
    row = due_uploads(clock.now()).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    named = (row.file_id, row.errors_id, *row.containers.values_list("blob", flat=True))
    files = {pk for pk in named if pk is not None}

    def empty() -> None:
        TakeoverFile.objects.filter(upload=pk).delete()
        TakeoverUpload.jobs.filter(pk=pk).delete()

    records.destroy(
        rule=rule, subject=("takeover_upload", pk), client_id=None, by=by,
        kept=Blob.objects.filter(pk__in=files), let_go=empty,
    )  # fmt: skip
    return True


def erase_taken_over(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Tables in which a document of the person stood; what became of its rows stays with the documents."""
    mine = packages_of(subject).order_by().values("pk")
    tables = Takeover.objects.filter(authorisations__package__in=mine, file__isnull=False).distinct()
    uploads = TakeoverUpload.jobs.filter(takeover__authorisations__package__in=mine).distinct()
    groups: tuple[tuple[str, str, Destroy, Any, Fate], ...] = (
        (
            "takeover_upload", UPLOADS, destroy_upload, uploads.values_list("pk", "uploaded_at"),
            Fate.DESTROYED,
        ),
        ("takeover", TAKEN_OVER, destroy_table, tables.values_list("pk", "started_at"), Fate.ANONYMISED),
    )  # fmt: skip
    for kind, store, destroy, rows, fate in groups:
        things = [Thing(pk, at) for pk, at in rows]
        yield from let_go(things, erasure, kind=kind, store=store, destroy=destroy, fate=fate)


def tell_nothing(subject: Subject) -> Iterator[Held]:
    """What stood in the tables is told with the documents that came of them."""
    return iter(())


# Sittings


def due_sittings(before: datetime) -> QuerySet[Sitting]:
    """Sittings that began before then, of which nothing is under way and the certificate is still here."""
    living = AgencySignature.jobs.living().filter(sitting=OuterRef("pk"))
    return Sitting.objects.filter(~Exists(living), started_at__lt=before, certificate__isnull=False)


@transaction.atomic
def destroy_sitting(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The signer's certificate: the containers that were signed hold it themselves."""
    row = due_sittings(clock.now()).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    records.destroy(
        rule=rule, subject=("sitting", pk), client_id=None, by=by,
        kept=Blob.objects.filter(pk=row.certificate_id or 0),
        let_go=lambda: Sitting.objects.filter(pk=pk).update(certificate=None),
    )  # fmt: skip
    return True


def tell_sittings(subject: Subject) -> Iterator[Held]:
    """When the member of staff signed for the agency."""
    for row in Sitting.objects.filter(signer__in=subject.user_ids).order_by("pk"):
        yield Held("sitting", row.pk, row.started_at, gettext("You signed for the agency"))


def erase_sittings(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Certificates of sittings of which nothing is under way."""
    rows = due_sittings(clock.now()).filter(signer__in=subject.user_ids).order_by("pk")
    things = [Thing(pk, at) for pk, at in rows.values_list("pk", "started_at")]
    return let_go(things, erasure, kind="sitting", store=SITTINGS, destroy=destroy_sitting)


def due_codes(before: datetime) -> QuerySet[PageCode]:
    """Short codes of the client's page that were no good any more before then."""
    return PageCode.objects.filter(expires_at__lt=before)


destroy_code = deleting("page_code", due_codes)

TEN_YEARS = "Kinnitada arhivaaril: allkirjaõigus tõendab allkirju, lõpp + 10 aastat"
_CODES = "Ühekordne kood, 90 päeva"

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "signing_mandates", _("Rights to sign for the agency"), ("contracts.SigningMandate",),
        tell_mandates, erase_mandates, TEN_YEARS,
    ),
    Holding(
        "registrations", _("Document register"), ("contracts.Registration", "contracts.RegistrationExport"),
        tell_registered, erase_registered, FIVE_YEARS,
    ),
    Holding(
        "takeovers", _("What was taken over"),
        ("contracts.Takeover", "contracts.TakeoverUpload", "contracts.TakeoverFile"),
        tell_nothing, erase_taken_over, FIVE_YEARS,
    ),
    Holding("sittings", _("Sittings"), ("contracts.Sitting",), tell_sittings, erase_sittings, A_YEAR),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        MANDATES, _("Rights to sign for the agency that have ended"), 3653, TEN_YEARS, due_mandates,
        destroy_mandate, kind="signing_mandate",
    ),
    Store(
        REGISTRATIONS, _("What was handed to the document register: whose"), 1826, FIVE_YEARS,
        due_registrations, destroy_registration, kind="registration",
        parts_of={"package": "authorisation__package_id"},
    ),
    Store(
        EXPORTS, _("Packages made for the document register"), 365, A_YEAR, due_exports, destroy_export,
        client="registrations__client_id",
    ),
    Store(TAKEN_OVER, _("Tables that were taken over"), 1826, FIVE_YEARS, due_tables, destroy_table),
    Store(
        UPLOADS, _("Tables given to be taken over: working copies"), 365, A_YEAR, due_uploads, destroy_upload
    ),
    Store(
        SITTINGS, _("Certificates of sittings"), 365, A_YEAR, due_sittings, destroy_sitting, kind="sitting"
    ),
    Store(
        CODES, _("Short codes of the client's page"), 90, _CODES, due_codes, destroy_code,
        client="package__client_id", parts_of={"package": "package_id"},
    ),
)  # fmt: skip
