"""`./run lint`: every linter, each to its end; 1 when any of them complains."""

import base64
import os
import subprocess
import sys
import time
from pathlib import Path

from launch.place import PROJECT, say

_BIN = Path(sys.executable).parent
# The type checker reads the settings, which must be complete; nothing is served with these.
SETTINGS = {"SECRET_KEY": "lint", "ENCRYPTION_KEYS": base64.urlsafe_b64encode(bytes(32)).decode()}
LINTERS: dict[str, list[str]] = {
    "ruff check": ["ruff", "check", "--no-cache", "."],
    "ruff format": ["ruff", "format", "--no-cache", "--check", "."],
    "mypy": ["mypy", "."],
    "import-linter": ["lint-imports", "--no-cache"],
    "djlint": ["djlint", "--lint", "--quiet", "templates"],
}


def main(wanted: list[str]) -> int:
    """Run those named, or all."""
    failed = []
    for name, command in LINTERS.items():
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        done = subprocess.run(
            [_BIN / command[0], *command[1:]],
            check=False,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            env=os.environ | SETTINGS,
        )
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
