"""What this room keeps about people, how long, and how it is let go of."""

from desk.operations.actions.outgoing import STORE
from desk.records.holdings import Holding
from desk.records.retention import Store

HOLDINGS: tuple[Holding, ...] = ()

STORES: tuple[Store, ...] = (STORE,)
