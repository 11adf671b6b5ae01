"""What this room keeps about people, and that of desk.people below it: how long, and how it is let go of."""

from desk.records.holdings import Holding
from desk.records.keeping import files, log, staff, story
from desk.records.retention import Store

HOLDINGS: tuple[Holding, ...] = (*log.HOLDINGS, *story.HOLDINGS, *staff.HOLDINGS)

STORES: tuple[Store, ...] = (*log.STORES, *story.STORES, *staff.STORES, *files.STORES)
