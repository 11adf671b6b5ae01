"""`./run audit` never calls clean what it could not ask about; `./run sbom` names every part of the lock."""

import re

import pytest

from launch import audit, licences, sbom
from launch.place import PROJECT

SAID = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": "holed", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
        {"name": "unknown", "skip_reason": "Dependency not found on PyPI"},
    ]
}


def test_what_the_service_says_is_told_apart() -> None:
    found = audit.read(SAID)
    assert (found.asked, found.unknown) == ({"sound", "holed"}, {"unknown"})
    assert found.holes == [("holed", "2.0", "PYSEC-1", "2.1")]


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"pypi": SAID}, 1),
        ({"pypi": {"dependencies": SAID["dependencies"][:1]}}, 0),
        ({"pypi": {"dependencies": [SAID["dependencies"][0], SAID["dependencies"][2]]}}, 2),
        ({"pypi": {"dependencies": SAID["dependencies"][2:]}, "osv": SAID}, 1),
        ({}, 2),
    ],
)
def test_only_what_was_asked_about_is_clean(
    answers: dict[str, object], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(service: str) -> audit.Found | None:
        said = answers.get(service)
        return audit.read(said) if isinstance(said, dict) else None

    monkeypatch.setattr(audit, "ask", ask)
    assert audit.holes() == status


def test_every_licence_of_what_the_desk_runs_with_is_known() -> None:
    assert audit.strange_licences() == []
    assert {"django", "lxml", "joserfc"} <= licences.shipped()
    assert not {"pytest", "schemathesis"} & licences.shipped()


@pytest.mark.slow
def test_the_bill_names_every_part_of_the_lock() -> None:
    bill = sbom.made()
    lock = (PROJECT / "requirements.lock").read_text()
    assert {part["name"] for part in bill["components"]} == set(
        re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    )
    assert all(part["externalReferences"][0]["hashes"] for part in bill["components"])
    shipped = [part for part in bill["components"] if part["scope"] == "required"]
    assert all(part.get("licenses") for part in shipped)
    assert bill["metadata"]["component"]["name"] == "abilaud"
