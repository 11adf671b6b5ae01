"""What each part is called on the page, and what to do where it is not well.

docs/operations.md has a line for each of these, and for each invariant: a test holds the two together.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.slots import Finding

# States of which somebody has to do something.
ASK = {"failed", "warning", "manual"}


@dataclass(frozen=True)
class Part:
    """Its name for a person, and what to do about it."""

    label: Promise
    todo: Promise


_RUNS = _("See that beat and worker run (systemctl status, docker compose ps), and read their logs.")
_GATEWAY = _(
    "See whether the other system works and its address, name and password in the settings are right."
    " Nothing is lost meanwhile: it is tried again."
)
_ASK_ROOM = _("Open its page of state; what waits there can be tried again by a button.")

# By the part's name; * stands for any end of it. The first that fits counts.
PARTS: dict[str, Part] = {
    "database": Part(
        _("Database"),
        _("Start PostgreSQL; where migrations wait, stop web and worker and run manage.py migrate."),
    ),
    "database sessions": Part(
        _("Sessions of the database"),
        _("Raise max_connections of PostgreSQL, or lower WEB_THREADS or the number of processes."),
    ),
    "redis": Part(_("Redis"), _("Start Redis and see REDIS_URL. Nothing is lost: sweeps find what waits.")),
    "worker": Part(_("Worker"), _RUNS),
    "beat": Part(_("Clock of the sweeps (beat)"), _RUNS),
    "files": Part(
        _("Store of files"), _("See that DATA_DIR is there, is shared by web and worker, and can be written.")
    ),
    "disk": Part(
        _("Disk of the files"),
        _("Make the disk bigger, or move old backups away. Never delete files of the store by hand."),
    ),
    "clock": Part(
        _("Clocks"), _("Set up NTP on every machine: logins and signatures depend on the right time.")
    ),
    "setting DEBUG": Part(_("Setting DEBUG"), _("Set DEBUG=0 and start again.")),
    "setting DEMO": Part(
        _("Setting DEMO"), _("Put no real data in here. Real data need a database with DEMO=0.")
    ),
    "setting PUBLIC_URL": Part(
        _("Setting PUBLIC_URL"), _("Put a proxy with TLS in front, and set PUBLIC_URL to https://…")
    ),
    "setting ALLOWED_HOSTS": Part(
        _("Setting ALLOWED_HOSTS"), _("Name there the host of PUBLIC_URL, and no other.")
    ),
    "setting ACCESS_LOG_DATABASE_URL": Part(
        _("Role of the access log"),
        _("Make a role that may only insert there, and name it in ACCESS_LOG_DATABASE_URL."),
    ),
    "setting BACKUP_KEY": Part(
        _("Key of backups"), _("Make a key, set BACKUP_KEY, and keep a copy elsewhere.")
    ),
    "backup": Part(_("Backup"), _("See the timer of backups and its log, or make one: manage.py backup.")),
    "retention": Part(
        _("Nightly destruction"), _("See the log of records.retention; try manage.py retention --dry-run.")
    ),
    "access log": Part(
        _("Seal of the access log"), _("See that records.checkpoint runs every hour; then run verify_log.")
    ),
    "keys of programs": Part(
        _("Keys of programs"), _("Make new keys in the administration and give them to their owners in time.")
    ),
    "agency mandates": Part(
        _("Who may sign for the agency"), _("Enter who may sign and until when, in the administration.")
    ),
    "certificate *": Part(
        _("Certificate"),
        _("Get a new certificate, put it in the same place, and start web and worker again."),
    ),
    "queue *": Part(
        _("Queue of work"),
        _("See worker and beat; what needs a person stands on the page Could not be sent."),
    ),
    "deadlines": Part(
        _("Deadlines"),
        _("Enter the working time in the administration; set missing deadlines on their pages."),
    ),
    "business register": Part(_("Business Register"), _GATEWAY),
    "jira": Part(_("JIRA"), _GATEWAY),
    "portal": Part(_("Portal"), _GATEWAY),
    "siva": Part(_("Validation service SiVa"), _GATEWAY),
    "mail server": Part(_("Mail server"), _GATEWAY),
    "mailbox": Part(_("Shared mailbox"), _GATEWAY),
    "mailbox reading": Part(
        _("Reading of the shared mailbox"), _("See worker and beat; docs/mail.md says what each word means.")
    ),
    "register line *": Part(_("Business Register: channel"), _ASK_ROOM),
    "register lists of codes": Part(_("Business Register: lists of codes"), _ASK_ROOM),
    "register rules": Part(_("Business Register: rules"), _("Run manage.py reference_data.")),
    "register *": Part(_("Business Register: a part that is unverified"), _ASK_ROOM),
    "jira token": Part(
        _("JIRA: token"), _("Make a new token in JIRA; set JIRA_TOKEN and JIRA_TOKEN_EXPIRES, start again.")
    ),
    "jira clock": Part(_("JIRA: clock"), _("Set up NTP here, and ask the owner of JIRA to do the same.")),
    "jira *": Part(_("JIRA: connection"), _ASK_ROOM),
    "fonts of documents": Part(
        _("Fonts of documents"),
        _("Install the packages of the lock anew: documents are made with those alone."),
    ),
    "documents": Part(
        _("Making of documents"), _("Install Pango and HarfBuzz as the Dockerfile does, and start again.")
    ),
    "trusted list": Part(_("Trusted list"), _("Run manage.py load_trust_list, every week by a timer.")),
    "time-stamps": Part(_("Time-stamp service"), _GATEWAY),
    "certificates' state": Part(_("State of certificates (OCSP)"), _GATEWAY),
    "clients' login": Part(_("Login of clients"), _GATEWAY),
    "signing in the browser": Part(_("Signing in the browser"), _GATEWAY),
    "document register": Part(
        _("Document register"), _("Tell the registrar; what is missing is put on the list from its document.")
    ),
    "login *": Part(_("Login of staff"), _GATEWAY),
    "look *": Part(
        _("The look itself"), _("Read the log of the worker at this time, and tell support what it says.")
    ),
}


def of(part: str) -> tuple[str, Part] | None:
    """The pattern and the words of a part."""
    return next(((name, each) for name, each in PARTS.items() if fnmatchcase(part, name)), None)


def label(part: str) -> str | Promise:
    """What a person calls it; the end of the name where one word stands for many."""
    found = of(part)
    if found is None:
        room = part.partition(".")[0]  # an invariant: its sentence says the rest
        return apps.get_app_config(room).verbose_name if room in apps.app_configs else part
    name, words = found
    return f"{words.label} {part.removeprefix(name[:-1])}" if name.endswith("*") else words.label


def todo(finding: Finding) -> str | Promise:
    """What to do about it, where it does not say so itself."""
    found = of(finding.part)
    return found[1].todo if found else ""
