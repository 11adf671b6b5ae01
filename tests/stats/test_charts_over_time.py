"""Heat, lines and stacked bars: escaped, readable, each part a link, whatever numbers come."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from stats.charts import FILLS, Bar, Column, Line, Mark, Series, columns, heat, lines, stacked
from stats.charts.heatmap import STEPS, step_of
from stats.charts.line import ceiling

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script>\" onload=\"x"
LIGHT, DARK = "#ffffff", "#191d27"


def drawing(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def links(markup: str) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in drawing(markup).iter(f"{SVG}a")]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted([light(one), light(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def hot(rows: int, across: int) -> str:
    lined = [
        Line(f"topic {row}", [Bar(f"{row}-{at}", "", row * at, url=f"/r/?w={at}") for at in range(across)])
        for row in range(rows)
    ]
    return heat("hot", "Topics", lined, [f"W{at}" for at in range(across)])


@pytest.mark.parametrize("tone", FILLS)
def test_parts_stand_out_in_the_light_and_in_the_dark(tone: str) -> None:
    assert min(contrast(FILLS[tone], LIGHT), contrast(FILLS[tone], DARK)) >= 3


def test_the_number_of_a_cell_can_be_read_on_it_in_both_schemes() -> None:
    sheet = (Path(settings.BASE_DIR) / "static/css/components.css").read_text()
    dark = dict(re.findall(r"\.chart__(heat-\d(?:-text)?) \{ fill: light-dark\(#\w+, (#\w+)\)", sheet))
    for step, (fill, ink) in enumerate(STEPS):
        assert contrast(fill, ink) >= 4.5
        assert contrast(dark[f"heat-{step}"], dark[f"heat-{step}-text"]) >= 4.5


def test_a_cell_is_a_link_that_says_its_row_its_column_and_its_number() -> None:
    found = links(hot(3, 4))
    assert len(found) == 12
    assert found[-1] == {"id": "hot-2-3", "href": "/r/?w=3", "aria-label": "topic 2, W3: 6"}


def test_the_darkest_cell_is_the_greatest_and_nothing_has_no_colour() -> None:
    assert [step_of(value, 10) for value in (0, 1, 10)] == [0, 1, len(STEPS) - 1]
    assert [step_of(value, 1) for value in (0, 1)] == [0, 1]
    steps = [step_of(value, 500) for value in range(501)]
    assert steps == sorted(steps) and set(steps) == set(range(len(STEPS)))
    assert step_of(0, 0) == 0 and step_of(-3, 10) == 0


def test_a_year_of_weeks_keeps_cells_that_can_be_clicked() -> None:
    picture = drawing(hot(2, 53))
    assert float(picture.attrib["width"]) >= 53 * 24
    assert "chart--natural" in picture.attrib["class"]
    for cell in picture.iter(f"{SVG}rect"):
        assert float(cell.attrib["width"]) >= 24 and float(cell.attrib["height"]) >= 24


@pytest.mark.parametrize(
    "markup",
    [
        heat("x", HOSTILE, [Line(HOSTILE, [Bar(HOSTILE, HOSTILE, 1, url=HOSTILE)])], [HOSTILE]),
        lines(HOSTILE, HOSTILE, [HOSTILE], [Series(HOSTILE, HOSTILE, [1], urls=[HOSTILE])],
              marks=[Mark(0, HOSTILE)]),
        stacked("x", HOSTILE, [Column(HOSTILE, [Bar(HOSTILE, HOSTILE, 1, url=HOSTILE, words=HOSTILE)])]),
        columns("x", HOSTILE, [Column(HOSTILE, [Bar(HOSTILE, HOSTILE, 1, url=HOSTILE)])]),
    ],
)  # fmt: skip
def test_words_from_outside_stay_words(markup: str) -> None:
    assert "<script" not in markup and 'onload="' not in markup and "style" not in markup
    assert HOSTILE in [each.text for each in drawing(markup).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    "markup",
    [
        heat("x", "X", [], []),
        heat("x", "X", [Line("a", [])], ["1", "2"]),
        lines("x", "X", [], []),
        lines("x", "X", ["1"], [Series("a", "A", [None])]),
        lines("x", "X", ["1"], [Series("a", "A", [0])], band=([0], [0])),
        stacked("x", "X", []),
        stacked("x", "X", [Column("a", [Bar("p", "P", 0)])]),
        columns("x", "X", []),
    ],
)
def test_nothing_to_draw_still_draws(markup: str) -> None:
    assert drawing(markup).attrib["aria-label"] == "X"


def test_a_gap_stays_a_gap_and_a_lonely_value_a_point() -> None:
    picture = drawing(lines("x", "X", list("abcde"), [Series("s", "S", [1, 2, None, 4, None])]))
    (run,) = picture.iter(f"{SVG}polyline")
    assert len(run.attrib["points"].replace(",", " ").split()) == 4
    points = [each for each in picture.iter(f"{SVG}g") if each.find(f"{SVG}circle") is not None]
    assert [point.findtext(f"{SVG}title") for point in points] == ["a S: 1", "b S: 2", "d S: 4"]


def test_the_axis_begins_at_nothing_and_ends_at_a_round_number() -> None:
    picture = drawing(lines("x", "X", ["a", "b"], [Series("s", "S", [95, 97])]))
    written = [each.text for each in picture.iter(f"{SVG}text")]
    assert {"0", "50", "100"} <= set(written)
    assert [ceiling(value) for value in (0, 0.3, 1, 3, 41, 100, 101)] == [1, 0.4, 1, 4, 50, 100, 200]


def test_lines_are_told_apart_without_their_colours() -> None:
    picture = drawing(
        lines(
            "x", "X", ["a", "b"], [Series("now", "Now", [1, 2]), Series("then", "Then", [2, 1], dashed=True)]
        )
    )
    now, then = picture.iter(f"{SVG}polyline")
    assert "stroke-dasharray" not in now.attrib and then.attrib["stroke-dasharray"]
    assert len(list(picture.iter(f"{SVG}circle"))) == 3  # two points and the sample beside its name


def test_what_may_be_expected_is_a_band_behind_the_line() -> None:
    picture = drawing(
        lines("x", "X", ["a", "b", "c"], [Series("s", "S", [2, 2, 2])], band=([1, 1, 1], [3, 3, 9]))
    )
    band = next(picture.iter(f"{SVG}polygon"))
    assert len(band.attrib["points"].replace(",", " ").split()) == 12
    assert "10" in [each.text for each in picture.iter(f"{SVG}text")]


def test_points_that_lead_somewhere_can_be_clicked() -> None:
    markup = lines("x", "X", [str(n) for n in range(53)], [Series("s", "S", [1] * 53, urls=["/r/"] * 53)])
    assert len(links(markup)) == 53
    assert float(drawing(markup).attrib["width"]) >= 53 * 24
    for place in drawing(markup).iter(f"{SVG}rect"):
        assert place.attrib["width"] == "24"


def test_a_mark_stands_at_its_label() -> None:
    picture = drawing(lines("x", "X", list("abc"), [Series("s", "S", [1, 1, 1])], marks=[Mark(1, "changed")]))
    at = [each.attrib["x1"] for each in picture.iter(f"{SVG}line") if "chart__mark" in each.get("class", "")]
    assert at == [list(picture.iter(f"{SVG}circle"))[2].attrib["cx"]]
    assert "changed" in [each.text for each in picture.iter(f"{SVG}text")]


def test_a_row_of_parts_is_as_long_as_its_sum_and_says_hours_as_hours() -> None:
    rows = [
        Column(
            "Mari",
            [Bar("m-c", "calls", 90, "info", "/r/", "1,5 h"), Bar("m-l", "letters", 30, "teal")],
            "2 h",
        ),
        Column("Jaan", [Bar("j-c", "calls", 60, "info", "/r/", "1 h")], "1 h"),
    ]
    markup = stacked("load", "Load", rows)
    assert [link["aria-label"] for link in links(markup)] == ["Mari, calls: 1,5 h", "Jaan, calls: 1 h"]
    written = [each.text for each in drawing(markup).iter(f"{SVG}text")]
    assert "2 h" in written and written.count("calls") == 1
    parts = [
        float(each.attrib["width"])
        for each in drawing(markup).iter(f"{SVG}rect")
        if each.get("height") == "18"
    ]
    assert abs(parts[0] + parts[1] + 1 - 2 * parts[2]) <= 1.2


def test_many_columns_stay_wide_enough_and_their_labels_apart() -> None:
    steps = [Column(f"{n:02}.2026", [Bar(f"a-{n}", "A", 1, url="/r/")]) for n in range(53)]
    picture = drawing(columns("x", "X", steps))
    assert float(picture.attrib["width"]) >= 53 * 24
    labels = [float(each.attrib["x"]) for each in picture.iter(f"{SVG}text") if ".2026" in (each.text or "")]
    assert min(b - a for a, b in pairwise(labels)) >= 7 * 6.8
