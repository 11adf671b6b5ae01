"""By which channel and in which language is asked: shares with what they were before."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from desk.people.enums import Language
from stats import charts, spans
from stats.cards import Card, Way
from stats.contacts import change
from stats.enums import Channel
from stats.figures import FIGURES, Chosen, Sums, by, said, to_records
from stats.figures.words import In
from stats.models import Contacts


def cards(chosen: Chosen) -> list[Card]:
    """Enquiries by channel, by language, and by both."""
    now = by(Contacts, chosen, "channel", "language")
    then = by(Contacts, spans.before(chosen), "channel", "language")
    channels = {each.value: str(each.label) for each in Channel}
    languages = {each.value: str(each.label) for each in Language}
    by_channel = _card("channels", _("Enquiries by channel"), channels, _by(now, 0), _by(then, 0), chosen)
    by_language = _card("languages", _("Enquiries by language"), languages, _by(now, 1), _by(then, 1), chosen)
    return [by_channel, by_language, _both(now, channels, languages, chosen)]


def _by(sums: Mapping[tuple[str, str], Sums], place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, each in sums.items():
        found[key[place]] = found.get(key[place], 0) + each["opened"]
    return found


def _narrowed(chosen: Chosen, key: str, value: str) -> Chosen:
    return chosen.narrowed(**{key: (value,)})


def _card(
    key: str, title: str, names: dict[str, str], now: dict[str, int], then: dict[str, int], chosen: Chosen
) -> Card:
    all_now, all_then = sum(now.values()), sum(then.values())

    def way(code: str) -> str:
        return to_records("opened", _narrowed(chosen, key, code)) if now.get(code) else ""

    def percent(part: int, whole: int) -> str:
        return said(100 * part / whole if whole else None, In.PERCENT)

    rows = [code for code in names if now.get(code) or then.get(code)]
    return Card(
        key=key,
        title=title,
        chart=charts.bars(
            key, title, [charts.Bar(code, names[code], now.get(code, 0), url=way(code)) for code in rows]
        ),
        heads=[title, _("Enquiries"), _("Share"), _("Share before"), _("Change")],
        rows=[
            [
                names[code],
                Way(now.get(code, 0), way(code)),
                percent(now.get(code, 0), all_now),
                percent(then.get(code, 0), all_then),
                change.share(now.get(code, 0), then.get(code, 0)),
            ]
            for code in rows
        ],
        formula=f"{FIGURES['opened'].how()} {_('Share: of all enquiries that are chosen.')}",
    )


def _both(
    now: Mapping[tuple[str, str], Sums], channels: dict[str, str], languages: dict[str, str], chosen: Chosen
) -> Card:
    def way(channel: str, language: str) -> Way:
        count = now.get((channel, language), Sums())["opened"]
        narrowed = chosen.narrowed(channels=(channel,), languages=(language,))
        return Way(count, to_records("opened", narrowed) if count else "")

    cells = {code: [way(code, language) for language in languages] for code in channels}
    shown = [code for code, row in cells.items() if any(cell.number for cell in row)]
    heads = list(languages.values())
    short = [code.upper() for code in languages]  # a cell is narrower than the name of a language
    title = _("Enquiries by channel and language")
    lines = [
        charts.Line(
            channels[code],
            [
                charts.Bar(f"{code}-{language}", languages[language], int(cell.number), url=cell.url)
                for language, cell in zip(languages, cells[code], strict=True)
            ],
        )
        for code in shown
    ]
    return Card(
        key="both",
        title=title,
        chart=charts.heat("both", title, lines, short),
        heads=[_("Channel"), *heads],
        rows=[[channels[code], *cells[code]] for code in shown],
        formula=FIGURES["opened"].how(),
        wide=True,
    )
