"""The register's bad days: what it answers for a magic code, or for everyone while a fault is switched on."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from functools import cache

from starlette.responses import Response, StreamingResponse

from . import soap

XML = "text/xml; charset=utf-8"
PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

# Registry code -> what happens instead of an answer (or to the answer); the README's table.
MAGIC = {
    "10000053": "fault",
    "10000082": "slow",
    "10000099": "credentials",
    "10000107": "html502",
    "10000113": "truncated",
    "10000127": "empty",
    "10000136": "unknown_middle",
    "10000142": "unknown_end",
    "10000159": "encoding",
    "10000165": "drip",
    "10000171": "huge",
    "10000188": "json",
    "10000194": "dtd",
    "10000202": "redirect",
    "10000219": "dropped",
    "10000225": "access_denied",
    "10000231": "service_failed",
    "10000248": "busy503",
    "10000254": "other_organisation",
    "10000260": "no_status",
    "10000277": "html200",
    "10000283": "never",
    "10000291": "empty500",
    "10000308": "unknown_status",
    "10000314": "bad_group_number",
    "10000320": "input",
    "10000337": "entities",
    "10000343": "bomb",
    "10000356": "bad_gzip",
    "10000366": "no_body",
    "10000372": "other_operation",
    "10000521": "empty_item",
    "10000538": "two_organisations",
    "10000544": "other_encoding",
    "10000550": "personal_fault",
    "10000567": "personal_number",
    "10000573": "other_id",
    "10000585": "multipart",
    "10000596": "soap12",
    "10000604": "fault_without_code",
}


def instead(kind: str, question: soap.Question) -> Response | None:
    """An answer that needs nothing of the register; None if the kind only changes the answer."""
    match kind:
        case "fault":
            return _xml(soap.fault(question, "SOAP-ENV:Server", "Süsteemi viga."), 500)
        case "credentials":
            return _xml(soap.fault(question, "SOAP-ENV:Server", "Incorrect user name or password."), 200)
        case "input":
            text = "Sisendparameetrid vigased: palun sisestage kas äriregistri kood või isikukood."
            return _xml(soap.fault(question, "SOAP-ENV:Server", text), 200)
        case "access_denied":
            code = "Server.ServerProxy.AccessDenied"
            return _xml(soap.fault(question, code, "Request is not allowed: SERVICE", "2f1c0d"), 500)
        case "service_failed":
            return _xml(
                soap.fault(question, "Server.ServerProxy.ServiceFailed.Timeout", "Timeout", "9a"), 500
            )
        case "personal_fault":
            text = "Isikul Mari Tamm (24503120016) ei ole õigust, kasutaja abilaud, salasõna naidis."
            return _xml(soap.fault(question, "SOAP-ENV:Server", text), 500)
        case "fault_without_code":
            return _xml(re.sub(rb"<faultcode>.*?</faultcode>", b"", soap.fault(question, "", "Viga")), 500)
        case "html502":
            return Response(PAGE, 502, media_type="text/html")
        case "html200":
            return Response(PAGE, 200, media_type="text/html")
        case "busy503":
            return Response("busy", 503, media_type="text/plain")
        case "empty":
            return _xml(b"", 200)
        case "empty500":
            return _xml(b"", 500)
        case "json":
            return Response('{"keha": {"ettevotjad": {}}}', 200, media_type="application/json")
        case "redirect":
            return Response("", 302, headers={"Location": "/elsewhere"})
        case "dtd":
            return _xml(b'<?xml version="1.0"?><!DOCTYPE x [<!ELEMENT x ANY>]><x/>', 200)
        case "entities":
            return _xml(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 200)
    return None


def spoiled(kind: str, answer: bytes, code: str) -> Response | None:
    """The true answer, damaged."""
    match kind:
        case "multipart":
            return Response(answer, 200, media_type='multipart/related; boundary="x"')
        case "bad_gzip":
            return Response(answer, 200, media_type=XML, headers={"Content-Encoding": "gzip"})
        case "bomb":
            return Response(_bomb(), 200, media_type=XML, headers={"Content-Encoding": "gzip"})
        case "drip":
            return StreamingResponse(_drip(answer), 200, media_type=XML)
        case "huge":
            return StreamingResponse(_huge(answer), 200, media_type=XML)
        case "dropped":
            return StreamingResponse(
                _dropped(answer), 200, media_type=XML, headers={"Content-Length": "99999"}
            )
    rewritten = _rewritten(kind, answer, code)
    return None if rewritten is None else _xml(rewritten, 200)


def _rewritten(kind: str, answer: bytes, code: str) -> bytes | None:
    """Other bytes in the place of the answer's own."""
    match kind:
        case "truncated":
            return answer[: len(answer) * 2 // 3]
        case "encoding":
            return answer.decode().encode("latin-1", "replace")
        case "unknown_middle":
            return answer.replace(b"<ns1:staatus>", b"<ns1:uus_vali>1</ns1:uus_vali><ns1:staatus>")
        case "unknown_end":
            return answer.replace(b"</ns1:ettevotjad>", b"</ns1:ettevotjad><ns1:uus_vali/>")
        case "other_organisation":
            asked, other = f">{code}</ns1:ariregistri_kood><ns1:arinimi".encode(), b">10000001<"
            return answer.replace(asked, other + asked.partition(b"<")[2])
        case "no_status":
            return answer.replace(b"<ns1:staatus>R</ns1:staatus>", b"<ns1:staatus></ns1:staatus>")
        case "unknown_status":
            return answer.replace(b"<ns1:staatus>R</ns1:staatus>", b"<ns1:staatus>X</ns1:staatus>")
        case "bad_group_number":
            return answer.replace(b"<ns1:grupi_nr>1<", b"<ns1:grupi_nr>esimene<")
        case "other_id":
            return re.sub(rb"(:id[ >][^<]*?)[0-9a-f-]{36}", rb"\g<1>" + b"0" * 36, answer)
        case "no_body":
            return re.sub(rb"<SOAP-ENV:Body.*</SOAP-ENV:Body>", b"", answer, flags=re.DOTALL)
        case "soap12":
            newer = b"http://www.w3.org/2003/05/soap-envelope"
            return answer.replace(soap.ENVELOPE.encode(), newer)
        case "other_operation":
            return answer.replace(b"esindus_v2Response", b"lihtandmed_v3Response")
        case "empty_item":
            return re.sub(rb"<ns1:isikud>.*</ns1:isikud>", _EMPTY, answer, flags=re.DOTALL)
        case "two_organisations":
            item = rb"(<ns1:ettevotjad>)(.*)(</ns1:ettevotjad>)"
            return re.sub(item, rb"\1\2\2\3", answer, flags=re.DOTALL)
        case "personal_number":
            return answer.replace(b"<ns1:grupi_nr>1<", b"<ns1:grupi_nr>Mari Tamm 24503120016<")
        case "other_encoding":
            return answer.replace(b"UTF-8", b"UTF-16", 1)
    return None


_EMPTY = b"<ns1:isikud><ns1:item/></ns1:isikud>"


@cache
def _bomb() -> bytes:
    """A hundred megabytes in a hundred kilobytes."""
    return gzip.compress(b"<!-- " + b" " * 100_000_000, compresslevel=9)


async def _drip(answer: bytes) -> AsyncIterator[bytes]:
    for position in range(len(answer)):
        yield answer[position : position + 1]
        await asyncio.sleep(1)


async def _huge(answer: bytes) -> AsyncIterator[bytes]:
    yield answer[:200]
    for _ in range(200):
        yield b"<!-- " + b"x" * 65536 + b" -->"


async def _dropped(answer: bytes) -> AsyncIterator[bytes]:
    yield answer[:300]


def _xml(content: bytes, status: int) -> Response:
    return Response(content, status, media_type=XML)
