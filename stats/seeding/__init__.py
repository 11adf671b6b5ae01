"""Believable data at scale: years of a desk's work, written by COPY into a demo or test database."""

from stats.seeding.filling import NotForSeeding, Result, keep_place, seed
from stats.seeding.words import MOST_CLIENTS
from stats.seeding.world import Plan

__all__ = ["MOST_CLIENTS", "NotForSeeding", "Plan", "Result", "keep_place", "seed"]
