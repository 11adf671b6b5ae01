"""The exchange's door: events in, whom to ring out; whom a number may belong to; calls that are over.

Fast, so these are plain views and not DRF. Whoever comes in shows the line's token, comes from one of the
line's addresses where it has some, and signs where the house has a key. Nothing of the address, the query or
the body reaches a log: both hold secrets or personal data.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from desk import clock
from desk.calls import actions, matching, wire
from desk.calls.enums import EventKind
from desk.calls.models import Line
from desk.clients.models import e164
from desk.http import machine
from desk.records.access import shows

log = logging.getLogger(__name__)

ACTIONS = {
    EventKind.NEW_CALL: actions.rang,
    EventKind.ANSWER: actions.answered,
    EventKind.HANGUP: actions.hung_up,
    EventKind.HOLD: actions.held,
    EventKind.RESUME: actions.resumed,
}
LOOKUP = "telephony lookup"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LINE = "SELECT * FROM calls_line WHERE token_hash = %s"
ATTEMPTS = 3  # two events that meet on the same two people: the database ends one, which then goes through
CREDENTIAL = (
    "telephone exchange: the secret token of its line in the address, optionally its network and an HMAC"
)

Answer = Callable[[HttpRequest, Line], JsonResponse]


def _no(status: int, reason: str) -> JsonResponse:
    response = JsonResponse({"error": reason}, status=status)
    # Django would log the path of a 4xx, and the path holds the line's token.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _address(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy, what that wrote down last (the rest may be made up)."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded if settings.BEHIND_PROXY and forwarded else request.META.get("REMOTE_ADDR", "")


def _at_home(request: HttpRequest, line: Line) -> bool:
    if not line.addresses:
        return True
    try:
        address = ip_address(_address(request))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(network) for network in line.addresses)


def _signed(request: HttpRequest) -> bool:
    """What is signed is the body, or of a GET its query as it was sent."""
    key = settings.TELEPHONY_HMAC_KEY
    if not key:
        return True
    content = request.META.get("QUERY_STRING", "").encode() if request.method == "GET" else request.body
    said = request.headers.get("X-Abilaud-Signature", "").removeprefix("sha256=")
    right = hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
    return hmac.compare_digest(said.encode(), right.encode())


def _refuses(request: HttpRequest, line: Line) -> str:
    if not _at_home(request, line):
        return "this address is not one of the line's"
    return "" if _signed(request) else "the signature is missing or wrong"


def _open(request: HttpRequest, token: str, answer: Answer) -> JsonResponse:
    """The answer for whoever may come in; every refusal and trouble without a trace of what was sent."""
    for left in reversed(range(ATTEMPTS)):
        try:
            line = next(iter(Line.objects.raw(LINE, [actions.hash_of(token)])), None)
            if line is None:
                return _no(404, "no such line")
            if refusal := _refuses(request, line):
                return _no(403, refusal)
            return answer(request, line)
        except wire.Garbage as garbage:
            return _no(400, garbage.reason)
        except OperationalError as trouble:
            if not left:
                return _failed(trouble)
        except DatabaseError as trouble:
            return _failed(trouble)
        except Exception as trouble:  # noqa: BLE001  (its page, and its log, would hold the token and the number)
            log.error("telephony: %s in %s", type(trouble).__name__, _place(trouble))
            return _no(500, "this failed at our end")
    raise AssertionError


def _failed(trouble: DatabaseError) -> JsonResponse:
    log.error("telephony: not taken: %s", type(trouble).__name__)
    return _no(503, "try again")


def _place(trouble: BaseException) -> str:
    last = trouble.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{last.tb_frame.f_code.co_qualname}:{last.tb_lineno}" if last else "?"


@machine(CREDENTIAL)
def events(request: HttpRequest, token: str) -> JsonResponse:
    """One event of the generic CTI shape; see docs/telephony.md."""
    return _open(request, token, _event)


def _event(request: HttpRequest, line: Line) -> JsonResponse:
    event = wire.read(request.content_type or "", request.body)
    told = ACTIONS[event.kind](line=line, event=event)
    words: dict[str, object] = {"call": told.call, "offer": told.offer}
    if told.next:
        words["next"] = told.next
    if told.queue_position is not None:
        words["queue_position"] = told.queue_position
    if told.answered:
        words["answered"] = told.answered
    return JsonResponse(words)


@machine(CREDENTIAL, methods=("GET",))
def lookup(request: HttpRequest, token: str) -> JsonResponse:
    """Whom a number may belong to: all of them, and nobody picked; each is noted in the access log."""
    return _open(request, token, _matches)


def _matches(request: HttpRequest, line: Line) -> JsonResponse:
    number = e164(request.GET.get("number", "")[:80])
    if not number:
        return JsonResponse({"matches": []})
    matches = matching.of_number(number)
    for match in matches:
        client_id = match.client.pk if match.client else None
        for kind, shown in (("person", match.person), ("client", match.client)):
            if shown is not None:
                shows(request, kind, shown.pk, client_id=client_id, purpose=f"{LOOKUP}:{line.pk}")
    return JsonResponse({"matches": [_match(match, number) for match in matches]})


def _match(match: matching.Match, number: str) -> dict[str, str]:
    person, client = match.person, match.client
    page = reverse("clients:page", args=[client.pk]) if client else ""
    if not page and person:
        page = reverse("clients:person", args=[person.pk])
    return {
        "name": str(person or client or ""),
        "client": str(client or ""),
        "url": f"{settings.PUBLIC_URL}{page}",
        "id": f"{person.pk if person else 0}-{client.pk if client else 0}",
        "first_name": person.first_name if person else "",
        "last_name": person.last_name if person else str(client or ""),
        "number": number,
    }


@machine(CREDENTIAL)
def report(request: HttpRequest, token: str) -> JsonResponse:
    """A call that is over, from an exchange that tells no events; told twice it is one call."""
    return _open(request, token, _reported)


def _reported(request: HttpRequest, line: Line) -> JsonResponse:
    told = wire.read_report(request.content_type or "", request.body, clock.now())
    call, new = actions.reported(line=line, report=told)
    return JsonResponse({"call": call.pk, "new": new})


@machine("telephone exchange that asks for what is not there: says so, and reads nothing", methods=METHODS)
def nowhere(request: HttpRequest, rest: str) -> JsonResponse:
    """No such address."""
    return _no(404, "no such address; see docs/telephony.md")
