"""The mail server (only user of SMTP): values in, `Accepted` or an error of the outbox out.

At least once: after a broken connection the letter may be sent again, always with the same Message-ID.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from desk.outbox import OutsideTrouble, PassingError, PermanentError


@dataclass(frozen=True)
class Envelope:
    """A letter as the server gets it; `dated` is when it was queued, the same at every attempt."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    dated: datetime


@dataclass(frozen=True)
class Accepted:
    """The server has taken the letter over."""

    message_id: str


def send(envelope: Envelope) -> Accepted:
    """Hand the letter to the server. Raises PassingError or PermanentError with a short code."""
    letter = EmailMultiAlternatives(
        subject=envelope.subject,
        body=envelope.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[envelope.to],
        connection=_server(),
        headers={
            "Message-ID": envelope.message_id,
            "Date": format_datetime(envelope.dated),
            "Content-Language": envelope.language,
            # RFC 3834: answering machines must not answer.
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(envelope.html, "text/html")
    try:
        letter.send()
    except (BadHeaderError, UnicodeError):
        raise PermanentError("bad_header") from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise _ours(trouble) from None
    return Accepted(envelope.message_id)


def ping() -> None:
    """Whether the server answers; raises one of the outbox's errors if not."""
    server = _server()
    try:
        server.open()
        if server.connection is None or server.connection.noop()[0] >= 400:
            raise PassingError("unreachable")
    except (smtplib.SMTPException, OSError) as trouble:
        raise _ours(trouble) from None
    finally:
        server.close()


def _server() -> EmailBackend:
    # Named outright: no other backend is ever used by mistake, tests have an SMTP server of their own.
    return EmailBackend(timeout=settings.EMAIL_TIMEOUT, fail_silently=False)


def _ours(trouble: smtplib.SMTPException | OSError) -> OutsideTrouble:
    """The server's own words may quote the address, so only a code of ours goes on."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        answers = [code for code, _text in trouble.recipients.values()]
        return PermanentError("refused_recipient") if min(answers) >= 500 else PassingError("busy")
    if isinstance(trouble, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return PassingError("unreachable")
    if isinstance(trouble, smtplib.SMTPAuthenticationError):
        return PermanentError("credentials") if trouble.smtp_code >= 500 else PassingError("busy")
    if isinstance(trouble, smtplib.SMTPResponseException):
        sender = isinstance(trouble, smtplib.SMTPSenderRefused)
        code = "refused_sender" if sender else "refused_content"
        return PermanentError(code) if trouble.smtp_code >= 500 else PassingError("busy")
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return PermanentError("not_supported")
    return PassingError("unreachable")
