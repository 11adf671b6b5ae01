"""What was signed by hand, or in another form that no machine checks: taken in by one, decided by another."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import letters, workflow
from contracts.actions import dispatch
from contracts.actions.drafting import SUBJECT
from contracts.actions.publication import accept
from contracts.actions.returns import decided as decide_on_container
from contracts.actions.returns.judging import write
from contracts.actions.returns.receiving import locked, tell
from contracts.agency import mandates
from contracts.containers.problems import sentence
from contracts.containers.report import Problem
from contracts.enums import BY_HAND, ContainerSource, HandSeen, PackageState, ReturnVerdict
from contracts.models import (
    Container,
    CountedSignature,
    Finding,
    HandSigned,
    Package,
    RightCheck,
    Verification,
)
from contracts.verification import handsigned, rights
from contracts.verification.checking import agency_signs, need_of
from contracts.verification.handsigned import KIND, Signer, Taken
from desk import clock, outbox
from desk.http import Refused
from desk.mail import actions as mail
from desk.outbox import JobState
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records import blobs
from registry import actions as registry_actions
from registry.enums import Purpose
from registry.models import Check
from registry.uploads import Upload

_LEVELS = {ContainerSource.PAPER: "PAPER", ContainerSource.PDF: "PADES"}


@transaction.atomic
def take_in(
    *, package: Package, file: Upload, source: ContainerSource, signed_on: date, seen: HandSeen, note: str,
    signers: Sequence[Signer], by: User,
) -> Container:  # fmt: skip
    """Keep what was signed by hand and have a second person look at it, once the register has answered.

    Where the client's signature was accepted on paper, the agency signs the same paper: then it is asked
    whether those who signed may sign for the agency. Raises Refused with a sentence.
    """
    package = Package.objects.locked().get(pk=package.pk)
    for_agency = package.state == PackageState.AWAITING_AGENCY
    _refuse(package, source, signed_on, signers, for_agency)
    container = Container.objects.create(
        package=package, blob=blobs.store(file.data, file.content_type, "container"), file_name=file.name,
        source=source, received_by=by, received_at=clock.now(),
    )  # fmt: skip
    HandSigned.objects.create(
        container=container, signed_on=signed_on, seen=seen, note=note.strip(), for_agency=for_agency
    )
    verification = Verification.jobs.create(container=container, state=JobState.SENT)
    at = handsigned.moment_of(package, signed_on)
    CountedSignature.objects.bulk_create(
        CountedSignature(
            verification=verification,
            identity=each.identity,
            name=each.name,
            level=_LEVELS[source],
            signed_at=at,
        )
        for each in signers
    )
    tell("contracts.taken_by_hand", package, by, package.drafted_by_id)
    if for_agency:
        _wait_for_second(package, verification, (), None)
    else:
        workflow.move(package, PackageState.RETURNED)
        _ask_the_register(package, verification)
    return container


def _refuse(
    package: Package, source: ContainerSource, signed_on: date, signers: Sequence[Signer], for_agency: bool
) -> None:
    """Raise Refused with every reason why this is not taken in."""
    why = handsigned.refusal(package)
    if why:
        raise Refused(why)
    texts = [handsigned.wrong_day(package, signed_on)]
    if not signers:
        texts.append(_("Tick who signed, or write the person's name and code."))
    if len({each.identity for each in signers}) < len(signers):
        texts.append(_("Somebody stands twice among those who signed."))
    documents = package.authorisations.kept().count()
    if source == ContainerSource.PDF and documents > 1:
        words = _(
            "A PDF signed in itself holds one document, and these are %(n)s: let them be signed in one"
            " container."
        )
        texts.append(words % {"n": documents})
    if for_agency:
        kinds = list(mandates.kinds_of(package))
        wrong = (mandates.why_not(each.identity.removeprefix("EE"), kinds, signed_on) for each in signers)
        texts += [sentence(each) for each in wrong if each]
    if any(texts):
        raise Refused(*dict.fromkeys(each for each in texts if each))


def _ask_the_register(package: Package, verification: Verification) -> None:
    if not need_of(package).representatives:
        _wait_for_second(package, verification, (), None)
        return
    check = registry_actions.ask(
        client=package.client, purpose=Purpose.ACCEPTANCE, subject=(SUBJECT, package.pk), by=None,
        issue=package.issue, against=package.check_at_sending,
    )  # fmt: skip
    right = RightCheck.jobs.create(verification=verification, check_row=check)
    outbox.wake("contracts.decide", right.pk)


def decided(right: RightCheck, acceptance: Check) -> None:
    """The register answered (inside the outbox's transaction): of paper that is an opinion for the person."""
    verification = right.verification
    if verification.container.source not in BY_HAND:
        decide_on_container(right, acceptance)
        return
    package = locked(verification)
    if verification.findings.exists():
        return  # taken back while the register was asked
    signed = {each.identity: each.signed_at for each in verification.signatures.all()}
    sending = package.check_at_sending
    opinion = rights.PASSED
    if sending is not None:
        opinion = rights.after_asking(sending.asked, acceptance.asked, signed, acceptance.dated_rows)
    _wait_for_second(package, verification, opinion.problems, acceptance)


def _wait_for_second(
    package: Package, verification: Verification, opinion: Sequence[Problem], acceptance: Check | None
) -> None:
    """Always a second person: no policy lets one person alone accept what no machine has checked."""
    write(verification, ReturnVerdict.INDETERMINATE, [handsigned.ITSELF, *opinion], None, acceptance)
    by = verification.container.received_by
    assert by is not None  # a constraint: what is taken in by hand was taken in by somebody
    approval = people.ask_second(
        kind=KIND,
        subject=(SUBJECT, package.pk),
        by=by,
        client_id=package.client_id,
        verdict=verification.container.source,
        numbers=package.numbers,
    )
    if approval is None:
        raise Refused(_("What was signed by hand is always decided by a second person: set who that is."))


@transaction.atomic
def decide(*, package: Package, accepted: bool, reason: str, by: User) -> None:
    """The second person's word from the page itself."""
    waiting = Approval.objects.waiting().of(KIND, (SUBJECT, package.pk)).first()
    if waiting is None:
        raise Refused(_("Nothing signed by hand waits for a second person here."))
    people.decide_second(approval=waiting, approved=accepted, reason=reason, by=by)


def second_said(approval: Approval) -> None:
    """The second person's word (in the decision's transaction): the documents go on or back to the client."""
    package = Package.objects.locked().get(pk=approval.subject_id)
    taken = handsigned.waiting(package)
    awaited = {PackageState.RETURNED, PackageState.AWAITING_AGENCY}
    if taken is None or taken.finding is None or package.state not in awaited:
        raise Refused(_("Nothing signed by hand waits for a second person here."))
    by = approval.decided_by
    assert by is not None  # the decision was just given
    accepted = approval.state == ApprovalState.APPROVED
    verdict, problems = ReturnVerdict.PASSED, []
    if not accepted:
        verdict, problems = ReturnVerdict.FAILED, [Problem("HAND_SIGNATURE_NOT_ACCEPTED")]
    finding = write(
        taken.verification, verdict, problems, None, taken.finding.check_at_acceptance, by, approval.reason
    )
    tell(f"contracts.found.{verdict}", package, by)
    if accepted:
        _go_on(package, taken, by)
    elif not taken.by_hand.for_agency:
        _send_back(package, finding)


@transaction.atomic
def take_back(*, container: Container, by: User) -> None:
    """It was not what this client signed, or not for these documents: nobody need look, and the client has
    them again. Refused once a second person has decided. The scan stays as what was taken in by mistake."""
    package = Package.objects.locked().get(pk=container.package_id)
    taken = handsigned.waiting(package)
    if taken is None or taken.container.pk != container.pk:
        raise Refused(_("A second person has decided already: what was signed by hand cannot be taken back."))
    people.withdraw_about(kind=KIND, subject=(SUBJECT, package.pk), by=by)
    write(
        taken.verification, ReturnVerdict.FAILED, [Problem("HAND_SIGNATURE_NOT_ACCEPTED")], None, None, by,
        _("Taken in by mistake."),
    )  # fmt: skip
    if not taken.by_hand.for_agency:
        workflow.move(package, PackageState.SENT)


def _go_on(package: Package, taken: Taken, by: User) -> None:
    """Exactly as after a container that was passed."""
    if taken.by_hand.for_agency:
        tell("contracts.agency_signed", package, taken.container.received_by)
        dispatch.agency_signed(package, by)
    elif agency_signs(package):
        workflow.move(package, PackageState.AWAITING_AGENCY)
    else:
        accept(package=package, by=by)


def _send_back(package: Package, finding: Finding) -> None:
    workflow.move(package, PackageState.DEFICIENT)
    assert package.sent_to is not None  # it was sent
    mail.queue(
        letter=letters.not_accepted(package, finding), to=package.sent_to.value, language=package.language,
        subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
    )  # fmt: skip
