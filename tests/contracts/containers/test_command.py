"""The command that judges a container: its words, its exit codes, nothing else on stdout."""

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from contracts.management.commands.verify_container import Command
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators.eid import Lab, sign_files


def judged(lab: Lab, path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    code = 0
    try:
        call_command(
            "verify_container", str(path), "--json", "--trust-dir", str(lab.anchors), *options, stdout=out
        )
    except SystemExit as over:
        code = int(str(over.code))
    return code, json.loads(out.getvalue())


@pytest.fixture
def container(good: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "leping.asice"
    path.write_bytes(good)
    return path


@pytest.fixture
def drafts(tmp_path: Path) -> list[str]:
    options = []
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
        options += ["--draft", str(tmp_path / name)]
    return options


def test_a_good_container_is_told_in_full(lab: Lab, container: Path, drafts: list[str]) -> None:
    code, said = judged(lab, container, *drafts, "--required", f"EE{MARI}")
    assert code == 0
    assert set(said) == {"verdict", "problems", "signatures", "files"}
    assert (said["verdict"], said["problems"]) == ("passed", [])
    assert said["files"] == [{"name": n, "sha256": sha256(d).hexdigest()} for n, d in FILES.items()]
    [signature] = said["signatures"]
    assert set(signature) == {"valid", "signer", "level", "format", "claimed_at", "trusted_at"}
    assert signature["signer"] == {"scheme": "PNOEE", "code": MARI, "name": "MARI TAMM"}
    assert (signature["valid"], signature["level"], signature["format"]) == (True, "QESIG", "LT")


def test_a_person_who_must_sign_is_missed(lab: Lab, container: Path) -> None:
    code, said = judged(lab, container, "--required", f"EE{MARI},EE{JAAN}")
    assert code == 1
    assert [p["code"] for p in said["problems"]] == ["SIGNER_MISSING"]


def test_another_draft_is_missed(lab: Lab, container: Path, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_bytes(b"%PDF other")
    code, said = judged(lab, container, "--draft", str(tmp_path / "other.pdf"))
    assert code == 1
    assert {p["code"] for p in said["problems"]} == {"FILE_NOT_DRAFT", "DRAFT_MISSING"}


def test_a_seal_is_no_required_person(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "seal.asice"
    path.write_bytes(sign_files(lab, "70000013", FILES))
    assert judged(lab, path)[0] == 0
    code, said = judged(lab, path, "--required", MARI)
    assert code == 1
    assert {"LEVEL_NOT_ALLOWED", "SIGNER_MISSING"} <= {p["code"] for p in said["problems"]}


def test_another_kind_of_file_is_no_container(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(b"%PDF-1.7")
    code, said = judged(lab, path)
    assert code == 64
    assert said["verdict"] == "failed"


@pytest.mark.parametrize("arguments", [["missing.asice"], ["--trust-dir", "nowhere", "pyproject.toml"]])
def test_other_trouble_is_a_sentence_and_nothing_on_stdout(arguments: list[str]) -> None:
    out = StringIO()
    with pytest.raises(CommandError) as trouble:
        call_command("verify_container", *arguments, "--json", stdout=out)
    assert trouble.value.returncode == 70
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--min-rsa", "many"], ["x", "--at", "yesterday"], ["--what"]]
)
def test_wrong_usage_ends_with_70(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command: BaseCommand = Command()
    with pytest.raises(SystemExit) as over:
        command.run_from_argv(["manage.py", "verify_container", *arguments])
    assert over.value.code == 70
    said = capsys.readouterr()
    assert said.out == "" and said.err
