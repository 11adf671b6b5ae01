"""Documents a second: our path against a bare warm WeasyPrint loop over the same HTML, in one run.

    .local/venv/bin/python -m bench.documents [ROUNDS]

Ours begins with the template and its values (filled, escaped, cleaned, bounded, its letters checked) and
ends with the archival file; the bare loop is handed the finished HTML, with fonts and stylesheet as warm
as ours. The two take turns document by document, so that a busy machine slows both. No database is asked.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

SECRETS = {"SECRET_KEY": "bench", "ENCRYPTION_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}


def timed(render: Callable[[], bytes]) -> float:
    """Milliseconds of one document."""
    start = time.perf_counter()
    render()
    return (time.perf_counter() - start) * 1000


def medians(ours: Callable[[], bytes], bare: Callable[[], bytes], rounds: int) -> tuple[float, float]:
    """Of both, each going first as often as the other."""
    mine: list[float] = []
    floor: list[float] = []
    for number in range(rounds):
        turns = [(ours, mine), (bare, floor)]
        for render, times in turns if number % 2 else reversed(turns):
            times.append(timed(render))
    return statistics.median(mine), statistics.median(floor)


def measure(rounds: int) -> float:
    """Print a line for each kind; the ratio of all of ours to all of the bare ones."""
    import weasyprint

    from contracts.management.commands.render_document import sample, samples
    from contracts.printing import pdf
    from contracts.printing.placeholders import sample_values

    press = pdf._press()
    values = sample_values()
    ours_in_all = bare_in_all = 0.0
    print(f"{'kind':<24}{'text':<12}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}{'KB':>6}")
    for code, language, portal in samples():
        text, around = sample(code, language, portal)
        html = pdf.source(text, values, around)

        def ours(text: str = text, around: pdf.Sheet = around) -> bytes:
            return pdf.render(text, values, around)

        def bare(html: str = html) -> bytes:
            document = weasyprint.HTML(string=html, url_fetcher=press.fetcher, base_url="font:")
            data: bytes = document.write_pdf(
                stylesheets=[press.css], font_config=press.fonts, pdf_variant="pdf/a-3a"
            )
            return data

        size = len(ours()) / 1024
        bare()
        mine, floor = medians(ours, bare, rounds)
        ours_in_all += mine
        bare_in_all += floor
        name = f"{code:<24}{language:<4}{portal:<8}"
        print(f"{name}{mine:>10.0f}{floor:>10.0f}{mine / floor:>8.2f}{size:>6.0f}", flush=True)
    return ours_in_all / bare_in_all


def main() -> None:
    os.environ |= SECRETS | {"DJANGO_SETTINGS_MODULE": "desk.settings"}
    import django

    django.setup()
    from contracts.printing import pdf

    ratio = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(f"ratio of all: {ratio:.3f} (wanted: at most 1.15)")
    print(pdf.libraries())
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
