"""`./run audit`: known holes in what requirements.lock names, and licences that nobody has looked at.

Exit status 0: every package was asked about and nothing was found; 1: something was found; 2: the advisories
could not be read for all packages (no network, or a mirror without them), so nothing is known of the rest.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from launch import licences
from launch.place import PROJECT, VENV, say

# Where advisories are asked for, in turn: https://pypi.org/pypi/NAME/VERSION/json, https://api.osv.dev.
SERVICES = ("pypi", "osv")


@dataclass
class Found:
    """What one service said: names asked about, holes (package, version, id, fixed in), names it knew not."""

    asked: set[str]
    holes: list[tuple[str, str, str, str]]
    unknown: set[str]


def read(answer: dict[str, Any]) -> Found:
    """pip-audit's JSON."""
    asked, unknown, holes = set(), set(), []
    for each in answer.get("dependencies", []):
        if "skip_reason" in each:
            unknown.add(each["name"])
            continue
        asked.add(each["name"])
        for hole in each.get("vulns", []):
            fixed = ", ".join(hole.get("fix_versions", [])) or "-"
            holes.append((each["name"], each["version"], hole["id"], fixed))
    return Found(asked, holes, unknown)


def ask(service: str) -> Found | None:
    """One service; None where it could not be reached."""
    command = [
        str(VENV / "bin" / "pip-audit"), "-r", str(PROJECT / "requirements.lock"), "--require-hashes",
        "--disable-pip", "--progress-spinner", "off", "-f", "json", "-s", service, "--timeout", "15",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return read(json.loads(done.stdout))
    except ValueError:
        return None


def holes() -> int:
    """Print what is known; the exit status."""
    for service in SERVICES:
        say(f"asking {service} about the packages of requirements.lock")
        found = ask(service)
        if found is None or not found.asked:
            say(f"{service} could not be reached, or knows none of them")
            continue
        for name, version, hole, fixed in found.holes:
            print(f"{name} {version}: {hole}, fixed in {fixed}")
        print(f"{len(found.asked)} packages asked about at {service}, {len(found.holes)} holes")
        if found.unknown:
            print(f"{len(found.unknown)} packages it does not know: {', '.join(sorted(found.unknown))}")
        return 1 if found.holes else 2 if found.unknown else 0
    print("no advisories could be read: nothing is known of any package", file=sys.stderr)
    return 2


def strange_licences() -> list[str]:
    """Packages that the desk runs with under a licence that is none of the known ones."""
    said = {name: licences.of(name) for name in licences.shipped()}
    return sorted(
        f"{name}: {licence or 'says none'}"
        for name, licence in said.items()
        if not licences.FREE.search(licence)
    )


def main() -> int:
    strange = strange_licences()
    print("licences of what the desk runs with: " + ("all known" if not strange else ""))
    for line in strange:
        print(f"  {line}")
    return max(holes(), 1 if strange else 0)


if __name__ == "__main__":
    sys.exit(main())
