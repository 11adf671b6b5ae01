"""A code belongs to one row: said in words here, held by constraints against a race."""

from django.utils.translation import gettext as _

from desk.clients.models import Client, Person
from desk.http import Refused


def refuse_twin(row: Client | Person) -> None:
    """Refuse a code that another row of the same country has, also when it is written with other signs."""
    for field in ("registry_code", "personal_code"):
        code = getattr(row, field, "")
        if not code:
            continue
        rows = Client.objects if isinstance(row, Client) else Person.objects
        alike = rows.distinct_ones().written_alike(field, code, row.country)
        if alike.filter(country=row.country).exclude(pk=row.pk).exists():
            other_client, other_person = (
                _("Another client has this code."),
                _("Another person has this code."),
            )
            raise Refused(other_client if isinstance(row, Client) else other_person)


def refuse_merged(row: Client | Person) -> None:
    """Refuse to change a row that turned out to be the same as another: the kept one is changed."""
    if row.merged_into_id is not None:
        raise Refused(_("This is the same as another: change the one that was kept."))
