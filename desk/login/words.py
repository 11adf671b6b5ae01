"""Sentences of this room for people."""

from django.utils import timezone
from django.utils.translation import gettext as _

from desk.login.enums import REASONS
from desk.login.limits import Waits
from desk.login.models import LoginEvent


def wait(waits: Waits) -> str:
    """When it may be tried again."""
    return _("Too many tries. Please try again after %(until)s.") % {
        "until": timezone.localtime(waits.until).strftime("%H:%M:%S")
    }


def why(reason: str) -> str:
    """A reason of login events and ended sessions in words."""
    return str(REASONS.get(reason, reason))


def happened(event: LoginEvent) -> str:
    """What an event says in a line: what happened, and why where that is told."""
    kind = event.get_kind_display()
    return f"{kind}: {why(event.reason)}" if event.reason else str(kind)
