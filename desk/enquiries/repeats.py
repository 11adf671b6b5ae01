"""Whether a client asks about the same again: same client, same matter, within the days of the limit."""

from datetime import datetime, timedelta

from desk.clients.models import Client
from desk.enquiries import deadlines, topics
from desk.enquiries.models import Enquiry, Topic

LIMIT = "repeat"


def first_asked(
    client: Client | None, topic: Topic, at: datetime, besides: int | None = None
) -> Enquiry | None:
    """The enquiry that one opened `at` this moment repeats: the first of its chain; None when it is new.

    `besides` is the enquiry itself, once it has a row. Complaints about a person are not pointed at, since
    whoever they are kept from would read of them here; practice repeats nothing.
    """
    if client is None or client.practice:
        return None
    since = at - timedelta(days=deadlines.amount(LIMIT))
    before = (
        Enquiry.objects.counted().for_client(client.pk).filter(concerns=None, topic__in=topics.lineage(topic))
    )
    before = before.filter(opened_at__gte=since, opened_at__lte=at)
    if besides is not None:
        before = before.filter(pk__lt=besides)
    last = before.select_related("repeats").newest_first().first()
    return last and (last.repeats or last)
