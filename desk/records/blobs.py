"""The private content-addressed store: encrypted bytes behind Django's STORAGES["blobs"].

A file's name is the sha256 of its content, so the same bytes are kept once and a changed file is noticed.
The first of ENCRYPTION_KEYS encrypts, all decrypt.
"""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

from desk import clock
from desk.records.models import Blob


class Damaged(Exception):
    """The stored bytes are gone or are not what was stored."""


@cache
def _of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> MultiFernet:
    return _of(tuple(settings.ENCRYPTION_KEYS))


def _storage() -> Storage:
    return storages["blobs"]


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


@transaction.atomic
def store(data: bytes, content_type: str, kind: str) -> Blob:
    """Keep `data`; the same content twice is one row and one file."""
    sha256 = hashlib.sha256(data).hexdigest()
    _hold(sha256, "pg_advisory_xact_lock_shared")
    if not _storage().exists(_name(sha256)):
        _storage().save(_name(sha256), ContentFile(_keys().encrypt(data)))
    blob, _ = Blob.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(data), "content_type": content_type, "kind": kind, "stored_at": clock.now()},
    )
    return blob


def hold(*digests: str) -> None:
    """Until the transaction ends nobody stores, or destroys, the same bytes."""
    for sha256 in sorted(digests):
        _hold(sha256, "pg_advisory_xact_lock")


def forget(sha256: str) -> bool:
    """Delete bytes that no row names any more, for whom they were destroyed; whether there were any."""
    if not _storage().exists(_name(sha256)):
        return False
    with transaction.atomic():
        hold(sha256)
        if Blob.objects.filter(sha256=sha256).exists():
            return False
        _storage().delete(_name(sha256))
    return True


def sweep_unknown() -> int:
    """Delete files that lie there for a day and that no row names; how many.

    Whoever stores the same bytes at this moment holds their lock until his row is there (`forget` waits).
    """
    store, found = _storage(), 0
    try:
        folders, _files = store.listdir("")
    except FileNotFoundError:
        return 0
    old = datetime.now(UTC) - timedelta(days=1)
    for folder in sorted(folders):
        _folders, names = store.listdir(folder)
        known = set(Blob.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        for name in set(names) - known:
            ours = len(name) == len(hashlib.sha256().hexdigest())
            if ours and store.get_modified_time(f"{folder}/{name}") < old:
                found += forget(name)
    return found


def _hold(sha256: str, lock: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [sha256])


def read(blob: Blob) -> bytes:
    """The bytes of `blob`; Damaged if they are missing, not ours or changed."""
    try:
        with _storage().open(_name(blob.sha256)) as file:
            data = _keys().decrypt(file.read())
    except (OSError, InvalidToken):
        raise Damaged(blob.sha256) from None
    if hashlib.sha256(data).hexdigest() != blob.sha256:
        raise Damaged(blob.sha256)
    return data


@transaction.atomic
def rotate(sha256: str) -> bool | None:
    """Encrypt these bytes by the first key; False if they are by it already, None if they are kept no more.

    Whoever reads meanwhile reads the old file or the new one. Raises Damaged, and leaves the file as it is.
    """
    hold(sha256)
    blob = Blob.objects.filter(sha256=sha256).first()
    if blob is None:
        return None
    path = Path(_storage().path(_name(sha256)))
    try:
        kept = path.read_bytes()
    except OSError:
        raise Damaged(sha256) from None
    try:
        _of((settings.ENCRYPTION_KEYS[0],)).decrypt(kept)
        return False
    except InvalidToken:
        pass
    fresh = path.with_suffix(".fresh")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(_keys().encrypt(read(blob)))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    return True
