"""Contacts and codes with their middle taken out: enough to tell two apart, too little to tell anybody."""

from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint

_STARS = "***"
_SHOWN = 3  # last digits of a phone number


def email(address: str) -> str:
    """`t***r@***l.example`: first and last letter of the name, last letter and ending of the place."""
    name, _at, place = address.rpartition("@")
    host, _dot, ending = place.rpartition(".")
    return f"{_ends(name)}@{_STARS}{host[-1:] if len(host) > 1 else ''}.{ending}"


def phone(number: str) -> str:
    """`*******678`: the last three digits."""
    digits = [char for char in number if char.isdecimal()]
    if len(digits) <= _SHOWN:
        return "*" * len(digits)
    return "*" * (len(digits) - _SHOWN) + "".join(digits[-_SHOWN:])


def code(value: str) -> str:
    """No digit at all: the last four of a personal code are what a caller is asked for."""
    return "*" * len(value)


def value(text: str) -> str:
    """An e-mail address or a phone number."""
    return email(text) if "@" in text else phone(text)


def contact(point: ContactPoint) -> str:
    """A contact by its kind."""
    return email(point.value) if point.kind == ContactKind.EMAIL else phone(point.value)


def _ends(name: str) -> str:
    # A short name would be whole with both its ends shown.
    return f"{name[0]}{_STARS}{name[-1]}" if len(name) > 3 else f"{name[:1]}{_STARS}"
