"""When the client cannot be reached: the attempts, and the last letter that a second person approves."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint
from desk.enquiries import deadlines, last_letters
from desk.enquiries.actions.holding import note
from desk.enquiries.actions.promises import hold, keep
from desk.enquiries.enums import Evidence, PromiseState, Reached
from desk.enquiries.models import LastLetter, Promise, ReachAttempt
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.actions import ask_second, give_todo, settle_todos
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User

POST = "enquiries.post_letter"


@transaction.atomic
def try_to_reach(
    *, promise: Promise, channel: str, reached: str, by: User, step: int | None = None, told: bool = True
) -> ReachAttempt:
    """Write down one try to reach the client; `step` is its number on the page: said twice, it is one.

    `told` is false where the room above has its own line of it in the timeline.
    """
    hold(promise)
    done = list(promise.attempts.all())
    if step is not None and step <= len(done):
        return done[step - 1]
    if promise.state == PromiseState.KEPT:
        raise Refused(_("The promise is kept already."))
    attempt = ReachAttempt.objects.create(
        promise=promise, channel=channel, reached=Reached(reached), at=clock.now(), by=by
    )
    if told:
        note(f"tried.{attempt.reached}", promise.enquiry, by, attempt=str(len(done) + 1))
    return attempt


def vain(promise: Promise) -> int:
    """How many attempts in a row did not reach the client, up to now."""
    count = 0
    for attempt in reversed(promise.attempts.all()):
        if attempt.reached == Reached.REACHED:
            break
        count += 1
    return count


@transaction.atomic
def write_last_letter(
    *, promise: Promise, text: str, by: User, to: ContactPoint | None = None, address: str = ""
) -> LastLetter:
    """Write the letter that ends a promise whose client cannot be reached; a second person approves it.

    Refused before enough attempts (limit `attempts`), and for an address that is not this client's. Without
    an e-mail address it goes by post to `address`.
    """
    hold(promise)
    if texts := _not_yet(promise, text, to, address.strip()):
        raise Refused(*texts)
    enquiry = promise.enquiry
    letter = LastLetter.objects.create(
        promise=promise, to=to, address=address.strip(), text=text.strip(), written_by=by
    )
    letter.approval = ask_second(
        kind="enquiries.last_letter", subject=("last_letter", letter.pk), by=by,
        client_id=enquiry.client_id, number=enquiry.number,
    )  # fmt: skip
    letter.save(update_fields=["approval"])
    note("last_letter_written", enquiry, by)
    if letter.approval is None:
        _approved(letter)
    return letter


def _not_yet(promise: Promise, text: str, to: ContactPoint | None, address: str) -> list[str]:
    texts, enquiry = [], promise.enquiry
    if promise.state == PromiseState.KEPT:
        texts.append(_("The promise is kept already."))
    wanted, done = deadlines.amount("attempts"), vain(promise)
    if done < wanted:
        texts.append(
            _("First try to reach the client %(wanted)s times; so far: %(done)s.")
            % {"wanted": wanted, "done": done}
        )
    if not text.strip():
        texts.append(_("Write the letter."))
    if (to is None) == (address == ""):
        texts.append(_("Choose an e-mail address, or write a postal address."))
    ours = to is None or (to.client_id is not None and to.client_id == enquiry.client_id)
    theirs = to is None or (to.person_id is not None and to.person_id == enquiry.person_id)
    if to is not None and (to.kind != ContactKind.EMAIL or not (ours or theirs)):
        texts.append(_("Choose an e-mail address of this client or caller."))
    if promise.last_letters.filter(approval__state=ApprovalState.WAITING).exists():
        texts.append(_("A letter waits for a second person already."))
    return texts


def decided(approval: Approval) -> None:
    """The second person's word about a last letter (inside the transaction of the decision)."""
    letter = LastLetter.objects.select_related("promise__enquiry", "written_by").get(approval=approval)
    if approval.state == ApprovalState.APPROVED:
        _approved(letter)
        return
    note("last_letter_refused", letter.promise.enquiry, approval.decided_by)


def _approved(letter: LastLetter) -> None:
    """Into the mail, where it keeps the promise once delivered; by post, somebody must take it there."""
    promise = letter.promise
    enquiry = promise.enquiry
    if letter.to is None:
        give_todo(
            kind=POST, owner=letter.written_by, subject=("last_letter", letter.pk),
            client_id=enquiry.client_id, number=enquiry.number,
        )  # fmt: skip
        return
    letter.message = mail.queue(
        letter=last_letters.last(number=enquiry.number, text=letter.text, language=enquiry.language),
        to=letter.to.value, language=enquiry.language, subject=("enquiry", enquiry.pk),
        client_id=enquiry.client_id, by=letter.written_by,
    )  # fmt: skip
    letter.save(update_fields=["message"])
    hold(promise)
    if promise.state != PromiseState.KEPT:
        promise.awaits = letter.message
        promise.save(update_fields=["awaits"])


@transaction.atomic
def post_letter(*, letter: LastLetter, by: User) -> LastLetter:
    """An approved letter has been posted by hand; that keeps the promise. Twice changes nothing."""
    letter.refresh_from_db(from_queryset=LastLetter.objects.select_for_update(of=("self",)))
    if letter.posted_at is not None:
        return letter
    approved = letter.approval is None or letter.approval.state == ApprovalState.APPROVED
    if not letter.address or not approved:
        raise Refused(_("Only an approved letter with a postal address can be posted."))
    letter.posted_at, letter.posted_by = clock.now(), by
    letter.save(update_fields=["posted_at", "posted_by"])
    settle_todos(kind=POST, subject=("last_letter", letter.pk), by=by)
    note("last_letter_posted", letter.promise.enquiry, by)
    keep(promise=letter.promise, evidence=(Evidence.UNREACHABLE, letter.pk), by=by)
    return letter
