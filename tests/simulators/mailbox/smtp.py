"""The SMTP side: what was received, and how the server behaves today."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from . import returned
from .folders import Folders

FAULTS = ("", "refuse", "refuse_content", "tempfail", "slow", "drop_after_data")


@dataclass(frozen=True)
class Letter:
    """One letter as received."""

    number: int
    sender: str
    to: list[str]
    subject: str
    date: str
    message_id: str
    language: str
    auto_submitted: str
    text: str
    html: str
    attachments: list[str]
    raw: bytes = field(repr=False)

    def shown(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "raw"}


@dataclass
class State:
    letters: list[Letter] = field(default_factory=list)
    fault: str = ""
    only_for: str = ""  # the fault concerns only this address
    slow: float = 2.0  # seconds
    address: str = ""  # for EMAIL_URL
    # Letters to the agency come into its shared mailbox, which is read over IMAP.
    agency: str = "klienditugi@keskkonnaamet.example"
    folders: Folders = field(default_factory=Folders)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        with self.lock:
            self.letters.clear()
            self.fault, self.only_for, self.slow = "", "", 2.0
        self.folders.reset()

    def take(self, sender: str, to: list[str], raw: bytes) -> None:
        parsed = message_from_bytes(raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        with self.lock:
            self.letters.append(_letter(len(self.letters) + 1, sender, to, parsed, raw))
        for address in to:
            if address.lower() == self.agency:
                self.folders.deliver(raw)
            elif not returned.exists(address) and sender:
                self._send_back(sender, address, raw)

    def _send_back(self, sender: str, missing: str, raw: bytes) -> None:
        """A report goes to whoever sent it, by the empty path: nothing comes back of a report."""
        self.take("", [sender], returned.report(sender, missing, raw))


def _letter(number: int, sender: str, to: list[str], parsed: EmailMessage, raw: bytes) -> Letter:
    return Letter(
        number=number,
        sender=sender,
        to=to,
        subject=str(parsed["Subject"] or ""),
        date=str(parsed["Date"] or ""),
        message_id=str(parsed["Message-ID"] or ""),
        language=str(parsed["Content-Language"] or ""),
        auto_submitted=str(parsed["Auto-Submitted"] or ""),
        text=_lines(parsed.get_body(("plain",))),
        html=_lines(parsed.get_body(("html",))),
        attachments=[part.get_filename() or "?" for part in parsed.iter_attachments()],
        raw=raw,
    )


def _lines(part: Any) -> str:
    return part.get_content().replace("\r\n", "\n") if part else ""


class Reception:
    """aiosmtpd's handler."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self._fault(address) == "refuse":
            return "550 5.1.1 No such mailbox"
        if self._fault(address) == "tempfail":
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self._fault(*envelope.rcpt_tos)
        if fault == "refuse_content":
            return "554 5.7.1 Not wanted here"
        if fault == "slow":
            await asyncio.sleep(self.state.slow)
        self.state.take(envelope.mail_from, list(envelope.rcpt_tos), envelope.content)
        if fault == "drop_after_data":  # taken over, but the sender never hears of it
            server.transport.close()
        return "250 OK"

    def _fault(self, *addresses: str) -> str:
        concerned = not self.state.only_for or self.state.only_for in addresses
        return self.state.fault if concerned else ""
