"""Sending the documents to the client: a letter with a link, and what stands in its way."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import workflow
from contracts.actions import dispatch, links
from contracts.actions.drafting import SUBJECT
from contracts.agency import signing_order
from contracts.drafting import filling
from contracts.enums import Factor, PackageState, SignedBy
from contracts.models import Authorisation, Package
from desk import clock
from desk.clients import trust
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from registry import actions as registry_actions
from registry import rules
from registry.enums import Purpose, Reason, Verdict
from registry.models import Check

CHECK_HOURS = 24  # how old the check at sending may be
# The register left it to a person to read who signs; the package may go, acceptance asks that person.
_READ_BY_PERSON = {Verdict.JOINT_TEXT, Verdict.STANDING_PROOF}


def sending_check(package: Package) -> Check | None:
    """The newest question to the register asked for sending this package, answered or not."""
    checks = Check.objects.for_subject(SUBJECT, package.pk).filter(purpose=Purpose.SENDING)
    return checks.select_related("payload").first()


def obstacles(
    package: Package, documents: Sequence[Authorisation] | None = None, check: Check | None = None
) -> list[str]:
    """Why the package cannot be sent now, each as a sentence; empty when it can.

    A page that has read the documents and the newest check gives them.
    """
    if documents is None:
        documents = list(package.authorisations.kept().select_related("kind", "template_version"))
    found = filling.missing(package, documents)
    refusal = workflow.refusal(package, _next(package))
    if refusal and not found:
        found.append(refusal)
    if why := signing_order.mixed(each.kind for each in documents):
        found.append(why)
    if any(each.kind.signed_by == SignedBy.REPRESENTATIVES for each in documents):
        found += _check_obstacles(check or sending_check(package))
    return found


def _next(package: Package) -> PackageState:
    return PackageState.SENT if package.state == PackageState.EXPIRED else PackageState.SENDING


def untrusted(address: ContactPoint, numbers: Iterable[ContactPoint]) -> str | None:
    """Why no document goes to this address yet, with what may be done about it; None when it may.

    `numbers` are those over which it may be read back.
    """
    if not address.is_young:
        return None
    shown = [each.shown for each in numbers]
    return trust.refusal(trusted_at=address.trusted_at, now=clock.now(), numbers=shown)


def _check_obstacles(check: Check | None) -> list[str]:
    if check is None or check.waits:
        return [_("The Business Register has not answered yet.")]
    if check.answered_at is None or check.answered_at < clock.now() - timedelta(hours=CHECK_HOURS):
        return [_("The Business Register must be asked again: its answer is older than a day.")]
    judgement = check.judgement
    if Reason.PROOF_ENDED in judgement.reasons:
        return [_("The proof of the right of representation is over: take in a new one.")]
    if Reason.READ_BY_PERSON in judgement.reasons:
        nobody = _("By the text of the register nobody on the card may sign: other proof is needed.")
        return [] if judgement.groups else [nobody]
    if judgement.verdict in rules.PASSING or judgement.verdict in _READ_BY_PERSON:
        return []
    return [
        _("The Business Register does not name who signs: %(verdict)s.")
        % {"verdict": judgement.verdict.label}
    ]


@transaction.atomic
def ask_again(*, package: Package, by: User) -> Check:
    """Ask the register anew for sending this package."""
    return registry_actions.ask(
        client=package.client, purpose=Purpose.SENDING, subject=(SUBJECT, package.pk), by=by,
        issue=package.issue,
    )  # fmt: skip


def usual_factor(package: Package, to: ContactPoint) -> tuple[Factor, ContactPoint | None]:
    """What opens the page where nobody chose: a code to another confirmed address, else one told."""
    if settings.CLIENT_PAGE_FACTOR == "offered":
        return Factor.NONE, None
    others = [each for each in filling.working_emails(package.client) if each.value != to.value]
    other = next((each for each in others if not each.is_young), None)
    return (Factor.CONTACT, other) if other else (Factor.TOLD, None)


def _factor_obstacles(to: ContactPoint, factor: Factor, code_to: ContactPoint | None) -> list[str]:
    if factor == Factor.NONE and settings.CLIENT_PAGE_FACTOR != "offered":
        return [_("The link alone does not open the page on this desk: choose a code.")]
    if factor != Factor.CONTACT:
        return []
    if code_to is None or code_to.kind != ContactKind.EMAIL or code_to.works != Works.YES:
        return [_("The address for the code is not confirmed as working.")]
    if code_to.value == to.value:
        return [_("The code must go to another address than the letter.")]
    too_new = untrusted(code_to, code_to.kin.vouching())
    return [too_new] if too_new else []


@transaction.atomic
def send(
    *, package: Package, to: ContactPoint, by: User,
    factor: Factor | None = None, code_to: ContactPoint | None = None,
) -> Package:  # fmt: skip
    """Give the documents their numbers; the letter with the link goes once they are rendered so.

    `factor` is what opens the client's page beside the link, and `code_to` whither its code goes; None takes
    the usual. Raises Refused with every obstacle. Sending again (link expired) sends a new link at once.
    """
    package = Package.objects.locked().get(pk=package.pk)
    found = obstacles(package)
    if to.kind != ContactKind.EMAIL or to.works != Works.YES:
        found.append(_("The e-mail address is not confirmed as working."))
    elif too_new := untrusted(to, to.kin.vouching()):
        found.append(too_new)
    if factor is None:
        factor, code_to = usual_factor(package, to)
    found += _factor_obstacles(to, factor, code_to)
    if found:
        raise Refused(*found)
    package.sending_by, package.sent_to = by, to
    package.factor, package.code_to = factor, code_to if factor == Factor.CONTACT else None
    package.check_at_sending = sending_check(package)
    if package.state == PackageState.EXPIRED:
        # The documents keep their numbers and bytes: only the link is new.
        dispatch.to_client(package)
        return package
    package.sending_at = clock.now()
    workflow.move(package, PackageState.SENDING)
    dispatch.number(package)
    note(
        kind="contracts.sending", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id,
        numbers=package.numbers,
    )  # fmt: skip
    return package


@transaction.atomic
def expire_links() -> int:
    """Packages whose link ran out before anything came back; how many."""
    late = list(Package.objects.with_overdue_link().select_for_update(of=("self",), skip_locked=True)[:200])
    for package in late:
        workflow.move(package, PackageState.EXPIRED, link_expires_at=None)
        links.end_links(package)
        note(
            kind="contracts.expired", subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
            numbers=package.numbers,
        )  # fmt: skip
    return len(late)
