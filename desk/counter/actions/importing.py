"""Papers scanned elsewhere: the files of a folder judged as uploads are, each kept one a paper of its own."""

import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction

from desk.counter import intake
from desk.counter.actions import papers, scanning
from desk.counter.enums import FileSource, Way
from desk.counter.intake import Judgement, Outcome
from desk.counter.models import MailFile, Office, Quarantined
from desk.people.models import User
from desk.records.filecheck import safe_name


@dataclass(frozen=True)
class Imported:
    """`file` is its path below the folder; `reason` a code of intake.WORDS, empty when there is none."""

    file: str
    status: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def import_folder(*, folder: Path, office: Office, by: User) -> Iterator[Imported]:
    """Every file below `folder` in the order of its path; one at a time is in memory, none bigger than the
    limit. What is known by its sha256 is not added again, so a second run of the same files adds nothing."""
    for path in _files(folder):
        judgement = _one(path, office, by)
        yield Imported(str(path.relative_to(folder)), judgement.outcome.value, judgement.reason)


def _files(folder: Path) -> Iterator[Path]:
    """Everything that is no folder of its own; links to folders too, which are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield here / name


def _one(path: Path, office: Office, by: User) -> Judgement:
    data = _read(path)
    if isinstance(data, Judgement):
        return data
    digest = sha256(data).hexdigest()
    if known := _known(digest, path.name):
        return known
    judgement = intake.judge(data, path.name)
    if judgement.outcome == Outcome.REFUSED:
        return judgement
    return _add(data, digest, judgement, office, by)


def _read(path: Path) -> bytes | Judgement:
    """Its bytes, or what speaks against opening it: never a link, a pipe, or more than the limit."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return _refused("link" if path.is_symlink() else "no_access", path)
    try:
        told = os.fstat(file)
        if not stat.S_ISREG(told.st_mode):
            return _refused("not_a_file", path)
        if judgement := intake.of_size(told.st_size, path.name):
            return judgement
        with os.fdopen(os.dup(file), "rb") as stream:
            data = stream.read(told.st_size + 1)  # one that grows meanwhile is too big, or damaged
    except OSError:
        return _refused("no_access", path)
    finally:
        os.close(file)
    return intake.of_size(len(data), path.name) or data


def _refused(reason: str, path: Path) -> Judgement:
    return Judgement(Outcome.REFUSED, reason, safe_name(path.name), "")


def _known(digest: str, name: str) -> Judgement | None:
    if file := MailFile.objects.filter(sha256=digest).first():
        return Judgement(
            Outcome.KEPT, "known", file.name or safe_name(name), file.content_type, file.pages_count
        )
    if row := Quarantined.objects.waiting().filter(sha256=digest).first():
        return Judgement(Outcome.QUARANTINED, row.reason, row.name, row.content_type)
    return None


@transaction.atomic
def _add(data: bytes, digest: str, judgement: Judgement, office: Office, by: User) -> Judgement:
    """Held by its content, so that two runs at once add it once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [digest])
    if known := _known(digest, judgement.name):
        return known
    source = FileSource.IMPORT
    if judgement.outcome == Outcome.QUARANTINED:
        scanning.set_aside(data=data, judgement=judgement, source=source, by=by, office=office)
        return judgement
    mail = papers.take_in(office=office, way=Way.IMPORT, by=by)
    scanning.keep(mail=mail, data=data, judgement=judgement, source=source, by=by)
    return replace(judgement, reason="")
