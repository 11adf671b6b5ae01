"""Words of the room that the database stores, and the sentences of its timeline."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What became of a letter; other rooms read these events of their own letters."""

    ACCEPTED = "accepted", _("taken over by the mail server")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")
    REFUSED = "refused", _("refused")


class IncomingKind(models.TextChoices):
    """What a letter in the shared mailbox is."""

    LETTER = "letter", _("letter")
    AUTO_REPLY = "auto_reply", _("automatic reply")
    BOUNCE = "bounce", _("returned letter")
    RECEIPT = "receipt", _("delivery or read receipt")
    LOOP = "loop", _("our own letter come round")
    BULK = "bulk", _("newsletter or list")
    DUPLICATE = "duplicate", _("came twice")
    BROKEN = "broken", _("cannot be read")


class FileVerdict(models.TextChoices):
    """What the file check said of an attachment."""

    TAKEN = "taken", _("taken")
    WAITING = "waiting", _("waits for the virus scanner")
    REFUSED = "refused", _("refused")


# Why a letter that came in is of its kind, or was not kept whole.
LETTER_REASONS: dict[str, Promise] = {
    "too_big": _("The letter is bigger than the desk takes; it is whole in the mailbox."),
    "unreadable": _("The letter is not built as a letter."),
    "too_deep": _("The letter is nested too deep."),
    "too_many_parts": _("The letter has too many parts."),
    "not_given": _("The mail server did not give the letter out."),
    "gave_up": _("Reading the letter broke off each time."),
    "own_letter": _("Our own letter came back to us."),
    "too_many": _("Too many letters from one sender within an hour."),
    "delayed": _("The letter of ours is still on its way."),
    "failed": _("The letter of ours could not be delivered."),
    "delivered": _("The letter of ours was delivered."),
    "read": _("The letter of ours was read."),
    "unread": _("The letter of ours was deleted unread."),
}


# Short machine words of the gateway, as a person reads them.
REASONS = {
    "refused_recipient": _("The mail server refused the address."),
    "refused_sender": _("The mail server does not let us send from our address."),
    "refused_content": _("The mail server refused the letter."),
    "credentials": _("The mail server refused our user name or password."),
    "bad_header": _("The address or the title holds a line break."),
    "not_supported": _("The mail server does not support what the letter needs."),
    "busy": _("The mail server asked to try again later."),
    "unreachable": _("The mail server cannot be reached."),
    "enclosure_gone": _("A file that belongs to the letter is no longer there."),
}

# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {"message": "mail:page", "incoming": "mail:letter"}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Promise] = {}

TIMELINE = {
    "mail.bounced": _("A letter of ours came back: it could not be delivered."),
    "mail.queued": _("A letter was put in the mail."),
    "mail.sent": _("The mail server took the letter over."),
    "mail.failed": _("The letter could not be sent."),
    "mail.again": _("The letter was put in the mail again."),
    "mail.set_aside": _("A letter was set aside: it is not for us."),
    "mail.taken_back": _("A letter that had been set aside is to be sorted again."),
}
