"""What the lab writes, independent tools read: xmlsec for the signature, openssl for time and validity."""

import base64
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
import xmlsec
from lxml import etree

from tests.contracts.containers.attacks import parts
from tests.contracts.containers.conftest import FILES
from tests.simulators.eid import IDENTITIES, Lab, sign_files
from tests.simulators.eid.writer import C14N11, DS, XADES, canonical

GOOD = ["24503120016", "23809230033", "14201110044", "24708300056"]  # P-384, RSA, P-256, PSS


def unpacked(data: bytes, folder: Path) -> etree._Element:
    for name, content in parts(data).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return etree.fromstring((folder / "META-INF" / "signatures0.xml").read_bytes())


def xmlsec_accepts(root: etree._Element, certificate: bytes) -> bool:
    """Looks at the files in the working folder, by their names in the references."""
    xmlsec.tree.add_ids(root, ["Id"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertDer)
    signature = root.find(f"{{{DS}}}Signature")
    assert signature is not None
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("code", GOOD)
def test_xmlsec_accepts_what_the_lab_signs(
    lab: Lab, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"leping.pdf": b"%PDF one", "volikiri.pdf": b"%PDF two"}
    root = unpacked(sign_files(lab, code, files), tmp_path)
    monkeypatch.chdir(tmp_path)
    assert xmlsec_accepts(root, lab.card(code).der)
    (tmp_path / "leping.pdf").write_bytes(b"%PDF other")
    assert not xmlsec_accepts(root, lab.card(code).der)


def moment_of(root: etree._Element) -> str:
    """Seconds since 1970 of the claimed time, which the lab makes the same as the trusted one."""
    text = root.findtext(f".//{{{XADES}}}SigningTime")
    assert text is not None
    return str(int(datetime.fromisoformat(text).timestamp()) + 2)


def run(*command: str) -> str:
    done = subprocess.run(["openssl", *command], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout + done.stderr


def test_openssl_accepts_the_timestamp(lab: Lab, good: bytes, tmp_path: Path) -> None:
    root = unpacked(good, tmp_path)
    value = root.find(f".//{{{DS}}}SignatureValue")
    token = root.findtext(f".//{{{XADES}}}EncapsulatedTimeStamp")
    assert value is not None and token is not None
    (tmp_path / "value").write_bytes(canonical(value, C14N11))
    (tmp_path / "token").write_bytes(base64.b64decode(token))
    anchor = str(lab.anchors / "ca" / "lab-ca.pem")
    command: tuple[str, ...] = (
        "ts",
        "-verify",
        "-token_in",
        "-in",
        str(tmp_path / "token"),
        "-CAfile",
        anchor,
    )
    command += ("-attime", moment_of(root))
    assert "Verification: OK" in run(*command, "-data", str(tmp_path / "value"))
    (tmp_path / "value").write_bytes(b"something else")
    assert "Verification: FAILED" in run(*command, "-data", str(tmp_path / "value"))


@pytest.mark.parametrize(("code", "word"), [("24503120016", "good"), ("60001018800", "revoked")])
def test_openssl_reads_the_ocsp_answer(lab: Lab, code: str, word: str, tmp_path: Path) -> None:
    assert IDENTITIES[code].state == word
    root = unpacked(sign_files(lab, code, FILES), tmp_path)
    answer = root.findtext(f".//{{{XADES}}}EncapsulatedOCSPValue")
    assert answer is not None
    (tmp_path / "answer").write_bytes(base64.b64decode(answer))
    (tmp_path / "card.pem").write_bytes((lab.folder / f"card-{code}.pem").read_bytes())
    anchor = str(lab.anchors / "ca" / "lab-ca.pem")
    said = run(
        "ocsp", "-respin", str(tmp_path / "answer"), "-issuer", anchor, "-cert", str(tmp_path / "card.pem"),
        "-CAfile", anchor, "-no_nonce", "-attime", moment_of(root), "-validity_period", "315360000",
    )  # fmt: skip
    assert "Response verify OK" in said
    assert f"card.pem: {word}" in said
