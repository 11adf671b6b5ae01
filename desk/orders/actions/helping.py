"""A colleague's request for help: an order in small, without approval, about something of any room."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client
from desk.http import Refused
from desk.orders.actions import orders, story
from desk.orders.enums import OrderKind
from desk.orders.models import Assignment, Order
from desk.people.concerned import is_kept
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.people.words import page_of, row_of

LONGEST = 200  # characters of what is asked, in a line; the rest stands in the text


@transaction.atomic
def ask(
    *,
    helper: User,
    title: str,
    due_at: datetime,
    by: User,
    text: str = "",
    subject: tuple[str, int] | None = None,
) -> Order:
    """Ask a colleague for help, until a time; about something of whatever room, named by kind and id.

    Its client stands in the row, so the helper has a reason to look at the client while the help is open.
    """
    if refusal := at_the_desk(by):
        raise Refused(refusal)
    if helper == by:
        raise Refused(_("Ask somebody else: what you do yourself is a to-do."))
    order = Order(
        number=orders.next_number(clock.now()), kind=OrderKind.HELP, given_by=by, due_at=due_at,
        title=story.written(title, _("Write what you need help with."))[:LONGEST], text=text.strip(),
    )  # fmt: skip
    orders.refuse_unfit(order, [helper], by)
    if subject is not None:
        _tie(order, subject, helper, by)
    order.save()
    Assignment.objects.create(order=order, user=helper)
    orders.open_order(order, by=by, kind="orders.help_asked")
    return order


def _tie(order: Order, subject: tuple[str, int], helper: User, by: User) -> None:
    kind, pk = subject
    row = client_of(kind, pk)
    if row is None or not page_of(kind, pk) or is_kept(subject, by.pk or 0):
        raise Refused(_("What it is about is not here any more."))
    if is_kept(subject, helper.pk or 0):
        raise Refused(_("This cannot be asked of %(name)s.") % {"name": helper})
    order.subject_kind, order.subject_id, order.client_id = kind, pk, row or None


def client_of(kind: str, pk: int) -> int | None:
    """The id of the client whom a thing is about, 0 for none; None where there is no such thing."""
    model = row_of(kind)
    row = model._default_manager.filter(pk=pk).first() if model is not None else None
    if row is None:
        return None
    return row.pk if isinstance(row, Client) else int(getattr(row, "client_id", None) or 0)
