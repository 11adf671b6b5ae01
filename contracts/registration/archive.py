"""The package as one ZIP: a folder a record, with its files, `metadata.json` and `capsule.xml` (pure).

The same contents give the same bytes: nothing is packed, and no time but that of the package stands in it.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from contracts.registration import capsule
from contracts.registration.capsule import Read
from contracts.registration.records import Contents, File, Record, metadata

MOST_RECORDS = 200
MOST_BYTES = 300 * 1024 * 1024  # of the files; in the capsule they stand once more, a third longer
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 64 * 1024


class TooMuch(Exception):
    """More than one package may hold."""


def build(contents: Contents, read: Read) -> IO[bytes]:
    """The package in a temporary file, at its beginning; one file of a record is in memory at a time.

    Raises TooMuch, and whatever `read` raises.
    """
    total = sum(file.size for record in contents.records for file in record.files)
    if len(contents.records) > MOST_RECORDS or total > MOST_BYTES:
        raise TooMuch
    out: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    try:
        with zipfile.ZipFile(out, "w") as package:
            for record in contents.records:
                _record(package, contents, record, read)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def digest(package: IO[bytes]) -> tuple[str, int]:
    """sha256 and size; the file stands at its beginning again."""
    found, size = hashlib.sha256(), 0
    for chunk in chunks(package):
        found.update(chunk)
        size += len(chunk)
    package.seek(0)
    return found.hexdigest(), size


def chunks(package: IO[bytes]) -> Iterator[bytes]:
    """The bytes from where the file stands."""
    while chunk := package.read(_CHUNK):
        yield chunk


def names(files: tuple[File, ...]) -> list[str]:
    """The name of each file in its folder: two of the same name do not cover one another."""
    taken: set[str] = {"metadata.json", "capsule.xml"}
    found = []
    for file in files:
        name, number = file.name, 2
        while name.casefold() in taken:
            stem, dot, ending = file.name.rpartition(".")
            name = f"{stem}-{number}.{ending}" if dot else f"{file.name}-{number}"
            number += 1
        taken.add(name.casefold())
        found.append(name)
    return found


def _record(package: zipfile.ZipFile, contents: Contents, record: Record, read: Read) -> None:
    when = datetime.fromisoformat(contents.made_at)

    def entry(name: str) -> zipfile.ZipInfo:
        moment = (when.year, when.month, when.day, when.hour, when.minute, when.second)
        info = zipfile.ZipInfo(f"{record.folder}/{name}", date_time=moment)
        info.create_system, info.external_attr = 3, 0o600 << 16
        return info

    text = json.dumps(metadata(contents, record), ensure_ascii=False, indent=2, sort_keys=True)
    package.writestr(entry("metadata.json"), f"{text}\n".encode())
    for name, file in zip(names(record.files), record.files, strict=True):
        package.writestr(entry(name), read(file))
    with package.open(entry("capsule.xml"), "w", force_zip64=False) as out:
        capsule.write(out, contents, record, read)
