"""What the pages show of that which came back signed. Reads, never writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property

from contracts.enums import (
    BY_HAND,
    REASONS,
    WITH_CLIENT,
    ContainerSource,
    PackageState,
    ReturnVerdict,
)
from contracts.models import (
    Authorisation,
    Container,
    CountedSignature,
    Finding,
    Package,
    RightCheck,
    Verification,
)
from contracts.permissions import signs_for_agency
from contracts.verification import comparing, counting
from contracts.verification.checking import agency_container, base_of, first_container, missing_names
from desk.outbox import JobState
from desk.people import approvals
from desk.people.models import Approval, User

_DONE = {PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD}
_NOT_THEIRS = [ContainerSource.AGENCY, *BY_HAND]
_BUSY = {JobState.PENDING, JobState.SENDING}
COLOURS = {
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
        return comparing.of_finding(finding, self.signatures)

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
        return COLOURS.get(ReturnVerdict(self.finding.verdict), "info") if self.finding else "info"

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
    def unverified(self) -> bool:
        """Whether it was taken over from before the desk and its old signatures could not be checked anew."""
        passed = self.finding is not None and self.finding.verdict == ReturnVerdict.PASSED
        return self.container.source == ContainerSource.TAKEOVER and not passed

    @property
    def waits_for_person(self) -> bool:
        if self.container.source == ContainerSource.TAKEOVER:
            return False  # somebody said so when it was taken over
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
        "container__received_by", "container__by_hand", "container__package", "right"
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
class Picture:
    """Who has signed and who still must, of what a page has loaded, by the rule of `contracts.counting`.
    `documents`: all of the package, with kind, rendering and persons."""

    package: Package
    found: list[Returned]
    documents: list[Authorisation]

    @cached_property
    def kept(self) -> list[Authorisation]:
        return [each for each in self.documents if not each.is_dropped]

    @cached_property
    def sound(self) -> list[Returned]:
        """Containers of the client whose signatures count together, the newest first."""
        renderings = [getattr(each, "rendering", None) for each in self.kept]
        made = [each.rendered_at for each in renderings if each and each.rendered_at]
        theirs = [each for each in self.found if each.container.source not in _NOT_THEIRS]
        return [
            each
            for each in theirs
            if counting.is_sound(each.verification.findings.all())
            and each.container.received_at >= max(made, default=each.container.received_at)
        ]

    @cached_property
    def signed(self) -> list[Signed]:
        """By the earliest trusted time of each, in that order."""
        rows = sorted((row for each in self.sound for row in each.signatures), key=lambda row: row.signed_at)
        first: dict[str, Signed] = {}
        for row in rows:
            first.setdefault(row.identity, Signed(row.identity, row.name, row.signed_at))
        return list(first.values())

    @cached_property
    def missing(self) -> list[str]:
        """Whose signatures are still needed when some are there, each way as a line of names."""
        signed = {each.identity: each.signed_at for each in self.signed}
        outcome = counting.standing(self.package, signed, self.kept) if signed else None
        return missing_names(self.package, outcome, self.kept) if outcome else []

    @cached_property
    def container(self) -> Container | None:
        """The container signed so far, where the next signer may have it."""
        own = self.package.client_id
        for each in self.sound:
            partial = any(one.verdict == ReturnVerdict.PARTIAL for one in each.verification.findings.all())
            if partial and all(other.client_id == own for other in each.others):
                wanted = counting.still_wanted(self.documents, each.container)
                return each.container if wanted else None
        return None

    @property
    def of_this_client(self) -> list[Signed]:
        """Those who have signed, without strangers who signed the same container for other clients."""
        circle = counting.circle(self.package, self.kept)
        return [each for each in self.signed if each.identity in circle]


def picture(package: Package, found: list[Returned], documents: list[Authorisation] | None = None) -> Picture:
    if documents is None and found:
        rows = package.authorisations.select_related("kind", "rendering").prefetch_related("persons")
        documents = list(rows)
    return Picture(package, found, documents or [])


@dataclass(frozen=True)
class SoFar:
    """What has been signed while more signatures are needed: `container`, where it may be handed on."""

    signatures: list[Signed]
    container: Container | None


def for_client(package: Package) -> dict[str, Any]:
    """For the client's own page: what was found in the container sent last, and what is still needed."""
    found = [each for each in containers_of(package) if each.container.source != ContainerSource.AGENCY]
    begun = any(each.finding and each.finding.verdict == ReturnVerdict.PARTIAL for each in found)
    partial, seen = None, picture(package, found) if begun and package.state in WITH_CLIENT else None
    if seen is not None and (signed := seen.of_this_client):
        partial = SoFar(signed, seen.container)
    return {
        "returned": found[0] if found else None,
        "partial": partial,
        "offered": partial.container if partial else offered(package),
        "still_missing": seen.missing if seen and partial else [],
        "may_return": package.state in WITH_CLIENT,
        "being_checked": package.state == PackageState.RETURNED,
    }


def offered(package: Package) -> Container | None:
    """What the client may download while nobody has signed for it, the container that the agency signed
    first, and in the end the one that was accepted; never one with another client's documents."""
    if package.state in WITH_CLIENT:
        found = first_container(package)
    elif package.state in _DONE:
        found = agency_container(package) or base_of(package)
    else:
        found = None
    return None if found is None or found.is_shared else found


def for_staff(package: Package, user: User, documents: list[Authorisation] | None = None) -> dict[str, Any]:
    """For the package's page: every container as a checklist. `shown`: other clients whom it names."""
    found = containers_of(package)
    waits = package.state in {*WITH_CLIENT, PackageState.RETURNED}
    seen = picture(package, found if waits else [], documents)
    return {
        "containers": found,
        "signed": seen.signed,
        "still_missing": seen.missing,
        "so_far": seen.container,
        "shown": {one.client_id for each in found for one in each.others} - {package.client_id},
        "deciding": next(
            (each.verification.pk for each in found if each.waits_for_person and not each.by_hand), None
        ),
        "not_second": _not_second(package, found, user),
        "may_sign": signs_for_agency(user) is None,
        "checking": any(each.busy for each in found),
        "may_return": package.state in WITH_CLIENT,
        "for_agency": base_of(package) if package.state == PackageState.AWAITING_AGENCY else None,
    }


def _not_second(package: Package, found: list[Returned], user: User) -> str:
    """Why this person does not decide on what waits for a person, as a text; empty when he may."""
    if not any(each.waits_for_person for each in found):
        return ""
    asked = Approval.objects.waiting().of("contracts.verdict", ("package", package.pk)).first()
    return approvals.refusal(asked, user) if asked else ""
