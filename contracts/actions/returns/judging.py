"""What a container is found to be: its signatures, then the right of those who signed, then what follows."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from django.db import transaction

from contracts.actions.drafting import SUBJECT
from contracts.actions.returns import following, together
from contracts.actions.returns.doubts import ask_a_person, nobody_need_look
from contracts.actions.returns.receiving import locked, tell
from contracts.containers.combined import DISAGREE
from contracts.containers.report import Problem, Verdict
from contracts.enums import ContainerSource, PackageState, ReturnVerdict, Standing
from contracts.models import (
    Authorisation,
    Container,
    CountedSignature,
    Finding,
    Package,
    RightCheck,
    Verification,
)
from contracts.verification import counting, powers, rights
from contracts.verification.checking import Checked, need_of
from desk import clock, outbox
from desk.people.models import User
from desk.records import blobs
from registry import actions as registry_actions
from registry.enums import Purpose
from registry.models import Check


def checked(verification: Verification, found: Checked) -> None:
    """Write what the signatures say, then see to the right (inside the outbox's transaction)."""
    package, others = together.lock(verification, found.report)
    together.spread(verification.container, package, others)
    CountedSignature.objects.bulk_create(
        CountedSignature(
            verification=verification,
            identity=who,
            name=found.names.get(who, ""),
            signed_at=at,
            level="QESIG",
        )
        for who, at in found.signed.items()
    )
    agency = verification.container.source == ContainerSource.AGENCY
    if found.verdict is not Verdict.PASSED and (agency or not found.in_doubt_alone):
        verdict = ReturnVerdict(found.verdict.value)
        conclude(package, verification, rights.Outcome(verdict, found.problems), found)
    elif agency:
        conclude(package, verification, rights.PASSED, found)
    else:
        _see_to_the_right(package, verification, found)


def _see_to_the_right(package: Package, verification: Verification, found: Checked) -> None:
    """Of all who signed this container or another one of the package over the same documents, together."""
    sending = package.check_at_sending
    judgement = sending.judgement if sending else None
    count = counting.counted(package, verification, found.signed)
    power = powers.held_for(package, count.signed)
    need = need_of(package)
    if power is not None:
        need = replace(need, representatives=False)
    outcome = rights.before_asking(need, judgement, count.signed)
    if outcome is not None:
        outcome = _doubted(outcome, [*found.problems, *count.problems])
        conclude(package, verification, outcome, found, power=power, together=count.together)
        return
    write(verification, ReturnVerdict.SOUND, found.problems, found)
    check = registry_actions.ask(
        client=package.client, purpose=Purpose.ACCEPTANCE, subject=(SUBJECT, package.pk), by=None,
        issue=package.issue, against=sending,
    )  # fmt: skip
    right = RightCheck.jobs.create(verification=verification, check_row=check)
    outbox.wake("contracts.decide", right.pk)


def decided(right: RightCheck, acceptance: Check) -> None:
    """The register answered: write the verdict on the right (inside the outbox's transaction)."""
    _decide(locked(right.verification), right.verification, acceptance)


def take_up_answers() -> int:
    """Containers that wait for a person, about which the register or a document has answered since: a text
    was read, a print-out was taken in. They are decided by that answer; how many were."""
    packages = list(Package.objects.answered_anew().values_list("pk", flat=True)[:200])
    return sum(_take_up(pk) for pk in packages)


@transaction.atomic
def _take_up(package_pk: int) -> bool:
    package = Package.objects.locked().get(pk=package_pk)
    verification = counting.waiting(package)
    last = verification.findings.first() if verification else None
    if verification is None or last is None or last.check_at_acceptance_id is None:
        return False
    newer = Check.objects.for_subject(SUBJECT, package.pk).filter(purpose=Purpose.ACCEPTANCE).answered()
    acceptance = newer.filter(pk__gte=last.check_at_acceptance_id).select_related("payload").first()
    if acceptance is None or acceptance.answered_at is None:
        return False
    if acceptance.pk == last.check_at_acceptance_id and acceptance.answered_at <= last.found_at:
        return False
    _decide(package, verification, acceptance)
    return True


def _decide(package: Package, verification: Verification, acceptance: Check) -> None:
    own = {each.identity: each.signed_at for each in verification.signatures.all()}
    count = counting.counted(package, verification, own)
    assert package.check_at_sending is not None
    outcome = rights.after_asking(
        package.check_at_sending.asked, acceptance.asked, count.signed, acceptance.dated_rows
    )
    sound = verification.findings.filter(verdict=ReturnVerdict.SOUND).first()
    outcome = _doubted(outcome, [*(sound.all_problems if sound else []), *count.problems])
    conclude(package, verification, outcome, acceptance=acceptance, together=count.together)


def _doubted(outcome: rights.Outcome, problems: Sequence[Problem]) -> rights.Outcome:
    """The right is there, but the judges of the signatures do not agree: a person decides with both seen."""
    if outcome.verdict is ReturnVerdict.PASSED and DISAGREE in problems:
        return rights.Outcome(ReturnVerdict.INDETERMINATE, (DISAGREE,))
    return outcome


def write(
    verification: Verification, verdict: ReturnVerdict, problems: Sequence[Problem], found: Checked | None,
    acceptance: Check | None = None, by: User | None = None, reason: str = "",
    power: Authorisation | None = None,
) -> Finding:  # fmt: skip
    """What was found, kept once and for all."""
    earlier = None if found else verification.findings.exclude(report=None).first()
    standing = found.standing if found else earlier.standing if earlier else Standing.LIVE
    return Finding.objects.create(
        verification=verification,
        verdict=verdict,
        standing=standing,
        by_power=power,
        problems=[asdict(each) for each in problems],
        report=blobs.store(found.stored, "application/json", "verification") if found else None,
        rules=found.report.rules if found else acceptance.rule_version if acceptance else "",
        trust_list=found.report.trust_list[:120] if found else "",
        check_at_sending=verification.container.package.check_at_sending if acceptance else None,
        check_at_acceptance=acceptance,
        decided_by=by,
        reason=reason,
        found_at=clock.now(),
    )


def conclude(
    package: Package, verification: Verification, outcome: rights.Outcome, found: Checked | None = None,
    acceptance: Check | None = None, by: User | None = None, reason: str = "",
    power: Authorisation | None = None, together: Iterable[Container] = (),
) -> Finding:  # fmt: skip
    """Write the verdict on one container, and do what follows from it (inside an action)."""
    problems = dict.fromkeys([*(found.problems if found else ()), *outcome.problems])
    finding = write(verification, outcome.verdict, list(problems), found, acceptance, by, reason, power)
    finding.together.add(*together)
    tell(f"contracts.found.{outcome.verdict}", package, by)
    if verification.container.source == ContainerSource.AGENCY:
        following.after_agency(package, verification.container, outcome)
    elif package.state == PackageState.RETURNED:
        other = counting.waiting(package, but=verification)
        if outcome.verdict is ReturnVerdict.INDETERMINATE and finding.may_be_decided:
            ask_a_person(package, verification)
        elif outcome.verdict is ReturnVerdict.PASSED or other is None:
            if by is None:
                nobody_need_look(package)
        elif by is not None and other.findings.all()[0].may_be_decided:
            # The word was about this container; the other one waits for a word of its own.
            ask_a_person(package, other)
        following.move_on(package, verification, finding, outcome, by)
    return finding
