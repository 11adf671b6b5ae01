"""Versions of a text: where each stands, and what differs between two. Reads, never writes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from contracts.drafting.filling import BINDING_LANGUAGE
from contracts.enums import TextState
from contracts.models import Kind, Template, TemplateVersion, VersionDecision
from desk import workdays
from desk.guides.compare import GONE, NEW, Piece, pieces
from desk.people.models import Approval

CONTEXT = 2  # lines that stay the same and are shown around what changed


def decision(version: TemplateVersion) -> VersionDecision | None:
    return getattr(version, "decision", None)


def is_refused(version: TemplateVersion) -> bool:
    """Refused, taken back or given way: nobody drafts from it any more."""
    said = decision(version)
    return said is not None and not said.approved


def state(version: TemplateVersion, in_force: int | None = None) -> TextState:
    """Where a version stands. `in_force` is the number of the version that is drafted from today."""
    said = decision(version)
    if said is None:
        return TextState.WAITING
    if not said.approved:
        own = said.decided_by_id is not None and said.decided_by_id == version.made_by_id
        return TextState.WITHDRAWN if own and not said.reason else TextState.REFUSED
    if version.valid_from > workdays.today():
        return TextState.LATER
    if in_force is not None and version.number < in_force:
        return TextState.REPLACED
    return TextState.IN_FORCE


@dataclass(frozen=True)
class Line:
    """One version in the list at its template."""

    version: TemplateVersion
    state: TextState
    decision: VersionDecision | None
    older: int | None  # the version before it, to compare with


def listed(template: Template) -> list[Line]:
    """Every version of a text, the newest first, with who made it and who decided."""
    rows = list(template.versions.select_related("made_by", "decision__decided_by").order_by("-number"))
    today = _newest_valid(rows)
    number = today.number if today else None
    return [
        Line(row, state(row, number), decision(row), rows[place + 1].pk if place + 1 < len(rows) else None)
        for place, row in enumerate(rows)
    ]


def in_force(template: Template) -> TemplateVersion | None:
    """The version that is drafted from today."""
    return TemplateVersion.objects.valid().filter(template=template).first()


def in_force_of(template: Template) -> TemplateVersion | None:
    """The same for a template whose versions and decisions were read along."""
    return _newest_valid(template.versions.all())


def _newest_valid(rows: Iterable[TemplateVersion]) -> TemplateVersion | None:
    today = workdays.today()
    approved = [row for row in rows if (said := decision(row)) and said.approved]
    return max((row for row in approved if row.valid_from <= today), key=lambda row: row.number, default=None)


def waiting_of(template: Template) -> TemplateVersion | None:
    """The version that waits, of a template whose versions and decisions were read along."""
    return next((row for row in template.versions.all() if decision(row) is None), None)


def live(kind: Kind) -> list[TemplateVersion]:
    """The versions of a kind's texts that are or may come in force."""
    found = {TextState.IN_FORCE, TextState.LATER, TextState.WAITING}
    templates = Template.objects.filter(kind=kind).order_by("pk")
    return [line.version for each in templates for line in listed(each) if line.state in found]


def translations_behind(version: TemplateVersion) -> list[Template]:
    """The courtesy translations that a new binding text leaves behind: nobody has changed them since."""
    template = version.template
    if template.language != BINDING_LANGUAGE:
        return []
    others = Template.objects.filter(kind=template.kind_id, portal=template.portal_id).exclude(pk=template.pk)
    return list(others.exclude(versions__made_at__gte=version.made_at).order_by("language"))


def waiting_approval(version: TemplateVersion) -> Approval | None:
    """The second person's look that the version waits for."""
    return Approval.objects.waiting().of("contracts.text", ("template_version", version.pk)).first()


def before(version: TemplateVersion) -> TemplateVersion | None:
    """The approved version with which a new one is compared; else whatever came before it."""
    older = version.template.versions.filter(number__lt=version.number).order_by("-number")
    return older.filter(decision__approved=True).first() or older.first()


@dataclass(frozen=True)
class Pair:
    """Two lines side by side, by words; `skipped` lines that are the same stand in their place."""

    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    changed: bool = False
    skipped: int = 0


def compared(old: str, new: str, *, whole: bool = False) -> list[Pair]:
    """Two texts side by side, line by line. Without `whole` long stretches that are the same are left out."""
    before_lines, after_lines = old.splitlines(), new.splitlines()
    found: list[Pair] = []
    steps = SequenceMatcher(None, before_lines, after_lines, autojunk=False).get_opcodes()
    for place, (deed, i1, i2, j1, j2) in enumerate(steps):
        if deed == "equal":
            found += _same(before_lines[i1:i2], place == 0, place == len(steps) - 1, whole)
        else:
            found += _changed(before_lines[i1:i2], after_lines[j1:j2])
    return found


def _same(lines: Sequence[str], first: bool, last: bool, whole: bool) -> Iterator[Pair]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    skipped = len(lines) - head - tail
    for place, line in enumerate(lines):
        if whole or skipped <= 1 or place < head or place >= len(lines) - tail:
            piece = (Piece("same", line),)
            yield Pair(piece, piece)
        elif place == head:
            yield Pair(skipped=skipped)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Lines that took each other's place stand beside each other; what is left over stands alone."""
    for place in range(max(len(old), len(new))):
        left = old[place] if place < len(old) else None
        right = new[place] if place < len(new) else None
        if left is None or right is None:
            gone = (Piece(GONE, left),) if left else ()
            came = (Piece(NEW, right),) if right else ()
            yield Pair(gone, came, changed=True)
            continue
        words = list(pieces(left, right))
        yield Pair(
            tuple(piece for piece in words if piece.kind != NEW),
            tuple(piece for piece in words if piece.kind != GONE),
            changed=True,
        )
