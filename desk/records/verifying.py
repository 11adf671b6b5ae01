"""Whether the access log is as it was written: nothing changed, removed, put in or cut off. Reads only.

One pass over links and entries in the order of their numbers, in one snapshot; memory does not grow with the
log. What nobody can see from within (a tail cut off with every checkpoint of it) is seen by comparing
with a head that was kept elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction

from desk import sealed
from desk.records import chain
from desk.records.chain import EMPTY, Head
from desk.records.models import AccessCheckpoint, Destruction

STORE = "access_log"  # the rule by which entries are destroyed, and what the proofs of it are about
SEAL = "records.checkpoint"
MOST = 50  # findings that are told one by one
_AT_ONCE = 2000

_ROWS = """
SELECT coalesce(link.number, entry.id), link.at, link.payload, link.previous, link.digest,
  entry.salt::text, entry.at, entry.user_id, entry.shown_kind, entry.shown_id, entry.client_id, entry.view,
  entry.purpose
FROM records_accesslink AS link FULL JOIN records_accesslogentry AS entry ON entry.id = link.number
ORDER BY 1
"""


class Wrong(StrEnum):
    """What can be wrong with one number of the log."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    CUT = "cut"
    MISSING = "missing"  # the entry is gone without proof of its destruction
    EARLY = "early"  # it was destroyed before its time
    FORGED = "forged"  # the checkpoint was not sealed by us


@dataclass(frozen=True)
class Finding:
    """One number and what is wrong with it."""

    number: int
    what: Wrong


@dataclass
class Report:
    """What was found; `first` is the lowest bad number. `destroyed`: entries let go of lawfully."""

    head: Head = EMPTY
    entries: int = 0
    destroyed: int = 0
    checkpoints: int = 0
    unproven: int = 0  # checkpoints sealed by a key that is here no more: compared, but not proven ours
    bad: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return self.bad == 0

    @property
    def first(self) -> Finding | None:
        return min(self.findings, key=lambda finding: finding.number, default=None)

    def found(self, number: int, what: Wrong) -> None:
        """Note what is wrong; of very many only the first are told one by one."""
        self.bad += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(number, what))


@dataclass(frozen=True)
class _Row:
    """A number with its link, its entry, or both."""

    number: int
    linked_at: datetime | None
    payload: bytes
    previous: bytes
    digest: bytes
    salt: str | None
    at: datetime | None
    user_id: int
    shown_kind: str
    shown_id: int
    client_id: int | None
    view: str
    purpose: str

    @property
    def follows_itself(self) -> bool:
        """Whether the link is what its own parts give."""
        assert self.linked_at is not None
        told = chain.link(number=self.number, at=self.linked_at, payload=self.payload, previous=self.previous)
        return told == self.digest

    @property
    def tells_the_entry(self) -> bool:
        """Whether the link is about this very entry."""
        assert self.salt is not None
        assert self.at is not None
        told = chain.payload(
            salt=self.salt, at=self.at, user_id=self.user_id, shown=(self.shown_kind, self.shown_id),
            client_id=self.client_id, view=self.view, purpose=self.purpose,
        )  # fmt: skip
        return told == self.payload and self.at == self.linked_at


