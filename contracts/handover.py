"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, DateTimeField, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.enums import PackageState
from contracts.models import Authorisation, Package, Registration, RepresentationChange, SigningMandate
from desk import clock, workdays
from desk.people.enums import Role
from desk.people.models import UserRole
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
    """Documents that these people drafted, those that wait for their signature for the agency, clients whose
    representation changed since, and what waits for the document register.

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
    yield from _others(user_ids)


def _others(user_ids: Collection[int]) -> Iterator[Work]:
    """Clients whose representation changed since they accepted these people's documents, and what waits for
    the registrars among them: in one question, since every page of what is owed asks it."""
    documents = Authorisation.objects.relied_on().filter(package__client=OuterRef("client")).order_by("pk")
    changes = RepresentationChange.objects.open().owned_by(*user_ids)
    told = changes.annotate(
        about=Value("change"), number=F("pk"), owed_by=F("owner_id"), at=F("found_at"),
        named=ArraySubquery(documents.values("number")),
    )  # fmt: skip
    columns = ("about", "number", "owed_by", "at", "named")
    for about, number, owner_id, at, named in told.values_list(*columns).union(
        _registrars(user_ids).values_list(*columns), all=True
    )[:MOST]:
        if about == "change":
            yield _change(number, owner_id, at, named)
        elif number:
            yield _to_register(number, owner_id, at)


def _registrars(user_ids: Collection[int]) -> QuerySet[UserRole]:
    """Those of them who register, with how much waits and since when the first of it is due."""
    listed = Registration.objects.waiting().order_by().values("dropped_at")
    first = listed.annotate(first=Cast(Min("due_on"), DateTimeField())).values("first")
    mine = UserRole.objects.in_force(workdays.today()).filter(role=Role.REGISTRAR, user__in=user_ids)
    return mine.annotate(
        about=Value("register"), owed_by=F("user_id"), at=Subquery(first),
        number=Coalesce(Subquery(listed.annotate(all=Count("pk")).values("all")), Value(0)),
        named=Value([], ArrayField(CharField(max_length=60))),
    )  # fmt: skip


def _change(pk: int, owner_id: int, at: datetime, named: Iterable[str]) -> Work:
    title = _("Representation changed since acceptance: %(numbers)s") % {"numbers": ", ".join(named)}
    address = reverse("contracts:change", args=[pk])
    return Work(_("Documents"), title, address, None, owner_id, kind="document", since=at)


def _to_register(number: int, owner_id: int, due_on: datetime) -> Work:
    title = ngettext("%(count)s to register", "%(count)s to register", number) % {"count": number}
    # The database gives the day as its midnight in UTC; it is late when that day is over in Tallinn.
    late_from = workdays.at(due_on.astimezone(UTC).date() + timedelta(days=1), time.min)
    group = _("For the document register")
    return Work(group, title, reverse("contracts:registrations"), late_from, owner_id, kind="document")


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
