"""Requests about own data: received, prolonged, decided, told; what was corrected, and who else was told."""

from calendar import monthrange
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.clients import letters
from desk.clients.actions.cautions import add_caution
from desk.clients.actions.clients import change_client
from desk.clients.actions.persons import change_person
from desk.clients.enums import CautionKind, ContactKind, Decision, RequestKind, RequestState
from desk.clients.models import (
    Client,
    ContactPoint,
    Correction,
    DataRequest,
    Person,
    RecipientTold,
    ReportWork,
)
from desk.clients.subjects import erase, of_row
from desk.clients.subjects.erasing import obstacles
from desk.http import Refused
from desk.mail import actions as mail
from desk.outbox import JobState
from desk.people import actions as people
from desk.people.models import Approval, User
from desk.records.actions import note
from desk.records.holdings import Erasure, Fate, Ground, Outcome

MONTHS, LONGER = 1, 2  # GDPR 12 (3): a month, and two more with a reason
SECOND = "clients.erasure"
TASK = "contracts.data_report"
# What the desk changes itself at the person's request; of everything else the words are written down.
OWN_FIELDS = {
    "client": ("name", "personal_code", "language"),
    "person": ("first_name", "last_name", "personal_code", "language"),
}


@transaction.atomic
def receive(
    *,
    row: Client | Person,
    kind: str,
    identified: str,
    by: User,
    wish: str = "",
    ground: str = "",
    received_at: datetime | None = None,
) -> DataRequest:
    """Write down what a person asks, with the day by which it is answered.

    Refused for an organisation, and while the same is asked already.
    """
    of_row(row)  # refuses an organisation
    now = clock.now()
    received = received_at or now
    if received > now:
        raise Refused(_("It cannot have been received in the future."))
    owner = {"client": row} if isinstance(row, Client) else {"person": row}
    if DataRequest.objects.open().filter(kind=kind, **owner).exists():
        raise Refused(_("The same is asked already: open that request."))
    if kind == RequestKind.ERASURE and not ground:
        raise Refused(_("Choose on what ground the data are to be erased."))
    request = DataRequest.objects.create(
        kind=RequestKind(kind), identified=identified, wish=wish.strip(), received_at=received,
        ground=ground if kind == RequestKind.ERASURE else "", due_at=_end(received, MONTHS), entered_by=by,
        **owner,
    )  # fmt: skip
    _note(request, f"clients.data_asked.{request.kind}", by)
    return request


@transaction.atomic
def extend(*, request: DataRequest, reason: str, by: User) -> DataRequest:
    """Two months more, once, with a reason that the person is told."""
    _hold(request, open_only=True)
    if request.extended_at is not None:
        raise Refused(_("It was prolonged before; the law allows that once."))
    if not reason.strip():
        raise Refused(_("Write why it takes longer: the person is told."))
    request.extended_at, request.extension_reason = clock.now(), reason.strip()
    request.due_at = _end(request.received_at, MONTHS + LONGER)
    request.save(update_fields=["extended_at", "extension_reason", "due_at"])
    _note(request, "clients.data_extended", by)
    return request


@transaction.atomic
def order_report(*, request: DataRequest, by: User) -> ReportWork:
    """Have the report made by the worker; asked again, it is made anew."""
    _hold(request, open_only=True)
    work: ReportWork
    work, made = ReportWork.jobs.select_for_update().get_or_create(request=request, defaults={"asked_by": by})
    if not made and work.state not in {JobState.PENDING, JobState.SENDING}:
        work.state, work.attempts, work.next_at, work.reason = JobState.PENDING, 0, None, ""
        work.asked_by, work.asked_at = by, clock.now()
        work.save()
    outbox.wake(TASK, work.pk)
    return work


