"""What a text of one kind may hold: what fills itself, what the kind asks, its persons and its clauses."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contracts.models import Clause, Kind
from contracts.printing.placeholders import ASKED_BY_NAME, KNOWN, PERSONAL, PERSONS, sample_values
from contracts.printing.templating import Placeholder, Values, names, problems


@dataclass(frozen=True)
class Group:
    """A heading of the palette, and what stands under it."""

    label: str
    placeholders: list[Placeholder]


def clauses(kind: Kind) -> list[Placeholder]:
    """The kind's own clauses as sections; one out of use too, since an old text may hold it."""
    return [_clause(clause) for clause in kind.clauses.all()] if kind.pk else []


def _clause(clause: Clause) -> Placeholder:
    return Placeholder(clause.placeholder, clause.label, clause.chosen)


def groups(kind: Kind) -> list[Group]:
    """The palette of a kind."""
    asked: list[Placeholder] = [ASKED_BY_NAME[name] for name in kind.asks if name in ASKED_BY_NAME]
    persons = [PERSONS] if kind.needs_person else []
    found = [
        Group(_("Fills itself"), list(KNOWN)),
        Group(_("Asked when drafting"), asked),
        Group(_("Persons"), persons),
        Group(_("Clauses by choice"), clauses(kind)),
    ]
    return [group for group in found if group.placeholders]


def declared(kind: Kind) -> list[Placeholder]:
    """Every placeholder that a document of this kind fills."""
    return [placeholder for group in groups(kind) for placeholder in group.placeholders]


def problems_for(kind: Kind, body: str) -> list[str]:
    """What is wrong with a text of this kind, as sentences; empty when it may be saved."""
    found = problems(body, declared(kind), _elsewhere(kind))
    if kind.attachable:
        personal = sorted(names(body) & PERSONAL) if not found else []
        found += [
            _(
                "This kind may be attached to letters, so its text may hold no personal code: “%(name)s”."
            ) % {"name": name}
            for name in personal
        ]  # fmt: skip
    return found


def _elsewhere(kind: Kind) -> dict[str, str]:
    """Names that exist, but that this kind never fills; each with what to do about it."""
    asked = set(kind.asks)
    found = {
        name: _("“%(name)s” is not asked for this kind: add it to the kind, or leave it out.")
        % {"name": name}
        for name in ASKED_BY_NAME
        if name not in asked
    }
    if not kind.needs_person:
        found[PERSONS.name] = _("This kind names no persons: “persons” stays empty.")
    return found


def unused(kind: Kind, body: str) -> list[str]:
    """What the kind asks for and the text never says, as sentences: a warning, no obstacle."""
    said = names(body)
    if PERSONS.name in said:
        said |= {name for name in kind.asks if name.startswith("person_")}
    found = [
        _("“%(label)s” is asked when drafting, and the text never says it.") % {"label": _label(name)}
        for name in kind.asks
        if name in ASKED_BY_NAME and name not in said
    ]
    active = [clause for clause in kind.clauses.all() if clause.active] if kind.pk else []
    return found + [
        _("The clause “%(label)s” may be chosen, and the text does not hold it.") % {"label": clause.label}
        for clause in active
        if clause.placeholder not in said
    ]


def _label(name: str) -> str | Promise:
    return ASKED_BY_NAME[name].label


def samples(kind: Kind) -> Values:
    """Values for a preview of this kind: only what it fills, every clause chosen."""
    found = sample_values()
    filled = {placeholder.name for placeholder in declared(kind)}
    chosen = {placeholder.name: True for placeholder in clauses(kind)}
    return {name: value for name, value in found.items() if name in filled} | chosen


def shown(kind: Kind) -> list[dict[str, object]]:
    """The palette as the page shows it: what to write, what it means, what it looks like."""
    return [
        {
            "label": group.label,
            "rows": [
                {"opens": opens, "closes": closes, "label": each.label, "sample": _said(each.sample)}
                for each in group.placeholders
                for opens, closes in [_written(each)]
            ],
        }
        for group in groups(kind)
    ]


def _written(placeholder: Placeholder) -> tuple[str, str]:
    """What goes in before and after the place where the writer goes on."""
    name = placeholder.name
    if placeholder.rows:
        inside = " ".join(f"{{{{ {row} }}}}" for row in placeholder.rows)
        return f"{{{{# {name} }}}}{inside}", f"{{{{/ {name} }}}}"
    if not isinstance(placeholder.sample, str):
        return f"{{{{# {name} }}}}", f"{{{{/ {name} }}}}"
    return f"{{{{ {name} }}}}", ""


def _said(sample: object) -> str:
    if isinstance(sample, list):
        return "; ".join(", ".join(value for value in row.values() if value) for row in sample)
    if isinstance(sample, str):
        return sample or "–"
    return _("yes or no")
