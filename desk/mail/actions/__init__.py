"""Letters out (queued, sent, failed, delivered) and letters in; one file a direction."""

from desk.mail.actions.outgoing import Letter, deliver, failed, queue, sent, try_again

__all__ = ["Letter", "deliver", "failed", "queue", "sent", "try_again"]
