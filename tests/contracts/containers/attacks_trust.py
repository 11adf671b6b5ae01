"""Attacks on certificates, times, validity, and on the finer points of the XML."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from tests.contracts.containers.attacks import attack, last_reference, root_of, signed, swapped, xml_edit
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators.eid import Lab, Recipe, add_signature, sign_files
from tests.simulators.eid.writer import XADES, container, sign_xml


@attack("ISSUER_NOT_TRUSTED")
def signer_of_another_authority(lab: Lab) -> bytes:
    return signed(lab, "60001019906")


@attack("CERTIFICATE_NOT_VALID_THEN")
def signer_whose_card_expired(lab: Lab) -> bytes:
    return signed(lab, "10303030002")


@attack("NOT_A_SIGNING_CERTIFICATE")
def signed_with_the_authentication_certificate(lab: Lab) -> bytes:
    return signed(lab, "39901012239")


@attack("NOT_A_SIGNING_CERTIFICATE")
def signed_by_the_authority_itself(lab: Lab) -> bytes:
    return container(FILES, [sign_xml(lab, lab.ca, FILES)])


@attack("NOT_QUALIFIED")
def signed_with_an_unqualified_certificate(lab: Lab) -> bytes:
    return signed(lab, "60001017869")


@attack("CERTIFICATE_REVOKED")
def certificate_revoked(lab: Lab) -> bytes:
    return signed(lab, ocsp_state="revoked")


@attack("CERTIFICATE_REVOKED")
def revoked_card_of_the_lab(lab: Lab) -> bytes:
    return sign_files(lab, "60001018800", FILES)


@attack("CERTIFICATE_STATUS_UNKNOWN")
def certificate_status_unknown(lab: Lab) -> bytes:
    return signed(lab, ocsp_state="unknown")


@attack("NO_REVOCATION_DATA")
def no_ocsp_answer(lab: Lab) -> bytes:
    return signed(lab, answers=0)


@attack("NO_TIMESTAMP")
def no_timestamp(lab: Lab) -> bytes:
    return signed(lab, stamps=0)


@attack("NO_TIMESTAMP")
def signature_of_level_b(lab: Lab) -> bytes:
    return signed(lab, stamps=0, answers=0)


@attack("TIMESTAMP_NOT_ONE")
def two_timestamps(lab: Lab) -> bytes:
    return signed(lab, stamps=2)


@attack("TIMESTAMP_OF_SOMETHING_ELSE")
def timestamp_of_another_signature(lab: Lab) -> bytes:
    return signed(lab, stamp_of=b"another signature value")


@attack("TSA_NOT_TRUSTED")
def timestamp_by_a_person(lab: Lab) -> bytes:
    return signed(lab, tsa=lab.card(JAAN))


@attack("TSA_NOT_TRUSTED")
def timestamp_by_the_ocsp_responder(lab: Lab) -> bytes:
    return signed(lab, tsa=lab.ocsp)


@attack("OCSP_NOT_TRUSTED")
def ocsp_answered_by_a_person(lab: Lab) -> bytes:
    """The reference tool accepts this one: an ordinary certificate of the same authority."""
    return signed(lab, responder=lab.card(JAAN))


@attack("OCSP_NOT_TRUSTED")
def ocsp_answered_by_the_time_stamper(lab: Lab) -> bytes:
    return signed(lab, responder=lab.tsa)


@attack("OCSP_NOT_TRUSTED")
def ocsp_answered_by_a_stranger(lab: Lab) -> bytes:
    return signed(lab, responder=lab.foreign)


@attack("OCSP_OF_ANOTHER_CERTIFICATE")
def ocsp_about_another_card(lab: Lab) -> bytes:
    return signed(lab, asked_about=lab.card(JAAN))


@attack("OCSP_TOO_LATE")
def ocsp_two_days_later(lab: Lab) -> bytes:
    return sign_files(
        lab, MARI, FILES, datetime.now(UTC) - timedelta(days=4), Recipe(ocsp_delay=timedelta(hours=48))
    )


@attack("OCSP_BEFORE_TIMESTAMP")
def ocsp_before_the_timestamp(lab: Lab) -> bytes:
    return signed(lab, ocsp_delay=timedelta(minutes=-10))


@attack("SIGNED_IN_FUTURE")
def signed_tomorrow(lab: Lab) -> bytes:
    return sign_files(lab, MARI, FILES, datetime.now(UTC) + timedelta(days=1))


@attack("NO_TIMESTAMP")
def claimed_time_is_not_trusted_time(lab: Lab) -> bytes:
    return sign_files(lab, MARI, FILES, datetime(2021, 6, 1, tzinfo=UTC), Recipe(stamps=0))


@attack("TIME_MARK_WRONG")
def time_mark_of_another_signature(lab: Lab) -> bytes:
    policy = "1.3.6.1.4.1.10015.1000.3.2.1"
    first = sign_xml(lab, lab.card(MARI), FILES, recipe=Recipe(stamps=0, policy=policy))
    second = sign_xml(lab, lab.card(MARI), FILES, recipe=Recipe(stamps=0, policy=policy))
    pattern = rb"<xades:EncapsulatedOCSPValue>.*?</xades:EncapsulatedOCSPValue>"
    other = re.search(pattern, second)
    assert other is not None
    return container(FILES, [re.sub(pattern, other[0], first)])


@attack("SIGNATURE_VALUE_WRONG")
def good_signature_beside_a_bad_one(lab: Lab) -> bytes:
    good = sign_files(lab, MARI, FILES)
    return add_signature(lab, JAAN, good, recipe=Recipe(shown=(lab.card(MARI),), named=lab.card(MARI)))


@attack("KEY_VALUE_DIFFERS")
def bare_key_of_another_beside_the_certificate(lab: Lab) -> bytes:
    modulus = "A" * 20
    value = f"<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus>"
    value += "<ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>"
    return xml_edit(lab, swapped(b"<ds:KeyInfo>", b"<ds:KeyInfo>" + value.encode()), who="23809230033")


@attack("FILE_NOT_SIGNED")
def signature_without_a_reference_to_any_file(lab: Lab) -> bytes:
    """The reference tool accepts this one: its check is skipped when there are no file references."""
    return container(FILES, [sign_xml(lab, lab.card(MARI), {})])


@attack("REFERENCE_WRONG")
def signed_properties_referenced_twice(lab: Lab) -> bytes:
    def edit(reference: etree._Element) -> None:
        twin = etree.fromstring(etree.tostring(reference))
        twin.set("Id", "twin")
        root_of(reference).append(twin)

    return last_reference(lab, edit)


@attack("XML_FORBIDDEN")
def thousands_of_elements(lab: Lab) -> bytes:
    return xml_edit(lab, swapped(b"<ds:Object>", b"<ds:Object>" + b"<a/>" * 30_000))


@attack("OCSP_WRONG")
def many_ocsp_answers(lab: Lab) -> bytes:
    return signed(lab, answers=12)


@attack("XML_FORBIDDEN")
def base_attribute_that_moves_references(lab: Lab) -> bytes:
    return xml_edit(lab, swapped(b"<ds:Object>", b'<ds:Object xml:base="http://elsewhere.example/">'))


@attack("SIGNATURE_STRUCTURE")
def counter_signature_inside(lab: Lab) -> bytes:
    def edit(root: etree._Element) -> None:
        holder = root.find(f".//{{{XADES}}}UnsignedSignatureProperties")
        assert holder is not None
        counter = etree.SubElement(holder, f"{{{XADES}}}CounterSignature")
        counter.append(etree.fromstring(etree.tostring(root[0]).replace(b'"S0', b'"S8')))

    return signed(lab, after=edit)


@attack("SIGNATURE_STRUCTURE")
def signature_file_with_another_root(lab: Lab) -> bytes:
    return xml_edit(lab, lambda d: d.replace(b"asic:XAdESSignatures", b"asic:Other"))


@attack("SIGNATURE_VALUE_WRONG")
def signature_value_of_zeros(lab: Lab) -> bytes:
    pattern = rb"(<ds:SignatureValue[^>]*>)[^<]+"
    return xml_edit(lab, lambda d: re.sub(pattern, rb"\g<1>" + b"A" * 128, d))


@attack("TIMESTAMP_WRONG")
def timestamp_cut_short(lab: Lab) -> bytes:
    pattern = rb"(<xades:EncapsulatedTimeStamp>)[^<]{400}"
    return xml_edit(lab, lambda d: re.sub(pattern, rb"\g<1>", d))


@attack("OCSP_WRONG")
def ocsp_answer_is_noise(lab: Lab) -> bytes:
    pattern = rb"(<xades:EncapsulatedOCSPValue>)[^<]+"
    return xml_edit(lab, lambda d: re.sub(pattern, rb"\g<1>AAAA", d))


@attack("NO_REVOCATION_DATA")
def answer_under_another_name(lab: Lab) -> bytes:
    return xml_edit(lab, lambda data: data.replace(b"xades:OCSPValues>", b"xades:Whatever>"))


@attack("ALGORITHM_NOT_ALLOWED")
def answer_of_a_responder_whose_key_cannot_be_read(lab: Lab) -> bytes:
    """The point of its key is on no curve; first found by chance (fuzz, seed 1)."""

    def bend(data: bytes) -> bytes:
        found = re.search(rb"<xades:EncapsulatedOCSPValue>(.*?)</", data)
        assert found is not None
        der = base64.b64decode(found[1])
        key = lab.ocsp.certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        bent = der.replace(key, key[:1] + bytes(len(key) - 1))
        assert bent != der
        return data.replace(found[1], base64.b64encode(bent))

    return xml_edit(lab, bend)


@attack("CERTIFICATE_UNREADABLE")
def certificate_of_a_version_that_there_is_not(lab: Lab) -> bytes:
    """First found by chance (fuzz, seed 20261123)."""
    der = lab.card(MARI).der
    bent = der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    assert bent != der

    def bend(data: bytes) -> bytes:
        shown = data.replace(base64.b64encode(der), base64.b64encode(bent))
        digest = base64.b64encode(hashlib.sha256(der).digest())
        return shown.replace(digest, base64.b64encode(hashlib.sha256(bent).digest()))

    return xml_edit(lab, bend)
