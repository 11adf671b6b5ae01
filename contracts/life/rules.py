"""The last day of what a notice ends: computed from a rule, and said in words beside the rule's basis. Pure.

The day of the event is not counted and the last day is whole: thirty days after a notice of 1 March end on
31 March at 24:00. At once means that the document does not stand on that day any more. A later day that the
notice itself names is honoured, an earlier one is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from contracts.enums import CountsFrom, EndReason
from contracts.life.standing import at_once

LANGUAGES = ("et", "en", "ru")
SHOWN = "%d.%m.%Y"


@dataclass(frozen=True)
class Rule:
    """How long after which event something ends; `basis` by language: the law or agreement that says so."""

    code: str = ""
    days: int = 0
    counts_from: str = CountsFrom.ACCEPTED
    basis: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> bool:
        return self.days == 0


# Where a kind has no rule of its own: a notice does what it says when it is accepted.
WITHOUT_RULE = Rule()


def rule(row: Any) -> Rule:
    """The rule that the administrator's row (`EndRule`) holds."""
    return Rule(row.code, row.days, row.counts_from, {each: row.basis_in(each) for each in LANGUAGES})


@dataclass(frozen=True)
class Computed:
    """A last day, and what it was computed from. `event`: the day that the rule counts from."""

    last_day: date
    event: date
    rule: Rule
    wished: bool = False  # the notice names a later day than the rule

    @property
    def ends_on(self) -> date:
        """The day that people are told: that on which it ends."""
        return ends_on(self.last_day, self.event)


def ends_on(last_day: date, event: date | None) -> date:
    """The day that people are told: of what ended at once that very day, else the last on which it stands."""
    return last_day + timedelta(days=1) if event is not None and last_day < event else last_day


def compute(rule: Rule, event: date, wished: date | None = None) -> Computed:
    """The last day by the rule, or the later one that the notice names."""
    earliest = event + timedelta(days=rule.days)
    if wished is not None and wished > earliest:
        return Computed(wished, event, rule, wished=True)
    return Computed(at_once(event) if rule.at_once else earliest, event, rule)


def wish(said: str) -> date | None:
    """The day that a notice names, as it stands in its text; none where it names none."""
    try:
        return datetime.strptime(said.strip(), SHOWN).date()  # noqa: DTZ007  a day, without a time
    except ValueError:
        return None


def words(found: Computed) -> str:
    """What the day rests on, in the language that is active: the term, the event's day, the basis."""
    term = _("on the day named in the notice") if found.wished else _term(found.rule, found.event)
    basis = found.rule.basis.get((get_language() or "et")[:2], "")
    return f"{term} ({basis})" if basis else term


def _term(rule: Rule, event: date) -> str:
    said = {"n": rule.days, "day": event.strftime(SHOWN)}
    if rule.at_once:
        return {
            CountsFrom.RECEIVED: _("at once, when the notice was received on %(day)s"),
            CountsFrom.SIGNED: _("at once, when the notice was signed on %(day)s"),
        }.get(CountsFrom(rule.counts_from), _("at once, when the notice was accepted on %(day)s")) % said
    if rule.counts_from == CountsFrom.RECEIVED:
        text = ngettext(
            "%(n)s day after the notice was received on %(day)s",
            "%(n)s days after the notice was received on %(day)s", rule.days,
        )  # fmt: skip
    elif rule.counts_from == CountsFrom.SIGNED:
        text = ngettext(
            "%(n)s day after the notice was signed on %(day)s",
            "%(n)s days after the notice was signed on %(day)s", rule.days,
        )  # fmt: skip
    else:
        text = ngettext(
            "%(n)s day after the notice was accepted on %(day)s",
            "%(n)s days after the notice was accepted on %(day)s", rule.days,
        )  # fmt: skip
    return text % said


def because(reason: str, number: str = "") -> str:
    """What an end without a notice of its own rests on; `number`: of the document that it ended with."""
    said = {"number": number}
    match reason:
        case EndReason.AGREEMENT:
            return _("with the agreement %(number)s on which it leans") % said
        case EndReason.GRANTOR:
            return _("with the power %(number)s under which it was given") % said
        case EndReason.REPLACED:
            return _("replaced by %(number)s") % said
        case EndReason.EXPIRED:
            return _("the last day of its period")
    return ""


def kept(text: Callable[..., str], *args: str | Computed) -> str:
    """The same words in the binding language, as they are kept with the end: `kept(words, found)`."""
    with override("et"):
        return str(text(*args))[:300]


def sentence(day: date, basis: str, *, over: bool) -> str:
    """The end as it is shown wherever it is shown: the day, and what it rests on."""
    said = {"day": day.strftime(SHOWN), "basis": basis}
    if not basis:
        return (_("ended %(day)s") if over else _("ends %(day)s")) % said
    return (_("ended %(day)s: %(basis)s") if over else _("ends %(day)s: %(basis)s")) % said
