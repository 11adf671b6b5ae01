"""The tests' database is kept between runs, and made anew when anything changes that has a part in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from launch import template
from launch.place import PROJECT
from launch.stack import Stack


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the files that have a part in the schema."""
    for path in [*PROJECT.glob("*/migrations/*.py"), *PROJECT.glob("desk/*/migrations/*.py")]:
        copy = tmp_path / path.relative_to(PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    for name in template.ALSO:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def test_the_same_files_give_the_same_name(project: Path) -> None:
    assert template.digest("18.6", project) == template.digest("18.6", PROJECT)


def test_another_postgresql_begins_anew(project: Path) -> None:
    assert template.digest("18.6", project) != template.digest("15.20", project)


@pytest.mark.parametrize(
    "name",
    [
        *("tickets/migrations/0001_tables.py", "desk/people/migrations/0001_initial.py"),
        *("desk/migrating.py", "desk/records/append_only.py", "desk/settings.py", "requirements.lock"),
    ],
)
def test_whatever_has_a_part_in_the_schema_begins_anew(project: Path, name: str) -> None:
    before = template.digest("18.6", project)
    with (project / name).open("a") as file:
        file.write("# changed\n")
    assert template.digest("18.6", project) != before


def test_a_migration_that_comes_or_goes_begins_anew(project: Path) -> None:
    before = template.digest("18.6", project)
    new = project / "tickets" / "migrations" / "0999_new.py"
    new.touch()
    assert template.digest("18.6", project) != before
    new.unlink()
    assert template.digest("18.6", project) == before


@pytest.mark.django_db
def test_what_the_tests_stand_on_lacks_no_migration() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is migrated by a program that takes no half minute: a table of one row."""
    done: list[str] = []

    def run(stack: Stack, environment: dict[str, str]) -> None:
        stack.psql("CREATE TABLE kept AS SELECT 1 AS one", template.NAME)
        done.append(template.NAME)

    monkeypatch.setattr(template, "_migrate", run)
    yield done


@pytest.mark.slow
def test_it_is_migrated_once_and_what_cannot_be_read_again(tmp_path: Path, made: list[str]) -> None:
    stack = Stack(f"test-template{tmp_path.stat().st_ino}")
    stack.start()

    def again() -> str:
        stack.psql(f"DROP DATABASE IF EXISTS {template.NAME}")
        template.make(stack, {}, tmp_path / "schema")
        return stack.psql("SELECT one FROM kept", template.NAME)

    try:
        assert again() == "1" and len(made) == 1
        assert again() == "1" and len(made) == 1
        (kept,) = (tmp_path / "schema").iterdir()
        kept.write_text(kept.read_text()[:400] + "\nnonsense;\n")
        assert again() == "1" and len(made) == 2
        assert again() == "1" and len(made) == 2
    finally:
        stack.leave()
