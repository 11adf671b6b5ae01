"""The closed lists of this room."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a person came in."""

    TARA = "tara", _("TARA")
    GOVSSO = "govsso", _("GovSSO")
    PASSWORD = "password", _("password and second factor")
    DEMO = "demo", _("demo password")


class EventKind(models.TextChoices):
    """What happened to somebody's coming in."""

    IN = "in", _("logged in")
    OUT = "out", _("logged out")
    REFUSED = "refused", _("refused")
    LOCKED = "locked", _("locked")
    UNLOCKED = "unlocked", _("unlocked")
    ENDED = "ended", _("session ended")
    SLOWED = "slowed", _("told to wait")
    CODE_GIVEN = "code_given", _("personal code entered")
    CODE_TAKEN = "code_taken", _("personal code removed")
    PASSWORD_ON = "password_on", _("password login switched on")
    PASSWORD_OFF = "password_off", _("password login switched off")
    PASSWORD_SET = "password_set", _("password set")
    ENROLLED = "enrolled", _("second factor set up")
    FACTOR_RESET = "factor_reset", _("second factor taken away")
    RECOVERY = "recovery", _("recovery code used")
    KEY = "key", _("key of a machine")


class Scope(models.TextChoices):
    """What a key of a program opens of the programming interface."""

    CLIENTS = "clients", _("clients")
    ENQUIRIES = "enquiries", _("enquiries")
    CALLS = "calls", _("calls")
    DOCUMENTS = "documents", _("documents")
    TICKETS = "tickets", _("tickets")
    USAGES = "usages", _("who looked at a person's data")
    # Tables of figures for the agency's warehouse: stats.enums.WarehouseTable.
    FIGURES_TOPICS = "figures.topics", _("figures: enquiries by topic")
    FIGURES_CHANNELS = "figures.channels", _("figures: enquiries by channel")
    FIGURES_LANGUAGES = "figures.languages", _("figures: enquiries by language")
    FIGURES_TRAFFIC = "figures.traffic", _("figures: contacts by channel")


# Why, where the kind does not say it: a code and the words for a person.
REASONS: dict[str, Promise] = {
    "key_made": _("a key was made for a program"),
    "key_revoked": _("a key of a program was revoked"),
    "key_refused": _("a key opens nothing: unknown, revoked or past its last day"),
    "unknown_person": _("nobody of the desk has this personal code"),
    "deactivated": _("the account is closed"),
    "no_role": _("the person holds no role"),
    "another_person": _("another person came back"),
    "not_shown_again": _("the login service let the person through without asking"),
    "given_up": _("the person gave up"),
    "state": _("the login was not begun on this computer"),
    "identity_unreachable": _("the login service did not answer"),
    "identity_not_understood": _("the answer of the login service was not understood"),
    "identity_refused": _("the login service refused"),
    "identity_not_believed": _("the answer of the login service was not believed"),
    "identity_signature": _("the signature was not the login service's"),
    "identity_issuer": _("it was given by somebody else"),
    "identity_audience": _("it was given for somebody else"),
    "identity_times": _("it was too old, or of the future"),
    "identity_nonce": _("it belonged to another login"),
    "identity_level": _("the level of assurance was too low"),
    "identity_method": _("the means of authentication is not allowed"),
    "identity_subject": _("it named no Estonian personal code"),
    "identity_replayed": _("it had been used before"),
    "logout_forged": _("a logout that was not the login service's"),
    "elsewhere": _("logged out at the login service"),
    "not_renewed": _("the login service did not renew the session"),
    "person": _("by the person"),
    "administrator": _("by an administrator"),
    "too_long": _("open for as long as a session may be"),
    "left_behind": _("nobody came back to it"),
    "replaced": _("logged in again in the same browser"),
    "closed": _("the account was closed"),
    "roles": _("the roles were changed"),
    "code": _("the personal code was changed"),
    "password": _("the password or the second factor was changed"),
    "idle": _("nobody did anything"),
    "wrong": _("something typed was not right"),
    "waits": _("too many tries"),
    "renewed": _("made anew"),
    "no_access": _("password login is not switched on for the person"),
}

# Sentences of the timeline, of to-dos and notices; where a thing of this room is shown.
TIMELINE: dict[str, object] = {}
OWED: dict[str, Promise | str] = {
    "login.key_ends": _("The key “%(name)s” of a program ends on %(day)s."),
    "login.code": _("The personal code by which you log in was entered or changed."),
    "login.code_other": _("The personal code by which a person logs in was entered or changed."),
    "login.ended": _("An administrator has ended one of your sessions."),
    "login.recovery": _("One of your recovery codes was used to log in; %(left)s are left."),
    "login.password_on": _("Login by password was switched on for you until %(until)s."),
    "login.password_on_other": _("Login by password was switched on for a person until %(until)s."),
    "login.password_off": _("Login by password was switched off for you."),
    "login.password_off_other": _("Login by password was switched off for a person."),
}
PAGES: dict[str, str] = {
    "login": "entry:sessions",
    "login_session": "entry:sessions",
    "password_access": "entry:fallback_of",
    "api_key": "entry:key",
}
