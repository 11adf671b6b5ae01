"""A table of registry codes: read whatever wrote it, wrong rows told by row and column, kept by rule."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from desk import clock
from desk.http import Refused
from desk.orders import cohort_table, selecting
from desk.orders.actions import cohorts, orders, tables
from desk.orders.enums import How, OrderState
from desk.orders.models import CohortRow, CohortUpload, Order
from desk.records import actions as records
from desk.records import blobs
from desk.records.models import Blob, Destruction
from desk.tables.table import Limits
from tests.conftest import Actor
from tests.orders.cohorts import CODES, client, draft, step


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor) -> Order:
    return draft(as_head.user, [as_specialist.user])


def csv(*lines: str, head: str = "Registrikood;Luba") -> bytes:
    return "\r\n".join((head, *lines)).encode("utf-8-sig")


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Valim", 0)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def take(order: Order, by: Actor, data: bytes, name: str = "valim.csv") -> CohortUpload:
    return cohorts.take_table(order=order, name=name, data=data, by=by.user)


def test_csv_and_xlsx_give_the_same_rows(order: Order, as_head: Actor) -> None:
    take(order, as_head, csv(f"{CODES[0]};L.KKL-1", f"EE{CODES[1]};"))
    from_csv = list(CohortRow.objects.values_list("line", "code", "values").order_by("line"))
    file = xlsx(("Registrikood", "Luba"), (int(CODES[0]), "L.KKL-1"), (CODES[1], None))
    take(order, as_head, file, "valim.xlsx")
    rows = list(CohortRow.objects.values_list("line", "code", "values").order_by("line"))
    assert rows == from_csv == [(2, CODES[0], ["L.KKL-1"]), (3, CODES[1], [""])]
    assert order.selections.count() == 1


def test_the_code_may_stand_in_any_column(order: Order, as_head: Actor) -> None:
    upload = take(order, as_head, csv(f"Aas OÜ;{CODES[0]};7", head="Nimi;Äriregistri kood;Lubade arv"))
    assert upload.columns == ["Nimi", "Lubade arv"]
    assert CohortRow.objects.get().values == ["Aas OÜ", "7"]


def test_wrong_codes_are_told_by_row_and_column_and_never_kept(order: Order, as_head: Actor) -> None:
    upload = take(order, as_head, csv(f"{CODES[0]};", "38001085718;", "123;", ";x", "10000002;"))
    with translation.override("et"):
        assert [(line, heading) for line, heading, _why in cohort_table.told(upload)] == [
            (3, "Registrikood"), (4, "Registrikood"), (5, "Registrikood"), (6, "Registrikood"),
        ]  # fmt: skip
    assert [why for _line, _heading, why in upload.troubles["lines"]] == [
        "person",
        "digits",
        "empty",
        "check",
    ]
    assert "38001085718" not in str(upload.troubles)
    assert CohortRow.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (csv("7;8", head="Nimi;Luba"), "ilma-koodita.csv"),
        (csv(";x", "123;y"), "ainult-vigased.csv"),
        (b"", "tyhi.csv"),
        (b"\x00\x01\x02", "kahend.csv"),
        (b"PK\x03\x04 ei ole zip", "katki.xlsx"),
    ],
)
def test_what_is_no_table_of_codes_is_refused_in_words(
    order: Order, as_head: Actor, data: bytes, name: str
) -> None:
    with pytest.raises(Refused) as refused:
        take(order, as_head, data, name)
    assert refused.value.texts[0]
    assert not CohortUpload.objects.exists()


def test_a_table_of_more_than_a_hundred_thousand_rows_is_refused(
    order: Order, as_head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cohort_table.LIMITS.rows == 100_000
    small = Limits(rows=2)
    monkeypatch.setattr(cohort_table, "LIMITS", small)
    with pytest.raises(Refused):
        take(order, as_head, csv(*(f"{code};" for code in CODES[:3])))


def test_rows_are_written_without_a_statement_for_each(order: Order, as_head: Actor) -> None:
    counts = []
    for lines in (2, 2, 200):
        with CaptureQueriesContext(connection) as asked:
            take(order, as_head, csv(*[f"{CODES[0]};{n}" for n in range(lines)]))
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert CohortRow.objects.count() == 200


def test_the_file_is_kept_as_it_came(order: Order, as_head: Actor) -> None:
    data = csv(f"{CODES[0]};")
    upload = take(order, as_head, data)
    assert upload.blob is not None
    assert blobs.read(upload.blob) == data


def test_the_file_goes_by_rule_after_the_order_is_over_and_leaves_proof(order: Order, as_head: Actor) -> None:
    upload = take(order, as_head, csv(f"{CODES[0]};"))
    assert records.destroy_due(store=tables.STORE) == 0
    order.state, order.given_at = OrderState.WITHDRAWN, order.made_at
    order.closed_at = clock.now() - timedelta(days=366)
    order.save()
    assert records.destroy_due(store=tables.STORE) == 1
    upload.refresh_from_db()
    assert upload.blob is None
    assert not CohortRow.objects.exists()
    assert Destruction.objects.get().store == tables.STORE
    assert records.destroy_due(store=tables.STORE) == 0


def test_a_table_given_in_place_of_another_leaves_no_bytes_behind(order: Order, as_head: Actor) -> None:
    take(order, as_head, csv(f"{CODES[0]};"))
    take(order, as_head, csv(f"{CODES[1]};"))
    assert Blob.objects.filter(kind=cohorts.BLOB).count() == 1
    take(order, as_head, csv(f"{CODES[1]};"))
    assert Blob.objects.filter(kind=cohorts.BLOB).count() == 1
    blob = CohortUpload.objects.get().blob
    assert blob is not None
    assert blobs.read(blob)


def test_it_is_told_what_of_the_table_was_found(order: Order, as_head: Actor) -> None:
    kept = client("Aas OÜ", CODES[0])
    client("Vana Aas OÜ", CODES[1], merged_into=kept)
    client("Lõpetanud OÜ", CODES[2], status="ended")
    upload = take(order, as_head, csv(*(f"{code};" for code in (*CODES[:4], CODES[0]))))
    found = cohort_table.matched(upload)
    assert (found.rows, found.codes, found.clients) == (5, 4, 1)
    assert (found.unknown, found.ended, found.doubles) == (1, 1, 1)
    assert [each.code for each in cohort_table.odd(upload, "unknown")] == [CODES[3]]
    assert [each.code for each in cohort_table.odd(upload, "ended")] == [CODES[2]]
    assert [(each.line, each.last) for each in cohort_table.odd(upload, "doubles")] == [(2, 6)]


def test_taking_the_step_of_the_table_out_throws_the_table_away(order: Order, as_head: Actor) -> None:
    take(order, as_head, csv(f"{CODES[0]};"))
    cohorts.remove_step(step=order.selections.get(), by=as_head.user)
    assert not CohortUpload.objects.exists()
    assert not CohortRow.objects.exists()


def test_only_a_draft_is_changed_and_only_by_its_writer_or_a_head(
    order: Order, as_head: Actor, as_senior: Actor
) -> None:
    with pytest.raises(Refused):
        take(order, as_senior, csv(f"{CODES[0]};"))
    order.state, order.given_at = OrderState.GIVEN, order.made_at
    order.save()
    with pytest.raises(Refused):
        cohorts.add_step(order=order, selector="orders.everybody", how=How.ADD, params={}, by=as_head.user)


def address(name: str, order: Order, *more: int) -> str:
    return reverse(f"orders:{name}", args=[order.pk, *more])


def test_a_head_chooses_the_clients_on_the_page(order: Order, as_head: Actor) -> None:
    client("Aas OÜ", CODES[0], legal_form="OÜ")
    client("Berg AS", CODES[1], legal_form="AS")
    assert as_head.get(address("cohort", order)).status_code == 200
    form = as_head.get(address("add_step", order), {"selector": "orders.legal_form"}).content.decode()
    assert 'name="ask_forms"' in form
    wrong = as_head.post(address("add_step", order), {"selector": "orders.legal_form", "how": "add"})
    assert wrong.status_code == 422
    said = {"selector": "orders.legal_form", "how": "add", "ask_forms": "OÜ, AS"}
    assert as_head.post(address("add_step", order), said).status_code == 302
    file = SimpleUploadedFile("valim.csv", csv(f"{CODES[1]};L-2", f"{CODES[3]};L-4"))
    assert as_head.post(address("give_table", order), {"table": file}).status_code == 302
    page = as_head.get(address("cohort_preview", order)).content.decode()
    assert "Berg AS" in page
    assert "L-2" in page
    assert as_head.get(address("cohort_codes", order)).status_code == 200
    first, second = selecting.steps_of(order)
    moved = as_head.post(address("move_step", order, second.pk), {"up": "1"})
    assert [each.pk for each in selecting.steps_of(order)] == [second.pk, first.pk]
    assert "autofocus" not in as_head.get(moved.headers["Location"]).content.decode().split("step-")[1]
    changed = {"how": "only", "ask_forms": "AS"}
    assert as_head.post(address("change_step", order, first.pk), changed).status_code == 302
    assert [each.name for each in selecting.members(order)] == ["Berg AS"]
    as_head.post(address("remove_step", order, first.pk))
    assert order.selections.count() == 1


def test_a_table_that_cannot_be_read_is_said_beside_the_field(order: Order, as_head: Actor) -> None:
    file = SimpleUploadedFile("valim.csv", csv("7;8", head="Nimi;Luba"))
    answer = as_head.post(address("give_table", order), {"table": file})
    assert answer.status_code == 422
    assert "Registrikood" in answer.content.decode()


def test_a_specialist_sees_whom_it_is_about_and_changes_nothing(
    order: Order, as_head: Actor, as_specialist: Actor
) -> None:
    one = step(order, "orders.everybody")
    order.state, order.given_at = OrderState.GIVEN, order.made_at
    order.save()
    assert as_specialist.get(address("cohort_panel", order)).status_code == 200
    page = as_specialist.get(address("cohort", order)).content.decode()
    assert address("move_step", order, one.pk) not in page
    assert as_specialist.post(address("remove_step", order, one.pk)).status_code == 403
    assert order.selections.count() == 1


def test_the_preview_asks_as_much_for_many_clients_as_for_few(order: Order, as_head: Actor) -> None:
    client("Aas OÜ", CODES[0])
    take(order, as_head, csv(*(f"{code};" for code in CODES)))
    step(order, "orders.everybody")
    as_head.get(address("cohort_preview", order))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            as_head.get(address("cohort_preview", order))
        counts.append(len(asked))
        for n, code in enumerate(CODES[1:]):
            if not _round:
                client(f"Näidis {n} OÜ", code)
    assert counts[0] == counts[1]
    assert counts[0] <= 20, counts


def test_a_draft_that_is_thrown_away_takes_its_table_along(order: Order, as_head: Actor) -> None:
    take(order, as_head, csv(f"{CODES[0]};"))
    orders.discard(order=order, by=as_head.user)
    assert not CohortUpload.objects.exists()
    assert not Blob.objects.filter(kind=cohorts.BLOB).exists()
