"""Reads the environment: every name is asked for here, so a wrong or missing value stops the start.

`.env.example` lists the same names; a test compares the two.
"""

import base64
import os
import re
import stat
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class WrongSetting(SystemExit):
    """Stops the start and says how to mend the environment."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(f"setting {name}: {how}")


# Every name that was asked for, with its default; the test of `.env.example` reads it.
ASKED: dict[str, str | None] = {}
# What holds a password or a key: it may lie in a file that `NAME_FILE` names (a secret of a container).
SECRETS = frozenset({
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "ENCRYPTION_KEYS", "BACKUP_KEY", "DATABASE_URL",
    "ACCESS_LOG_DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "MAILBOX_URL",
    "REGISTRY_PASSWORD", "JIRA_TOKEN", "JIRA_WEBHOOK_TOKEN", "JIRA_WEBHOOK_SECRET", "PORTAL_TOKEN",
    "CLIENT_OIDC_CLIENT_SECRET", "TARA_CLIENT_SECRET", "GOVSSO_CLIENT_SECRET", "TELEPHONY_HMAC_KEY",
    "DEMO_LINE_TOKEN", "METRICS_TOKEN",
})  # fmt: skip
# Files of secrets that everybody on this machine may read; a system check warns of them.
LOOSE: list[str] = []


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default it must be set."""
    ASKED[name] = default
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
    if value and path:
        raise WrongSetting(name, f"is set and so is {name}_FILE: keep one of them")
    if path:
        value = _of_file(name, Path(path))
    if value:
        return value
    if default is None:
        raise WrongSetting(name, "is missing; see .env.example")
    return default


def _of_file(name: str, path: Path) -> str:
    try:
        value = path.read_text().strip()
        if path.stat().st_mode & stat.S_IROTH:
            LOOSE.append(f"{name}_FILE")
    except (OSError, UnicodeError):
        raise WrongSetting(f"{name}_FILE", "names a file that cannot be read") from None
    return value


def flag(name: str, default: bool = False) -> bool:
    """`1/true/yes/on` or `0/false/no/off`."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise WrongSetting(name, "must be 1 or 0")


def choice(name: str, *values: str) -> str:
    """One of `values`, the first of which is the default."""
    value = text(name, values[0])
    if value not in values:
        raise WrongSetting(name, f"must be {' or '.join(values)}")
    return value


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise WrongSetting(name, "must be a whole number") from None


def day(name: str) -> date | None:
    """A day as 2026-12-31; empty: none."""
    value = text(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise WrongSetting(name, "must be a day such as 2026-12-31") from None


def whole_numbers(name: str, default: str) -> list[int]:
    """Whole numbers between commas."""
    try:
        return [int(word) for word in words(name, default)]
    except ValueError:
        raise WrongSetting(name, "must be whole numbers between commas") from None


def words(name: str, default: str = "") -> list[str]:
    """Words between commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def keys(name: str) -> list[bytes]:
    """Keys of 32 bytes in base64 (as Fernet's are written) between commas; empty: none."""
    found = []
    for word in words(name):
        try:
            found.append(base64.b64decode(word.encode(), altchars=b"-_", validate=True))
        except ValueError:
            found.append(b"")
    if any(len(key) != 32 for key in found):
        raise WrongSetting(name, "must be keys of 32 bytes in base64 between commas, 44 characters each")
    return found


def terms(name: str) -> dict[str, int]:
    """`WORD:DAYS` between commas."""
    found = {}
    for each in words(name):
        word, _colon, days = each.partition(":")
        if not word or not days.isdecimal():
            raise WrongSetting(name, "must be WORD:DAYS between commas, such as order:30")
        found[word] = int(days)
    return found


def web(name: str, demo: bool, *, plain: bool = False) -> str:
    """An `https://` address without its last slash; empty: off. `http://` is this machine, in a demo.

    `plain`: `http://` is enough, since what comes back is signed by itself (time-stamps, OCSP).
    """
    url = text(name, "").rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    here = demo and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    here = here or (plain and parts.scheme == "http")
    if (parts.scheme != "https" and not here) or not parts.hostname:
        raise WrongSetting(name, "must be an address that starts with https://")
    if parts.username or parts.query or parts.fragment:
        raise WrongSetting(name, "must hold no user name, no ? and no #")
    return url


