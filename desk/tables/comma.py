"""Rows of a CSV file: UTF-8 with or without its mark, UTF-16, or the Baltic code page of old Windows;
separated by semicolons, commas or tabs."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from desk.tables.bounds import Limits, TableError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 256 * 1024
_SEPARATORS = ";,\t"


def rows(file: BinaryIO, limits: Limits) -> Iterator[list[str]]:
    """Every row as it stands, the empty ones too. Raises TableError."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
    try:
        yield from _records(text, limits)
    finally:
        with suppress(ValueError):  # the caller may have closed it before us
            text.detach()


def _records(text: io.TextIOWrapper, limits: Limits) -> Iterator[list[str]]:
    first = text.readline(limits.cell * limits.columns)
    begin = io.StringIO(first, newline="")
    told = first.strip().strip('"').lower()
    if told.startswith("sep=") and len(told) <= len("sep=") + 1:
        # What Excel writes for itself; a tab of it is stripped above.
        separator, begin = told[4:] or "\t", io.StringIO("", newline="")
    else:
        separator = _separator(first)
    # A quotation mark that is never closed would otherwise take in the rest of the file.
    csv.field_size_limit(max(limits.cell * 4, 16_384))
    number = 1
    try:
        for row in csv.reader(_Lines(begin, text), delimiter=separator, strict=True):
            if any("\0" in cell for cell in row):
                raise TableError("not_a_table")
            yield row
            number += 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise TableError("long_cell", row=number, most=limits.cell) from None
        raise TableError("quotes", row=number) from None


def _encoding(file: BinaryIO) -> str:
    """Read to the end: a file is UTF-8 only when all of it is."""
    start = file.read(1024)
    file.seek(0)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _all_of(file, name)
    if b"\0" in start:
        raise TableError("not_a_table")
    try:
        return _all_of(file, "utf-8")
    except TableError:
        return _all_of(file, "cp1257")


def _all_of(file: BinaryIO, name: str) -> str:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise TableError("encoding") from None
    finally:
        file.seek(0)
    return name


def _separator(first: str) -> str:
    """The one that stands most often between the headings, outside quotation marks."""
    outside = "".join(first.split('"')[::2])
    counts = Counter(each for each in outside if each in _SEPARATORS)
    return max(_SEPARATORS, key=lambda each: counts[each])


class _Lines:
    """The lines of two texts, one after the other."""

    def __init__(self, first: io.StringIO, then: io.TextIOWrapper) -> None:
        self._texts = [first, then]

    def __iter__(self) -> Iterator[str]:
        for each in self._texts:
            yield from each
