"""Other systems: each is asked for a sign of life, where it is set up."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.outbox import OutsideTrouble
from desk.slots import Finding

# Name, dotted path of the gateway's ping, prefix of its settings. By path: this room imports none above.
GATEWAYS = [
    ("business register", "registry.line.ping", "REGISTRY"),
    ("jira", "tickets.queue.line.ping", "JIRA"),
    ("portal", "contracts.portal.gateway.ping", "PORTAL"),
    ("siva", "contracts.containers.siva.ping", "SIVA"),
    ("mail server", "desk.mail.gateway.ping", "EMAIL"),
    ("mailbox", "desk.mail.mailbox.ping", "MAILBOX"),
]
UNREAD = timedelta(minutes=15)  # the mailbox is read every minute


def gateways() -> Iterator[Finding]:
    """Each of the other systems."""
    for entry in GATEWAYS:
        yield gateway(*entry)


def gateway(name: str, path: str, prefix: str) -> Finding:
    """One of them: its settings say whether it is there at all."""
    if not getattr(settings, f"{prefix}_URL"):
        return Finding(name, "manual", _("not set up"))
    try:
        ping: Callable[..., Any] = import_string(path)
        ping()
    except OutsideTrouble as trouble:
        return Finding(name, "failed", trouble.code)
    return Finding(name, "sample" if getattr(settings, f"{prefix}_SAMPLE", False) else "ok")


def mailbox() -> Iterator[Finding]:
    """Whether the shared mailbox was really read lately, not only whether it answers."""
    if not settings.MAILBOX_URL:
        return
    read = apps.get_model("mail.Mailbox").objects.order_by("-read_at").first()
    if read is None or read.read_at is None:
        yield Finding("mailbox reading", "warning", _("never read"))
        return
    late = clock.now() - read.read_at > UNREAD
    yield Finding("mailbox reading", "failed" if late or read.trouble else "ok", read.trouble)
