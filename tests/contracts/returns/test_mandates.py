"""Who may sign for the agency: on which day, which kinds, by which order; outside it, why not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from contracts.agency import mandates
from contracts.containers.problems import sentence
from contracts.models import Kind, SigningMandate
from desk import workdays
from desk.people.enums import Role
from desk.people.models import User
from tests.contracts.returns.returning import TOOMAS

ORDER = "Peadirektori käskkiri 1-2/34"


@pytest.fixture
def right(reference: None, someone: Callable[..., User]) -> SigningMandate:
    """Toomas Kuusk signs refusals, this year."""
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    made = SigningMandate.objects.create(
        user=head, personal_code=TOOMAS, basis=ORDER, valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )  # fmt: skip
    made.kinds.add(Kind.objects.get(code="agency_refusal"))
    return made


def why(code: str, *kinds: str, day: date) -> str:
    found = mandates.why_not(code, list(Kind.objects.filter(code__in=kinds)), day)
    return found.code if found else ""


def test_the_day_and_the_kind_decide(right: SigningMandate) -> None:
    assert why(TOOMAS, "agency_refusal", day=date(2026, 5, 5)) == ""
    assert why(TOOMAS, "user_contract", day=date(2026, 5, 5)) == "MANDATE_NOT_KIND"
    assert why(TOOMAS, "agency_refusal", day=date(2027, 1, 1)) == "MANDATE_NOT_THEN"
    assert why("60001019906", "agency_refusal", day=date(2026, 5, 5)) == "NOT_AGENCY_SIGNER"


def test_two_rights_together_may_be_enough(right: SigningMandate) -> None:
    other = SigningMandate.objects.create(
        user=right.user, personal_code=TOOMAS, basis=ORDER, valid_from=date(2026, 3, 1)
    )
    other.kinds.add(Kind.objects.get(code="user_contract"))
    assert why(TOOMAS, "agency_refusal", "user_contract", day=date(2026, 5, 5)) == ""
    assert why(TOOMAS, "agency_refusal", "user_contract", day=date(2026, 2, 5)) == "MANDATE_NOT_KIND"


def test_a_right_without_kinds_is_for_every_kind(right: SigningMandate) -> None:
    right.kinds.clear()
    assert why(TOOMAS, "user_contract", day=date(2026, 5, 5)) == ""


def test_the_refusal_names_the_kind(right: SigningMandate) -> None:
    contract = Kind.objects.get(code="user_contract")
    found = mandates.why_not(TOOMAS, [contract], date(2026, 5, 5))
    assert found is not None and contract.name_et in sentence(found)


def test_the_page_says_who_may_sign_what_on_any_day(right: SigningMandate, as_specialist: Any) -> None:
    page = as_specialist.get(reverse("contracts:mandates"), {"day": "05.05.2026"}).content.decode()
    assert ORDER in page and "Toomas Kuusk" in page and TOOMAS not in page
    assert [each.pk for each in mandates.on(date(2026, 5, 5))] == [right.pk]
    assert not mandates.on(date(2025, 5, 5)).exists()
    assert [each.pk for each in mandates.others(date(2025, 5, 5))] == [right.pk]


def test_a_change_keeps_what_was_before(right: SigningMandate, as_auditor: Any) -> None:
    right.valid_until = workdays.today() - timedelta(days=1)
    right.basis = "Lõpetatud käskkirjaga 1-2/99"
    right.save()
    changes = mandates.history(right)
    assert [each.basis for each in changes][:1] == ["Lõpetatud käskkirjaga 1-2/99"]
    assert ORDER in [each.basis for each in changes]
    page = as_auditor.get(reverse("contracts:mandates"), {"of": right.pk}).content.decode()
    assert ORDER in page and "1-2/99" in page


def test_a_day_that_is_none_shows_today(right: SigningMandate, as_specialist: Any) -> None:
    assert as_specialist.get(reverse("contracts:mandates"), {"day": "homme"}).status_code == 200
