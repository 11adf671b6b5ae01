"""A system check: files of secrets that everybody on the machine may read."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning

from desk import env


def readable_secrets(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each, by the name of its setting."""
    return [
        Warning(
            f"the file of {name} may be read by everybody on this machine", hint="chmod 600", id="desk.W001"
        )
        for name in env.LOOSE
    ]
