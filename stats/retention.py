"""What this room keeps of persons, and how it is let go of (slot RETENTION)."""

from desk.records.retention import Store

STORES: tuple[Store, ...] = ()
