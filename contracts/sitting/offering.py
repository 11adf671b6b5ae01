"""Which packages a person may sign for the agency in the browser now, and why not the others. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.agency import mandates, preparing
from contracts.agency.signing_order import Order, order_of
from contracts.enums import (
    BY_HAND,
    AgencySigns,
    ContainerSource,
    PackageState,
    SignedBy,
)
from contracts.models import AgencySignature, Container, Kind, Package, SigningMandate, Verification
from contracts.verification.checking import bases_of
from desk import clock
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs

SHOWN = 50  # rows of the list of what waits


@dataclass(frozen=True)
class Waiting:
    """A package before the agency's signature, with what decides whether it may be given in the browser.

    `base`: the client's accepted container, none where the agency signs first or alone. `also`: others that
    wait with the very same container. `living`: a signature that is being given; `checked`: one that came is
    not judged yet.
    """

    package: Package
    base: Container | None
    order: Order
    kinds: tuple[Kind, ...]
    also: tuple[Package, ...]
    living: AgencySignature | None
    checked: bool

    @property
    def by_hand(self) -> bool:
        return self.base is not None and self.base.source in BY_HAND

    @property
    def first(self) -> bool:
        """Whether the agency signs a container in which nobody has signed yet."""
        return self.order is not Order.CLIENT_FIRST


@dataclass(frozen=True)
class Signer:
    """A person with his entries of the register of signing rights that are valid today."""

    user: User
    entries: tuple[SigningMandate, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(each.personal_code for each in self.entries)

    def refusal(self, kinds: Iterable[Kind]) -> str:
        """Why this person may not sign these kinds for the agency today; empty when he may."""
        if not self.entries:
            return _("You are not in the register of those who sign for the agency.")
        beyond = mandates.beyond(self.entries, kinds)
        if not beyond:
            return ""
        names = ", ".join(f"„{kind}“" for kind in beyond)
        return _("Your right to sign for the agency does not reach to: %(kinds)s.") % {"kinds": names}


def configured() -> bool:
    """Whether there is a time-stamp service: without one nothing can be signed in the browser."""
    return bool(settings.TSA_URL)


def badge() -> str:
    """live, sample (simulators answer) or manual (signed outside and uploaded)."""
    if not configured():
        return "manual"
    return "sample" if settings.SIGNING_SAMPLE else "live"


def signer(user: User) -> Signer:
    """The person, by the register of signing rights as it is today."""
    today = timezone.localdate(clock.now())
    mine = SigningMandate.objects.valid_on(today).filter(user=user).prefetch_related("kinds")
    return Signer(user, tuple(mine))


def listed() -> list[Package]:
    """What waits for the agency's signature, the oldest first."""
    waits = Package.objects.listed().filter(state=PackageState.AWAITING_AGENCY)
    return list(waits.order_by("pk")[:SHOWN])


def signable(user: User) -> list[int]:
    """Those of the list that this person may sign in the browser now; not what lies before him already."""
    by = signer(user)
    return [each.package.pk for each in waiting(listed()) if not each.living and not refusal(each, by)]


def waiting(packages: Sequence[Package]) -> list[Waiting]:
    """The same packages with what decides; they come from `listed()`. As many questions for 1 as for 50."""
    bases = bases_of(packages)
    living = AgencySignature.jobs.living().select_related("sitting__signer")
    held = {each.package_id: each for each in living.filter(package__in=packages)}
    held_bytes = {each.source_id: each for each in held.values()}
    checked = _being_checked(packages)
    found = []
    for package in packages:
        base = bases.get(package.pk)
        kept = [one for one in package.authorisations.all() if not one.is_dropped]
        found.append(
            Waiting(
                package=package,
                base=base,
                order=order_of(one.kind for one in kept),
                kinds=tuple({one.kind.pk: one.kind for one in kept if _by_agency(one.kind)}.values()),
                also=_same_container(package, packages, bases),
                living=held.get(package.pk) or (held_bytes.get(base.blob_id) if base else None),
                checked=package.pk in checked,
            )
        )
    return found


def together(package: Package) -> list[Package]:
    """The package, and every other that waits with the very same container: one signature counts for all."""
    base = bases_of([package]).get(package.pk)
    if base is None:
        return [package]
    near = base.others.filter(state=PackageState.AWAITING_AGENCY)
    bases = bases_of(near)
    return [package, *(each for each in near if each.pk in bases and bases[each.pk].blob_id == base.blob_id)]


def refusal(wait: Waiting, by: Signer) -> str:
    """Why this person cannot sign the package in the browser now, as a sentence; empty when he can."""
    if wait.package.state != PackageState.AWAITING_AGENCY:
        return _("These documents do not wait for the agency's signature.")
    if wait.by_hand:
        return _("The client signed by hand: the agency signs the same paper or PDF, which is taken in here.")
    if wait.checked:
        return _("The agency's signature has come and is being checked.")
    if wait.living is not None and wait.living.sitting.signer_id != by.user.pk:
        return held_by(wait.living)
    if wait.living is not None and wait.living.signed_at is not None:
        return _("You have signed: the signature waits for its time-stamp.")
    return by.refusal(wait.kinds)


def held_by(living: AgencySignature) -> str:
    """Another person is at it."""
    words = {"name": str(living.sitting.signer)}
    if living.signed_at is not None:
        return _("%(name)s has signed: the signature waits for its time-stamp.") % words
    return _("%(name)s is signing these documents now.") % words


def source_of(package: Package, base: Container | None) -> bytes:
    """The container to which the agency adds its signature, as it stands now."""
    return preparing.container(package) if base is None else blobs.read(base.blob)


def _by_agency(kind: Kind) -> bool:
    return kind.signed_by == SignedBy.AGENCY or kind.agency_signs != AgencySigns.NEVER


def _same_container(
    package: Package, packages: Sequence[Package], bases: dict[int, Container]
) -> tuple[Package, ...]:
    own = bases.get(package.pk)
    if own is None:
        return ()
    same = (each for each in packages if each.pk in bases and each.pk != package.pk)
    return tuple(each for each in same if bases[each.pk].blob_id == own.blob_id)


def _being_checked(packages: Iterable[Package]) -> set[int]:
    """Those to which a container of the agency's has come that the worker has yet to judge. One that it left
    in doubt hinders nobody from signing again."""
    checks = Verification.jobs.filter(
        container__package__in=[each.pk for each in packages],
        container__source=ContainerSource.AGENCY,
        look_again=False,
        state__in=[JobState.PENDING, JobState.SENDING],
    )
    return set(checks.values_list("container__package", flat=True))
