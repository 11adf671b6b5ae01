"""Clients who ask again and again: whole months of them, so that somebody can find out why."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from desk.clients.models import Client
from stats.figures import Chosen
from stats.models import ClientMonth
from stats.records.names import name_of

OFTEN = 3  # enquiries in one month: fewer are nothing to look into
SHOWN = 50
MONTHS = 12


@dataclass(frozen=True)
class Often:
    """A client with how many enquiries in the months, and in the month with the most."""

    client: Client
    enquiries: int
    most: int

    @property
    def name(self) -> str:
        """As a list may show it."""
        return name_of(self.client)


def months(chosen: Chosen) -> list[date]:
    """The months that the choice touches, the last twelve of them."""
    found = [chosen.last.replace(day=1)]
    while found[0] > chosen.first and len(found) < MONTHS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def often(chosen: Chosen) -> list[Often]:
    """Who asked at least `OFTEN` times in one of the months, the most enquiries first; two statements."""
    rows = ClientMonth.objects.filter(month__in=months(chosen), enquiries__gte=OFTEN)
    sums = rows.order_by().values("client").annotate(most=Max("enquiries"), all=Sum("enquiries"))
    found = list(sums.order_by("-all", "client")[:SHOWN])
    clients = Client.objects.in_bulk([row["client"] for row in found])
    return [
        Often(clients[row["client"]], row["all"], row["most"]) for row in found if row["client"] in clients
    ]


def how() -> str:
    """How they are counted, in words."""
    return _(
        "Enquiries of whole months, those months alone in which the client asked at least %(n)s times. "
        "Months are those of Tallinn; practice is left out."
    ) % {"n": OFTEN}
