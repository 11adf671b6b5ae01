"""What may be wrong with rows: each is told by its code, and a document with an error is left out whole."""

from pathlib import Path

import pytest
from stdnum.ee import ik

from contracts.models import Authorisation, Kind
from desk import clock, workdays
from desk.people.models import User
from tests.contracts.conftest import Ground
from tests.contracts.takeover.tables import OLEG, contract, row, table
from tests.contracts.takeover.test_import import codes, run

pytestmark = pytest.mark.django_db
# Whoever is born on the last day of this century.
UNBORN = "6991231000" + ik.calc_check_digit("69912310000")


def test_nothing_is_taken_under_a_power_that_has_ended_here(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    run(table(tmp_path, row()), head)
    Authorisation.objects.update(
        state="ended", last_day=workdays.today(), end_reason="withdrawn", ended_at=clock.now()
    )
    user = row(number="U-1", kind="user_poa", person_code=OLEG, under="12-3/2019/1", may_delegate="")
    assert codes(run(table(tmp_path, row(), user), head)) == [(3, "POWER_ENDED")]
    assert Authorisation.objects.count() == 1, "and what has ended is known, not taken anew"


def test_documents_that_lean_on_each_other_in_a_circle_are_left_out(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    Kind.objects.get(code="user_poa").also_by.add(Kind.objects.get(code="user_poa"))
    two = [row(number=each, under=other, kind="user_poa") for each, other in (("A", "B"), ("B", "A"))]
    said = run(table(tmp_path, *two, row(number="C", under="A", kind="user_poa", person_code=OLEG)), head)
    assert {each for _row, each in codes(said)} == {"POWER_IN_CIRCLE", "POWER_IN_ERROR"}
    assert said["taken"] == 0


def test_a_document_whose_rows_contradict_each_other_is_left_out_whole(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    path = table(
        tmp_path,
        row(),
        row(person_code=OLEG, signed_on="06.03.2019"),
        row(number="2"),
        row(number="2"),
        contract(),
        contract(),
    )
    assert codes(run(path, head)) == [(2, "CONTRADICTION"), (5, "SAME_PERSON"), (7, "SAME_ROW")]
    assert not Authorisation.objects.exists()


def test_what_was_taken_over_with_other_data_is_said_and_stays(
    tmp_path: Path, head: User, ground: Ground
) -> None:
    run(table(tmp_path, row()), head)
    assert codes(run(table(tmp_path, row(valid_until="31.12.2030")), head)) == [(2, "KNOWN_DIFFERS")] * 2
    assert Authorisation.objects.get().valid_until is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_code": ""}, "NO_VALUE"),
        ({"number": "1" * 61}, "TOO_LONG"),
        ({"client_code": "LV40003000000"}, "BAD_CLIENT_CODE"),
        ({"client_code": "39912319999"}, "BAD_PERSONAL_CODE"),
        ({"person_code": UNBORN}, "NOT_BORN"),
        ({"kind": "mandate_withdrawal"}, "KIND_NOT_OPENING"),
        ({"may_sign": "võib-olla"}, "BAD_FLAG"),
        ({"signed_on": "01.01.2090"}, "SIGNED_IN_FUTURE"),
        ({"ended_on": "01.01.2024"}, "ENDED"),
        ({"ended_on": "01.01.2090"}, "ENDS_LATER"),
        ({"client_code": "10000024", "client_name": ""}, "NO_CLIENT_NAME"),
        ({"kind": "user_poa", "under": "12-3/2019/1"}, "UNKNOWN_POWER"),
    ],
)
def test_each_row_that_cannot_be_taken_says_why(
    tmp_path: Path, head: User, ground: Ground, changes: dict[str, str], code: str
) -> None:
    said = run(table(tmp_path, row(**changes)), head, "--dry-run")
    assert code in {each for _row, each in codes(said)} and said["taken"] == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_code": "10000025", "client_name": "Uus OÜ"}, "ODD_REGISTRY_CODE"),
        ({"client_name": "Hoopis Muu AS"}, "CLIENT_NAME_DIFFERS"),
        ({"phone": "12"}, "ODD_PHONE"),
        ({"contract_number": "puudub"}, "UNKNOWN_CONTRACT"),
        ({"kind": "user_contract"}, "PERSON_NOT_NAMED"),
    ],
)
def test_a_warning_leaves_nothing_out(
    tmp_path: Path, head: User, ground: Ground, changes: dict[str, str], code: str
) -> None:
    said = run(table(tmp_path, row(**changes)), head, "--dry-run")
    assert code in {each["code"] for each in said["warnings"]} and said["taken"] == 1
