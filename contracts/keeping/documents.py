"""Documents with everything that proves them: kept until ten years after the last of a package has ended.

A package goes as one, since its container was signed as one and cannot be cut. Its row and those of its
documents stay, as numbers are never given again and figures are counted from them: what tells of people, and
every file, goes out of them. What was never sent, or never came into force, goes sooner.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.enums import AuthorisationState, Effect, PackageState
from contracts.models import (
    AgencySignature,
    Authorisation,
    AuthorisedPerson,
    ClientLink,
    Container,
    CountedSignature,
    ExpiryNotice,
    Finding,
    HandSigned,
    Package,
    PageCode,
    PaperAnswer,
    PortalDifference,
    Publication,
    Rechecked,
    RightCheck,
    Verification,
)
from desk import clock
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import forget_history
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

DOCUMENTS, UNACCEPTED, UNSENT = "documents", "documents_not_accepted", "documents_not_sent"
TEN_YEARS = "Kinnitada arhivaaril: kasutusleping ja volikirjad kehtivuse lõpp + 10 aastat"
FIVE_YEARS = "Kinnitada arhivaaril: saadetud, ent jõustumata dokument nagu pöördumine, 5 aastat"
A_YEAR = "Kinnitada arhivaaril: mustand, mida ei saadetud, 1 aasta"

_OVER = (AuthorisationState.ENDED, AuthorisationState.REFUSED, AuthorisationState.RECALLED)
_DROPPED = (PackageState.RECALLED, PackageState.REFUSED)
# Nothing is signed any more; that a client was not told yet is no reason to keep what is long over.
_DONE = (
    *_DROPPED, PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD, PackageState.TAKEN_OVER,
)  # fmt: skip


def telling() -> Q:
    """Packages that still tell of somebody, or of which a file is still here."""
    mine = {"package": OuterRef("pk")}
    documents = Authorisation.objects.filter(**mine)
    persons = AuthorisedPerson.objects.filter(authorisation__package=OuterRef("pk"))
    return (
        Q(Exists(documents.filter(~Q(values={}) | Q(pdf__isnull=False)))) | Q(Exists(persons))
        | Q(Exists(Container.objects.filter(**mine))) | Q(Exists(ClientLink.objects.filter(**mine)))
        | Q(Exists(AgencySignature.jobs.filter(**mine))) | ~Q(why_text="")
        | Q(check_at_sending__isnull=False)
    )  # fmt: skip


def ended(before: datetime) -> QuerySet[Package]:
    """Packages that had a document accepted, and of which the last one was over before then.

    What only closes or informs is over once it was carried out; an end without a moment counts from its day.
    """
    documents = Authorisation.objects.filter(package=OuterRef("pk"))
    opens = Q(kind__effect=Effect.OPENS)
    day = before.date()
    end = Q(ended_at__lt=before) | Q(ended_at=None, last_day__lt=day)
    end |= Q(ended_at=None, last_day=None, valid_until__lt=day)
    over = (
        (opens & Q(state=AuthorisationState.ENDED) & end)
        | (~opens & Q(accepted_at__lt=before))
        | Q(state__in=(AuthorisationState.REFUSED, AuthorisationState.RECALLED))
    )  # fmt: skip
    # What another document rests on stays as long as that one.
    leaning = Authorisation.objects.filter(granted_under__package=OuterRef("pk")).exclude(state__in=_OVER)
    accepted = Exists(documents.filter(accepted_at__isnull=False))
    return Package.objects.filter(
        accepted, ~Exists(documents.exclude(over)), ~Exists(leaning), state__in=_DONE
    )


def not_accepted(before: datetime) -> QuerySet[Package]:
    """Packages that were sent before then and came to nothing."""
    return _came_to_nothing().filter(sent_at__lt=before)


def not_sent(before: datetime) -> QuerySet[Package]:
    """Packages that were drafted before then and taken back before they were sent."""
    return _came_to_nothing().filter(sent_at=None, drafted_at__lt=before)


def _came_to_nothing() -> QuerySet[Package]:
    accepted = Authorisation.objects.filter(package=OuterRef("pk"), accepted_at__isnull=False)
    return Package.objects.filter(~Exists(accepted), state__in=_DROPPED)


def due_documents(before: datetime) -> QuerySet[Package]:
    return ended(before).filter(telling())


def due_not_accepted(before: datetime) -> QuerySet[Package]:
    return not_accepted(before).filter(telling())


def due_not_sent(before: datetime) -> QuerySet[Package]:
    return not_sent(before).filter(telling())


# Letting go


@transaction.atomic
def destroy_package(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Everything of the package but that there were such documents, with their numbers, kinds and days."""
    package = Package.objects.select_for_update(of=("self",)).filter(telling(), pk=pk).first()
    if package is None or first_of(package):
        return False
    records.destroy(
        rule=rule, subject=("package", pk), client_id=package.client_id, by=by,
        kept=Blob.objects.filter(pk__in=stored(package)), let_go=lambda: _empty(package),
    )  # fmt: skip
    return True


