"""What must always be true of documents, from their draft to the portal."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contracts.enums import WITH_CLIENT, AgencySigns, AuthorisationState, PackageState, ReturnVerdict
from contracts.models import Authorisation, ClientLink, Finding, Package, Publication
from contracts.models.drafts import LIVING
from desk import clock, workdays
from desk.slots import Invariant

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=31)


def _accepted() -> Any:
    """Documents that stand and that we accepted ourselves; what was taken over was published before us."""
    return Authorisation.objects.filter(state__in=LIVING, taken_over=None)


def _not_published() -> Any:
    orders = Exists(Publication.jobs.filter(authorisation=OuterRef("pk")))
    return _accepted().filter(~orders, kind__published=True)


def _not_checked() -> Any:
    """In force without a check that passed, or a person who decided so; what the agency alone signs too."""
    passed = Finding.objects.filter(
        verification__container__package=OuterRef("package"), verdict=ReturnVerdict.PASSED
    )
    return _accepted().filter(~Exists(passed))


def _other_bytes() -> Any:
    lately = Authorisation.objects.filter(accepted_at__gt=clock.now() - MONTH, pdf__isnull=False)
    return lately.exclude(pdf__sha256=F("pdf_sha256"))


def _sent_without_pdf() -> Any:
    sent = [AuthorisationState.SENT, *LIVING]
    return Authorisation.objects.filter(state__in=sent, taken_over=None, pdf=None)


def _over_and_standing() -> Any:
    yesterday = workdays.today() - DAY
    over = Q(last_day__lt=yesterday) | Q(valid_until__lt=yesterday)
    return Authorisation.objects.filter(over, state__in=LIVING)


def _orphans() -> Any:
    documents = Exists(Authorisation.objects.filter(package=OuterRef("pk")))
    return Package.objects.open().filter(~documents)


def _without_link() -> Any:
    links = Exists(ClientLink.objects.filter(package=OuterRef("pk")))
    return Package.objects.filter(~links, state__in=WITH_CLIENT)


def _sending_too_long() -> Any:
    """Where the agency signs first, sending waits for a person, who has it on a list."""
    first = Authorisation.objects.filter(package=OuterRef("pk"), kind__agency_signs=AgencySigns.FIRST)
    late = Package.objects.filter(state=PackageState.SENDING, sending_at__lt=clock.now() - HOUR)
    return late.filter(~Exists(first))


def _published_unseen() -> Any:
    return Package.objects.published_whole(clock.now() - HOUR)


INVARIANTS = (
    Invariant(
        "contracts.publication",
        _("Every accepted document is ordered into its portal."),
        _("The client cannot use the portal: add the document there by hand, and tell support which one."),
        _not_published,
    ),
    Invariant(
        "contracts.checked",
        _("Every document in force has the check on which it was accepted."),
        _("Do not rely on these documents: tell the head, and look at their evidence of signing."),
        _not_checked,
    ),
    Invariant(
        "contracts.bytes",
        _("The file of every document is the one that was signed."),
        _("Do not rely on these documents: compare them with a backup, and tell the head."),
        _other_bytes,
    ),
    Invariant(
        "contracts.pdf",
        _("Every document that was sent has its file."),
        _("Do not rely on these documents: restore the file from a backup."),
        _sent_without_pdf,
    ),
    Invariant(
        "contracts.ended",
        _("What is over is written down as ended."),
        _("contracts.sweep is behind: see that beat and worker run."),
        _over_and_standing,
    ),
    Invariant(
        "contracts.package",
        _("Every package holds a document."),
        _("Recall the package; it holds nothing."),
        _orphans,
    ),
    Invariant(
        "contracts.link",
        _("Every package that a client has to sign has a link for him."),
        _("Send the package again: the client cannot come to it."),
        _without_link,
    ),
    Invariant(
        "contracts.sending",
        _("What is to be sent leaves within the hour."),
        _("See the queues of documents and letters: what waits there holds these packages up."),
        _sending_too_long,
    ),
    Invariant(
        "contracts.published",
        _("The client is told as soon as all documents are in their portals."),
        _("contracts.sweep is behind: see that beat and worker run."),
        _published_unseen,
    ),
)
