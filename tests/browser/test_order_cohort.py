"""A follow-up of five hundred clients from a table: given, addresses corrected in one batch, undone again."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from playwright.sync_api import FilePayload, Page, expect
from stdnum.ee import ik

from desk import clock, workdays
from desk.clients.models import Client, ContactPoint
from desk.orders.models import Batch, ItemFinding, Order
from desk.orders.tasks import go_on_with_batch
from desk.people.enums import Role
from desk.people.models import Todo, User

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROWS, NEW = 500, 20  # of the rows so many have another address in the table


@pytest.fixture
def table(transactional_db: None) -> bytes:
    """The clients with their addresses, and the table in which the first of them have another."""
    numbers = (str(number) for number in range(1_700_000, 1_700_000 + ROWS))
    codes = [number + ik.calc_check_digit(f"{number}0") for number in numbers]
    clients = Client.objects.bulk_create(
        Client(kind="organisation", name=f"Käitis {n:03} OÜ", registry_code=code)
        for n, code in enumerate(codes)
    )
    long_ago = clock.now() - timedelta(days=400)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            client=client, kind="email", value=f"vana{n}@kaitis.example", works="yes", source="register",
            created_at=long_ago,
        )
        for n, client in enumerate(clients)
    )  # fmt: skip
    said = [f"{code};{f'uus{n}@kaitis.example' if n < NEW else ''};{n % 15}" for n, code in enumerate(codes)]
    return "\r\n".join(["Registrikood;Uus e-post;Kvartal", *said]).encode("utf-8-sig")


def everything(*tables: QuerySet[Any]) -> list[list[dict[str, Any]]]:
    """Every row of these tables as it stands."""
    return [list(rows.order_by("pk").values()) for rows in tables]


def ours() -> list[list[dict[str, Any]]]:
    return everything(Client.objects.all(), ContactPoint.objects.all())


def given(page: Page, table: bytes, person: User) -> Order:
    """The head writes the order, gives the table, and gives the order."""
    page.goto("/orders/new/")
    page.locator("[name=kind][value=follow_up]").check()
    page.locator("[name=title]").fill("Kontaktide järelkontroll")
    page.locator("[name=day]").fill((workdays.today() + timedelta(days=30)).strftime("%d.%m.%Y"))
    page.locator(f"[name=person_{person.pk}]").check()
    page.locator("main form .button--primary").press("Enter")
    page.wait_for_url("**/orders/*/")
    order = Order.objects.get()
    page.goto(f"/orders/{order.pk}/cohort/")
    file = FilePayload(name="kohort.csv", mimeType="text/csv", buffer=table)
    page.set_input_files("[name=table]", file)
    page.locator("form[action$='/cohort/table/'] button").press("Enter")
    expect(page.get_by_text("Uus e-post").first).to_be_visible()
    expect(page.get_by_text("500").first).to_be_visible()
    page.goto(f"/orders/{order.pk}/")
    page.keyboard.press("g")
    expect(page.locator("form[action$='/give/']")).to_have_count(0)
    return order


def worked(page: Page, batch: Batch) -> None:
    """The worker goes through, and the page says so by itself."""
    go_on_with_batch(batch.pk)
    expect(page.locator("#progress[hx-get]")).to_have_count(0)


def worked_rows(page: Page, order: Order) -> ItemFinding:
    """In the first row something is corrected in the portal, the next one is in order: that correction."""
    page.goto(order.get_absolute_url())
    expect(page.get_by_role("heading", name="Minu järgmised read")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name=re.compile("^1. Käitis 000 OÜ"))).to_be_visible()
    page.get_by_label("portaalis parandatud").check()
    page.get_by_label("Koht portaalis").fill("Kontaktandmed")
    page.get_by_label("Enne", exact=True).fill("vana")
    page.get_by_label("Pärast", exact=True).fill("uus")
    page.get_by_label("Link", exact=True).fill("https://portaal.example/kontaktid/1")
    page.get_by_role("button", name="Pane kirja", exact=True).press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^2. Käitis 001 OÜ"))).to_be_visible()
    page.get_by_label("korras", exact=True).check()
    page.get_by_role("button", name="Pane kirja", exact=True).press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^3. Käitis 002 OÜ"))).to_be_visible()
    return ItemFinding.objects.get(result="corrected")


def undone(page: Page, batch: Batch) -> None:
    """Undone with a reason, to the end."""
    page.get_by_label("Miks see tagasi võetakse?").fill("Tabel oli eelmise aasta oma")
    page.get_by_role("button", name="Võta partii tagasi").press("Enter")
    expect(page.locator("#progress[hx-get]")).to_have_count(1)
    worked(page, batch)
    expect(page.get_by_text("1 parandus portaalis on alles")).to_be_visible()


def test_a_cohort_of_five_hundred_from_a_table_to_an_undone_batch(
    page_for: Callable[..., Page], someone: Callable[..., User], table: bytes
) -> None:
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    person = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    colleague = someone("spetsialist2", Role.SPECIALIST, first_name="Mart", last_name="Mets")
    order = given(page_for(head, path=""), table, person)
    assert order.items.count() == ROWS and not order.items.exclude(owner=person).exists()
    before = ours()

    page = page_for(person, path=f"/orders/{order.pk}/")
    expect(page.get_by_role("link", name="Proovi partii läbi")).to_be_visible()
    page.keyboard.press("b")
    page.locator("#fields_column").select_option(label="Uus e-post")
    page.get_by_role("button", name=re.compile("Proovi läbi.*Paranda välju")).press("Enter")
    expect(page.get_by_text("Partiid proovitakse läbi, midagi ei muudeta.")).to_be_visible()
    batch = Batch.objects.get()
    worked(page, batch)
    expect(page.get_by_role("cell", name="vana0@kaitis.example")).to_be_visible()
    expect(page.get_by_role("cell", name="uus0@kaitis.example")).to_be_visible()
    expect(page.get_by_text("480")).to_be_visible()  # empty cells change nothing
    assert ours() == before
    page.get_by_role("button", name="Küsi teist inimest").press("Enter")
    expect(page.get_by_text("Ootab teise inimese ülevaatust.")).to_be_visible()

    second = page_for(colleague, path=batch.get_absolute_url())
    second.get_by_role("button", name="Nõus", exact=True).press("Enter")
    second.wait_for_url("**/second/")
    page.reload()
    worked(page, batch)
    expect(page.get_by_role("cell", name="tehtud").first).to_be_visible()
    assert ContactPoint.objects.filter(value__startswith="uus").count() == NEW
    corrected = worked_rows(page, order)
    page.goto(batch.get_absolute_url())
    undone(page, batch)
    assert ours() == before

    todo = Todo.objects.get(kind="orders.portal_stands")
    assert (todo.owner, todo.subject_id) == (person, corrected.pk)
    page.goto("/people/owed/")
    page.get_by_role("link", name="Sinu parandus portaalis").first.press("Enter")
    expect(page.get_by_role("heading", name="Kontaktandmed")).to_be_visible()
    expect(page.get_by_role("link", name="https://portaal.example/kontaktid/1")).to_be_visible()
