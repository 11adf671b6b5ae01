"""When a document stands, said once. Pure: values in, answers out; days are days in Tallinn.

A document stands on a day when it opens a portal, was accepted on that day or before, and neither its own
period nor its last day speaks against it. The register of a day is as of its end: what ended at once on a day
does not stand on it, so its last day is the day before. For one of those whom a document names the same
holds, with the person's own last day beside the document's. `AuthorisationQuerySet.standing` says the same in
SQL, and a test holds both together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from contracts.enums import AuthorisationState as A
from contracts.enums import Effect, EndReason
from desk import workdays


@dataclass(frozen=True)
class Span:
    """From when until when; both days are days on which it stands."""

    accepted_on: date | None
    valid_from: date | None = None
    valid_until: date | None = None
    last_day: date | None = None  # once an end was computed
    opens: bool = True

    @property
    def first(self) -> date | None:
        """The first day on which it can stand; none until it was accepted."""
        if self.accepted_on is None or not self.opens:
            return None
        return max(self.accepted_on, self.valid_from or self.accepted_on)

    @property
    def last(self) -> date | None:
        """The last day on which it stands, as far as is known today; none where it has no end."""
        return earliest(self.valid_until, self.last_day)

    def stands(self, on: date) -> bool:
        return self.first is not None and self.first <= on and (self.last is None or on <= self.last)

    def over(self, on: date) -> bool:
        """Whether its last day is behind."""
        return self.last is not None and self.last < on

    def for_person(self, last_day: date | None) -> "Span":
        """The same for one of those whom the document names."""
        return replace(self, last_day=earliest(self.last_day, last_day))

    def outlives(self, last_day: date) -> bool:
        """Whether an end on this day comes before what is known already; a later one changes nothing."""
        return self.last is None or last_day < self.last


def earliest(*days: date | None) -> date | None:
    """The earliest of the days that are there; none where none is."""
    return min((day for day in days if day is not None), default=None)


def at_once(day: date) -> date:
    """The last day of what ends at once on this day."""
    return day - timedelta(days=1)


class Row(Protocol):
    """A document as the database holds it (`Authorisation`, with its kind)."""

    accepted_at: Any
    valid_from: Any
    valid_until: Any
    last_day: Any
    kind: Any


class PersonRow(Protocol):
    """One of those whom it names (`AuthorisedPerson`)."""

    last_day: Any


P = TypeVar("P", bound=PersonRow)


def span(document: Row, person: PersonRow | None = None) -> Span:
    """The document's span, or that of one of its persons."""
    accepted: datetime | None = document.accepted_at
    whole = Span(
        accepted_on=workdays.day_of(accepted) if accepted else None,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        last_day=document.last_day,
        opens=document.kind.effect == Effect.OPENS,
    )
    return whole if person is None else whole.for_person(person.last_day)


def stands(document: Row, on: date, person: PersonRow | None = None) -> bool:
    return span(document, person).stands(on)


def holders(document: Row, persons: Iterable[P], on: date) -> list[P]:
    """Those of its persons for whom the document stands on this day."""
    return [one for one in persons if stands(document, on, one)]


class Shown(TextChoices):
    """What a person is told of a document today."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    SIGNED = "signed", _("Signed")
    LATER = "later", _("Not valid yet")
    VALID = "valid", _("In force")
    EXPIRING = "expiring", _("Expires soon")
    ENDING = "ending", _("End known")
    DONE = "done", _("Carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WAIVED = "waived", _("Waived")
    TERMINATED = "terminated", _("Terminated")
    EXPIRED = "expired", _("Expired")
    WITH_AGREEMENT = "agreement", _("Ended with its agreement")
    WITH_GRANTOR = "grantor", _("Ended with its grantor's power")
    REPLACED = "replaced", _("Replaced")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Recalled")


# What stands in no portal and never will: nothing is asked of its days.
_PLAIN = {A.DRAFT: Shown.DRAFT, A.SENT: Shown.SENT, A.RECALLED: Shown.RECALLED, "refused": Shown.REFUSED}
# Ends of something else, which may lie years ahead: worth a word when they come near.
_SHARED = (EndReason.AGREEMENT, EndReason.GRANTOR)
COLOURS: dict[str, str] = {
    Shown.VALID: "ok", Shown.DONE: "ok", Shown.EXPIRING: "warn", Shown.ENDING: "warn", Shown.REFUSED: "bad",
    Shown.DRAFT: "muted", Shown.SENT: "info", Shown.SIGNED: "info", Shown.LATER: "info",
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the shown state is made from. `ladder`: days before the end at which the client is reminded."""

    state: str
    span: Span
    end_reason: str = ""
    ladder: Sequence[int] = ()
    published: bool = True  # whether its kind is added to a portal at all


def facts(document: Any, person: PersonRow | None = None) -> Facts:
    """Of one document with its kind, or of one of its persons."""
    own_reason = getattr(person, "end_reason", "") if person is not None else ""
    return Facts(
        state=document.state,
        span=span(document, person),
        end_reason=own_reason or document.end_reason,
        ladder=tuple(document.kind.remind_days or ()),
        published=document.kind.published,
    )


def shown(known: Facts, today: date) -> Shown:
    """The one word for a document today.

    What was accepted and is not in its portal yet is *signed*: it stands, but nobody can use it there.
    """
    if plain := _PLAIN.get(known.state):
        return plain
    if not known.span.opens:
        return Shown.DONE if known.state in {A.IN_FORCE, A.ENDED} else Shown.SIGNED
    if known.state == A.ENDED or known.span.over(today):
        return _ended(known)
    if known.end_reason and (known.end_reason not in _SHARED or _reminded(known, today)):
        return Shown.ENDING
    if known.span.first is not None and known.span.first > today:
        return Shown.LATER
    if known.state == A.ACCEPTED and known.published:
        return Shown.SIGNED
    return Shown.EXPIRING if _reminded(known, today) else Shown.VALID


def _ended(known: Facts) -> Shown:
    if known.end_reason:
        return Shown(known.end_reason)
    return Shown.EXPIRED if known.span.valid_until is not None else Shown.ENDED


def _reminded(known: Facts, today: date) -> bool:
    """Whether the first rung of its ladder is reached."""
    last = known.span.last
    return last is not None and bool(known.ladder) and last - timedelta(days=max(known.ladder)) <= today


def colour(state: str) -> str:
    """The badge's colour; what is over is quiet."""
    return COLOURS.get(state, "muted")
