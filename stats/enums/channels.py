"""How contacts come, and what is counted from where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """The way a contact came to us."""

    PHONE = "phone", _("telephone")
    COUNTER = "counter", _("counter")
    EMAIL = "email", _("e-mail")
    OTHER = "other", _("otherwise")


class Source(TextChoices):
    """Rows whose changes touch what was counted of their day (triggers of migration 0002)."""

    CALLS = "calls", _("calls")
    VISITS = "visits", _("visits")
    LETTERS = "letters", _("letters")
    ENQUIRIES = "enquiries", _("enquiries")
    PROMISES = "promises", _("promises")
    TICKETS = "tickets", _("tickets")
    DOCUMENTS = "documents", _("documents")
    PRESENCE = "presence", _("presence")
    ROSTER = "roster", _("roster")
    ORDERS = "orders", _("work orders")
    WORDS = "words", _("words of questions")
