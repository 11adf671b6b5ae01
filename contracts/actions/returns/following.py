"""What follows from a verdict: the package moves on, the client is written to, the next signers are asked."""

from contracts import letters, workflow
from contracts.actions import dispatch
from contracts.actions.drafting import SUBJECT
from contracts.actions.publication import accept
from contracts.actions.returns import next_signers, together
from contracts.actions.returns.receiving import tell
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Container, Finding, Package, Verification
from contracts.verification import counting, rights
from contracts.verification.checking import agency_signs
from desk.mail import actions as mail
from desk.people.models import User


def after_agency(package: Package, container: Container, outcome: rights.Outcome) -> None:
    """The agency has signed, or its container was not accepted and it still has to (inside an action)."""
    if outcome.verdict is ReturnVerdict.PASSED and package.state == PackageState.AWAITING_AGENCY:
        tell("contracts.agency_signed", package, container.received_by)
        dispatch.agency_signed(package, container.received_by)


def move_on(
    package: Package, verification: Verification, finding: Finding, outcome: rights.Outcome, by: User | None
) -> None:
    """Move a package whose container was judged (inside an action).

    While another container of the same package is checked or waits for a person, the package stays where it
    is: the last one decides with all of them seen, and nobody is asked for a signature that is on its way.
    """
    if outcome.verdict is ReturnVerdict.PASSED:
        _signed(package, verification.container, by)
        return
    if outcome.verdict is ReturnVerdict.FAILED:
        _not_accepted(package, finding)
    if outcome.verdict is ReturnVerdict.INDETERMINATE or counting.unsettled(package, but=verification):
        return
    partial = outcome.verdict is ReturnVerdict.PARTIAL
    workflow.move(package, PackageState.SENT if partial else PackageState.DEFICIENT)
    next_signers.ask(package, outcome if partial else None)


def _signed(package: Package, container: Container, by: User | None) -> None:
    """By all whose signatures the documents ask of the client.

    Where several containers made it enough together, the agency signs the last of them: its signature is over
    the same documents, whichever container it stands in, and the others are kept and shown with it.
    """
    if agency_signs(package):
        workflow.move(package, PackageState.AWAITING_AGENCY)
        together.agency_has_signed(package, container)
    else:
        accept(package=package, by=by)


def _not_accepted(package: Package, finding: Finding) -> None:
    assert package.sent_to is not None
    mail.queue(
        letter=letters.not_accepted(package, finding), to=package.sent_to.value, language=package.language,
        subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
    )  # fmt: skip
