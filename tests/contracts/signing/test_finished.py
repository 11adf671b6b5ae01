"""What the desk makes is a signed container to everybody: to our validator, to xmlsec, openssl and SiVa."""

import base64
import io
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import signxml
import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from signxml.exceptions import InvalidSignature
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from contracts.containers.report import Format, Level, Verdict
from contracts.containers.siva import SivaValidator
from contracts.containers.trust import TrustStore
from contracts.containers.validator import LocalValidator
from tests.contracts.signing.conftest import CLIENT, CLIENT_TOO, FILES, P256, P384, PSS, RSA, Desk, now
from tests.simulators import siva
from tests.simulators.eid import Lab, add_signature

pytestmark = pytest.mark.slow

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
SCHEMAS = Path(signxml.__file__).parent / "xades" / "schemas"
CARDS = {"P-384": P384, "P-256": P256, "RSA": RSA, "PSS": PSS}
SOURCES = {"unsigned": [], "once": [CLIENT], "twice": [CLIENT, CLIENT_TOO]}
every_card = pytest.mark.parametrize("card", CARDS)
every_source = pytest.mark.parametrize("source", SOURCES)


@every_card
@every_source
def test_our_validator_accepts_it(
    desk: Desk, sources: dict[str, bytes], trust: TrustStore, card: str, source: str
) -> None:
    desk.code = CARDS[card]
    finished = desk.sign(sources[source])
    report = LocalValidator(trust, now()).validate(finished.container)
    assert report.verdict is Verdict.PASSED
    assert not report.everything_wrong()
    assert [s.signer.code for s in report.signatures] == [*SOURCES[source], desk.code]
    assert report.signatures[-1].level is Level.QESIG
    assert report.signatures[-1].format is Format.LT
    assert report.signatures[-1].trusted_at == finished.signed_at
    assert finished.file == f"META-INF/signatures{len(SOURCES[source])}.xml"
    assert not finished.slow


@every_source
def test_what_was_in_the_container_stays_byte_for_byte(
    desk: Desk, sources: dict[str, bytes], source: str
) -> None:
    before = sources[source]
    after = desk.sign(before).container
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    assert new.testzip() is None
    assert new.namelist() == [*old.namelist(), f"META-INF/signatures{len(SOURCES[source])}.xml"]
    assert new.namelist()[0] == "mimetype"
    assert after[: old.start_dir] == before[: old.start_dir]
    for each in old.infolist():
        assert _record(new.getinfo(each.filename)) == _record(each)


def _record(info: zipfile.ZipInfo) -> tuple[object, ...]:
    return tuple(getattr(info, name) for name in zipfile.ZipInfo.__slots__ if not name.startswith("_"))


def test_extra_fields_comments_and_descriptors_of_other_programs_stay(
    desk: Desk, lab: Lab, trust: TrustStore, sources: dict[str, bytes]
) -> None:
    before = _as_other_programs_write(sources["once"])
    after = desk.sign(before).container
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    assert new.comment == old.comment == b"LIB DigiDoc4j/5.3.1"
    assert after[: old.start_dir] == before[: old.start_dir]
    assert LocalValidator(trust, now()).validate(after).verdict is Verdict.PASSED
    again = add_signature(lab, CLIENT_TOO, after)
    assert LocalValidator(trust, now()).validate(again).verdict is Verdict.PASSED


