"""States of packages and documents, their moves and who acts next: one table each."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from contracts.enums import AuthorisationState as A
from contracts.enums import PackageState as P
from contracts.models import Authorisation, Kind, Package
from desk.http import Refused

PACKAGE_MOVES: dict[str, set[str]] = {
    P.DRAFTING: {P.RENDERED, P.RECALLED},
    P.RENDERED: {P.DRAFTING, P.SENDING, P.RECALLED},
    P.SENDING: {P.SENT, P.AWAITING_AGENCY, P.RECALLED},
    P.SENT: {P.RETURNED, P.EXPIRED, P.REFUSED, P.RECALLED},
    P.RETURNED: {P.SENT, P.DEFICIENT, P.AWAITING_AGENCY, P.ACCEPTED, P.REFUSED, P.RECALLED},
    P.DEFICIENT: {P.RETURNED, P.EXPIRED, P.REFUSED, P.RECALLED},
    # To the client where the agency signed first, or where one of the documents was recalled.
    P.AWAITING_AGENCY: {P.ACCEPTED, P.SENT, P.REFUSED, P.RECALLED},
    P.ACCEPTED: {P.PUBLISHED},
    P.PUBLISHED: {P.TOLD},
    P.EXPIRED: {P.SENT, P.REFUSED, P.RECALLED},
    # A letter may come back after it counted as delivered: then the client was not told.
    P.TOLD: {P.PUBLISHED},
    P.RECALLED: set(),
    P.REFUSED: set(),
    # From before the desk: nothing is signed any more.
    P.TAKEN_OVER: set(),
}
# Whose move it is; every state has an owner.
OWNERS = {
    P.DRAFTING: _("the desk's worker"),
    P.RENDERED: _("specialist"),
    P.SENDING: _("the desk's worker"),
    P.SENT: _("client"),
    P.RETURNED: _("specialist"),
    P.DEFICIENT: _("client"),
    P.AWAITING_AGENCY: _("the agency's signer"),
    P.ACCEPTED: _("the desk's worker"),
    P.PUBLISHED: _("the desk's worker"),
    P.EXPIRED: _("specialist"),
    P.TOLD: _("nobody: done"),
    P.RECALLED: _("nobody: done"),
    P.REFUSED: _("nobody: done"),
    P.TAKEN_OVER: _("nobody: done"),
}
AUTHORISATION_MOVES: dict[str, set[str]] = {
    A.DRAFT: {A.SENT, A.RECALLED},
    A.SENT: {A.ACCEPTED, A.REFUSED, A.RECALLED},
    # Ended before anybody added it to its portal.
    A.ACCEPTED: {A.IN_FORCE, A.ENDED},
    # Back where a person had confirmed by mistake that it was in its portal.
    A.IN_FORCE: {A.ENDED, A.ACCEPTED},
    A.ENDED: set(),
    A.REFUSED: set(),
    A.RECALLED: set(),
}
_BADGES = {
    "muted": {P.RECALLED, P.REFUSED, P.TAKEN_OVER},
    "bad": {P.DEFICIENT, P.EXPIRED},
    "warn": {P.RENDERED, P.RETURNED, P.AWAITING_AGENCY},
    "ok": {P.PUBLISHED, P.TOLD},
}


def badge(state: str) -> str:
    """The colour of a package's state: warn is our move, info is somebody else's."""
    return next((colour for colour, states in _BADGES.items() if state in states), "info")


def words(package: Package, kinds: Iterable[Kind]) -> str:
    """The state as it is shown: what the agency signed alone, or what only informs, is in no portal."""
    if package.state == P.PUBLISHED and not any(kind.published for kind in kinds):
        return str(_("Letter sent to the client"))
    return str(package.get_state_display())


def refusal(package: Package, to: str) -> str | None:
    """Why the package cannot move there now, as a sentence; None if it can."""
    if to in PACKAGE_MOVES[package.state]:
        return None
    words = {"from": package.get_state_display(), "to": P(to).label}
    return _("The documents are “%(from)s” and cannot become “%(to)s”.") % words


def move(package: Package, to: str, **changes: object) -> None:
    """Move a package and save it with `changes`. Raises Refused where the table has no such move."""
    why = refusal(package, to)
    if why:
        raise Refused(why)
    package.state = to
    for name, value in changes.items():
        setattr(package, name, value)
    package.save()


def move_authorisation(authorisation: Authorisation, to: str, **changes: object) -> None:
    """Move one document and save what changes. Raises Refused where the table has no such move."""
    if to not in AUTHORISATION_MOVES[authorisation.state]:
        words = {"from": authorisation.get_state_display(), "to": A(to).label}
        raise Refused(_("The document is “%(from)s” and cannot become “%(to)s”.") % words)
    authorisation.state = to
    for name, value in changes.items():
        setattr(authorisation, name, value)
    # Only what moved: an end may be written into the same row by another hand.
    authorisation.save(update_fields=["state", *changes])
