"""Brings one desk up: database, simulators, web, worker, beat."""

import fcntl
import subprocess
import sys
from pathlib import Path

from launch import environment
from launch.place import LOCAL, LOGS, PROJECT, PYTHON, Stop, say
from launch.processes import Processes, answers
from launch.simulators import Simulators
from launch.stack import APP, Stack


class Desk:
    """One running desk; `processes.stop()` ends exactly what `start()` began."""

    def __init__(self, port: int, settings: dict[str, str], *, simulated: bool, logs: Path = LOGS) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self.settings = {"PUBLIC_URL": self.url} | settings
        self.processes = Processes(environment.base() | self.settings, logs)
        self.simulators = Simulators(self.processes, self.url, self.settings) if simulated else None

    def start(self, stack: Stack | None) -> None:
        """Everything up and healthy on return; `stack`: the embedded servers whose database is demo data."""
        if self.simulators:
            self.simulators.start()
            # What the demo's clients have signed, they have signed with the test cards.
            self.simulators.wait("eid")
            self.processes.environment |= self.simulators.environment()
        if stack is None or not make_demo_database(stack, self.processes.environment):
            prepare(self.processes.environment)
        if self.simulators:
            self.simulators.wait()
            self.processes.environment |= self.simulators.environment()
        self._start_processes()

    def settings_in_use(self) -> dict[str, str]:
        """What a management command needs to see the same desk."""
        return self.settings | (self.simulators.environment() if self.simulators else {})

    def _start_processes(self) -> None:
        celery = [PYTHON, "-m", "celery", "-A", "desk"]
        start = self.processes.start
        web = start(
            "web",
            [
                *(PYTHON, "-m", "uvicorn", "desk.asgi:application", "--host", "127.0.0.1"),
                *("--port", str(self.port), "--log-level", "warning", "--no-access-log"),
                *("--timeout-graceful-shutdown", "2"),
            ],
        )
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = start("worker", [*celery, "worker", "-c", "2", "-l", "INFO", *quiet])
        # No pid file: one left by a crash would block the next start.
        beat = start("beat", [*celery, "beat", "-l", "INFO", "--pidfile="])
        self.processes.wait_until(web, lambda: answers(f"{self.url}/readyz"))
        self.processes.wait_until(worker, lambda: " ready." in worker.tail(100_000))
        self.processes.wait_until(beat, lambda: "beat: Starting" in beat.tail(100_000))
        say("web, worker and beat are healthy")

    def simulator_urls(self) -> dict[str, str]:
        """Where each simulator listens."""
        return self.simulators.urls if self.simulators else {}

    def badges(self) -> dict[str, str]:
        """Each outside system: live, manual or sample."""
        return {
            "Business Register": self._badge("REGISTRY"),
            "JIRA": self._badge("JIRA"),
            "portal": self._badge("PORTAL"),
            "SiVa": self._badge("SIVA"),
            "time-stamps": self._badge("SIGNING", "TSA_URL"),
            "login": self._login_badge(),
            "mail server": "sample" if self.simulators else "live",  # EMAIL_URL has a default
            "mailbox": self._badge("MAILBOX"),
        }

    def _login_badge(self) -> str:
        """How the staff comes in: by a simulator, by the state's service, or by password alone."""
        issuers = [self.processes.environment.get(f"{way}_ISSUER", "") for way in ("TARA", "GOVSSO")]
        if not any(issuers):
            return "manual"
        return "live" if all(issuer.startswith("https://") for issuer in issuers if issuer) else "sample"

    def _badge(self, prefix: str, address: str = "") -> str:
        found = self.processes.environment
        if found.get(f"{prefix}_SAMPLE") == "1":
            return "sample"
        return "live" if found.get(address or f"{prefix}_URL") else "manual"


def make_demo_database(stack: Stack, process_environment: dict[str, str]) -> bool:
    """Make and fill the database when there is none; False when it is there already.

    It gets its name only when it is complete, so one that a crash left half made is made anew.
    """
    with (stack.base / "making.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `./run` and `./run manage` may both find none
        if stack.has_database(APP):
            return False
        fresh = f"{APP}_new"
        stack.psql(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")
        stack.psql(f"CREATE DATABASE {fresh}")
        # What is half made is made anew, so it need not reach the disk at every step.
        quick = {
            "PGOPTIONS": "-c synchronous_commit=off",
            "ACCESS_LOG_DATABASE_URL": stack.log_database_url(fresh),
        }
        prepare(process_environment | stack.environment(fresh) | quick, "--demo")
        stack.psql(f"ALTER DATABASE {fresh} RENAME TO {APP}")
        return True


def prepare(process_environment: dict[str, str], *arguments: str) -> None:
    """Run launch.prepare in the private environment; its failure ends the launcher."""
    done = subprocess.run(
        [PYTHON, "-m", "launch.prepare", *arguments],
        check=False,
        env=process_environment,
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for the launcher, which ends this
        stdout=sys.stderr,  # progress; stdout is for results
    )
    if done.returncode:
        raise Stop("the database could not be made ready; see above")


def demo_settings(stack: Stack) -> dict[str, str]:
    """The settings of a desk on an embedded database of ours."""
    return {
        **environment.made_secrets("demo"),
        **stack.environment(),
        "DEMO": "1",
        "ACCESS_LOG_DATABASE_URL": stack.log_database_url(),
        "DATA_DIR": str(LOCAL / "data" / stack.name),
        "SWEEP_SECONDS": "10",
        "LOG_LEVEL": "INFO",  # the worker's "ready" is read from its log
    }


def own_settings() -> tuple[dict[str, str], Stack | None]:
    """The settings of a desk on the user's servers; the one of the two that he did not name is embedded."""
    settings = {"DEMO": "0", "LOG_LEVEL": "INFO"}  # that a process is ready is read from its log
    made = {
        name: key for name, key in environment.made_secrets("own").items() if not environment.is_set(name)
    }
    if made:
        settings |= made
        say(f"{' and '.join(made)} not set: using .local/own.env, which must not be lost")
    missing = [name for name in environment.OWN_SERVERS if not environment.is_set(name)]
    if not missing:
        return settings, None
    stack = Stack("own")
    stack.start()
    if not stack.has_database(APP):
        stack.psql(f"CREATE DATABASE {APP}")
    return settings | {name: stack.environment()[name] for name in missing}, stack
