"""Takes a national trusted list into the folder of trust data: see docs/commands.md."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from urllib3.exceptions import HTTPError

from contracts.containers import trust_loading
from contracts.containers.trust import NoTrustData
from contracts.containers.trusted_list import names_for_tests
from contracts.verification.trusted import is_demo
from desk import clock, outgoing

TIMEOUT = (5, 30)  # seconds: connect, each silence
PATIENCE = 300  # seconds for the whole list
_HERE = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Check a national trusted list and put it among the trust data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="file or https address of the national list")
        parser.add_argument(
            "--signer", type=Path, required=True, action="append",
            help="PEM of who may sign it (repeatable); with --list-of-lists: of who may sign that",
        )  # fmt: skip
        parser.add_argument(
            "--list-of-lists", help="file or https address of the list that names the signers"
        )
        parser.add_argument("--dir", type=Path, help="where to put it; else TRUST_DIR")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["dir"] or settings.TRUST_DIR):
            raise CommandError("TRUST_DIR is not set: say where to put the list with --dir")
        folder = options["dir"] or Path(settings.TRUST_DIR)
        try:
            new = self._checked(options)
            if names_for_tests(new.store) and not is_demo():
                raise NoTrustData("the list names services of tests, which are refused outside demo data")
            target = trust_loading.install(new, folder)
        except NoTrustData as trouble:
            raise CommandError(str(trouble)) from None
        except OSError as trouble:
            raise CommandError(f"{trouble.filename}: {trouble.strerror}") from None
        scheme = new.scheme
        assert scheme.next_update is not None
        said = {
            "territory": scheme.territory,
            "sequence": scheme.sequence,
            "next_update": scheme.next_update.isoformat(),
            "services": len(new.store.services),
            "file": str(target),
        }
        line = "{territory} number {sequence}, next update {next_update}, {services} certificates: {file}"
        self.stdout.write(json.dumps(said) if options["json"] else line.format(**said))

    def _checked(self, options: dict[str, Any]) -> trust_loading.NewList:
        now = clock.now()
        signers = {der for path in options["signer"] for der in trust_loading.signers_of(path.read_bytes())}
        data = _read(options["source"])
        if options["list_of_lists"]:
            territory = trust_loading.territory_of(data)
            signers = trust_loading.named_in(_read(options["list_of_lists"]), signers, territory, now)
        return trust_loading.checked(data, signers, now)


def _read(source: str) -> bytes:
    """The bytes of a file or of an address; what they are worth is checked by their signature."""
    if "://" not in source:
        return Path(source).read_bytes()
    parts = urlsplit(source)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE and is_demo()):
        raise NoTrustData("the address must start with https://")
    data = bytearray()
    try:
        with (
            outgoing.session("trust_list", total=PATIENCE, most=2 * trust_loading.MOST) as session,
            session.get(source, timeout=TIMEOUT, stream=True) as response,
        ):
            if response.status_code != 200:
                raise NoTrustData(f"the address answered {response.status_code}")
            for part in response.iter_content(65536):
                data += part
                if len(data) > trust_loading.MOST:
                    raise NoTrustData("what the address gives is too large for a trusted list")
    except outgoing.Forbidden:
        raise NoTrustData("the address is not public; OUTGOING_ALLOW can allow it") from None
    except (requests.RequestException, HTTPError):
        raise NoTrustData("the address cannot be read") from None
    return bytes(data)
