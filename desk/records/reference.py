"""A rule for every store: reference data that an installation cannot do without."""

from desk.records import retention


def seed_reference() -> None:
    """Add the rules that are not there yet, of whichever room."""
    retention.seed(retention.stores().values())
