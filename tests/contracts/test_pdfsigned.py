"""A PDF signed in itself: what it says of its signatures is read, and called not verified."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from contracts.verification import pdfsigned

DRAFT = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ROOM = 8192  # characters kept for the signature


def cms() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.GIVEN_NAME, "Mari"),
            x509.NameAttribute(NameOID.SURNAME, "Tamm"),
            x509.NameAttribute(NameOID.COMMON_NAME, "TAMM,MARI"),
        ]
    )
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(days=365))
    certificate = made.sign(key, hashes.SHA256())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"x").add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])


def signed(document: bytes, value: bytes, rest: bytes = b"\n>>\nendobj\n%%EOF\n") -> bytes:
    """The document with one signature appended, as programs do it."""
    hexed = value.hex().ljust(ROOM, "0").encode()
    before = document + b"9 0 obj\n<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [%s] /Contents "
    width = len("0 0000000000 0000000000 0000000000")
    first = len(before) - 2 + width
    second = first + len(hexed) + 2
    numbers = f"0 {first:010} {second:010} {len(rest):010}".encode()
    return before.replace(b"%s", numbers) + b"<" + hexed + b">" + rest


def test_name_and_extent_are_read() -> None:
    data = signed(DRAFT, cms())
    [found] = pdfsigned.signatures(data)
    assert (found.name, found.to_the_end) == ("Mari Tamm", True)
    assert found.at is not None and pdfsigned.begins_with(data, DRAFT)


def test_what_was_added_after_it_is_told() -> None:
    [found] = pdfsigned.signatures(signed(DRAFT, cms()) + b"10 0 obj\n(more)\nendobj\n")
    assert not found.to_the_end


def test_what_cannot_be_read_has_no_name_and_does_no_harm() -> None:
    [found] = pdfsigned.signatures(signed(DRAFT, b"\x30\x80rubbish"))
    assert (found.name, found.at) == ("", None)
    assert pdfsigned.signatures(DRAFT) == []
    assert pdfsigned.signatures(b"/ByteRange [0 99999999999 5 7] /ByteRange [0 1") == []


def test_another_document_is_not_ours() -> None:
    assert not pdfsigned.begins_with(signed(DRAFT.replace(b"1.7", b"1.6"), cms()), DRAFT)
