"""What must always be true of what proves something: files, timeline, access log, what was destroyed."""

import random
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from desk.people.words import row_of
from desk.records import retention
from desk.records.models import AccessLogEntry, Blob, Destruction, RetentionRun, TimelineEntry
from desk.slots import Invariant

SAMPLE = 60  # files looked at in one look; in a month of looks each is seen
STORES = 20  # stores asked in one look: a big one without an index of its own is read whole
LATEST = 500  # lines of the timeline and of the access log that are followed to their subjects
YOUNG = 3600.0  # seconds in which a file may lie there before the row that names it is committed
LATE = timedelta(days=2)  # a night that was missed is no alarm; two are


def _bytes_missing() -> list[int]:
    """The newest files and a random few of all, by their names alone: restoring proves their content."""
    last = Blob.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    newest = Blob.objects.order_by("-pk")[: SAMPLE // 2]
    chosen = random.sample(range(1, last + 1), min(SAMPLE // 2, last))
    store = storages["blobs"]
    rows = {blob.pk: blob.sha256 for blob in [*newest, *Blob.objects.filter(pk__in=chosen)]}
    return sorted(pk for pk, sha256 in rows.items() if not store.exists(f"{sha256[:2]}/{sha256}"))


def _files_without_row() -> list[str]:
    """In one folder of the store, by chance another each time: names of files that no row knows."""
    store = storages["blobs"]
    try:
        folders, _files = store.listdir("")
    except FileNotFoundError:
        return []  # nothing was ever stored
    if not folders:
        return []
    folder = random.choice(sorted(folders))  # noqa: S311
    _folders, names = store.listdir(folder)
    known = set(Blob.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    strange = [name for name in names if name not in known]
    old = time.time() - YOUNG
    return [name[:12] for name in strange if store.get_modified_time(f"{folder}/{name}").timestamp() < old]


def _gone(rows: Iterable[tuple[int, str, int]]) -> list[int]:
    """Of (row, kind, subject): rows whose subject is neither there nor proven to be destroyed."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, kind, subject in rows:
        by_kind[kind][subject].append(pk)
    found: list[int] = []
    for kind, subjects in by_kind.items():
        model = row_of(kind)
        if model is None:
            continue
        there = set(model._base_manager.filter(pk__in=subjects).values_list("pk", flat=True))
        lost = set(subjects) - there
        proven = Destruction.objects.filter(subject_kind=kind, subject_id__in=lost)
        lost -= set(proven.values_list("subject_id", flat=True))
        found += [pk for subject in lost for pk in subjects[subject]]
    return sorted(found)


def _timeline() -> list[int]:
    rows = TimelineEntry.objects.order_by("-pk").values_list("pk", "subject_kind", "subject_id")
    return _gone(rows[:LATEST])


def _access_log() -> list[int]:
    rows = AccessLogEntry.objects.order_by("-pk").values_list("pk", "shown_kind", "shown_id")
    return _gone(rows[:LATEST])


def _retention() -> list[str]:
    """Of some stores, by chance others each time: those of which something is due since before two nights.

    Before the first night everything old is due, and the part "retention" says that no night was seen.
    """
    if not RetentionRun.objects.exists():
        return []
    codes = sorted(retention.stores())
    chosen = random.sample(codes, min(STORES, len(codes)))
    return sorted(code for code in chosen if retention.due(code, LATE).exists())


def _buried() -> list[str]:
    """Of what was destroyed last: bytes that lie in the store again and that no row names."""
    told = Destruction.objects.exclude(digests=[]).order_by("-pk").values_list("digests", flat=True)[:SAMPLE]
    store = storages["blobs"]
    again = {each for digests in told for each in digests if store.exists(f"{each[:2]}/{each}")}
    again -= set(Blob.objects.filter(sha256__in=again).values_list("sha256", flat=True))
    return sorted(each[:12] for each in again)


def _retention_rules() -> Any:
    return [code for code in retention.stores() if retention.rule_of(code).pk is None]


INVARIANTS = (
    Invariant(
        "records.bytes",
        _("Every file that the database names lies in the store (looked at by sample)."),
        _("See whether DATA_DIR is the right folder; put the files back from the backup."),
        _bytes_missing,
    ),
    Invariant(
        "records.files",
        _("Every file in the store is named by the database (looked at by sample)."),
        _("Files are left over, as after restoring an older database: see in the book how to clear them."),
        _files_without_row,
        grave=False,
    ),
    Invariant(
        "records.timeline",
        _("Every line of the timeline is about something that is there, or whose destruction is proven."),
        _("Somebody deleted rows in the database itself: find out who and when, and restore them."),
        _timeline,
    ),
    Invariant(
        "records.access_log",
        _("Everybody whom the access log names is there, or the destruction is proven."),
        _("Somebody deleted rows in the database itself: find out who and when, and restore them."),
        _access_log,
    ),
    Invariant(
        "records.retention",
        _("Nothing is kept longer than its rule says."),
        _("The nightly destruction is behind: see that beat and worker run; try retention --dry-run."),
        _retention,
    ),
    Invariant(
        "records.rules",
        _("Every store has its retention rule."),
        _("Run reference_data; then have the archivist confirm the days of the new rules."),
        _retention_rules,
        grave=False,
    ),
    Invariant(
        "records.buried",
        _("What was destroyed is not in the store again (looked at by sample)."),
        _("Files came back from a copy: the next night deletes them; see that it ran."),
        _buried,
    ),
)
