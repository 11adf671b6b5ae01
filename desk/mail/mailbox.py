"""The shared mailbox over IMAP (only user of imap-tools): values in, frozen dataclasses or our errors out.

Nothing is ever deleted: a letter that we have is moved to another folder, or marked as read where the
server cannot move. `flag`, `delete` and the fallback of `move` in imap-tools end with an EXPUNGE of the
whole folder, which would destroy what other people have marked as deleted: none of them is used here.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.imap_utf7 import utf7_encode

from desk.outbox import OutsideTrouble, PassingError, PermanentError
from desk.outgoing import noted

# Of a letter that is too big only so much of its head is fetched.
HEAD_BYTES = 256 * 1024
_NUMBERS = re.compile(rb"UID (\d+)|RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Folder:
    """The folder that is read, and the number that changes when the server counts its letters anew."""

    name: str
    uid_validity: int


@dataclass(frozen=True)
class Waiting:
    """A letter in the folder; `size` in bytes, as the server says before anything is fetched."""

    uid: int
    size: int


@dataclass(frozen=True)
class Fetched:
    """A letter, or its head alone when it was bigger than `MAILBOX_MAX_BYTES`."""

    uid: int
    size: int
    data: bytes
    whole: bool


class Connection:
    """An open folder; everything it does may raise PassingError or PermanentError with a short code."""

    def __init__(self, server: BaseMailBox, folder: Folder) -> None:
        self._server = server
        self.folder = folder
        # Why letters could not be moved; that stops nobody from reading.
        self.trouble = ""

    def waiting(self, above: int, limit: int) -> list[Waiting]:
        """The next letters above a UID, lowest first, with their sizes."""
        with _ours():
            # "n:*" always names the last letter, even one below n.
            uids = sorted(int(uid) for uid in self._server.uids(f"UID {above + 1}:*", None))
            uids = [uid for uid in uids if uid > above][:limit]
            sizes = self._sizes(uids)
        return [Waiting(uid, sizes[uid]) for uid in uids if uid in sizes]

    def fetch(self, waiting: Waiting) -> Fetched | None:
        """One letter, without marking it; None: it is gone, or the server does not give it out."""
        whole = waiting.size <= settings.MAILBOX_MAX_BYTES
        part = "BODY.PEEK[]" if whole else f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"
        with _ours():
            status, answer = self._server.client.uid("FETCH", str(waiting.uid), f"({part} UID)")
        bodies = [entry[1] for entry in answer if isinstance(entry, tuple)]
        if status != "OK" or not bodies:
            return None
        return Fetched(waiting.uid, waiting.size, bytes(bodies[0]), whole)

    def left(self, upto: int) -> list[int]:
        """UIDs not above `upto` that are still where a letter comes in (unread ones, where letters stay)."""
        if not upto:
            return []
        unread = "" if settings.MAILBOX_TAKEN and self._can_move() else " UNSEEN"
        with _ours():
            uids = self._server.uids(f"UID 1:{upto}{unread}", None)
        return sorted(int(uid) for uid in uids if int(uid) <= upto)

    def put_away(self, uids: Sequence[int]) -> None:
        """Move letters that we have to MAILBOX_TAKEN; where the server cannot move, mark them as read."""
        if not uids:
            return
        named = ",".join(map(str, uids))
        with _ours():
            _must(self._server.client.uid("STORE", named, "+FLAGS.SILENT", r"(\Seen)"))
        if settings.MAILBOX_TAKEN and self._can_move():
            self._move(named)

    def _move(self, named: str) -> None:
        try:
            with _ours():
                _must(self._server.client.uid("MOVE", named, self._taken().decode()))
        except OutsideTrouble as trouble:
            if trouble.code not in {"no_folder", "server_refused"}:
                raise
            self.trouble = "not_moved"

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        if not uids:
            return {}
        answer = self._server.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
        sizes: dict[int, int] = {}
        for line in _must(answer):
            uid, size = _uid_and_size(_bytes(line[0] if isinstance(line, tuple) else line))
            if uid:
                sizes[uid] = size
        return sizes

    def _can_move(self) -> bool:
        return "MOVE" in self._server.client.capabilities

    def _taken(self) -> bytes:
        """The folder's name as the server writes it; made when it is not there."""
        separator = "/"
        for found in self._server.folder.list("", "%"):
            separator = found.delim or separator
        name = settings.MAILBOX_TAKEN.replace("/", separator)
        if not self._server.folder.exists(name):
            self._server.folder.create(name)
        return b'"' + bytes(utf7_encode(name)) + b'"'


@contextmanager
def opened() -> Iterator[Connection]:
    """Log in to MAILBOX_URL and open its folder. Raises PassingError or PermanentError."""
    with noted("imap", "read", str(settings.MAILBOX["host"])):
        with _ours():
            server = _connect()
        try:
            with _ours():
                folder = _entered(server)
            yield Connection(server, folder)
        finally:
            # CLOSE would expunge; a farewell that fails changes nothing.
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                server.logout()


def _entered(server: BaseMailBox) -> Folder:
    _log_in(server)
    server.folder.set(str(settings.MAILBOX["folder"]))
    validity = server.client.untagged_responses.get("UIDVALIDITY")
    if not validity:
        raise PermanentError("no_uidvalidity")
    return Folder(str(settings.MAILBOX["folder"]), int(_bytes(validity[-1])))


def ping() -> None:
    """Whether the folder can be opened; raises one of the outbox's errors if not."""
    with opened():
        pass


def _connect() -> BaseMailBox:
    place = settings.MAILBOX
    host, port, patience = str(place["host"]), int(str(place["port"])), settings.MAILBOX_TIMEOUT
    if not place["tls"]:
        return MailBoxUnencrypted(host, port, timeout=patience)
    context = ssl.create_default_context(cafile=settings.MAILBOX_CA_FILE or None)
    return MailBox(host, port, timeout=patience, ssl_context=context)


def _log_in(server: BaseMailBox) -> None:
    name, password = str(settings.MAILBOX["username"]), str(settings.MAILBOX["password"])
    if (name + password).isascii():
        server.login(name, password, initial_folder=None)
    else:
        try:
            server.login_utf8(name, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:  # the library's own way of a refused AUTHENTICATE
            raise PermanentError("credentials") from None
    # What a server can do it may tell only after the login; imaplib asked before.
    server.client._get_capabilities()


def _uid_and_size(line: bytes) -> tuple[int, int]:
    uid = size = 0
    for found in _NUMBERS.finditer(line):
        uid, size = int(found[1] or uid), int(found[2] or size)
    return uid, size


def _must(answer: tuple[str, list[object]]) -> list[object]:
    status, lines = answer
    if status != "OK":
        raise PassingError("server_refused")
    return lines


@contextmanager
def _ours() -> Iterator[None]:
    """The server's own words may quote an address or a password, so only a code of ours goes on."""
    try:
        yield
    except OutsideTrouble:
        raise
    except ssl.SSLCertVerificationError:
        raise PermanentError("certificate") from None
    except MailboxLoginError as trouble:
        passing = b"UNAVAILABLE" in b" ".join(map(_bytes, trouble.command_result[1] or []))
        raise (PassingError("busy") if passing else PermanentError("credentials")) from None
    except ImapToolsError:
        raise PermanentError("no_folder") from None
    except imaplib.IMAP4.abort:
        raise PassingError("unreachable") from None
    except imaplib.IMAP4.error:
        raise PassingError("server_refused") from None
    except OSError:
        raise PassingError("unreachable") from None


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
