"""Containers that must be refused, each bent in one way. `ATTACKS` names them with the code expected."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import etree

from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators.eid import Lab, Recipe, sign_files
from tests.simulators.eid.writer import DS, XADES, container, sign_xml, zipped

Attack = Callable[[Lab], bytes]
ATTACKS: dict[str, tuple[str, Attack]] = {}
NAME = next(iter(FILES))


def attack(code: str) -> Callable[[Attack], Attack]:
    def remember(make: Attack) -> Attack:
        ATTACKS[make.__name__] = (code, make)
        return make

    return remember


def signed(lab: Lab, who: str = MARI, **bends: Any) -> bytes:
    return sign_files(lab, who, FILES, recipe=replace(Recipe(), **bends))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n != "mimetype"}


def changed(lab: Lab, edit: Callable[[dict[str, bytes]], object], **bends: Any) -> bytes:
    entries = parts(signed(lab, **bends))
    edit(entries)
    return zipped(entries)


def xml_edit(lab: Lab, edit: Callable[[bytes], bytes], **bends: Any) -> bytes:
    def change(entries: dict[str, bytes]) -> None:
        entries["META-INF/signatures0.xml"] = edit(entries["META-INF/signatures0.xml"])

    return changed(lab, change, **bends)


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return edit


# the files ------------------------------------------------------------------------------------


@attack("FILE_CHANGED")
def one_letter_of_a_file_changed(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({NAME: e[NAME].replace(b"contract", b"contracT", 1)}))


@attack("FILE_NOT_IN_MANIFEST")
def file_added(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({"extra.pdf": b"%PDF extra"}))


@attack("FILE_NOT_SIGNED")
def file_added_and_listed(lab: Lab) -> bytes:
    names = [*FILES, "extra.pdf"]
    signature = sign_xml(lab, lab.card(MARI), FILES)
    return container(dict.fromkeys(names, b"x") | FILES, [signature])


@attack("SIGNED_FILE_MISSING")
def signed_file_removed_everywhere(lab: Lab) -> bytes:
    signature = sign_xml(lab, lab.card(MARI), FILES)
    return container({NAME: FILES[NAME]}, [signature])


@attack("FILE_MISSING")
def signed_file_removed_from_the_zip(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.pop(NAME))


@attack("FILE_CHANGED")
def two_files_changed_places(lab: Lab) -> bytes:
    first, second = FILES
    return changed(lab, lambda e: e.update({first: e[second], second: e[first]}))


@attack("MEDIA_TYPE_DIFFERS")
def media_type_changed_in_the_manifest(lab: Lab) -> bytes:
    def edit(entries: dict[str, bytes]) -> None:
        entries["META-INF/manifest.xml"] = entries["META-INF/manifest.xml"].replace(
            b"application/pdf", b"text/html", 1
        )

    return changed(lab, edit)


@attack("FILE_NOT_SIGNED")
def second_signer_signed_only_one_file(lab: Lab) -> bytes:
    return container(
        FILES,
        [
            sign_xml(lab, lab.card(MARI), FILES),
            sign_xml(lab, lab.card(JAAN), {NAME: FILES[NAME]}, number=1),
        ],
    )


# the signature --------------------------------------------------------------------------------


@attack("NO_SIGNATURES")
def nobody_signed(lab: Lab) -> bytes:
    return container(FILES, [])


@attack("SIGNATURE_VALUE_WRONG")
def signature_value_of_another(lab: Lab) -> bytes:
    return signed(lab, shown=(lab.card(JAAN),), named=lab.card(JAAN))


@attack("SIGNING_CERTIFICATE_NOT_NAMED")
def certificate_swapped_in_key_info(lab: Lab) -> bytes:
    return signed(lab, shown=(lab.card(JAAN),))


@attack("SIGNING_CERTIFICATE_NOT_NAMED")
def no_certificate_shown(lab: Lab) -> bytes:
    return xml_edit(lab, lambda d: re.sub(rb"<ds:X509Certificate>.*?</ds:X509Certificate>", b"", d))


@attack("SIGNED_PROPERTIES_CHANGED")
def signing_time_changed(lab: Lab) -> bytes:
    return xml_edit(lab, lambda d: re.sub(rb"<xades:SigningTime>\d{4}", b"<xades:SigningTime>2019", d))


@attack("ALGORITHM_NOT_ALLOWED")
def digests_by_sha1(lab: Lab) -> bytes:
    return signed(lab, digest="sha1")


@attack("ALGORITHM_NOT_ALLOWED")
def signature_method_is_hmac(lab: Lab) -> bytes:
    return _method(lab, "http://www.w3.org/2000/09/xmldsig#hmac-sha1")


@attack("ALGORITHM_NOT_ALLOWED")
def signature_method_is_rsa_sha1(lab: Lab) -> bytes:
    return _method(lab, "http://www.w3.org/2000/09/xmldsig#rsa-sha1")


@attack("SIGNATURE_VALUE_WRONG")
def signature_method_of_another_key(lab: Lab) -> bytes:
    return _method(lab, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")


def _method(lab: Lab, uri: str) -> bytes:
    def edit(root: etree._Element) -> None:
        found = root.find(f".//{{{DS}}}SignatureMethod")
        assert found is not None
        found.set("Algorithm", uri)

    return signed(lab, before=edit)


@attack("REFERENCE_WRONG")
def file_reference_with_a_transform(lab: Lab) -> bytes:
    def edit(root: etree._Element) -> None:
        reference = root.find(f".//{{{DS}}}Reference")
        assert reference is not None
        transforms = etree.Element(f"{{{DS}}}Transforms")
        step = etree.SubElement(transforms, f"{{{DS}}}Transform")
        step.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#base64")
        reference.insert(0, transforms)

    return signed(lab, before=edit)


@attack("REFERENCE_WRONG")
def reference_to_something_inside(lab: Lab) -> bytes:
    return _reference(lab, lambda r: r.set("URI", "#S0-SIG"))


@attack("REFERENCE_WRONG")
def signed_properties_not_referenced(lab: Lab) -> bytes:
    return last_reference(lab, lambda r: root_of(r).remove(r))


@attack("REFERENCE_WRONG")
def one_file_referenced_twice(lab: Lab) -> bytes:
    return _reference(lab, lambda r: r.set("URI", "VK-2026-000001.pdf"))


def _reference(lab: Lab, edit: Callable[[etree._Element], None]) -> bytes:
    def change(root: etree._Element) -> None:
        found = root.find(f".//{{{DS}}}Reference")
        assert found is not None
        edit(found)

    return signed(lab, before=change)


def root_of(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def last_reference(lab: Lab, edit: Callable[[etree._Element], None]) -> bytes:
    def change(root: etree._Element) -> None:
        edit(root.findall(f".//{{{DS}}}Reference")[-1])

    original = signed(lab)
    root = etree.fromstring(parts(original)["META-INF/signatures0.xml"])
    change(root)
    return changed(lab, lambda e: e.update({"META-INF/signatures0.xml": etree.tostring(root)}))


@attack("SIGNATURE_STRUCTURE")
def signed_properties_wrapped_twice(lab: Lab) -> bytes:
    """Signature wrapping: the signed properties that are read are not those that were digested."""

    def edit(root: etree._Element) -> None:
        qualifying = root.find(f".//{{{XADES}}}QualifyingProperties")
        properties = root.find(f".//{{{XADES}}}SignedProperties")
        assert qualifying is not None and properties is not None
        twin = etree.fromstring(etree.tostring(properties))
        twin.set("Id", "evil")
        qualifying.insert(0, twin)

    return signed(lab, after=edit)


@attack("XML_DUPLICATE_ID")
def two_elements_with_one_id(lab: Lab) -> bytes:
    return xml_edit(lab, swapped(b"<ds:KeyInfo>", b'<ds:KeyInfo Id="S0-P">'))


@attack("SIGNATURE_STRUCTURE")
def signature_inside_a_signature(lab: Lab) -> bytes:
    def edit(root: etree._Element) -> None:
        inner = etree.fromstring(etree.tostring(root[0]).replace(b'"S0', b'"S7'))
        root[0][2].append(inner)

    return signed(lab, after=edit)


@attack("SIGNATURE_STRUCTURE")
def qualifying_properties_of_another_signature(lab: Lab) -> bytes:
    return xml_edit(lab, swapped(b'Target="#S0"', b'Target="#S1"'))


@attack("XML_FORBIDDEN")
def entity_that_reads_a_file(lab: Lab) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><asic:XAdESSignatures'
    return xml_edit(lab, swapped(b"<asic:XAdESSignatures", bomb))


@attack("XML_FORBIDDEN")
def comment_inside_a_digest(lab: Lab) -> bytes:
    return xml_edit(lab, swapped(b"<ds:DigestValue>", b"<ds:DigestValue><!-- -->"))


@attack("XML_DAMAGED")
def signature_file_is_not_xml(lab: Lab) -> bytes:
    return xml_edit(lab, lambda d: d[:-20])
