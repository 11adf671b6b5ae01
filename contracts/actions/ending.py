"""What an accepted document begins or ends, from which day, and what ends with it; what is over.

There is no taking back: an accepted notice is a signed document. Whoever gave it by mistake gives a new
power. An end that comes later than one that is known changes nothing, an earlier one takes its place; so it
does not matter in which order notices are accepted, or how late the sweep comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from contracts import workflow
from contracts.actions import concerned, expiring, refusing, registering, wishes
from contracts.actions.drafting import SUBJECT
from contracts.enums import AuthorisationState, Effect, EndReason, SignedBy
from contracts.life import ending, ends, leaning, rules
from contracts.life.standing import at_once, earliest, span
from contracts.models import Authorisation, AuthorisedPerson, Package
from contracts.models.drafts import LIVING
from desk import clock, workdays
from desk.calls import actions as calls
from desk.records.actions import note

AT_ONCE = 200  # clients of one sweep
_ONE_CLIENT = 0x656E6473  # of PostgreSQL's advisory locks with two numbers, beside the client's
_WRITTEN = ("last_day", "end_reason", "end_basis", "end_notice", "notice_at")


@dataclass(frozen=True)
class End:
    """An end as it is written: the last day, why, in whose words, by which notice, counted from when."""

    last_day: date
    reason: str
    basis: str
    notice: Authorisation | None = None
    counted_at: datetime | None = None

    @classmethod
    def of(cls, row: Authorisation | AuthorisedPerson) -> "End":
        """The one that stands in a row already."""
        assert row.last_day is not None
        return cls(row.last_day, row.end_reason, row.end_basis, row.end_notice, row.notice_at)

    def write(self, row: Authorisation | AuthorisedPerson) -> None:
        row.last_day, row.end_reason, row.end_basis = self.last_day, self.reason, self.basis
        row.end_notice, row.notice_at = self.notice, self.counted_at

    def shared(self, reason: EndReason, number: str) -> "End":
        """The same day, for what ends with it."""
        basis = rules.kept(rules.because, reason, number)
        return End(self.last_day, reason, basis, self.notice, self.counted_at)


class Documents:
    """A client's accepted documents, held until the end of the transaction, and what changes in them."""

    def __init__(self, client_id: int) -> None:
        _alone_with(client_id)
        rows = Authorisation.objects.opening().filter(package__client=client_id)
        held = rows.select_for_update(of=("self",)).select_related("kind", "package", "end_notice")
        self.client_id, self.today = client_id, workdays.today()
        self.rows = list(held.prefetch_related("persons__end_notice").order_by("pk"))
        self.changed: dict[int, Authorisation] = {}
        self._persons: dict[int, AuthorisedPerson] = {}

    @property
    def due(self) -> bool:
        """Whether something stands in the rows as if it went on, and is over."""
        living = any(row.state in LIVING and span(row).over(self.today) for row in self.rows)
        persons = (one for row in self.rows for one in row.persons.all() if one.ended_at is None)
        return living or any(one.last_day is not None and one.last_day < self.today for one in persons)

    def named(self, document: Authorisation) -> Authorisation:
        return next(row for row in self.rows if row.pk == document.pk)

    def end(self, document: Authorisation, end: End) -> None:
        """End a document and what ends with it, unless it ends earlier or on that day anyway."""
        if span(document).outlives(end.last_day):
            self._end(document, end)

    def _end(self, document: Authorisation, end: End) -> None:
        end.write(document)
        self.changed[document.pk] = document
        for row, reason in self._with(document):
            self.end(row, end.shared(reason, document.number))

    def end_for(self, document: Authorisation, persons: list[AuthorisedPerson], end: End) -> None:
        """End it for these of its persons; the last of them takes the document along."""
        for one in persons:
            if span(document, one).outlives(end.last_day):
                end.write(one)
                self._persons[one.pk] = one
        everybody = list(document.persons.all())
        if all(one.last_day is not None for one in everybody):
            self.end(document, End.of(max(everybody, key=lambda one: one.last_day or date.max)))

    def expire(self) -> None:
        """What its own period ended, with what ends with it."""
        for row in self.rows:
            until = row.valid_until
            if until is not None and until < self.today and (row.last_day is None or until < row.last_day):
                self._end(row, End(until, EndReason.EXPIRED, rules.kept(rules.because, EndReason.EXPIRED)))

    def _with(self, document: Authorisation) -> Iterator[tuple[Authorisation, EndReason]]:
        """What ends with a document: what leans on it as its agreement, and what was given under it."""
        for row in self.rows:
            if row.pk != document.pk and row.portal_id == document.portal_id:
                if document.number and row.values.get("contract_number") == document.number:
                    yield row, EndReason.AGREEMENT
                elif row.granted_under_id == document.pk and row.kind.ends_with_grantor:
                    yield row, EndReason.GRANTOR

    def above(self, document: Authorisation) -> Iterator[tuple[Authorisation, EndReason]]:
        """What such a document ends with, read the other way."""
        for row in self.rows:
            if any(each.pk == document.pk for each, _reason in self._with(row)):
                yield row, EndReason.GRANTOR if row.pk == document.granted_under_id else EndReason.AGREEMENT

    def lean(self, document: Authorisation) -> None:
        """It lasts no longer than what it leans on."""
        for above, reason in list(self.above(document)):
            last = span(above).last
            if last is not None:
                end = End(last, "", "", above.end_notice, above.notice_at)
                self.end(document, end.shared(reason, above.number))

    def write(self) -> None:
        """Keep what changed, and close what is over."""
        now = clock.now()
        for one in self._persons.values():
            one.save(update_fields=list(_WRITTEN))
        for row in self.changed.values():
            row.save(update_fields=list(_WRITTEN))
        for row in self.rows:
            if row.state in LIVING and span(row).over(self.today):
                row.persons.filter(ended_at=None).update(ended_at=now)
                workflow.move_authorisation(row, AuthorisationState.ENDED, ended_at=now)
                registering.ended(row)
                _tell("contracts.over", row)
            elif row.pk in self.changed:
                _tell("contracts.end_known", row)
        self._write_persons(now)
        calls.decide_anew(client_id=self.client_id)

    def _write_persons(self, now: datetime) -> None:
        """Those whose own power is over, while the document goes on for the others."""
        for row in self.rows:
            for one in row.persons.all():
                if one.last_day is not None and one.last_day < self.today and one.ended_at is None:
                    AuthorisedPerson.objects.filter(pk=one.pk, ended_at=None).update(ended_at=now)


