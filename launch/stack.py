"""A private PostgreSQL and Valkey on unix sockets, shared by those who hold a lease on them.

`demo` holds the data of `./run` and is durable. A name with a hyphen (`test-123`, `check-123`) is made
for one run: neither durable nor kept. Nothing listens on TCP, and no server of the system is ever used.
"""

import fcntl
import hashlib
import shutil
import socket
import time
from pathlib import Path

from launch import binaries
from launch.account import Account, account
from launch.lease import Lease, wait_for_last
from launch.place import LOCAL, LOGS, PROJECT, Stop, say

APP = "abilaud"
LOG_ROLE = "abilaud_log"
_SUN_PATH = 100  # bytes; the kernel takes 107 for a socket's path, PostgreSQL adds some


class Stack:
    """The embedded servers of one folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.temporary = "-" in name
        self.account, self.base = _place(name)
        self.sockets = _sockets(self.account, self.base)
        self.data = self.base / "pgdata"
        self.lease = Lease(self.base)

    @property
    def redis_socket(self) -> Path:
        """The Valkey socket."""
        return self.sockets / "redis.sock"

    def database_url(self, name: str = APP) -> str:
        """The URL of one database in this cluster."""
        return f"postgresql://{APP}@/{name}?host={self.sockets}"

    def log_database_url(self, name: str = APP) -> str:
        """The same database for the role that may only add to the access log."""
        return f"postgresql://{LOG_ROLE}@/{name}?host={self.sockets}"

    def environment(self, database: str = APP) -> dict[str, str]:
        """What settings and tools ask for."""
        return {
            "DATABASE_URL": self.database_url(database),
            "REDIS_URL": f"unix://{self.redis_socket}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{self.redis_socket}?virtual_host=0",
        }

    def start(self) -> None:
        """Take a lease and see that the servers run; somebody else may have started them already."""
        self.lease.take()
        with (self.base / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._postgres_runs():
                self._start_postgres()
            if not self._redis_runs():
                self._start_redis()
            self.lease.keep(LOGS / "keeper.log")

    def leave(self) -> None:
        """Give the lease back; the servers stop when nobody else holds one."""
        self.lease.leave()

    # --- PostgreSQL --------------------------------------------------------------------------
    def psql(self, statement: str, database: str = "postgres") -> str:
        """The output of one statement, without headings."""
        return self.account.run(
            *(self._tool("psql"), "-X", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", APP),
            *("-d", database, "-Atc", statement),
        ).strip()

    def has_database(self, name: str) -> bool:
        """Whether the cluster holds a database of this name."""
        return self.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == "1"  # noqa: S608

    def _tool(self, name: str) -> Path:
        return binaries.postgres(self.account, self.base) / name

    def _postgres_runs(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(2)
                probe.connect(str(self.sockets / ".s.PGSQL.5432"))
        except OSError:
            return False
        return True

    def _start_postgres(self) -> None:
        self._set_aside_other_version()
        if not (self.data / "PG_VERSION").exists():
            say(f"creating the {self.name} database cluster")
            shutil.rmtree(self.data, ignore_errors=True)
            # Fixed, since a bare machine without LANG would take C and SQL_ASCII, and trigrams lose õäöü.
            self.account.run(
                *(self._tool("initdb"), "-D", self.data, "-U", APP, "--auth=trust", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--no-instructions"),
                *(("--no-sync",) if self.temporary else ()),
            )
        if self._postmaster_lives():  # its socket was swept away: nobody can reach it
            self.stop_servers()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        log = self.base / "postgres.log"
        options = " ".join(f"-c {name}='{value}'" for name, value in self._postgres_settings().items())
        start = ["-D", str(self.data), "-w", "-t", "60", "-l", str(log), "-o", options, "start"]
        try:
            self.account.run(self._tool("pg_ctl"), *start)
        except Stop as stop:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise Stop(f"PostgreSQL did not start; its log {log} ends:\n{tail}") from stop

    def _postgres_settings(self) -> dict[str, str]:
        durable = "off" if self.temporary else "on"
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "timezone": "UTC",
            "jit": "off",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "fsync": durable,
            "synchronous_commit": durable,
            "full_page_writes": durable,
        }

    def _postmaster_lives(self) -> bool:
        """The pid file names a living PostgreSQL; after a power cut the number may be anybody's."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            program = Path(f"/proc/{pid}/exe").readlink().name
        except (OSError, ValueError, IndexError):
            return False
        return program.startswith("postgres")

    def _set_aside_other_version(self) -> None:
        """Data of another major version cannot be opened: kept aside, never removed."""
        marker = self.data / "PG_VERSION"
        if not marker.exists():
            return
        found = marker.read_text().strip()
        ours = self.account.run(self._tool("postgres"), "--version").split()[2].split(".")[0]
        if found != ours:
            aside = self.base / f"pgdata-{found}-{int(time.time())}"
            self.data.rename(aside)
            say(f"the data is of PostgreSQL {found}, this is {ours}: kept in {aside}, beginning anew")

    # --- Valkey ------------------------------------------------------------------------------
    def _redis_runs(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.redis_socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def _start_redis(self) -> None:
        self.redis_socket.unlink(missing_ok=True)
        log = self.base / "redis.log"
        self.account.run(
            *(binaries.redis(self.account, self.base), "--port", "0", "--unixsocket", self.redis_socket),
            *("--unixsocketperm", "700", "--dir", self.base, "--daemonize", "yes"),
            *("--pidfile", self.sockets / "redis.pid", "--logfile", log, "--save", ""),
            *("--appendonly", "no", "--maxmemory-policy", "noeviction"),
        )
        end = time.monotonic() + 10
        while not self._redis_runs():
            if time.monotonic() > end:
                raise Stop(f"Valkey did not start; its log ends:\n{log.read_text()[-2000:]}")
            time.sleep(0.01)

    # --- the keeper's part -------------------------------------------------------------------
    def stop_servers(self) -> None:
        """Stop both; safe when they are down already."""
        if self.data.exists() and self._postmaster_lives():
            self.account.run(
                *(self._tool("pg_ctl"), "-D", self.data, "-w", "-m", "fast", "stop"), check=False
            )
        if self._redis_runs():
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.redis_socket))
                client.sendall(b"SHUTDOWN NOSAVE\r\n")
                client.settimeout(10)
                client.recv(64)  # ends with the connection


