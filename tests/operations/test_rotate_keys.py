"""Keys change while people read, and nothing is lost."""

import ast
import json
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from desk import clock, sealed
from desk.operations.models import KeyRotation
from desk.operations.restoring import place
from desk.operations.rotation import columns, course
from desk.people.models import User
from desk.records import blobs
from desk.records.models import Blob
from tests.conftest import Actor

NEW = Fernet.generate_key().decode()
ROOT = Path(configured.BASE_DIR)

# Which modules seal or digest, and where what they made lies; what lies in no column says why it may go.
MAKERS = {
    "desk/login/actions/identity.py": {"login.Identity.code_sealed", "login.SpentToken.digest"},
    "desk/login/actions/enrolling.py": {
        "login.SecondFactor.secret_sealed", "login.PasswordAccess.start_digest", "login.RecoveryCode.digest",
    },
    "desk/login/actions/govsso.py": {"login.Session.tokens"},
    "desk/login/actions/sessions.py": {"login.Session.device", "login.Session.address"},
    "desk/login/actions/events.py": {"login.LoginEvent.address"},
    "desk/login/limits.py": {"login.Attempt.who", "login.Attempt.address", "login.Attempt.device"},
    "desk/login/returning.py": set(),  # a cookie of the minutes of a login
    "desk/login/kept.py": set(),  # what was typed when the desk locked: in the person's browser
    "desk/login/views/keys.py": set(),  # a new key, until it was shown once: in the session
    "desk/records/checkpoints.py": {"records.AccessCheckpoint.seal"},
    "desk/clients/subjects/register.py": {"clients.Erased.key_sealed"},
}  # fmt: skip


