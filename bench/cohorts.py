"""A follow-up of 50,000 rows: its table, preview, freezing, and the worklist beside its floor, in one run.

    python -m bench.cohorts [rounds] [--keep]

Uses the scratch database of bench/search.py (100,000 clients) and prints milliseconds. The floor of the
worklist is a thin view that shows the same fifty rows through the ideal index, in the same template.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

from bench import search
from bench.coming_in import come_in

ROWS = 50_000
PEOPLE = 10


def ms(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = deed()
    return (time.perf_counter() - began) * 1000, answer


def people() -> list[Any]:
    """Ten who do the order, two of them part time, three speaking Russian."""
    from desk.people.models import User

    found = []
    for n in range(PEOPLE):
        spoken = ["et", "ru"] if n < 3 else ["et"]
        values = {"password": "!", "spoken": spoken, "weekly_hours": 20 if n in {1, 5} else 40}
        user, _made = User.objects.get_or_create(username=f"bench{n}", defaults=values)
        user.roles.get_or_create(role="specialist")
        found.append(user)
    return found


def order_of(head: Any, doers: list[Any]) -> Any:
    from desk import clock
    from desk.orders.actions import orders
    from desk.orders.enums import OrderKind

    wanted = orders.Wanted(
        title="Järelkontroll", text="", due_at=clock.now() + timedelta(days=14), kind=OrderKind.FOLLOW_UP,
        people={each.pk: 100 for each in doers},
    )  # fmt: skip
    return orders.draft(wanted=wanted, by=head)


def tables() -> None:
    """A table of 100,000 codes, as CSV and as XLSX."""
    from desk.clients.models import Client
    from desk.orders import cohort_table
    from desk.tables.table import write_table

    codes = Client.objects.order_by("pk").values_list("registry_code", flat=True)
    rows = [(code, "L.KKL-1", "Käitluskoht") for code in codes][:100_000]
    for form in ("csv", "xlsx"):
        file = BytesIO()
        write_table(file, ("Registrikood", "Luba", "Koht"), rows, form=form)
        took, found = ms(partial(cohort_table.read, file.getvalue()))
        print(f"{form} of {len(rows)} rows read and checked: {took:.0f} ms; {found.wrong} wrong")


def table_of(order: Any, head: Any) -> None:
    """50,000 codes that pass the check, given to half of the clients, taken as the order's table."""
    from stdnum.ee import registrikood

    from desk.clients.models import Client
    from desk.orders.actions import cohorts

    passing = (f"{number}" for number in range(11_000_000, 12_000_000) if registrikood.is_valid(f"{number}"))
    clients = list(Client.objects.order_by("pk")[:ROWS])
    for client, code in zip(clients, passing, strict=False):
        client.registry_code, client.language = code, "ru" if client.pk % 10 == 0 else "et"
    Client.objects.bulk_update(clients, ["registry_code", "language"], batch_size=5000)
    lines = "\n".join(f"{client.registry_code};L.KKL-{client.pk}" for client in clients)
    data = f"Registrikood;Luba\n{lines}".encode()
    took, _upload = ms(lambda: cohorts.take_table(order=order, name="valim.csv", data=data, by=head))
    print(f"table of {ROWS} rows taken (checked, kept, COPY): {took:.0f} ms")


def freeze(order: Any, head: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from desk.orders import freezing, previewing

    took, preview = ms(lambda: previewing.of(order))
    print(f"preview: {took:.0f} ms; {preview.rows} rows")
    with CaptureQueriesContext(connection) as asked:
        took, made = ms(lambda: freezing.freeze(order=order, by=head))
    seconds = {
        verb: [float(each["time"]) for each in asked if each["sql"].strip().startswith(verb)]
        for verb in ("INSERT INTO orders_workitem", "UPDATE orders_workitem")
    }
    told = "; ".join(f"{verb.split()[0]} {len(spent)}: {sum(spent):.2f} s" for verb, spent in seconds.items())
    print(f"freezing {made} rows: {took:.0f} ms, {len(asked)} statements ({told})")


def thin(order: Any) -> Callable[[Any], Any]:
    """The floor: the rows of this person, open, by their place."""
    from django.shortcuts import render

    from desk.http import reads
    from desk.orders.models import WorkItem
    from desk.people.permissions import at_the_desk
    from desk.records import access

    @reads(at_the_desk)
    def view(request: Any) -> Any:
        rows = WorkItem.objects.filter(order=order, owner=request.user, state="open").order_by("position")
        found = list(rows.select_related("client", "owner")[:50])
        for row in found:
            access.shows(request, "client", row.client_id or 0, row.client_id, f"order:{order.pk}")
        return render(request, "orders/items.html", {"order": order, "rows": found})

    return view


def pages(order: Any, doer: Any, rounds: int) -> None:
    """The worklist and its floor, in turns."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path, reverse

    from desk import urls

    client = Client()
    come_in(client, doer)
    urls.urlpatterns += [path("floor/", thin(order))]
    addresses = {
        "worklist": reverse("orders:items", args=[order.pk]),
        "floor": "/floor/",
        "panel": reverse("orders:cohort_panel", args=[order.pk]),
    }
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for turn in range(rounds + 5):
        for name, address in addresses.items():
            took, answer = ms(partial(client.get, address))
            assert answer.status_code == 200, (name, answer.status_code)
            if turn >= 5:
                times[name].append(took)
    for name, spent in times.items():
        with CaptureQueriesContext(connection) as asked:
            client.get(addresses[name])
        ratio = statistics.median(spent) / statistics.median(times["floor"])
        p95 = sorted(spent)[int(len(spent) * 0.95)]
        print(
            f"{name:<9} median {statistics.median(spent):6.1f} p95 {p95:6.1f}"
            f" ratio {ratio:4.2f} SQL {len(asked)}"
        )


def main(rounds: int, keep: bool) -> None:
    os.environ |= {"DATABASE_URL": search.SCRATCH, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    os.environ["ALLOWED_HOSTS"] = "testserver"
    import django

    django.setup()
    search.make()
    try:
        from django.db import connection

        from desk.people.models import User

        head, _made = User.objects.get_or_create(username="benchhead", defaults={"password": "!"})
        head.roles.get_or_create(role="head")
        doers = people()
        order = order_of(head, doers)
        tables()
        table_of(order, head)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        freeze(order, head)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE orders_workitem")
        order.state, order.given_at = "given", order.made_at
        order.save()
        pages(order, doers[0], rounds)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    finally:
        if not keep:
            search.drop()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers[0] if numbers else 60, "--keep" in sys.argv)
