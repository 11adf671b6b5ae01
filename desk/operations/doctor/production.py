"""Settings that are fine to try the desk and not for real data."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desk.slots import Finding

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def settings_in_use() -> Iterator[Finding]:
    """One finding a setting; a demo is told that it is one, and nothing else is asked of it."""
    if settings.DEBUG:
        yield Finding("setting DEBUG", "failed", _("details of errors are shown to whoever meets one"))
    else:
        yield Finding("setting DEBUG", "ok")
    if settings.DEMO:
        yield Finding("setting DEMO", "sample", _("simulators and demo logins are allowed"))
        return
    yield Finding("setting DEMO", "ok")
    yield _public_url()
    yield _hosts()
    yield _access_log()
    yield _backup_key()


def _public_url() -> Finding:
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme == "https":
        return Finding("setting PUBLIC_URL", "ok")
    state = "warning" if address.hostname in LOOPBACK else "failed"
    return Finding("setting PUBLIC_URL", state, _("not https: logins and data travel readable"))


def _hosts() -> Finding:
    wanted = urlsplit(settings.PUBLIC_URL).hostname
    if "*" in settings.ALLOWED_HOSTS:
        return Finding("setting ALLOWED_HOSTS", "failed", _("any name is answered"))
    if wanted not in settings.ALLOWED_HOSTS:
        return Finding("setting ALLOWED_HOSTS", "failed", _("the host of PUBLIC_URL is not among them"))
    return Finding("setting ALLOWED_HOSTS", "ok")


def _access_log() -> Finding:
    if settings.ACCESS_LOG_DATABASE == "default":
        said = _("the access log is written by a role that may also change it")
        return Finding("setting ACCESS_LOG_DATABASE_URL", "warning", said)
    return Finding("setting ACCESS_LOG_DATABASE_URL", "ok")


def _backup_key() -> Finding:
    if not getattr(settings, "BACKUP_KEYS", None):
        return Finding("setting BACKUP_KEY", "warning", _("no backup can be made"))
    return Finding("setting BACKUP_KEY", "ok")
