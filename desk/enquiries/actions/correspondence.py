"""Writing to the client: a draft for each writer, held back for a moment, then in the mail."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.enquiries import closing, threads
from desk.enquiries.actions.awaited import wait_for
from desk.enquiries.actions.enquiries import close, reopen
from desk.enquiries.actions.holding import lock
from desk.enquiries.actions.waiting import pause
from desk.enquiries.enums import AfterLetter, State
from desk.enquiries.models import Draft, DraftFile, Enquiry, Glance, OutcomeCode, PauseReason, Promise
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.actions import Letter
from desk.mail.enums import EventKind
from desk.mail.models import Incoming, Message
from desk.people.actions import tell
from desk.people.models import Notice, User
from desk.records import blobs, filecheck

WAITS_FOR = "client-data"  # the reason of waiting after a letter that asks something
FILES = 10
ALL_FILES = 15 * 1024 * 1024  # bytes of all files together; many servers take no bigger letter
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Written:
    """What the writer's page holds; `version`: the one that it was opened with, 0 before the first saving."""

    to: str
    language: str
    subject: str
    text: str
    version: int
    answers: Incoming | None = None
    promise: Promise | None = None
    then: str = ""
    outcome: OutcomeCode | None = None


class SavedMeanwhile(Refused):
    """The same draft was saved in another window; what stands there is in `stored`, nothing was lost."""

    def __init__(self, stored: Draft) -> None:
        super().__init__(
            _("The letter was saved in another window meanwhile. Both texts are below: nothing is lost.")
        )
        self.stored = stored


@transaction.atomic
def save_draft(*, enquiry: Enquiry, written: Written, by: User) -> Draft:
    """Keep what is written so far. SavedMeanwhile when it is not what the page was opened with."""
    lock(enquiry)
    draft = Draft.objects.select_for_update().filter(enquiry=enquiry, writer=by).first()
    if draft is not None and draft.leaves_at is not None:
        raise Refused(_("The letter is leaving. Take it back first."))
    if draft is not None and draft.version != written.version:
        raise SavedMeanwhile(draft)
    draft = draft or Draft(enquiry=enquiry, writer=by, version=0)
    for name in ("to", "language", "text", "answers", "promise", "then", "outcome"):
        setattr(draft, name, getattr(written, name))
    draft.subject = " ".join(written.subject.split())[: threads.SUBJECT]
    draft.version += 1
    draft.saved_at = clock.now()
    draft.save()
    return draft


@transaction.atomic
def throw_draft_away(*, draft: Draft, by: User) -> None:
    """The writer does not want it; Refused once it is leaving."""
    _own(draft, by)
    if draft.leaves_at is not None:
        raise Refused(_("The letter is leaving. Take it back first."))
    draft.delete()


@transaction.atomic
def enclose(*, draft: Draft, name: str, data: bytes, by: User) -> DraftFile:
    """Put a file with the letter; Refused with the words of the file check."""
    _own(draft, by)
    verdict = filecheck.check(data, name)
    if verdict.outcome is not filecheck.Outcome.TAKEN:
        raise Refused(verdict.words)
    held = list(draft.files.select_related("blob"))
    if len(held) >= FILES:
        raise Refused(_("A letter takes ten files at most."))
    if sum(file.blob.size for file in held) + len(data) > ALL_FILES:
        raise Refused(_("The files are too big for one letter: 15 MB at most together."))
    blob = blobs.store(data, verdict.content_type, "enclosure")
    return DraftFile.objects.create(draft=draft, name=verdict.name, blob=blob)


@transaction.atomic
def take_out(*, file: DraftFile, by: User) -> None:
    """The file does not go with the letter after all."""
    _own(file.draft, by)
    file.delete()


@transaction.atomic
def send_draft(*, draft: Draft, by: User) -> Draft:
    """Send the letter: it is held back for a moment, in which it can be taken back.

    Refused with everything that is missing in it, or in the enquiry that is to be closed with it.
    """
    lock(draft.enquiry, by)
    _own(draft, by)
    if texts := _missing(draft):
        raise Refused(*texts)
    draft.leaves_at = clock.now() + timedelta(seconds=settings.LETTER_HELD_SECONDS)
    draft.save(update_fields=["leaves_at"])
    outbox.wake("enquiries.leave", draft.pk, settings.LETTER_HELD_SECONDS + 1)
    return draft


def _missing(draft: Draft) -> list[str]:
    texts = []
    try:
        validate_email(draft.to)
    except ValidationError:
        texts.append(_("Write the e-mail address to which the letter goes."))
    if not draft.subject.strip():
        texts.append(_("Give the letter a title."))
    if not draft.text.strip():
        texts.append(_("The letter is empty."))
    if left := threads.unfilled(draft.text):
        texts.append(_("Fill in what stands in braces: %(left)s.") % {"left": ", ".join(left)})
    if draft.enquiry.practice:
        texts.append(_("Nothing is sent out of a practice enquiry."))
    if draft.then == AfterLetter.CLOSE:
        if draft.outcome is None:
            texts.append(_("Choose the outcome with which the enquiry is closed."))
        texts += closing.missing(draft.enquiry, draft.outcome)
    return texts


