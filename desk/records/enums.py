"""The closed lists of this room."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why somebody looks at a client without open work with it; kept in the access log."""

    CONTACT = "contact", _("the client turned to me")
    DOCUMENT = "document", _("I prepare or check a document")
    CORRECTION = "correction", _("I check or correct data")
    QUALITY = "quality", _("quality review or coaching")
    ORDER = "order", _("work order of the head")


class CheckState(TextChoices):
    """How far the random check of a look has come."""

    DRAWN = "drawn", _("drawn")
    ASKED = "asked", _("explanation asked")
    EXPLAINED = "explained", _("explained")
    IN_ORDER = "in_order", _("in order")
    NOT_IN_ORDER = "not_in_order", _("not in order")


DECIDED = (CheckState.IN_ORDER, CheckState.NOT_IN_ORDER)

# Where a thing is shown: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "look_check": "records:check", "look_checks": "records:checks", "own_look": "records:own_look",
    "retention_rule": "records:rule",
}  # fmt: skip

# What people owe and are told (slot OWED_WORDS).
OWED: dict[str, Promise] = {
    "records.checks_drawn": _("Look through the looks that were drawn for a check."),
    "records.explain_look": _("Say why you looked at a client's data."),
    "records.look_explained": _("A look that you asked about was explained."),
    "records.look_not_in_order": _("A look was not in order: decide what follows."),
    "records.look_decided": _("The check of your look is decided."),
}

# The sentences of the timeline (slot TIMELINE_WORDS).
TIMELINE: dict[str, Promise] = {
    "records.held": _("A legal hold was set: nothing of this is destroyed."),
    "records.hold_lifted": _("The legal hold was lifted."),
}
