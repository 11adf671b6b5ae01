"""What the worker asks of the portal, outside any transaction."""

from contracts.models import Authorisation, Publication
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
        valid_until=document.valid_until,
        document_sha256=document.pdf_sha256,
    )
