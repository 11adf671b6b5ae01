"""What was taken over lasts no longer than what it leans on, whatever the order of the table's rows."""

from datetime import timedelta

from contracts.actions import ending
from contracts.actions.takeover import take_over
from contracts.enums import EndReason
from contracts.models import Authorisation
from contracts.takeover.enclosed import Nowhere
from desk import workdays
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, in_portal
from tests.contracts.takeover.tables import as_csv, row


def taken(ground: Ground, **values: str) -> Authorisation:
    table = as_csv([row(portal="e-keskkonnaamet", **values)])
    take_over(data=table, file_name="vanad.csv", source=Nowhere(), by=ground.user)
    return Authorisation.objects.get(number=values.get("number", "12-3/2019/1"))


def test_under_an_agreement_whose_end_is_known(ground: Ground) -> None:
    contract = in_portal(ground)
    accepted(ground, ground.wanted("contract_termination", ended_number=contract.number, end_rule="notice"))
    document = taken(ground, contract_number=contract.number)
    assert ending.lean() == 1
    document.refresh_from_db()
    assert document.last_day == workdays.today() + timedelta(days=30)
    assert document.end_reason == EndReason.AGREEMENT
    assert ending.lean() == 0


def test_under_a_power_with_a_term(ground: Ground) -> None:
    until = workdays.today() + timedelta(days=50)
    main = taken(ground, valid_until=until.strftime("%d.%m.%Y"))
    user = taken(
        ground, kind="user_poa", number="12-3/2020/2", person_code="14303030098", first_name="Oleg",
        last_name="Smirnov", may_delegate="",
    )  # fmt: skip
    Authorisation.objects.filter(pk=user.pk).update(granted_under=main)
    assert ending.lean() == 1 and ending.lean() == 0
    user.refresh_from_db()
    assert (user.last_day, user.end_reason) == (until, EndReason.GRANTOR)


def test_what_leans_on_nothing_that_ends_is_left_alone(ground: Ground) -> None:
    contract = in_portal(ground)
    taken(ground, contract_number=contract.number)
    assert ending.lean() == 0
