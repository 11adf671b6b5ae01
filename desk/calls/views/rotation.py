"""Who takes the next call and why: the same for everyone, since nobody trusts a rotation unseen."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from desk import clock, workdays
from desk.calls import rotation as rules
from desk.calls.actions import offers
from desk.calls.enums import OfferState
from desk.calls.models import Call, Line, Offer
from desk.http import Request, reads
from desk.people.models import User
from desk.people.permissions import at_the_desk, sees_where_others_are

SHOWN = 20  # waiting calls
LAST = 30  # offers


@reads(at_the_desk)
def queue_panel(request: Request) -> HttpResponse:
    """Who takes the next call and why, and the calls that wait."""
    return render(request, "calls/queue_panel.html", {"turns": _turns(request), "waiting": _waiting()})


@reads(at_the_desk)
def rotation(request: Request) -> HttpResponse:
    """The order for a call of any line, what each was offered today, and why the last offers were made."""
    lines = list(Line.objects.order_by("name"))
    asked = request.GET.get("line", "")
    line = next((line for line in lines if str(line.pk) == asked), None)
    need = rules.Need(line.language, line.skill_id, line.training) if line else offers.ANY
    turns = _turns(request, need)
    midnight = workdays.at(workdays.today(), time.min)
    counts = Offer.objects.claims().since(midnight).counted_by_person()
    last = Offer.objects.since(midnight).newest_first().shown()[:LAST]
    return render(
        request,
        "calls/rotation.html",
        {
            "turns": turns,
            "waiting": _waiting(),
            "lines": lines,
            "line": line,
            "counts": _counts(turns, counts),
            "last": [{"offer": offer, "words": rules.in_words(offer.reasons)} for offer in last],
        },
    )


def _turns(request: Request, need: rules.Need = offers.ANY) -> list[dict[str, Any]]:
    """The order as this person may see it: where colleagues are, all see only if the house wants it."""
    open_house = sees_where_others_are(request.user)
    return [
        {
            "turn": turn,
            "words": turn.words if open_house or turn.place or turn.person.pk == request.user.pk else [],
        }
        for turn in offers.order(need)
    ]


def _waiting() -> list[dict[str, Any]]:
    calls = list(Call.objects.ringing().select_related("line")[:SHOWN])
    rung: dict[int, list[str]] = {}
    ringing = Offer.objects.open().filter(call__in=calls).order_by("pk")
    for call_id, extension in ringing.values_list("call_id", "user__extension"):
        rung.setdefault(call_id, []).append(extension)
    return [
        {"call": call, "extension": ", ".join(rung.get(call.pk, [])), "waited": clock.now() - call.rang_at}
        for call in calls
    ]


def _counts(turns: Iterable[dict[str, Any]], counts: dict[int, dict[str, int]]) -> list[dict[str, Any]]:
    """One row a person: those in the rotation in its order, then whoever was offered calls today and left."""
    names: dict[int, str] = {row["turn"].person.pk: row["turn"].person.name for row in turns}
    gone = User.objects.filter(pk__in=counts.keys() - names.keys()).order_by("last_name", "first_name", "pk")
    names |= {user.pk: str(user) for user in gone}
    return [
        {
            "name": name,
            "offered": sum(own.values()),
            "answered": own.get(OfferState.ANSWERED, 0),
            "refused": own.get(OfferState.REFUSED, 0),
            "expired": own.get(OfferState.EXPIRED, 0),
            "withdrawn": own.get(OfferState.WITHDRAWN, 0),
        }
        for pk, name in names.items()
        if (own := counts.get(pk, {})) is not None
    ]
