"""What a person who is not let in is told: why, in words, and what to do. Never what a token said."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.login.providers import means

# Of the answer, not of the person.
AWAY = {"identity_unreachable", "identity_not_understood"}


@dataclass(frozen=True)
class Told:
    """Both are sentences for the person; `status` is of the answer."""

    why: str
    todo: str
    status: int


def told(reason: str) -> Told:
    """The words for a code of `enums.REASONS`."""
    if reason in AWAY:
        return Told(
            _("The login service does not answer at the moment, so nobody was logged in."), _away(), 503
        )
    if reason == "state":
        return Told(
            _("This login was not begun in this browser, or it took longer than ten minutes."), _again(), 400
        )
    if reason == "given_up":
        return Told(_("You did not log in."), _("Begin again whenever you like."), 403)
    if reason in {"identity_method", "identity_level"}:
        why = _("The means by which you showed who you are is not accepted here.")
        return Told(why, _("Begin again and choose: %(means)s.") % {"means": means()}, 403)
    if (found := _of_the_person(reason)) is not None:
        return found
    why = _("The answer of the login service could not be believed, so nobody was logged in.")
    todo = _("Begin again. If it happens again, tell your administrator this word: %(code)s.")
    return Told(why, todo % {"code": reason}, 403)


def _of_the_person(reason: str) -> Told | None:
    asks = _("Ask the administrator of the desk in your agency.")
    found = {
        "unknown_person": _(
            "You have shown who you are, but no person of the desk has your personal code. Nobody can"
            " register here alone: an administrator enters the code of everyone who works here."
        ),
        "identity_subject": _(
            "You have shown who you are, but not by an Estonian personal code. The desk lets in only people"
            " whose Estonian personal code an administrator has entered."
        ),
        "deactivated": _("Your account at the desk is closed."),
        "no_role": _("Your account at the desk has no role today, so there is nothing that it could open."),
    }
    if reason in found:
        return Told(found[reason], asks, 403)
    if reason == "another_person":
        why = _("This session belongs to another person, so it stays locked.")
        return Told(
            why, _("Its person comes back by the same login, or you log out and log in as yourself."), 403
        )
    if reason == "not_shown_again":
        why = _("The login service let you through without asking who you are, so the session stays locked.")
        todo = _("Log out and log in again, or unlock in another way that the page of the lock offers.")
        return Told(why, todo, 403)
    return None


def _away() -> str:
    return _(
        "Try again in a few minutes, or by the other login. If you cannot wait, an administrator can switch"
        " on login by password for you."
    )


def _again() -> str:
    return _("Begin again from the login page.")
