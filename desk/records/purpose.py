"""Why a person may look at a client's data now: open work with the client, or a reason that was asked once.

Open work is said by the rooms that keep it (slot PURPOSES). A reason is a choice, never free text, so that
the access log holds no personal data; it stays in the session for half an hour.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import update_wrapper
from typing import Any

from django.db.models import F, QuerySet, Value

from desk import clock, slots
from desk.http import Request
from desk.people.models import User
from desk.records.enums import Reason

KEPT = timedelta(minutes=30)
_SESSION = "reasons"


@dataclass(frozen=True)
class Held:
    """Open work of one kind, the one to be named first; `key` is what the kind is numbered by."""

    kind: str
    rows: QuerySet[Any]
    key: str = "pk"


class of_open_work:  # noqa: N801  # a decorator
    """Makes a callable of the slot PURPOSES of a function that gives what a person holds of these clients.

    The rooms are asked in one question, however many they are; called alone it answers "enquiry:7", or
    nothing.
    """

    def __init__(self, find: Callable[[User, Collection[int]], Sequence[Held]]) -> None:
        self.find = find
        update_wrapper(self, find)

    def __call__(self, user: User, client_ids: Collection[int]) -> str:
        return _first(self.find(user, client_ids))


def of_client(request: Request, client_id: int) -> str:
    """The purpose for the access log, such as "enquiry:7" or "correction"; empty when none is known."""
    return _work(request, [client_id]) or _kept(request, f"client:{client_id}")


def of_person(request: Request, person_id: int, client_ids: Collection[int]) -> str:
    """As for a client; work with, or a reason for, any client for whom the person acts will do."""
    keys = [f"person:{person_id}", *(f"client:{client_id}" for client_id in client_ids)]
    return _work(request, client_ids) or next(filter(None, (_kept(request, key) for key in keys)), "")


def remember(request: Request, kind: str, pk: int, reason: Reason) -> None:
    """Keep the given reason for this client or person (`kind`) in the session."""
    until = (clock.now() + KEPT).timestamp()
    request.session[_SESSION] = {
        **request.session.get(_SESSION, {}),
        f"{kind}:{pk}": [reason.value, until],
    }


def of_work(request: Request, client_ids: Collection[int]) -> str:
    """As `of_client`, for any of these clients and by open work only: a reason that was asked is no work."""
    return _work(request, client_ids)


def kept(request: Request, kind: str, pk: int) -> str:
    """The reason that was given for this one thing within the last half hour; empty when none was."""
    return _kept(request, f"{kind}:{pk}")


def _work(request: Request, client_ids: Collection[int]) -> str:
    """What open work of this person with one of the clients says, the rooms in the order of the slot."""
    if not client_ids:
        return ""
    return _first([held for room in slots.each("PURPOSES") for held in room.find(request.user, client_ids)])


def _first(held: Sequence[Held]) -> str:
    """The first of each, in one question; of them the first in the order of the rooms."""
    asked = [
        each.rows.annotate(
            held_rank=Value(rank), held_kind=Value(each.kind), held_key=F(each.key)
        ).values_list("held_rank", "held_kind", "held_key")[:1]
        for rank, each in enumerate(held)
    ]
    if not asked:
        return ""
    found = list(asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0])
    _rank, what, number = min(found, default=(0, "", 0))
    return f"{what}:{number}" if found else ""


def _kept(request: Request, key: str) -> str:
    reason, until = request.session.get(_SESSION, {}).get(key, ("", 0))
    return str(reason) if until > clock.now().timestamp() else ""
