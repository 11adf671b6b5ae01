"""Sending the documents to the client: a letter with a link, and what stands in its way."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import filling, letters, workflow
from contracts.actions.drafting import SUBJECT
from contracts.enums import AuthorisationState, PackageState, SignedBy
from contracts.models import Authorisation, Package
from desk import clock
from desk.clients import trust
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.models import User
from desk.records.actions import note
from registry import actions as registry_actions
from registry import rules
from registry.enums import Purpose, Reason, Verdict
from registry.models import Check

LINK_DAYS = 30
CHECK_HOURS = 24  # how old the check at sending may be
# The register left it to a person to read who signs; the package may go, acceptance asks that person.
_READ_BY_PERSON = {Verdict.JOINT_TEXT, Verdict.STANDING_PROOF}


def link_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sending_check(package: Package) -> Check | None:
    """The newest question to the register asked for sending this package, answered or not."""
    checks = Check.objects.for_subject(SUBJECT, package.pk).filter(purpose=Purpose.SENDING)
    return checks.select_related("payload").first()


def obstacles(package: Package, documents: Sequence[Authorisation] | None = None) -> list[str]:
    """Why the package cannot be sent now, each as a sentence; empty when it can."""
    if documents is None:
        documents = list(package.authorisations.select_related("kind", "template_version"))
    found = filling.missing(package, documents)
    refusal = workflow.refusal(package, PackageState.SENT)
    if refusal and not found:
        found.append(refusal)
    signed_by = {each.kind.signed_by for each in documents}
    if SignedBy.AGENCY in signed_by:
        found.append(_("A document that the agency signs alone is not sent to the client for signing."))
    if SignedBy.REPRESENTATIVES in signed_by:
        found += _check_obstacles(sending_check(package))
    return found


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


@transaction.atomic
def send(*, package: Package, to: ContactPoint, by: User) -> Package:
    """Send the client the letter with the link. Raises Refused with every obstacle.

    Only the hash of the link's token is kept. Sending again (link expired) makes the old link useless.
    """
    package = Package.objects.select_for_update(of=("self",)).select_related("client").get(pk=package.pk)
    found = obstacles(package)
    if to.kind != ContactKind.EMAIL or to.works != Works.YES:
        found.append(_("The e-mail address is not confirmed as working."))
    elif too_new := untrusted(to, to.kin.vouching()):
        found.append(too_new)
    if found:
        raise Refused(*found)
    token = secrets.token_urlsafe(32)
    workflow.move(
        package,
        PackageState.SENT,
        sent_at=clock.now(),
        sent_to=to,
        link_hash=link_hash(token),
        link_expires_at=clock.now() + timedelta(days=LINK_DAYS),
        check_at_sending=sending_check(package),
    )
    for authorisation in package.authorisations.filter(state=AuthorisationState.DRAFT):
        workflow.move_authorisation(authorisation, AuthorisationState.SENT)
    _queue_letter(package, token, to, by)
    note(
        kind="contracts.sent", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id,
        numbers=package.numbers,
    )  # fmt: skip
    return package


def fresh_link(package: Package) -> str:
    """A new link to the client's page, for a letter; the old one stops working. Saves the package."""
    token = secrets.token_urlsafe(32)
    package.link_hash = link_hash(token)
    package.link_expires_at = clock.now() + timedelta(days=LINK_DAYS)
    package.save(update_fields=["link_hash", "link_expires_at"])
    return _address(token)


def _address(token: str) -> str:
    return settings.PUBLIC_URL + reverse("contracts_client:page", args=[token])


def _queue_letter(package: Package, token: str, to: ContactPoint, by: User) -> None:
    assert package.link_expires_at is not None
    until = filling.shown_date(timezone.localdate(package.link_expires_at))
    first = package.authorisations.first()
    signers = first.values.get("representatives", []) if first else []
    mail.queue(
        letter=letters.please_sign(package, _address(token), until, signers),
        to=to.value,
        language=package.language,
        subject=(SUBJECT, package.pk),
        client_id=package.client_id,
        by=by,
    )


@transaction.atomic
def expire_links() -> int:
    """Packages whose link ran out before anything came back; how many."""
    late = list(Package.objects.with_overdue_link().select_for_update()[:200])
    for package in late:
        workflow.move(package, PackageState.EXPIRED, link_hash=None, link_expires_at=None)
        note(
            kind="contracts.expired", subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
            numbers=package.numbers,
        )  # fmt: skip
    return len(late)
