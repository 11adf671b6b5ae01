"""What a drafter says in a notice: by which rule it ends a document, or which document it refuses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from contracts.enums import Effect
from contracts.life import ends, refusals, rules
from contracts.life.rules import SHOWN, WITHOUT_RULE, Computed
from contracts.models import EndRule, Kind
from desk import workdays
from desk.clients.models import Client


def chosen(kind: Kind, code: object) -> EndRule | None:
    """The rule with this code, else the kind's first; none where the kind has none."""
    offered = ends.offered(kind)
    return next((each for each in offered if each.code == code), next(iter(offered), None))


def expected(row: EndRule | None, wished: object = None) -> Computed:
    """The end if the notice were signed, received and accepted today."""
    day = wished if isinstance(wished, date) else rules.wish(str(wished or ""))
    return rules.compute(rules.rule(row) if row else WITHOUT_RULE, workdays.today(), day)


def preview(row: EndRule | None, wished: object = None) -> str:
    """The same as a sentence, for whoever drafts."""
    found = expected(row, wished)
    end = rules.sentence(found.ends_on, rules.words(found), over=False)
    return _("If the notice is accepted today, it %(end)s") % {"end": end}


def written(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the values of such a document beside what its kind asks for.

    The rule's words are kept as they are today; which rule it was is asked again when the notice is accepted.
    """
    if refusals.refuses(kind):
        return {refusals.NUMBER: str(values.get(refusals.NUMBER) or "")}
    if kind.effect != Effect.CLOSES:
        return {}
    row = chosen(kind, values.get(ends.RULE))
    said = {"end_term": row.name_et, "end_basis": row.basis_et, ends.RULE: row.code} if row else {}
    if not values.get("ends_on"):
        said["ends_on"] = expected(row).ends_on.strftime(SHOWN)
    return said


def troubles(client: Client, kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """What stands against such a document, in sentences."""
    code, number = values.get(ends.RULE), values.get(refusals.NUMBER)
    found = []
    if code and kind.effect == Effect.CLOSES and code not in {each.code for each in ends.offered(kind)}:
        found.append(_("“%(kind)s” cannot end by this rule any more: choose another.") % {"kind": kind})
    if number and number not in {each.number for each in refusals.refusable(client)}:
        found.append(
            _("%(number)s does not wait for signatures, so it cannot be refused.") % {"number": number}
        )
    return found
