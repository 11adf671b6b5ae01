"""Regions of pages that draw themselves anew, and the keys that lead through them, as the templates say."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from lxml import html

from desk.people.models import User
from tests.house.test_every_page import opened, world

__all__ = ["world"]

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OPENING = re.compile(r"<[a-z]+\b(?:\{%.*?%\}|\{\{.*?\}\}|\"[^\"]*\"|[^>\"{])*>", re.DOTALL)


def regions() -> list[tuple[str, str]]:
    """The template and the opening tag of everything that follows a push."""
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        tags = [tag for tag in OPENING.findall(path.read_text()) if "live:" in tag]
        found += [(str(path.relative_to(TEMPLATES)), tag) for tag in tags]
    return found


def test_there_are_regions_to_hold_to_the_rules() -> None:
    assert len(regions()) > 10


def test_no_region_replaces_itself_and_loses_a_push_on_the_way() -> None:
    assert not [name for name, tag in regions() if 'hx-swap="outerHTML"' in tag]


def test_every_region_is_drawn_anew_while_the_stream_is_down() -> None:
    assert not [name for name, tag in regions() if "live:poll" not in tag and "every " not in tag]


@pytest.mark.django_db
@pytest.mark.slow
def test_no_key_of_a_page_stands_for_two_things(world: User) -> None:
    twice: list[str] = []
    for route, content, _number in opened(world):
        if b"data-key" not in content:
            continue
        page = html.fromstring(content)
        # The frame's keys give way to the page's; within the page, and within a menu, a key is one thing's.
        for place in _places(page):
            keys = [
                element.get("data-key")
                for element in place.iterfind(".//*[@data-key]")
                if _home(element) is place or place is page
            ]
            twice += [f"{route.name}: {key}" for key, number in Counter(keys).items() if number > 1]
    assert not twice


def _places(page: html.HtmlElement) -> list[html.HtmlElement]:
    """The page's own part and its menus; a fragment is one place."""
    menus = [each for each in page.iter("details") if "menu" in each.classes]
    return [*page.iter("main"), *menus] or [page]


def _home(element: html.HtmlElement) -> html.HtmlElement | None:
    """The menu, or else the main part, in which the element stands."""
    for above in element.iterancestors("details", "main"):
        if above.tag == "main" or "menu" in (above.get("class") or ""):
            return above
    return None
