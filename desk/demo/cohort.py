"""A follow-up after the last quarter with forty rows, a draft with a table, and three years of periods."""

import random
from datetime import datetime, timedelta
from io import BytesIO

from stdnum.ee import registrikood

from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import Client
from desk.demo.moment import ago
from desk.enquiries import deadlines
from desk.orders.actions import cohorts, orders
from desk.orders.actions import periods as deeds
from desk.orders.enums import How, OrderKind
from desk.orders.models import Period
from desk.people.models import User
from desk.tables.table import write_table

FRONT = ("Pärna", "Kuuse", "Jõe", "Nurme", "Liiva", "Ranna", "Põhja", "Lääne", "Kivi", "Õuna")
TRADE = ("Saeveski", "Jäätmekäitlus", "Vesi", "Karjäär", "Soojus", "Põllutöö")
CLIENTS = 40
CHECKS = (
    "Deklaratsioon on esitatud tähtajaks",
    "Loa number ja käitluskoht on õiged",
    "Saasteaine kogus vastab loale",
)


def seed(at: datetime) -> None:
    """Everything as the head and his people would do it."""
    with ago(timedelta(days=400)):
        deeds.prepare()
    deeds.prepare()
    head = User.objects.get(username="juht")
    with ago(timedelta(days=28)):
        found = _clients(head)
    period = Period.objects.filter(obligation__code="charge").over(at.date()).first()
    with ago(timedelta(days=4)):
        _follow_up(head, period, at)
    _draft(head, period, at, found)


def _codes(count: int) -> list[str]:
    """Codes that pass the check, from a block that nothing else of the demo uses."""
    passing = (f"1099{number:04d}" for number in range(1, 10_000))
    return [code for code in passing if registrikood.is_valid(code)][:count]


def _clients(by: User) -> list[Client]:
    """Small companies with an e-mail each, every fifth of them writing in Russian."""
    chance, names = random.Random(9), set()  # noqa: S311  (the same every time)
    found = []
    for place, code in enumerate(_codes(CLIENTS - 12)):
        name = f"{chance.choice(FRONT)} {chance.choice(TRADE)}"
        while name in names:
            name = f"{chance.choice(FRONT)} {chance.choice(TRADE)}"
        names.add(name)
        client = clients.create_client(
            kind=Kind.ORGANISATION, name=f"{name} OÜ", registry_code=code, legal_form="OÜ",
            language="ru" if place % 5 == 0 else "et", by=by,
        )  # fmt: skip
        clients.add_contact(
            client=client, kind=ContactKind.EMAIL, value=f"info{place}@klient{place}.example", by=by
        )
        found.append(client)
    return found


def _people(*usernames: str) -> dict[int, int]:
    return dict.fromkeys(User.objects.filter(username__in=usernames).values_list("pk", flat=True), 100)


def _follow_up(head: User, period: Period | None, at: datetime) -> None:
    wanted = orders.Wanted(
        kind=OrderKind.FOLLOW_UP, title="Järelkontroll pärast keskkonnatasu deklareerimist", period=period,
        text="Vaata iga kliendi deklaratsioon portaalis üle. Vea korral võta kliendiga ühendust ja paranda"
        " portaalis; kirjuta, mis oli enne ja mis on nüüd.",
        checks=CHECKS, due_at=deadlines.due_in(at, 10), four_eyes=True,
        people=_people("spetsialist", "spetsialist2", "venekeelne", "vanem"),
    )  # fmt: skip
    order = orders.draft(wanted=wanted, by=head)
    cohorts.add_step(
        order=order, selector="orders.kind", how=How.ADD, params={"kinds": [Kind.ORGANISATION]}, by=head
    )
    cohorts.add_step(
        order=order, selector="orders.found_before", how=How.WITHOUT, by=head,
        params={"results": ["in_order"], "since": f"{at.date() - timedelta(days=90):%Y-%m-%d}"},
    )  # fmt: skip
    orders.give(order=order, by=head)


def _draft(head: User, period: Period | None, at: datetime, found: list[Client]) -> None:
    wanted = orders.Wanted(
        kind=OrderKind.FOLLOW_UP, title="Kontaktide üle küsimine enne aastaaruandeid", period=period,
        text="Helista kliendile ja küsi, kas kontaktid on õiged.", due_at=deadlines.due_in(at, 20),
        checks=("Telefon töötab", "E-posti aadress töötab"), people=_people("spetsialist", "vanem"),
    )  # fmt: skip
    order = orders.draft(wanted=wanted, by=head)
    unknown = _codes(CLIENTS)[-2:]
    rows = [(each.registry_code, each.name, f"L.KKL-{place:04d}") for place, each in enumerate(found[:15], 1)]
    rows += [(code, "Meile tundmatu OÜ", "") for code in unknown]
    rows += [rows[0], ("12345", "Vigase koodiga OÜ", "")]
    file = BytesIO()
    write_table(file, ("Registrikood", "Nimi", "Keskkonnaluba"), rows, form="csv")
    cohorts.take_table(order=order, name="keskkonnaload.csv", data=file.getvalue(), by=head)
    cohorts.add_step(
        order=order, selector="orders.no_working_contact", how=How.ADD,
        params={"trust": "dead", "channel": ""}, by=head,
    )  # fmt: skip
