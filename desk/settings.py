"""The one settings file: the environment decides, and a wrong value stops the start (see desk/env.py)."""

import importlib.util
import sys
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from desk import env
from desk.logs import configuration
from desk.schedule import schedule
from desk.wiring import INSTALLED_APPS as INSTALLED_APPS
from desk.wiring import MIDDLEWARE as MIDDLEWARE
from desk.wiring import ROOMS as ROOMS
from desk.wiring import SLOTS as SLOTS

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

# --- what this installation is -------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
# Simulators and test trust anchors are refused where this is off; ./run turns it on for its own database.
DEMO = env.flag("DEMO", TESTING)
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-and-never-served" if TESTING else None)
# Older ones, while links and sessions that they signed are still about.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ENCRYPTION_KEYS = env.words(
    "ENCRYPTION_KEYS", "1C6eSPYVBW8SIf-JW2L4a_ocOlhNFkzPxGZ1iLSVOh4=" if TESTING else ""
)
if not ENCRYPTION_KEYS:
    raise env.WrongSetting("ENCRYPTION_KEYS", "needs at least one Fernet key; the first encrypts")
# Seal backups: the first seals, all open. Kept elsewhere than the backups.
BACKUP_KEYS = env.keys("BACKUP_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# Where the client's page is served alone, `host` or `host:port`; empty: on the staff's host too.
CLIENT_PAGE_HOST = env.host("CLIENT_PAGE_HOST", PUBLIC_URL)
CLIENT_PAGE_URL = f"{PUBLIC_URL.partition('://')[0]}://{CLIENT_PAGE_HOST}" if CLIENT_PAGE_HOST else PUBLIC_URL
ALLOWED_HOSTS += [CLIENT_PAGE_HOST.rpartition(":")[0] or CLIENT_PAGE_HOST] if CLIENT_PAGE_HOST else []
AGENCY_NAME = env.text("AGENCY_NAME", "Keskkonnaamet")
AGENCY_CODE = env.text("AGENCY_CODE", "70008658")
AGENCY_EMAIL = env.text("AGENCY_EMAIL", "klienditugi@keskkonnaamet.example")
AGENCY_PHONE = env.text("AGENCY_PHONE", "+372 662 5999")

# --- the parts -----------------------------------------------------------------------------------
ROOT_URLCONF = "desk.urls"
ASGI_APPLICATION = "desk.asgi.application"
WSGI_APPLICATION = "desk.wsgi.application"
WEB_THREADS = env.number("WEB_THREADS", 8)
WEB_STATEMENT_SECONDS = env.number("WEB_STATEMENT_SECONDS", 30)
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["desk.people.site.RoleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# HSTS_PRELOAD is off unless the agency says so for its whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.home.context",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- stores --------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", "postgresql:///abilaud")
DATABASES: dict[str, dict[str, object]] = {
    "default": {
        **env.database("DATABASE_URL", DATABASE_URL),
        "CONN_MAX_AGE": 0 if TESTING else 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.text("ABILAUD_TEST_DB", "test_abilaud")},
    },
}
# The access log may be written over a connection of its own, whose role may insert there and nothing else.
_access_log_url = env.text("ACCESS_LOG_DATABASE_URL", "")
ACCESS_LOG_DATABASE = "access_log" if _access_log_url and not TESTING else "default"
if ACCESS_LOG_DATABASE != "default":
    DATABASES[ACCESS_LOG_DATABASE] = {
        **env.database("ACCESS_LOG_DATABASE_URL", _access_log_url),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
# How many looks a night are drawn for a check; so many different people in an hour are many.
LOOK_CHECKS, LOOKS_MANY = env.number("LOOK_CHECKS", 10), env.number("LOOKS_MANY", 60)
# Andmejälgija: subsystems of X-Road that may ask who looked (none: off); purposes told only after some days.
USAGES_CLIENTS, USAGES_HELD_BACK = env.words("USAGES_CLIENTS"), env.terms("USAGES_HELD_BACK")
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".local" / "data")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "blobs": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "blobs"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        # Compressing takes half a minute, which a demo on the same machine never gets back.
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
_roboto = importlib.util.find_spec("font_roboto")
assert _roboto is not None and _roboto.submodule_search_locations is not None
FONT_DIR = Path(_roboto.submodule_search_locations[0]) / "files"
STATICFILES_DIRS: list[object] = [BASE_DIR / "static", ("fonts", FONT_DIR)]
# Straight from the sources, looked for when asked: nothing is gathered first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG

# --- language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "et"
LANGUAGES = [("et", _("Estonian")), ("en", _("English")), ("ru", _("Russian"))]
STAFF_LANGUAGES = ["et", "en"]
LOCALE_PATHS = [BASE_DIR / "desk" / "locale"]
FORMAT_MODULE_PATH = ["desk.formats"]
# Grouping is asked for where it is wanted: ids and values in forms must stay plain.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Tallinn"
USE_TZ = True

# --- safety --------------------------------------------------------------------------------------
_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
# Whether the whole domain speaks HTTPS alone is the agency's to say, and cannot be taken back soon.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD") and _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Nobody did anything for so long: locked. So long after coming in: whoever goes on must come in anew.
IDLE_LOCK_SECONDS, SESSION_HOURS = env.number("IDLE_LOCK_SECONDS", 600), env.number("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = 2 * SESSION_HOURS * 3600
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    f"{'__Host-' * _HTTPS}{_name}" for _name in ("sessionid", "csrftoken")
)
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = list({PUBLIC_URL, CLIENT_PAGE_URL}) if _HTTPS else []
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "desk.login.passwords.OurWords"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 1000, 100
DEFAULT_EXCEPTION_REPORTER_FILTER = "desk.broken.WithoutSecrets"
CONTAINER_MAX_BYTES = env.number("CONTAINER_MAX_BYTES", 10 * 1024 * 1024)
PAPER_FILE_MAX_BYTES = env.number("PAPER_FILE_MAX_BYTES", 25 * 1024 * 1024)
PAPER_MAX_BYTES = env.number("PAPER_MAX_BYTES", 100_000_000)
PAPER_MAX_PAGES = env.number("PAPER_MAX_PAGES", 300)
REMINDERS = env.whole_numbers("REMINDERS", "7,21,-3")  # days after sending; negative: before the link ends
# In an hour: containers of one package, and forms of the client's page from one address of the network.
CLIENT_PACKAGE_HOURLY = env.number("CLIENT_PACKAGE_HOURLY", 12)
CLIENT_ADDRESS_HOURLY = env.number("CLIENT_ADDRESS_HOURLY", 120)
# How many proxies of ours add to X-Forwarded-For; 0: the header is not believed.
CLIENT_PAGE_PROXIES = env.number("CLIENT_PAGE_PROXIES", 0)
# Whether a code beside the link is a must, or a choice at sending.
_factors = ("offered", "always") if TESTING else ("always", "offered")
CLIENT_PAGE_FACTOR = env.choice("CLIENT_PAGE_FACTOR", *_factors)
# Login in place of the code (shaped like the state's TARA); empty: off.
CLIENT_OIDC_ISSUER, CLIENT_OIDC_CLIENT_ID, CLIENT_OIDC_CLIENT_SECRET = env.login_service("CLIENT_OIDC", DEMO)
# Login of the staff by the state's services, each may be absent; the lowest level of assurance and the means
# of authentication that are believed.
TARA_ISSUER, TARA_CLIENT_ID, TARA_CLIENT_SECRET = env.login_service("TARA", DEMO)
GOVSSO_ISSUER, GOVSSO_CLIENT_ID, GOVSSO_CLIENT_SECRET = env.login_service("GOVSSO", DEMO)
LOGIN_ACR = env.choice("LOGIN_ACR", "high", "substantial", "low")
LOGIN_METHODS = env.some_of(
    "LOGIN_METHODS", "idcard", "mID", "smartid", "eIDAS", default="idcard,mID,smartid"
)

# --- the worker ----------------------------------------------------------------------------------
CELERY_BROKER_URL = env.text(
    "CELERY_BROKER_URL", REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
)
# Redis does not separate databases of PostgreSQL: the queue's name does.
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "abilaud")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 5}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Seconds; a demo or test looks sooner, and moves the clock instead of waiting.
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 60)
OUTBOX_LEASE = env.number("OUTBOX_LEASE", 180)
OUTBOX_BACKOFF = env.number("OUTBOX_BACKOFF", 5)
OUTBOX_ATTEMPTS = env.number("OUTBOX_ATTEMPTS", 30)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE = schedule(SWEEP_SECONDS)