@transaction.atomic
def take_back(*, draft: Draft, by: User) -> Draft:
    """A mis-click: the letter does not leave; Refused when it has left."""
    found = Draft.objects.select_for_update().filter(pk=draft.pk, writer=by).first()
    if found is None:
        raise Refused(_("The letter has left already."))
    found.leaves_at = None
    found.save(update_fields=["leaves_at"])
    return found


@transaction.atomic
def leave(*, draft_id: int) -> Message | None:
    """By rule: a letter whose moment is over goes into the mail, and what was to follow it happens.

    Nothing when it was taken back, is not ripe, or has left: the worker may come twice.
    """
    ripe = Draft.objects.ripe(clock.now()).select_for_update(of=("self",))
    draft = ripe.select_related("enquiry", "writer").filter(pk=draft_id).first()
    if draft is None:
        return None
    enquiry = draft.enquiry
    try:
        with transaction.atomic():
            message = _post(draft)
    except Refused:
        draft.leaves_at = None
        draft.save(update_fields=["leaves_at"])
        _tell(draft, "enquiries.letter_held")
        return None
    lock(enquiry)
    try:
        with transaction.atomic():
            _follow(draft, message)
    except Refused:
        _tell(draft, "enquiries.letter_left_open")
    draft.delete()
    return message


def _post(draft: Draft) -> Message:
    enquiry = draft.enquiry
    return mail.queue(
        letter=Letter(threads.title(draft.subject, enquiry.number), draft.text.strip()),
        to=draft.to,
        language=draft.language,
        subject=("enquiry", enquiry.pk),
        client_id=enquiry.client_id,
        by=draft.writer,
        written=True,
        answers=draft.answers,
        enclosures=[(file.name, file.blob) for file in draft.files.select_related("blob")],
    )


def _follow(draft: Draft, message: Message) -> None:
    enquiry, by = draft.enquiry, draft.writer
    if draft.promise is not None:
        wait_for(promise=draft.promise, message=message, by=by)
    if draft.then == AfterLetter.WAIT:
        usable = PauseReason.objects.filter(active=True)
        reason = usable.filter(code=WAITS_FOR).first() or usable.order_by("position").first()
        if reason is None:
            raise Refused(_("The administrator has set no reason of waiting."))
        pause(enquiry=enquiry, reason=reason, by=by)
    elif draft.then == AfterLetter.CLOSE and draft.outcome is not None:
        close(enquiry=enquiry, outcome=draft.outcome, by=by)


def _tell(draft: Draft, kind: str) -> None:
    tell(
        users=[draft.writer], kind=kind, subject=("enquiry", draft.enquiry_id),
        client_id=draft.enquiry.client_id, number=draft.enquiry.number,
    )  # fmt: skip


def leave_ripe() -> int:
    """By rule: letters that the worker was not woken for; how many left."""
    ripe = list(Draft.objects.ripe(clock.now()).order_by("pk").values_list("pk", flat=True)[:200])
    return sum(leave(draft_id=pk) is not None for pk in ripe)


def follow_bounces() -> int:
    """By rule: whose letter could not be delivered is told, once, and a closed enquiry is open again."""
    since = clock.now() - LOOKED_BACK
    returned = Message.objects.filter(
        subject_kind="enquiry", events__kind=EventKind.BOUNCED, events__at__gte=since
    )
    told = Notice.objects.filter(kind="enquiries.letter_bounced", at__gte=since, subject_kind="message")
    new = returned.exclude(pk__in=told.values("subject_id")).order_by("pk").distinct()[:200]
    return sum(_came_back(message) for message in new)


@transaction.atomic
def _came_back(message: Message) -> bool:
    Message.objects.select_for_update().get(pk=message.pk)
    enquiry = Enquiry.objects.select_related("owner").filter(pk=message.subject_id).first()
    whom = (enquiry.owner if enquiry else None) or message.by
    known = Notice.objects.filter(
        kind="enquiries.letter_bounced", subject_kind="message", subject_id=message.pk
    )
    if enquiry is None or whom is None or known.exists():
        return False
    if message.written and enquiry.state == State.CLOSED:
        reopen(enquiry=enquiry, by=None)
    tell(
        users=[whom], kind="enquiries.letter_bounced", subject=("message", message.pk),
        client_id=enquiry.client_id, number=enquiry.number,
    )  # fmt: skip
    return True


@transaction.atomic
def glance(*, enquiry: Enquiry, by: User) -> None:
    """The person has the enquiry's page open at this moment."""
    Glance.objects.update_or_create(enquiry=enquiry, user=by, defaults={"at": clock.now()})


def _own(draft: Draft, by: User) -> None:
    draft.refresh_from_db(from_queryset=Draft.objects.select_for_update())
    if draft.writer_id != by.pk:
        raise Refused(_("Only the writer changes a letter that is being written."))
