"""One request to the register and its answer, over a zeep client of this process and thread.

Raises only the outbox's errors, with a short code and nothing of the question or the answer in them: those of
zeep and requests quote the whole message.
"""

import hashlib
import logging
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import requests
from lxml import etree
from requests_toolbelt.multipart.decoder import (
    ImproperBodyPartContentException,
    NonMultipartContentTypeException,
)
from zeep import Client, Settings
from zeep.exceptions import (
    DTDForbidden,
    EntitiesForbidden,
    Error,
    ExternalReferenceForbidden,
    Fault,
    XMLParseError,
)

from desk.outbox import OutsideTrouble, PassingError, PermanentError
from registry.enums import Channel
from registry.gateway.access import Access
from registry.gateway.headers import Returned, headers
from registry.gateway.reading import echoed, whole
from registry.gateway.transport import BoundedTransport, blanked
from registry.gateway.turn import own_turn

CONTRACT = Path(__file__).parents[1] / "contract" / "register.wsdl"
BINDING = "{http://arireg.x-road.eu/producer/}AriregXtee"
STRICT = Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True)

# They log a value that does not fit its type, with the value: it may be a personal code. A filter, because
# whoever configures logging later enables the loggers again.
for _name in ("zeep.xsd.types.simple", "zeep.xsd.elements.attribute"):
    logging.getLogger(_name).addFilter(lambda record: False)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; `raw` is without credentials, `raw_hash` of the bytes as received."""

    service: str
    message_id: str
    request_hash: str
    sent_at: datetime
    received_at: datetime
    raw: bytes = field(repr=False)
    raw_hash: str


@dataclass(frozen=True)
class Bundle:
    """A contract of ours, and how big its answers may get (None: as big as any)."""

    wsdl: Path
    most_bytes: int | None = None


REGISTER = Bundle(CONTRACT)
# What zeep raises, quoting it, over what is not quite SOAP. No more than that: an error of our own database
# comes through here too, and is not the register's.
_STUMBLES = (
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    ImproperBodyPartContentException,
    NonMultipartContentTypeException,
)


class Line:
    """A zeep client with its transport: one per process and thread, made at the first question."""

    def __init__(self, access: Access, bundle: Bundle = REGISTER) -> None:
        self.transport = BoundedTransport(access.ca, access.cert, access.key, bundle.most_bytes)
        self.returned = Returned()
        client = Client(str(bundle.wsdl), transport=self.transport, settings=STRICT, plugins=[self.returned])  # type: ignore[no-untyped-call]
        self.service = client.create_service(BINDING, access.url)  # type: ignore[no-untyped-call]


_kept = threading.local()


def line_of(access: Access, bundle: Bundle = REGISTER) -> Line:
    """The line of this process and thread: the worker forks, and a connection must not be shared."""
    key = (os.getpid(), access, bundle)
    if getattr(_kept, "key", None) != key:
        _kept.line, _kept.key = Line(access, bundle), key
    line: Line = _kept.line
    return line


def call(
    access: Access, service: str, issue: str, bundle: Bundle = REGISTER, /, **question: object
) -> tuple[Any, Exchange]:
    """Ask one service one question: the content of its answer (`keha`), and the exchange as evidence."""
    line, message_id = line_of(access, bundle), str(uuid.uuid4())
    line.returned.forget()
    # Only the request itself is sent in its turn: writing it down and reading the answer need none.
    line.transport.turn = partial(_turn, access)
    if access.channel == Channel.XROAD:
        body = _answered(line, service, headers(access, service, message_id, issue), question)
        if line.returned.message_id != message_id:  # the answer to another question
            raise PermanentError("unexpected")
    else:
        known = {"ariregister_kasutajanimi": access.username, "ariregister_parool": access.password}
        body = _answered(line, service, [], known | question)
    heard = line.transport.heard
    if heard is None:
        raise PassingError("not_soap")
    if body is None or not whole(line.returned.answer, service):
        raise PermanentError("unexpected")
    if echoed(line.returned.answer) not in {"", str(question.get("ariregistri_kood", ""))}:
        raise PermanentError("wrong_organisation")  # "nothing found" must be about what was asked
    exchange = Exchange(
        service=service,
        message_id=message_id,
        request_hash=line.returned.request_hash,
        sent_at=heard.sent_at,
        received_at=heard.received_at,
        raw=blanked(heard.raw),
        raw_hash=hashlib.sha256(heard.raw).hexdigest(),
    )
    return body, exchange


@contextmanager
def _turn(access: Access) -> Iterator[None]:
    if access.channel == Channel.XROAD:
        access.before()
        yield
        return
    with own_turn(access.patience):
        access.before()
        yield


def _answered(line: Line, service: str, soap_headers: list[Any], question: dict[str, object]) -> Any:
    try:
        whole = line.service[service](keha=question, _soapheaders=soap_headers)
    except Fault as fault:
        raise _of_fault(fault) from None
    except (XMLParseError, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden):
        raise PermanentError("unexpected") from None
    except requests.Timeout:
        raise PassingError("timeout") from None
    except requests.RequestException:
        raise PassingError("unreachable") from None
    except (Error, etree.XMLSyntaxError, UnicodeError):
        raise PassingError(_what_came(line)) from None
    except OSError:  # a file of certificates that is not there
        raise PermanentError("not_set_up") from None
    except _STUMBLES:
        raise PermanentError("unexpected") from None
    return getattr(getattr(whole, "body", whole), "keha", None)


def _what_came(line: Line) -> str:
    raw = line.transport.heard.raw if line.transport.heard else b""
    return "bad_xml" if b"Envelope" in raw[:2000] else "not_soap"


def _of_fault(fault: Fault) -> OutsideTrouble:
    """`Server.`/`Client.`: X-Road; `SOAP-ENV:`: the register; no code: not SOAP at all (a proxy's page)."""
    code, text = fault.code or "", (fault.message or "").lower()
    if not code:
        return PassingError("not_soap")
    if code.startswith(("Server.", "Client.")):
        return PermanentError("access") if code.endswith("AccessDenied") else PassingError("xroad")
    # The register gives every fault the same code, so its words decide, in both its languages.
    if "password" in text or "parool" in text:
        return PermanentError("credentials")
    if "sisendparameetrid" in text or "input param" in text:
        return PermanentError("input")
    return PassingError("fault")
