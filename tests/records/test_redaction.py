"""Others are made unreadable, the person's own stays; pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.records.redaction import Known, redact

OTHERS = Known(
    names=("Jaan Kask", "Peeter Mägi"),
    codes=("14007050024",),
    phones=("+37255500002",),
    emails=("jaan.kask@kaasiku.example",),
)
OWN = Known(
    names=("Mari Tamm",), codes=("24503120016",), phones=("+37255500001",),
    emails=("mari.tamm@tammepuit.example",),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Jaan Kask",
        "Jaan Kase",
        "Jaanile Kasele",
        "Kask, Jaan",
        "JAAN KASK",
        "Peeter Mäe",
        "14007050024",
        "5550 0002",
        "+372 5550 0002",
        "0037255500002",
        "5550-0002",
        "jaan.kask@kaasiku.example",
        "Jaan.Kask@Kaasiku.example",
        "keegi@mujal.example",
        "13902140067",
        "6625 999",
    ],
)
def test_what_tells_of_others_goes(text: str) -> None:
    answer = redact(f"Helistas {text}, lubas uurida.", OTHERS, OWN)
    assert text not in answer
    assert answer.startswith("Helistas [")
    assert answer.endswith("], lubas uurida.")


@pytest.mark.parametrize(
    "text",
    [
        "Mari Tamm",
        "Mari Tammele",
        "24503120016",
        "5550 0001",
        "+372 5550 0001",
        "mari.tamm@tammepuit.example",
        "P-2026-000123",
        "05.03.2026 kell 14.30",
        "kask kasvab mäel",
        "1250,00 eurot",
    ],
)
def test_the_own_and_what_tells_of_nobody_stays(text: str) -> None:
    assert text in redact(f"Kirjas on {text} ja muud.", OTHERS, OWN)


def test_a_last_name_alone_goes_when_it_is_written_as_one() -> None:
    assert "Kask" not in redact("Kask ütles nii.", OTHERS, OWN)


def test_a_family_keeps_its_own_name() -> None:
    family = Known(names=("Toomas Tamm",))
    answer = redact("Mari Tamm ja Toomas Tamm", family, OWN)
    assert answer.startswith("Mari Tamm ja [")
    assert "Toomas" not in answer


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_stands_around_a_code_it_goes(before: str, after: str) -> None:
    text = f"{before} 14007050024 {after}"
    assert "14007050024" not in redact(text, OTHERS, OWN)


@given(st.text(alphabet=st.characters(categories=("Ll", "Zs")), max_size=200))
def test_small_words_are_left_as_they_are(text: str) -> None:
    assert redact(text, Known(), OWN) == text
