"""What the workspace shows of a call: who, about what, what may be told, what is missing, what comes next.

Every answer is this whole page. With script, a form swaps the sections that its deed may have changed and
leaves the others as they stand, so that nothing typed is lost; without it, the page is drawn anew.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.forms import ModelChoiceField
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from desk import clock
from desk.calls import actions, closing, forms, matching, workflow
from desk.calls.actions.help import WAITS
from desk.calls.enums import State
from desk.calls.identity import Identity
from desk.calls.models import Call, CallEnquiry, CallQuerySet
from desk.calls.views import identity
from desk.calls.views.answers import call_of, shows_call
from desk.clients.models import ContactPoint, ContactPointQuerySet
from desk.enquiries import favourites
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.http import Request
from desk.records.access import shows

# Each room draws its own; one that has no such panel is left out.
PANELS = (
    ("registry:client_panel", gettext_lazy("Right of representation")),
    ("contracts:client_panel", gettext_lazy("Documents")),
    ("tickets:client_panel", gettext_lazy("Tickets")),
    ("enquiries:client_panel", gettext_lazy("Enquiries")),
)
GUIDE = "enquiries:guides"
OTHERS = 5  # open enquiries of the client that are offered as "about this"


def address(name: str, *parts: Any) -> str:
    """The page of another room, empty while that room has none."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def context(request: Request, call: Call, **more: Any) -> dict[str, Any]:
    """Everything on the page; `more` are forms that came back with errors, and what a search found."""
    links = [link for link in closing.about(call) if link.enquiry.concerns_id != request.user.pk]
    shows_call(request, call)
    known = identity.context(request, call)
    values = {
        "call": call,
        "links": links,
        "found": {"text": "", "clients": [], "persons": []},
        **known,
        **_who(request, call, known["identity"]),
        **_about(request, call, links, known["identity"]),
        **_ending(request, call, links),
        **_help(request, call),
        **_forms(request, call, links),
        **more,
    }
    hand = values["hand"] if "hand" in more else list(_in_hand(request))
    for each in hand:
        shows_call(request, each)
    values["hand"] = _turns(call, hand)
    values["focus"] = _focus(values)
    return values


def _in_hand(request: Request) -> CallQuerySet:
    return Call.objects.in_hand(request.user.pk).shown().order_by("rang_at", "pk")


def mine_or(request: Request, pk: int) -> tuple[Call, list[Call]]:
    """The call with all my calls in hand; where it is one of them, that is a single query. Else 404."""
    hand = list(_in_hand(request))
    return next((each for each in hand if each.pk == pk), None) or call_of(pk), hand


def _who(request: Request, call: Call, known: Identity) -> dict[str, Any]:
    matches = []
    if call.client_id is None or call.person_id is None:
        matches = matching.of_person(call.person) if call.person else matching.of_number(call.number)
    for match in matches:
        named(request, match, f"call:{call.pk}")
    asked = () if matches and not call.client_id else (call.person, call.client, call.number)
    beware = matching.cautions(*asked) if asked else []
    if matches and call.person_id:
        found = [each for match in matches for each in match.cautions if not each.client_id]
        beware = list({each.pk: each for each in found}.values())
    return {
        "matches": matches,
        "cautions": beware,
        "emails": _emails(call) if call.client_id or known.shows_caller else [],
        # Asked only when an address is too new for documents.
        "numbers": _contacts(call).vouching(),
    }


def _contacts(call: Call) -> ContactPointQuerySet:
    if call.client_id is not None:
        return ContactPoint.objects.of_client(call.client_id)
    if call.person_id is not None:
        return ContactPoint.objects.of_person(call.person_id)
    return ContactPoint.objects.none()


def _emails(call: Call) -> list[ContactPoint]:
    theirs = Q(pk__in=[])
    if call.client is not None:
        theirs |= Q(client=call.client)
    if call.person is not None:
        theirs |= Q(person=call.person)
    emails = ContactPoint.objects.emails().usable().select_related("person", "client")
    return list(emails.filter(theirs))


def named(request: Request, match: matching.Match, why: str) -> None:
    """Tell the access log whom one of the possible callers shows."""
    client_id = match.client.pk if match.client else None
    for kind, who in (("person", match.person), ("client", match.client)):
        if who is not None:
            shows(request, kind, who.pk, client_id=client_id, purpose=why)


def _turns(call: Call, hand: list[Call]) -> list[dict[str, Any]]:
    """My calls in hand with the keys that lead to the next and the one before."""
    if not [each for each in hand if each.pk != call.pk]:
        return []
    here = next((place for place, each in enumerate(hand) if each.pk == call.pk), -1)
    keys = {(here + 1) % len(hand): "n"}
    if here >= 0 and len(hand) > 2:
        keys[here - 1 if here else len(hand) - 1] = "p"
    return [
        {"call": each, "here": each.pk == call.pk, "key": keys.get(place, "")}
        for place, each in enumerate(hand)
    ]


