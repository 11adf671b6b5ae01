"""What the machine could not decide: it waits for a person, who is asked by the policy of second persons."""

from django.utils.translation import gettext as _

from contracts.actions.drafting import SUBJECT
from contracts.containers.combined import DISAGREE, ONLY_OTHER
from contracts.models import Finding, Package, Verification
from contracts.verification import counting
from desk.http import Refused
from desk.people import actions as people
from desk.people.models import Approval


def hold(approval: Approval) -> None:
    """The package is locked before what is asked about it, as where a container moves on by itself."""
    Package.objects.locked().filter(pk=approval.subject_id).first()


def undecided(package: Package, verification: Verification, accepted: bool) -> Finding:
    """The finding that a person may decide on; refused where there is none, or too little is known. What
    our own check rejects and SiVa accepts may only be rejected, or checked again.

    Where several containers wait, the newest comes first: the second person is asked about the package.
    """
    waits = counting.waiting(package)
    last = verification.findings.first()
    if last is None or waits is None or waits.pk != verification.pk:
        raise Refused(_("This container does not wait for a person's decision."))
    problems = last.all_problems
    if ONLY_OTHER in problems:
        if accepted:
            raise Refused(_("Our own check rejects these signatures: they cannot be accepted."))
    elif last.check_at_acceptance is None and problems != [DISAGREE]:
        raise Refused(_("The right of those who signed is not checked yet: check the container again."))
    return last


def ask_a_person(package: Package, verification: Verification) -> Approval | None:
    """Put the container on the list of what waits for a second person; None where the policy wants none."""
    problems = undecided(package, verification, False).problems
    return people.ask_second(
        kind="contracts.verdict",
        subject=(SUBJECT, package.pk),
        by=package.drafted_by,
        client_id=package.client_id,
        verdict=problems[0]["code"] if problems else "",
        numbers=package.numbers,
    )


def nobody_need_look(package: Package) -> None:
    """The machine knows now (inside an action)."""
    for kind in ("contracts.verdict", "contracts.by_hand"):
        people.withdraw_about(kind=kind, subject=(SUBJECT, package.pk), by=None)
