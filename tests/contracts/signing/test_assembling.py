"""From the value to the container: what an attacker swaps, what comes too late, what may be tried again."""

import base64
import io
import logging
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from contracts.agency.preparing import unsigned
from contracts.containers.certificates import load
from contracts.containers.report import Verdict
from contracts.containers.trust import Part, TrustStore
from contracts.containers.validator import LocalValidator
from contracts.signing import assembling, xades
from contracts.signing.assembling import Finished
from contracts.signing.web_eid import WebEid
from contracts.signing.xades import Prepared
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from tests.contracts.signing.conftest import CLIENT, FILES, P384, STRANGER, Desk, now
from tests.simulators.eid import Lab, Recipe, Running, sign_files
from tests.simulators.eid.writer import zipped

BadDay = Callable[..., None]


@pytest.fixture
def ready(desk: Desk, sources: dict[str, bytes]) -> tuple[bytes, Prepared, bytes]:
    """A client's container, the signature prepared over it, and the card's value."""
    prepared = desk.prepared(sources["once"])
    return sources["once"], prepared, desk.value(prepared)


Ready = tuple[bytes, Prepared, bytes]


def failed(call: Callable[[], Finished], kind: type[OutsideTrouble] = PermanentError) -> str:
    with pytest.raises(OutsideTrouble) as trouble:
        call()
    assert type(trouble.value) is kind
    return trouble.value.code


def complete(desk: Desk, source: bytes, prepared: Prepared, value: bytes, der: bytes) -> Finished:
    services = assembling.over_http(desk.trust, f"{desk.authorities.url}/tsa", f"{desk.authorities.url}/ocsp")
    return assembling.complete(source, prepared.xml, value, der, trust=desk.trust, at=now(), **services)


# swapped on the way -----------------------------------------------------------------------------


def test_a_certificate_that_was_swapped_is_noticed_before_anybody_is_asked(desk: Desk, ready: Ready) -> None:
    for code in (STRANGER, CLIENT):
        der = desk.lab.card(code).der
        assert failed(partial(complete, desk, *ready, der)) == "signature_wrong"
    assert failed(lambda: complete(desk, *ready, b"no certificate")) == "signature_wrong"
    assert desk.authorities.state.asked == []


def test_a_value_of_another_key_document_or_card_is_noticed_before_anybody_is_asked(
    desk: Desk, ready: Ready, sources: dict[str, bytes]
) -> None:
    source, prepared, value = ready
    other = desk.prepared(sources["unsigned"])
    foreign = replace(desk, code=STRANGER)
    values = [desk.value(other), foreign.value(foreign.prepared(source)), b"", value[:-1], bytes(96)]
    for each in values:
        assert failed(partial(desk.complete, source, prepared, each)) == "signature_wrong"
    assert desk.authorities.state.asked == []


def test_a_signature_prepared_by_somebody_else_is_not_completed_as_ours(desk: Desk, ready: Ready) -> None:
    """The whole of it swapped, value and all: the certificate of the sitting decides."""
    foreign = replace(desk, code=STRANGER)
    prepared = foreign.prepared(ready[0])
    value = foreign.value(prepared)
    assert failed(lambda: desk.complete(ready[0], prepared, value)) == "signature_wrong"


def test_a_prepared_signature_that_was_bent_is_noticed(desk: Desk, ready: Ready) -> None:
    source, prepared, value = ready
    digest = base64.b64encode(prepared.digest)
    for old, new in (
        (b"signatures", b"signaturez"), (b"#sha256", b"#sha512"), (b"SigningTime>20", b"SigningTime>19"),
        (b"<ds:SignedInfo>", b"<ds:SignedInfo> "), (b"S1-R0", b"S1-R9"), (b"leping.pdf", b"teine.pdf"),
        (b"application/pdf", b"application/exe"), (b"<ds:Object>", b"<ds:Object>" + digest),
    ):  # fmt: skip
        bent = replace(prepared, xml=prepared.xml.replace(old, new, 1))
        if bent.xml != prepared.xml:
            code = failed(partial(desk.complete, source, bent, value))
            assert code in ("signature_wrong", "own_check_failed", "signed_too_long_ago")


