"""Work orders in every state of theirs: given, questioned, declined, reported, over; rounds and help."""

from datetime import datetime, timedelta
from typing import Any

from desk import clock
from desk.clients.models import Client
from desk.demo.moment import ago
from desk.enquiries.models import Enquiry
from desk.orders.actions import helping, objections, orders, reporting, rounds
from desk.orders.enums import Answered, Ground, Repeats
from desk.orders.models import Order
from desk.people.models import User

DAY = timedelta(days=1)


def seed(at: datetime) -> None:
    """What a head and three specialists have had to do with each other in the last days."""
    names = ("juht", "vanem", "spetsialist", "spetsialist2")
    head, helena, riina, margus = (User.objects.get(username=name) for name in names)
    _over(head, riina, margus)
    _under_way(head, helena, riina, margus)
    _drafts(head, helena, riina, margus)
    _rounds(head, helena, riina, margus)
    _help(riina, margus, helena)


def _given(head: User, *people: User, days: int, **said: Any) -> Order:
    wanted = orders.Wanted(
        due_at=clock.now() + days * DAY, people={person.pk: 100 for person in people}, **said
    )
    return orders.give(order=orders.draft(wanted=wanted, by=head), by=head)


def _over(head: User, riina: User, margus: User) -> None:
    with ago(9 * DAY):
        order = _given(
            head, margus, days=6, title="Vii arhiivikapi kaustad keldrisse",
            text="Kaustad aastatest 2014–2018. Võti on valvelauas.",
        )  # fmt: skip
    with ago(8 * DAY):
        text = "Kaustade säilitustähtaeg pole minu teada läbi."
        refused = objections.decline(order=order, ground=Ground.UNLAWFUL, text=text, by=margus)
    with ago(7 * DAY):
        objections.answer(
            objection=refused, answered=Answered.STANDS, by=head,
            text="Kaustu ei hävitata, need hoitakse keldris alles. Säilitustähtaeg ei muutu.",
        )  # fmt: skip
    with ago(5 * DAY):
        reporting.report(order=order, text="Kaustad on keldris, riiul 4.", by=margus)
    with ago(4 * DAY):
        reporting.close(order=order, text="Aitäh!", by=head)


def _under_way(head: User, helena: User, riina: User, margus: User) -> None:
    with ago(2 * DAY):
        read = _given(
            head, riina, margus, days=5, title="Loe läbi muudetud kasutusleping ja pane küsimused kirja",
            text="Uus redaktsioon jõustub järgmisel kuul. Eriti vaata 4. peatükki.",
            checks=["Vastutuse piirang", "Lepingu lõpetamise tähtaeg"],
        )  # fmt: skip
        reporting.take(order=read, by=riina)
        train = _given(
            head, margus, days=4, title="Valmista ette uue praktikandi esimene nädal",
            text="Kava, kõnede kuulamine, kaks harjutuskõnet päevas.",
        )  # fmt: skip
        tidy = _given(
            head, helena, days=1, title="Koonda oktoobri kaebused ja nende põhjused", text="Üks lehekülg."
        )
    with ago(timedelta(hours=20)):
        objections.question(order=read, text="Kas küsimused lähevad ühte faili?", by=riina)
        text = "Olen sel nädalal kolm päeva letis ega jõua kava teha."
        objections.decline(order=train, ground=Ground.NO_TIME, text=text, by=margus)
    with ago(timedelta(hours=3)):
        reporting.report(
            order=tidy, text="12 kaebust, neist 7 sisselogimise kohta. Kokkuvõte on kaustas.", by=helena
        )


def _drafts(head: User, helena: User, riina: User, margus: User) -> None:
    wanted = orders.Wanted(
        title="Vaata üle ootesaali infolehed", text="Aegunud lehed ära, puuduolevad juurde.",
        due_at=clock.now() + 10 * DAY, people={riina.pk: 100, margus.pk: 100},
    )  # fmt: skip
    orders.propose(order=orders.draft(wanted=wanted, by=helena), by=helena)


def _rounds(head: User, helena: User, riina: User, margus: User) -> None:
    daily = rounds.Routine(
        title="Teenindussaali ülevaatus", text="Järjekorraekraan, printer, joogivesi, infolehed.",
        repeats=Repeats.WORKDAY, people=[riina, margus],
    )  # fmt: skip
    monthly = rounds.Routine(
        title="Kuu ülevaade korduvatest küsimustest", text="Mis kordub ja mida selle vastu teha.",
        repeats=Repeats.MONTH, day=5, due_days=3, people=[helena],
    )  # fmt: skip
    with ago(timedelta(hours=1)):
        for routine in (daily, monthly):
            rounds.make_round(routine=routine, by=head)
    rounds.give_rounds()


def _help(riina: User, margus: User, helena: User) -> None:
    client = Client.objects.filter(practice=False).order_by("pk").first()
    enquiry = Enquiry.objects.filter(practice=False, concerns=None).order_by("pk").first()
    if client is None or enquiry is None:
        return
    due_at = clock.now() + DAY
    with ago(timedelta(hours=4)):
        helping.ask(
            helper=riina, title="Vaata, kas volikirja saab nii saata", due_at=due_at, by=margus,
            subject=("client", client.pk),
        )  # fmt: skip
        asked = helping.ask(
            helper=helena, title="Kuidas sellele vastata?", due_at=due_at, by=riina,
            text="Pöörduja küsib, mida veel ei ole kehtestatud.", subject=("enquiry", enquiry.pk),
        )  # fmt: skip
        reporting.take(order=asked, by=helena)
    helping.ask(helper=margus, title="Too tagasi projektor", due_at=due_at, by=riina)
