"""What the pages show of that which came back signed. Reads, never writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts import comparing, counting, signing_order
from contracts.checking import agency_container, base_of, first_container, missing_names
from contracts.enums import BY_HAND, REASONS, ContainerSource, PackageState, ReturnVerdict
from contracts.models import Container, CountedSignature, Finding, Package, RightCheck, Verification
from contracts.permissions import signs_for_agency
from desk.outbox import JobState
from desk.people import approvals
from desk.people.models import Approval, User

_WITH_CLIENT = {PackageState.SENT, PackageState.DEFICIENT}
_DONE = {PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD}
_BUSY = {JobState.PENDING, JobState.SENDING}
_COLOURS = {
    ReturnVerdict.PASSED: "ok",
    ReturnVerdict.FAILED: "bad",
    ReturnVerdict.PARTIAL: "warn",
    ReturnVerdict.INDETERMINATE: "warn",
}

# What is shown of the two checks when a person decides.
OF_BOTH = [
    f"check_at_{which}__{what}"
    for which in ("sending", "acceptance")
    for what in ("payload", "read_as__by", "read_as__second_by", "proof__second_by")
]


@dataclass(frozen=True)
class Returned:
    """One container with its last check, ready for a page."""

    container: Container
    verification: Verification

    @cached_property
    def finding(self) -> Finding | None:
        return next(iter(self.verification.findings.all()), None)

    @cached_property
    def right(self) -> RightCheck | None:
        return getattr(self.verification, "right", None)

    @cached_property
    def pair(self) -> comparing.Pair | None:
        """Both checks side by side, where they did not simply say yes: a person decides, or asks why not."""
        finding = self.finding
        if finding is None or (finding.verdict == ReturnVerdict.PASSED and not finding.decided_by_id):
            return None
        before, after = finding.check_at_sending, finding.check_at_acceptance
        if before is None or after is None or after.answered_at is None:
            return None
        return comparing.pair(before, after, self.signatures, (_("At sending"), _("At acceptance")))

    @property
    def job(self) -> Verification | RightCheck:
        return self.right or self.verification

    @property
    def busy(self) -> bool:
        return self.job.state in _BUSY

    @property
    def trouble(self) -> str:
        """Why the check was given up, in words; empty when it was not."""
        if self.job.state not in {JobState.FAILED, JobState.UNKNOWN}:
            return ""
        return str(REASONS.get(self.job.reason, self.job.reason))

    @property
    def colour(self) -> str:
        return _COLOURS.get(ReturnVerdict(self.finding.verdict), "info") if self.finding else "info"

    @property
    def signatures(self) -> list[CountedSignature]:
        return list(self.verification.signatures.all())

    @property
    def others(self) -> list[Package]:
        """Packages whose documents lie in the same container."""
        return list(self.container.others.all())

    @property
    def together(self) -> list[Container]:
        """Other containers of the package whose signatures were counted with these."""
        return list(self.finding.together.all()) if self.finding else []

    @property
    def by_hand(self) -> bool:
        """Whether it was signed in a form that no machine checks."""
        return self.container.source in BY_HAND

    @property
    def waits_for_person(self) -> bool:
        verdict = self.finding.verdict if self.finding else ""
        return verdict == ReturnVerdict.INDETERMINATE and not self.busy


@dataclass(frozen=True)
class Signed:
    """One who has signed, by the earliest trusted time."""

    identity: str
    name: str
    signed_at: datetime


def containers_of(package: Package) -> list[Returned]:
    """All that came back, the newest first, each with its newest check."""
    checks = Verification.jobs.filter(container__package=package, look_again=False).select_related(
        "container__received_by", "container__by_hand", "right"
    )
    findings = Finding.objects.select_related("decided_by", *OF_BOTH)
    findings = findings.prefetch_related("together")
    lying = Prefetch("container__others", Package.objects.select_related("client"))
    checks = checks.prefetch_related(Prefetch("findings", findings), "signatures", lying).order_by("-pk")
    newest: dict[int, Returned] = {}
    for each in checks:
        newest.setdefault(each.container_id, Returned(each.container, each))
    return list(newest.values())


@dataclass(frozen=True)
class SoFar:
    """What has been signed while more signatures are needed: `container`, where it may be handed on."""

    signatures: list[Signed]
    container: Container | None


def so_far(package: Package, found: list[Returned]) -> SoFar | None:
    """Of a package of which some of the signatures needed are there; only of people of this client."""
    partial = any(each.finding and each.finding.verdict == ReturnVerdict.PARTIAL for each in found)
    if not partial or package.state not in _WITH_CLIENT:
        return None
    circle = counting.own_circle(package)
    signed = [each for each in signed_by(package) if each.identity in circle]
    return SoFar(signed, counting.container_so_far(package)) if signed else None


def signed_by(package: Package) -> list[Signed]:
    """Who has signed so far in all containers together, in the order of their signatures."""
    return [Signed(who, name, at) for who, (name, at) in counting.of_all(package).items()]


def missing(package: Package) -> list[str]:
    """Whose signatures are still needed when some are there, each way as a line of names."""
    signed = {each.identity: each.signed_at for each in signed_by(package)}
    outcome = counting.standing(package, signed) if signed else None
    return missing_names(package, outcome) if outcome else []


def still_to_sign(package: Package) -> list[str]:
    """Names for a reminder: those whose signatures are still needed, or all who sign for the client."""
    return missing(package) or signing_order.client_signers(package)


def for_client(package: Package) -> dict[str, Any]:
    """For the client's own page: what was found in the container sent last, and what is still needed."""
    found = [each for each in containers_of(package) if each.container.source != ContainerSource.AGENCY]
    partial = so_far(package, found)
    return {
        "returned": found[0] if found else None,
        "partial": partial,
        "offered": partial.container if partial else offered(package),
        "still_missing": missing(package) if partial else [],
        "may_return": package.state in _WITH_CLIENT,
        "being_checked": package.state == PackageState.RETURNED,
    }


def offered(package: Package) -> Container | None:
    """What the client may download while nobody has signed for it, the container that the agency signed first,
    and in the end the one that was accepted; never one with another client's documents."""
    if package.state in _WITH_CLIENT:
        found = first_container(package)
    elif package.state in _DONE:
        found = agency_container(package) or base_of(package)
    else:
        found = None
    return None if found is None or found.is_shared else found


def for_staff(package: Package, user: User) -> dict[str, Any]:
    """For the package's page: every container as a checklist. `shown`: other clients whom it names."""
    found = containers_of(package)
    waits = package.state in {*_WITH_CLIENT, PackageState.RETURNED}
    signed = signed_by(package) if found and waits else []
    return {
        "containers": found,
        "signed": signed,
        "still_missing": missing(package) if signed else [],
        "so_far": counting.container_so_far(package) if signed else None,
        "shown": {one.client_id for each in found for one in each.others} - {package.client_id},
        "not_second": _not_second(package, found, user),
        "may_sign": signs_for_agency(user) is None,
        "checking": any(each.busy for each in found),
        "may_return": package.state in _WITH_CLIENT,
        "for_agency": base_of(package) if package.state == PackageState.AWAITING_AGENCY else None,
    }


def _not_second(package: Package, found: list[Returned], user: User) -> str:
    """Why this person does not decide on what waits for a person, as a text; empty when he may."""
    if not any(each.waits_for_person for each in found):
        return ""
    asked = Approval.objects.waiting().of("contracts.verdict", ("package", package.pk)).first()
    return approvals.refusal(asked, user) if asked else ""
