"""Under which licence each installed package stands, and which packages the desk runs with."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from launch.place import PROJECT

# Words of licences under which a state agency may run and pass on the desk.
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General|Unlicense|Zlib|HPND"
    r"|OFL|CC0|0BSD|EUPL|PostgreSQL|Public Domain|CNRI|Unicode|Expat",
    re.IGNORECASE,
)
# What says nothing in its metadata, or says it otherwise, and was read by a person.
READ: dict[str, str] = {}


def of(name: str) -> str:
    """The licence of an installed package as it says itself: expression, classifiers, or its text's name."""
    try:
        said: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if found := said.get("License-Expression"):
        return str(found)
    classified = [
        line.rpartition("::")[2].strip()
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    return (
        "; ".join(classified) or READ.get(name, "") or str(said.get("License") or "").partition("\n")[0][:80]
    )


def shipped() -> set[str]:
    """Packages that the desk runs with: what pyproject.toml names, and what these need here."""
    named = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["dependencies"]
    found: set[str] = set()
    waiting = [(Requirement(each), frozenset(Requirement(each).extras)) for each in named]
    while waiting:
        requirement, _extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        waiting += [(each, frozenset(each.extras)) for each in _needed(name, requirement.extras)]
    return found


def _needed(name: str, extras: set[str]) -> Iterator[Requirement]:
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for each in map(Requirement, asked):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield each
