"""Makes database and files ready, in one process, since each import of Django costs a second.

    python -m launch.prepare [--demo]

`--demo` marks the database as demo data and fills it; the launcher asks for it only right after it made
the database itself.
"""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from launch.place import say
from launch.translations import compile_all


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            status = file.stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect, compress and name the static files by content, where any of them changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / "collected.sha256"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("collecting static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def main(demo: bool) -> None:
    """Translations, schema, static files, reference data, and demo data where asked for."""
    if compile_all():
        sys.exit("translations: see the mistakes above")
    django.setup()
    Path(settings.DATA_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO and settings.ACCESS_LOG_DATABASE != "default":
        log_role = settings.DATABASES[settings.ACCESS_LOG_DATABASE]["USER"]
        call_command("access_log_role", log_role, perform=True, stdout=sys.stderr)
    say("schema is up to date")
    collect_static()
    call_command("reference_data")
    if demo:
        call_command("mark_demo")
        say("creating demo data")
        call_command("demo", history=True)


if __name__ == "__main__":
    main("--demo" in sys.argv[1:])
