"""One change of keys from begin to end. May be broken off at any moment and begun again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string

from desk import clock, sealed
from desk.operations.backup.progress import Progress
from desk.operations.models import Backup, KeyRotation
from desk.operations.rotation.columns import SEALED, TRACES, reseal
from desk.records import blobs
from desk.records.models import Blob

Say = Callable[[str], None]
AT_ONCE = 200  # files after which it is noted how far it has come


@dataclass
class Report:
    """What was changed, what could not be, and which keys nothing needs any more (by their marks)."""

    key: str
    files: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)
    removable: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.damaged and not self.broken


def rotate(say: Say) -> Report:
    """Bring everything to the first key."""
    first, *older = settings.ENCRYPTION_KEYS
    report = Report(sealed.mark(first))
    run, _made = KeyRotation.objects.get_or_create(mark=report.key, defaults={"started_at": clock.now()})
    if run.finished_at is not None:  # once more, from the beginning: another process may have lagged behind
        run.after, run.finished_at = "", None
    # The next head of the access log is sealed by the new key, and with it all that came before.
    import_string("desk.records.checkpoints.checkpoint")()
    for column in SEALED:
        try:
            report.columns[str(column)] = sum(reseal(column))
        except sealed.Broken:
            report.broken.append(str(column))
    _files(run, report, say)
    run.columns += sum(report.columns.values())
    if report.whole:
        run.finished_at = clock.now()
    run.save()
    report.needed_by = list(_needed(run, older))
    if report.whole and not report.needed_by:
        report.removable = [sealed.mark(key) for key in older]
    return report


def _files(run: KeyRotation, report: Report, say: Say) -> None:
    rest = Blob.objects.filter(sha256__gt=run.after)
    progress = Progress(say, "files", int(rest.aggregate(size=Sum("size"))["size"] or 0), rest.count())
    while rows := list(
        Blob.objects.filter(sha256__gt=run.after).order_by("sha256").values_list("sha256", "size")[:AT_ONCE]
    ):
        for sha256, size in rows:
            try:
                report.files += bool(blobs.rotate(sha256))
            except blobs.Damaged:
                report.damaged.append(sha256)
            progress.more(size, files=1)
        run.after = rows[-1][0]
        run.files += len(rows)
        run.save(update_fields=["after", "files"])
    progress.end()


def _needed(run: KeyRotation, older: list[str]) -> Iterator[str]:
    """What still stands by an older key and cannot be made anew, with what to do about it."""
    if not older:
        return
    for trace in TRACES:
        count = trace.before(run.started_at)
        if count:
            yield f"{trace}: {count}; {trace.advice}"


def backups_before(run_mark: str) -> int:
    """Backups of before the change: their files open by the older keys alone."""
    run = KeyRotation.objects.filter(mark=run_mark).first()
    return Backup.objects.filter(started_at__lt=run.started_at).count() if run else 0