def stored(package: Package) -> set[int]:
    """Every file of the package: documents, containers, reports, screenshots, what was signed."""
    columns = (
        (Authorisation.objects.filter(package=package), "pdf"),
        (Container.objects.filter(package=package), "blob"),
        (Finding.objects.filter(verification__container__package=package), "report"),
        (Publication.jobs.filter(authorisation__package=package), "screenshot"),
        (AgencySignature.jobs.filter(package=package), "source"),
        (AgencySignature.jobs.filter(package=package), "unsigned"),
    )
    found = {pk for rows, column in columns for pk in rows.values_list(column, flat=True)}
    return {pk for pk in found if pk is not None}


def _empty(package: Package) -> None:
    documents = Authorisation.objects.filter(package=package)
    of_document = {"authorisation__package": package}
    AgencySignature.jobs.filter(package=package).delete()
    PaperAnswer.objects.filter(package=package).delete()
    _without_containers(package)
    ClientLink.objects.filter(package=package).delete()
    PageCode.objects.filter(package=package).delete()
    ExpiryNotice.objects.filter(**of_document).delete()
    PortalDifference.objects.filter(Q(person__authorisation__package=package) | Q(**of_document)).delete()
    AuthorisedPerson.objects.filter(**of_document).delete()
    Publication.jobs.filter(**of_document).update(screenshot=None, reference="", steps=[])
    documents.update(values={}, pdf=None, pdf_sha256="")
    Package.objects.filter(pk=package.pk).update(why_text="", check_at_sending=None)
    pks = list(documents.values_list("pk", flat=True))
    forget_history(Authorisation, pks)
    forget_history(Package, [package.pk])
    others = Authorisation.objects.filter(package__client=package.client_id).exclude(state__in=_OVER)
    if not others.exists():  # nobody asks about this client in the night any more
        Rechecked.objects.filter(client=package.client_id).delete()


def _without_containers(package: Package) -> None:
    of_container = {"container__package": package}
    of_verification = {"verification__container__package": package}
    CountedSignature.objects.filter(**of_verification).delete()
    Finding.objects.filter(**of_verification).delete()
    RightCheck.jobs.filter(**of_verification).delete()
    Verification.jobs.filter(**of_container).delete()
    HandSigned.objects.filter(**of_container).delete()
    Container.objects.filter(package=package).delete()


# Telling and erasing


def packages_of(subject: Subject) -> QuerySet[Package]:
    """Packages of the person as a client, that name or quote the person, or that the person signed.

    Of a member of staff not what was signed for the agency: that is the agency's.
    """
    codes = subject.codes - {""}
    named = AuthorisedPerson.objects.filter(Q(code__in=codes) | _written(subject, "email", "phone"))
    quoted = Authorisation.objects.annotate(said=Cast("values", TextField())).filter(
        _in_words(sorted(code for code in codes if code[:1].isdecimal()))
    )
    signed = CountedSignature.objects.filter(identity__in=codes)
    own = (
        Q(client__in=subject.client_ids)
        | Q(pk__in=named.order_by().values("authorisation__package"))
        | Q(pk__in=quoted.order_by().values("package"))
    )
    if not subject.user_ids:
        own |= Q(pk__in=signed.order_by().values("verification__container__package"))
    return Package.objects.filter(own).filter(telling()).order_by("pk")