@transaction.atomic
def decide(*, request: DataRequest, decision: str, reason: str, basis: str, by: User) -> DataRequest:
    """The head's word. An erasure waits for a second person, and is done with that person's yes.

    A refusal needs a reason and a legal basis, since the person may complain about it.
    """
    _hold(request, open_only=True)
    if request.state != RequestState.OPEN:
        raise Refused(_("This has been decided already."))
    if decision != Decision.GRANTED and not (reason.strip() and basis.strip()):
        raise Refused(_("Write the reason and the legal basis: the person may complain about it."))
    request.decision, request.reason, request.basis = Decision(decision), reason.strip(), basis.strip()
    request.decided_at, request.decided_by, request.state = clock.now(), by, RequestState.DECIDED
    if decision != Decision.REFUSED and request.kind == RequestKind.ERASURE:
        first = obstacles(erase(of_row(_row(request)), _erasure(request, dry=True)))
        if first and _ground(request) is not Ground.NO_LONGER_NEEDED:
            raise Refused(*first)
        request.approval = people.ask_second(
            kind=SECOND, subject=("data_request", request.pk), client_id=request.client_id, by=by,
            number=request.number,
        )  # fmt: skip
        request.state = RequestState.SECOND if request.approval else RequestState.DECIDED
    request.save()
    if request.state == RequestState.DECIDED:
        _carry_out(request, by)
    return request


@transaction.atomic
def decided(approval: Approval) -> None:
    """What follows from the second person's word (slot SECOND_EYES)."""
    request = DataRequest.objects.select_for_update().get(pk=approval.subject_id)
    if request.state != RequestState.SECOND:
        return
    if approval.decided_by is not None and approval.state == "approved":
        request.state = RequestState.DECIDED
        request.save(update_fields=["state"])
        _carry_out(request, approval.decided_by)
    else:
        request.decision, request.decided_at, request.decided_by = "", None, None
        request.state, request.approval = RequestState.OPEN, None
        request.save()


def _carry_out(request: DataRequest, by: User) -> None:
    _note(request, f"clients.data_decided.{request.decision}", by)
    if request.decision == Decision.REFUSED:
        return
    if request.kind == RequestKind.RESTRICTION:
        add_caution(client=request.client, person=request.person, kind=CautionKind.RESTRICTED, by=by)
    if request.kind == RequestKind.ERASURE:
        outcomes = erase(of_row(_row(request)), _erasure(request, dry=False, by=by))
        request.refresh_from_db()
        request.outcome = summed(outcomes)
        DataRequest.objects.filter(pk=request.pk).update(outcome=request.outcome)
        note(
            kind="clients.erased", subject=request.subject_key, client_id=request.client_id, by=by
        )  # fmt: skip


def summed(outcomes: list[Outcome]) -> dict[str, object]:
    """How many of each kind had which fate, and why what is kept stays; no personal data."""
    fates: dict[str, dict[str, int]] = {}
    reasons: dict[str, str | None] = {}
    for outcome in outcomes:
        of_kind = fates.setdefault(outcome.kind, dict.fromkeys(map(str, Fate.values), 0))
        of_kind[outcome.fate] += 1
        if outcome.fate == Fate.KEPT:
            until = outcome.until.isoformat() if outcome.until else None
            reasons[outcome.reason] = max(filter(None, (reasons.get(outcome.reason), until)), default=None)
    return {"fates": fates, "kept": [[reason, until] for reason, until in reasons.items()]}


def try_out(request: DataRequest) -> list[Outcome]:
    """What an erasure would do, said by the same steps, which are taken back."""
    return erase(of_row(_row(request)), _erasure(request, dry=True))


@transaction.atomic
def correct(
    *, request: DataRequest, field: str, after: str, by: User, reason: str = "", before: str = "",
    subject: tuple[str, int] | None = None,
) -> Correction:  # fmt: skip
    """Correct one fact of the person by the room's own edit, or write down why something stays as it is.

    `subject` is another record, such as ("call", 12), that is evidence or another room's: its story then says
    that the person disputes it.
    """
    _hold(request, open_only=True)
    if request.kind != RequestKind.CORRECTION:
        raise Refused(_("Corrections belong to a request for correction."))
    if not after.strip() and not reason.strip():
        raise Refused(_("Write what is right, or why it stays as it is."))
    row, own = _row(request), subject is None and after.strip()
    about = subject or request.subject_key
    if own:
        if field not in OWN_FIELDS[request.subject_key[0]]:
            raise Refused(_("This is not corrected here: open the record and correct it there."))
        before = str(getattr(row, field))
        change = {field: after.strip()}
        if isinstance(row, Client):
            change_client(client=row, by=by, **change)
        else:
            change_person(person=row, by=by, **change)
    correction = Correction.objects.create(
        request=request, subject_kind=about[0], subject_id=about[1], field=field, before=before.strip(),
        after=after.strip(), reason="" if after.strip() else reason.strip(), by=by,
    )  # fmt: skip
    kind = "clients.data_corrected" if after.strip() else "clients.data_disputed"
    note(kind=kind, subject=about, client_id=request.client_id, by=by, number=request.number)
    return correction


