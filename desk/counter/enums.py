"""The closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class VisitState(TextChoices):
    """Where a visit stands; the moves between them are the table in `workflow`."""

    BOOKED = "booked", _("booked")
    WAITING = "waiting", _("waits")
    CALLED = "called", _("called to a desk")
    SERVING = "serving", _("being served")
    # He waits again, for one person whom somebody named.
    HANDED = "handed", _("waits for a named specialist")
    SERVED = "served", _("served")
    LEFT = "left", _("left before being served")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")


# Nobody waits for anything any more.
OVER = (VisitState.SERVED, VisitState.LEFT, VisitState.NO_SHOW, VisitState.CANCELLED)
# Somebody stands in the room.
IN_THE_ROOM = (VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.HANDED)


# What stands in place of the number of a visit that never waited.
NO_NUMBER = "0"


class Identified(TextChoices):
    """By what the visitor was identified at the desk."""

    ID_CARD = "id_card", _("identity card")
    PASSPORT = "passport", _("passport")
    RESIDENCE = "residence", _("residence permit card")
    LICENCE = "licence", _("driving licence")
    NOT = "not", _("not identified: general advice only")


class Reopened(TextChoices):
    """Why a visit that was over is open again."""

    SLIP = "slip", _("ended by mistake")
    MORE = "more", _("the visitor had something more to ask")
    WRONG = "wrong", _("the result was wrong")


class Way(TextChoices):
    """How a paper reached us."""

    COUNTER = "counter", _("brought to the counter")
    POST = "post", _("by post")
    COURIER = "courier", _("by courier")
    BOX = "box", _("from the letter box")
    IMPORT = "import", _("scanned elsewhere")


class MailState(TextChoices):
    """Where a paper stands; the moves between them are the table in `workflow`."""

    SCANNING = "scanning", _("being scanned")
    RECEIVED = "received", _("received")
    HANDED = "handed", _("handed over")
    # Sent back by whom it was handed to, with a reason: somebody routes it anew.
    RETURNED = "returned", _("given back")
    ACCEPTED = "accepted", _("accepted")
    DROPPED = "dropped", _("taken in by mistake")


class Addressee(TextChoices):
    """To whom a paper is handed."""

    REGISTRAR = "registrar", _("registrar")
    SPECIALIST = "specialist", _("specialist")


class FileSource(TextChoices):
    """How a file came in."""

    SCAN = "scan", _("scanned")
    PHOTO = "photo", _("photographed")
    IMPORT = "import", _("imported from a folder")


class Settled(TextChoices):
    """What an administrator made of a file in quarantine."""

    RELEASED = "released", _("released")
    DESTROYED = "destroyed", _("destroyed")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "visit": "counter:visit",
    "incoming_mail": "counter:paper",
    "quarantined": "counter:quarantined",
}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Promise] = {
    "counter.quarantined": _("A file from %(office)s is in quarantine and waits for an administrator"),
    "counter.released": _("The file that was in quarantine is now with paper %(number)s"),
    "counter.handed": _("Visitor %(number)s waits for you: %(office)s"),
    "counter.paper_handed": _("Paper %(number)s was handed to you: accept it by %(due)s."),
    "counter.paper_returned": _("Paper %(number)s was given back: hand it over anew."),
    "counter.papers_late": _("Papers that nobody has accepted in time: %(count)s, the first %(number)s."),
}

TIMELINE: dict[str, Promise] = {
    "counter.paper_file_added": _("Paper %(number)s: a file was added, pages: %(pages)s"),
    "counter.paper_file_removed": _("Paper %(number)s: a file that did not belong to it was removed"),
    "counter.paper_quarantined": _("Paper %(number)s: a file was put into quarantine"),
    "counter.paper_quarantined_destroyed": _("Paper %(number)s: a file in quarantine was destroyed"),
    "counter.arrived": _("Visitor %(number)s came"),
    "counter.booked": _("Visit %(number)s booked"),
    "counter.rebooked": _("Visit %(number)s: the booking moved to another time"),
    "counter.booking_cancelled": _("Visit %(number)s: the booking cancelled"),
    "counter.reminded": _("Visit %(number)s: a reminder of the booking put in the mail"),
    "counter.arrived_booked": _("Visitor %(number)s came to the booked visit"),
    "counter.called": _("Visit %(number)s: called to desk %(desk)s"),
    "counter.serving": _("Visit %(number)s: serving began"),
    "counter.handed": _("Visit %(number)s: waits for a named specialist"),
    "counter.for_anyone": _("Visit %(number)s: may be called by anyone"),
    "counter.back": _("Visit %(number)s: called back to waiting, it was a slip"),
    "counter.left": _("Visit %(number)s: left before being served"),
    "counter.came_back": _("Visit %(number)s: the visitor is here after all"),
    "counter.no_show": _("Visit %(number)s: did not come to the booked visit"),
    "counter.served": _("Visit %(number)s ended: %(outcome)s"),
    "counter.quick": _("A question answered at the door: %(outcome)s"),
    "counter.noted_later": _("A visit written down from paper: %(outcome)s"),
    "counter.reopened.slip": _("Visit %(number)s opened again: ended by mistake"),
    "counter.reopened.more": _("Visit %(number)s opened again: the visitor had something more to ask"),
    "counter.reopened.wrong": _("Visit %(number)s opened again: the result was wrong"),
    "counter.visitor": _("Visit %(number)s: visitor and client noted"),
    "counter.moved": _("Visit %(number)s turned out to concern another client"),
    "counter.identified": _("Visit %(number)s: visitor identified by a document"),
    "counter.not_identified": _("Visit %(number)s: visitor not identified, general advice only"),
    "counter.enquiry": _("Enquiry %(enquiry)s taken in visit %(number)s"),
    "counter.unlinked": _("Visit %(number)s was not about enquiry %(enquiry)s after all"),
    "counter.noted": _("Notes of visit %(number)s changed"),
    "counter.screen_opened": _("A new address was made for the waiting-room screen of %(office)s"),
    "counter.screen_closed": _("The address of the waiting-room screen of %(office)s was closed"),
    "counter.paper_taken_in": _("Paper %(number)s taken in"),
    "counter.paper_described": _("Paper %(number)s: its data written down"),
    "counter.paper_sender": _("Paper %(number)s: another client"),
    "counter.paper_received": _("Paper %(number)s received: its pages and data are whole"),
    "counter.paper_receipt": _("Paper %(number)s: a receipt printed for the client"),
    "counter.paper_handed_registrar": _("Paper %(number)s handed to the registrar"),
    "counter.paper_handed_specialist": _("Paper %(number)s handed to a specialist"),
    "counter.paper_taken_back": _("Paper %(number)s: the handing over taken back"),
    "counter.paper_returned": _("Paper %(number)s given back"),
    "counter.paper_accepted": _("Paper %(number)s accepted, in the register as %(reference)s"),
    "counter.paper_reopened": _("Paper %(number)s: the acceptance as %(reference)s taken back"),
    "counter.paper_corrected": _("Paper %(number)s: the reference %(before)s corrected to %(reference)s"),
    "counter.paper_dropped": _("Paper %(number)s: taken in by mistake"),
    "counter.paper_picked_up": _("Paper %(number)s: was no mistake after all"),
    "counter.paper_destroyed": _("Paper %(number)s: its files destroyed by the rule of %(days)s days"),
}
