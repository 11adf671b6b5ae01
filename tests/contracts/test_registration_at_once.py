"""The registrar's list under many hands on a real database, and in any order of what happens to documents."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.actions import registering, registering_letters
from contracts.enums import AuthorisationState, Registered
from contracts.models import Authorisation, Registration
from contracts.printing.rendering import Rendered
from contracts.registration import missing
from contracts.registration.references import Given
from desk import clock, workdays
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.conftest import Ground
from tests.contracts.registered import accepted, enquiry, letter

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "contracts.printing.rendering.make", lambda job: Rendered(f"%PDF {job.pk}".encode(), "none")
    )


def deed(act: Callable[[], object]) -> Callable[[], object]:
    """What came of it, or what it was refused for."""

    def do() -> object:
        try:
            return act()
        except Refused as refused:
            return refused

    return do


@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_on_one_row_one_registers_and_the_other_is_told(
    transactional_db: None, ground: Ground, someone: Callable[..., User]
) -> None:
    accepted(ground)
    row = Registration.objects.get()
    people = [someone(name, Role.REGISTRAR) for name in ("reet", "roosi")]
    acts = [
        deed(partial(registering.register, registration=row, reference=f"7-1/26/{number}", by=person))
        for number, person in enumerate(people, start=1)
    ]
    done = at_once(acts)
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    row.refresh_from_db()
    winner = people[int(row.reference[-1]) - 1]
    assert row.registered_by == winner
    told = next(each for each in done if isinstance(each, Refused))
    assert row.reference in told.texts[0]


@pytest.mark.django_db(transaction=True)
def test_a_table_and_a_person_at_once_leave_one_reference(
    transactional_db: None, ground: Ground, someone: Callable[..., User]
) -> None:
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    rows = list(Registration.objects.order_by("pk"))
    reet, roosi = (someone(name, Role.REGISTRAR) for name in ("reet", "roosi"))
    day = workdays.today()
    table = [Given(number, row.pk, f"tabel-{number}", day) for number, row in enumerate(rows, start=2)]
    by_hand = partial(registering.register, registration=rows[1], reference="käsi", by=roosi)
    at_once([deed(partial(registering.register_many, given=table, by=reet)), deed(by_hand)])
    said = list(Registration.objects.order_by("pk").values_list("reference", flat=True))
    assert said in (["tabel-2", "tabel-3"], ["", "käsi"]), "the table whole, or not at all"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_a_person_put_a_letter_on_the_list_once(
    transactional_db: None, ground: Ground
) -> None:
    row = letter(enquiry(ground))
    by_hand = partial(registering_letters.put, letter=row, by=ground.user)
    at_once([deed(registering_letters.sweep), deed(registering_letters.sweep), deed(by_hand)])
    assert Registration.objects.get().incoming == row


@pytest.mark.django_db(transaction=True)
def test_an_end_said_twice_at_one_instant_stands_once(transactional_db: None, ground: Ground) -> None:
    accepted(ground)
    document = Authorisation.objects.select_related("kind", "package").get()

    def ends() -> None:
        with transaction.atomic():
            registering.ended(document)

    at_once([ends, ends, ends])
    assert Registration.objects.filter(what=Registered.ENDED).count() == 1


class Undone(Exception):
    """Takes back what an example wrote."""


@pytest.fixture
def three(db: None, ground: Ground) -> Iterator[list[Authorisation]]:
    ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    ground.sent(ground.wanted("main_user_poa", "kotkas"))
    yield list(Authorisation.objects.select_related("kind", "package").order_by("pk"))


def happens(document: Authorisation, act: str, said: bool) -> None:
    """As the actions do it; with `said` false the action forgot the registrar, and the sweep finds it."""
    state, now = AuthorisationState, clock.now()
    if act == "accept" and document.state == state.SENT:
        document.state, document.accepted_at = state.ACCEPTED, now
        tell: Any = registering.signed
    elif act == "refuse" and document.state == state.SENT:
        document.state, tell = state.REFUSED, registering.refused
    elif act == "end" and document.state == state.ACCEPTED:
        document.state, document.ended_at = state.ENDED, now
        tell = registering.ended
    else:
        return
    document.save()
    if said:
        tell(document)
        tell(document)


ACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["accept", "refuse", "end", "sweep"]), st.booleans()),
    max_size=14,
)


@given(acts=ACTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_every_accepted_refused_and_ended_document_has_exactly_one_row_of_each(
    three: list[Authorisation], acts: list[tuple[int, str, bool]]
) -> None:
    try:
        with transaction.atomic():
            for place, act, said in acts:
                if act == "sweep":
                    registering.catch_up()
                else:
                    happens(three[place], act, said)
            registering.catch_up()
            check(three)
            raise Undone
    except Undone:
        for each in three:
            each.refresh_from_db()


def check(documents: list[Authorisation]) -> None:
    found = Counter(Registration.objects.values_list("authorisation", "what"))
    state = AuthorisationState
    wanted: Counter[tuple[int, str]] = Counter()
    for each in documents:
        if each.accepted_at is not None:
            wanted[each.pk, Registered.SIGNED] += 1
        if each.state == state.REFUSED:
            wanted[each.pk, Registered.REFUSED] += 1
        if each.state == state.ENDED:
            wanted[each.pk, Registered.ENDED] += 1
    assert found == wanted
    assert not missing.signed().exists() and not missing.refused().exists() and not missing.ended().exists()
