"""Recall: documents with a mistake are taken back, a whole package or one of it; numbers are never reused."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import letters, workflow
from contracts.actions import dispatch
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import end_links, fresh_link
from contracts.drafting.filling import CONTRACT
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Package
from contracts.verification.checking import first_container
from desk.http import Refused
from desk.mail import actions as mail
from desk.people import actions as people
from desk.people.models import User
from desk.records.actions import note

# The client has the letter: it may be told not to sign.
KNOWN_TO_CLIENT = {
    PackageState.SENT,
    PackageState.RETURNED,
    PackageState.DEFICIENT,
    PackageState.AWAITING_AGENCY,
    PackageState.EXPIRED,
}


def known_to_client(package: Package) -> bool:
    """Whether the client has had the letter, and may be told not to sign."""
    return package.state in KNOWN_TO_CLIENT and package.sent_at is not None


@transaction.atomic
def recall(*, package: Package, by: User, tell: bool = False) -> Package:
    """Take the documents back: the client's links stop working, nothing signed later is accepted.

    With `tell` a letter says not to sign them, where the client has them.
    """
    package = Package.objects.locked().get(pk=package.pk)
    tell = tell and known_to_client(package)
    workflow.move(package, PackageState.RECALLED, link_expires_at=None)
    end_links(package)
    standing = list(package.authorisations.kept().select_related("kind"))
    for authorisation in standing:
        workflow.move_authorisation(authorisation, AuthorisationState.RECALLED)
    people.withdraw_about(kind="contracts.verdict", subject=(SUBJECT, package.pk), by=by)
    wrong = ", ".join(map(str, standing))
    if tell:
        _write(package, letters.recalled(package, wrong), by)
    _note(package, wrong, by)
    return package


@transaction.atomic
def recall_one(*, authorisation: Authorisation, by: User, tell: bool = False) -> Package:
    """Take one document back; the others of its package stay as they are and keep their numbers.

    Raises Refused where it cannot be taken out alone, in words that say what can be done.
    """
    package = Package.objects.locked().get(pk=authorisation.package_id)
    authorisation = package.authorisations.select_related("kind", "portal").get(pk=authorisation.pk)
    if authorisation.state == AuthorisationState.RECALLED:
        raise Refused(_("The document was recalled already."))
    others = package.authorisations.kept().exclude(pk=authorisation.pk)
    if not others.exists():
        return recall(package=package, by=by, tell=tell)
    _refuse_alone(package, authorisation)
    workflow.move_authorisation(authorisation, AuthorisationState.RECALLED)
    tell = tell and known_to_client(package)
    if package.state == PackageState.AWAITING_AGENCY and package.sent_at is not None:
        # What the client signed holds the recalled document too: the others are signed anew.
        workflow.move(package, PackageState.SENT)
    if tell:
        _write(package, _one_recalled(package, authorisation), by)
    _note(package, str(authorisation), by)
    dispatch.all_made(package)
    return package


def _refuse_alone(package: Package, authorisation: Authorisation) -> None:
    if PackageState.RECALLED not in workflow.PACKAGE_MOVES[package.state]:
        raise Refused(_("The documents are signed already and cannot be recalled."))
    if package.state == PackageState.RETURNED:
        raise Refused(_("A container is being checked: recall the whole package, or wait for the result."))
    if first_container(package) is not None:
        raise Refused(_("The agency has signed the documents together: recall the whole package."))
    leaning = package.authorisations.kept().filter(portal=authorisation.portal).exclude(pk=authorisation.pk)
    if authorisation.number and authorisation.kind.code == CONTRACT:
        names = [str(each) for each in leaning if each.values.get("contract_number") == authorisation.number]
        if names:
            raise Refused(
                _("%(others)s names the number of this document: recall the whole package.")
                % {"others": ", ".join(names)}
            )


def _one_recalled(package: Package, authorisation: Authorisation) -> mail.Letter:
    link = fresh_link(package, package.sent_to) if package.link_expires_at else ""
    return letters.recalled(package, str(authorisation), link)


def _write(package: Package, letter: mail.Letter, by: User) -> None:
    assert package.sent_to is not None
    mail.queue(
        letter=letter, to=package.sent_to.value, language=package.language, subject=(SUBJECT, package.pk),
        client_id=package.client_id, by=by,
    )  # fmt: skip


def _note(package: Package, numbers: str, by: User) -> None:
    note(
        kind="contracts.recalled", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id, numbers=numbers,
    )  # fmt: skip
