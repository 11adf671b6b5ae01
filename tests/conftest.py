"""Actors and the ground that every test stands on."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client

from desk import clock
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.records.logs import PERSONAL
from stats.staffing.asking import ENVIRONMENT

# As where the desk forecasts: two processes whose arithmetic takes both cores each wait for one another.
os.environ.update({name: value for name, value in ENVIRONMENT.items() if name.endswith("_THREADS")})

# Neither foreign keys nor the triggers of what may only be added to stand in the way of a new ground.
EMPTY = """
DO $$ DECLARE tab text; filled boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH tab IN ARRAY ARRAY[%s] LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %%I)', tab) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %%I', tab); END IF;
  END LOOP;
END $$
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-matrix", action="store_true", help="write the permission matrix anew")
    parser.addoption("--write-queries", action="store_true", help="write the query counts anew")
    parser.addoption("--write-pictures", action="store_true", help="take the user guide's pictures anew")


class Actor(Client):
    """A browser without JavaScript, and the person who sits before it."""

    user: User


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """After a test with real transactions only the tables that hold rows are emptied.

    Django truncates all of them, which takes most of a second, and waits for whoever still reads.
    """
    usual = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            (superuser,) = cursor.fetchone()
        if options.get("reset_sequences") or not superuser:
            return usual(self, style, tables, **options)
        names = ", ".join(f"'{table}'" for table in sorted(tables))
        return [EMPTY % names]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[assignment, method-assign]
    yield
    DatabaseOperations.sql_flush = usual  # type: ignore[method-assign]


@pytest.fixture
def someone(db: None) -> Callable[..., User]:
    """Makes a member of staff with the given roles."""

    def make(username: str, *roles: Role, **fields: object) -> User:
        user = User.objects.create_user(username, f"{username}@abilaud.example", "abilaud-demo", **fields)
        UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in roles)
        return user

    return make


def _actor(user: User) -> Actor:
    actor = Actor()
    actor.user = user
    actor.force_login(user)
    return actor


@pytest.fixture
def as_specialist(someone: Callable[..., User]) -> Actor:
    return _actor(
        someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")
    )


@pytest.fixture
def as_senior(someone: Callable[..., User]) -> Actor:
    return _actor(
        someone(
            "vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110", spoken=["et", "ru"]
        )
    )


@pytest.fixture
def as_head(someone: Callable[..., User]) -> Actor:
    return _actor(someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk", extension="120"))


@pytest.fixture
def as_registrar(someone: Callable[..., User]) -> Actor:
    return _actor(someone("referent", Role.REGISTRAR, first_name="Reet", last_name="Raud"))


@pytest.fixture
def as_level2(someone: Callable[..., User]) -> Actor:
    return _actor(someone("ekspert", Role.LEVEL2, first_name="Endel", last_name="Eller"))


@pytest.fixture
def as_unit_head(someone: Callable[..., User]) -> Actor:
    return _actor(someone("yksusejuht", Role.UNIT_HEAD, first_name="Ülle", last_name="Ülem"))


@pytest.fixture
def as_administrator(someone: Callable[..., User]) -> Actor:
    return _actor(someone("haldur", Role.ADMINISTRATOR, first_name="Hans", last_name="Hein"))


@pytest.fixture
def as_auditor(someone: Callable[..., User]) -> Actor:
    return _actor(someone("audiitor", Role.AUDITOR, first_name="Aino", last_name="Aus"))


@pytest.fixture
def as_stranger(db: None) -> Client:
    """Nobody who has logged in."""
    return Client()


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: object) -> Iterator[None]:
    """Files of a test go to its own folder."""
    storages = dict(settings.STORAGES)  # type: ignore[attr-defined]
    storages["blobs"] = {**storages["blobs"], "OPTIONS": {"location": str(tmp_path / "blobs")}}
    settings.STORAGES = storages  # type: ignore[attr-defined]
    yield


@pytest.fixture(autouse=True)
def wide_network(settings: object) -> None:
    """All tests come from one address of the network, hour after hour."""
    settings.CLIENT_ADDRESS_HOURLY = 1_000_000  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Each process begins with a copy of what `./test` has migrated already (launch.template)."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("ABILAUD_TEST_TEMPLATE") or None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Who represents is data (registry.rulebook): without these rows no answer of the register is a yes."""
    with django_db_blocker.unblock():
        seed_rules_of_the_register()


@pytest.fixture(autouse=True)
def rules_of_the_register(request: pytest.FixtureRequest) -> None:
    """A test with transactions of its own empties every table, also before the next one."""
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        seed_rules_of_the_register()


def seed_rules_of_the_register() -> None:
    from registry.reference import seed_reference

    seed_reference()


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    """A clock that a test moved is forgotten after it."""
    clock.forget()
    yield
    clock.forget()


@pytest.fixture(autouse=True)
def quiet_broker(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Room tests call tasks as functions: what they wake goes nowhere, but its name must be a task's."""
    if request.node.get_closest_marker("browser") or "worker" in request.fixturenames:
        return
    from celery import current_app

    def send(name: str, args: object = None, **kwargs: object) -> None:
        current_app.loader.import_default_modules()
        assert name in current_app.tasks, f"no task is named {name}"

    monkeypatch.setattr(current_app, "send_task", send)


class _Listener(logging.Handler):
    """Hears every log line before anything is masked."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.leaks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = record.getMessage()
        except (TypeError, ValueError):
            return
        if PERSONAL.search(line):
            self.leaks.append(f"{record.name}: {line[:200]}")


@pytest.fixture(autouse=True)
def nothing_personal_in_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """No personal code, phone, e-mail or secret link reaches a log, masked or not."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    assert not listener.leaks, listener.leaks
