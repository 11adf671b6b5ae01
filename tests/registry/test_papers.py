"""What is wrong with a document or its file is said, all of it at once, before anything is kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desk import workdays
from desk.clients.models import Client
from desk.people.models import User
from desk.records import clamd
from registry import actions
from registry.enums import Apostille, Basis, Translation
from registry.uploads import checked
from tests.registry.paper import MARI, PDF, extract, file, given_up, print_out, texts_of
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_of_the_desk", "in_english")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"basis_text": " "}, "Write which document it is"),
        ({"reason": ""}, "Write why the register is not enough"),
        ({"valid_from": date(2030, 1, 1)}, "of a day to come"),
        ({"valid_from": date(2020, 1, 1)}, "older than 30 days"),
        ({"persons": []}, "Name at least one person"),
        ({"persons": [MARI, MARI]}, "named twice"),
        ({"persons": [replace(MARI, alone=False)]}, "together with nobody"),
        ({"persons": [replace(MARI, code="24503120017")]}, "not an Estonian personal code"),
        ({"persons": [replace(MARI, code=" ")]}, "Everyone needs a personal code"),
        ({"basis": Basis.FOREIGN_REGISTER}, "Choose the country of the foreign register"),
        ({"translator": "Vandetõlk"}, "only for a document from abroad"),
        ({"apostille": Apostille.APOSTILLE}, "only for a document from abroad"),
    ],
)
@pytest.mark.slow
def test_what_is_wrong_with_a_print_out_is_said(
    changes: dict[str, Any], text: str, tamme: Client, register: Running, riina: User
) -> None:
    check = given_up(tamme, register)
    paper = print_out(**changes)
    assert text in texts_of(lambda: actions.take_print_out(check=check, paper=paper, file=file(), by=riina))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"basis": Basis.PRINT_OUT}, "serves one act only"),
        ({"valid_until": date(2020, 1, 1)}, "The last day is before the first"),
        ({"valid_from": date(2020, 1, 1), "valid_until": date(2020, 2, 1)}, "no longer valid"),
        ({"basis": Basis.POWER_OF_ATTORNEY, "valid_until": None}, "until when the power of attorney"),
        ({"apostille_why": ""}, "Write why no apostille is needed"),
        ({"apostille": Apostille.APOSTILLE}, "Write the number of the apostille"),
        ({"apostille": Apostille.LEGALISED, "apostille_number": "7"}, "Write the date of the apostille"),
        (
            {"apostille": Apostille.APOSTILLE, "apostille_number": "7", "apostille_on": date(2030, 1, 1)},
            "An apostille cannot be of a day to come",
        ),
        ({"language": ""}, "Choose the language"),
        ({"translation": Translation.SWORN}, "name of the sworn translator"),
        ({"translation": Translation.SWORN, "translator": "Vera Vaher"}, "file of the translation"),
    ],
)
def test_what_is_wrong_with_a_document_from_abroad_is_said(
    changes: dict[str, Any], text: str, abroad: Client, riina: User
) -> None:
    paper = extract(**changes)
    assert text in texts_of(lambda: actions.take_standing(client=abroad, paper=paper, file=file(), by=riina))


def test_everything_that_is_wrong_is_said_at_once(abroad: Client, riina: User) -> None:
    paper = extract(basis_text="", reason="", apostille_why="", language="", persons=[])
    said = texts_of(lambda: actions.take_standing(client=abroad, paper=paper, file=file(), by=riina))
    assert said.count("|") == 4


def test_an_apostille_and_a_sworn_translation_are_kept_with_their_file(abroad: Client, riina: User) -> None:
    paper = extract(
        apostille=Apostille.APOSTILLE, apostille_number="LV-77", apostille_on=workdays.today(),
        apostille_why="", translation=Translation.SWORN, translator="Vera Vaher",
    )  # fmt: skip
    proof = actions.take_standing(
        client=abroad, paper=paper, file=file(), translation=file("tolge.pdf", PDF + b"\n"), by=riina
    )
    assert (proof.apostille_number, proof.translator, proof.translation_name) == (
        "LV-77", "Vera Vaher", "tolge.pdf",
    )  # fmt: skip
    assert proof.translation_file != proof.file


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("tyhi.pdf", b"", "empty"),
        ("programm.exe", b"MZ\x90\x00", "program"),
        ("leht.html", b"<html><body>x</body></html>", "Add a PDF"),
        ("vale.pdf", b"\x89PNG\r\n\x1a\n0000", "not what its name says"),
        ("lukus.pdf", PDF + b"/Encrypt 5 0 R", "protected by a password"),
        ("suur.pdf", PDF + b"0" * 11_000_000, "bigger than the desk takes"),
    ],
)
def test_a_file_that_is_no_proof_is_refused(name: str, data: bytes, text: str) -> None:
    assert text in texts_of(lambda: checked(name, data))


def test_a_file_that_the_virus_scanner_refuses_or_cannot_see_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CLAMAV, settings.CLAMAV_AWAY = "tcp://127.0.0.1:1", "wait"
    for reason, text in (("virus", "something harmful"), ("not_scanned", "has not looked at the file")):
        monkeypatch.setattr(clamd, "scan", lambda _data, reason=reason: reason)
        assert text in texts_of(lambda: checked("valjavote.pdf", PDF))
