"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.enums import PackageState
from contracts.models import Authorisation, Package, RepresentationChange, SigningMandate
from desk import clock
from desk.slots import Work

# The drafter sees it through, also while the client has it.
DRAFTERS = Q(
    state__in=[
        PackageState.DRAFTING, PackageState.RENDERED, PackageState.SENDING, PackageState.SENT,
        PackageState.RETURNED, PackageState.DEFICIENT, PackageState.EXPIRED,
    ]
)  # fmt: skip
MOST = 200  # packages; more than that is not a list to work from


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Documents that these people drafted, those that wait for their signature for the agency, and clients
    whose representation changed since.

    A deputy signs only with a mandate of the own: the request is handed over, the right to sign is not.
    """
    theirs = Q(DRAFTERS, drafted_by__in=user_ids) | Q(state=PackageState.AWAITING_AGENCY)
    documents = Authorisation.objects.kept().filter(package=OuterRef("pk")).order_by("kind__position", "pk")
    # A draft has no number yet: it goes by its kind.
    names = documents.values_list(Coalesce(NullIf("number", Value("")), "kind__name_et"))
    packages = Package.objects.filter(theirs).annotate(
        named=ArraySubquery(names), signers=ArraySubquery(_signers(user_ids).values("user"))
    )
    for package in packages.order_by("pk")[:MOST]:
        named = ", ".join(package.named)  # type: ignore[attr-defined]  # annotated
        if package.state != PackageState.AWAITING_AGENCY:
            yield _line("document", package, named, package.drafted_by_id)
            continue
        signers: list[int] = package.signers  # type: ignore[attr-defined]  # annotated
        yield from (_line("signature", package, named, signer) for signer in sorted(set(signers)))
    yield from _changes(user_ids)


def _changes(user_ids: Collection[int]) -> Iterator[Work]:
    """Clients whose representation changed since they accepted these people's documents."""
    documents = Authorisation.objects.relied_on().filter(package__client=OuterRef("client")).order_by("pk")
    mine = RepresentationChange.objects.open().owned_by(*user_ids)
    for each in mine.annotate(named=ArraySubquery(documents.values("number")))[:MOST]:
        named = ", ".join(each.named)  # type: ignore[attr-defined]  # annotated
        title = _("Representation changed since acceptance: %(numbers)s") % {"numbers": named}
        yield Work(
            _("Documents"), title, each.get_absolute_url(), None, each.owner_id, kind="document",
            since=each.found_at,
        )  # fmt: skip


def _signers(user_ids: Collection[int]) -> QuerySet[SigningMandate]:
    """Mandates of those of them who may sign for the agency today."""
    return SigningMandate.objects.valid_on(timezone.localdate(clock.now())).filter(user__in=user_ids)


def _line(kind: str, package: Package, named: str, owner_id: int) -> Work:
    group = _("Documents") if kind == "document" else _("For the agency to sign")
    title = f"{named} · {package.get_state_display()}"
    return Work(
        group, title, reverse("contracts:page", args=[package.pk]), None, owner_id, kind=kind,
        since=package.drafted_at, others_turn=package.state == PackageState.SENT,
    )  # fmt: skip
