"""What the pages show of that which came back signed. Reads, never writes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts import comparing, rights
from contracts.checking import base_of, missing_names, need_of
from contracts.enums import REASONS, ContainerSource, PackageState, ReturnVerdict
from contracts.models import Container, CountedSignature, Finding, Package, RightCheck, Verification
from contracts.permissions import signs_for_agency
from desk.outbox import JobState
from desk.people import approvals
from desk.people.models import Approval, User

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
    def waits_for_person(self) -> bool:
        verdict = self.finding.verdict if self.finding else ""
        return verdict == ReturnVerdict.INDETERMINATE and not self.busy


def containers_of(package: Package) -> list[Returned]:
    """All that came back, the newest first, each with its newest check."""
    checks = Verification.jobs.filter(container__package=package, look_again=False).select_related(
        "container__received_by", "container__by_hand", "right"
    )
    findings = Finding.objects.select_related("decided_by", *OF_BOTH)
    checks = checks.prefetch_related(Prefetch("findings", findings), "signatures").order_by("-pk")
    newest: dict[int, Returned] = {}
    for each in checks:
        newest.setdefault(each.container_id, Returned(each.container, each))
    return list(newest.values())


def missing(package: Package, returned: Returned) -> list[str]:
    """Whose signatures a partly signed container still needs, each way as a line of names."""
    signed = {each.identity: each.signed_at for each in returned.signatures}
    check = package.check_at_sending
    outcome = rights.before_asking(need_of(package), check.judgement if check else None, signed)
    return missing_names(package, outcome) if outcome else []


def for_client(package: Package) -> dict[str, Any]:
    """For the client's own page: what was found in the container sent last, and what is still needed."""
    found = [each for each in containers_of(package) if each.container.source != ContainerSource.AGENCY]
    last = found[0] if found else None
    partial = last if last and last.finding and last.finding.verdict == ReturnVerdict.PARTIAL else None
    return {
        "returned": last,
        "partial": partial,
        "still_missing": missing(package, partial) if partial else [],
        "may_return": package.state in {PackageState.SENT, PackageState.DEFICIENT},
        "being_checked": package.state == PackageState.RETURNED,
    }


def for_staff(package: Package, user: User) -> dict[str, Any]:
    """For the package's page: every container as a checklist."""
    found = containers_of(package)
    last = next((each for each in found if each.container.source != ContainerSource.AGENCY), None)
    partial = last if last and last.finding and last.finding.verdict == ReturnVerdict.PARTIAL else None
    return {
        "containers": found,
        "still_missing": missing(package, partial) if partial else [],
        "not_second": _not_second(package, found, user),
        "may_sign": signs_for_agency(user) is None,
        "checking": any(each.busy for each in found),
        "may_return": package.state in {PackageState.SENT, PackageState.DEFICIENT},
        "for_agency": base_of(package) if package.state == PackageState.AWAITING_AGENCY else None,
    }


def _not_second(package: Package, found: list[Returned], user: User) -> str:
    """Why this person does not decide on what waits for a person, as a text; empty when he may."""
    if not any(each.waits_for_person for each in found):
        return ""
    asked = Approval.objects.waiting().of("contracts.verdict", ("package", package.pk)).first()
    return approvals.refusal(asked, user) if asked else ""
