"""A person decides on a container that the machine could not judge."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions.returns.doubts import ask_a_person, undecided
from contracts.actions.returns.judging import conclude
from contracts.actions.returns.receiving import locked
from contracts.containers.combined import DISAGREE, ONLY_OTHER
from contracts.containers.report import Problem
from contracts.enums import ReturnVerdict
from contracts.models import Finding, Package, Verification
from contracts.verification import counting, rights
from desk.http import Refused
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User


@transaction.atomic
def decide_by_hand(*, verification: Verification, accepted: bool, reason: str, by: User) -> Finding:
    """A person decides what the machine could not, seeing both checks, and says why.

    Who may is the policy of second persons (`desk.people.approvals`); where that wants nobody, whoever
    drafted it decides too.
    """
    package = locked(verification)
    undecided(package, verification, accepted)
    approval = ask_a_person(package, verification)
    if approval is None:
        if not reason.strip():
            raise Refused(_("Write why you decide so."))
        return _conclude(package, verification, accepted, by, reason.strip())
    people.decide_second(approval=approval, approved=accepted, reason=reason, by=by)
    finding = verification.findings.first()
    assert finding is not None  # written by the decision
    return finding


def second_said(approval: Approval) -> None:
    """The second person's word on a container (in the decision's transaction): it goes on at once."""
    package = Package.objects.locked().filter(pk=approval.subject_id).first()
    verification = counting.waiting(package) if package else None
    if verification is None:
        raise Refused(_("This container does not wait for a person's decision."))
    package = locked(verification)
    accepted = approval.state == ApprovalState.APPROVED
    undecided(package, verification, accepted)
    assert approval.decided_by is not None
    _conclude(package, verification, accepted, approval.decided_by, approval.reason)


def _conclude(package: Package, verification: Verification, accepted: bool, by: User, reason: str) -> Finding:
    last = undecided(package, verification, accepted)
    outcome = rights.PASSED
    if not accepted:
        disagree = {DISAGREE, ONLY_OTHER} & set(last.all_problems)
        why = "SIGNATURE_NOT_ACCEPTED" if disagree else "NOT_A_REPRESENTATIVE"
        outcome = rights.Outcome(ReturnVerdict.FAILED, (Problem(why),))
    return conclude(
        package, verification, outcome, acceptance=last.check_at_acceptance, by=by, reason=reason,
        power=last.by_power, together=last.together.all(),
    )  # fmt: skip
