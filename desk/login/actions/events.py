"""What is written down of every coming in, going out and refusal."""

from django.http import HttpRequest

from desk import sealed
from desk.login import address
from desk.login.enums import EventKind, Way
from desk.login.models import LoginEvent
from desk.people.models import User


def note(
    kind: EventKind,
    *,
    user: User | None,
    request: HttpRequest | None = None,
    way: Way | str = "",
    reason: str = "",
    by: User | None = None,
) -> LoginEvent:
    """Write one event; `reason` is a code of `enums.REASONS`, `by` who did it to somebody else."""
    where = sealed.digest("address", address.network(request)) if request is not None else ""
    return LoginEvent.objects.create(user=user, kind=kind, way=way, reason=reason, by=by, address=where)
