"""From when an address may receive documents: a new one only after some days, or when it was read back.

Whoever takes over a client's correspondence begins by naming a new address. The old one is told of the
change (`letters`), and documents wait until it has had time to answer. Pure: values in, a time or a text out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from desk.clients.enums import Source

# What the register or a signed document says cannot be said by a voice on the phone.
VOUCHING = frozenset({Source.REGISTER, Source.DOCUMENT})


def trusted_from(
    *, added_at: datetime, source: str, vouched_at: datetime | None, young: timedelta
) -> datetime:
    """From when a contact is trusted: at once, when it is old enough, or when it was read back."""
    if source in VOUCHING:
        return added_at
    grown = added_at + young
    return grown if vouched_at is None else min(grown, max(vouched_at, added_at))


def refusal(*, trusted_at: datetime, now: datetime, numbers: Sequence[str]) -> str | None:
    """Why no document goes to the address now and what may be done about it; None when it may go.

    `numbers` are those, as people write them, over which it may be read back.
    """
    if trusted_at <= now:
        return None
    when = timezone.localtime(trusted_at).strftime("%d.%m.%Y %H:%M")
    if numbers:
        return _(
            "The address is new: documents may go there from %(when)s, or at once when it is read back over"
            " %(numbers)s."
        ) % {"when": when, "numbers": ", ".join(numbers)}
    return _(
        "The address is new: documents may go there from %(when)s. No number is known from the register or a"
        " signed document, over which it could be read back at once."
    ) % {"when": when}


def vouching_refusal(source: str) -> str | None:
    """Why a contact cannot be read back over a number of this source; None when it can."""
    if source in VOUCHING:
        return None
    return _("Read it back only over a number that the register or a signed document knows.")
