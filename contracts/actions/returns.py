"""What comes back: received, checked, and the move that follows from what was found."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import letters, powers, rights, workflow
from contracts.actions.drafting import SUBJECT
from contracts.actions.publication import accept
from contracts.checking import Checked, agency_signs, missing_names, need_of
from contracts.containers import archive
from contracts.containers.combined import DISAGREE, ONLY_OTHER
from contracts.containers.problems import sentence
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
from desk import clock, outbox
from desk.http import Refused
from desk.mail import actions as mail
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records import blobs
from desk.records.actions import note
from registry import actions as registry_actions
from registry.enums import Purpose
from registry.models import Check

CONTENT_TYPE = "application/vnd.etsi.asic-e+zip"


@transaction.atomic
def receive(
    *, package: Package, data: bytes, filename: str, source: ContainerSource, by: User | None = None
) -> Container:
    """Keep what came back and have it checked. Raises Refused when it is no container or none is awaited."""
    package = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    _refuse_at_the_door(package, data, source)
    blob = blobs.store(data, CONTENT_TYPE, "container")
    container = Container.objects.create(
        package=package, blob=blob, file_name=_safe_name(filename), source=source, received_by=by,
        received_at=clock.now(),
    )  # fmt: skip
    if source != ContainerSource.AGENCY:
        workflow.move(package, PackageState.RETURNED)
    _note("contracts.returned", package, by, package.drafted_by_id)
    verify(container=container)
    return container


def _refuse_at_the_door(package: Package, data: bytes, source: ContainerSource) -> None:
    if len(data) > settings.CONTAINER_MAX_BYTES:
        raise Refused(sentence(Problem("TOO_LARGE")))
    if not archive.looks_like_zip(data):
        raise Refused(sentence(Problem("NOT_A_CONTAINER")))
    if source == ContainerSource.AGENCY:
        awaited = package.state == PackageState.AWAITING_AGENCY
        why = None if awaited else _("These documents do not wait for the agency's signature.")
    elif package.state == PackageState.RETURNED:
        why = _("The container received before is still being checked.")
    else:
        awaited = workflow.refusal(package, PackageState.RETURNED) is None
        why = None if awaited else _("These documents do not wait for the client's signatures now.")
    if why:
        raise Refused(why)


def _safe_name(filename: str) -> str:
    shown = "".join(c for c in filename.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return shown[:200] or "container.asice"


@transaction.atomic
def verify(*, container: Container) -> Verification:
    """Order a check of the container, the first or one more."""
    verification = Verification.jobs.create(container=container)
    outbox.wake("contracts.verify", verification.pk)
    return verification


@transaction.atomic
def verify_again(*, verification: Verification, by: User) -> bool:
    """A person wants a check that was given up or could not end to be tried again; whether it is."""
    right = RightCheck.jobs.filter(verification=verification).first()
    if right is not None and outbox.retry(right):
        outbox.wake("contracts.decide", right.pk)
        return True
    if outbox.retry(verification):
        outbox.wake("contracts.verify", verification.pk)
        return True
    package, last = _locked(verification), verification.findings.first()
    if last is None or not last.may_change or package.state != PackageState.RETURNED:
        return False
    verify(container=verification.container)
    return True


def checked(verification: Verification, found: Checked) -> None:
    """Write what the signatures say, then see to the right (inside the outbox's transaction)."""
    package = _locked(verification)
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
        _conclude(package, verification, rights.Outcome(verdict, found.problems), found)
    elif agency:
        _conclude(package, verification, rights.PASSED, found)
    else:
        _see_to_the_right(package, verification, found)


def _see_to_the_right(package: Package, verification: Verification, found: Checked) -> None:
    sending = package.check_at_sending
    judgement = sending.judgement if sending else None
    power = powers.held_for(package, found.signed)
    need = need_of(package)
    if power is not None:
        need = replace(need, representatives=False)
    outcome = rights.before_asking(need, judgement, found.signed)
    if outcome is not None:
        outcome = _doubted(outcome, found.problems)
        _conclude(package, verification, outcome, found, power=power)
        return
    _finding(verification, ReturnVerdict.SOUND, found.problems, found)
    check = registry_actions.ask(
        client=package.client, purpose=Purpose.ACCEPTANCE, subject=(SUBJECT, package.pk), by=None,
        issue=package.issue, against=sending,
    )  # fmt: skip
    right = RightCheck.jobs.create(verification=verification, check_row=check)
    outbox.wake("contracts.decide", right.pk)


def decided(right: RightCheck, acceptance: Check) -> None:
    """The register answered: write the verdict on the right (inside the outbox's transaction)."""
    _decide(_locked(right.verification), right.verification, acceptance)


def take_up_answers() -> int:
    """Containers that wait for a person, about which the register or a document has answered since: a text
    was read, a print-out was taken in. They are decided by that answer; how many were."""
    packages = list(Package.objects.answered_anew().values_list("pk", flat=True)[:200])
    return sum(_take_up(pk) for pk in packages)


@transaction.atomic
def _take_up(package_pk: int) -> bool:
    rows = Verification.jobs.filter(container__package=package_pk).order_by("-pk")
    verification = rows.select_related("container").first()
    if verification is None:
        return False
    package, last = _locked(verification), verification.findings.first()
    if last is None or last.verdict != ReturnVerdict.INDETERMINATE or package.state != PackageState.RETURNED:
        return False
    newer = Check.objects.for_subject(SUBJECT, package.pk).filter(purpose=Purpose.ACCEPTANCE).answered()
    acceptance = newer.filter(pk__gte=last.check_at_acceptance_id or 0).select_related("payload").first()
    if acceptance is None or last.check_at_acceptance_id is None:
        return False
    if acceptance.pk == last.check_at_acceptance_id and acceptance.answered_at <= last.found_at:
        return False
    _decide(package, verification, acceptance)
    return True


def _decide(package: Package, verification: Verification, acceptance: Check) -> None:
    signed = {each.identity: each.signed_at for each in verification.signatures.all()}
    assert package.check_at_sending is not None
    outcome = rights.after_asking(
        package.check_at_sending.asked, acceptance.asked, signed, acceptance.dated_rows
    )
    sound = verification.findings.filter(verdict=ReturnVerdict.SOUND).first()
    outcome = _doubted(outcome, sound.all_problems if sound else [])
    _conclude(package, verification, outcome, acceptance=acceptance)


def _doubted(outcome: rights.Outcome, problems: Sequence[Problem]) -> rights.Outcome:
    """The right is there, but the judges of the signatures do not agree: a person decides with both seen."""
    if outcome.verdict is ReturnVerdict.PASSED and DISAGREE in problems:
        return rights.Outcome(ReturnVerdict.INDETERMINATE, (DISAGREE,))
    return outcome


@transaction.atomic
def decide_by_hand(*, verification: Verification, accepted: bool, reason: str, by: User) -> Finding:
    """A person decides what the machine could not, seeing both checks, and says why.

    Who may is the policy of second persons (`desk.people.approvals`); where that wants nobody, whoever
    drafted it decides too.
    """
    package = _locked(verification)
    _undecided(package, verification, accepted)
    approval = _ask_a_person(package, verification)
    if approval is None:
        if not reason.strip():
            raise Refused(_("Write why you decide so."))
        return _conclude_by_hand(package, verification, accepted, by, reason.strip())
    people.decide_second(approval=approval, approved=accepted, reason=reason, by=by)
    finding = verification.findings.first()
    assert finding is not None  # written by the decision
    return finding


def second_said(approval: Approval) -> None:
    """The second person's word on a container (in the decision's transaction): it goes on at once."""
    newest = Verification.jobs.filter(container__package=approval.subject_id).order_by("-pk")
    verification = newest.select_related("container").first()
    if verification is None:
        raise Refused(_("This container does not wait for a person's decision."))
    package = _locked(verification)
    accepted = approval.state == ApprovalState.APPROVED
    _undecided(package, verification, accepted)
    assert approval.decided_by is not None
    _conclude_by_hand(package, verification, accepted, approval.decided_by, approval.reason)


def hold(approval: Approval) -> None:
    """The package is locked before what is asked about it, as where a container moves on by itself."""
    Package.objects.select_for_update(of=("self",)).filter(pk=approval.subject_id).first()


def _undecided(package: Package, verification: Verification, accepted: bool) -> Finding:
    """The finding that a person may decide on; refused where there is none, or too little is known. What
    our own check rejects and SiVa accepts may only be rejected, or checked again."""
    last = verification.findings.first()
    if last is None or last.verdict != ReturnVerdict.INDETERMINATE or package.state != PackageState.RETURNED:
        raise Refused(_("This container does not wait for a person's decision."))
    problems = last.all_problems
    if ONLY_OTHER in problems:
        if accepted:
            raise Refused(_("Our own check rejects these signatures: they cannot be accepted."))
    elif last.check_at_acceptance is None and problems != [DISAGREE]:
        raise Refused(_("The right of those who signed is not checked yet: check the container again."))
    return last


def _conclude_by_hand(
    package: Package, verification: Verification, accepted: bool, by: User, reason: str
) -> Finding:
    last = _undecided(package, verification, accepted)
    outcome = rights.PASSED
    if not accepted:
        disagree = {DISAGREE, ONLY_OTHER} & set(last.all_problems)
        why = "SIGNATURE_NOT_ACCEPTED" if disagree else "NOT_A_REPRESENTATIVE"
        outcome = rights.Outcome(ReturnVerdict.FAILED, (Problem(why),))
    return _conclude(
        package, verification, outcome, acceptance=last.check_at_acceptance, by=by, reason=reason,
        power=last.by_power,
    )  # fmt: skip


def _ask_a_person(package: Package, verification: Verification) -> Approval | None:
    """Put the container on the list of what waits for a second person; None where the policy wants none."""
    problems = _undecided(package, verification, False).problems
    return people.ask_second(
        kind="contracts.verdict",
        subject=(SUBJECT, package.pk),
        by=package.drafted_by,
        client_id=package.client_id,
        verdict=problems[0]["code"] if problems else "",
        numbers=package.numbers,
    )


def not_checked(verification: Verification) -> None:
    """The check was given up (inside the outbox's transaction); a person sees why and tries again."""
    _note("contracts.unchecked", _locked(verification), None)


def not_decided(right: RightCheck) -> None:
    """The register did not answer for too long (inside the outbox's transaction)."""
    not_checked(right.verification)


def _locked(verification: Verification) -> Package:
    """The package of a verification, so that two results do not move it at once."""
    rows = Package.objects.select_for_update(of=("self",))
    return rows.select_related("client", "sent_to", "check_at_sending").get(
        containers__verifications=verification.pk
    )


def _finding(
    verification: Verification, verdict: ReturnVerdict, problems: Sequence[Problem], found: Checked | None,
    acceptance: Check | None = None, by: User | None = None, reason: str = "",
    power: Authorisation | None = None,
) -> Finding:  # fmt: skip
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


def _conclude(
    package: Package, verification: Verification, outcome: rights.Outcome, found: Checked | None = None,
    acceptance: Check | None = None, by: User | None = None, reason: str = "",
    power: Authorisation | None = None,
) -> Finding:  # fmt: skip
    problems = dict.fromkeys([*(found.problems if found else ()), *outcome.problems])
    finding = _finding(verification, outcome.verdict, list(problems), found, acceptance, by, reason, power)
    _note(f"contracts.found.{outcome.verdict}", package, by)
    if verification.container.source == ContainerSource.AGENCY:
        _after_agency(package, verification.container, outcome)
    elif package.state == PackageState.RETURNED:
        decidable = acceptance is not None or {DISAGREE, ONLY_OTHER} & set(finding.all_problems)
        if outcome.verdict is ReturnVerdict.INDETERMINATE and decidable:
            _ask_a_person(package, verification)
        elif by is None:
            # The machine knows now: nobody need look.
            people.withdraw_about(kind="contracts.verdict", subject=(SUBJECT, package.pk), by=None)
        _move_on(package, finding, outcome, by)
    return finding


def _after_agency(package: Package, container: Container, outcome: rights.Outcome) -> None:
    if outcome.verdict is ReturnVerdict.PASSED and package.state == PackageState.AWAITING_AGENCY:
        _note("contracts.agency_signed", package, container.received_by)
        accept(package=package, by=container.received_by)


def _move_on(package: Package, finding: Finding, outcome: rights.Outcome, by: User | None) -> None:
    if outcome.verdict is ReturnVerdict.PASSED:
        if agency_signs(package):
            workflow.move(package, PackageState.AWAITING_AGENCY)
        else:
            accept(package=package, by=by)
    elif outcome.verdict is ReturnVerdict.PARTIAL:
        workflow.move(package, PackageState.SENT)
        _write(package, letters.still_missing(package, missing_names(package, outcome)))
    elif outcome.verdict is ReturnVerdict.FAILED:
        workflow.move(package, PackageState.DEFICIENT)
        _write(package, letters.not_accepted(package, finding))


def _write(package: Package, letter: mail.Letter) -> None:
    assert package.sent_to is not None
    mail.queue(
        letter=letter, to=package.sent_to.value, language=package.language, subject=(SUBJECT, package.pk),
        client_id=package.client_id, by=None,
    )  # fmt: skip


def _note(kind: str, package: Package, by: User | None, owner_id: int | None = None) -> None:
    note(
        kind=kind, subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=owner_id, numbers=package.numbers,
    )  # fmt: skip
