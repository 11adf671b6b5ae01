"""What this room keeps about people, how long, and how it is let go of."""

from desk.records.holdings import Holding
from desk.records.retention import Store
from stats.keeping import learning, quality, words

# Beside those of stats.retention and stats.actions.forgetting, which have rules of their own.
HOLDINGS: tuple[Holding, ...] = (*quality.HOLDINGS, *learning.HOLDINGS, *words.HOLDINGS)
STORES: tuple[Store, ...] = (*quality.STORES, *learning.STORES, *words.STORES)
