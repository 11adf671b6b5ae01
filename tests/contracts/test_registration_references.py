"""References from a table: all or nothing, errors by row, the same table twice changes nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.actions import registering, registering_letters
from contracts.models import Authorisation, Registration
from desk.tables.table import write_table
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.registered import accepted, enquiry, letter

pytestmark = pytest.mark.django_db
HEADINGS = ["identifikaator", "number", "viit", "registreeritud"]


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    from contracts.printing.rendering import Rendered

    def make(job: Any) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)


def upload(actor: Actor, *rows: list[str], form: str = "csv", headings: list[str] | None = None) -> str:
    to = io.BytesIO()
    write_table(to, headings or HEADINGS, rows, form=form)
    file = SimpleUploadedFile(f"viidad.{form}", to.getvalue())
    answer = actor.post(reverse("contracts:references"), {"table": file}, follow=True)
    return answer.content.decode()


def two(ground: Ground) -> tuple[Registration, Registration]:
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    contract, power = Registration.objects.order_by("pk")
    return contract, power


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_references_are_taken_by_identifier_and_by_number(
    ground: Ground, as_registrar: Actor, form: str
) -> None:
    contract, power = two(ground)
    assert power.authorisation is not None
    number = power.authorisation.number
    rows = [
        [str(contract.uuid), "", "7-1/26/1", "20.11.2026"],
        ["", number.lower(), "7-1/26/2", "2026-11-21"],
    ]
    html = upload(as_registrar, *rows, form=form)
    assert "2 viita on üle võetud" in html and "Midagi ei oota" in html
    contract.refresh_from_db()
    assert (contract.reference, str(contract.registered_on)) == ("7-1/26/1", "2026-11-20")
    assert contract.registered_by == as_registrar.user
    before = list(Registration.history.values_list("history_id", flat=True))
    again = upload(as_registrar, *rows, form=form)
    assert "Juba teada: 2" in again
    assert list(Registration.history.values_list("history_id", flat=True)) == before


def test_one_wrong_row_takes_none_and_each_is_named(ground: Ground, as_registrar: Actor) -> None:
    contract, power = two(ground)
    registering.register(registration=power, reference="7-1/26/2", by=as_registrar.user)
    rows = [
        [str(contract.uuid), "", "7-1/26/1", "20.11.2026"],
        ["", "KL-1999-0001", "7-1/26/3", ""],
        ["ei ole", "", "7-1/26/4", ""],
        ["", "", "7-1/26/5", ""],
        [str(contract.uuid), "", "7-1/26/6", ""],
        [str(power.uuid), "", "", ""],
        [str(power.uuid), "", "7-1/26/7", "eile"],
        [str(power.uuid), "", "7-1/26/8", "01.01.2090"],
    ]
    html = upload(as_registrar, *rows)
    for row, text in [
        (3, "Sellise numbriga kirjet"), (4, "Sellise identifikaatoriga"), (5, "Ei identifikaator ega number"),
        (6, "juba real 2"), (7, "Viit puudub"), (8, "Kuupäevast ei saa aru"), (9, "tulevikus"),
    ]:  # fmt: skip
        assert f"<td>{row}</td>" in html and text in html, text
    contract.refresh_from_db()
    assert contract.registered_at is None
    html = upload(as_registrar, [str(contract.uuid), "", "7-1/26/1", ""], [str(power.uuid), "", "7-9", ""])
    assert "Rida 3: kirje on juba registreeritud viidaga 7-1/26/2" in html
    contract.refresh_from_db()
    assert contract.registered_at is None, "none of a table with a wrong row"


def test_a_number_of_several_records_asks_for_the_identifier(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground)
    document = Authorisation.objects.get()
    registering.ended(document)
    html = upload(as_registrar, ["", document.number, "7-1/26/1", ""])
    assert "lisa identifikaator" in html
    assert not Registration.objects.exclude(registered_at=None).exists()


def test_a_letter_is_named_by_its_enquiry_and_own_number(ground: Ground, as_registrar: Actor) -> None:
    about = enquiry(ground)
    row = letter(about)
    registering_letters.sweep()
    upload(as_registrar, ["", f"{about.number}/{row.pk}", "7-2/26/1", ""])
    assert Registration.objects.get().reference == "7-2/26/1"


def test_a_table_that_cannot_be_read_says_why(ground: Ground, as_registrar: Actor) -> None:
    assert ": viit" in upload(as_registrar, ["1", "2"], headings=["üks", "kaks"])
    file = SimpleUploadedFile("viidad.csv", b"")
    answer = as_registrar.post(reverse("contracts:references"), {"table": file})
    assert b"errorlist" in answer.content or b"field__error" in answer.content
    html = upload(as_registrar, ["7-1/26/1"], headings=["viit"])
    assert ": identifikaator" in html, "nothing says which record is meant"
