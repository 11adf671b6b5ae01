"""What this room keeps about people, how long, and how it is let go of."""

from django.utils.translation import gettext_lazy as _

from desk.clients.keeping import persons, requests
from desk.records.holdings import Holding
from desk.records.retention import Store

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "persons", _("Who you are and how you are reached"),
        (
            "clients.Client", "clients.Person", "clients.ClientRole", "clients.ContactPoint",
            "clients.Caution", "clients.Merge", "clients.Moved", "clients.Pair", "clients.Erased",
        ),
        persons.tell, persons.erase, persons.BASIS,
    ),
    Holding(
        "data_requests", _("What you asked about your data"),
        (
            "clients.DataRequest", "clients.DataRequestFile", "clients.Correction", "clients.RecipientTold",
            "clients.ReportWork",
        ),
        requests.tell, requests.erase, requests.BASIS,
    ),
)  # fmt: skip

# Proposed, to be confirmed by the archivist: the agency's own schedule was not found.
STORES: tuple[Store, ...] = (
    Store(
        persons.PERSONS, _("Contact persons whom no record names any more"), persons.DAYS, persons.BASIS,
        persons.due_persons, persons.destroy_person, "person",
    ),
    Store(
        persons.CLIENTS, _("Clients who are people and whom no record names any more"), persons.DAYS,
        persons.BASIS, persons.due_clients, persons.destroy_client, "client",
    ),
    Store(
        requests.STORE, _("Requests about own data: words and files"), requests.DAYS, requests.BASIS,
        requests.due, requests.destroy, "data_request",
    ),
)  # fmt: skip