def _alone_with(client_id: int) -> None:
    """One at a time for a client, until the transaction is over: a power that is being accepted while its
    agreement ends would otherwise be seen by neither of the two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_CLIENT, client_id])


def take_effect(document: Authorisation) -> None:
    """A document was accepted: what it opens leans on others, what it closes ends, what it refuses is
    refused (inside an action, after the document itself has moved)."""
    if document.kind.effect == Effect.OPENS:
        _begin(document)
    elif document.kind.effect == Effect.CLOSES:
        _close(document)
    else:
        refusing.take_effect(document)


def _begin(document: Authorisation) -> None:
    """Remember under which power it was given; it lasts no longer than what it leans on."""
    if document.kind.signed_by == SignedBy.REPRESENTATIVES:
        document.granted_under = _power(document.package)
        if document.granted_under is not None:
            document.save(update_fields=["granted_under"])
    held = Documents(document.package.client_id)
    own = held.named(document)
    held.lean(own)
    if own.values.get(ending.REPLACES):
        _replace(held, own)
    expiring.renewed(own, [row for row in held.rows if row.pk != own.pk])
    if held.changed:
        held.write()
        concerned.tell(held.changed.values())


def _power(package: Package) -> Authorisation | None:
    """The power held here by whose holder's signature the package was accepted."""
    found = ends.deciding(package.pk)
    return found.by_power if found is not None else None


def _replace(held: Documents, new: Authorisation) -> None:
    """By its own clause it takes the place of the client's earlier documents of its kind."""
    begins = span(new).first
    assert begins is not None
    basis = rules.kept(rules.because, EndReason.REPLACED, new.number)
    for row in held.rows:
        if row.kind_id == new.kind_id and row.portal_id == new.portal_id and row.package_id != new.package_id:
            held.end(row, End(at_once(begins), EndReason.REPLACED, basis, new, new.accepted_at))


def _close(notice: Authorisation) -> None:
    held = Documents(notice.package.client_id)
    codes = ending.codes(notice)
    document = ending.chosen(held.rows, notice, codes, held.today)
    if document is None:
        return  # over meanwhile, or nobody knows its number: the notice stands as a document all the same
    found, counted_at = ends.computed(notice)
    end = End(
        found.last_day, notice.kind.end_reason or EndReason.TERMINATED, rules.kept(rules.words, found),
        notice, counted_at,
    )  # fmt: skip
    if codes:
        held.end_for(document, ending.lasting_for(document, codes, held.today), end)
    else:
        held.end(document, end)
    held.write()
    for row in held.changed.values():
        wishes.settle(document=row, by=None)
    concerned.tell(held.changed.values())
    concerned.tell_grantor(notice, document)


def over() -> int:
    """By rule: what stands no more ends; of how many clients something did. Twice does nothing twice."""
    today = workdays.today()
    past = Q(valid_until__lt=today) | Q(last_day__lt=today)
    documents = Authorisation.objects.opening().filter(past, state__in=LIVING)
    persons = AuthorisedPerson.objects.filter(last_day__lt=today, ended_at=None)
    clients = {
        *documents.order_by().values_list("package__client", flat=True).distinct()[:AT_ONCE],
        *persons.order_by().values_list("authorisation__package__client", flat=True).distinct()[:AT_ONCE],
    }
    return sum(_over(client_id) for client_id in sorted(clients))


@transaction.atomic
def _over(client_id: int) -> bool:
    held = Documents(client_id)
    held.expire()
    if not held.due:
        return False  # another sweep was here
    held.write()
    return True


def lean() -> int:
    """By rule: what was taken over from before the desk lasts no longer than what it leans on; of how many
    clients something was written. The takeover itself knows a row at a time, whatever their order."""
    clients = leaning.unwritten().order_by().values_list("package__client", flat=True).distinct()
    return sum(_lean(client_id) for client_id in sorted(clients[:AT_ONCE]))


@transaction.atomic
def _lean(client_id: int) -> bool:
    held = Documents(client_id)
    for row in held.rows:
        held.lean(row)
    if held.changed:
        held.write()
    return bool(held.changed)


def _tell(kind: str, row: Authorisation) -> None:
    last = earliest(row.valid_until, row.last_day)
    assert last is not None
    event = workdays.day_of(row.notice_at) if row.notice_at else None
    note(
        kind=kind, subject=(SUBJECT, row.package_id), client_id=row.package.client_id, by=None,
        owner_id=row.package.drafted_by_id, number=str(row),
        day=rules.ends_on(last, event).strftime(rules.SHOWN),
    )  # fmt: skip
