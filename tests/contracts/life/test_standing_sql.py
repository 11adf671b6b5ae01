"""The querysets and the pure rule say the same of generated rows, for every day around their edges."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.enums import AuthorisationState, Effect, PackageState
from contracts.life.standing import holders, span, stands
from contracts.models import Authorisation, AuthorisedPerson, Kind, Package, Portal, TemplateVersion
from desk import workdays
from tests.contracts.conftest import Ground

pytestmark = pytest.mark.slow

DAY = date(2026, 3, 28)  # the clocks go forward on the night after
days = st.integers(-4, 4).map(lambda number: DAY + timedelta(days=number))
moments = st.integers(-4 * 24 * 60, 4 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 28, 12, tzinfo=workdays.TALLINN) + timedelta(minutes=minutes)
)


@st.composite
def rows(draw: Callable[..., Any]) -> dict[str, Any]:
    start = draw(st.none() | days)
    until = draw(st.none() | days.filter(lambda day: day >= start)) if start else None
    last = draw(st.none() | days)
    return {
        "accepted_at": draw(st.none() | moments),
        "valid_from": start,
        "valid_until": until,
        "last_day": last,
        "end_reason": "withdrawn" if last else "",
        "state": draw(st.sampled_from(AuthorisationState.values)),
        "opens": draw(st.sampled_from([True, True, True, False])),
        "gone": draw(st.lists(st.none() | days, max_size=2)),
    }


@settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(several=st.lists(rows(), min_size=1, max_size=8))
def test_sql_and_python_agree_on_every_day(ground: Ground, several: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        written = [_write(ground, each) for each in several]
        for number in range(-6, 7):
            on = DAY + timedelta(days=number)
            found = set(Authorisation.objects.standing(on).values_list("pk", flat=True))
            assert found == {each.pk for each in written if stands(each, on)}
            later = set(Authorisation.objects.lasting(on).values_list("pk", flat=True))
            assert later == {
                each.pk for each in written if span(each).first is not None and not span(each).over(on)
            }
            by_sql = set(AuthorisedPerson.objects.standing(on).values_list("pk", flat=True))
            by_rule = (one for each in written for one in holders(each, each.persons.all(), on))
            assert by_sql == {one.pk for one in by_rule}
        transaction.set_rollback(True)


def _write(ground: Ground, values: dict[str, Any]) -> Authorisation:
    opens, gone = values["opens"], values["gone"]
    kind = Kind.objects.filter(effect=Effect.OPENS if opens else Effect.CLOSES).first()
    text = TemplateVersion.objects.filter(template__kind=kind).first()
    assert kind is not None and text is not None
    package = Package.objects.create(client=ground.tamme, drafted_by=ground.user, state=PackageState.TOLD)
    facts = {name: value for name, value in values.items() if name not in {"opens", "gone"}}
    row = Authorisation.objects.create(
        package=package, kind=kind, portal=Portal.objects.all()[0], template_version=text, **facts
    )
    for place, last in enumerate(gone, start=1):
        AuthorisedPerson.objects.create(
            authorisation=row, position=place, first_name="Kadri", last_name="Lepp",
            code=f"2440202008{place}", last_day=last, end_reason="waived" if last else "",
        )  # fmt: skip
    return row


def test_the_day_is_that_of_tallinn(ground: Ground) -> None:
    """Half past eleven in the evening of UTC is the next day here."""
    evening = datetime(2026, 1, 5, 23, 30, tzinfo=workdays.TALLINN)
    row = _write(
        ground,
        {"accepted_at": evening, "valid_from": None, "valid_until": None, "last_day": None, "end_reason": "",
         "state": AuthorisationState.IN_FORCE, "opens": True, "gone": []},
    )  # fmt: skip
    Authorisation.objects.filter(pk=row.pk).update(accepted_at="2026-01-05T23:30:00+00:00")
    row.refresh_from_db()
    on = date(2026, 1, 5)
    assert not stands(row, on) and stands(row, on + timedelta(days=1))
    assert not Authorisation.objects.standing(on).exists()
    assert Authorisation.objects.standing(on + timedelta(days=1)).exists()


@pytest.mark.parametrize("many", [1, 4])
def test_asking_costs_one_question(
    ground: Ground, many: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _each in range(many):
        _write(
            ground,
            {"accepted_at": datetime(2026, 1, 5, tzinfo=workdays.TALLINN), "valid_from": None,
             "valid_until": None, "last_day": None, "end_reason": "", "state": AuthorisationState.IN_FORCE,
             "opens": True, "gone": []},
        )  # fmt: skip
    with django_assert_num_queries(1):
        assert len(Authorisation.objects.standing(DAY)) == many
