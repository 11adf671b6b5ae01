"""The head of a letter: names, addresses, Message-IDs, dates; and what our own server says of the sender."""

import re
from binascii import Error as Base64Error
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime

from desk.mail.reading.charsets import decoded, one_line

VALUE = 4_000  # characters of one header that are read
ADDRESS, NAME, TITLE, RECIPIENTS, REFERENCES = 254, 200, 300, 2_000, 40
_INVISIBLE = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
_ID = re.compile(rf"<[^<>\s{_INVISIBLE}]{{3,253}}>")
_ADDRESS = re.compile(rf"[^\s<>@,;:\"()\\\[\]{_INVISIBLE}]{{1,64}}@(?:[\w-]+\.)+[\w-]{{2,}}")
_COMMENT = re.compile(r"\([^()]*\)")


class Lenient(Compat32):
    """Bytes above 0x7f in a head are read instead of becoming question marks."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _eight_bit(str(value))


LENIENT = Lenient()


def raw(part: Message, name: str) -> list[str]:
    """Every value of a header as it came, unfolded; bytes above 0x7f are read."""
    found = [str(value) for key, value in part.raw_items() if key.lower() == name.lower()][:100]
    return [_eight_bit(" ".join(value[:VALUE].split())) for value in found]


def first(part: Message, name: str) -> str:
    """The first value of a header, decoded; a second one is some other program's mistake."""
    values = raw(part, name)
    return words(values[0]) if values else ""


def _eight_bit(value: str) -> str:
    if value.isascii():
        return value
    return decoded(value.encode("utf-8", "surrogateescape"))


def words(value: str) -> str:
    """RFC 2047 words read; one that is broken stays as it came."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, Base64Error, ValueError):
        return value
    return "".join(piece if isinstance(piece, str) else _word(piece, charset) for piece, charset in pieces)


def _word(piece: bytes, charset: str | None) -> str:
    if charset is not None:
        return decoded(piece, charset)
    try:
        return piece.decode("raw-unicode-escape")  # how the library hands on what stood between words
    except UnicodeDecodeError:
        return decoded(piece)


def title(part: Message) -> str:
    return one_line(first(part, "Subject"), TITLE)


def addresses(part: Message, name: str) -> list[tuple[str, str]]:
    """Names and addresses; what is no address is left out."""
    found = []
    for shown, address in getaddresses(raw(part, name)[:1]):
        if len(address) <= ADDRESS and _ADDRESS.fullmatch(address):
            found.append((one_line(words(shown), NAME), address.lower()))
    return found


def sender(part: Message) -> tuple[str, str]:
    """Name and address: From, or where that holds no address, Sender."""
    found = addresses(part, "From") or addresses(part, "Sender")
    return found[0] if found else (one_line(first(part, "From"), NAME), "")


def recipients(part: Message) -> str:
    """Addresses of To and Cc between commas, as many as fit."""
    everyone = dict.fromkeys(address for name in ("To", "Cc") for _name, address in addresses(part, name))
    return ", ".join(everyone)[:RECIPIENTS]


def message_id(part: Message) -> str:
    ids = identifiers(" ".join(raw(part, "Message-ID")[:1]))
    return ids[0] if ids else ""


def identifiers(text: str) -> list[str]:
    """Message-IDs in a text, in their order."""
    return _ID.findall(text)


def references(part: Message) -> tuple[str, ...]:
    """Message-IDs of what the letter follows, the nearest last; of a long row the first and the last ones."""
    # The last of several In-Reply-To values is the least certain, so References go before it.
    followed = identifiers(" ".join(raw(part, "References")[:1]))
    answered = identifiers(" ".join(raw(part, "In-Reply-To")[:1]))[:1]
    ids = list(dict.fromkeys([*followed, *(each for each in answered if each not in followed)]))
    own = message_id(part)
    ids = [each for each in ids if each != own]
    return tuple(ids if len(ids) <= REFERENCES else [ids[0], *ids[1 - REFERENCES :]])


def dated(part: Message) -> datetime | None:
    """When the sender says it was written; None when that cannot be."""
    try:
        date = parsedate_to_datetime(first(part, "Date"))
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return date.astimezone(UTC) if 1990 <= date.year <= 2100 else None
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def proof(part: Message, authserv: str, address: str) -> str:
    """What our own server says of the sender: dmarc, dkim, spf, failed or none; empty: nothing.

    Only the topmost Authentication-Results of that server counts: anyone can write one below it.
    """
    for value in raw(part, "Authentication-Results"):
        server, *results = _COMMENT.sub("", value).split(";")
        if authserv and server.split()[:1] == [authserv]:
            # Of two senders nobody knows whom the server has judged.
            if len(raw(part, "From")) != 1 or len(addresses(part, "From")) != 1:
                return "none"
            return _judged([result.strip().lower() for result in results], address.rpartition("@")[2])
    return ""


def _judged(results: list[str], domain: str) -> str:
    told = [dict(word.split("=", 1) for word in result.split() if "=" in word) for result in results]
    for said in told:
        if said.get("dmarc") == "pass" and said.get("header.from", domain) == domain:
            return "dmarc"
        if said.get("dmarc") in {"fail", "pass"}:  # passed for another sender than the one whom we read
            return "failed"
    for method, names in (("dkim", ("header.d", "header.i")), ("spf", ("smtp.mailfrom", "smtp.from"))):
        for said in told:
            signed = {said.get(name, "").rpartition("@")[2] for name in names}
            if said.get(method) == "pass" and domain and domain in signed:
                return method
    return "none"
