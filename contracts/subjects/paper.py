"""The report of a person's data as PDF on the agency's sheet; a long one in several parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from contracts.printing import pdf
from desk.clients.subjects import Chapter, Report
from desk.records.holdings import Held

# Letters of a part: well below what a document may hold, so that marks around them fit too.
PART = 60_000
LONGEST_LINE = 20_000  # letters of one text, such as a letter; the rest stands in the JSON
LOOKS = 400  # lines of the access log in one part


@dataclass
class _Part:
    """What stands on one document."""

    chapters: list[Chapter] = field(default_factory=list)
    looks: list[tuple[str, int]] = field(default_factory=list)
    letters: int = 0


def render(report: Report) -> list[bytes]:
    """PDF/A-3a and PDF/UA-1, one or several. Raises fonts.RenderingUnavailable."""
    with translation.override(report.language):
        parts = list(_parts(report))
        title = _("Data kept about you")
        return [_printed(report, part, title, number, len(parts)) for number, part in enumerate(parts, 1)]


def _printed(report: Report, part: _Part, title: str, number: int, many: int) -> bytes:
    context = {
        "report": report, "part": part, "title": title, "number": number, "many": many,
        "name": report.subject.names[0] if report.subject.names else "", "agency": settings.AGENCY_NAME,
        "email": settings.AGENCY_EMAIL, "phone": settings.AGENCY_PHONE,
    }  # fmt: skip
    sheet = pdf.Sheet(
        title=title, number=f"{number}/{many}", language=report.language,
        made_at=timezone.localtime(report.made_at), agency=settings.AGENCY_NAME,
    )  # fmt: skip
    return pdf.render_ours(render_to_string("contracts/subjects/paper.html", context), sheet)


def _parts(report: Report) -> Iterator[_Part]:
    part = _Part()
    for chapter in report.chapters:
        held: list[Held] = []
        for thing in map(_bounded, chapter.held):
            size = len(thing.title) + sum(map(len, thing.lines)) + 200
            if part.letters + size > PART and part.letters:
                part.chapters += _begun(chapter, held)
                yield part
                part, held = _Part(), []
            part.letters += size
            held.append(thing)
        part.chapters += _begun(chapter, held)
    looks = _looks(report)
    while looks:
        if part.letters + len(looks[:LOOKS]) * 120 > PART and part.letters:
            yield part
            part = _Part()
        part.looks, looks = looks[:LOOKS], looks[LOOKS:]
        part.letters += len(part.looks) * 120
        if looks:
            yield part
            part = _Part()
    yield part


def _begun(chapter: Chapter, held: list[Held]) -> list[Chapter]:
    return [Chapter(chapter.code, chapter.label, chapter.basis, tuple(held))] if held else []


def _bounded(held: Held) -> Held:
    lines = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …" for line in held.lines]
    while sum(map(len, lines)) > PART:
        lines.pop()
    return Held(held.kind, held.pk, held.at, held.title, tuple(lines), held.files, held.until)


def _looks(report: Report) -> list[tuple[str, int]]:
    """One line a day and reason, with how often: a call alone writes a dozen rows. The JSON has each."""
    counted: dict[str, int] = {}
    for usage in report.looks:
        day = formats.date_format(timezone.localtime(usage.logtime), "SHORT_DATE_FORMAT")
        line = f"{day} · {usage.action} · {usage.receiver_name}"
        counted[line] = counted.get(line, 0) + 1
    return list(counted.items())