@pytest.mark.parametrize("bend", ["file changed", "file added", "file gone", "other container"])
def test_a_container_that_changed_after_it_was_shown_is_never_finished(
    desk: Desk, ready: Ready, sources: dict[str, bytes], bend: str, caplog: pytest.LogCaptureFixture
) -> None:
    source, prepared, value = ready
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}
    first = next(iter(FILES))
    match bend:
        case "file changed":
            parts[first] += b" and one word more"
        case "file added":
            parts["lisa.pdf"] = b"%PDF"
        case "file gone":
            del parts[first]
        case "other container":
            parts = {"META-INF/manifest.xml": parts["META-INF/manifest.xml"]} | dict.fromkeys(FILES, b"%PDF")
    caplog.set_level(logging.ERROR)
    assert failed(lambda: desk.complete(zipped(parts), prepared, value)) == "own_check_failed"
    assert "FILE" in caplog.text
    assert P384 not in caplog.text and first not in caplog.text


def test_a_client_s_signature_that_does_not_hold_is_not_signed_over(desk: Desk, lab: Lab) -> None:
    source = sign_files(lab, CLIENT, FILES, recipe=Recipe(ocsp_state="revoked"))
    prepared = desk.prepared(source)
    value = desk.value(prepared)
    assert failed(lambda: desk.complete(source, prepared, value)) == "own_check_failed"


# our own check ----------------------------------------------------------------------------------


def test_our_own_check_wants_exactly_one_signature_more_and_nothing_else(
    desk: Desk, ready: Ready, trust: TrustStore, sources: dict[str, bytes]
) -> None:
    source, prepared, value = ready
    good = desk.complete(source, prepared, value).container
    twice = desk.sign(good).container
    mine, other = prepared.certificate, load(desk.lab.card(CLIENT).der)

    def check(before: bytes, after: bytes, certificate: object = mine) -> str:
        with pytest.raises(PermanentError) as trouble:
            assembling.own_check(before, after, certificate, trust, now())  # type: ignore[arg-type]
        return trouble.value.code

    assembling.own_check(source, good, mine, trust, now())
    assert check(source, source) == "own_check_failed"  # none more
    assert check(source, twice) == "own_check_failed"  # two more
    assert check(sources["unsigned"], good) == "own_check_failed"
    assert check(source, good, other) == "own_check_failed"
    assert check(source, good[:-1]) == "own_check_failed"
    assert check(unsigned({"x.pdf": b"%PDF"}), good) == "own_check_failed"
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}
    del parts["META-INF/signatures0.xml"]  # the client's
    assert check(source, zipped(parts)) == "own_check_failed"


def test_an_expired_trusted_list_only_puts_it_off(desk: Desk, ready: Ready, trust: TrustStore) -> None:
    old = replace(trust, expires_at=now() - timedelta(days=1))
    assert failed(lambda: replace(desk, trust=old).complete(*ready), PassingError) == "trust_list_expired"
    assert desk.complete(*ready).container


def test_an_issuer_that_left_the_trusted_list_ends_it(desk: Desk, ready: Ready, trust: TrustStore) -> None:
    nobody = TrustStore(tuple(s for s in trust.services if s.part is not Part.CA))
    assert failed(lambda: replace(desk, trust=nobody).complete(*ready)) == "issuer_not_trusted"


# the services -----------------------------------------------------------------------------------


def test_the_stamp_comes_first_and_then_the_responder_is_asked(desk: Desk, ready: Ready) -> None:
    desk.complete(*ready)
    assert desk.authorities.state.asked == ["tsa", "ocsp"]


@pytest.mark.parametrize(
    ("service", "kind", "error", "code"),
    [
        ("tsa", "down", PassingError, "tsa_unreachable"),
        ("tsa", "slow", PassingError, "tsa_timeout"),
        ("tsa", "html", PassingError, "tsa_not_understood"),
        ("tsa", "huge", PassingError, "tsa_not_understood"),
        ("tsa", "imprint", PassingError, "tsa_wrong_answer"),
        ("tsa", "nonce", PassingError, "tsa_wrong_answer"),
        ("tsa", "stranger", PermanentError, "tsa_not_trusted"),
        ("ocsp", "down", PassingError, "ocsp_unreachable"),
        ("ocsp", "stale", PassingError, "ocsp_stale"),
        ("ocsp", "other", PassingError, "ocsp_wrong_answer"),
        ("ocsp", "stranger", PermanentError, "ocsp_not_trusted"),
        ("ocsp", "revoked", PermanentError, "certificate_revoked"),
        ("ocsp", "unknown", PermanentError, "certificate_unknown"),
    ],
)
@pytest.mark.slow
def test_nothing_half_signed_comes_out_and_the_kept_value_serves_the_next_time(
    desk: Desk, ready: Ready, bad_day: BadDay, trust: TrustStore, service: str, kind: str,
    error: type[OutsideTrouble], code: str,
) -> None:  # fmt: skip
    bad_day(service, kind)
    assert failed(lambda: desk.complete(*ready), error) == code
    finished = desk.complete(*ready)
    assert LocalValidator(trust, now()).validate(finished.container).verdict is Verdict.PASSED


