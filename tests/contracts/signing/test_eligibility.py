"""With whose certificate the agency's documents may be signed: each thing that is wrong has its own word."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings

from contracts.containers.certificates import load
from contracts.containers.trust import TrustStore
from contracts.signing import eligibility
from contracts.signing.refusals import TEXTS, NotSigned
from contracts.signing.web_eid import WebEid
from tests.contracts.signing.conftest import CLIENT, P384, PSS, RSA, now
from tests.contracts.signing.test_bent_answers import Bends, bends, bent
from tests.simulators.eid import Lab


def refusal(certificate: x509.Certificate, code: str, trust: TrustStore, at: datetime | None = None) -> str:
    try:
        eligibility.check(certificate, code, trust, at or now())
    except NotSigned as refused:
        return refused.code
    return ""


def issued(lab: Lab, key: Any = None, leave_out: tuple[str, ...] = (), **subject: str) -> bytes:
    """A certificate of the lab's CA like Mari's, with other words in its subject."""
    model = lab.card(P384).certificate
    names = {
        NameOID.COUNTRY_NAME: "EE", NameOID.COMMON_NAME: f"TAMM,MARI,{P384}", NameOID.SURNAME: "TAMM",
        NameOID.GIVEN_NAME: "MARI", NameOID.SERIAL_NUMBER: f"PNOEE-{P384}",
    }  # fmt: skip
    names |= {getattr(NameOID, name): value for name, value in subject.items()}
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in names.items() if value]))
        .issuer_name(lab.ca.certificate.subject)
        .public_key((key or ec.generate_private_key(ec.SECP384R1())).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    )
    for each in model.extensions:
        if each.oid.dotted_string not in leave_out:
            builder = builder.add_extension(each.value, each.critical)
    return builder.sign(lab.ca.key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("code", [P384, RSA, PSS])
def test_a_person_with_a_good_card_may_sign(lab: Lab, trust: TrustStore, code: str) -> None:
    assert refusal(lab.card(code).certificate, code, trust) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("10303030002", "EXPIRED"),
        ("60001017869", "NOT_QUALIFIED"),
        ("60001019906", "ISSUER_NOT_TRUSTED"),
        ("39901012239", "NOT_FOR_SIGNING"),
        ("70000013", "NO_PERSON"),
    ],
)
def test_a_card_that_may_not_is_refused_for_its_reason(
    lab: Lab, trust: TrustStore, code: str, why: str
) -> None:
    assert refusal(lab.card(code).certificate, code, trust) == why


@pytest.mark.parametrize("code", [CLIENT, "", f"PNOEE-{P384}", f"EE{P384}", P384[:-1]])
def test_the_code_must_be_the_person_s(lab: Lab, trust: TrustStore, code: str) -> None:
    assert refusal(lab.card(P384).certificate, code, trust) == "ANOTHER_PERSON"


@pytest.mark.parametrize(
    "serial",
    ["PNOEE-24503120017", "PNOLV-24503120016", "PASEE-K1234567", "", "PNOEE-2450312001", "pnoee-24503120016",
     "NTREE-70000013"],
)  # fmt: skip
def test_a_serial_number_without_a_right_estonian_code_names_nobody(
    lab: Lab, trust: TrustStore, serial: str
) -> None:
    """The check digit counts, and the common name, which still holds the code, does not."""
    assert refusal(load(issued(lab, SERIAL_NUMBER=serial)), P384, trust) == "NO_PERSON"


def test_a_code_with_something_beside_it_is_another_code(lab: Lab, trust: TrustStore) -> None:
    assert refusal(load(issued(lab, SERIAL_NUMBER=f"PNOEE-{P384} ")), P384, trust) == "ANOTHER_PERSON"


def test_the_common_name_says_nothing(lab: Lab, trust: TrustStore) -> None:
    certificate = load(issued(lab, COMMON_NAME=f"KASK,JAAN,{CLIENT}"))
    assert refusal(certificate, P384, trust) == ""
    assert refusal(certificate, CLIENT, trust) == "ANOTHER_PERSON"


def test_a_certificate_is_valid_from_its_first_second_to_its_last(lab: Lab, trust: TrustStore) -> None:
    certificate, second = lab.card(P384).certificate, timedelta(seconds=1)
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    assert refusal(certificate, P384, trust, first) == ""
    assert refusal(certificate, P384, trust, last) == ""
    assert refusal(certificate, P384, trust, first - second) == "NOT_VALID_YET"
    assert refusal(certificate, P384, trust, last + second) == "EXPIRED"


@pytest.mark.parametrize(
    ("extension", "why"),
    [("2.5.29.15", "NOT_FOR_SIGNING"), ("1.3.6.1.5.5.7.1.3", "NOT_QUALIFIED"), ("2.5.29.32", "")],
)
def test_a_certificate_without_its_statements_is_refused(
    lab: Lab, trust: TrustStore, extension: str, why: str
) -> None:
    assert refusal(load(issued(lab, leave_out=(extension,))), P384, trust) == why


def test_a_certificate_that_only_says_who_issued_it_is_refused(lab: Lab, trust: TrustStore) -> None:
    """The CA's name, and another key's signature."""
    made = load(issued(lab))
    forged = (
        x509.CertificateBuilder().subject_name(made.subject).issuer_name(made.issuer)
        .public_key(made.public_key()).serial_number(7)
        .not_valid_before(made.not_valid_before_utc).not_valid_after(made.not_valid_after_utc)
    )  # fmt: skip
    for each in made.extensions:
        forged = forged.add_extension(each.value, each.critical)
    signed = forged.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA384())
    assert refusal(signed, P384, trust) == "ISSUER_NOT_TRUSTED"


def test_the_authority_s_own_certificate_signs_nothing(lab: Lab, trust: TrustStore) -> None:
    assert refusal(lab.ca.certificate, P384, trust) == "NO_PERSON"


@settings(deadline=None, max_examples=150)
@given(how=bends)
def test_a_certificate_bent_anywhere_is_refused_by_our_own_words(
    lab: Lab, trust: TrustStore, how: Bends
) -> None:
    good = lab.card(P384).der
    der = bent(good, how)
    said = {
        "certificate": base64.b64encode(der).decode(),
        "supportedSignatureAlgorithms": [
            {"cryptoAlgorithm": "ECC", "hashFunction": "SHA-384", "paddingScheme": "NONE"}
        ],
    }
    try:
        chosen = WebEid().choose(said)
        eligibility.check(chosen.certificate, P384, trust, now())
    except NotSigned as refused:
        assert refused.code in TEXTS
    else:
        assert der == good  # bent into itself
