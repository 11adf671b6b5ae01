"""Work of all kinds in hours: what clocks measured, and what nobody clocks by norms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stats.enums.learning import NormKind
from stats.figures import Sums, together
from stats.models import Norm

# What is clocked, by its measures, in the order in which it is drawn; and the tone of each kind.
MEASURED: tuple[tuple[str, Promise, tuple[str, ...], str], ...] = (
    ("calls", gettext_lazy("calls answered"), ("talk_s", "wrap_s"), "info"),
    ("out", gettext_lazy("calls made"), ("out_s",), "teal"),
    ("visits", gettext_lazy("visitors served"), ("visit_s",), "ok"),
)
ESTIMATED = {
    NormKind.LETTERS: "warn", NormKind.DOCUMENTS: "violet", NormKind.TICKETS: "pink", NormKind.ITEMS: "olive",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The time of one kind of work, in seconds."""

    code: str
    label: str
    seconds: float
    tone: str
    estimated: bool = False


class Norms:
    """Minutes for one piece of a kind, by the day on which it was done; read once for a page."""

    def __init__(self, last: date) -> None:
        self.rows: list[Norm] = list(Norm.objects.until(last))

    def at(self, kind: str, day: date) -> float:
        """Minutes that held on this day; none where nobody has said any."""
        found = next((row for row in self.rows if row.kind == kind and row.from_day <= day), None)
        return float(found.minutes) if found else 0.0

    def now(self) -> list[Norm]:
        """The newest norm of each kind: what is shown beside the estimate."""
        newest: dict[str, Norm] = {}
        for row in self.rows:
            newest.setdefault(row.kind, row)
        return [newest[kind] for kind in NormKind if kind in newest]


def parts(days: Mapping[date, Sums], norms: Norms) -> list[Part]:
    """What the work of these days came to, each kind that there is, with what the roster does not explain.

    Breaks for work (documents, counter, meeting, training) hold much of the estimated work, so of them only
    what is beyond visits and estimates is added: nothing is counted twice.
    """
    whole = together(days.values())
    found = [
        Part(code, str(label), sum(whole[name] for name in names), tone)
        for code, label, names, tone in MEASURED
    ]
    for kind, tone in ESTIMATED.items():
        seconds = sum(60 * norms.at(kind, day) * sums[kind.value] for day, sums in days.items())
        found.append(Part(kind.value, str(kind.label), seconds, tone, estimated=True))
    explained = whole["visit_s"] + sum(part.seconds for part in found if part.estimated)
    found.append(
        Part("other", _("other work away from calls"), max(0, whole["other_s"] - explained), "brown")
    )
    return found


def hours(found: list[Part]) -> float:
    """All of it, in seconds."""
    return sum(part.seconds for part in found)


def formula(norms: Norms) -> str:
    """How the hours are counted, with the norms by which they are estimated."""
    text = _(
        "Measured: conversation and wrap-up of calls, calls made, time with visitors."
        " Estimated: pieces × norm."
        " Other work: breaks for documents, the counter, meetings and training, as far as they are longer"
        " than visits and estimates together. Beside it stand the planned hours of the roster."
    )
    named = ", ".join(
        _("%(kind)s %(minutes)s min (%(basis)s)")
        % {
            "kind": row.get_kind_display(),
            "minutes": f"{row.minutes.normalize():f}".replace(".", ","),
            "basis": row.basis,
        }
        for row in norms.now()
    )
    if not named:
        return text + " " + _("No norm has been set, so only what was measured is counted.")
    return text + " " + _("Norms for one piece: %(norms)s.") % {"norms": named}
