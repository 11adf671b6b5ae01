"""The state's validation service SiVa over REST (open-eid/SiVa, docs/siva3/interfaces.md): a second judge.

Unless the settings say `whole`, only signature files and hashes of the documents leave the desk. Raises
only desk.outbox errors: what SiVa did not say, or not clearly, is never a verdict.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from desk import outgoing
from desk.outbox import PassingError, PermanentError

from . import archive, siva_answer, xades
from .algorithms import digest_name
from .report import ContainerReport, FileReport, Problem, Rejected, Verdict, Weight
from .validator import sorted_out

TIMEOUT = (3.05, 20)  # seconds: connect, each silence
PATIENCE = 45  # seconds for the whole answer
MOST = 8 * 1024 * 1024  # bytes of an answer
# The client's own name of the file may hold a personal code, so it stays here.
_FILENAME = "container.asice"


class Mode(StrEnum):
    """What leaves the desk: signature files with hashes of the documents, or the container itself."""

    HASHCODE = "hashcode"
    WHOLE = "whole"


@dataclass(frozen=True)
class SivaValidator:
    """`url` without its last slash; `policy` POLv4 (only qualified signatures pass) or POLv3."""

    url: str
    policy: str = "POLv4"
    mode: Mode = Mode.HASHCODE

    def validate(self, data: bytes) -> ContainerReport:
        """What SiVa says of the container. Raises PassingError, PermanentError: then it was not verified."""
        empty = ContainerReport(
            Verdict.FAILED, hashlib.sha256(data).hexdigest(), rules=f"siva-{self.policy}-{self.mode}"
        )
        try:
            signature_files, files = sorted_out(archive.read_entries(data))
            if not signature_files:
                raise Rejected("NO_SIGNATURES")
            path, body = self._question(data, signature_files, files)
        except Rejected as refused:
            verdict = Verdict.INDETERMINATE if refused.problem.weight is Weight.DOUBT else Verdict.FAILED
            return replace(empty, verdict=verdict, problems=(refused.problem,))
        empty = replace(
            empty,
            files=tuple(FileReport(n, hashlib.sha256(d).hexdigest(), len(d)) for n, d in files.items()),
        )
        status, answer = self._ask(path, body | {"signaturePolicy": self.policy, "reportType": "Simple"})
        if status == 400:
            return replace(empty, problems=(Problem("SIVA_REFUSED"),), notes=siva_answer.refusals(answer))
        try:
            return siva_answer.read(answer, empty, files, self.policy, hashes=self.mode is Mode.HASHCODE)
        except siva_answer.NotUnderstood:
            raise PassingError("siva_not_understood") from None

    def _question(
        self, data: bytes, signature_files: list[archive.Entry], files: Mapping[str, bytes]
    ) -> tuple[str, dict[str, Any]]:
        if self.mode is Mode.WHOLE:
            return "/validate", {"filename": _FILENAME, "document": _text(data)}
        asked = [
            {"signature": _text(each.data), "datafiles": list(_hashed(each, files))}
            for each in signature_files
        ]
        return "/validateHashcode", {"signatureFiles": asked}

    def _ask(self, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """Status (200 or 400) and the answer; everything else raises."""
        status, raw = _request("POST", self.url + path, body)
        if status not in {200, 400}:
            _refuse(status)
        try:
            return status, json.loads(raw)
        except (ValueError, RecursionError):
            if status == 400:
                return status, None
            raise PassingError("siva_not_understood") from None


def configured() -> SivaValidator | None:
    """The service of the settings; None where none is set up."""
    if not settings.SIVA_URL:
        return None
    return SivaValidator(settings.SIVA_URL, settings.SIVA_POLICY, Mode(settings.SIVA_MODE))


def ping() -> None:
    """Raise what a question would raise, if the service cannot be reached or is not well."""
    status, raw = _request("GET", settings.SIVA_URL + "/monitoring/health", None)
    if status != 200:
        _refuse(status)
    try:
        well = json.loads(raw)["status"] == "UP"
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PassingError("siva_not_understood") from None
    if not well:
        raise PassingError("siva_trouble")


def _hashed(entry: archive.Entry, files: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """Hashes of all documents, by the method that the signature names (SiVa wants the same). A document
    that the signature does not name is told of too, so that SiVa sees what is not covered."""
    named: dict[str, set[str]] = {}
    for signature in xades.signatures_in(entry.name, entry.data):
        for name, uri in xades.digest_methods(signature):
            named.setdefault(name, set()).add(digest_name(uri))
    for name, data in files.items():
        methods = named.get(name, {"sha256"})
        if len(methods) > 1:  # two signatures in one file, each by a method of its own
            raise Rejected("SIVA_UNSURE", weight=Weight.DOUBT)
        method = methods.pop()
        yield {
            "filename": name,
            "hashAlgo": method.upper(),
            "hash": _text(hashlib.new(method, data).digest()),
        }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _request(method: str, url: str, body: Mapping[str, Any] | None) -> tuple[int, bytes]:
    """Ask once; PassingError when no whole answer came in time. No redirect is followed."""
    trouble = "siva_unreachable"
    try:
        with (
            outgoing.session("siva", total=PATIENCE + 5) as session,
            session.request(method, url, json=body, timeout=TIMEOUT, stream=True) as response,
        ):
            raw = _read(response)
    except requests.ReadTimeout:
        trouble = "siva_timeout"
    except (requests.RequestException, HTTPError, OSError):
        pass
    else:
        if raw is not None:
            return response.status_code, raw
        trouble = "siva_not_understood"
    # Raised out here, so that what was sent is not even the context of the error.
    raise PassingError(trouble)


def _read(response: requests.Response) -> bytes | None:
    """The body; None when it is longer than any report, or comes too slowly to end."""
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + PATIENCE
    source: Any = response.raw
    while part := source.read1(65536, decode_content=True):
        size += len(part)
        if size > MOST or time.monotonic() > until:
            return None
        parts.append(part)
    return b"".join(parts)


def _refuse(status: int) -> None:
    """Raises for every status that is no answer."""
    if status in {401, 403}:
        raise PermanentError("siva_credentials")
    if status == 429 or status >= 500:
        raise PassingError("siva_trouble")
    raise PermanentError("siva_address")
