"""A portal's list of users over its interface (docs/portal-api.yaml): page by page, every line checked.

No model comes in here; raises only desk.outbox errors. A list that makes no sense goes to a person.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.portal import wire
from desk.outbox import PermanentError

PAGE = 500  # lines asked for at once
MOST = 100_000  # lines of a list

_CODE_OF_COUNTRY = re.compile(r"^(?:PNOEE-?|EE)(?=\d)", re.IGNORECASE)
# The longest text that each column holds.
LENGTHS = {
    "reference": 80, "client_code": 20, "client_name": 255, "kind": 50, "number": 60,
    "first_name": 120, "last_name": 120, "code": 20,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One user of a portal, as the portal tells it; without a code it is an agreement."""

    reference: str
    client_code: str
    kind: str
    client_name: str = ""
    number: str = ""
    first_name: str = ""
    last_name: str = ""
    code: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def pages(portal: str, after: str) -> Iterator[list[Line]]:
    """The list from behind the reference `after` on; whoever has stored a page may go on there later."""
    total = 0
    more = True
    while more:
        query = {"portal": portal, "after": after, "limit": str(PAGE)}
        reply = wire.ask("GET", "/v1/users", query=query)
        if reply.status != 200:
            raise PermanentError("address")
        found, more = _page(reply.data, portal)
        references = [each.reference for each in found]
        # A page that does not go on would be asked for without end.
        if references != sorted(references) or (found and references[0] <= after) or (more and not found):
            raise PermanentError("list_disorder")
        total += len(found)
        if total > MOST:
            raise PermanentError("list_too_long")
        yield found
        after = references[-1] if found else after


def _page(data: Mapping[str, Any], portal: str) -> tuple[list[Line], bool]:
    lines, more = data.get("users"), data.get("more")
    if data.get("portal") != portal:
        raise PermanentError("another_list")
    if not isinstance(lines, list) or not isinstance(more, bool):
        raise PermanentError("list_not_understood")
    return [_line(each) for each in lines], more


def _line(told: Any) -> Line:
    if not isinstance(told, dict):
        raise PermanentError("list_not_understood")
    texts = {name: _text(told.get(name), most) for name, most in LENGTHS.items()}
    texts["client_code"], texts["code"] = bare(texts["client_code"]), bare(texts["code"])
    if not (texts["reference"] and texts["client_code"] and texts["kind"]):
        raise PermanentError("list_not_understood")
    return Line(**texts, valid_from=_day(told.get("valid_from")), valid_until=_day(told.get("valid_until")))


def _text(told: Any, most: int) -> str:
    if told is None:
        return ""
    if not isinstance(told, str) or len(told) > most or not told.isprintable():
        raise PermanentError("list_not_understood")
    return told.strip()


def _day(told: Any) -> date | None:
    if told is None or told == "":
        return None
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        raise PermanentError("list_not_understood") from None


def bare(code: str) -> str:
    """A code without the country that some systems write before it, and without spaces."""
    return _CODE_OF_COUNTRY.sub("", "".join(code.split()))