def _written(subject: Subject, email: str, phone: str) -> Q:
    return Q(**{f"{email}__in": subject.emails - {""}}) | Q(**{f"{phone}__in": subject.phones - {""}})


def _in_words(codes: list[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(said__contains=code)
    return found


def tell_documents(subject: Subject) -> Iterator[Held]:
    """Each document: what it is, its days, who it names, who signed, and the files themselves."""
    rows = (
        packages_of(subject)
        .select_related("client")
        .prefetch_related(
            "authorisations__kind", "authorisations__persons", "authorisations__pdf", "containers__blob"
        )
    )
    for package in rows:
        lines = [gettext("On behalf of: %(client)s") % {"client": package.client.name}]
        files = []
        for each in package.authorisations.all():
            lines.append(f"{each.kind.name} {each.number}: {each.get_state_display()}".strip())
            lines += [
                f"{one} {one.code} {one.email} {one.phone} {one.job_title}" for one in each.persons.all()
            ]
            if each.pdf is not None:
                files.append((each.file_name, each.pdf))
        signed = CountedSignature.objects.filter(verification__container__package=package)
        for name, at in signed.values_list("name", "signed_at").distinct():
            lines.append(
                gettext("Signed: %(name)s, %(day)s") % {"name": name, "day": at.strftime("%d.%m.%Y")}
            )
        files += [(each.file_name, each.blob) for each in package.containers.all()]
        yield Held("package", package.pk, package.drafted_at, package.numbers, tuple(lines), tuple(files))


def erase_documents(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A document that stands or is under way is ended first, by the agency or the client, as the law says."""
    groups: dict[str, list[Thing]] = {DOCUMENTS: [], UNACCEPTED: [], UNSENT: []}
    for package in packages_of(subject).prefetch_related("authorisations__kind"):
        store = UNSENT if package.sent_at is None else UNACCEPTED
        if any(each.accepted_at for each in package.authorisations.all()):
            store = DOCUMENTS
        groups[store].append(Thing(package.pk, _since(package), first_of(package)))
    for store, things in groups.items():
        yield from let_go(things, erasure, kind="package", store=store, destroy=destroy_package)


def first_of(package: Package) -> str:
    """What must be done before the package can go; empty when nothing is."""
    documents = list(package.authorisations.select_related("kind"))
    standing = [each for each in documents if each.accepted_at and each.state not in _OVER]
    if any(each.kind.effect == Effect.OPENS for each in standing):
        return gettext("A document is in force: end it first, by withdrawal, waiver or termination.")
    done = (
        *_DROPPED,
        PackageState.ACCEPTED,
        PackageState.PUBLISHED,
        PackageState.TOLD,
        PackageState.TAKEN_OVER,
    )
    if package.state not in done:
        return gettext("Documents are under way: recall them first.")
    leaning = Authorisation.objects.filter(granted_under__package=package).exclude(state__in=_OVER)
    if leaning.exists():
        return gettext("Another document was given under this one: end that one first.")
    return ""


def _since(package: Package) -> datetime:
    """When its keeping began: with the last end, with the sending, or with the draft."""
    ends = [each.ended_at or each.accepted_at for each in package.authorisations.all() if each.accepted_at]
    return max((at for at in ends if at), default=package.sent_at or package.drafted_at or clock.now())


_MODELS = (
    "Package", "Authorisation", "AuthorisedPerson", "Rendering", "Container", "HandSigned", "Verification",
    "RightCheck", "Finding", "CountedSignature", "ClientLink", "PageCode", "AgencySignature", "PaperAnswer",
    "Publication", "ExpiryNotice", "Rechecked",
)  # fmt: skip

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "documents", _("Documents"), tuple(f"contracts.{name}" for name in _MODELS), tell_documents,
        erase_documents, TEN_YEARS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        DOCUMENTS, _("Documents that have ended, with their containers and checks"), 3653, TEN_YEARS,
        due_documents, destroy_package, kind="package",
    ),
    Store(
        UNACCEPTED, _("Documents that were sent and never came into force"), 1826, FIVE_YEARS,
        due_not_accepted, destroy_package, kind="package",
    ),
    Store(
        UNSENT, _("Drafts of documents that were never sent"), 365, A_YEAR, due_not_sent, destroy_package,
        kind="package",
    ),
)  # fmt: skip
