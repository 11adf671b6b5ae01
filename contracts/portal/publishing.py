"""What the worker asks of the portal, outside any transaction."""

from datetime import timedelta
from typing import Any

from contracts.life.standing import earliest
from contracts.models import Authorisation, AuthorisedPerson, Publication
from contracts.portal import gateway
from contracts.portal.gateway import Added, Entry, Holder
from desk.outbox import PermanentError


def add(job: Publication) -> Added:
    """Add the document of `job` to its portal, or find it there. Raises desk.outbox errors."""
    if not gateway.configured():
        raise PermanentError("not_set_up")
    return gateway.add(_entry(job), look_first=job.attempts > 1)


def _entry(job: Publication) -> Entry:
    rows = Authorisation.objects.select_related("kind", "portal", "package__client")
    document = rows.get(pk=job.authorisation_id)
    client = document.package.client
    persons = document.persons.all()
    return Entry(
        id=str(document.uuid),
        portal=document.portal.code,
        kind=document.kind.code,
        number=document.number,
        effect=document.kind.effect,
        client_code=client.code,
        client_name=client.name,
        holders=tuple(Holder(one.first_name, one.last_name, one.code, one.email) for one in persons),
        ends=document.values.get("ended_number", ""),
        valid_from=document.valid_from,
        # It may end before its own term, with what it leans on.
        valid_until=earliest(document.valid_until, document.last_day),
        document_sha256=document.pdf_sha256,
        **closing(document),
    )


def closing(document: Authorisation) -> dict[str, Any]:
    """From which day what this document ends is closed, and the numbers of all else that ends with it.

    Both were computed when it was accepted; a power may end earlier ones as a notice does. Nothing where it
    ended nothing that stands here.
    """
    whole = list(Authorisation.objects.filter(end_notice=document).order_by("pk"))
    persons = AuthorisedPerson.objects.filter(end_notice=document).exclude(last_day=None)
    number = document.values.get("ended_number", "")
    named = [each.last_day for each in whole if each.number == number]
    named += persons.filter(authorisation__number=number).values_list("last_day", flat=True)
    last = earliest(*named) if number else earliest(*(each.last_day for each in whole))
    return {
        "effective_on": last + timedelta(days=1) if last else None,
        "also_ends": tuple(each.number for each in whole if each.number != number),
    }