def places(name: str) -> list[str]:
    """Hosts, `host:port`, addresses and networks between commas."""
    found = [each.lower() for each in words(name)]
    for each in found:
        try:
            ip_network(each)
        except ValueError:
            if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", each):
                raise WrongSetting(
                    name, f"{each} is neither host, host:port nor network (10.1.2.0/24)"
                ) from None
    return found


def login_service(prefix: str, demo: bool) -> tuple[str, str, str]:
    """Issuer, our name and our secret of an OpenID Connect provider; an empty issuer: off."""
    issuer = web(f"{prefix}_ISSUER", demo)
    ours = {name: text(name, "") for name in (f"{prefix}_CLIENT_ID", f"{prefix}_CLIENT_SECRET")}
    needs(f"{prefix}_ISSUER", bool(issuer), ours)
    client_id, secret = ours.values()
    return issuer, client_id, secret


def some_of(name: str, *values: str, default: str) -> list[str]:
    """At least one of `values`, between commas."""
    found = words(name, default)
    if not found or not set(found) <= set(values):
        raise WrongSetting(name, f"must be some of {', '.join(values)} between commas")
    return found


def host(name: str, beside: str) -> str:
    """`host` or `host:port` in small letters, another one than that of the address `beside`; empty: off."""
    value = text(name, "").lower()
    if value and not re.fullmatch(r"[a-z0-9][a-z0-9.-]*(:\d{1,5})?", value):
        raise WrongSetting(name, "must be host or host:port, without https:// and path")
    if value and value == urlsplit(beside).netloc.lower():
        raise WrongSetting(name, "must be another host than that of PUBLIC_URL")
    return value


def subsystem(name: str, default: str = "") -> str:
    """A subsystem of X-Road, `INSTANCE/CLASS/MEMBER/SUBSYSTEM`, or empty."""
    value = text(name, default)
    if value and (len(value.split("/")) != 4 or not all(value.split("/"))):
        raise WrongSetting(name, "must be INSTANCE/CLASS/MEMBER/SUBSYSTEM, such as EE/GOV/70008658/abilaud")
    return value


def needs(name: str, on: bool, others: dict[str, str]) -> None:
    """What is switched on cannot do without these."""
    missing = [other for other, value in others.items() if not value]
    if on and missing:
        raise WrongSetting(name, f"needs {' and '.join(missing)} too")


def database(name: str, url: str) -> dict[str, object]:
    """A Django database entry of `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(name, "must start with postgresql:// (no other database is supported)")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def smtp(name: str, url: str) -> dict[str, object]:
    """Host, port, user, password and TLS of `smtp://user:password@host:port` or `smtps://…`."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise WrongSetting(name, "must start with smtp://, smtp+tls:// or smtps://")
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }


def imap(name: str, url: str, demo: bool) -> dict[str, object]:
    """Host, port, user, password, folder and TLS of `imaps://user:password@host:993/INBOX`; empty: {}.

    `imap://` is without encryption: this machine alone, in a demo.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"imaps", "imap"} or not parts.hostname or not parts.username:
        raise WrongSetting(name, "must be imaps://user:password@host:993/FOLDER")
    tls = parts.scheme == "imaps"
    if not tls and not (demo and parts.hostname in {"localhost", "127.0.0.1", "::1"}):
        raise WrongSetting(name, "imap:// has no encryption: use imaps:// (only a demo reads loopback so)")
    try:
        port = parts.port or (993 if tls else 143)
    except ValueError:
        raise WrongSetting(name, "has a port that is no number") from None
    return {
        "host": parts.hostname,
        "port": port,
        "username": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
        "tls": tls,
    }


def clamd(name: str, url: str) -> tuple[str, int] | None:
    """Socket file and 0, or host and port, of `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "unix" and parts.path:
        return unquote(parts.path), 0
    if parts.scheme == "tcp" and parts.hostname:
        return parts.hostname, parts.port or 3310
    raise WrongSetting(name, "must be unix:///path/of/socket or tcp://host:3310")
