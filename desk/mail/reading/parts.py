"""The parts of a letter: which are its text, which are files, which are a server's report."""

import binascii
import re
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.message import Message
from email.parser import BytesHeaderParser

from desk.mail.reading import heads
from desk.mail.reading.charsets import decoded, one_line
from desk.mail.reading.letter import File
from desk.mail.reading.pages import as_text
from desk.mail.reading.texts import unflowed

# A letter with more is none that a person wrote.
PARTS, DEPTH, FILES, CONTAINERS = 200, 20, 50, 100
TEXT_BYTES = 2_000_000
HEAD_BYTES, HEADERS = 256 * 1024, 10_000
# Pictures below this size in a letter's body are logos and marks; the letter as it came holds them.
PICTURE_BYTES = 5_000
_PIECE = 64 * 1024
_CONTAINER = re.compile(rb"boundary\s*=|message/rfc822", re.IGNORECASE)


class Unreadable(Exception):
    """The letter cannot be taken apart; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Parts:
    """What was found, in its order."""

    texts: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    reports: list[Message] = field(default_factory=list)  # the blocks of a delivery report
    returned: list[Message] = field(default_factory=list)  # heads of letters of ours in a report


def head(data: bytes) -> Message:
    """The head alone, of so many bytes and lines as a letter may have."""
    end = re.search(rb"\r?\n\r?\n", data[:HEAD_BYTES])
    block = data[: end.start() if end else HEAD_BYTES]
    return BytesHeaderParser(policy=heads.LENIENT).parsebytes(
        b"\n".join(block.splitlines()[:HEADERS]) + b"\n\n"
    )


def take_apart(data: bytes) -> Parts:
    """The parts of a letter. Raises Unreadable."""
    for number, _found in enumerate(_CONTAINER.finditer(data)):
        if number >= CONTAINERS:
            raise Unreadable("too_many_parts")
    try:
        message = _parsed(data)
        found = Parts()
        _walk(message, found)
    except RecursionError:
        raise Unreadable("too_deep") from None
    return found


def _parsed(data: bytes) -> Message:
    """In pieces: the library's own way through a StringIO holds a letter five times."""
    parser: BytesFeedParser = BytesFeedParser(policy=heads.LENIENT)
    view = memoryview(data)
    for start in range(0, len(data), _PIECE):
        parser.feed(bytes(view[start : start + _PIECE]))
    return parser.close()


def _walk(message: Message, found: Parts) -> None:
    """Depth first, in order, on a stack of our own: nesting costs no recursion."""
    waiting, seen = [(message, 0, False)], 0
    while waiting:
        part, depth, reported = waiting.pop()
        seen += 1
        if depth > DEPTH:
            raise Unreadable("too_deep")
        if seen > PARTS:
            raise Unreadable("too_many_parts")
        inner = part.get_payload()
        kind = part.get_content_type()
        if kind == "message/delivery-status" or kind == "message/disposition-notification":
            found.reports.extend(_blocks(part))
        elif kind == "message/rfc822" and isinstance(inner, list):
            _enclosed(inner, found, reported)
        elif isinstance(inner, list):
            inside = reported or kind == "multipart/report"
            each = [one for one in inner if isinstance(one, Message)]
            chosen = _alternative(each) if kind == "multipart/alternative" else each
            waiting.extend((one, depth + 1, inside) for one in reversed(chosen))
        elif kind.startswith("multipart/"):  # its boundary never came
            found.texts.append(_text(part))
        elif kind == "text/rfc822-headers" and reported:
            found.returned.append(head(_bytes(part)))
        else:
            _leaf(part, kind, found)


def _blocks(part: Message) -> list[Message]:
    inner = part.get_payload()
    if isinstance(inner, list):
        return [each for each in inner if isinstance(each, Message)]
    return [head(_bytes(part))]


def _enclosed(inner: list[Message | str], found: Parts, reported: bool) -> None:
    """A letter inside the letter: in a report it is ours that came back, else a file."""
    letter = next((each for each in inner if isinstance(each, Message)), None)
    if letter is None:
        return
    if reported:
        found.returned.append(letter)
        return
    try:
        data = letter.as_bytes()
    except (UnicodeError, ValueError, LookupError, KeyError, TypeError):
        data = b""
    _file(found, f"{heads.title(letter) or 'letter'}.eml", "message/rfc822", data)


def _alternative(inner: list[Message]) -> list[Message]:
    """Of several forms of one text the plain one if it says anything; files among them are kept."""
    plain = [each for each in inner if each.get_content_type() == "text/plain" and _text(each).strip()]
    if not plain:
        return inner
    kinds = {"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"}
    others = [each for each in inner if each.get_content_type() not in kinds]
    return [plain[0], *(each for each in others if not _only_page(each))]


def _only_page(part: Message) -> bool:
    """A page with its own pictures, the other form of the plain text."""
    if part.get_content_type() != "multipart/related":
        return False
    inner = part.get_payload()
    kinds = [each.get_content_type() for each in inner if isinstance(each, Message)]
    sizes = [len(each.get_payload() or "") for each in inner if isinstance(each, Message)]
    small = all(size < PICTURE_BYTES for kind, size in zip(kinds, sizes, strict=True) if "html" not in kind)
    return bool(kinds) and all(kind == "text/html" or kind.startswith("image/") for kind in kinds) and small


def _leaf(part: Message, kind: str, found: Parts) -> None:
    name = _name(part)
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    attached = disposition.startswith("attachment")
    if kind in {"text/plain", "text/html"} and not attached and not name:
        text = _text(part)
        found.texts.append(as_text(text) if kind == "text/html" else unflowed(part, text))
        return
    data = _bytes(part)
    if kind.startswith("image/") and not attached and len(data) < PICTURE_BYTES:
        return
    if data or name:
        _file(found, name or _unnamed(kind), kind, data)


def _file(found: Parts, name: str, kind: str, data: bytes) -> None:
    if len(found.files) >= FILES:
        raise Unreadable("too_many_parts")
    found.files.append(File(one_line(name, 200) or _unnamed(kind), one_line(kind, 100), data))


def _unnamed(kind: str) -> str:
    ending = {"text/calendar": "ics", "text/html": "html", "text/plain": "txt", "application/pdf": "pdf"}
    return f"file.{ending.get(kind, kind.rpartition('/')[2][:10] or 'bin')}"


def _name(part: Message) -> str:
    """The name by RFC 2231 or 2047, whichever the sender's program writes."""
    try:
        name = part.get_filename() or ""
    except (UnicodeError, ValueError, LookupError, TypeError):
        name = ""
    return one_line(heads.words(str(name)), 300)


def _bytes(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, str) and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        # The library's own decoder holds a big file six times.
        try:
            return binascii.a2b_base64(inner)
        except (binascii.Error, ValueError):
            pass
    try:
        data = part.get_payload(decode=True)
    except (UnicodeError, ValueError, LookupError, AssertionError):
        data = None
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_param("charset", "")
    named = charset[2] if isinstance(charset, tuple) else str(charset or "")
    return decoded(_bytes(part)[:TEXT_BYTES], named)
