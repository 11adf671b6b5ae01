"""`./run`: one desk per folder, until Ctrl+C."""

import fcntl
import os
import time
from types import TracebackType

from launch import desk, environment
from launch.place import LOCAL, Stop, say
from launch.processes import Stopped, free_port, stop_by_signal
from launch.stack import Stack

_LOCK = LOCAL / "run.lock"
_SETTINGS = LOCAL / "running.env"


class Running:
    """Holds the folder for one desk; the kernel lets go when the launcher dies."""

    def __enter__(self) -> "Running":
        self._file = _LOCK.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            raise Stop(f"already running: {self._file.read().strip() or 'starting'}") from None
        self._file.truncate(0)
        _SETTINGS.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._file.truncate(0)
        _SETTINGS.unlink(missing_ok=True)
        self._file.close()

    def tell(self, url: str, settings: dict[str, str]) -> None:
        """Let `./run manage` talk to the same simulators, and a second `./run` say where this one is."""
        self._file.write(url)
        self._file.flush()
        with os.fdopen(os.open(_SETTINGS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.writelines(f"{key}={value}\n" for key, value in settings.items())

    @staticmethod
    def settings() -> dict[str, str]:
        """The settings of the desk that runs in this folder; empty when none does."""
        with _LOCK.open("a") as probe:
            try:
                fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                lines = _SETTINGS.read_text().splitlines() if _SETTINGS.exists() else []
                return dict(line.split("=", 1) for line in lines)
        return {}


def serve_until_stopped(running: Running) -> int:
    """Bring it up, say what there is, wait; whatever ends it, all that was started is stopped."""
    stop_by_signal()
    own = environment.has_own_servers()
    stack: Stack | None = None
    one: desk.Desk | None = None
    try:
        if own:
            settings, stack = desk.own_settings()
        else:
            stack = Stack("demo")
            stack.start()
            settings = desk.demo_settings(stack)
        one = desk.Desk(_port(), settings, simulated=not own)
        one.start(stack if not own else None)
        running.tell(one.url, one.settings_in_use())
        _announce(one, own)
        while True:
            time.sleep(0.5)
            one.processes.must_all_live()
    except Stopped:
        say("stopping")
        return 0
    finally:
        if one:
            one.processes.stop()
        if stack:
            stack.leave()
        say("stopped")


def _port() -> int:
    wanted = int(os.environ.get("PORT") or 8000)
    port = free_port(wanted)
    if port != wanted:
        say(f"port {wanted} is in use: taking {port}")
    return port


def _announce(one: desk.Desk, own: bool) -> None:
    print(f"\nAbilaud: {one.url}/\n", flush=True)
    if own:
        print("Your own database: no demo data, no demo logins, no simulators.")
    else:
        print("Logins (password abilaud-demo):")
        for login, role in LOGINS.items():
            print(f"  {login:<14}{role}")
    print("\nOther systems:")
    for name, badge in one.badges().items():
        print(f"  {name:<20}{badge}")
    if one.simulator_urls():
        print("\nThe outside, to be played by a person:")
        for name, url in one.simulator_urls().items():
            print(f"  {name.replace('_', ' '):<20}{url}/")
    print("\nCtrl+C stops everything.", flush=True)


LOGINS = {
    "spetsialist": "specialist (extension 101)",
    "spetsialist2": "specialist (extension 104)",
    "venekeelne": "specialist who speaks Russian (extension 107)",
    "praktikant": "specialist in training (extension 130): practice calls only",
    "vanem": "senior specialist (extension 110)",
    "juht": "head",
    "referent": "registrar",
    "ekspert": "second-level expert",
    "yksusejuht": "head of a unit",
    "haldur": "administrator",
    "audiitor": "auditor",
}
