"""What a survey found, told to people: counts, a table of rows, and the file that a person mends."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from contracts.takeover.columns import BY_NAME
from contracts.takeover.survey import Survey
from contracts.takeover.troubles import ERRORS, Trouble, counted
from desk.tables.table import write_table

MOST = 1_000  # findings that a page shows; the file of errors has them all


def counts(found: Survey) -> dict[str, int]:
    """`taken`: what is new here and has no error; `wrong`: documents that are left out."""
    return {
        "rows": found.rows,
        "documents": len(found.documents),
        "taken": len(found.new),
        "known": len(found.known),
        "wrong": len(found.wrong),
    }


def lines(found: Survey, *, errors: bool) -> list[dict[str, object]]:
    """Row, column and code of each finding, without a word of what stands there."""
    return [
        {"row": each.row, "column": each.column, "code": each.code}
        for each in found.troubles
        if each.is_error == errors
    ]


def kept(found: Survey) -> dict[str, Any]:
    """The same to be kept as JSON: counts, codes by frequency, and the first findings with their words."""
    told = [each for each in found.troubles if each.is_error] + [
        each for each in found.troubles if not each.is_error
    ]
    return {
        **counts(found),
        "kinds": counted(found.troubles),
        "lines": [[each.code, each.row, each.column, dict(each.params)] for each in told[:MOST]],
        "more": max(0, len(told) - MOST),
        "unread": list(found.unknown),
    }


def shown(kept: Mapping[str, Any]) -> list[Trouble]:
    """What was kept, as it is told again in the language of the page."""
    return [Trouble(code, row, column, params) for code, row, column, params in kept.get("lines", [])]


def report(found: Survey) -> Iterator[str]:
    """The same as lines of text: how often each code stands, then where."""
    if found.troubles:
        yield f"{'row':>6}  {'code':<22} column"
    for each in found.troubles:
        mark = "" if each.is_error else "  (warning)"
        yield f"{each.row:>6}  {each.code:<22} {each.column}{mark}"
    for code, times in counted(found.troubles):
        yield f"{times:>6}  {code}{'' if code in ERRORS else '  (warning)'}"


def write_errors(found: Survey, to: BinaryIO, *, form: str) -> None:
    """Rows of the documents that were left out, with their columns as they were and one that says why.

    All rows of a document stand there, so that it is whole when the file is run again.
    """
    place = found.error_place
    headings = list(found.headings)
    if place is None:
        place = len(headings)
        headings.append(BY_NAME["error"].heading)
    rows = []
    for document in found.wrong:
        for entry in document.entries:
            cells = [*entry.row.raw] + [""] * (len(headings) - len(entry.row.raw))
            told = [each.text for each in entry.troubles if each.is_error]
            cells[place] = " ".join(dict.fromkeys(told))
            rows.append((entry.row.number, cells))
    write_table(to, headings, (cells for _number, cells in sorted(rows, key=lambda row: row[0])), form=form)


def save(found: Survey, path: Path) -> None:
    """The same into a file that only its owner reads; there is never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            write_errors(found, file, form=path.suffix.removeprefix("."))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
