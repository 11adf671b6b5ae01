"""How documents end, in words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EndReason(TextChoices):
    """Why a document, or the power of one of its persons, is over."""

    WITHDRAWN = "withdrawn", _("withdrawn")
    WAIVED = "waived", _("waived")
    TERMINATED = "terminated", _("terminated")
    EXPIRED = "expired", _("expired")
    AGREEMENT = "agreement", _("ended with its agreement")
    GRANTOR = "grantor", _("ended with the power under which it was given")
    REPLACED = "replaced", _("replaced")


# What a closing kind may do; the other reasons follow by themselves.
BY_NOTICE = [EndReason.WITHDRAWN, EndReason.WAIVED, EndReason.TERMINATED]


class CountsFrom(TextChoices):
    """From which moment the term of a notice is counted; its own day is not."""

    RECEIVED = "received", _("the notice was received")
    SIGNED = "signed", _("the notice was signed")
    ACCEPTED = "accepted", _("the notice was accepted")
