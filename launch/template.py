"""A migrated database that the tests' own are copies of: what the migrations made is kept between runs.

It is written down in `.local/cache/schema`, under a digest of all that migrations are made of, so that a
changed one begins anew. Whoever copies it migrates all the same, and would be given whatever it lacked.
"""

import hashlib
import os
import subprocess
from pathlib import Path

from launch import binaries
from launch.lint import SETTINGS
from launch.place import LOCAL, PROJECT, PYTHON, Stop, say
from launch.stack import APP, Stack

NAME = f"template_{APP}"
VARIABLE = "ABILAUD_TEST_TEMPLATE"  # how the tests are told its name
FOLDER = LOCAL / "cache" / "schema"
_KEPT = 3  # of as many branches
# What migrations are made of besides themselves; libraries bring some of their own.
ALSO = ["desk/settings.py", "desk/migrating.py", "desk/records/append_only.py", "requirements.lock"]


def make(stack: Stack, environment: dict[str, str], folder: Path = FOLDER) -> str:
    """Make it in `stack`, from what an earlier run kept or by migrations; its name."""
    kept = folder / f"{digest(_client(stack, 'pg_dump', '--version').stdout)}.sql"
    stack.psql(f"CREATE DATABASE {NAME}")
    if kept.exists():
        if _restore(stack, kept):
            kept.touch()
            return NAME
        say(f"{kept} could not be read: beginning anew")
        stack.psql(f"DROP DATABASE {NAME}")
        stack.psql(f"CREATE DATABASE {NAME}")
    say("migrating the database of the tests; it is kept until a migration changes")
    _migrate(stack, environment)
    _keep(stack, kept)
    return NAME


def digest(version: str, project: Path = PROJECT) -> str:
    """Of PostgreSQL's version and of every file that has a part in the schema."""
    found = hashlib.sha256(version.encode())
    files = [*project.glob("*/migrations/*.py"), *project.glob("desk/*/migrations/*.py")]
    for path in sorted([*files, *(project / name for name in ALSO)]):
        found.update(f"\n{path.relative_to(project)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:32]


def _migrate(stack: Stack, environment: dict[str, str]) -> None:
    command = [PYTHON, str(PROJECT / "manage.py"), "migrate", "--no-input", "-v", "0"]
    own = SETTINGS | {"DATABASE_URL": stack.database_url(NAME)}
    if subprocess.run(command, check=False, env=environment | own).returncode:
        raise Stop("the tests' database could not be migrated; why stands above")


def _restore(stack: Stack, kept: Path) -> bool:
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", str(kept)]
    return _client(stack, "psql", *options, "-d", NAME).returncode == 0


def _keep(stack: Stack, kept: Path) -> None:
    """Under its name only once it is whole, since another run may look at any moment."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    done = _client(stack, "pg_dump", "-f", str(fresh), NAME)
    if done.returncode:
        fresh.unlink(missing_ok=True)
        say(f"the schema is not kept: {done.stdout.strip()}")
        return
    fresh.rename(kept)
    for old in sorted(kept.parent.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)


def _client(stack: Stack, tool: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """A program that asks the server; it runs as ourselves, for the files are ours."""
    program = binaries.postgres(stack.account, stack.base) / tool
    return subprocess.run(
        [str(program), "-h", str(stack.sockets), "-U", APP, *options],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
