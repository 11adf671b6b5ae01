"""The documented messages of Web eID, server's side: get-signing-certificate and sign, in two steps.

Everything that comes is the browser's word: sizes, types, base64 and lists are checked before use, unknown
keys are left alone (newer versions add some)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.containers.algorithms import public_key
from contracts.containers.certificates import load
from contracts.containers.report import Rejected

from .methods import Method, chosen, of_words
from .refusals import NotSigned
from .signer import Asked, Chosen, Message
from .xades import MIN_RSA, Prepared

MOST_BODY = 64 * 1024  # bytes
MOST_CERTIFICATE = 16 * 1024  # characters of base64
MOST_VALUE = 2048  # characters of base64; RSA of 6144 bits has 1024
MOST_METHODS = 64  # the documented combinations are 24


def read(body: bytes) -> Message:
    """The JSON object of a request. Raises NotSigned."""
    if len(body) > MOST_BODY:
        raise NotSigned("MESSAGE_WRONG")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise NotSigned("MESSAGE_WRONG") from None
    if not isinstance(said, dict):
        raise NotSigned("MESSAGE_WRONG")
    return said


@dataclass(frozen=True)
class WebEid:
    """The card in the reader of whoever sits before the browser."""

    def choose(self, said: Message) -> Chosen:
        der = _binary(said, "certificate", MOST_CERTIFICATE)
        offered = said.get("supportedSignatureAlgorithms")
        if not isinstance(offered, list) or not 0 < len(offered) <= MOST_METHODS:
            raise NotSigned("MESSAGE_WRONG")
        methods = [method for each in offered if (method := _method(each)) is not None]
        try:
            certificate = load(der)
        except Rejected:
            raise NotSigned("CERTIFICATE_UNREADABLE") from None
        try:
            key = public_key(certificate, MIN_RSA)
        except Rejected:
            raise NotSigned("KEY_NOT_ACCEPTED") from None
        return Chosen(certificate, chosen(key, methods))

    def ask(self, prepared: Prepared) -> Asked:
        return Asked({"hash": _text(prepared.digest), "hashFunction": prepared.method.hash_function})

    def take(self, prepared: Prepared, said: Message) -> bytes:
        value = _binary(said, "signature", MOST_VALUE)
        if _method(said.get("signatureAlgorithm")) != prepared.method:
            raise NotSigned("OTHER_METHOD")
        prepared.check(value)
        return value


def _method(said: object) -> Method | None:
    """The method of one object of the message; None where it is one that we do not accept."""
    if not isinstance(said, Mapping):
        raise NotSigned("MESSAGE_WRONG")
    words = [said.get(key) for key in ("cryptoAlgorithm", "hashFunction", "paddingScheme")]
    crypto, function, padding = (each if isinstance(each, str) else "" for each in words)
    return of_words(crypto, function, padding)


def _binary(said: Message, key: str, most: int) -> bytes:
    text: Any = said.get(key)
    if not isinstance(text, str) or not 0 < len(text) <= most:
        raise NotSigned("MESSAGE_WRONG")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotSigned("MESSAGE_WRONG") from None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
