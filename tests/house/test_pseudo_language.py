"""No text escapes translation: in a pseudo-language every translated word stands in brackets."""

import re
from collections.abc import Callable, Iterator

import pytest
from babel import Locale
from django.conf import settings
from django.test import Client
from django.utils import translation
from lxml import html

from desk.people.enums import Role
from desk.people.models import User
from tests.house.routes import Route, all_routes

pytestmark = pytest.mark.slow

# What is the same in every language: names of products, languages, keys and forms of files, and the person
# logged in.
PLAIN = re.compile(
    r"Abilaud|Keskkonnaamet|KOTKAS|JIRA|Ctrl|Esc|Enter|Tab|Eesti|English|Русский|eesti|Riina|Rand|et|en|ru|ET|EN|RU"
    r"|[A-Z?/]|[a-z]|spetsialist|abilaud|example|CSV|JSON|XLSX"
)
# Countries are named by the locale data of the page's language, not by our catalogue.
COUNTRIES = frozenset(Locale("en").territories.values())
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
SKIPPED = {"style_guide"}  # shows components with invented data


def pseudo(message: str, *rest: object) -> str:
    """The message in brackets; its places for values stay."""
    return f"⟦{message}⟧" if message.strip() else message


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = translation._trans  # type: ignore[attr-defined]
    monkeypatch.setitem(real.__dict__, "gettext", pseudo)
    monkeypatch.setitem(real.__dict__, "pgettext", lambda context, message: pseudo(message))
    monkeypatch.setitem(real.__dict__, "ngettext", lambda one, many, n: pseudo(one if n == 1 else many))
    monkeypatch.setitem(
        real.__dict__, "npgettext", lambda context, one, many, n: pseudo(one if n == 1 else many)
    )
    yield


def bare_texts(page: bytes) -> list[str]:
    """Texts with letters that nobody translated."""
    tree = html.fromstring(page)
    found: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "code", "svg"}:
            continue
        texts = [element.text, *(child.tail for child in element)]
        texts += [element.get(name) for name in ATTRIBUTES]
        found += [text.strip() for text in texts if text and _is_bare(text)]
    return found


def _is_bare(text: str) -> bool:
    if text.strip() in COUNTRIES:
        return False
    # Values inside brackets belong to the translated sentence.
    left = re.sub(r"⟦.*?⟧", "", text, flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]+", left)
    return any(not PLAIN.fullmatch(word) for word in words)


def pages() -> list[Route]:
    """Addresses of ours that need no row."""
    return [
        route
        for route in all_routes()
        if route.access is not None
        and route.access.rule is not None
        and "GET" in route.access.methods
        and not route.has_parts
        and route.name not in {"live", *SKIPPED}
    ]


def test_no_text_of_a_page_escapes_translation(
    someone: Callable[..., User], pseudo_language: None, client: Client
) -> None:
    everything = someone("spetsialist", *Role, first_name="Riina", last_name="Rand", language="en")
    client.force_login(everything)
    bare = {}
    for route in pages():
        response = client.get(route.path)
        if "text/html" in response.get("Content-Type", "") and response.content.strip():
            texts = bare_texts(response.content)
            if texts:
                bare[route.name] = sorted(set(texts))
    assert settings.USE_I18N
    assert not bare
