"""The browser's messages: what a card offers, what we ask of it, and what we take for an answer."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from hypothesis import given
from hypothesis import strategies as st

from contracts.containers.algorithms import HASHES, Padding
from contracts.signing import methods, refusals, web_eid
from contracts.signing.methods import Method
from contracts.signing.refusals import NotSigned
from contracts.signing.signer import Message, Signer
from contracts.signing.web_eid import WebEid
from tests.contracts.signing.conftest import P256, P384, PSS, RSA, STRANGER, Desk
from tests.simulators.eid import Lab

GET, SIGN = {"action": "web-eid:get-signing-certificate"}, {"action": "web-eid:sign"}
EVERY = [
    {"cryptoAlgorithm": crypto, "hashFunction": function, "paddingScheme": padding}
    for crypto, paddings in (("ECC", ["NONE"]), ("RSA", ["PKCS1.5", "PSS"]))
    for padding in paddings
    for function in ("SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512")
]
signer: Signer = WebEid()  # mypy: it is one


def offered(*chosen: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        dict(zip(("cryptoAlgorithm", "hashFunction", "paddingScheme"), each, strict=True)) for each in chosen
    ]


def message(lab: Lab, code: str, algorithms: object = EVERY) -> dict[str, Any]:
    certificate = base64.b64encode(lab.card(code).der).decode()
    return {"certificate": certificate, "supportedSignatureAlgorithms": algorithms}


@pytest.mark.parametrize(
    ("code", "algorithms", "function", "padding"),
    [
        (P384, EVERY, "SHA-384", Padding.ECDSA),
        (P256, EVERY, "SHA-256", Padding.ECDSA),
        (P384, offered(("ECC", "SHA-512", "NONE"), ("ECC", "SHA-256", "NONE")), "SHA-256", Padding.ECDSA),
        (RSA, EVERY, "SHA-256", Padding.PKCS1),
        (RSA, offered(("RSA", "SHA-512", "PKCS1.5")), "SHA-512", Padding.PKCS1),
        (PSS, offered(("RSA", "SHA-256", "PSS")), "SHA-256", Padding.PSS),
        # "SHA-256" alone would not say which padding is meant; "SHA-512" does.
        (RSA, offered(("RSA", "SHA-256", "PSS"), ("RSA", "SHA-256", "PKCS1.5"), ("RSA", "SHA-512", "PSS")),
         "SHA-512", Padding.PSS),
    ],
)  # fmt: skip
def test_the_best_method_of_card_and_key_is_chosen(
    lab: Lab, code: str, algorithms: list[dict[str, str]], function: str, padding: Padding
) -> None:
    chosen = WebEid().choose(message(lab, code, algorithms))
    assert chosen.method.hash_function == function
    assert chosen.method.padding is padding
    assert chosen.der == lab.card(code).der


@pytest.mark.parametrize(
    ("curve", "function"),
    [(ec.SECP256R1(), "SHA-256"), (ec.SECP384R1(), "SHA-384"), (ec.SECP521R1(), "SHA-512")],
)
def test_each_curve_has_the_hash_of_its_size(curve: ec.EllipticCurve, function: str) -> None:
    every = [Method(Padding.ECDSA, name) for name in HASHES]
    assert methods.chosen(ec.generate_private_key(curve).public_key(), every).hash_function == function


@pytest.mark.parametrize(
    "algorithms",
    [
        offered(("RSA", "SHA-256", "PKCS1.5")),  # of another kind of key
        offered(("ECC", "SHA-224", "NONE"), ("ECC", "SHA3-384", "NONE"), ("ECC", "SHA-1", "NONE")),
        offered(("ECC", "SHA-384", "PSS")),
        offered(("DSA", "SHA-384", "NONE")),
        [{"cryptoAlgorithm": 1, "hashFunction": None, "paddingScheme": []}],
        [{}],
    ],
)
def test_a_card_that_offers_nothing_safe_is_refused(lab: Lab, algorithms: object) -> None:
    with pytest.raises(NotSigned, match="NO_METHOD"):
        WebEid().choose(message(lab, P384, algorithms))


def test_unknown_words_and_keys_beside_known_ones_do_no_harm(lab: Lab) -> None:
    said = message(lab, P384, [*EVERY, {"cryptoAlgorithm": "ML-DSA", "new": 1}]) | {"appVersion": "9.9"}
    assert WebEid().choose(said).method == Method(Padding.ECDSA, "sha384")


@pytest.mark.parametrize(
    "bend",
    [
        {"certificate": None}, {"certificate": ""}, {"certificate": 7}, {"certificate": ["x"]},
        {"certificate": "!!!!"}, {"certificate": "AAA"}, {"certificate": "A" * 20_000},
        {"certificate": "õäöü"},
        {"supportedSignatureAlgorithms": None}, {"supportedSignatureAlgorithms": {}},
        {"supportedSignatureAlgorithms": []}, {"supportedSignatureAlgorithms": "ECC"},
        {"supportedSignatureAlgorithms": ["ECC"]}, {"supportedSignatureAlgorithms": EVERY * 5},
        {"supportedSignatureAlgorithms": [None]},
    ],
)  # fmt: skip
def test_a_message_that_is_bent_is_refused(lab: Lab, bend: dict[str, object]) -> None:
    with pytest.raises(NotSigned, match="MESSAGE_WRONG"):
        WebEid().choose(message(lab, P384) | bend)


def test_what_is_no_certificate_is_refused(lab: Lab) -> None:
    for der in (b"x", bytes(2000), lab.card(P384).der[:-1], lab.card(P384).der + b"x"):
        said = message(lab, P384) | {"certificate": base64.b64encode(der).decode()}
        with pytest.raises(NotSigned, match="CERTIFICATE_UNREADABLE"):
            WebEid().choose(said)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"7", b"null", b"{", b"\xff", b"[" * 60_000, b" " * 70_000, b'"x"']
)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(NotSigned, match="MESSAGE_WRONG"):
        web_eid.read(body)


def test_a_body_is_read(lab: Lab) -> None:
    assert web_eid.read(json.dumps(message(lab, P384)).encode())["supportedSignatureAlgorithms"] == EVERY


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(
    ["certificate", "supportedSignatureAlgorithms", "signature", "signatureAlgorithm", "hashFunction"]
)


@given(st.dictionaries(keys, json_values))
@pytest.mark.slow
def test_whatever_is_sent_is_chosen_or_refused(said: Message) -> None:
    with pytest.raises(NotSigned):
        WebEid().choose(said)


def test_what_the_card_is_asked_is_the_digest_and_its_name(desk: Desk, sources: dict[str, bytes]) -> None:
    prepared = desk.prepared(sources["once"])
    asked = WebEid().ask(prepared)
    assert asked.message == {"hash": base64.b64encode(prepared.digest).decode(), "hashFunction": "SHA-384"}
    assert len(prepared.digest) == 48
    assert not asked.reference and not asked.control_code


def answer(desk: Desk, source: bytes) -> tuple[Any, dict[str, Any]]:
    prepared = desk.prepared(source)
    return prepared, desk.card.answer({**SIGN, **WebEid().ask(prepared).message})


@pytest.mark.parametrize("code", [P384, P256, RSA, PSS])
def test_the_card_s_answer_is_taken(desk: Desk, sources: dict[str, bytes], code: str) -> None:
    desk.code = code
    prepared, said = answer(desk, sources["once"])
    assert WebEid().take(prepared, said) == base64.b64decode(said["signature"])


@pytest.mark.parametrize("code", [P384, PSS])
def test_an_answer_by_another_method_is_refused(desk: Desk, sources: dict[str, bytes], code: str) -> None:
    desk.code = code
    prepared, said = answer(desk, sources["once"])
    for bend in ({"hashFunction": "SHA-512" if code == P384 else "SHA-384"}, {"paddingScheme": "PKCS1.5"},
                 {"cryptoAlgorithm": "DSA"}, {"hashFunction": None}):  # fmt: skip
        with pytest.raises(NotSigned, match="OTHER_METHOD"):
            WebEid().take(prepared, said | {"signatureAlgorithm": said["signatureAlgorithm"] | bend})


@pytest.mark.parametrize(
    "bend",
    [{"signature": None}, {"signature": ""}, {"signature": "?"}, {"signature": "A" * 4096},
     {"signature": [1]},
     {"signatureAlgorithm": None}, {"signatureAlgorithm": "ES384"}, {"signatureAlgorithm": [EVERY[0]]}],
)  # fmt: skip
def test_an_answer_that_is_bent_is_refused(
    desk: Desk, sources: dict[str, bytes], bend: dict[str, object]
) -> None:
    prepared, said = answer(desk, sources["once"])
    with pytest.raises(NotSigned, match="MESSAGE_WRONG"):
        WebEid().take(prepared, said | bend)


@pytest.mark.parametrize("code", [P384, P256, RSA, PSS])
@pytest.mark.slow
def test_a_value_of_another_key_or_another_digest_is_refused(
    desk: Desk, sources: dict[str, bytes], code: str
) -> None:
    desk.code = code
    prepared, good = answer(desk, sources["once"])
    _, of_another_document = answer(desk, sources["unsigned"])
    desk.code = STRANGER if code == P384 else code
    _, of_another_card = answer(desk, sources["once"] if code == P384 else sources["twice"])
    value = base64.b64decode(good["signature"])
    wrong = [
        base64.b64decode(of_another_document["signature"]), base64.b64decode(of_another_card["signature"]),
        value[:-1], value + b"\x00", b"\x00" + value, bytes(len(value)), value[::-1], b"x", value[:-2],
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(NotSigned, match="VALUE_WRONG"):
            WebEid().take(prepared, good | {"signature": base64.b64encode(each).decode()})


def test_a_value_in_der_is_not_what_the_documents_say(desk: Desk, sources: dict[str, bytes]) -> None:
    prepared, good = answer(desk, sources["once"])
    value = base64.b64decode(good["signature"])
    r, s = (int.from_bytes(part, "big") for part in (value[:48], value[48:]))
    der = base64.b64encode(utils.encode_dss_signature(r, s)).decode()
    with pytest.raises(NotSigned, match="VALUE_WRONG"):
        WebEid().take(prepared, good | {"signature": der})


def test_a_small_key_is_refused_before_anything_is_signed(lab: Lab) -> None:
    from tests.contracts.signing.test_eligibility import issued

    small = issued(lab, key=rsa.generate_private_key(65537, 1024))
    said = message(lab, P384) | {"certificate": base64.b64encode(small).decode()}
    with pytest.raises(NotSigned, match="KEY_NOT_ACCEPTED"):
        WebEid().choose(said)
    curve = issued(lab, key=ec.generate_private_key(ec.SECP256K1()))
    said = message(lab, P384) | {"certificate": base64.b64encode(curve).decode()}
    with pytest.raises(NotSigned, match="KEY_NOT_ACCEPTED"):
        WebEid().choose(said)


def test_each_refusal_has_its_sentence() -> None:
    assert all(refusals.sentence(code) for code in refusals.TEXTS)
    assert refusals.sentence("SOMETHING_NEW") == refusals.sentence("MESSAGE_WRONG")
    assert len(set(map(str, refusals.TEXTS.values()))) == len(refusals.TEXTS)
