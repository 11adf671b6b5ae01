"""Looks of yesterday in the access log, a few drawn for a check: one is asked about, one is explained."""

import random
from datetime import datetime, timedelta

from desk import workdays
from desk.clients.models import Client
from desk.demo.moment import ago
from desk.people.models import User
from desk.records import checking, looks
from desk.records.access import Shown
from desk.records.models import LookCheck

DAY = timedelta(days=1)
# Who looked at how many clients, and why.
LOOKS = (
    ("spetsialist", 6, "enquiry:{}"), ("spetsialist", 3, "search"), ("spetsialist2", 5, "call:{}"),
    ("spetsialist2", 2, "contact"), ("vanem", 2, "quality"),
)  # fmt: skip
WHY = "Klient küsis, kas tema volikiri jõudis kohale; kõne katkes enne, kui jõudsin pöördumise avada."


def seed(at: datetime) -> None:
    """Two people of the desk worked yesterday; the head looks at what was drawn."""
    users = {user.username: user for user in User.objects.all()}
    clients = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    with ago(DAY):
        for username, count, why in LOOKS:
            shown = [Shown("client", pk, pk, why.format(pk)) for pk in clients[:count]]
            looks.write(user_id=users[username].pk, view="clients:page", shown=shown)
    checking.draw(day=workdays.day_of(at) - DAY, chance=random.Random(5))  # noqa: S311  (the same in each demo)
    head = users["juht"]
    drawn = LookCheck.objects.exclude(user=head).exclude(look__purpose__contains=":").order_by("pk")
    for number, check in enumerate(drawn[:2]):
        checking.ask(check=check, by=head)
        if number:
            checking.explain(check=check, text=WHY, by=check.user)