# --- people --------------------------------------------------------------------------------------
# Whether colleagues see one another's state and its time; those who lead the work always do.
PRESENCE_VISIBLE_TO = env.choice("PRESENCE_VISIBLE_TO", "everyone", "leads")
PRESENCE_KEPT_DAYS = env.number("PRESENCE_KEPT_DAYS", 90)
NOTICES_KEPT_DAYS = env.number("NOTICES_KEPT_DAYS", 90)
RETENTION_NIGHTLY = env.number("RETENTION_NIGHTLY", 100_000)  # things that one night destroys at most
CALL_WRAP_UP_SECONDS = 0  # longest wrap-up where a line sets none of its own; 0: no limit
# A day of more than six hours holds a lunch that is not working time (Employment Contracts Act § 47).
ROSTER_LUNCH_MINUTES = 30
ROSTER_HELPER_DAYS = 31  # the longest that the head may lend a colleague the desk's rights

# --- other systems: each may be absent -----------------------------------------------------------
# What may be spoken to beside the addresses below and public ones; PEM of authorities beside the usual ones.
OUTGOING_ALLOW = env.places("OUTGOING_ALLOW")
OUTGOING_CA_FILE = env.text("OUTGOING_CA_FILE", "")
EMAIL_URL = env.text("EMAIL_URL", "smtp://127.0.0.1:25")
_smtp = env.smtp("EMAIL_URL", EMAIL_URL)
EMAIL_HOST, EMAIL_PORT = str(_smtp["host"]), int(str(_smtp["port"]))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = str(_smtp["username"]), str(_smtp["password"])
EMAIL_USE_TLS, EMAIL_USE_SSL = bool(_smtp["use_tls"]), bool(_smtp["use_ssl"])
EMAIL_TIMEOUT = 20
# A letter taken over counts as delivered when it has not come back in this time.
MAIL_BOUNCE_MINUTES = env.number("MAIL_BOUNCE_MINUTES", 60)
LETTER_HELD_SECONDS = env.number("LETTER_HELD_SECONDS", 10)  # in which a letter from the desk is taken back
DEFAULT_FROM_EMAIL = f"{AGENCY_NAME} <{AGENCY_EMAIL}>"

