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
from django.core.mail.message import sanitize_address

from desk.outbox import OutsideTrouble, PassingError, PermanentError
from desk.outgoing import noted

# By this the reading side knows a letter of ours that came round to us.
LOOP_HEADER = "X-Loop"


@dataclass(frozen=True)
class File:
    """What goes with a letter."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Envelope:
    """A letter as the server gets it; `dated` is when it was queued, the same at every attempt.

    `references`: Message-IDs of the conversation, oldest first; the last is the letter it answers.
    """

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    dated: datetime
    written: bool = False
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """The server has taken the letter over."""

    message_id: str


def send(envelope: Envelope) -> Accepted:
    """Hand the letter to the server. Raises PassingError or PermanentError with a short code."""
    with noted("smtp", "send", settings.EMAIL_HOST):
        return _sent(envelope)


def _sent(envelope: Envelope) -> Accepted:
    server = _server()
    letter = EmailMultiAlternatives(
        subject=envelope.subject,
        body=envelope.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[envelope.to],
        headers=_headers(envelope),
    )
    letter.attach_alternative(envelope.html, "text/html")
    for file in envelope.files:
        letter.attach(file.name, file.data, file.content_type or "application/octet-stream")
    try:
        data = letter.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
        server.open()
        _transmit(server, envelope, data)
    except (BadHeaderError, UnicodeError):
        raise PermanentError("bad_header") from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise _ours(trouble) from None
    finally:
        _close(server)
    return Accepted(envelope.message_id)


def _headers(envelope: Envelope) -> dict[str, str]:
    headers = {
        "Message-ID": envelope.message_id,
        "Date": format_datetime(envelope.dated),
        "Content-Language": envelope.language,
        # What Microsoft's servers heed instead of RFC 3834; delivery reports (DR) are wanted.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        LOOP_HEADER: settings.AGENCY_EMAIL,
    }
    if not envelope.written:
        # RFC 3834: answering machines must not answer a machine.
        headers["Auto-Submitted"] = "auto-generated"
    if envelope.references:
        headers["In-Reply-To"] = envelope.references[-1]
        headers["References"] = " ".join(envelope.references)
    return headers


def _transmit(server: EmailBackend, envelope: Envelope, data: bytes) -> None:
    """Bounces come to the shared mailbox; a report is asked of a server that gives one (RFC 3461)."""
    smtp = server.connection
    assert smtp is not None  # open() raises otherwise
    smtp.ehlo_or_helo_if_needed()
    mail_options: list[str] = []
    rcpt_options: list[str] = []
    if smtp.has_extn("dsn"):
        mail_options = ["RET=HDRS", f"ENVID={envelope_id(envelope.message_id)}"]
        rcpt_options = ["NOTIFY=FAILURE,DELAY"]
    to = sanitize_address(envelope.to, "utf-8")
    smtp.sendmail(settings.AGENCY_EMAIL, [to], data, mail_options, rcpt_options)


def envelope_id(message_id: str) -> str:
    """What comes back in a delivery report as Original-Envelope-Id: the Message-ID before its @."""
    return message_id.strip("<>").partition("@")[0]


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
        _close(server)


def _server() -> EmailBackend:
    # Named outright: no other backend is ever used by mistake, tests have an SMTP server of their own.
    return EmailBackend(timeout=settings.EMAIL_TIMEOUT, fail_silently=False)


def _close(server: EmailBackend) -> None:
    """The farewell may fail after the letter was taken over: that takes nothing back."""
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        return


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
