"""A look at old evidence by what is known today. It moves nothing: it only writes down what it found."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions import returns
from contracts.actions.drafting import SUBJECT
from contracts.containers.report import Problem, Verdict
from contracts.enums import BY_HAND, ReturnVerdict
from contracts.models import Container, CountedSignature, Finding, Package, Verification
from contracts.verification import rights
from contracts.verification.checking import Checked
from desk import clock, outbox
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note


@transaction.atomic
def look_again(*, container: Container, by: User | None, wake: bool = True) -> Verification:
    """Order a look at the container by today's rules and trust data.

    `by` is None for a command, which does the work itself and so does not `wake` the worker. Raises Refused
    for what no machine can check, and while one is under way.
    """
    Package.objects.locked().get(pk=container.package_id)
    if container.source in BY_HAND:
        raise Refused(_("No machine can check what was signed by hand: two persons looked at it."))
    busy = Verification.jobs.filter(
        container=container, state__in=[JobState.PENDING, JobState.SENDING]
    ).exists()
    if busy:
        raise Refused(_("The container is being checked already."))
    verification = Verification.jobs.create(container=container, look_again=True, wanted_by=by)
    if wake:
        outbox.wake("contracts.verify", verification.pk)
    return verification


def checked(verification: Verification, found: Checked) -> None:
    """Take the result of a check to where it belongs (inside the outbox's transaction)."""
    if verification.look_again:
        _looked(verification, found)
    else:
        returns.checked(verification, found)


def not_checked(verification: Verification) -> None:
    """A look again that was given up concerns nobody but whoever wanted it: its page says why."""
    if not verification.look_again:
        returns.not_checked(verification)


def _looked(verification: Verification, found: Checked) -> None:
    """What today's check says. Of the right only what was recorded is judged anew: nobody is asked."""
    CountedSignature.objects.bulk_create(
        CountedSignature(
            verification=verification,
            identity=who,
            name=found.names.get(who, ""),
            level="QESIG",
            signed_at=at,
        )
        for who, at in found.signed.items()
    )
    container = verification.container
    first = decided(container)
    outcome = _right(first, verification, found)
    problems = dict.fromkeys([*found.problems, *outcome.problems])
    finding = Finding.objects.create(
        verification=verification,
        verdict=outcome.verdict,
        standing=found.standing,
        problems=[asdict(each) for each in problems],
        report=blobs.store(found.stored, "application/json", "verification"),
        rules=found.report.rules,
        trust_list=found.report.trust_list[:120],
        by_power=first.by_power if first else None,
        check_at_sending=first.check_at_sending if first else None,
        check_at_acceptance=first.check_at_acceptance if first else None,
        found_at=clock.now(),
    )
    differs = first is not None and first.verdict != finding.verdict
    note(
        kind="contracts.looked_again.differs" if differs else "contracts.looked_again",
        subject=(SUBJECT, container.package_id),
        client_id=container.package.client_id,
        by=verification.wanted_by,
        owner_id=container.package.drafted_by_id if differs else None,
        numbers=container.package.numbers,
    )


def decided(container: Container) -> Finding | None:
    """The last word that moved the documents on, or kept them where they were."""
    rows = Finding.objects.filter(verification__container=container, verification__look_again=False)
    return rows.select_related("check_at_sending", "check_at_acceptance", "by_power").order_by("-pk").first()


def _right(first: Finding | None, verification: Verification, found: Checked) -> rights.Outcome:
    """The right by what was recorded then, for those whose signatures count today."""
    if found.verdict is not Verdict.PASSED:
        return rights.Outcome(ReturnVerdict(found.verdict.value), found.problems)
    if first is None:
        return rights.Outcome(ReturnVerdict.SOUND)
    counted = {each.identity for each in CountedSignature.objects.filter(verification=first.verification_id)}
    if not counted <= found.signed.keys():
        return rights.Outcome(ReturnVerdict.INDETERMINATE, (Problem("SIGNER_MISSING"),))
    if first.verdict in {ReturnVerdict.PASSED, ReturnVerdict.PARTIAL}:
        # The register's answers, a power of attorney or a person's word of that day stand as they are.
        return rights.Outcome(ReturnVerdict(first.verdict), tuple(_of_right(first)))
    if first.verdict == ReturnVerdict.SOUND or not _of_right(first):
        return rights.Outcome(ReturnVerdict.SOUND)
    return rights.Outcome(ReturnVerdict(first.verdict), tuple(_of_right(first)))


_RIGHT = {
    "SIGNER_MISSING", "NOT_A_REPRESENTATIVE", "CHANGED_SINCE", "NEEDS_PERSON", "REGISTER_UNAVAILABLE"
}  # fmt: skip


def _of_right(finding: Finding) -> list[Problem]:
    """What was wrong with the right, without what was wrong with the signatures."""
    return [each for each in finding.all_problems if each.code in _RIGHT]
