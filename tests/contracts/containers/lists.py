"""Trusted lists of the tests' own making: as a supervisor signs them, and as an attacker bends them."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from tests.simulators.eid import Lab

TYPE = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/"
SERVICE = "http://uri.etsi.org/TrstSvc/Svctype/"


@dataclass(frozen=True)
class Supervisor:
    """Who signs a list."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@lru_cache
def supervisor(name: str) -> Supervisor:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).serial_number(1)
    builder = builder.public_key(key.public_key()).not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=365))
    return Supervisor(key, builder.sign(key, hashes.SHA256()))


@dataclass(frozen=True)
class Wanted:
    """What the list says. `points_to`: territory and signer, which makes it a list of lists."""

    sequence: int = 81
    territory: str = "EE"
    next_update: datetime | None = field(default_factory=lambda: datetime.now(UTC) + timedelta(days=90))
    points_to: tuple[str, Supervisor] | None = None


def trusted_list(lab: Lab, by: Supervisor, wanted: Wanted | None = None) -> bytes:
    wanted = wanted or Wanted()
    root = etree.fromstring(_text(lab, wanted))
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256, digest_algorithm=DigestAlgorithm.SHA256
    )
    signed = signer.sign(root, key=by.key, cert=[by.certificate])
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def _text(lab: Lab, wanted: Wanted) -> bytes:
    update = wanted.next_update
    until = f"<dateTime>{update.strftime('%Y-%m-%dT%H:%M:%SZ')}</dateTime>" if update else ""
    kind = "EUlistofthelists" if wanted.points_to else "EUgeneric"
    services = "" if wanted.points_to else "".join(
        _service(SERVICE + name, card.certificate)
        for name, card in (("CA/QC", lab.ca), ("TSA/QTST", lab.tsa), ("Certstatus/OCSP/QC", lab.ocsp))
    )  # fmt: skip
    return f"""<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" Id="list"><SchemeInformation>
<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>{wanted.sequence}</TSLSequenceNumber>
<TSLType>{TYPE}{kind}</TSLType><SchemeTerritory>{wanted.territory}</SchemeTerritory>{_pointer(wanted)}
<NextUpdate>{until}</NextUpdate></SchemeInformation><TrustServiceProviderList><TrustServiceProvider>
<TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>
</TrustServiceStatusList>""".encode()


def _service(kind: str, certificate: x509.Certificate) -> str:
    return f"""<TSPService><ServiceInformation><ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{_base64(certificate)}</X509Certificate></DigitalId>
</ServiceDigitalIdentity><ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>
<StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime></ServiceInformation></TSPService>"""


def _pointer(wanted: Wanted) -> str:
    if wanted.points_to is None:
        return ""
    territory, signer = wanted.points_to
    return f"""<PointersToOtherTSL><OtherTSLPointer><ServiceDigitalIdentities>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{_base64(signer.certificate)}</X509Certificate></DigitalId></ServiceDigitalIdentity>
</ServiceDigitalIdentities><AdditionalInformation><OtherInformation>
<SchemeTerritory>{territory}</SchemeTerritory></OtherInformation></AdditionalInformation></OtherTSLPointer></PointersToOtherTSL>"""


def _base64(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
