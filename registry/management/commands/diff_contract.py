"""diff_contract [--url URL | --file WSDL] [--json]: where the register's contract differs from ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from desk.outbox import OutsideTrouble
from registry import gateway, sample
from registry.enums import TROUBLES, Channel
from registry.gateway.dated import ORGANISATION, READ
from registry.gateway.fetching import Filed, Live
from registry.gateway.schema import Contract, differences, load

DIFFERENT_STATUS, UNREACHABLE_STATUS = 1, 3


class Command(BaseCommand):
    help = (
        "Compares the Business Register's contract with ours; exit status 1 when they differ, 3 when unread."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--url", help="address of a WSDL; otherwise that of REGISTRY_URL")
        where.add_argument("--file", type=Path, metavar="WSDL", help="a WSDL with its schemas beside it")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = compared(options["url"], options["file"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for line in _lines(found):
                self.stdout.write(line)
        if found["trouble"]:
            raise SystemExit(UNREACHABLE_STATUS)
        if not found["same"]:
            raise SystemExit(DIFFERENT_STATUS)


def compared(url: str | None, file: Path | None) -> dict[str, Any]:
    """What was compared and what differs; every key is always there."""
    filed = Filed(str(gateway.CONTRACT))
    ours = load(filed.address, filed.fetch, filed.near)
    found: dict[str, Any] = {
        "same": False, "source": "", "address": "", "operations": sorted(ours.operations), "differences": [],
        "read": [], "unread": [], "trouble": "",
    }  # fmt: skip
    try:
        with _place(url, file) as (source, place):
            found |= {"source": source, "address": place.address}
            theirs = load(place.address, place.fetch, place.near)
    except OutsideTrouble as trouble:
        return found | {"trouble": trouble.code}
    return found | _compared(ours, theirs)


def _compared(ours: Contract, theirs: Contract) -> dict[str, Any]:
    different = differences(ours, theirs, {ORGANISATION: READ})
    return {
        "same": not different,
        "differences": different,
        "read": theirs.read,
        "unread": theirs.unread,
    }


@contextmanager
def _place(url: str | None, file: Path | None) -> Iterator[tuple[str, Live | Filed]]:
    if file is not None:
        yield "file", Filed(str(file))
    elif url or settings.REGISTRY_URL:
        address = url or _wsdl(settings.REGISTRY_URL)
        # Our certificates are for the host of the settings only.
        known = settings.REGISTRY_URL and urlsplit(address).netloc == urlsplit(settings.REGISTRY_URL).netloc
        yield "live", Live(address, gateway.configured() if known else None)
    else:
        with sample.pretended(Channel.DIRECT) as access:
            yield "sample", Live(_wsdl(access.url), access)


def _wsdl(url: str) -> str:
    return f"{url.split('?')[0]}?wsdl"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    where = f"{found['address']} [{found['source']}]"
    if found["trouble"]:
        yield f"The contract cannot be read: {TROUBLES.get(found['trouble'], found['trouble'])} {where}"
        return
    compared = f"{', '.join(found['operations'])}; {len(found['read'])} files read"
    if found["same"]:
        yield f"The contract at {where} says the same as ours ({compared})."
    else:
        yield f"Differences of the contract at {where} from ours: {len(found['differences'])} ({compared})"
        yield from (f"- {each}" for each in found["differences"])
    if found["unread"]:
        yield f"Not read, as it lies elsewhere: {', '.join(found['unread'])}"
