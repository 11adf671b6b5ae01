"""The list of users of a portal without an interface: brought in a file, whole or not at all."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts import workflow
from contracts.actions import accept, confirm_added
from contracts.actions import listing as actions
from contracts.enums import DifferenceWhat, PackageState
from contracts.models import Authorisation, Portal, PortalDifference, PortalEntry, PortalListing, Publication
from contracts.portal import table
from contracts.portal.users import Line
from desk import clock, workdays
from desk.people.enums import Role
from desk.people.models import User
from desk.tables.table import write_table
from tests.contracts.conftest import Ground

pytestmark = pytest.mark.slow

KADRI, EVA = "24402020080", "24604040108"


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    return someone("juhataja", Role.HEAD)


@pytest.fixture
def kotkas(ground: Ground) -> Portal:
    """A portal without an interface, with a contract and Kadri's power in it since an hour."""
    given = ground.wanted("main_user_poa", portal="kotkas", valid_from=workdays.today())
    package = ground.sent(ground.wanted(portal="kotkas"), given)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    for job in Publication.jobs.filter(added_at=None):
        confirm_added(publication=job, reference=f"K-{job.pk}", by=ground.user)
    clock.move(timedelta(hours=1))
    return Portal.objects.get(code="kotkas")


HEADS = (
    "Kliendi kood;Liik;Dokumendi number;Eesnimi;Perekonnanimi;Isikukood;Kehtib alates;Kehtib kuni;Viide;Muu"
)


def csv(*rows: str) -> SimpleUploadedFile:
    text = "\r\n".join([HEADS, *rows])
    return SimpleUploadedFile("kasutajad.csv", text.encode("utf-8-sig"), "text/csv")


def brought(as_specialist: Browser, portal: Portal, file: SimpleUploadedFile, day: date | None = None) -> str:
    told = {"file": file, "made_on": (day or workdays.today()).strftime("%d.%m.%Y")}
    return as_specialist.post(
        reverse("contracts:listing", args=[portal.pk]), told, follow=True
    ).content.decode()


def test_a_file_is_compared_and_the_difference_stands_on_the_page(
    as_specialist: Browser, kotkas: Portal, head: User
) -> None:
    page = brought(
        as_specialist, kotkas,
        csv("10000001;Kasutusleping;;;;;;;K-1;", f"10000076;user_poa;;Eva;Pärn;EE{EVA};;;K-9;tundmatu"),
    )  # fmt: skip
    rows = PortalDifference.objects.open().order_by("what")
    assert [row.what for row in rows] == [DifferenceWhat.MISSING_THERE, DifferenceWhat.UNKNOWN_HERE]
    assert "Eva Pärn" in page and "Kadri Lepp" in page
    shown = as_specialist.get(reverse("contracts:difference", args=[rows[1].pk])).content.decode()
    assert EVA in shown and "K-9" in shown


def test_an_xlsx_file_is_read_too(as_specialist: Browser, kotkas: Portal) -> None:
    made = BytesIO()
    rows = [["10000001", "user_contract", "", ""], ["10000001", "Peakasutaja volikiri", "", KADRI]]
    write_table(made, ["Kliendi kood", "Liik", "Number", "Isikukood"], rows, form="xlsx")
    brought(as_specialist, kotkas, SimpleUploadedFile("k.xlsx", made.getvalue()))
    assert PortalListing.jobs.get().rows == 2 and not PortalDifference.objects.exists()


def test_errors_stand_row_by_row_and_nothing_is_half_taken(as_specialist: Browser, kotkas: Portal) -> None:
    page = brought(
        as_specialist, kotkas,
        csv(
            "10000001;Kasutusleping;;;;;;;K-1;", ";Kasutusleping;;;;;;;;", "10000001;Midagi muud;;;;;;;;",
            "10000001;user_poa;;Eva;Pärn;12345678901;;;;", "10000001;user_poa;;;;;eile;;;",
            "10000001;user_poa;;;;;05.03.2026;01.03.2026;;", f"10000001;user_poa;{'9' * 61};;;;;;;",
        ),
    )  # fmt: skip
    assert "Midagi ei võetud üle" in page and "12345678901" not in page
    for row in range(3, 9):
        assert f'<td class="num">{row}</td>' in page
    assert not PortalListing.jobs.exists() and not PortalEntry.objects.exists()


def test_what_is_no_table_is_refused_in_words(as_specialist: Browser, kotkas: Portal) -> None:
    page = brought(as_specialist, kotkas, SimpleUploadedFile("k.xlsx", b"PK\x03\x04rikutud"))
    assert "errorlist" in page or "fail" in page.lower()
    assert not PortalListing.jobs.exists()


def test_an_older_list_than_the_last_is_refused(as_specialist: Browser, kotkas: Portal) -> None:
    good = csv("10000001;Kasutusleping;;;;;;;K-1;", f"10000001;main_user_poa;;Kadri;Lepp;{KADRI};;;K-2;")
    brought(as_specialist, kotkas, good)
    good.seek(0)
    page = brought(as_specialist, kotkas, good, workdays.today() - timedelta(days=2))
    assert PortalListing.jobs.count() == 1 and "Uuem" in page


def test_the_empty_table_is_one_that_is_read(as_specialist: Browser, kotkas: Portal) -> None:
    for form in ("csv", "xlsx"):
        answer = as_specialist.get(reverse("contracts:listing_template"), {"form": form})
        read = table.read(BytesIO(answer.content))
        assert read == table.Read((), (), ())


@pytest.mark.slow
def test_ten_thousand_lines_are_compared_with_as_many_questions_as_ten(
    kotkas: Portal, ground: Ground, django_assert_max_num_queries: Any
) -> None:
    own = [Line("K-1", "10000001", "user_contract"), Line("K-2", "10000001", "main_user_poa", code=KADRI)]
    many = [
        Line(f"X-{n}", str(30000000 + n), "user_poa", code="", valid_until=date(2020, 1, 1))
        for n in range(10000)
    ]
    with django_assert_max_num_queries(60):
        job = actions.take_file(portal=kotkas, lines=own + many, made_at=clock.now(), by=ground.user)
    assert job.rows == 10002 and not PortalDifference.objects.exists()


@pytest.mark.slow
def test_the_page_asks_the_same_for_one_row_and_for_ten_thousand(
    as_specialist: Browser, kotkas: Portal, ground: Ground, head: User
) -> None:
    document = Authorisation.objects.filter(portal=kotkas).latest("pk")
    person = document.persons.first()
    lines = [Line(f"X-{n}", str(30000000 + n), "user_poa", code="") for n in range(3)]
    job = actions.take_file(portal=kotkas, lines=lines, made_at=clock.now(), by=ground.user)
    as_specialist.get(reverse("contracts:differences"))
    with CaptureQueriesContext(connection) as few:
        as_specialist.get(reverse("contracts:differences"))
    PortalDifference.objects.bulk_create(
        PortalDifference(
            portal=kotkas, listing=job, what=DifferenceWhat.OTHER_PERIOD, client=ground.tamme, key=f"{n:064}",
            authorisation=document, person=person, reference="X-1",
        )
        for n in range(10_000)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        shown = as_specialist.get(reverse("contracts:differences")).content.decode()
    assert len(many) == len(few) <= 20, [each["sql"][:300] for each in many]
    assert "10005" in shown.replace("\xa0", "") and "Kadri Lepp" in shown
