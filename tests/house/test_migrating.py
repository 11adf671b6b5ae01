"""A room's tables are made at once, and can be taken away again."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def tickets() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("tickets_")}


def test_the_tables_of_a_room_go_and_come_back() -> None:
    before = tickets()
    call_command("migrate", "tickets", "zero", verbosity=0)
    assert before
    assert tickets() == set()
    call_command("migrate", "tickets", verbosity=0)
    assert tickets() == before