def keep(folder: str) -> None:
    """The keeper process: waits until nobody holds a lease on `folder`, then stops its servers."""
    base = Path(folder)
    held = wait_for_last(base)
    if held is None:
        return
    stack = Stack(base.name)
    stack.stop_servers()
    if stack.temporary:
        for path in (stack.base, stack.sockets):
            shutil.rmtree(path, ignore_errors=True)
    keeper, users = held
    keeper.close()  # first, so that whoever gets the users' lock next starts a keeper of his own
    users.close()


def _tag() -> str:
    return hashlib.sha256(str(PROJECT).encode()).hexdigest()[:10]


def _place(name: str) -> tuple[Account, Path]:
    """`.local/services/NAME`, or a private folder of /var/tmp where the account cannot reach that."""
    local = LOCAL / "services" / name
    who = account(local / "pgdata")
    local.parent.mkdir(parents=True, exist_ok=True)
    who.own(local)
    if who.writes(local):
        return who, local
    shared = Path("/var/tmp") / f"{APP}-{_tag()}"  # noqa: S108  (0700, owner checked)
    who = account(shared / name / "pgdata")
    who.own(shared)
    who.own(shared / name)
    return who, shared / name


def _sockets(who: Account, base: Path) -> Path:
    folder = base / "run"
    if len(str(folder / ".s.PGSQL.5432.lock").encode()) >= _SUN_PATH:
        digest = hashlib.sha256(str(base).encode()).hexdigest()[:10]
        folder = Path("/tmp") / f"{APP}-{digest}"  # noqa: S108  (0700, owner checked)
    who.own(folder)
    return folder
