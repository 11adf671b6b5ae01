# ruff: noqa: E501  (each figure in one line)
"""Every figure of the room: what it is called, how it is counted, and in what. Said once, shown everywhere.

Formulas: facts/domain.md 6.3. A figure is a function of the sums of one rollup; a page, a report, a table, the
API and the board ask it here, so that it is the same wherever it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stats.enums import Channel
from stats.figures.sums import Sums
from stats.figures.words import In, said
from stats.models import Contacts, Drafted, Handed, Promised, Reviewed, Traffic, Work


@dataclass(frozen=True)
class Figure:
    """One figure. `of` gives None where nothing can be divided by. `good` says which way is better, if any.

    `formula` has places for %(seconds)s and %(short)s, the settings of this installation. `channels`: whoever
    sums over all channels takes these alone, since seconds to an answer mean nothing for a letter.
    """

    code: str
    label: Promise
    formula: Promise
    model: type[Model]
    of: Callable[[Sums], float | None]
    unit: In = In.NUMBER
    good: str = ""  # up, down
    channels: tuple[str, ...] = ()

    def how(self) -> str:
        """How it is counted, in words, with the time zone."""
        places = {
            "seconds": settings.STATS_SERVICE_LEVEL_SECONDS,
            "short": settings.STATS_SHORT_ABANDON_SECONDS,
        }
        zone = _("Days and hours are those of Tallinn; practice is left out.")
        return f"{str(self.formula) % places} {zone}"

    def words(self, sums: Sums) -> str:
        """Its value as people read it; a dash where there is none."""
        return said(self.of(sums), self.unit)


def _measure(name: str) -> Callable[[Sums], float]:
    return lambda sums: sums[name]


def _share(part: str, *whole: str, less: str = "") -> Callable[[Sums], float | None]:
    """Percent of `part` in the sum of `whole`, without `less`."""

    def of(sums: Sums) -> float | None:
        among = sum(sums[name] for name in whole) - (sums[less] if less else 0)
        return 100 * sums[part] / among if among > 0 else None

    return of


def _mean(count: str, *seconds: str) -> Callable[[Sums], float | None]:
    return lambda sums: sum(sums[name] for name in seconds) / sums[count] if sums[count] else None


_CALLS = (Channel.PHONE.value,)
_ALL = [
    Figure("offered", gettext_lazy("contacts that came in"), gettext_lazy("Incoming calls, visitors and letters, counted when they began."), Traffic, _measure("offered")),
    Figure("answered", gettext_lazy("answered"), gettext_lazy("Contacts that somebody answered, counted when they began."), Traffic, _measure("answered")),
    Figure("lost", gettext_lazy("given up"), gettext_lazy("Contacts that ended before anybody answered, counted when they began."), Traffic, _measure("lost"), good="down"),
    Figure("service_level", gettext_lazy("service level"), gettext_lazy("Answered within %(seconds)s s ÷ (answered + given up) × 100. Those given up before %(short)s s are left out."), Traffic, _share("in_time", "answered", "lost", less="short"), In.PERCENT, "up", _CALLS),
    Figure("asa", gettext_lazy("mean time to answer"), gettext_lazy("Waiting time of the answered ÷ answered."), Traffic, _mean("answered", "answer_wait_s"), In.TIME, "down", _CALLS),
    Figure("abandonment", gettext_lazy("share given up"), gettext_lazy("Given up ÷ all that came in × 100, those given up quickly included."), Traffic, _share("lost", "offered"), In.PERCENT, "down", _CALLS),
    Figure("longest_wait", gettext_lazy("longest wait"), gettext_lazy("The longest wait of one contact, answered or given up."), Traffic, _measure("longest_wait_s"), In.TIME, "down"),
    Figure("aht", gettext_lazy("mean handling time"), gettext_lazy("(Conversation with what was on hold + wrap-up) ÷ finished contacts."), Traffic, _mean("finished", "talk_s", "wrap_s"), In.TIME),
    Figure("acw", gettext_lazy("mean wrap-up"), gettext_lazy("Wrap-up ÷ finished contacts."), Traffic, _mean("finished", "wrap_s"), In.TIME),
    Figure("out", gettext_lazy("calls of ours"), gettext_lazy("Outgoing calls that somebody answered."), Traffic, _measure("out")),
    Figure("opened", gettext_lazy("enquiries"), gettext_lazy("Enquiries, counted on the day they were opened."), Contacts, _measure("opened")),
    Figure("closed", gettext_lazy("of them closed"), gettext_lazy("Of the enquiries opened in this time those closed by now."), Contacts, _measure("closed")),
    Figure("ended", gettext_lazy("closed in this time"), gettext_lazy("Enquiries closed in this time, whenever they were opened."), Contacts, _measure("ended")),
    Figure("fcr", gettext_lazy("solved at first contact"), gettext_lazy("Closed at level 1 and not asked about again by the same client within the days of the limit “repeat” ÷ enquiries opened × 100."), Contacts, _share("first_contact", "opened"), In.PERCENT, "up"),
    Figure("hand_over", gettext_lazy("handed to the second level"), gettext_lazy("Enquiries at level 2 ÷ enquiries opened × 100."), Contacts, _share("level2", "opened"), In.PERCENT),
    Figure("repeats", gettext_lazy("asked again"), gettext_lazy("Enquiries about what the same client had asked within the days of the limit “repeat” ÷ enquiries opened × 100."), Contacts, _share("repeats", "opened"), In.PERCENT, "down"),
    Figure("on_time", gettext_lazy("answered in time"), gettext_lazy("Closed by their deadline ÷ enquiries with a deadline × 100."), Contacts, _share("in_time", "due"), In.PERCENT, "up"),
    Figure("beyond", gettext_lazy("answered beyond competence"), gettext_lazy("Closed by level 1 although the topic must be handed on."), Contacts, _measure("beyond"), good="down"),
    Figure("promises_kept", gettext_lazy("promises kept in time"), gettext_lazy("Kept by their time ÷ promises that fell due × 100; each is counted in the time in which it fell due."), Promised, _share("kept", "kept", "late", "broken", "open"), In.PERCENT, "up"),
    Figure("tickets", gettext_lazy("tickets"), gettext_lazy("Tickets to the second level, counted on the day they were made."), Handed, _measure("made")),
    Figure("tickets_back", gettext_lazy("returned as incomplete"), gettext_lazy("Tickets returned as incomplete at least once ÷ tickets made × 100."), Handed, _share("returned", "made"), In.PERCENT, "down"),
    Figure("ticket_answer", gettext_lazy("mean time to the second level's answer"), gettext_lazy("From the ticket to its answer, nights and weekends included ÷ tickets answered."), Handed, _mean("answered", "answer_s"), In.LONG, "down"),
    Figure("ticket_told", gettext_lazy("mean time from answer to client"), gettext_lazy("From the second level's answer until the client was told ÷ tickets told."), Handed, _mean("told", "tell_s"), In.LONG, "down"),
    Figure("documents", gettext_lazy("packages of documents"), gettext_lazy("Packages, counted on the day they were drafted."), Drafted, _measure("drafted")),
    Figure("documents_sent", gettext_lazy("sent to clients"), gettext_lazy("Of the packages drafted in this time those sent by now."), Drafted, _measure("sent")),
    Figure("documents_deficient", gettext_lazy("returned with deficiencies"), gettext_lazy("Packages of which a returned container was refused ÷ packages of which any was returned × 100."), Drafted, _share("deficient", "returned"), In.PERCENT, "down"),
    Figure("document_time", gettext_lazy("mean time from draft sent to signed"), gettext_lazy("From sending until accepted ÷ packages accepted."), Drafted, _mean("accepted", "accept_s"), In.LONG, "down"),
    Figure("occupancy", gettext_lazy("occupancy"), gettext_lazy("(On a call + wrap-up) ÷ (on a call + wrap-up + ringing + ready) × 100, by the states of presence."), Work, lambda sums: _busy(sums), In.PERCENT),
    Figure("adherence", gettext_lazy("adherence to the roster"), gettext_lazy("Time in a state of the rotation within shifts of the rotation ÷ those shifts without lunch × 100."), Work, _share("kept_s", "calls_planned_s"), In.PERCENT, "up"),
    Figure("handle", gettext_lazy("mean handling time of a person's calls"), gettext_lazy("(Conversation with what was on hold + wrap-up) ÷ answered calls that are finished."), Work, _mean("finished", "talk_s", "wrap_s"), In.TIME),
    Figure("done_calls", gettext_lazy("calls answered"), gettext_lazy("Incoming calls that people of the desk answered, counted when they began."), Work, _measure("calls")),
    Figure("done_out", gettext_lazy("calls made"), gettext_lazy("Outgoing calls of people of the desk that somebody answered, counted when they began."), Work, _measure("out")),
    Figure("done_unanswered", gettext_lazy("offered calls not taken"), gettext_lazy("Calls offered to a person that rang out or were refused."), Work, _measure("unanswered")),
    Figure("done_visits", gettext_lazy("visitors served"), gettext_lazy("Visits that people of the desk served, counted when they began."), Work, _measure("visits")),
    Figure("done_letters", gettext_lazy("letters answered"), gettext_lazy("Answers that people of the desk sent."), Work, _measure("letters")),
    Figure("done_enquiries", gettext_lazy("enquiries closed"), gettext_lazy("Enquiries that people of the desk closed."), Work, _measure("enquiries")),
    Figure("done_tickets", gettext_lazy("tickets made"), gettext_lazy("Tickets to the second level, counted on the day they were made."), Work, _measure("tickets")),
    Figure("done_tickets_back", gettext_lazy("tickets returned as incomplete"), gettext_lazy("Of the tickets made those returned as incomplete at least once ÷ tickets made × 100."), Work, _share("tickets_back", "tickets"), In.PERCENT, "down"),
    Figure("done_documents", gettext_lazy("packages of documents sent"), gettext_lazy("Packages of documents sent to clients, counted on the day of sending."), Work, _measure("documents")),
    Figure("done_items", gettext_lazy("rows of work orders done"), gettext_lazy("Rows of work orders with a result, counted on its day."), Work, _measure("items")),
    Figure("planned", gettext_lazy("planned hours"), gettext_lazy("Hours of the roster in any duty, the lunch of long shifts taken off."), Work, _measure("planned_s"), In.HOURS),
    Figure("quality_reviews", gettext_lazy("reviews of work"), gettext_lazy("Finished reviews, counted on the day they were finished."), Reviewed, _measure("reviews")),
    Figure("quality_score", gettext_lazy("mean score of reviews"), gettext_lazy("Sum of the scores ÷ reviews, of the work that the same share for everyone drew; as appeals left them. A review's score: points given ÷ points possible × 100, nought with a critical error."), Reviewed, lambda sums: sums["drawn_points"] / 10 / sums["drawn"] if sums["drawn"] else None, In.PERCENT, "up"),
    Figure("quality_critical", gettext_lazy("reviews with a critical error"), gettext_lazy("Reviews with a critical error ÷ reviews × 100, of the work that the same share for everyone drew."), Reviewed, _share("drawn_critical", "drawn"), In.PERCENT, "down"),
]  # fmt: skip


def _busy(sums: Sums) -> float | None:
    busy = sums["on_call_s"] + sums["wrap_up_s"]
    logged = busy + sums["ringing_s"] + sums["ready_s"]
    return 100 * busy / logged if logged else None


FIGURES: Mapping[str, Figure] = {figure.code: figure for figure in _ALL}
