"""Every word shown is translated: Estonian for staff, Russian too for what a client sees."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from tests.house.test_house_rules import ROOT, modules, relative, tracked

# Rooms' files that speak to a client: their words are needed in Russian too.
CLIENT_FACING = re.compile(
    r"templates/client_base\.html|templates/contracts/client/|templates/forms/|templates/mail/letter"
    r"|contracts/(letters|life/letters|life/rules)\.py|tickets/letters\.py|desk/clients/letters\.py"
    r"|desk/enquiries/(letters|complaint_letters|extract)\.py|desk/records/redaction\.py"
    r"|templates/enquiries/(_faults_outside|_fault_times|fault_proof)\.html"
    r"|templates/counter/_receipt\.html"
    r"|contracts/client_page/|contracts/containers/problems\.py"
    r"|templates/counter/(screen|_screen_numbers)\.html"
)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}


def catalogue(language: str) -> Catalog:
    path = ROOT / "desk" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def words_of(path: Path) -> set[str]:
    """The message ids that a module or template uses."""
    text = path.read_text()
    if path.suffix == ".html":
        # Only the calls: what Django leaves between them is no Python.
        text = "\n".join(
            re.findall(r"n?p?gettext\(.*?\)(?= |$)", templatize(text, origin=str(path)), re.MULTILINE)
        )
    found = extract("python", BytesIO(text.encode()), KEYWORDS)
    return {words[0] if isinstance(words, tuple) else words for _line, words, _notes, _context in found}


def sources() -> list[Path]:
    places = ("desk/", "registry/", "contracts/", "tickets/", "stats/", "templates/")
    return [p for p in [*modules(), *tracked(".html")] if relative(p).startswith(places)]


def missing(language: str, paths: list[Path]) -> list[str]:
    messages = catalogue(language)
    lacking = []
    for path in paths:
        for word in words_of(path):
            message = messages.get(word)
            if (
                message is None
                or not message.string
                or (isinstance(message.string, tuple) and not all(message.string))
            ):
                lacking.append(f"{relative(path)}: {word!r}")
    return sorted(lacking)


def test_every_word_has_its_estonian() -> None:
    assert not missing("et", sources())


def test_every_word_that_a_client_sees_has_its_russian() -> None:
    assert not missing("ru", [p for p in sources() if CLIENT_FACING.search(relative(p))])


def places(words: object) -> set[str]:
    """The names of the values in a message, singular or plural."""
    texts = words if isinstance(words, list | tuple) else [words]
    return set(re.findall(r"%\((\w+)\)", " ".join(str(text) for text in texts)))


@pytest.mark.parametrize("language", ["et", "ru"])
def test_translations_keep_the_places_of_their_values(language: str) -> None:
    messages = catalogue(language)
    wrong = [str(m.id) for m in messages if m.id and (m.check(messages) or places(m.string) - places(m.id))]
    assert not wrong


def test_no_translation_is_left_over_or_unsure() -> None:
    used = set().union(*(words_of(path) for path in sources()))
    for language in ("et", "ru"):
        ids = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue(language) if m.id}
        assert not [message for message in catalogue(language) if message.id and message.fuzzy]
        assert not ids - used - CONSTANTS


# Words that reach gettext as a value, not as a literal beside it.
CONSTANTS: set[str] = set()
