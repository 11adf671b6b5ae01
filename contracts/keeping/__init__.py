"""What this room keeps about people, how long, and how it is let go of."""

from contracts.keeping import documents, lists, portals
from desk.records.holdings import Holding
from desk.records.retention import Store

HOLDINGS: tuple[Holding, ...] = (*documents.HOLDINGS, *portals.HOLDINGS, *lists.HOLDINGS)

STORES: tuple[Store, ...] = (*documents.STORES, *portals.STORES, *lists.STORES)
