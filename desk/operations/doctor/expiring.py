"""Secrets and certificates that end some day: warned of a month before, and again when it is late."""

import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.apps import apps
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.slots import Finding

SOON = 30  # days
# Files of the settings that hold certificates.
FILES = ("REGISTRY_CERT_FILE", "REGISTRY_CA_FILE", "MAILBOX_CA_FILE", "JIRA_CA")
PATIENCE = 5  # seconds for a handshake


def _until(part: str, last: date, today: date) -> Finding:
    left = (last - today).days
    said = format_lazy(_("until {day}: {left} days left"), day=f"{last:%d.%m.%Y}", left=left)
    return Finding(part, "failed" if left < 0 else "warning" if left <= SOON else "ok", said)


def certificates() -> Iterator[Finding]:
    """The earliest end among the certificates of each file."""
    today = datetime.now(UTC).date()
    for name in FILES:
        path = getattr(settings, name)
        if not path:
            continue
        part = f"certificate {name}"
        try:
            found = x509.load_pem_x509_certificates(Path(path).read_bytes())
        except (OSError, ValueError) as trouble:
            yield Finding(part, "failed", type(trouble).__name__)
            continue
        yield _until(part, min(each.not_valid_after_utc for each in found).date(), today)


def tls() -> Iterator[Finding]:
    """The certificate that people meet at PUBLIC_URL, as its proxy shows it."""
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" or not address.hostname:
        return
    try:
        shown = ssl.get_server_certificate((address.hostname, address.port or 443), timeout=PATIENCE)
        found = x509.load_pem_x509_certificate(shown.encode())
    except (OSError, ValueError) as trouble:
        # A server often cannot come to its own outer address; its people can all the same.
        yield Finding("certificate PUBLIC_URL", "warning", type(trouble).__name__)
        return
    yield _until("certificate PUBLIC_URL", found.not_valid_after_utc.date(), datetime.now(UTC).date())


def keys() -> Iterator[Finding]:
    """Keys of other programs that still open something."""
    today = workdays.today()
    rows = apps.get_model("login.ApiKey").objects.in_force().order_by("expires_on")
    first = rows.first()
    if first is None:
        yield Finding("keys of programs", "ok", _("none"))
        return
    left = (first.expires_on - today).days
    said = format_lazy(
        _("{count} in force, the first ends {day}"), count=rows.count(), day=f"{first.expires_on:%d.%m.%Y}"
    )
    yield Finding("keys of programs", "warning" if left <= SOON else "ok", said)


def mandates() -> Iterator[Finding]:
    """Who may sign for the agency: without anybody documents stand still."""
    today = workdays.today()
    mandate = apps.get_model("contracts.SigningMandate")
    rows = mandate.objects.filter(valid_from__lte=today, user__is_active=True)
    endless = rows.filter(valid_until=None).count()
    last = (
        rows.exclude(valid_until=None).order_by("-valid_until").values_list("valid_until", flat=True).first()
    )
    if endless:
        yield Finding("agency mandates", "ok", format_lazy(_("{count} without an end"), count=endless))
    elif last is None:
        yield Finding("agency mandates", "manual", _("nobody may sign for the agency"))
    else:
        yield _until("agency mandates", last, today)