MAILBOX_URL = env.text("MAILBOX_URL", "")
MAILBOX = env.imap("MAILBOX_URL", MAILBOX_URL, DEMO)
MAILBOX_CA_FILE = env.text("MAILBOX_CA_FILE", "")
# Where a letter goes once it is ours; empty: it stays where it is, marked as read.
MAILBOX_TAKEN = env.text("MAILBOX_TAKEN", "Abilaud/Taken") if not env.flag("MAILBOX_STAYS") else ""
MAILBOX_MAX_BYTES = env.number("MAILBOX_MAX_BYTES", 25 * 1024 * 1024)
# The name by which our own server signs Authentication-Results; empty: no such word is believed.
MAILBOX_AUTHSERV = env.text("MAILBOX_AUTHSERV", "")
MAILBOX_SENDER_HOURLY = env.number("MAILBOX_SENDER_HOURLY", 30)
MAILBOX_TIMEOUT = 30  # seconds for each answer of the server
MAILBOX_SAMPLE = env.flag("MAILBOX_SAMPLE", TESTING)
# The virus scanner clamd; empty: files are judged by what they are alone.
CLAMAV_URL = env.text("CLAMAV_URL", "")
CLAMAV = env.clamd("CLAMAV_URL", CLAMAV_URL)
# What becomes of a file while the scanner is away: it waits, or is taken with a mark.
CLAMAV_AWAY = env.choice("CLAMAV_AWAY", "wait", "take")

