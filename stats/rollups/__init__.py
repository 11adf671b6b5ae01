"""Counting what pages read: `refresh` what changed, `rebuild` a span; `PARTS`: of which rows."""

from stats.rollups.counting import Rows
from stats.rollups.refreshing import PARTS, rebuild, refresh
from stats.rollups.spoken import refresh_words

__all__ = ["PARTS", "Rows", "rebuild", "refresh", "refresh_words"]
