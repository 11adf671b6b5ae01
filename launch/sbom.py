"""`./run sbom FILE`: what the desk is made of, as CycloneDX JSON: versions and hashes of the lock, licences.

`scope` is "required" for what the desk runs with and "excluded" for the tools of its development.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from launch import licences
from launch.place import PROJECT, VENV, say


def made() -> dict[str, Any]:
    """The bill of materials; the same for the same lock."""
    command = [
        str(VENV / "bin" / "cyclonedx-py"), "requirements", "--pyproject", str(PROJECT / "pyproject.toml"),
        "--output-reproducible", "--of", "JSON", "--sv", "1.6", str(PROJECT / "requirements.lock"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    shipped = licences.shipped()
    for part in bill["components"]:
        part.pop("description", None)  # the lines of the lock once more
        part["scope"] = "required" if part["name"] in shipped else "excluded"
        if licence := licences.of(part["name"]):
            part["licenses"] = [{"license": {"name": licence}}]
    return bill


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("./run sbom FILE", file=sys.stderr)
        return 2
    bill = made()
    Path(arguments[0]).write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n")
    say(f"{len(bill['components'])} parts: {arguments[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
