"""Roles of people and the states of their presence."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SPECIALIST = "specialist", _("specialist")
    SENIOR = "senior_specialist", _("senior specialist")
    HEAD = "head", _("head of bureau")
    REGISTRAR = "registrar", _("registrar")
    LEVEL2 = "level2_expert", _("level-2 expert")
    UNIT_HEAD = "unit_head", _("head of unit")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class PresenceState(models.TextChoices):
    AVAILABLE = "available", _("available")
    RINGING = "ringing", _("ringing")
    ON_CALL = "on_call", _("on a call")
    WRAP_UP = "wrap_up", _("wrap-up")
    BREAK = "break", _("on a break")
    AWAY = "away", _("away")


class Duty(models.TextChoices):
    CALLS = "calls", _("calls")
    COUNTER = "counter", _("counter")
    DOCUMENTS = "documents", _("documents")
    OTHER = "other", _("other work")


class Language(models.TextChoices):
    ET = "et", _("Estonian")
    EN = "en", _("English")
    RU = "ru", _("Russian")


def estonian() -> list[str]:
    """The languages that a new member of staff speaks until told otherwise."""
    return [Language.ET.value]


class Second(models.TextChoices):
    """Who counts as the second person."""

    NOBODY = "nobody", _("nobody")
    ANOTHER = "another", _("another specialist")
    LEADS = "leads", _("a senior specialist or the head")
    HEAD = "head", _("the head")
    KEEPERS = "keepers", _("another administrator or the head")


class ApprovalState(models.TextChoices):
    WAITING = "waiting", _("waits for a second person")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {"absence": "people:handover", "todo": "people:todo"}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Promise | str] = {
    "people.asked": "%(text)s",
    "people.given": _("A to-do was given to you."),
    "people.second_approved": _("The second person has approved what you asked about."),
    "people.second_refused": _("The second person has refused what you asked about."),
    "people.deputy": _("You stand in for a colleague from %(first)s to %(last)s."),
    "people.deputy_changed": _(
        "The days on which you stand in for a colleague are now %(first)s to %(last)s."
    ),
    "people.deputy_ended": _("You no longer stand in for a colleague from %(first)s to %(last)s."),
}
