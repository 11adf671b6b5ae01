"""A new installation gets its first account by a command."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from desk.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "kuus-sinist-kuuske"


def add(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
    call_command("administrator", "esimene", stdout=StringIO())


def test_the_first_administrator_opens_the_administration(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    add(monkeypatch, PASSWORD)
    assert client.login(username="esimene", password=PASSWORD)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("password", ["", "lyhike", "123456789012345"])
def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch, settings: Any, password: str) -> None:
    with pytest.raises(CommandError):
        add(monkeypatch, password)
    assert not User.objects.exists()


def test_nobody_is_made_administrator_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch, PASSWORD)
    with pytest.raises(CommandError, match="nobody else"):
        add(monkeypatch, PASSWORD)