def makers() -> set[str]:
    """Modules that call desk.sealed.seal or digest."""
    found = set()
    for room in ("desk", "registry", "contracts", "tickets", "stats"):
        for path in (ROOT / room).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if name == "desk/sealed.py" or name.startswith("desk/operations/rotation/"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func
                makes = isinstance(called, ast.Attribute) and called.attr in {"seal", "digest"}
                if makes and ast.unparse(called).startswith("sealed."):
                    found.add(name)
    return found


def test_every_column_with_a_secret_is_known_to_the_rotation() -> None:
    known = {str(column) for column in columns.SEALED} | {str(trace) for trace in columns.TRACES}
    known |= set(columns.COMFORT)
    assert makers() == set(MAKERS)
    assert {column for found in MAKERS.values() for column in found} == known
    for name in known:
        label, column = name.rsplit(".", 1)
        assert apps.get_model(label)._meta.get_field(column)


def test_no_history_keeps_a_sealed_column() -> None:
    for column in columns.SEALED:
        model: Any = apps.get_model(column.model)
        if hasattr(model, "history"):
            assert column.name not in {field.name for field in model.history.model._meta.fields}


@pytest.fixture
def two_keys(settings: Any, db: None) -> tuple[str, str]:
    """A new key was named before the old one, by which everything is encrypted."""
    old = settings.ENCRYPTION_KEYS[0]
    settings.ENCRYPTION_KEYS = [NEW, old]
    return NEW, old


def factor(user: User, secret: str) -> Any:
    model = apps.get_model("login.SecondFactor")
    return model._base_manager.create(user=user, secret_sealed=secret)


def rotated() -> dict[str, Any]:
    said = StringIO()
    call_command("rotate_keys", "--json", stdout=said, stderr=StringIO())
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def by_old(settings: Any, old: str, data: bytes) -> Blob:
    keys, settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS, [old]
    blob = blobs.store(data, "text/plain", "attachment")
    settings.ENCRYPTION_KEYS = keys
    return blob


def test_files_and_secrets_open_by_the_new_key_alone_afterwards(
    as_specialist: Actor, settings: Any, two_keys: tuple[str, str]
) -> None:
    new, old = two_keys
    kept = [by_old(settings, old, f"content {at}".encode()) for at in range(3)]
    kept.append(blobs.store(b"newer", "text/plain", "attachment"))
    secret = factor(as_specialist.user, Fernet(old).encrypt(b"JBSWY3DP").decode())

    told = rotated()

    assert told["files"] == 3
    assert told["columns"]["login.SecondFactor.secret_sealed"] == 1
    assert told["removable"] == [sealed.mark(old)]
    settings.ENCRYPTION_KEYS = [new]
    assert [blobs.read(blob) for blob in kept] == [b"content 0", b"content 1", b"content 2", b"newer"]
    secret.refresh_from_db()
    assert sealed.unseal(secret.secret_sealed) == "JBSWY3DP"


def test_a_digest_is_made_anew_with_its_secret(
    as_specialist: Actor, settings: Any, two_keys: tuple[str, str]
) -> None:
    new, old = two_keys
    settings.ENCRYPTION_KEYS = [old]
    column = columns.SEALED[0]
    purpose = import_string(column.purpose)
    identity: Any = apps.get_model("login.Identity")
    row = identity._base_manager.create(
        user=as_specialist.user, code_digest=sealed.digest(purpose, "EE38001085718"),
        code_sealed=sealed.seal("EE38001085718"), made_by=as_specialist.user,
    )  # fmt: skip
    settings.ENCRYPTION_KEYS = [new, old]
    rotated()
    settings.ENCRYPTION_KEYS = [new]
    row.refresh_from_db()
    assert row.code_digest == sealed.digest(purpose, "EE38001085718")
    assert sealed.unseal(row.code_sealed) == "EE38001085718"


def test_a_second_run_changes_nothing(settings: Any, two_keys: tuple[str, str]) -> None:
    by_old(settings, two_keys[1], b"content")
    assert rotated()["files"] == 1
    again = rotated()
    assert again["files"] == 0
    assert again["removable"] == [sealed.mark(two_keys[1])]


def test_a_run_that_died_goes_on_where_it_was(
    settings: Any, two_keys: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(6):
        by_old(settings, two_keys[1], f"content {at}".encode())
    monkeypatch.setattr(course, "AT_ONCE", 2)
    done: list[str] = []
    usual = blobs.rotate

    def dies(sha256: str) -> bool | None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(sha256)
        return usual(sha256)

    monkeypatch.setattr(blobs, "rotate", dies)
    with pytest.raises(KeyboardInterrupt):
        rotated()
    assert KeyRotation.objects.get().after == sorted(done)[1]
    monkeypatch.setattr(blobs, "rotate", usual)
    assert rotated()["files"] == 3  # the third was changed before it died, and is not changed again
    assert KeyRotation.objects.get().finished_at is not None


def test_what_no_key_opens_is_named_and_holds_the_keys_back(settings: Any, two_keys: tuple[str, str]) -> None:
    lost = by_old(settings, Fernet.generate_key().decode(), b"by a key that nobody has")
    kept = by_old(settings, two_keys[1], b"content")
    with pytest.raises(CommandError, match=lost.sha256):
        rotated()
    assert blobs.read(kept) == b"content"
    assert KeyRotation.objects.get().finished_at is None


def test_codes_that_cannot_be_made_anew_hold_the_old_key_back(
    as_specialist: Actor, two_keys: tuple[str, str]
) -> None:
    row = factor(as_specialist.user, sealed.seal("JBSWY3DP"))
    code: Any = apps.get_model("login.RecoveryCode")
    code.objects.create(factor=row, digest="0" * 64)
    told = rotated()
    assert told["removable"] == []
    assert "login.RecoveryCode.digest: 1" in told["needed_by"][0]
    code.objects.update(used_at=clock.now())
    assert rotated()["removable"] == [sealed.mark(two_keys[1])]


READER = """
import sys
import django
django.setup()
from desk.records import blobs
from desk.records.models import Blob
rows, read = list(Blob.objects.filter(kind="rotated")), 0
print("ready", flush=True)
while not sys.stdin.closed:
    for row in rows:
        assert blobs.read(row).startswith(b"content"), row
        read += 1
    print(read, flush=True)
    if not sys.stdin.readline():
        break
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_read_while_the_keys_change(settings: Any, tmp_path: Path) -> None:
    old = settings.ENCRYPTION_KEYS[0]
    for at in range(60):
        blobs.store(f"content {at}".encode() * 500, "text/plain", "rotated")
    env = os.environ | {
        "SECRET_KEY": "readers-secret-key", "ENCRYPTION_KEYS": f"{NEW},{old}", "DEMO": "1",
        "DATABASE_URL": place.url_of(place.current()), "DATA_DIR": str(place.data_dir()),
    }  # fmt: skip
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER], env=env, cwd=ROOT, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n", reader.communicate()[1]
        settings.ENCRYPTION_KEYS = [NEW, old]
        for reader in readers:
            assert reader.stdin is not None
            reader.stdin.write("\n" * 200)
            reader.stdin.flush()
        assert rotated()["files"] == 60
        time.sleep(0.2)
    finally:
        ends = [reader.communicate() for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], ends
    settings.ENCRYPTION_KEYS = [NEW]
    for row in Blob.objects.filter(kind="rotated"):
        assert blobs.read(row)