class _Pass:
    """The one pass over the log."""

    def __init__(self, outside: Sequence[Head]) -> None:
        self.report = Report()
        self.marks = _marks(self.report, outside)
        self.proofs = _proofs()
        self.proof = next(self.proofs, None)
        self.unsure: int | None = None  # a link that does not follow the one before
        self.broken = 0  # the last link that is not what its own parts give

    def row(self, row: _Row) -> None:
        if row.linked_at is None:
            self.report.found(row.number, Wrong.INSERTED)
            return
        for gone in range(self.report.head.number + 1, min(row.number, self.report.head.number + 1 + MOST)):
            self.report.found(gone, Wrong.REMOVED)
        gap = row.number > self.report.head.number + 1
        if self.unsure is not None:
            # Something follows it, so it is in its place, and the one before is not what it was.
            self.report.found(self.unsure - 1, Wrong.CHANGED)
            self.unsure = None
        if not row.follows_itself:
            self.report.found(row.number, Wrong.CHANGED)
            self.broken = row.number
        elif not gap and self.broken != row.number - 1 and row.previous.hex() != self.report.head.digest:
            self.unsure = row.number
        self._entry(row)
        self.report.head = Head(row.number, row.digest.hex())
        for head in self.marks.pop(row.number, ()):
            if head.digest != self.report.head.digest:
                self.report.found(row.number, Wrong.CHANGED)

    def _entry(self, row: _Row) -> None:
        proof = self._proof(row.number)
        if row.salt is None:
            self.report.destroyed += proof is not None
            if proof is None:
                self.report.found(row.number, Wrong.MISSING)
            elif row.linked_at and row.linked_at > proof.before:
                self.report.found(row.number, Wrong.EARLY)
            return
        self.report.entries += 1
        if proof is not None:
            self.report.found(row.number, Wrong.INSERTED)  # what was destroyed is here again
        elif not row.tells_the_entry:
            self.report.found(row.number, Wrong.CHANGED)

    def _proof(self, number: int) -> "_Proof | None":
        while self.proof is not None and self.proof.last < number:
            self.proof = next(self.proofs, None)
        return self.proof if self.proof is not None and self.proof.first <= number else None

    def end(self) -> Report:
        if self.unsure is not None:
            self.report.found(self.unsure, Wrong.INSERTED)
        last = self.report.head.number
        for number in sorted(self.marks):
            if number > last:
                self.report.found(last + 1, Wrong.CUT)
                break
        return self.report


@dataclass(frozen=True)
class _Proof:
    """A run of numbers whose entries were destroyed, as older than `before`."""

    first: int
    last: int
    before: datetime


def verify(*, outside: Sequence[Head] = ()) -> Report:
    """Read the whole log and compare it with itself, its checkpoints and heads that were kept `outside`."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            # All questions see the same moment (in the middle of a transaction it is too late to ask for it).
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reading = _Pass(outside)
        for row in _rows():
            reading.row(row)
        return reading.end()


def head() -> Head:
    """The last link now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, digest FROM records_accesslink ORDER BY number DESC LIMIT 1")
        found = cursor.fetchone()
    return Head(found[0], bytes(found[1]).hex()) if found else EMPTY


def key_name(key_digest: str) -> str:
    """A short name of the key that made this digest; it tells nothing of the key."""
    return key_digest[:8]


def seal_of(mark: Head, at: datetime) -> str:
    """What is sealed of a checkpoint."""
    return f"{mark.number}:{mark.digest}:{chain.moment(at)}"


def _rows() -> Iterator[_Row]:
    assert connection.connection is not None
    with connection.connection.cursor(name="records_verifying") as cursor:
        cursor.execute(_ROWS)
        while rows := cursor.fetchmany(_AT_ONCE):
            for number, linked_at, *parts in rows:
                payload, previous, digest = (bytes(part or b"") for part in parts[:3])
                yield _Row(number, linked_at, payload, previous, digest, *parts[3:])


def _marks(report: Report, outside: Sequence[Head]) -> dict[int, list[Head]]:
    """What the chain must lead through: heads kept elsewhere, and our own checkpoints."""
    marks: dict[int, list[Head]] = {}
    keys = [key_name(digest) for digest in sealed.digests(SEAL, "key")]
    for each in AccessCheckpoint.objects.order_by("pk").iterator(chunk_size=_AT_ONCE):
        mark = Head(each.number, each.digest)
        report.checkpoints += 1
        if each.key not in keys:
            report.unproven += 1
        elif each.seal not in sealed.digests(SEAL, seal_of(mark, each.at)):
            report.found(each.number, Wrong.FORGED)
        marks.setdefault(mark.number, []).append(mark)
    for mark in outside:
        marks.setdefault(mark.number, []).append(mark)
    marks.pop(0, None)  # an empty log leads to every log
    return marks


def _proofs() -> Iterator[_Proof]:
    proofs = Destruction.objects.filter(store=STORE).order_by("subject_id")
    for each in proofs.iterator(chunk_size=_AT_ONCE):
        before = each.at - timedelta(days=each.days)
        yield _Proof(each.subject_id, each.subject_last or each.subject_id, before)