def test_doing_it_twice_makes_two_good_containers_with_the_same_signature(
    desk: Desk, ready: Ready, trust: TrustStore
) -> None:
    both = [desk.complete(*ready) for _ in range(2)]
    for each in both:
        assert LocalValidator(trust, now()).validate(each.container).verdict is Verdict.PASSED
        with zipfile.ZipFile(io.BytesIO(each.container)) as archive:
            assert base64.b64encode(ready[2]) in archive.read(each.file)


# time -------------------------------------------------------------------------------------------


def after(desk: Desk, source: bytes, late: timedelta) -> Callable[[], Finished]:
    """Signed so long ago, completed now: the authority was down meanwhile."""
    desk.at = now() - late
    prepared = desk.prepared(source)
    value = desk.value(prepared)
    return lambda: desk.complete(source, prepared, value)


def test_a_stamp_hours_after_the_signing_is_taken_and_told(desk: Desk, sources: dict[str, bytes]) -> None:
    assert not after(desk, sources["once"], timedelta(minutes=14))().slow
    finished = after(desk, sources["once"], timedelta(hours=23))()
    assert finished.slow
    assert abs(finished.signed_at - now()) < timedelta(seconds=5)


def test_a_stamp_more_than_a_day_after_the_signing_is_too_late(desk: Desk, sources: dict[str, bytes]) -> None:
    assert failed(after(desk, sources["once"], timedelta(hours=24, minutes=1))) == "signed_too_long_ago"
    assert desk.authorities.state.asked == []  # no stamp is bought for it


def test_a_stamp_from_before_the_signing_means_a_wrong_clock_and_passes(desk: Desk, ready: Ready) -> None:
    desk.authorities.state.ahead = -timedelta(hours=1)
    assert failed(lambda: desk.complete(*ready), PassingError) == "tsa_clock"
    desk.authorities.state.ahead = -timedelta(minutes=4)
    assert desk.complete(*ready)


@pytest.mark.slow
def test_a_stamp_with_a_fraction_of_a_second_waits_for_an_answer_that_has_none(
    desk: Desk, ready: Ready, bad_day: BadDay
) -> None:
    """The responder cuts its time to the second, so its first answer seems older than the stamp."""
    bad_day("tsa", "fraction", milliseconds=999)
    finished = desk.complete(*ready)
    assert finished.signed_at.microsecond == 999_000
    assert desk.authorities.state.asked.count("ocsp") > 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=1), timedelta(days=2)])
def test_a_stamp_from_our_future_is_not_stored(desk: Desk, ready: Ready, ahead: timedelta) -> None:
    desk.authorities.state.ahead = ahead
    assert failed(lambda: desk.complete(*ready), PassingError) == "tsa_clock"
    desk.authorities.state.ahead = timedelta(minutes=4)
    assert desk.complete(*ready)


def test_the_certificate_must_be_valid_at_the_stamp(
    desk: Desk, sources: dict[str, bytes], authorities: Running
) -> None:
    """The card expired while the authority was down."""
    last = desk.lab.card("10303030002").certificate.not_valid_after_utc
    desk.code, desk.at = "10303030002", last - timedelta(hours=1)
    prepared = desk.prepared(sources["once"])
    value = desk.value(prepared)
    authorities.state.ahead = last + timedelta(hours=1) - now()
    late = last + timedelta(hours=1)
    assert failed(lambda: desk.complete(sources["once"], prepared, value, at=late)) == "certificate_expired"


def test_what_was_taken_from_the_card_is_what_stands_in_the_file(desk: Desk, ready: Ready) -> None:
    source, prepared, value = ready
    again = xades.read(prepared.xml)
    said = {"signature": base64.b64encode(value).decode(), "signatureAlgorithm": again.method.words}
    assert WebEid().take(again, said) == value
    finished = desk.complete(source, again, value)
    with zipfile.ZipFile(io.BytesIO(finished.container)) as archive:
        written = archive.read(finished.file)
    # Everything that was signed stands there as it was prepared.
    for part in (b"ds:SignedInfo>", b"xades:SignedProperties"):
        begun, ended = prepared.xml.index(b"<" + part), prepared.xml.index(b"</" + part)
        assert prepared.xml[begun:ended] in written
