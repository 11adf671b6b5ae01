"""The words to a client before they leave: in which language, what is internal, what is another client's."""

import pytest

from tickets.words.wording import Doubt, Inside, Reference, adapted, doubts, language_of

pytestmark = pytest.mark.slow

MARI = Reference("P-2026-000001", "Tamme Puit OÜ", "10000001", "Mari Tamm")
JAAN = Reference("P-2026-000002", "Kase Saeveski AS", "10000018", "Jaan Kask")
INSIDE = Inside(
    hosts=("https://jira.example", "https://abilaud.example/tickets/"), projects=("KT",),
    people=("Peeter Paju",), own=MARI, others=(JAAN,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Palun logige uuesti sisse, siis saab aruande esitada.", "et"),
        ("Please log in again, and you can submit the report.", "en"),
        ("Пожалуйста, войдите снова.", "ru"),
        ("Заявление KOTKAS принято", "ru"),
        ("OK", ""),
        ("KOTKAS 2026", ""),
        ("", ""),
    ],
)
def test_the_language_is_known_where_the_text_shows_it(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vt https://jira.example/browse/KT-12.", [(Doubt.LINK, "https://jira.example/browse/KT-12")]),
        ("Vt https://abilaud.example/tickets/7/", [(Doubt.LINK, "https://abilaud.example/tickets/7/")]),
        ("Pilet kt-12 on valmis", [(Doubt.KEY, "kt-12")]),
        ("Standard ISO-9001 ja COVID-19", []),
        ("Peeter Paju vaatas", [(Doubt.NAME, "Peeter Paju")]),
        ("Peeter Pajule tänud", [(Doubt.NAME, "Peeter Pajule")]),
        ("Kase Saeveski AS sai", [(Doubt.OTHERS, "Kase Saeveski AS")]),
        ("Jaan Kase mure", [(Doubt.OTHERS, "Jaan Kase")]),
        ("Mari Tamm, Tamme Puit OÜ, P-2026-000001", []),
        ("Vt https://eesti.example/abi", []),
    ],
)
def test_what_a_client_should_not_read_is_named(text: str, found: list[tuple[Doubt, str]]) -> None:
    assert [(one.kind, one.text) for one in doubts(text, "et", INSIDE)] == found


def test_another_language_is_a_doubt_too() -> None:
    (one,) = doubts("Please log in again, and you can submit the report.", "et", Inside())
    assert (one.kind, one.text) == (Doubt.LANGUAGE, "en")


def test_a_text_for_one_client_becomes_the_draft_for_another() -> None:
    text = "P-2026-000001: Mari Tamm, Tamme Puit OÜ (10000001) saab. Number 100000012 jääb."
    expected = "P-2026-000002: Jaan Kask, Kase Saeveski AS (10000018) saab. Number 100000012 jääb."
    assert adapted(text, MARI, JAAN) == expected
    assert adapted(text, MARI, Reference("P-2026-000002")).startswith("P-2026-000002: Mari Tamm")
