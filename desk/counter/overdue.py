"""Papers that somebody owes: those in the hands of people, and the late ones of both sides. Reads only."""

from collections.abc import Collection

from django.db.models import Q

from desk.counter.enums import MailState
from desk.counter.models import IncomingMail
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work

MOST = 200  # rows; more than that is not a list to work from
TO_ROUTE = (MailState.SCANNING, MailState.RECEIVED)


def of_people(user_ids: Collection[int]) -> Q:
    """Papers that these people must act on: to route what they took in, to accept what they were handed."""
    return (
        Q(state__in=TO_ROUTE, received_by__in=user_ids)
        | Q(state=MailState.RETURNED, handed_by__in=user_ids)
        | Q(state=MailState.HANDED, specialist__in=user_ids)
    )


def of_both(user: User) -> Q:
    """Late ones that this person should accept, or took in or handed over for somebody to accept."""
    mine = works_for(user)
    return of_people(mine) | Q(state=MailState.HANDED, handed_by__in=mine)


@of_open_work
def paper_in_hand(user: User, client_ids: Collection[int]) -> list[Held]:
    """`incoming_mail:7` when the person has an open paper of one of these clients, else empty (PURPOSES)."""
    mine = IncomingMail.objects.filter(of_people(works_for(user)), client_id__in=client_ids)
    return [Held("incoming_mail", mine.order_by("pk"))]
