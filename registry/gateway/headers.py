"""The SOAP headers of X-Road, message protocol 4.0."""

from typing import Any

from lxml import etree
from zeep.plugins import Plugin

from registry.gateway.access import Access

XROAD = "http://x-road.eu/xsd/xroad.xsd"
IDENTIFIERS = "http://x-road.eu/xsd/identifiers"
_PARTS = ("xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode", "serviceVersion")


class Returned(Plugin):
    """What zeep does not keep: the answer itself, and what the security server puts into its headers."""

    answer: Any = None  # its element
    message_id = ""  # of the question that was answered
    request_hash = ""  # by which the security server can prove the question

    def forget(self) -> None:
        self.answer, self.message_id, self.request_hash = None, "", ""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:
        self.answer = envelope.find("{*}Body/{*}*")
        self.message_id = (envelope.findtext(f"{{*}}Header/{{{XROAD}}}id") or "").strip()
        self.request_hash = envelope.findtext(f"{{*}}Header/{{{XROAD}}}requestHash") or ""
        return envelope, http_headers


def headers(access: Access, service: str, message_id: str, issue: str) -> list[Any]:
    """In the order of the protocol's schema; `issue` is our number of the matter."""
    return [
        _identifier("client", "SUBSYSTEM", access.xroad_client),
        _identifier("service", "SERVICE", f"{access.xroad_service}/{service}/v1"),
        _header("userId", access.xroad_user),
        _header("id", message_id),
        _header("issue", issue),
        _header("protocolVersion", "4.0"),
    ]


def _header(tag: str, text: str | None = None) -> Any:
    element = etree.Element(f"{{{XROAD}}}{tag}", nsmap={"xro": XROAD, "iden": IDENTIFIERS})
    element.text = text
    return element


def _identifier(tag: str, object_type: str, path: str) -> Any:
    element = _header(tag)
    element.set(f"{{{IDENTIFIERS}}}objectType", object_type)
    for name, value in zip(_PARTS, path.split("/"), strict=False):
        etree.SubElement(element, f"{{{IDENTIFIERS}}}{name}").text = value
    return element