REGISTRY_URL = env.text("REGISTRY_URL", "")
REGISTRY_CHANNEL = env.choice("REGISTRY_CHANNEL", "direct", "xroad")
REGISTRY_USERNAME = env.text("REGISTRY_USERNAME", "")
REGISTRY_PASSWORD = env.text("REGISTRY_PASSWORD", "")
REGISTRY_XROAD_CLIENT = env.subsystem("REGISTRY_XROAD_CLIENT")
REGISTRY_XROAD_USER = env.text("REGISTRY_XROAD_USER", "")
REGISTRY_XROAD_SERVICE = env.subsystem("REGISTRY_XROAD_SERVICE", "EE/GOV/70000310/arireg")
# PEM files of the security server's authority and of our own certificate towards it.
REGISTRY_CA_FILE = env.text("REGISTRY_CA_FILE", "")
REGISTRY_CERT_FILE = env.text("REGISTRY_CERT_FILE", "")
REGISTRY_KEY_FILE = env.text("REGISTRY_KEY_FILE", "")
# May a procurator who may represent alone sign alone? The lawyers have not answered: no.
REGISTRY_PROCURATOR = env.flag("REGISTRY_PROCURATOR", False)
REGISTRY_SAMPLE = env.flag("REGISTRY_SAMPLE", TESTING)
# Requests that the direct contract allows in a day of Tallinn; those over X-Road are counted only.
REGISTRY_DAILY_BUDGET = env.number("REGISTRY_DAILY_BUDGET", 50_000)
# After so many failures in a row the register is left alone for so many seconds, then twice as many, …
REGISTRY_REST_AFTER = env.number("REGISTRY_REST_AFTER", 5)
REGISTRY_REST_SECONDS = env.number("REGISTRY_REST_SECONDS", 60)

# The night (hours of Tallinn) in which clients with documents in force are asked about, how often each is,
# and how many requests of the day are left to people.
RECHECK_FROM = env.number("RECHECK_FROM", 22)
RECHECK_UNTIL = env.number("RECHECK_UNTIL", 6)
RECHECK_EVERY_DAYS = env.number("RECHECK_EVERY_DAYS", 1)
RECHECK_RESERVE = env.number("RECHECK_RESERVE", 10_000)
# Parts whose contract is unverified, each off by itself: docs/operations.md says what to ask before.
REGISTRY_CHANGE_FEED = env.flag("REGISTRY_CHANGE_FEED", False)
REGISTRY_NAMES_URL = env.web("REGISTRY_NAMES_URL", DEMO)
PAASUKE_URL = env.web("PAASUKE_URL", DEMO)
PAASUKE_NAMESPACES = env.words("PAASUKE_NAMESPACES", "BR_REPRIGHT")
_xroad = {"REGISTRY_XROAD_CLIENT": REGISTRY_XROAD_CLIENT, "REGISTRY_XROAD_USER": REGISTRY_XROAD_USER}
env.needs("REGISTRY_URL", bool(REGISTRY_URL) and REGISTRY_CHANNEL == "xroad", _xroad)
env.needs("REGISTRY_CHANGE_FEED", REGISTRY_CHANGE_FEED, {"REGISTRY_URL": REGISTRY_URL})
env.needs("PAASUKE_URL", bool(PAASUKE_URL), _xroad)

