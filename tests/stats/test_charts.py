"""Charts are markup from numbers: escaped, without style, each bar a link to what it counts."""

from xml.etree import ElementTree

from stats.charts import Bar, Column, bars, columns

SVG = "{http://www.w3.org/2000/svg}"


def drawing(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def test_a_bar_is_a_link_named_by_its_label_and_value() -> None:
    picture = drawing(
        bars("docs", "Documents", [Bar("sent", "Sent to the client", 4, url="/documents/?state=sent&x=1")])
    )
    link = picture.find(f"{SVG}a")
    assert link is not None
    assert link.attrib == {
        "id": "docs-sent",
        "href": "/documents/?state=sent&x=1",
        "aria-label": "Sent to the client: 4",
    }


def test_a_bar_without_records_to_show_is_no_link() -> None:
    assert drawing(bars("people", "People", [Bar("away", "Away", 2)])).find(f"{SVG}a") is None


def test_the_longest_bar_is_the_greatest_value_and_zero_draws_none() -> None:
    picture = drawing(bars("x", "X", [Bar("a", "A", 10), Bar("b", "B", 5), Bar("c", "C", 0)]))
    lengths = [
        float(shape.attrib["width"]) for shape in picture.iter(f"{SVG}rect") if shape.attrib["fill"] != "none"
    ]
    assert len(lengths) == 2
    assert abs(lengths[0] - 2 * lengths[1]) <= 0.2


def test_words_from_outside_are_escaped() -> None:
    markup = bars("x", 'Title "<b>', [Bar("a", "<script>alert(1)</script>", 1, url='/"><script>')])
    assert "<script" not in markup
    assert "<script>alert(1)</script>" in "".join(drawing(markup).itertext())


def test_charts_carry_presentation_attributes_only() -> None:
    markup = bars("x", "X", [Bar("a", "A", 1)]) + columns("y", "Y", [Column("9", [Bar("a", "A", 1)])])
    assert "style" not in markup


def test_columns_stack_their_parts_on_the_axis() -> None:
    steps = [
        Column(
            "9", [Bar("a-9", "answered", 3, "info", "/calls/"), Bar("l-9", "given up", 1, "bad", "/calls/")]
        )
    ]
    picture = drawing(columns("calls", "Calls", steps))
    low, high = (link.find(f"{SVG}rect") for link in picture.findall(f"{SVG}a"))
    assert low is not None and high is not None
    assert float(high.attrib["y"]) + float(high.attrib["height"]) == float(low.attrib["y"])
    assert [link.attrib["aria-label"] for link in picture.findall(f"{SVG}a")] == [
        "9 answered: 3",
        "9 given up: 1",
    ]


def test_an_empty_day_still_draws() -> None:
    assert drawing(columns("calls", "Calls", [Column("9", []), Column("10", [])])) is not None
    assert drawing(bars("x", "X", [])) is not None
