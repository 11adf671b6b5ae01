"""Our own contract says the same as the register's, where its files lie beside the project."""

from pathlib import Path

import pytest
from lxml import etree

OURS = Path(__file__).parents[2] / "registry" / "contract"
THEIRS = Path(__file__).parents[3] / "shared" / "business-register"
XSD = "{http://www.w3.org/2001/XMLSchema}"
SERVICES = ("esindus_v2", "lihtandmed_v3", "klassifikaatorid_v1")

beside = pytest.mark.skipif(
    not THEIRS.is_dir(), reason="the register's contract data is not beside the project"
)


def shape(path: Path, element: str) -> object:
    """The tree under a top-level element: names, order, built-in types and how often."""
    root = etree.parse(str(path)).getroot()
    types = {t.get("name"): t for t in root.iter(f"{XSD}complexType")}
    top = next(e for e in root.findall(f"{XSD}element") if e.get("name") == element)

    def unfold(e: etree._Element) -> object:
        name = (e.get("type") or "").split(":")[-1]
        often = (
            e.get("minOccurs", "1"),
            e.get("maxOccurs", "1"),
            e.get("nillable", "false"),
            e.get("default"),
        )
        if name in types:
            return e.get("name"), often, [unfold(child) for child in types[name].iter(f"{XSD}element")]
        return e.get("name"), often, name

    return unfold(top)


@beside
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("suffix", ["", "Response"])
def test_our_schema_has_the_elements_of_the_register_in_its_order(service: str, suffix: str) -> None:
    theirs = shape(THEIRS / f"xroad6_{service}.xsd", service + suffix)
    assert shape(OURS / f"{service}.xsd", service + suffix) == theirs


@beside
@pytest.mark.parametrize("file", ["arireg-trimmed.wsdl", "arireg-trimmed-headers.wsdl"])
def test_our_wsdl_has_the_operations_of_the_register(file: str) -> None:
    def operations(path: Path) -> dict[str, list[str | None]]:
        root = etree.parse(str(path)).getroot()
        found: dict[str, list[str | None]] = {}
        for part in root.iter("{*}portType", "{*}binding"):
            for operation in part.findall("{*}operation"):
                parts = [
                    child.get("message", "").split(":")[-1] for child in operation.findall("*[@message]")
                ]
                actions = [child.get("soapAction") for child in operation.findall("{*}operation")]
                found.setdefault(operation.get("name", ""), []).extend(parts + actions)
        return {name: found[name] for name in SERVICES}

    assert operations(OURS / "register.wsdl") == operations(THEIRS / file)
