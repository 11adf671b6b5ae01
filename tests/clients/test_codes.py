"""Codes that registers give: what looks wrong is said, nothing is refused, and signs make no difference."""

from datetime import date
from typing import Any

import pytest

from desk.clients.codes import same, tidy, warnings
from desk.clients.enums import Kind

TODAY = date(2026, 3, 5)


def said(kind: str, **codes: Any) -> int:
    return len(warnings(kind=kind, today=TODAY, **codes))


# The published test identities; the last fails its check although a specification shows it.
@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("38001085718", 0),
        ("60001019906", 0),
        ("60001017869", 0),
        ("39901012239", 0),
        ("60001018800", 0),
        ("10303030002", 0),
        ("39912310123", 1),
        ("24503120016", 0),
        ("90001017869", 1),
        ("3800108571", 1),
        ("10000001", 1),
        ("XX-17", 1),
    ],
)
def test_an_estonian_personal_code(code: str, texts: int) -> None:
    assert said(Kind.PERSON, personal_code=code) == texts


def test_nobody_is_born_tomorrow() -> None:
    assert said(Kind.PERSON, personal_code="60001019906") == 0
    born = warnings(kind=Kind.PERSON, personal_code="60001019906", today=date(1999, 12, 31))
    assert len(born) == 1


@pytest.mark.parametrize(
    ("kind", "code", "texts"),
    [
        (Kind.ORGANISATION, "10000001", 0),
        (Kind.ORGANISATION, "80000014", 0),
        (Kind.ORGANISATION, "70000013", 1),
        (Kind.AGENCY, "70000013", 0),
        (Kind.AGENCY, "70008658", 0),
        (Kind.AGENCY, "10000001", 1),
        (Kind.SOLE_TRADER, "10000113", 0),
        (Kind.ORGANISATION, "10000002", 1),
        (Kind.ORGANISATION, "38001085718", 1),
        (Kind.ORGANISATION, "1000000", 1),
    ],
)
def test_an_estonian_registry_code(kind: str, code: str, texts: int) -> None:
    assert said(kind, registry_code=code) == texts


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("LV", "40000000015", "40000000016"),
        ("FI", "2077474-0", "2077474-1"),
        ("SE", "1234567897", "1234567898"),
    ],
)
def test_a_foreign_organisation_is_checked_by_the_rules_of_its_country(
    country: str, good: str, bad: str
) -> None:
    # One text is always there: our register does not know them.
    assert said(Kind.ORGANISATION, registry_code=good, country=country) == 1
    assert said(Kind.ORGANISATION, registry_code=bad, country=country) == 2


@pytest.mark.parametrize("country", ["LT", "GB", "ZZ"])
def test_of_a_country_whose_rules_nobody_knows_nothing_is_said(country: str) -> None:
    assert said(Kind.ORGANISATION, registry_code="ANYTHING 1", country=country) == 1


def test_a_unit_needs_no_code_of_its_own() -> None:
    assert warnings(kind=Kind.AGENCY, unit=True) == []
    assert len(warnings(kind=Kind.AGENCY)) == 1
    assert warnings(kind=Kind.PERSON) == []


@pytest.mark.parametrize(
    ("written", "country", "kept", "compared"),
    [
        ("1000 0001", "EE", "10000001", "10000001"),
        ("EE 10000001", "EE", "10000001", "10000001"),
        ("10-000-001", "EE", "10000001", "10000001"),
        ("xx-17", "EE", "XX-17", "XX17"),
        ("FI 2077474-0", "FI", "2077474-0", "20774740"),
        ("20774740", "FI", "20774740", "20774740"),
        ("HRB 1234", "DE", "HRB1234", "HRB1234"),
        ("", "EE", "", ""),
    ],
)
def test_a_code_is_kept_tidily_and_compared_without_signs(
    written: str, country: str, kept: str, compared: str
) -> None:
    assert tidy(written, country) == kept
    assert same(written, country) == compared
