"""New words in what clients ask: those whose share rose most against the weeks before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from desk.people.enums import Language
from stats import charts, spans
from stats.cards import Card, Way
from stats.figures import Chosen, by, said, to_records
from stats.figures.words import In
from stats.models import Contacts, WordWeek

NOW, BEFORE = 4, 8  # weeks
SHOWN, DRAWN = 50, 12
SURE = 1.96  # standard deviations: 95 % of what chance does stays below


@dataclass(frozen=True)
class Word:
    """A word of a language, in how many enquiries it stood now and before, of how many."""

    stem: str
    word: str
    language: str
    now: int
    before: int
    of_now: int
    of_before: int

    @property
    def rise(self) -> float:
        """By how many standard deviations its share is greater than before."""
        if not self.of_now or not self.of_before:
            return 0.0
        share = (self.now + self.before) / (self.of_now + self.of_before)
        spread = sqrt(max(share * (1 - share), 1e-9) * (1 / self.of_now + 1 / self.of_before))
        return (self.now / self.of_now - self.before / self.of_before) / spread


def weeks(last: date) -> tuple[date, date, date]:
    """The first Monday of the weeks before, that of the weeks now, and the last Monday of these."""
    end = spans.monday(last)
    return end - timedelta(weeks=NOW + BEFORE - 1), end - timedelta(weeks=NOW - 1), end


def chosen_for(chosen: Chosen) -> Chosen:
    """What words can be counted of: languages alone, in the last weeks of the choice."""
    _before, now, end = weeks(chosen.last)
    return Chosen(now, end + timedelta(days=6), languages=chosen.languages)


def narrower_than(chosen: Chosen) -> bool:
    """Whether more was chosen than words can be counted of."""
    return bool(chosen.topics or chosen.channels or chosen.unit or chosen.portal or chosen.line)


def risen(chosen: Chosen) -> list[Word]:
    """The words whose share rose more than by chance, the surest first."""
    first, now, end = weeks(chosen.last)
    rows = WordWeek.objects.filter(week__gte=first, week__lte=end)
    if chosen.languages:
        rows = rows.filter(language__in=chosen.languages)
    recent = Q(week__gte=now)
    sums = rows.order_by().values_list("language", "stem").annotate(
        Max("word"), now=Sum("enquiries", filter=recent, default=0),
        before=Sum("enquiries", filter=~recent, default=0),
    )  # fmt: skip
    of_now = _asked(Chosen(now, end + timedelta(days=6)))
    of_before = _asked(Chosen(first, now - timedelta(days=1)))
    words = [
        Word(stem, word, language, n, m, of_now.get(language, 0), of_before.get(language, 0))
        for language, stem, word, n, m in sums.filter(now__gt=0)
    ]
    rising = [word for word in words if word.rise > SURE]
    return sorted(rising, key=lambda word: (-word.rise, word.word))[:SHOWN]


def _asked(chosen: Chosen) -> Mapping[str, int]:
    return {language: sums["opened"] for language, sums in by(Contacts, chosen, "language").items()}


def card(chosen: Chosen, found: list[Word]) -> Card:
    """The words as bars with their table."""
    own = chosen_for(chosen)
    labels = {each.value: str(each.label) for each in Language}

    def way(word: Word) -> str:
        return to_records("opened", own.narrowed(languages=(word.language,)), word=word.stem)

    def share(part: int, whole: int) -> str:
        return said(100 * part / whole if whole else None, In.PERCENT)

    title = _("Words that are new, or rose")
    bars = [
        charts.Bar(f"{index}", f"{word.word} ({word.language})", word.now, url=way(word))
        for index, word in enumerate(found[:DRAWN])
    ]
    return Card(
        key="words",
        title=title,
        chart=charts.bars("words", title, bars, 560),
        heads=[
            _("Word"), _("Language"), _("Enquiries of the last %(n)s weeks") % {"n": NOW}, _("Share"),
            _("Enquiries of the %(n)s weeks before") % {"n": BEFORE}, _("Share before"),
        ],
        rows=[
            [
                word.word, labels.get(word.language, word.language), Way(word.now, way(word)),
                share(word.now, word.of_now), word.before, share(word.before, word.of_before),
            ]
            for word in found
        ],
        formula=how(),
    )  # fmt: skip


def how() -> str:
    """How words are counted, in words."""
    return _(
        "In how many enquiries of the language a word stood, whatever its ending, ÷ all enquiries of that "
        "language: the last %(now)s weeks of the choice against the %(before)s weeks before them. Shown are "
        "words whose share rose more than chance would let it (95%%). A word is counted in a week only when "
        "five different clients used it; names, numbers and addresses are not counted. Weeks begin on "
        "Monday, days are those of Tallinn; practice is left out."
    ) % {"now": NOW, "before": BEFORE}
