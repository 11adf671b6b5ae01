"""The way over X-Road: our headers, and a security server that knows us by our certificate."""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone
from lxml import etree

from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import PassingError, PermanentError
from registry import actions, gateway, tasks
from registry.enums import Channel, Purpose
from registry.gateway import Access
from registry.models import Check
from tests.simulators import business_register
from tests.simulators.business_register import PASSWORD, USERNAME, Running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_xroad_carries_our_headers_and_keeps_what_proves_the_question(
    xroad: Access, register: Running
) -> None:
    exchange = gateway.representation(xroad, "10000001", "D-2026-7").exchanges[0]

    sent = register.state.headers[-1]
    assert sent == {
        "memberCode": "70008658",
        "subsystemCode": "abilaud",
        "serviceCode": "esindus_v2",
        "userId": "EE14101010079",
        "id": exchange.message_id,
        "issue": "D-2026-7",
        "protocolVersion": "4.0",
    }
    assert re.fullmatch(r"[A-Za-z0-9+/]{86}==", exchange.request_hash)
    envelope = etree.fromstring(exchange.raw)
    assert envelope.findtext(".//{*}Header/{*}id") == exchange.message_id
    assert envelope.findtext(".//{*}Header/{*}issue") == "D-2026-7"


def test_xroad_carries_no_credentials_and_the_direct_channel_no_headers(
    xroad: Access, direct: Access, register: Running
) -> None:
    with_password = replace(xroad, username=USERNAME, password=PASSWORD)
    raw = gateway.representation(with_password, "10000001", "D-7").exchanges[0].raw
    assert b"ariregister_kasutajanimi" not in raw
    assert len(register.state.headers) == 1

    gateway.representation(replace(direct, xroad_client=xroad.xroad_client), "10000001", "D-7")
    assert len(register.state.headers) == 1


def test_every_request_of_a_question_has_an_id_of_its_own(xroad: Access, register: Running) -> None:
    exchanges = gateway.representation(xroad, "10000030", "D-7").exchanges
    assert [each.message_id for each in exchanges] == [each["id"] for each in register.state.headers]
    assert len({each.message_id for each in exchanges}) == 2


def test_the_answer_to_another_question_is_refused(xroad: Access, register: Running) -> None:
    register.state.fault = "other_id"
    with pytest.raises(PermanentError, match="unexpected"):
        gateway.representation(xroad, "10000001", "D-7")


def test_both_checks_of_a_document_carry_its_number_and_keep_their_proof(
    xroad: Access, register: Running, settings: pytest.FixtureRequest
) -> None:
    for name, value in {
        "REGISTRY_CHANNEL": "xroad", "REGISTRY_URL": xroad.url, "REGISTRY_XROAD_CLIENT": xroad.xroad_client,
        "REGISTRY_XROAD_SERVICE": xroad.xroad_service, "REGISTRY_XROAD_USER": xroad.xroad_user,
    }.items():  # fmt: skip
        setattr(settings, name, value)
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    for purpose in (Purpose.SENDING, Purpose.ACCEPTANCE):
        check = actions.ask(
            client=client, purpose=purpose, subject=("package", 7), by=None, issue="D-2026-000007"
        )
        tasks.ask(check.pk)

    kept = [check.exchanges.get() for check in Check.objects.order_by("pk")]
    assert [sent["issue"] for sent in register.state.headers] == ["D-2026-000007"] * 2
    assert [sent["id"] for sent in register.state.headers] == [each.message_id for each in kept]
    assert all(each.request_hash for each in kept)
    assert {check.channel for check in Check.objects.all()} == {Channel.XROAD}


def test_a_subsystem_without_the_right_is_refused(xroad: Access) -> None:
    stranger = replace(xroad, xroad_client="ee-test/GOV/00000000/abilaud")
    with pytest.raises(PermanentError, match="access"):
        gateway.representation(stranger, "10000001", "D-7")


# ---- the security server knows us by our certificate ---------------------------------------------------


@dataclass
class Papers:
    """An authority, and what it signed."""

    ca: str
    server: tuple[str, str]
    client: tuple[str, str]


def _issue(
    folder: Path, name: str, authority: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, tuple[str, str]]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signer = (authority[0].subject, authority[1]) if authority else (subject, key)
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    files = (str(folder / f"{name}.crt"), str(folder / f"{name}.key"))
    Path(files[0]).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    Path(files[1]).write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, key, files


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("papers")
    certificate, key, files = _issue(folder, "authority", None)
    return Papers(
        ca=files[0],
        server=_issue(folder, "server", (certificate, key))[2],
        client=_issue(folder, "client", (certificate, key))[2],
    )


@pytest.fixture(scope="module")
def strangers_papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Signed by nobody whom the security server knows."""
    return _issue(tmp_path_factory.mktemp("stranger"), "stranger", None)[2]


@pytest.fixture(scope="module")
def security_server(papers: Papers) -> Iterator[Running]:
    running = business_register.start(
        ssl_certfile=papers.server[0],
        ssl_keyfile=papers.server[1],
        ssl_ca_certs=papers.ca,
        ssl_cert_reqs=ssl.CERT_REQUIRED,
    )
    yield running
    running.stop()


@pytest.fixture
def mutual(xroad: Access, security_server: Running, papers: Papers) -> Access:
    cert, key = papers.client
    return replace(xroad, url=security_server.url, ca=papers.ca, cert=cert, key=key)


def test_the_security_server_lets_us_in_by_our_certificate(mutual: Access, security_server: Running) -> None:
    assert mutual.url.startswith("https://")
    reply = gateway.representation(mutual, "10000001", "D-7")
    assert reply.answer is not None
    assert security_server.state.headers[-1]["id"] == reply.exchanges[0].message_id


def test_without_our_certificate_nothing_is_asked(mutual: Access, security_server: Running) -> None:
    asked = security_server.state.calls.total()
    with pytest.raises(PassingError, match="unreachable"):
        gateway.representation(replace(mutual, cert="", key=""), "10000001", "D-7")
    assert security_server.state.calls.total() == asked


def test_a_certificate_of_a_stranger_is_refused(mutual: Access, strangers_papers: tuple[str, str]) -> None:
    cert, key = strangers_papers
    with pytest.raises(PassingError, match="unreachable"):
        gateway.representation(replace(mutual, cert=cert, key=key), "10000001", "D-7")


def test_a_security_server_that_cannot_prove_itself_is_told_nothing(
    mutual: Access, security_server: Running, strangers_papers: tuple[str, str]
) -> None:
    asked = security_server.state.calls.total()
    for ca in (strangers_papers[0], ""):
        with pytest.raises(PassingError, match="unreachable"):
            gateway.representation(replace(mutual, ca=ca), "10000001", "D-7")
    assert security_server.state.calls.total() == asked


def test_a_file_of_certificates_that_is_not_there_is_no_passing_trouble(mutual: Access) -> None:
    for wrong in (replace(mutual, ca="/nowhere/ca.crt"), replace(mutual, cert="/nowhere/our.crt")):
        with pytest.raises(PermanentError, match="not_set_up"):
            gateway.representation(wrong, "10000001", "D-7")


def test_a_proxy_of_the_environment_is_not_used(xroad: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert gateway.representation(xroad, "10000001", "D-7").answer is not None
