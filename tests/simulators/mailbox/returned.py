"""The delivery report (RFC 3464) that a mail server sends when it took a letter and nobody is there."""

from __future__ import annotations

from email import message_from_bytes
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

MISSING = ("olematu", "nobody")  # an address that begins so does not exist


def exists(address: str) -> bool:
    return not address.lower().startswith(MISSING)


def report(to: str, missing: str, raw: bytes, envelope_id: str = "") -> bytes:
    """The letter that goes back to `to`, with the head of the one that could not be delivered."""
    letter = MIMEMultipart("report", report_type="delivery-status")
    letter["From"] = "Mail Delivery System <mailer-daemon@mx.example>"
    letter["To"] = to
    letter["Subject"] = "Undelivered Mail Returned to Sender"
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain="mx.example")
    letter["Auto-Submitted"] = "auto-replied"
    letter.attach(
        MIMEText(f"Your letter could not be delivered.\n\n<{missing}>: 550 5.1.1 No such mailbox\n")
    )
    original = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    status = message_from_bytes(
        f"Reporting-MTA: dns; mx.example\n{original}\n"
        f"Final-Recipient: rfc822; {missing}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such mailbox\n".encode()
    )
    blocks = MIMEMessage(status, "delivery-status")
    letter.attach(blocks)
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    letter.attach(MIMEText(f"{head}\n", "rfc822-headers"))
    return letter.as_bytes()
