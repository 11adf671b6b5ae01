"""What is done with one row of an order: the client is sought, what was found is written down."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.mail.actions import Letter, queue
from desk.orders import permissions
from desk.orders.actions import reporting, story
from desk.orders.enums import Channel, ItemResult, ItemState, OrderState
from desk.orders.models import ItemAttempt, ItemFinding, Objection, WorkItem
from desk.people.deputies import works_for
from desk.people.models import User
from desk.people.permissions import leads
from desk.records import blobs
from desk.records.actions import note


@dataclass(frozen=True)
class Found:
    """What somebody found in a row. Of a correction: where, what stood there, what stands there now, and a
    link or a picture of it, given as bytes with their type."""

    result: ItemResult
    check: str = ""
    place: str = ""
    before: str = ""
    after: str = ""
    link: str = ""
    picture: tuple[bytes, str] | None = None
    note: str = ""


@transaction.atomic
def find(*, item: WorkItem, found: Found, by: User) -> ItemFinding:
    """Write down what came of the row, which is done with it; with the last row the order is reported."""
    _hold(item, by)
    if found.result == ItemResult.UNREACHABLE:
        _refuse_too_few(item, found.note, by)
    screenshot = None
    if found.picture is not None:
        screenshot = blobs.store(*found.picture, "screenshot")
    finding = ItemFinding.objects.create(
        item=item, result=found.result, check_name=found.check, place=found.place, before=found.before,
        after=found.after, link=found.link, screenshot=screenshot, note=found.note.strip(), by=by,
    )  # fmt: skip
    item.state, item.result, item.rests_until = ItemState.DONE, found.result, None
    item.done_at, item.done_by = clock.now(), by
    item.save(update_fields=["state", "result", "rests_until", "done_at", "done_by"])
    _note(item, f"orders.row.{found.result}", by)
    reporting.rows_done(order=item.order, by=by)
    _wake(item)
    return finding


@transaction.atomic
def open_again(*, item: WorkItem, reason: str, by: User) -> None:
    """The result was a mistake: the row is open again. What was written stays, and why it does not hold."""
    story.hold(item.order)
    item.refresh_from_db(from_queryset=WorkItem.objects.select_for_update(of=("self",)))
    _refuse_stranger(item, by)
    if item.order.state != OrderState.GIVEN:
        raise Refused(_("The order is no longer worked on: have it sent back first."))
    if item.state != ItemState.DONE:
        raise Refused(_("This row is open."))
    reason = story.written(reason, _("Write why the result does not hold."))
    ItemFinding.objects.create(item=item, result=ItemResult.TAKEN_BACK, note=reason, by=by)
    item.state, item.result, item.done_at, item.done_by = ItemState.OPEN, "", None, None
    item.save(update_fields=["state", "result", "done_at", "done_by"])
    _note(item, "orders.row.taken_back", by)
    _wake(item)


@transaction.atomic
def attempt(
    *, item: WorkItem, channel: Channel, by: User, contact: ContactPoint | None = None, reached: bool = False,
    wrong: bool = False, text: str = "", rests_until: datetime | None = None,
) -> ItemAttempt:  # fmt: skip
    """The client was sought from the row; one who was not reached is counted. The row may rest until then."""
    _hold(item, by)
    if wrong and reached:
        raise Refused(_("Whoever was reached was not at a wrong number."))
    if wrong and contact is None:
        raise Refused(_("Choose the number or address that is wrong."))
    _refuse_alien(item, contact)
    if rests_until is not None and rests_until <= clock.now():
        raise Refused(_("The row cannot rest until a time that has passed."))
    made = ItemAttempt.objects.create(
        item=item, channel=channel, contact=contact, reached=reached, wrong=wrong, note=text.strip(), by=by
    )
    if not reached:
        item.attempts += 1
    item.rests_until = rests_until
    item.save(update_fields=["attempts", "rests_until"])
    _note(item, "orders.row_sought", by)
    return made


@transaction.atomic
def write(*, item: WorkItem, contact: ContactPoint, letter: Letter, language: str, by: User) -> ItemAttempt:
    """A letter from the row to one of the client's addresses; whether it arrived, the mail room knows."""
    _hold(item, by)
    _refuse_alien(item, contact)
    if not letter.subject.strip() or not letter.text.strip():
        raise Refused(_("The letter needs a title and a text."))
    message = queue(
        letter=letter, to=contact.value, language=language, subject=("order", item.order_id),
        client_id=item.client_id, by=by, written=True,
    )  # fmt: skip
    made = ItemAttempt.objects.create(
        item=item, channel=Channel.EMAIL, contact=contact, message=message, by=by
    )
    item.attempts += 1
    item.save(update_fields=["attempts"])
    _note(item, "orders.row_sought", by)
    return made


def refusal(item: WorkItem, by: User) -> str:
    """Why this person does nothing with the row now, as a text; empty when he may."""
    if item.order.state != OrderState.GIVEN:
        return _("The order is “%(state)s”: its rows stand as they are.") % {
            "state": item.order.get_state_display()
        }
    # An error that was found may be corrected later, without taking back that it was found.
    if item.state != ItemState.OPEN and item.result != ItemResult.ERROR_FOUND:
        return _("This row is “%(state)s”.") % {"state": item.get_state_display()}
    declined = Objection.objects.refusals().filter(order=item.order_id, by_id__in=works_for(by))
    if item.owner_id in works_for(by) and declined.filter(by_id=item.owner_id).exists():
        return _("You declined this order: first an answer to that is awaited.")
    return ""


def _hold(item: WorkItem, by: User) -> None:
    """The order first, then its row, as everywhere; refused where nothing may be done with it."""
    story.hold(item.order)
    item.refresh_from_db(
        fields=["state", "owner", "attempts", "rests_until", "client"],
        from_queryset=WorkItem.objects.select_for_update(of=("self",)),
    )
    _refuse_stranger(item, by)
    if text := refusal(item, by):
        raise Refused(text)


def _refuse_stranger(item: WorkItem, by: User) -> None:
    if permissions.does(by, item.order) and (text := permissions.manages(by, item.order)):
        raise Refused(text)


def _refuse_alien(item: WorkItem, contact: ContactPoint | None) -> None:
    if contact is None:
        return
    theirs = ContactPoint.objects.of_client(item.client_id or 0)
    if not theirs.filter(pk=contact.pk).exists():
        raise Refused(_("This contact does not belong to the client of the row."))


def _refuse_too_few(item: WorkItem, why: str, by: User) -> None:
    wanted = item.order.attempts_wanted
    if item.attempts >= wanted or (leads(by) is None and why.strip()):
        return
    raise Refused(
        _("The client was sought %(made)s times of %(wanted)s: a senior may say sooner why it is enough.")
        % {"made": item.attempts, "wanted": wanted}
    )


def _wake(item: WorkItem) -> None:
    if item.owner_id is not None:
        story.wake(item.order, item.owner_id)


def _note(item: WorkItem, kind: str, by: User) -> None:
    note(
        kind=kind, subject=("order", item.order_id), client_id=item.client_id, by=by, owner_id=item.owner_id,
        number=item.order.number, row=item.position,
    )  # fmt: skip
