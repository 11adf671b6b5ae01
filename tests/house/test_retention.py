"""Everything has its time: each table stands under a rule, goes with what does, or says why it stays."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from simple_history.models import HistoricalChanges

from desk import clock, slots, wiring
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.records import histories, retention, runs, versions
from desk.records.holds import client_of
from desk.records.models import RetentionRule, RetentionStep
from tests.house import places
from tests.house.terms import GOES_WITH, KEPT_FOR_EVER, SWEPT

BOOK = Path(settings.BASE_DIR) / "docs" / "operations.md"


def tables() -> Iterator[type[Model]]:
    """Every table of the rooms that is no history and no mere link between two others."""
    for room in wiring.ROOMS:
        for model in apps.get_app_config(room.rpartition(".")[2]).get_models():
            if not model._meta.proxy and not issubclass(model, HistoricalChanges):
                yield model


def under_a_rule() -> set[str]:
    return {store.due(clock.now()).model._meta.label for store in retention.stores().values()}


@pytest.mark.django_db
def test_every_table_stands_under_a_rule_or_goes_with_one_or_says_why_it_stays() -> None:
    ruled, said = under_a_rule(), {*GOES_WITH, *SWEPT, *KEPT_FOR_EVER}
    every = {model._meta.label for model in tables()}
    assert every - ruled == said
    assert len(said) == len(GOES_WITH) + len(SWEPT) + len(KEPT_FOR_EVER)  # each for one reason
    assert set(GOES_WITH.values()) <= ruled


@pytest.mark.django_db
def test_the_history_of_every_model_has_a_rule_but_what_proves_that_something_was_lawful() -> None:
    kept = {code.partition(":")[2] for code in retention.stores() if code.startswith("history:")}
    every = {model._meta.label_lower for model in histories.historical()}
    assert every - kept == {label.lower() for label in versions.STAYS}


@pytest.mark.django_db
def test_every_store_has_its_own_code_and_a_legal_hold_finds_its_rows() -> None:
    told = [store.code for each in slots.each("RETENTION") for store in each]
    assert len(told) == len(set(told))
    for code, store in retention.stores().items():
        model = store.due(clock.now()).model
        assert store.kind or store.client or client_of(model) or code in NOBODYS, code


# Nothing of one client's lies in them, so no hold on a client can be meant.
NOBODYS = {
    "look_checks", "orphans", "login_events", "login_sessions", "outgoing_requests", "readings",
    "portal_lists", "takeover_tables", "takeover_uploads", "person_days", "coaching",
    *(f"history:{model._meta.label_lower}" for model in histories.historical()),
}  # fmt: skip


@pytest.mark.django_db
def test_reference_data_write_a_rule_for_every_store_and_the_book_lists_them() -> None:
    from desk.records.reference import seed_reference

    seed_reference()
    rules = {rule.store: rule.days for rule in RetentionRule.objects.all()}
    assert set(rules) == {retention.obeys(code) for code in retention.stores()}
    text = BOOK.read_text()
    rows = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| (\d+) \|", text[text.index("## Retention") :], re.M)
    wanted = "\n".join(f"| `{code}` | {retention.label_of(code)} | {rules[code]} |" for code in sorted(rules))
    assert {code: int(days) for code, days in rows} == rules, wanted


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_when_everything_is_long_over_all_that_is_due_goes_without_trouble_and_pages_open(
    own_store: None, client: Any
) -> None:
    places.build(clock.now())
    user = User.objects.create_user("koik", "koik@abilaud.example", "abilaud-demo")
    UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in Role)
    addresses = {route.name: places.address(route) for route in places.pages()}
    clock.move(timedelta(days=20 * 366))
    for _night in range(3):  # what rests on something else goes the night after it
        runs.run()
    failed = RetentionStep.objects.filter(failed__gt=0)
    assert {step.store: step.troubles for step in failed} == {}
    assert [code for code in retention.stores() if retention.due(code).exists()] == []
    client.force_login(user)
    troubles = {name: trouble for name, address in addresses.items() if (trouble := opens(client, address))}
    assert troubles == {}


def opens(client: Any, address: str | None) -> str:
    """Why the page does not open; empty when it does, or says that the thing is gone."""
    try:
        return "" if address is None or client.get(address).status_code < 500 else "500"
    except (Exception, pytest.fail.Exception) as trouble:  # noqa: BLE001  # each page's own is told
        return f"{type(trouble).__name__}: {trouble}"[:150]
