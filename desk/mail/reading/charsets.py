"""Bytes to text, whatever the sender's program says of them."""

import codecs
import re

# Names that mean another, and families that are text; the rest ("zlib", "punycode") is never looked up.
_FAMILIES = ("utf", "iso", "windows", "cp", "koi8", "latin", "ascii", "us-ascii", "mac", "gb", "big5", "euc")
_WESTERN = {"iso8859-1", "cp1252", "ascii", "iso8859-15"}
# What turns the direction of writing, or shows nothing: in a name or title it only deceives.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def decoded(data: bytes, charset: str = "") -> str:
    """The text of `data`; a charset that is wrong, unknown or missing is guessed."""
    name = _codec(charset)
    if name in _WESTERN or not name:
        return _guessed(data, name)
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return _guessed(data, "")


def _codec(charset: str) -> str:
    charset = charset.strip().strip("\"'").lower()
    if not charset.startswith(_FAMILIES):
        return ""
    try:
        return codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""


def _guessed(data: bytes, said: str) -> str:
    """UTF-8 if it is; else Russian when most letters are above 0x7f, else what was said, else Baltic."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:20_000]
    high = sum(byte >= 0xC0 for byte in sample)
    low = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    if high > low:
        small_1251 = sum(byte >= 0xE0 for byte in sample)
        return data.decode("cp1251" if small_1251 * 2 >= high else "koi8-r", "replace")
    return data.decode(said if said and said != "ascii" else "cp1257", "replace")


def one_line(text: str, limit: int) -> str:
    """For a title, a name or an address: no line break, nothing invisible, at most `limit` characters."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text.replace("\n", " ").replace("\t", " ")))
    return " ".join(text.split())[:limit].rstrip()


def lines(text: str, limit: int) -> str:
    """For a text: without what a database refuses, line ends of one kind, no blank lines at the ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text.replace("\u200b", "").replace("\ufeff", "")).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text[:limit].split("\n")).strip("\n")
