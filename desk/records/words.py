"""How the timeline and the access log are told to a person: sentences, and the page each is about.

The sentences of the timeline stand in each room's `enums.TIMELINE` (slot TIMELINE_WORDS).
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import slots
from desk.people.words import page_of
from desk.records.access import MACHINE
from desk.records.enums import Reason
from desk.records.models import AccessLogEntry, TimelineEntry

# What a purpose such as "enquiry:7", and the kinds of those shown, are called.
THINGS = {
    "client": _("client"),
    "person": _("contact person"),
    "call": _("call"),
    "telephony lookup": _("number looked up by a telephone exchange, line"),
    "callback": _("callback"),
    "enquiry": _("enquiry"),
    "package": _("document"),
    "escalation": _("ticket"),
    "ticket_file": _("file of a ticket"),
    "order": _("work order"),
    "message": _("letter"),
    "incoming": _("letter received"),
    "incoming_mail": _("paper received"),
    "visit": _("visit"),
    "check": _("representation check"),
    "register_answer": _("answer of the Business Register"),
    "proof": _("proof of representation"),
    "proof_file": _("document of a proof of representation"),
    "search": _("search"),
    "list": _("list"),
    "panel": _("part of a page"),
    "draft": _("drafting"),
    "drafting": _("drafting"),
    "registration": _("registration"),
    "registration_export": _("package for the document register"),
    "tree": _("tree of documents"),
    "register": _("register of documents in force"),
    "register_export": _("export of the register of documents in force"),
    "unanswered": _("list"),
    "api": _("programming interface"),
    "refused": _("turned away"),
    "audit": _("check of the log"),
    "tracker": _("Andmejälgija"),
    "access_log": _("access log"),
    "user": _("colleague"),
    "look_check": _("random check"),
}


@dataclass(frozen=True)
class Line:
    """One line of a timeline."""

    at: datetime
    text: str
    by: str
    url: str
    in_place_of: str


@dataclass(frozen=True)
class Look:
    """One row of the access log, in words."""

    at: datetime
    who: str
    whom: str
    view: str
    why: str
    url: str = ""


def sentence(entry: TimelineEntry) -> str:
    """The entry in the language of the page; its bare kind if no room words it (a test refuses that)."""
    for words in slots.each("TIMELINE_WORDS"):
        if text := words.get(entry.kind):
            worded: str = str(text) % {**entry.params, **_items(words, entry)}
            return worded
    return entry.kind


def _items(words: dict[str, Promise], entry: TimelineEntry) -> dict[str, str]:
    """`items` is a list of codes, each worded by the same room as `<kind>.<code>`."""
    codes = str(entry.params.get("items", "")).split(",")
    return {"items": ", ".join(str(words.get(f"{entry.kind}.{code}", code)) for code in codes)}


def line(entry: TimelineEntry, *here: tuple[str, int]) -> Line:
    """What a page shows of the entry; what stands on the page of `here` needs no link to it."""
    about = (entry.subject_kind, entry.subject_id)
    url = "" if about in here else page_of(*about)
    by = str(entry.by) if entry.by else ""
    in_place_of = str(entry.in_place_of) if entry.in_place_of else ""
    return Line(entry.at, sentence(entry), by, url, in_place_of)


def looked(entry: AccessLogEntry, who: str) -> Look:
    """The row as the auditor reads it: clients and persons by their number, without names."""
    whom = f"{THINGS.get(entry.shown_kind, entry.shown_kind)} {entry.shown_id}"
    who = who or (str(_("another system")) if entry.user_id == MACHINE else str(entry.user_id))
    url = page_of(entry.shown_kind, entry.shown_id)
    return Look(entry.at, who, whom, entry.view, _purpose(entry.purpose), url)


def _purpose(purpose: str) -> str:
    if purpose in Reason.values:
        return str(Reason(purpose).label)
    kind, _colon, number = purpose.partition(":")
    return f"{THINGS.get(kind, kind)} {number}".strip()
