"""Whatever the services send, bent anywhere: our own errors come of it, or the very answer; never a crash."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.containers.trust import TrustStore
from contracts.signing import exchange, responder, timestamping
from desk.outbox import OutsideTrouble
from tests.contracts.signing.conftest import P384
from tests.simulators.eid import Lab
from tests.simulators.eid.authorities import answer_ocsp, answer_timestamp

pytestmark = pytest.mark.slow

OCTETS = b"what is stamped"
AT = datetime.now(UTC).replace(microsecond=0)
# Where, how many bytes are taken away, what comes in their place.
bends = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.binary(max_size=6)), min_size=1, max_size=3)
Bends = list[tuple[float, int, bytes]]


def bent(data: bytes, how: Bends) -> bytes:
    for place, taken, given_ in how:
        at = int(place * len(data))
        data = data[:at] + given_ + data[at + taken :]
    return data


def answered(monkeypatch: pytest.MonkeyPatch, answer: Callable[[bytes], bytes]) -> None:
    monkeypatch.setattr(exchange, "post", lambda service, url, question, kind: answer(question))


@settings(deadline=None, max_examples=100)
@given(how=bends)
def test_a_bent_time_stamp_is_refused_by_our_own_errors(lab: Lab, trust: TrustStore, how: Bends) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        answered(monkeypatch, lambda question: bent(answer_timestamp(lab, question, AT, 1), how))
        try:
            token = timestamping.stamp(OCTETS, url="http://127.0.0.1/tsa", trust=trust)
        except OutsideTrouble as trouble:
            assert trouble.code.startswith("tsa_")
        else:
            # What nobody signed may be bent: certificates beside the one that counts, the status's text.
            info = _info(token.der)
            assert token.made_at == AT
            assert info["message_imprint"]["hashed_message"].native == hashlib.sha256(OCTETS).digest()


def _info(der: bytes) -> tsp.TSTInfo:
    from asn1crypto import cms

    return cms.ContentInfo.load(der)["content"]["encap_content_info"]["content"].parsed


@settings(deadline=None, max_examples=100)
@given(how=bends)
def test_a_bent_ocsp_answer_is_refused_by_our_own_errors(lab: Lab, trust: TrustStore, how: Bends) -> None:
    card, issuer = lab.card(P384).certificate, lab.ca.certificate
    with pytest.MonkeyPatch.context() as monkeypatch:
        answered(monkeypatch, lambda question: bent(answer_ocsp(lab, question, AT), how))
        try:
            answer = responder.ask(
                card, issuer, url="http://127.0.0.1/ocsp", trust=trust, after=AT - timedelta(days=1)
            )
        except OutsideTrouble as trouble:
            assert trouble.code.startswith(("ocsp_", "certificate_"))
        else:
            said = ocsp.load_der_ocsp_response(answer.der)
            assert said.certificate_status is ocsp.OCSPCertStatus.GOOD
            assert said.serial_number == card.serial_number
            assert said.produced_at_utc == AT


@settings(deadline=None, max_examples=80)
@given(raw=st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_answer(lab: Lab, trust: TrustStore, raw: bytes) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        answered(monkeypatch, lambda question: raw)
        with pytest.raises(OutsideTrouble):
            timestamping.stamp(OCTETS, url="http://127.0.0.1/tsa", trust=trust)
        with pytest.raises(OutsideTrouble):
            responder.ask(
                lab.card(P384).certificate, lab.ca.certificate, url="http://x", trust=trust, after=AT
            )


def test_the_answer_to_one_question_is_no_answer_to_the_next(
    lab: Lab, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody on the way kept an honest answer and gives it again."""
    kept: list[bytes] = []

    def replay(question: bytes) -> bytes:
        kept.append(answer_timestamp(lab, question, AT, 1))
        return kept[0]

    answered(monkeypatch, replay)
    assert timestamping.stamp(OCTETS, url="http://127.0.0.1/tsa", trust=trust)
    with pytest.raises(OutsideTrouble, match="tsa_wrong_answer"):
        timestamping.stamp(OCTETS, url="http://127.0.0.1/tsa", trust=trust)


def test_the_question_says_what_it_must(lab: Lab, trust: TrustStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def listening(question: bytes) -> bytes:
        asked.append(question)
        return b""

    answered(monkeypatch, listening)
    with pytest.raises(OutsideTrouble):
        timestamping.stamp(OCTETS, url="http://127.0.0.1/tsa", trust=trust)
    with pytest.raises(OutsideTrouble):
        responder.ask(lab.card(P384).certificate, lab.ca.certificate, url="http://x", trust=trust, after=AT)
    stamp = tsp.TimeStampReq.load(asked[0])
    assert stamp["cert_req"].native is True
    assert stamp["nonce"].native.bit_length() == 63
    question = ocsp.load_der_ocsp_request(asked[1])
    assert question.serial_number == lab.card(P384).certificate.serial_number
    assert len(question.extensions) == 1
    assert question.public_bytes(Encoding.DER) == asked[1]