JIRA_URL = env.text("JIRA_URL", "")
JIRA_TOKEN, JIRA_TOKEN_EXPIRES = env.text("JIRA_TOKEN", ""), env.day("JIRA_TOKEN_EXPIRES")
# Empty: the server is asked which of the two it is.
JIRA_DIALECT = env.choice("JIRA_DIALECT", "", "datacenter", "cloud")
JIRA_EMAIL = env.text("JIRA_EMAIL", "")
env.needs("JIRA_DIALECT", JIRA_DIALECT == "cloud", {"JIRA_EMAIL": JIRA_EMAIL})
JIRA_CA = env.text("JIRA_CA", "")
JIRA_WEBHOOK_TOKEN = env.text("JIRA_WEBHOOK_TOKEN", "")
JIRA_WEBHOOK_SECRET = env.text("JIRA_WEBHOOK_SECRET", "")
JIRA_SAMPLE = env.flag("JIRA_SAMPLE", TESTING)

PORTAL_URL, PORTAL_TOKEN = env.text("PORTAL_URL", ""), env.text("PORTAL_TOKEN", "")
PORTAL_SAMPLE = env.flag("PORTAL_SAMPLE", TESTING)
# Seconds in which a person can take back that a document was added by hand, before the client is told.
PORTAL_LETTER_WAITS = env.number("PORTAL_LETTER_WAITS", 0 if TESTING else 120)

TRUST_DIR = env.text("TRUST_DIR", "")
SIVA_URL, SIVA_SAMPLE = env.web("SIVA_URL", DEMO), env.flag("SIVA_SAMPLE", TESTING)
SIVA_POLICY = env.choice("SIVA_POLICY", "POLv4", "POLv3")
SIVA_MODE = env.choice("SIVA_MODE", "hashcode", "whole")
# What the agency's signature in the browser needs; without a time-stamp service it signs outside. An empty
# OCSP_URL: each certificate names its own.
TSA_URL, OCSP_URL = env.web("TSA_URL", DEMO, plain=True), env.web("OCSP_URL", DEMO, plain=True)
SIGNING_SAMPLE = env.flag("SIGNING_SAMPLE", TESTING)
DEMO_LINE_TOKEN = env.text("DEMO_LINE_TOKEN", "")
# When set, every event of an exchange must be signed with it: docs/telephony.md.
TELEPHONY_HMAC_KEY = env.text("TELEPHONY_HMAC_KEY", "")
CALL_OFFER_SECONDS = 25  # an offer that nobody answers returns to the queue
CALL_RINGING_MINUTES = 10  # a ringing call of which nothing more is heard closes itself
# No document goes to an address younger than so many days, unless it was read back (desk.clients.trust).
CONTACT_YOUNG_DAYS = env.number("CONTACT_YOUNG_DAYS", 3)
for _name in ("REGISTRY", "JIRA", "PORTAL", "MAILBOX", "SIVA", "SIGNING"):
    if globals()[f"{_name}_SAMPLE"] and not DEMO:
        raise env.WrongSetting(f"{_name}_SAMPLE", "a simulator is refused outside demo data")

# --- how it is counted ---------------------------------------------------------------------------
STATS_SERVICE_LEVEL_SECONDS = env.number("STATS_SERVICE_LEVEL_SECONDS", 20)
STATS_SHORT_ABANDON_SECONDS = env.number("STATS_SHORT_ABANDON_SECONDS", 5)

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "desk.login.keys.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "desk.login.keys.Opens"],
    "DEFAULT_THROTTLE_CLASSES": ["desk.login.keys.PerKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Abilaud",
    "DESCRIPTION": "Read-only interface to clients, enquiries, calls, documents and tickets.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "desk.api.schema.with_troubles",
    ],
}

# --- figures for Prometheus: off where nobody is named that may read them ------------------------
METRICS_TOKEN, METRICS_ALLOW = env.text("METRICS_TOKEN", ""), env.words("METRICS_ALLOW", "")
METRICS_SHARED_DIR = env.text("PROMETHEUS_MULTIPROC_DIR", "")  # the library itself reads it too

# --- logs: what happened, never to whom ----------------------------------------------------------
LOGGING = configuration(env.text("LOG_LEVEL", "INFO"), env.choice("LOG_FORMAT", "line", "json"))
