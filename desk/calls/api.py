"""The exchange's door: events in, whom to ring out. Fast, so it is a plain view and not DRF."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from desk.calls import actions, wire
from desk.calls.enums import EventKind
from desk.calls.models import Line
from desk.http import machine

log = logging.getLogger(__name__)

ACTIONS = {
    EventKind.NEW_CALL: actions.rang,
    EventKind.ANSWER: actions.answered,
    EventKind.HANGUP: actions.hung_up,
}


def _no(status: int, reason: str) -> JsonResponse:
    response = JsonResponse({"error": reason}, status=status)
    # Django would log the path of a 4xx, and the path holds the line's token.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _signed(request: HttpRequest) -> bool:
    key = settings.TELEPHONY_HMAC_KEY
    if not key:
        return True
    said = request.headers.get("X-Abilaud-Signature", "").removeprefix("sha256=")
    right = hmac.new(key.encode(), request.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(said.encode(), right.encode())


@machine("telephone exchange: the secret token of its line in the address, optionally an HMAC of the body")
def events(request: HttpRequest, token: str) -> JsonResponse:
    """One event of the generic CTI shape; see docs/telephony.md."""
    line = Line.objects.filter(token_hash=actions.hash_of(token)).first()
    if line is None:
        return _no(404, "no such line")
    if not _signed(request):
        return _no(403, "the signature is missing or wrong")
    try:
        event = wire.read(request.content_type or "", request.body)
    except wire.Garbage as garbage:
        return _no(400, garbage.reason)
    try:
        told = ACTIONS[event.kind](line=line, event=event)
    except DatabaseError as trouble:
        # Not raised: the page of the error, and its log, would hold the token and the number.
        log.error("telephony event %s was not taken: %s", event.kind, type(trouble).__name__)
        return _no(503, "try again")
    return JsonResponse(_answer(told))


def _answer(told: actions.Told) -> dict[str, object]:
    words: dict[str, object] = {"call": told.call, "offer": told.offer}
    if told.next:
        words["next"] = told.next
    if told.queue_position is not None:
        words["queue_position"] = told.queue_position
    if told.answered:
        words["answered"] = told.answered
    return words
