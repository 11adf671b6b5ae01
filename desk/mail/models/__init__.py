"""Letters out and in: the rows that count, their content apart so that it can be destroyed."""

from desk.mail.models.incoming import Attachment, Incoming, IncomingBody, IncomingQuerySet, Mailbox
from desk.mail.models.outgoing import Enclosure, Message, MessageBody, MessageEvent, MessageQuerySet

__all__ = [
    "Attachment",
    "Enclosure",
    "Incoming",
    "IncomingBody",
    "IncomingQuerySet",
    "Mailbox",
    "Message",
    "MessageBody",
    "MessageEvent",
    "MessageQuerySet",
]
