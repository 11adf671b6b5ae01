"""What is missing is named; what must not leave is found."""

import pytest
from django.utils import translation

from tickets.completeness import (
    FieldKind,
    Lack,
    Missing,
    People,
    Wanted,
    Written,
    missing,
    personal,
    redacted,
)

FORM = [
    Wanted("what", "What happened", FieldKind.LONG, required=True),
    Wanted("when", "When", FieldKind.DATE, required=True),
    Wanted("browser", "Browser", FieldKind.CHOICE, required=False, choices=("Chrome", "Firefox")),
]


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_every_missing_item_is_named_in_the_order_of_the_form() -> None:
    found = missing(FORM, {"what": "  "})
    assert found[0] == Missing("what", "What happened", Lack.MISSING)
    assert [str(item) for item in found] == ["What happened is missing", "When is missing"]


def test_a_complete_form_misses_nothing() -> None:
    assert missing(FORM, {"what": "Nupp ei tööta", "when": "05.03.2026"}) == []
    assert missing(FORM, {"what": "Nupp ei tööta", "when": "2026-03-05", "browser": "Chrome"}) == []


def test_a_wrong_answer_is_named_too() -> None:
    found = missing(FORM, {"what": "x", "when": "eile", "browser": "Mosaic"})
    assert [str(item) for item in found] == [
        "When: write the date as 05.03.2026",
        "Browser: choose one of the list",
    ]


PERSONAL = [
    ("Isikukood 24503120016 ei sobi", "code", "24503120016"),
    ("helistas 5550 0001 kaks korda", "phone", "5550 0001"),
    ("tel 662 5999", "phone", "662 5999"),
    ("5012345 ei vasta", "phone", "5012345"),
    ("number 55500001", "phone", "55500001"),
    ("+372 5550 0003", "phone", "+372 5550 0003"),
    ("kirjutas mari.tamm@tammepuit.example, et", "email", "mari.tamm@tammepuit.example"),
    ("Mari Tamme konto on lukus", "name", "Mari Tamme"),
    ("omanik TAMM, MARI", "name", "TAMM, MARI"),
    ("allkiri M. Tamm puudub", "name", "M. Tamm"),
    ("Jaan Kase arvutis", "name", "Jaan Kase"),
    ("Peeter Mäel ei avane", "name", "Peeter Mäel"),
    ("у Анны Ивановой", "name", "Анны Ивановой"),
    ("FIE 10000201 luba", "code", "10000201"),
]
PEOPLE = People(("Mari Tamm", "Jaan Kask", "Peeter Mäe", "Анна Иванова", "Madonna"), ("10000201",))


@pytest.mark.parametrize(("text", "kind", "found"), PERSONAL)
def test_personal_data_is_found_and_taken_out(text: str, kind: str, found: str) -> None:
    findings = personal([Written("question", "Question", text)], PEOPLE)
    assert [(f.place, f.kind, f.text) for f in findings] == [("question", kind, found)]
    clean = redacted(text, PEOPLE)
    assert found not in clean
    assert personal([Written("question", "Question", clean)], PEOPLE) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Tamme Puit OÜ (10000001) ei näe deklaratsiooni",
        "MTÜ 80000014, luba KMIN-102, 2026. aasta IV kvartal",
        "viitenumber 12345678901",
        "load KL-512345 ja KL-5123456, dokument 6-2/26/5123456",
        "summa 1 250,00 eurot 22.11.2026 kell 10:36",
        "Tamm on mahavõetav, kask jääb; jaan kase kõrval",
        "madonna ja liiga saada",
    ],
)
def test_an_organisation_and_ordinary_numbers_may_go(text: str) -> None:
    assert personal([Written("question", "Question", text)], PEOPLE) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("5550 0001", "55500001"), ("+372 5550-0003", "+372 55500003"), ("Jaan Kase", "jaan  KASE")],
)
def test_the_same_finding_is_known_however_it_is_written(one: str, other: str) -> None:
    (first,) = personal([Written("a", "A", one)], PEOPLE)
    (second,) = personal([Written("b", "B", other.title() if "KASE" in other else other)], PEOPLE)
    assert first.folded == second.folded
