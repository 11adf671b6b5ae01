"""The lab's own public key infrastructure: a certification authority, its OCSP responder, a time-stamping
authority and test cards. Made at first use into one folder, so that all processes of a run share it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

MARK = "ABILAUD TEST LAB"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """Who a card belongs to. `scheme` "" is an e-seal. `kind` ec384, ec256, rsa or pss (how it signs)."""

    code: str
    given: str
    surname: str
    kind: str = "ec384"
    scheme: str = "PNOEE"
    state: str = "good"
    purpose: str = "signature"
    issuer: str = "ca"
    qualified: bool = True

    @property
    def label(self) -> str:
        extra = "" if self.state == "good" else f" ({self.state})"
        return f"{self.given} {self.surname}{extra}".strip()


IDENTITIES = {
    i.code: i
    for i in (
        Identity("24503120016", "Mari", "Tamm"),
        Identity("14007050024", "Jaan", "Kask"),
        Identity("23809230033", "Liis", "Saar", kind="rsa"),
        Identity("14201110044", "Peeter", "Mägi", kind="ec256"),
        Identity("24708300056", "Anna", "Ivanova", kind="pss"),
        Identity("13902140067", "Karl", "Rebane"),
        Identity("14101010079", "Toomas", "Kuusk"),
        Identity("24402020080", "Kadri", "Lepp"),
        Identity("14303030098", "Oleg", "Smirnov", kind="rsa"),
        Identity("24604040108", "Eva", "Pärn"),
        Identity("60001018800", "Tühistatud", "Testkaart", state="revoked"),
        Identity("10303030002", "Aegunud", "Testkaart", state="expired"),
        Identity("60001017869", "Kvalifitseerimata", "Testkaart", qualified=False),
        Identity("60001019906", "Võõras", "Testkaart", issuer="foreign"),
        Identity("39901012239", "Autentimine", "Testkaart", purpose="authentication"),
        Identity("70000013", "Näidisvalla Valitsus", "", kind="rsa", scheme="", purpose="seal"),
    )
}


@dataclass(frozen=True)
class Card:
    certificate: x509.Certificate
    key: Key
    kind: str = "ec384"

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


class Lab:
    """Opens (or makes) the lab in a folder; cards are made when first asked for."""

    def __init__(self, folder: Path, ocsp_url: str = "http://127.0.0.1/ocsp") -> None:
        self.folder = folder
        self.ocsp_url = ocsp_url
        folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            for name in ("ca", "foreign", "ocsp", "tsa"):
                self._load(name) or self._make_service(name)
            self._export()

    @cached_property
    def ca(self) -> Card:
        return self._card("ca")

    @cached_property
    def foreign(self) -> Card:
        return self._card("foreign")

    @cached_property
    def ocsp(self) -> Card:
        return self._card("ocsp")

    @cached_property
    def tsa(self) -> Card:
        return self._card("tsa")

    @property
    def anchors(self) -> Path:
        """Folder with ca/ ocsp/ tsa/ as PEM: what a desk is told to trust."""
        return self.folder / "anchors"

    def card(self, code: str) -> Card:
        identity = IDENTITIES[code]
        with self._locked():
            found = self._load(f"card-{code}") or self._make_card(identity)
        return Card(found.certificate, found.key, identity.kind)

    def identity_of(self, serial: int) -> Identity | None:
        for path in sorted(self.folder.glob("card-*.pem")):
            if x509.load_pem_x509_certificates(path.read_bytes())[0].serial_number == serial:
                return IDENTITIES.get(path.stem.removeprefix("card-"))
        return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _card(self, name: str) -> Card:
        found = self._load(name)
        assert found is not None
        return found

    def _load(self, name: str) -> Card | None:
        path = self.folder / f"{name}.pem"
        if not path.exists():
            return None
        data = path.read_bytes()
        key = serialization.load_pem_private_key(data, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return Card(x509.load_pem_x509_certificates(data)[0], key)

    def _save(self, name: str, certificate: x509.Certificate, key: Key) -> Card:
        path = self.folder / f"{name}.pem"
        data = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(data)
        fresh.replace(path)
        return Card(certificate, key)

    def _export(self) -> None:
        for name in ("ca", "ocsp", "tsa"):
            path = self.anchors / name / f"lab-{name}.pem"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self._card(name).certificate.public_bytes(serialization.Encoding.PEM))

    def _make_service(self, name: str) -> Card:
        key = ec.generate_private_key(ec.SECP384R1())
        names = {
            "ca": "ESTEID",
            "foreign": "STRANGE CA",
            "ocsp": "OCSP RESPONDER",
            "tsa": "TIMESTAMPING UNIT",
        }
        subject = _name(C="EE", O=MARK, CN=f"{MARK} {names[name]}")
        authority = name in ("ca", "foreign")
        issuer = Card(_placeholder(subject, key), key) if authority else self.ca
        builder = _builder(
            subject, key, issuer, datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
        )
        builder = builder.add_extension(x509.BasicConstraints(authority, 0 if authority else None), True)
        builder = builder.add_extension(_usage(certs=authority, digital=not authority), True)
        if not authority:
            purpose = (
                ExtendedKeyUsageOID.OCSP_SIGNING if name == "ocsp" else ExtendedKeyUsageOID.TIME_STAMPING
            )
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), True)
        return self._save(name, builder.sign(issuer.key, hashes.SHA384()), key)

    def _make_card(self, identity: Identity) -> Card:
        key = _new_key(identity.kind)
        issuer = self.foreign if identity.issuer == "foreign" else self.ca
        until = (
            datetime(2022, 1, 1, tzinfo=UTC)
            if identity.state == "expired"
            else datetime(2040, 1, 1, tzinfo=UTC)
        )
        builder = _builder(_subject(identity), key, issuer, datetime(2021, 1, 1, tzinfo=UTC), until)
        builder = builder.add_extension(x509.BasicConstraints(False, None), False)
        signing = identity.purpose != "authentication"
        builder = builder.add_extension(_usage(repudiation=signing, digital=not signing), True)
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(self.ocsp_url)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), False)
        if identity.qualified:
            policy = "0.4.0.194112.1.3" if identity.purpose == "seal" else "0.4.0.194112.1.2"
            policies = [x509.PolicyInformation(x509.ObjectIdentifier(o), None) for o in (_LAB_POLICY, policy)]
            builder = builder.add_extension(x509.CertificatePolicies(policies), False)
            builder = builder.add_extension(_statements(seal=identity.purpose == "seal"), False)
        return self._save(f"card-{identity.code}", builder.sign(issuer.key, hashes.SHA384()), key)


_LAB_POLICY = "1.3.6.1.4.1.51361.1.2.1"


def default_folder() -> Path:
    root = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("EID_LAB_DIR") or root / ".local" / "eid-lab")


def _new_key(kind: str) -> Key:
    if kind in ("rsa", "pss"):
        return rsa.generate_private_key(65537, 2048 if kind == "rsa" else 3072)
    return ec.generate_private_key(ec.SECP256R1() if kind == "ec256" else ec.SECP384R1())


_OIDS = {
    "C": NameOID.COUNTRY_NAME, "O": NameOID.ORGANIZATION_NAME, "CN": NameOID.COMMON_NAME,
    "SN": NameOID.SURNAME, "GN": NameOID.GIVEN_NAME, "serial": NameOID.SERIAL_NUMBER,
    "orgid": NameOID.ORGANIZATION_IDENTIFIER,
}  # fmt: skip


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(_OIDS[key], value) for key, value in parts.items()])


def _subject(identity: Identity) -> x509.Name:
    if not identity.scheme:
        return _name(
            C="EE", O=identity.given, orgid=f"NTREE-{identity.code}", CN=identity.given, serial=identity.code
        )
    surname, given = identity.surname.upper(), identity.given.upper()
    return _name(
        C="EE", CN=f"{surname},{given},{identity.code}", SN=surname, GN=given,
        serial=f"{identity.scheme}-{identity.code}",
    )  # fmt: skip


def _builder(
    subject: x509.Name, key: Key, issuer: Card, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(issuer_key, False)
    )


def _placeholder(subject: x509.Name, key: Key) -> x509.Certificate:
    """Gives a self-signed certificate its own name as issuer."""
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA384())
    )  # fmt: skip


def _usage(*, certs: bool = False, digital: bool = False, repudiation: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital, content_commitment=repudiation, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=certs, crl_sign=certs,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Oids(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


def _statements(*, seal: bool) -> x509.UnrecognizedExtension:
    kind = _Oids(["0.4.0.1862.1.6.2" if seal else "0.4.0.1862.1.6.1"])
    value = _Statements(
        [{"id": "0.4.0.1862.1.1"}, {"id": "0.4.0.1862.1.4"}, {"id": "0.4.0.1862.1.6", "info": core.Any(kind)}]
    )
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), value.dump())