@transaction.atomic
def told_recipient(*, request: DataRequest, recipient: str, reference: str, by: User) -> RecipientTold:
    """Note that somebody to whom the data had gone was told (GDPR 19)."""
    _hold(request)
    if not recipient.strip():
        raise Refused(_("Write who was told."))
    told = RecipientTold.objects.create(
        request=request, recipient=recipient.strip(), reference=reference.strip(), by=by
    )
    _note(request, "clients.data_recipient_told", by)
    return told


@transaction.atomic
def write_ready(*, request: DataRequest, contact: ContactPoint, by: User) -> None:
    """A letter that the answer is ready and where to get it; it holds none of the data."""
    _hold(request, open_only=True)
    if contact.kind != ContactKind.EMAIL or contact.owner_key != request.subject_key:
        raise Refused(_("Choose an e-mail address of the person."))
    language = contact.language or _row(request).language
    mail.queue(
        letter=letters.data_ready(language, request.number), to=contact.value, language=language,
        subject=("data_request", request.pk), client_id=request.client_id, by=by,
    )  # fmt: skip


@transaction.atomic
def close(*, request: DataRequest, told_how: str, by: User) -> DataRequest:
    """The person has the answer: how it was handed over."""
    _hold(request, open_only=True)
    if request.state == RequestState.SECOND:
        raise Refused(_("A second person still looks at it."))
    if request.state != RequestState.DECIDED:
        raise Refused(_("It is not decided yet."))
    owes = request.kind == RequestKind.REPORT and request.decision != Decision.REFUSED
    if owes and not request.files.exists():
        raise Refused(_("Have the report made first."))
    if not told_how.strip():
        raise Refused(_("Write how the person got the answer."))
    return _end_with(request, RequestState.CLOSED, told_how.strip(), "clients.data_told", by)


@transaction.atomic
def withdraw(*, request: DataRequest, by: User) -> DataRequest:
    """The person no longer wants it."""
    _hold(request, open_only=True)
    if request.state == RequestState.DECIDED and request.kind == RequestKind.ERASURE:
        raise Refused(_("The data are erased already."))
    people.withdraw_about(kind=SECOND, subject=("data_request", request.pk), by=by)
    return _end_with(request, RequestState.WITHDRAWN, "", "clients.data_withdrawn", by)


def _end_with(request: DataRequest, state: str, how: str, kind: str, by: User) -> DataRequest:
    request.state, request.told_how = RequestState(state), how
    request.closed_at, request.closed_by = clock.now(), by
    request.save(update_fields=["state", "told_how", "closed_at", "closed_by"])
    _note(request, kind, by)
    return request


def _hold(request: DataRequest, *, open_only: bool = False) -> None:
    request.refresh_from_db(from_queryset=DataRequest.objects.select_for_update(of=("self",)))
    if open_only and not request.is_open:
        raise Refused(_("This request is over."))


def _row(request: DataRequest) -> Client | Person:
    row = request.client or request.person
    assert row is not None  # a constraint of the table
    return row


def _ground(request: DataRequest) -> Ground:
    return Ground(request.ground or Ground.NO_LONGER_NEEDED)


def _erasure(request: DataRequest, *, dry: bool, by: User | None = None) -> Erasure:
    return Erasure(_ground(request), by, dry=dry, basis=request.basis or request.number)


def _end(received: datetime, months: int) -> datetime:
    """The end of the day so many months later, in local time; the last of a month that is shorter."""
    day = timezone.localtime(received)
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = min(day.day, monthrange(year, month)[1])
    return timezone.make_aware(datetime(year, month, last, 23, 59, 59))  # noqa: DTZ001


def _note(request: DataRequest, kind: str, by: User) -> None:
    note(
        kind=kind, subject=request.subject_key, client_id=request.client_id, by=by, number=request.number
    )  # fmt: skip
