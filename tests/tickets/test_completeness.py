"""What is missing is named; what must not leave is found."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tickets.leaving.completeness import (
    FieldKind,
    Lack,
    Missing,
    People,
    Wanted,
    Written,
    missing,
    personal,
    redacted,
    without,
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
    ("kood 245 0312 0016 on vale", "code", "245 0312 0016"),
    ("2450312-0016", "code", "2450312-0016"),
    ("isikukood: 12345678901", "code", "12345678901"),
    ("Läti kood 010180-12345 ei sobi", "code", "010180-12345"),
    ("helista +372 5123 4567", "phone", "+372 5123 4567"),
    ("(+372) 51234567", "phone", "(+372) 51234567"),
    ("00372 5123 4567", "phone", "00372 5123 4567"),
    ("372 5123 4567", "phone", "372 5123 4567"),
    ("51234567", "phone", "51234567"),
    ("5123-4567", "phone", "5123-4567"),
    ("5 123 4567", "phone", "5 123 4567"),
    ("51 23 45 67", "phone", "51 23 45 67"),
    ("telefonil 6625999 ei vastata", "phone", "6625999"),
    ("lauatelefon on 6661234", "phone", "6661234"),
    ("тел. 662 5999", "phone", "662 5999"),
    ("mari.tamm(at)tammepuit.example", "email", "mari.tamm(at)tammepuit.example"),
    ("mari [at] tammepuit [dot] example", "email", "mari [at] tammepuit [dot] example"),
    ("Mari Tammele ja", "name", "Mari Tammele"),
    ("Mari Tammelt küsiti", "name", "Mari Tammelt"),
    ("Jaani Kasele öeldi", "name", "Jaani Kasele"),
    ("Peetri Mäega räägiti", "name", "Peetri Mäega"),
    ("Karli Rebasel on", "name", "Karli Rebasel"),
    ("ütles karl rebane", "name", "karl rebane"),
    ("Mari Liis Tamm", "name", "Mari Liis Tamm"),
    ("proua Tamme konto", "name", "proua Tamme"),
    ("härra Kasel ei avane", "name", "härra Kasel"),
    ("eile vastas Kase asemel", "name", "Kase"),
    ("г-жа Иванова просит", "name", "г-жа Иванова"),
    ("Anna Ivanovale saadeti", "name", "Anna Ivanovale"),
    ("Mari\u00a0Tamm", "name", "Mari\u00a0Tamm"),
    ("Ma\u00adri Ta\u200bmm", "name", "Ma\u00adri Ta\u200bmm"),
    ("Peeter Ma\u0308gi", "name", "Peeter Ma\u0308gi"),
    ("Peeter Magi", "name", "Peeter Magi"),
]
PEOPLE = People(
    names=("Mari Tamm", "Jaan Kask", "Peeter Mägi", "Karl Rebane", "Анна Иванова", "Anna Ivanova", "Madonna"),
    codes=("10000201", "010180-12345"),
    phones=("+3726661234",),
    allowed=("Tamme Puit OÜ",),
)


@pytest.mark.parametrize(("text", "kind", "found"), PERSONAL)
def test_personal_data_is_found_and_taken_out(text: str, kind: str, found: str) -> None:
    findings = personal([Written("question", "Question", text)], PEOPLE)
    assert [(f.place, f.kind, f.text) for f in findings] == [("question", kind, found)]
    clean = redacted(text, PEOPLE)
    assert found not in clean
    assert personal([Written("question", "Question", clean)], PEOPLE) == []


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
        "klient Tamme Puit OÜ ei näe luba KL-508123 ega KL-508123/2",
        "5.03.2026, 15.03.2026 ja 2026-03-05 kell 12.30",
        "summa 5 000 000 eurot, arve 2026/5123456",
        "pilet KT-5123456, pöördumine P-2026-000012",
        "käitis asub Tamme talu juures, Kase tee 3; aadress: Tamme 5",
        "küsis: Kas portaal töötab? Nupp: Kasuta",
        "L.JÄ/325512, L.KKL.HA-52104, kataster 78401:101:0001",
        "X 6587345, Y 542345; 59.4370, 24.7536",
        "EE382200221020145685",
    ],
)
def test_an_organisation_and_ordinary_numbers_may_go(text: str) -> None:
    assert personal([Written("question", "Question", text)], PEOPLE) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5550 0001", "55500001"),
        ("+372 5550-0003", "+372 55500003"),
        ("+372 5550 0003", "5550 0003"),
        ("00372 55500003", "+37255500003"),
        ("245 0312 0016", "24503120016"),
        ("Jaan Kase", "jaan  KASE"),
    ],
)
def test_the_same_finding_is_known_however_it_is_written(one: str, other: str) -> None:
    (first,) = personal([Written("a", "A", one)], PEOPLE)
    (second,) = personal([Written("b", "B", other.title() if "KASE" in other else other)], PEOPLE)
    assert first.folded == second.folded


def test_one_finding_is_replaced_by_our_reference_wherever_it_stands() -> None:
    text = "Mari Tamm, tel 5550 0001; Mari Tamm ja Jaan Kask"
    findings = personal([Written("a", "A", text)], PEOPLE)
    (mari,) = [one for one in findings if one.text == "Mari Tamm"]
    assert without(mari, text, PEOPLE, "P-2026-000001") == (
        "[name of a person – P-2026-000001], tel 5550 0001; [name of a person – P-2026-000001] ja Jaan Kask"
    )


SURNAMES = [
    ("Lepp", "Lepa"), ("Kuusk", "Kuuse"), ("Pärn", "Pärna"), ("Jõgi", "Jõe"), ("Lind", "Linnu"),
    ("Sild", "Silla"), ("Kukk", "Kuke"), ("Hunt", "Hundi"), ("Rand", "Ranna"), ("Mets", "Metsa"),
    ("Põld", "Põllu"), ("Laht", "Lahe"), ("Luik", "Luige"), ("Sepp", "Sepa"), ("Saar", "Saare"),
    ("Ivanov", "Ivanovi"), ("Smirnov", "Smirnovi"), ("Kõiv", "Kõivu"), ("Rebane", "Rebase"),
    ("Ilves", "Ilvese"),
]  # fmt: skip
CASES = ["", "le", "lt", "l", "ga", "s", "st", "ks", "ta"]


@pytest.mark.parametrize(("name", "genitive"), SURNAMES)
def test_a_surname_is_known_in_every_case(name: str, genitive: str) -> None:
    people = People((f"Liis {name}",))
    for case in CASES:
        for text in (f"Liisi {genitive}{case} konto", f"L. {genitive}{case} konto"):
            assert personal([Written("a", "A", text)], people), text


_BITS = st.sampled_from(
    ["Mari Tamme", "5550 0001", "24503120016", "mari@x.example", "Tamme Puit OÜ", "KL-508123", "Kas", " ",
     ", ", "\n", "Ä\u0308", "\u200b", "ы", "05.03.2026", "P-2026-000001", "[", "–"]
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.one_of(_BITS, st.text(max_size=6)), max_size=12).map("".join))
def test_what_was_taken_out_is_gone_and_the_rest_is_as_it_was(text: str) -> None:
    clean = redacted(text, PEOPLE, "P-2026-000001")
    assert personal([Written("a", "A", clean)], PEOPLE) == []
    if not personal([Written("a", "A", text)], PEOPLE):
        assert clean == text
