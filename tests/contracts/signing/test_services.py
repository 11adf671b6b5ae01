"""The time-stamping authority and the responder on their bad days: what we believe, and what we say of it."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from contracts.containers.timestamps import check_timestamp
from contracts.containers.trust import Part, TrustStore
from contracts.signing import exchange, responder, timestamping
from contracts.signing.responder import Answer
from contracts.signing.timestamping import Token
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from tests.contracts.signing.conftest import P384
from tests.simulators.eid import IDENTITIES, Lab, Running

BadDay = Callable[..., None]
Day = tuple[str, dict[str, object], type[OutsideTrouble], str]
OCTETS = b"<ds:SignatureValue>what is stamped</ds:SignatureValue>"
NOWHERE = "http://127.0.0.1:9"
# What happens to either of them, and whether it passes.
SHARED: list[Day] = [
    ("down", {}, PassingError, "unreachable"),
    ("slow", {"seconds": 0.8}, PassingError, "timeout"),
    ("drip", {"seconds": 0.1}, PassingError, "not_understood"),
    ("error", {"status": 500}, PassingError, "trouble"),
    ("error", {"status": 503}, PassingError, "trouble"),
    ("error", {"status": 429}, PassingError, "trouble"),
    ("error", {"status": 401}, PermanentError, "credentials"),
    ("error", {"status": 403}, PermanentError, "credentials"),
    ("error", {"status": 404}, PermanentError, "address"),
    ("redirect", {}, PermanentError, "address"),
    ("html", {}, PassingError, "not_understood"),
    ("empty", {}, PassingError, "not_understood"),
    ("truncated", {}, PassingError, "not_understood"),
    ("huge", {}, PassingError, "not_understood"),
]
ONLY_TSA: list[Day] = [
    ("imprint", {}, PassingError, "wrong_answer"),
    ("nonce", {}, PassingError, "wrong_answer"),
    ("no_nonce", {}, PassingError, "wrong_answer"),
    ("stranger", {}, PermanentError, "not_trusted"),
    ("refused", {}, PassingError, "trouble"),
    ("refused", {"why": "time_not_available"}, PassingError, "trouble"),
    ("refused", {"why": "bad_alg"}, PermanentError, "refused"),
]
ONLY_OCSP: list[Day] = [
    ("other", {}, PassingError, "ocsp_wrong_answer"),
    ("nonce", {}, PassingError, "ocsp_wrong_answer"),
    ("stale", {}, PassingError, "ocsp_stale"),
    ("try_later", {}, PassingError, "ocsp_trouble"),
    ("internal_error", {}, PassingError, "ocsp_trouble"),
    ("unauthorized", {}, PermanentError, "ocsp_refused"),
    ("stranger", {}, PermanentError, "ocsp_not_trusted"),
    ("revoked", {}, PermanentError, "certificate_revoked"),
    ("unknown", {}, PermanentError, "certificate_unknown"),
]


@pytest.fixture
def stamp(authorities: Running, trust: TrustStore) -> Callable[..., Token]:
    def made(**given: str) -> Token:
        return timestamping.stamp(OCTETS, trust=trust, **{"url": f"{authorities.url}/tsa"} | given)

    return made


@pytest.fixture
def ask(authorities: Running, trust: TrustStore, lab: Lab) -> Callable[..., Answer]:
    def asked(code: str = P384, url: str | None = None, after: datetime | None = None) -> Answer:
        identity = IDENTITIES[code]
        issuer = lab.foreign if identity.issuer == "foreign" else lab.ca
        return responder.ask(
            lab.card(code).certificate, issuer.certificate, trust=trust,
            url=f"{authorities.url}/ocsp" if url is None else url, after=after or a_second_ago(),
        )  # fmt: skip

    return asked


def a_second_ago() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


def test_a_stamp_is_over_our_octets_and_of_now(stamp: Callable[..., Token], trust: TrustStore) -> None:
    token = stamp()
    assert abs(datetime.now(UTC) - token.made_at) < timedelta(seconds=3)
    assert check_timestamp(token.der, OCTETS, trust, 2048).made_at == token.made_at
    assert "TIMESTAMPING" in token.by


@pytest.mark.parametrize(("kind", "how", "error", "code"), SHARED + ONLY_TSA)
@pytest.mark.slow
def test_a_bad_day_of_the_authority_is_told_by_its_code(
    stamp: Callable[..., Token], bad_day: BadDay, kind: str, how: dict[str, object],
    error: type[OutsideTrouble], code: str,
) -> None:  # fmt: skip
    bad_day("tsa", kind, **how)
    with pytest.raises(error) as trouble:
        stamp()
    assert type(trouble.value) is error
    assert trouble.value.code == f"tsa_{code}"
    stamp()  # and the next day is a good one


@pytest.mark.parametrize(("kind", "how", "error", "code"), SHARED)
@pytest.mark.slow
def test_a_bad_day_of_the_responder_is_told_by_its_code(
    ask: Callable[..., Answer], bad_day: BadDay, kind: str, how: dict[str, object],
    error: type[OutsideTrouble], code: str,
) -> None:  # fmt: skip
    bad_day("ocsp", kind, **how)
    with pytest.raises(error) as trouble:
        ask()
    assert type(trouble.value) is error
    assert trouble.value.code == f"ocsp_{code}"
    ask()


@pytest.mark.parametrize(("kind", "how", "error", "code"), ONLY_OCSP)
def test_what_the_responder_says_of_the_certificate_has_a_code_of_its_own(
    ask: Callable[..., Answer], bad_day: BadDay, kind: str, how: dict[str, object],
    error: type[OutsideTrouble], code: str,
) -> None:  # fmt: skip
    bad_day("ocsp", kind, **how)
    with pytest.raises(error) as trouble:
        ask()
    assert type(trouble.value) is error
    assert trouble.value.code == code


def test_a_policy_that_is_asked_for_is_the_answer_s(stamp: Callable[..., Token], bad_day: BadDay) -> None:
    assert stamp(policy="0.4.0.2023.1.1").der
    with pytest.raises(PermanentError, match="tsa_refused"):
        stamp(policy="1.2.3.4")
    bad_day("tsa", "policy")
    with pytest.raises(PassingError, match="tsa_wrong_answer"):
        stamp(policy="0.4.0.2023.1.1")


def test_an_authority_that_is_not_in_the_trust_data_is_not_believed(
    authorities: Running, trust: TrustStore
) -> None:
    nobody = TrustStore(tuple(s for s in trust.services if s.part is not Part.TSA))
    with pytest.raises(PermanentError, match="tsa_not_trusted"):
        timestamping.stamp(OCTETS, url=f"{authorities.url}/tsa", trust=nobody)


def test_a_good_certificate_is_confirmed_now(ask: Callable[..., Answer]) -> None:
    answer = ask()
    assert abs(datetime.now(UTC) - answer.produced_at) < timedelta(seconds=3)
    assert "OCSP" in answer.by


def test_a_revoked_card_is_told_without_any_fault(ask: Callable[..., Answer]) -> None:
    with pytest.raises(PermanentError, match="certificate_revoked"):
        ask("60001018800")


def test_an_answer_without_a_nonce_is_believed_for_being_fresh(
    ask: Callable[..., Answer], bad_day: BadDay
) -> None:
    bad_day("ocsp", "no_nonce")
    assert ask().der


@pytest.mark.slow
def test_an_answer_from_before_the_time_stamp_is_asked_for_again(
    ask: Callable[..., Answer], bad_day: BadDay, authorities: Running
) -> None:
    """Two clocks differ by a second, or the responder cuts its time to the second."""
    bad_day("ocsp", "stale", seconds=1)
    assert ask(after=datetime.now(UTC).replace(microsecond=0)).der
    assert authorities.state.asked == ["ocsp", "ocsp"]


def test_an_old_answer_is_not_waited_for(
    ask: Callable[..., Answer], bad_day: BadDay, authorities: Running
) -> None:
    bad_day("ocsp", "stale", seconds=60)
    with pytest.raises(PassingError, match="ocsp_stale"):
        ask()
    assert authorities.state.asked == ["ocsp"]


def test_twenty_megabytes_are_not_read_to_their_end(
    stamp: Callable[..., Token], bad_day: BadDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "PATIENCE", 60)
    bad_day("tsa", "huge")
    begun = time.monotonic()
    with pytest.raises(PassingError, match="tsa_not_understood"):
        stamp()
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/tsa",
        "ldap://127.0.0.1",
        "//127.0.0.1",
        "tsa",
        "",
        "http://",
        "http://[::1",
        "http://[x]/",
        "https://",
        "HTTP:/127.0.0.1",
        "http://127.0.0.1:99999",
        "http://a b/",
    ],
)
def test_only_the_web_is_asked(stamp: Callable[..., Token], url: str) -> None:
    with pytest.raises(PermanentError, match="tsa_address"):
        stamp(url=url)


def test_the_address_comes_from_the_certificate_where_the_settings_give_none(
    ask: Callable[..., Answer], lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def post(service: str, url: str, *_: object) -> bytes:
        asked.append(url)
        return b""

    monkeypatch.setattr(exchange, "post", post)
    with pytest.raises(PassingError, match="ocsp_not_understood"):
        ask(url="")
    extension = lab.card(P384).certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    assert asked == [extension.value[0].access_location.value]


def test_a_certificate_without_an_address_cannot_be_asked_about(lab: Lab) -> None:
    with pytest.raises(PermanentError, match="ocsp_address"):
        responder.address_of(lab.ca.certificate)


def test_both_can_be_pinged(authorities: Running, bad_day: BadDay) -> None:
    timestamping.ping(f"{authorities.url}/tsa")
    responder.ping(f"{authorities.url}/ocsp")
    assert authorities.state.asked == []  # a ping costs no stamp
    for service, ping in (("tsa", timestamping.ping), ("ocsp", responder.ping)):
        with pytest.raises(PassingError, match=f"{service}_unreachable"):
            ping(NOWHERE)
        bad_day(service, "down")
        with pytest.raises(PassingError, match=f"{service}_unreachable"):
            ping(f"{authorities.url}/{service}")


def test_nothing_of_the_person_is_in_the_error_or_the_log(
    ask: Callable[..., Answer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(PermanentError) as trouble:
        ask("60001018800")
    said = caplog.text + str(trouble.value) + repr(trouble.value.__cause__) + repr(trouble.value.__context__)
    assert "60001018800" not in said
    assert "TÜHISTATUD" not in said
