"""Whom we serve, who speaks for them, how they are reached, and which of them turned out to be the same."""

from desk.clients.models.client import (
    Client,
    ClientQuerySet,
    ClientRole,
    NamedQuerySet,
    Person,
    PersonQuerySet,
)
from desk.clients.models.contact import Caution, ContactPoint, ContactPointQuerySet
from desk.clients.models.merge import Merge, Moved, Pair, PairQuerySet
from desk.clients.models.requests import (
    Correction,
    DataRequest,
    DataRequestFile,
    Erased,
    RecipientTold,
    ReportWork,
)
from desk.clients.numbers import e164, phone

__all__ = [
    "Caution",
    "Client",
    "ClientQuerySet",
    "ClientRole",
    "ContactPoint",
    "ContactPointQuerySet",
    "Correction",
    "DataRequest",
    "DataRequestFile",
    "Erased",
    "Merge",
    "Moved",
    "NamedQuerySet",
    "Pair",
    "PairQuerySet",
    "Person",
    "PersonQuerySet",
    "RecipientTold",
    "ReportWork",
    "e164",
    "phone",
]
