"""A code belongs to one row: said in words here, held by constraints against a race."""

from typing import Any

from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Refused


def bare(code: str) -> str:
    """The code without the spaces that people write in it."""
    return "".join(code.split())


def refuse_twin(row: Any) -> None:
    """Refuse a code that another row of the same table has; the constraint holds it against a race."""
    for field in ("registry_code", "personal_code"):
        code = getattr(row, field, "")
        if not code:
            continue
        if type(row).objects.filter(**{field: code}).exclude(pk=row.pk).exists():
            text = (
                _("Another client has this code.")
                if isinstance(row, Client)
                else _("Another person has this code.")
            )
            raise Refused(text)
