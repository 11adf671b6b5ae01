"""What goes with a letter besides its words: the conversation that it belongs to, and its files."""

from desk.mail.gateway import File
from desk.mail.models import Message
from desk.outbox import PermanentError
from desk.records import blobs

# Of a long conversation the newest are named; the thread holds by any of them.
LONGEST = 12


def references(message: Message) -> tuple[str, ...]:
    """Message-IDs of the conversation, oldest first; the last is the letter that this one answers."""
    letter = message.answers
    if letter is None:
        return ()
    ours = (
        [letter.answers.message_id] if letter.answers else []
    )  # found by our number, where no header said it
    before = [one for one in [*letter.references, *ours] if one != letter.message_id]
    return tuple(dict.fromkeys(one for one in [*before, letter.message_id] if one))[-LONGEST:]


def files(message: Message) -> tuple[File, ...]:
    """The enclosures with their bytes; a letter whose file is gone does not leave without it."""
    rows = message.enclosures.select_related("blob")
    try:
        return tuple(File(row.name, row.blob.content_type, blobs.read(row.blob)) for row in rows)
    except blobs.Damaged:
        raise PermanentError("enclosure_gone") from None
