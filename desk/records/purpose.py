"""Why a person may look at a client's data now: open work with the client, or a reason that was asked once.

Open work is said by the rooms that keep it (slot PURPOSES). A reason is a choice, never free text, so that
the access log holds no personal data; it stays in the session for half an hour.
"""

from collections.abc import Collection
from datetime import timedelta

from desk import clock, slots
from desk.http import Request
from desk.records.enums import Reason

KEPT = timedelta(minutes=30)
_SESSION = "reasons"


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
    """What open work of this person with one of the clients says; callables of the slot take (user, ids)."""
    for find in slots.each("PURPOSES") if client_ids else ():
        found: str = find(request.user, client_ids)
        if found:
            return found
    return ""


def _kept(request: Request, key: str) -> str:
    reason, until = request.session.get(_SESSION, {}).get(key, ("", 0))
    return str(reason) if until > clock.now().timestamp() else ""
