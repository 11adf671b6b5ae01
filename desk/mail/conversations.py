"""What the desk knows around a letter that came in, as `threading` wants it, and what is mended by it."""

from django.db.models import Q

from desk.mail import threading
from desk.mail.models import Incoming, Message
from desk.mail.reading import Letter

# Letters that are looked at around one; a row that goes beyond was made to be long.
MOST = 200


def heads(letter: Letter) -> threading.Heads:
    """What threading needs of a letter just read."""
    return threading.Heads(letter.message_id, letter.references, letter.sender, letter.dated)


def of_row(row: Incoming) -> threading.Heads:
    """The same of a letter that is kept; the sender is unknown once its content was destroyed."""
    body = getattr(row, "body", None)
    return threading.Heads(
        row.message_id,
        tuple(row.references),
        body.sender if body else "",
        row.dated_at,
    )


def around(letter: threading.Heads) -> threading.Known:
    """Everything that may change where `letter` or its neighbours belong."""
    near = _near(letter)
    named = {each for row in near for each in row.references} | set(letter.references)
    far = Incoming.objects.filter(message_id__in=named).exclude(pk__in=[row.pk for row in near])
    rows = [*near, *far.select_related("body").order_by("-pk")[:MOST]]
    ours = Message.objects.filter(message_id__in=named).values_list("message_id", "pk")
    return threading.Known(dict(ours), [threading.Earlier(row.pk, of_row(row)) for row in rows])


def _near(letter: threading.Heads) -> list[Incoming]:
    """Letters that `letter` names, that name it, or that begin from the same first letter."""
    wanted = Q(message_id__in=letter.references)
    for message_id in (letter.message_id, *letter.references[:1]):
        if message_id:
            wanted |= Q(references__contains=[message_id])
    if not letter.references and not letter.message_id:
        return []
    return list(Incoming.objects.filter(wanted).select_related("body").order_by("-pk")[:MOST])


def mend(row: Incoming, known: threading.Known) -> int:
    """Letters that came earlier follow this one where they name it; how many changed."""
    arrived = threading.Earlier(row.pk, of_row(row))
    everything = threading.Known(known.ours, [*known.received, arrived])
    return sum(
        Incoming.objects.filter(pk=pk).exclude(follows=follows).update(follows=follows)
        for pk, follows in threading.mended(arrived, everything).items()
    )