def _as_other_programs_write(data: bytes) -> bytes:
    """With data descriptors (it cannot seek), entries' comments and the program's name."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            info = zipfile.ZipInfo(each.filename, (2026, 3, 2, 9, 0, 0))
            info.compress_type, info.comment = each.compress_type, b"saved elsewhere"
            new.writestr(info, old.read(each))
        new.comment = b"LIB DigiDoc4j/5.3.1"
    return out.getvalue()


@every_card
def test_xmlsec_accepts_the_signature_and_sees_a_changed_file(
    desk: Desk,
    lab: Lab,
    sources: dict[str, bytes],
    card: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.code = CARDS[card]
    finished = desk.sign(sources["once"])
    root = _unpacked(finished.container, tmp_path, finished.file)
    monkeypatch.chdir(tmp_path)
    assert _xmlsec_accepts(root, lab.card(desk.code).der)
    assert not _xmlsec_accepts(root, lab.card(CLIENT).der)
    name = next(iter(FILES))
    (tmp_path / name).write_bytes(b"%PDF other")
    assert not _xmlsec_accepts(root, lab.card(desk.code).der)


def _xmlsec_accepts(root: etree._Element, certificate: bytes) -> bool:
    xmlsec.tree.add_ids(root, ["Id"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertDer)
    signature = root.find(f"{DS}Signature")
    assert signature is not None
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _unpacked(data: bytes, folder: Path, file: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return etree.fromstring((folder / file).read_bytes())


def test_openssl_accepts_the_timestamp(
    desk: Desk, lab: Lab, sources: dict[str, bytes], tmp_path: Path
) -> None:
    finished = desk.sign(sources["twice"])
    root = _unpacked(finished.container, tmp_path, finished.file)
    value = root.find(f".//{DS}SignatureValue")
    assert value is not None
    token, octets = tmp_path / "token", tmp_path / "octets"
    token.write_bytes(_binary(root, "EncapsulatedTimeStamp"))
    octets.write_bytes(etree.tostring(value, method="c14n", exclusive=True))
    anchor = str(lab.anchors / "ca" / "lab-ca.pem")
    command = ("ts", "-verify", "-token_in", "-in", str(token), "-CAfile", anchor, "-data", str(octets))
    assert "Verification: OK" in _openssl(*command)
    octets.write_bytes(b"something else")
    assert "Verification: FAILED" in _openssl(*command)


def test_openssl_accepts_the_ocsp_answer(
    desk: Desk, lab: Lab, sources: dict[str, bytes], tmp_path: Path
) -> None:
    finished = desk.sign(sources["unsigned"])
    root = _unpacked(finished.container, tmp_path, finished.file)
    answer, card = tmp_path / "answer", tmp_path / "card.der"
    answer.write_bytes(_binary(root, "EncapsulatedOCSPValue"))
    card.write_bytes(lab.card(desk.code).der)
    anchor = str(lab.anchors / "ca" / "lab-ca.pem")
    said = _openssl(
        "ocsp", "-respin", str(answer), "-issuer", anchor, "-cert", str(card), "-CAfile", anchor, "-no_nonce",
        "-validity_period", "300",
    )  # fmt: skip
    assert "Response verify OK" in said
    assert "card.der: good" in said


def _binary(root: etree._Element, name: str) -> bytes:
    text = root.findtext(f".//{XADES}{name}")
    assert text is not None
    return base64.b64decode(text)


def _openssl(*command: str) -> str:
    done = subprocess.run(["openssl", *command], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


@every_source
def test_the_schemas_of_etsi_and_w3c_accept_the_signature_file(
    desk: Desk, sources: dict[str, bytes], source: str, tmp_path: Path
) -> None:
    finished = desk.sign(sources[source])
    root = _unpacked(finished.container, tmp_path, finished.file)
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "XAdES01903v132-201601.xsd")))
    assert schema.validate(root[0]), schema.error_log
    signing = root.find(f".//{XADES}SigningTime")
    assert signing is not None
    signing.text = "yesterday"  # the schema really looks inside
    assert not schema.validate(root[0])


@every_card
def test_signxml_accepts_the_signature(
    desk: Desk, lab: Lab, sources: dict[str, bytes], card: str, tmp_path: Path
) -> None:
    desk.code = CARDS[card]
    finished = desk.sign(sources["once"])
    root = _unpacked(finished.container, tmp_path, finished.file)
    files = [e for e in root.iter(f"{DS}Reference") if e.get("Type") is None]
    assert [unquote(str(e.get("URI"))) for e in files] == list(FILES)
    certificate = load_der_x509_certificate(lab.card(desk.code).der)
    config = XAdESSignatureConfiguration(expect_references=len(FILES) + 1, location="./")

    def verify() -> int:
        found = XAdESVerifier().verify(
            (tmp_path / finished.file).read_bytes(),
            x509_cert=certificate.public_bytes(Encoding.PEM).decode(),
            uri_resolver=lambda uri: (tmp_path / unquote(uri)).read_bytes(),
            expect_config=config,
        )
        return len(found)

    assert verify() == len(FILES) + 1
    (tmp_path / next(iter(FILES))).write_bytes(b"%PDF other")
    with pytest.raises(InvalidSignature):
        verify()


@every_card
def test_a_pretended_siva_that_judges_by_openssl_accepts_it(
    desk: Desk, lab: Lab, sources: dict[str, bytes], card: str
) -> None:
    desk.code = CARDS[card]
    container = desk.sign(sources["once"]).container
    running = siva.start(lab.anchors)
    try:
        report = SivaValidator(running.url).validate(container)
    finally:
        running.stop()
    assert report.verdict is Verdict.PASSED
    assert [s.signer.code for s in report.signatures] == [CLIENT, desk.code]


def test_the_signature_carries_what_a_later_reader_needs(desk: Desk, lab: Lab, tmp_path: Path) -> None:
    finished = desk.sign(_one_text(lab))
    root = _unpacked(finished.container, tmp_path, finished.file)
    assert _binary(root, "EncapsulatedX509Certificate") == lab.ca.der
    assert [e.text for e in root.iter(f"{XADES}MimeType")] == ["text/plain"]
    claimed = root.findtext(f".//{XADES}SigningTime")
    assert claimed == desk.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_text(lab: Lab) -> bytes:
    """A client's container whose manifest says text/plain."""
    from tests.simulators.eid import Recipe
    from tests.simulators.eid.writer import manifest, sign_xml, zipped

    files = {"leping.txt": b"text"}
    signature = sign_xml(lab, lab.card(CLIENT), files, recipe=Recipe(media="text/plain"))
    parts = {"META-INF/manifest.xml": manifest(list(files), "text/plain"), **files}
    return zipped(parts | {"META-INF/signatures0.xml": signature})
