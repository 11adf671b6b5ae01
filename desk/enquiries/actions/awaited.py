"""Letters that keep promises: sent is not told, so a promise waits whether its letter comes back."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import evidence as proof
from desk.enquiries.actions.holding import note
from desk.enquiries.actions.promises import hold, kept, reopen_promise, tell_owner
from desk.enquiries.enums import Channel, Evidence, PromiseState, Reached
from desk.enquiries.models import LastLetter, Promise, ReachAttempt
from desk.http import Refused
from desk.mail.enums import EventKind
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User

AT_ONCE = 200  # rows of one sweep; the rest has the next minute


@transaction.atomic
def wait_for(*, promise: Promise, message: Message, by: User | None) -> Promise:
    """This letter tells the client: once it is delivered the promise is kept, if it comes back it is not.

    Refused for another client's letter or one older than the promise.
    """
    hold(promise)
    if promise.state == PromiseState.KEPT or promise.awaits_id == message.pk:
        return promise
    if not proof.belongs(promise, message):
        raise Refused(_("This letter is not to this client, or is older than the promise."))
    promise.awaits = message
    promise.save(update_fields=["awaits"])
    note("waits_for_letter", promise.enquiry, by)
    return promise


def follow_letters() -> int:
    """By rule: what became of letters that promises wait for, or were kept by; how many promises moved.

    It goes by what stands in the rows, so a worker that dies in the middle loses nothing and twice is once.
    """
    known = MessageEvent.objects.filter(message=OuterRef("awaits"))
    settled = Exists(known.exclude(kind=EventKind.ACCEPTED))
    waiting = Promise.objects.waiting_for_a_letter().filter(settled).order_by("pk")
    moved = sum(_settle(pk) for pk in waiting.values_list("pk", flat=True)[:AT_ONCE])
    for pk in _kept_by_returned():
        with translation.override("et"):
            why = _("The letter came back.")
        reopen_promise(promise=Promise.objects.get(pk=pk), by=None, why=why)
        moved += 1
    return moved


def _kept_by_returned() -> list[int]:
    returned = MessageEvent.objects.filter(kind=EventKind.BOUNCED).values("message_id")
    last = LastLetter.objects.filter(message_id__in=returned).values("pk")
    by_letter = Q(evidence_kind=Evidence.MESSAGE, evidence_id__in=returned)
    by_last = Q(evidence_kind=Evidence.UNREACHABLE, evidence_id__in=last)
    pks: list[int] = []
    for which in (by_letter, by_last):
        found = Promise.objects.filter(which, state=PromiseState.KEPT).order_by("pk")
        pks += found.values_list("pk", flat=True)[:AT_ONCE]
    return pks


@transaction.atomic
def _settle(pk: int) -> bool:
    promise = Promise.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=pk)
    letter = promise.awaits
    if letter is None or promise.state == PromiseState.KEPT:
        return False
    happened = set(letter.events.values_list("kind", flat=True))
    if EventKind.BOUNCED in happened or letter.state in (JobState.FAILED, JobState.UNKNOWN):
        _came_back(promise, letter)
        return True
    if EventKind.DELIVERED not in happened:
        return False  # refused once, and a person has put it in the mail again
    last = promise.last_letters.filter(message=letter).first()
    kept(promise, (Evidence.UNREACHABLE, last.pk) if last else (Evidence.MESSAGE, letter.pk))
    note("kept", promise.enquiry, letter.by)
    return True


def _came_back(promise: Promise, letter: Message) -> None:
    promise.awaits = None
    promise.save(update_fields=["awaits"])
    by = letter.by or promise.enquiry.owner or promise.made_by
    if by is not None:
        ReachAttempt.objects.create(
            promise=promise, channel=Channel.EMAIL, reached=Reached.RETURNED, at=clock.now(), by=by
        )
    note("letter_came_back", promise.enquiry, None)
    # Of a letter about the enquiry itself its owner hears in any case (`follow_bounces`).
    if letter.subject_kind != "enquiry":
        tell_owner(promise, "enquiries.letter_came_back")
