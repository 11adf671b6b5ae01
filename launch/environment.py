"""The environment of the processes: what the launcher adds to the user's own."""

import base64
import os
import secrets

from launch.place import LOCAL, PROJECT
from launch.system import library_path

# Named by the user, these mean his own database and broker: no demo data, no logins, no simulators.
OWN_SERVERS = ("DATABASE_URL", "REDIS_URL")


def is_set(*names: str) -> bool:
    """Whether the user's environment names all of them."""
    return all(os.environ.get(name, "").strip() for name in names)


def has_own_servers() -> bool:
    """The user's environment names a database or a broker."""
    return any(is_set(name) for name in OWN_SERVERS)


def unless_named(settings: dict[str, str]) -> dict[str, str]:
    """Without what concerns an outside system whose address the user named himself: his settings count."""
    named = [prefix for prefix in ("REGISTRY_", "JIRA_", "PORTAL_", "MAILBOX_") if is_set(f"{prefix}URL")]
    named += ["TSA_", "OCSP_", "SIGNING_"] if is_set("TSA_URL") else []
    return {key: value for key, value in settings.items() if not key.startswith(tuple(named))}


def made_secrets(name: str) -> dict[str, str]:
    """Keys made once and kept in `.local/NAME.env`, since sessions and stored files outlive a restart."""
    file = LOCAL / f"{name}.env"
    lines = file.read_text().splitlines() if file.exists() else []
    kept = dict(line.split("=", 1) for line in lines if "=" in line)
    # A simulator, which is given it as an argument, would take one that begins with a hyphen for an option.
    kept = {key: value for key, value in kept.items() if key not in _DEMO_TOKENS or value[:1] != "-"}
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "BACKUP_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        **({token: secrets.token_hex(24) for token in _DEMO_TOKENS} if name == "demo" else {}),
    } | kept
    if made != kept:
        fresh = file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.writelines(f"{key}={value}\n" for key, value in made.items())
        fresh.rename(file)
    return made


# What the simulators and the desk know each other by.
_DEMO_TOKENS = (
    "DEMO_LINE_TOKEN",
    "JIRA_TOKEN",
    "JIRA_WEBHOOK_TOKEN",
    "JIRA_WEBHOOK_SECRET",
    "PORTAL_TOKEN",
    "REGISTRY_PASSWORD",
)


def base() -> dict[str, str]:
    """The user's environment with what our processes need to run at all."""
    return {
        **os.environ,
        **library_path(),
        "DJANGO_SETTINGS_MODULE": "desk.settings",
        "PYTHONDONTWRITEBYTECODE": "",  # compiled once, the next start is twice as quick
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": os.environ.get("HOME") or str(LOCAL),
    }


def without_settings() -> dict[str, str]:
    """`base()` without the user's settings, for runs that must not depend on them."""
    example = PROJECT / ".env.example"
    lines = example.read_text().splitlines() if example.exists() else []
    names = {line.lstrip("# ").split("=", 1)[0] for line in lines if "=" in line}
    return {key: value for key, value in base().items() if key not in names}
