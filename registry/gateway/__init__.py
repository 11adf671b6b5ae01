"""The Business Register over SOAP (only user of zeep): a registry code in, what the register said out.

Contract: our own files in registry/contract/, written from the published one. Raises only the outbox's
errors, with a short code and nothing of the question or the answer in them.
"""

import hashlib
import os
import re
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from lxml import etree
from zeep import Client, Settings
from zeep.exceptions import (
    DTDForbidden,
    EntitiesForbidden,
    Error,
    ExternalReferenceForbidden,
    Fault,
    XMLParseError,
)
from zeep.plugins import Plugin

from desk.outbox import OutsideTrouble, PassingError, PermanentError
from registry.enums import Channel
from registry.gateway.reading import card_of, facts_of
from registry.gateway.transport import BoundedTransport, blanked
from registry.gateway.turn import own_turn
from registry.rules import Answer

CONTRACT = Path(__file__).parents[1] / "contract" / "register.wsdl"
BINDING = "{http://arireg.x-road.eu/producer/}AriregXtee"
XROAD = "http://x-road.eu/xsd/xroad.xsd"
IDENTIFIERS = "http://x-road.eu/xsd/identifiers"
_CODE = re.compile(r"[1-9]\d{7}")
_PARTS = ("xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode", "serviceVersion")


@dataclass(frozen=True)
class Access:
    """The way to the register, as the settings say."""

    url: str
    channel: Channel
    username: str = ""
    password: str = field(default="", repr=False)
    xroad_client: str = ""  # instance/class/member/subsystem of ours
    xroad_service: str = ""  # instance/class/member/subsystem of the register
    xroad_user: str = ""
    ca: str = ""
    cert: str = ""
    key: str = ""


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
class Reply:
    """What the register said; no answer: it knows no such organisation."""

    answer: Answer | None
    exchanges: tuple[Exchange, ...]


def configured() -> Access:
    """The access of the settings; PermanentError("not_set_up") if there is none."""
    if not settings.REGISTRY_URL:
        raise PermanentError("not_set_up")
    return Access(
        url=settings.REGISTRY_URL,
        channel=Channel(settings.REGISTRY_CHANNEL),
        username=settings.REGISTRY_USERNAME,
        password=settings.REGISTRY_PASSWORD,
        xroad_client=settings.REGISTRY_XROAD_CLIENT,
        xroad_service=settings.REGISTRY_XROAD_SERVICE,
        xroad_user=settings.REGISTRY_XROAD_USER,
        ca=settings.REGISTRY_CA_FILE,
        cert=settings.REGISTRY_CERT_FILE,
        key=settings.REGISTRY_KEY_FILE,
    )


def representation(access: Access, code: str, issue: str) -> Reply:
    """Who may represent the organisation `code` (eight digits); `issue` is our number of the matter."""
    if not _CODE.fullmatch(code):
        raise PermanentError("input")
    body, first = _call(access, "esindus_v2", issue, ariregistri_kood=int(code), keel="est")
    answer = card_of(body, code)
    if answer is not None:
        return Reply(answer, (first,))
    # Nothing found: does the organisation not exist, or has it only no representatives?
    body, second = _call(access, "lihtandmed_v3", issue, ariregistri_kood=int(code), keel="est")
    return Reply(facts_of(body, code), (first, second))


def ping(access: Access | None = None) -> None:
    """Whether the register answers; raises one of the outbox's errors if not."""
    _call(access or configured(), "klassifikaatorid_v1", "ping", klassifikaator="EVSTAATUSED", keel="est")


# ---- one call --------------------------------------------------------------------------------


class _RequestHash(Plugin):
    """Keeps the hash by which the security server can prove the question that was answered."""

    value = ""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:
        self.value = envelope.findtext(f".//{{{XROAD}}}requestHash") or ""
        return envelope, http_headers


class _Line:
    """A zeep client with its transport: one per process and thread, made at the first question."""

    def __init__(self, access: Access) -> None:
        self.transport = BoundedTransport(access.ca, access.cert, access.key)
        self.hash = _RequestHash()
        strict = Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        client = Client(str(CONTRACT), transport=self.transport, settings=strict, plugins=[self.hash])  # type: ignore[no-untyped-call]
        self.service = client.create_service(BINDING, access.url)  # type: ignore[no-untyped-call]


_kept = threading.local()


def _line(access: Access) -> _Line:
    # The worker forks: a connection made before must not be shared, hence the process in the key.
    key = (os.getpid(), access)
    if getattr(_kept, "key", None) != key:
        _kept.line, _kept.key = _Line(access), key
    line: _Line = _kept.line
    return line


def _call(access: Access, service: str, issue: str, **question: object) -> tuple[Any, Exchange]:
    line, message_id = _line(access), str(uuid.uuid4())
    line.hash.value = ""
    if access.channel == Channel.XROAD:
        body = _answered(line, service, _headers(access, service, message_id, issue), question)
    else:
        known = {"ariregister_kasutajanimi": access.username, "ariregister_parool": access.password}
        with own_turn():
            body = _answered(line, service, [], known | question)
    heard = line.transport.heard
    if heard is None or body is None:
        raise PassingError("not_soap")
    exchange = Exchange(
        service=service,
        message_id=message_id,
        request_hash=line.hash.value,
        sent_at=heard.sent_at,
        received_at=heard.received_at,
        raw=blanked(heard.raw),
        raw_hash=hashlib.sha256(heard.raw).hexdigest(),
    )
    return body, exchange


def _answered(line: _Line, service: str, headers: list[Any], question: dict[str, object]) -> Any:
    """Every failure becomes one of our errors: those of zeep and requests quote the whole message."""
    try:
        whole = line.service[service](keha=question, _soapheaders=headers)
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
    return getattr(getattr(whole, "body", whole), "keha", None)


def _what_came(line: _Line) -> str:
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


def _headers(access: Access, service: str, message_id: str, issue: str) -> list[Any]:
    """The headers of message protocol 4.0, in the order of its schema."""
    return [
        _identifier("client", "SUBSYSTEM", access.xroad_client),
        _identifier("service", "SERVICE", f"{access.xroad_service}/{service}/v1"),
        _header("userId", access.xroad_user),
        _header("id", message_id),
        _header("issue", issue),
        _header("protocolVersion", "4.0"),
    ]


def _header(tag: str, text: str = "") -> Any:
    element = etree.Element(f"{{{XROAD}}}{tag}", nsmap={"xro": XROAD, "iden": IDENTIFIERS})
    element.text = text
    return element


def _identifier(tag: str, object_type: str, path: str) -> Any:
    element = _header(tag)
    element.text = None
    element.set(f"{{{IDENTIFIERS}}}objectType", object_type)
    for name, value in zip(_PARTS, path.split("/"), strict=False):
        etree.SubElement(element, f"{{{IDENTIFIERS}}}{name}").text = value
    return element
