"""With what every installation starts, a function a part of the room; only what is missing is added."""


def seed_reference() -> None:
    """Add the rows that are not there yet."""
