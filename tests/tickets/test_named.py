"""Which questions of a form the second level's words name."""

import pytest

from tickets.leaving.named import named
from tickets.reference import UNITS

IT = [(key, f"{et} {en}") for key, _kind, _required, et, en, _more in UNITS["it"][3]]
PERMITS = [(key, f"{et} {en}") for key, _kind, _required, et, en, _more in UNITS["permits"][3]]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Palun täpset veateadet.", ["error"]),
        ("Millises veebilehitsejas ja millises menüüs?", ["where", "browser"]),
        ("Which browser? What is the error message?", ["error", "browser"]),
        ("Millal täpselt?", ["when"]),
        ("Ei saa aru, mida te küsite.", []),
        ("Mul on veel üks küsimus kliendi kohta.", []),
        ("", []),
    ],
)
def test_their_words_name_a_question(text: str, keys: list[str]) -> None:
    assert named(text, IT) == keys


def test_a_word_of_two_questions_names_neither() -> None:
    assert named("Loa number?", [("a", "Loa number"), ("b", "Telefoni number")]) == []
    assert named("Telefoni number?", [("a", "Loa number"), ("b", "Telefoni number")]) == ["b"]


def test_a_form_of_another_unit_has_words_of_its_own() -> None:
    assert named("Mis käitis see on?", PERMITS) == ["site"]