def _about(request: Request, call: Call, links: list[CallEnquiry], known: Identity) -> dict[str, Any]:
    others: list[Enquiry] = []
    if call.client_id and call.state != State.CLOSED and known.shows_client:
        here = [link.enquiry_id for link in links]
        rows = Enquiry.objects.open().readable_by(request.user).for_client(call.client_id)
        others = list(rows.exclude(pk__in=here).shown().newest_first()[:OTHERS])
    panels = [
        {"url": url, "title": title}
        for name, title in PANELS
        if call.client_id and (url := address(name, call.client_id))
    ]
    open_ones = [link.enquiry_id for link in links if link.enquiry.is_open]
    return {
        "others": others,
        "panels": panels,
        "guide": address(GUIDE, open_ones[-1]) if open_ones else "",
        "guided": open_ones[-1] if open_ones else 0,
        "draft": bool(address("contracts:draft", 1)),
    }


def _ending(request: Request, call: Call, links: list[CallEnquiry]) -> dict[str, Any]:
    closed = call.state == State.CLOSED
    return {
        "times": _times(call),
        "missing": [] if closed else closing.missing(call, links=links)[:-1],
        "may_reopen": closed and not workflow.refuses_taking_back(call, request.user),
    }


def _times(call: Call) -> dict[str, Any]:
    """How long each part of the call took, or takes until now, as minutes and seconds."""
    since = call.hung_up_at if call.state == State.WRAP_UP else call.answered_at
    so_far = clock.now() - since if since else timedelta()
    held = call.held if call.state == State.CLOSED else timedelta()
    return {
        "talk": _clock(call.talk),
        "held": _clock(held) if held else "",
        "wrap_up": _clock(call.wrap_up),
        "handle": _clock(call.handle),
        "so_far": _clock(so_far),
        "seconds": int(so_far.total_seconds()),
    }


def _clock(span: timedelta | None) -> str:
    if span is None:
        return ""
    hours, rest = divmod(max(0, int(span.total_seconds())), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _help(request: Request, call: Call) -> dict[str, Any]:
    """The last raised hand, and who could be asked while one's own call goes on."""
    hand = call.help_requests.select_related("asked_of", "taken_by").order_by("-pk").first()
    mine = call.user_id == request.user.pk and call.state in (State.ANSWERED, State.WRAP_UP)
    late = clock.now() - WAITS
    waiting = hand is not None and hand.ended_at is None and hand.asked_at > late
    ended = hand.ended_at or clock.now() if hand is not None and hand.taken_by_id is None else None
    return {
        "hand_up": hand,
        "hand_waits": waiting,
        "nobody_came": hand is not None and ended is not None and ended >= hand.asked_at + WAITS,
        "may_ask": mine,
    }


def _forms(request: Request, call: Call, links: list[CallEnquiry]) -> dict[str, Any]:
    language = call.language or "et"
    return {
        "notes_form": forms.NotesForm({"notes": call.notes}, auto_id="call_%s"),
        "notes_mark": actions.mark_of(call.notes),
        "person_form": forms.PersonForm(auto_id="person_%s", initial={"language": language}),
        "client_form": forms.ClientForm(auto_id="client_%s", initial={"language": language}),
        "email_form": forms.EmailForm(auto_id="email_%s"),
        **(_forms_of_work(request, call, links) if call.state != State.CLOSED else {}),
    }


def _forms_of_work(request: Request, call: Call, links: list[CallEnquiry]) -> dict[str, Any]:
    topics, mine = favourites.with_all(request.user)
    asked = forms.EnquiryForm(topics=topics, auto_id="enquiry_%s")
    field = asked.fields["topic"]
    assert isinstance(field, ModelChoiceField)
    open_ones = [link.enquiry for link in links if link.enquiry.is_open]
    codes = list(OutcomeCode.objects.selectable())
    likely = _likely(call, codes)
    return {
        "enquiry_form": asked,
        "favourites": mine,
        "correct_form": forms.CorrectForm(None, call, open_ones, field.choices) if open_ones else None,
        "finish_form": forms.FinishForm(None, codes, likely),
        "likely": likely,
    }


def _likely(call: Call, codes: list[OutcomeCode]) -> OutcomeCode | None:
    """A question of nobody in particular ends with advice; whatever has a client is for the person to say."""
    if call.client_id or call.person_id:
        return None
    return next((code for code in codes if code.no_client and code.solved), None)


def _focus(page: dict[str, Any]) -> str:
    """Id of the field that is needed next; empty when nothing is."""
    call = page["call"]
    if call.state == State.CLOSED:
        return ""
    if page["links"] and (call.state == State.WRAP_UP or not (call.client_id or call.person_id)):
        return "finish-button" if page["likely"] else "finish_outcome"
    if page["links"]:
        return "call_notes"
    if call.client_id is None and call.person_id is None:
        return "choose-first" if page["matches"] else "general"
    if call.client_id is None and page["matches"]:
        return "choose-first"
    if page["identity"].asks:
        return "identity_said"
    return "enquiry_topic"
