"""The account that the embedded servers run as, since PostgreSQL refuses root."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch.place import ROOT, Stop

_CLEAN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """Runs programs as one user; for anybody but root that is the user himself."""

    uid: int
    gid: int

    def run(self, *command: str | Path, check: bool = True) -> str:
        """The output of a server tool; its failure ends the launcher with the tool's own words."""
        done = subprocess.run(
            [str(word) for word in command],
            check=False,
            cwd="/",  # a working folder that the account cannot read breaks PostgreSQL's tools
            env=_CLEAN,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl+C is for the launcher; servers are stopped in order
            user=self.uid if ROOT else None,
            group=self.gid if ROOT else None,
            extra_groups=[] if ROOT else None,
        )
        if check and done.returncode:
            raise Stop(f"{Path(str(command[0])).name} failed ({done.returncode}):\n{done.stdout[-2500:]}")
        return done.stdout

    def reads(self, path: Path) -> bool:
        """Whether the account gets through to `path` (a project in root's home is closed to it)."""
        return self._test("-r", path)

    def writes(self, path: Path) -> bool:
        """Whether the account may write in `path`."""
        return self._test("-w", path)

    def _test(self, what: str, path: Path) -> bool:
        done = subprocess.run(
            ["test", what, str(path)],
            check=False,
            cwd="/",
            user=self.uid if ROOT else None,
            group=self.gid if ROOT else None,
            extra_groups=[] if ROOT else None,
        )
        return done.returncode == 0

    def own(self, path: Path) -> None:
        """Make a folder that only this account (and root) can enter; refuse one of somebody else."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), self.uid}:
            raise Stop(f"{path} belongs to uid {found.st_uid}: remove it, or run as that user")
        if ROOT:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def account(data: Path | None = None) -> Account:
    """Us, or for root: the owner of data that is there already, `postgres`, `nobody`."""
    if not ROOT:
        return Account(os.geteuid(), os.getegid())
    if data is not None and data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Stop("no unprivileged account for PostgreSQL: run as an ordinary user")
