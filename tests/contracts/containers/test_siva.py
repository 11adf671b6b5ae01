"""SiVa is taken at its word and no further: what is not said clearly is no verdict."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import requests

from contracts.containers import siva, siva_answer
from contracts.containers.report import ContainerReport, Format, Level, Verdict
from contracts.containers.siva import Mode, SivaValidator
from contracts.containers.siva_answer import NotUnderstood
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from tests.contracts.containers.attacks import parts
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators.eid import Lab, Recipe, add_signature, sign_files
from tests.simulators.eid.writer import container, sign_xml
from tests.simulators.siva import Running

pytestmark = pytest.mark.slow


@pytest.fixture(params=list(Mode))
def validator(request: pytest.FixtureRequest, siva_service: Running) -> SivaValidator:
    return SivaValidator(siva_service.url, mode=request.param)


def codes(report: ContainerReport) -> list[str]:
    return [p.code for p in report.everything_wrong()]


# ---- what it says is taken as it is said ---------------------------------------------------------


def test_a_good_container_passes_and_its_signer_is_read_from_the_certificate(
    validator: SivaValidator, good: bytes
) -> None:
    report = validator.validate(good)
    assert (report.verdict, codes(report)) == (Verdict.PASSED, [])
    [signature] = report.signatures
    assert (signature.signer.scheme, signature.signer.code) == ("PNOEE", MARI)
    assert (signature.level, signature.format, signature.valid) == (Level.QESIG, Format.LT, True)
    assert signature.trusted_at is not None and signature.trusted_at.tzinfo is not None
    assert {f.name: f.sha256 for f in report.files} == {n: sha256(d).hexdigest() for n, d in FILES.items()}
    assert report.sha256 == sha256(good).hexdigest()


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_the_hashes_are_sent_by_the_signatures_own_method(
    lab: Lab, siva_service: Running, digest: str
) -> None:
    data = sign_files(lab, MARI, FILES, recipe=Recipe(digest=digest))
    assert SivaValidator(siva_service.url).validate(data).verdict is Verdict.PASSED
    [(path, body)] = siva_service.state.asked
    assert path == "/validateHashcode"
    sent = body["signatureFiles"][0]["datafiles"]
    assert {each["hashAlgo"] for each in sent} == {digest.upper()}


@pytest.mark.parametrize("code", ["14007050024", "23809230033", "14201110044", "24708300056"])
def test_every_kind_of_card_passes(lab: Lab, validator: SivaValidator, code: str) -> None:
    assert validator.validate(sign_files(lab, code, FILES)).verdict is Verdict.PASSED


def test_two_signatures_are_both_told(lab: Lab, validator: SivaValidator, good: bytes) -> None:
    report = validator.validate(add_signature(lab, JAAN, good))
    assert report.verdict is Verdict.PASSED
    assert sorted(s.signer.code for s in report.signatures) == sorted([MARI, JAAN])


def test_a_seal_is_told_as_a_seal(lab: Lab, validator: SivaValidator) -> None:
    [seal] = validator.validate(sign_files(lab, "70000013", FILES)).signatures
    assert (seal.level, seal.signer.scheme) == (Level.QESEAL, "NTREE")


def test_a_revoked_card_fails(lab: Lab, validator: SivaValidator) -> None:
    report = validator.validate(sign_files(lab, "60001018800", FILES))
    assert (report.verdict, codes(report)) == (Verdict.FAILED, ["SIVA_REJECTED"])


def test_a_changed_document_fails(lab: Lab, validator: SivaValidator) -> None:
    name = next(iter(FILES))
    bent = container(FILES | {name: b"other"}, [sign_xml(lab, lab.card(MARI), FILES)])
    assert validator.validate(bent).verdict is Verdict.FAILED


# ---- its traps: 200 is not yet a yes -------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "verdict", "code"),
    [
        ("partial", Verdict.FAILED, "FILE_NOT_SIGNED"),
        ("failed", Verdict.FAILED, "SIVA_REJECTED"),
        ("unsure", Verdict.INDETERMINATE, "SIVA_UNSURE"),
        ("nobody", Verdict.FAILED, "NO_SIGNATURES"),
        ("malformed", Verdict.FAILED, "SIVA_REFUSED"),
        ("other_hash", Verdict.FAILED, "FILE_CHANGED"),
    ],
)
def test_a_bad_answer_is_no_pass(
    siva_service: Running, validator: SivaValidator, good: bytes, kind: str, verdict: Verdict, code: str
) -> None:
    siva_service.has(kind)
    report = validator.validate(good)
    assert (report.verdict, codes(report)) == (verdict, [code])
    assert not any(s.valid for s in report.signatures)


def test_the_message_of_a_refusal_is_kept(
    siva_service: Running, validator: SivaValidator, good: bytes
) -> None:
    siva_service.has("malformed")
    assert validator.validate(good).notes == ("Document malformed or not matching documentType",)


@pytest.mark.parametrize("kind", ["garbage", "other_count", "other_policy", "no_certificate"])
def test_what_does_not_fit_together_is_not_verified(
    siva_service: Running, validator: SivaValidator, good: bytes, kind: str
) -> None:
    siva_service.has(kind)
    with pytest.raises(PassingError, match="siva_not_understood"):
        validator.validate(good)


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (500, PassingError, "siva_trouble"),
        (503, PassingError, "siva_trouble"),
        (429, PassingError, "siva_trouble"),
        (401, PermanentError, "siva_credentials"),
        (404, PermanentError, "siva_address"),
        (302, PermanentError, "siva_address"),
    ],
)
def test_another_status_is_not_verified(
    siva_service: Running, validator: SivaValidator, good: bytes, status: int,
    error: type[OutsideTrouble], code: str,
) -> None:  # fmt: skip
    siva_service.has("error", status=status)
    with pytest.raises(error, match=code):
        validator.validate(good)


def test_silence_is_not_verified(siva_service: Running, good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siva, "TIMEOUT", (1, 0.2))
    siva_service.has("slow", seconds=1)
    with pytest.raises(PassingError, match="siva_timeout"):
        SivaValidator(siva_service.url).validate(good)


def test_nobody_there_is_not_verified(good: bytes) -> None:
    with pytest.raises(PassingError, match="siva_unreachable") as trouble:
        SivaValidator("http://127.0.0.1:9").validate(good)
    # What was sent is in no error that somebody might write down.
    assert trouble.value.__context__ is None


def test_an_answer_without_end_is_not_verified(
    siva_service: Running, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(siva, "MOST", 100)
    with pytest.raises(PassingError, match="siva_not_understood"):
        SivaValidator(siva_service.url).validate(good)


# ---- what leaves the desk ------------------------------------------------------------------------


def test_no_document_and_no_name_of_the_clients_leaves_the_desk(siva_service: Running, good: bytes) -> None:
    SivaValidator(siva_service.url).validate(good)
    said = json.dumps(siva_service.state.asked)
    for data in FILES.values():
        assert base64.b64encode(data).decode()[:40] not in said
    [(_, body)] = siva_service.state.asked
    assert set(body) == {"signatureFiles", "reportType", "signaturePolicy"}
    assert body["signaturePolicy"] == "POLv4"


def test_the_whole_container_leaves_only_when_that_was_chosen(siva_service: Running, good: bytes) -> None:
    SivaValidator(siva_service.url, mode=Mode.WHOLE).validate(good)
    [(path, body)] = siva_service.state.asked
    assert path == "/validate"
    assert base64.b64decode(body["document"]) == good


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 and nothing"])
def test_what_is_no_container_is_not_sent(siva_service: Running, data: bytes) -> None:
    assert SivaValidator(siva_service.url).validate(data).verdict is Verdict.FAILED
    assert siva_service.state.asked == []


def test_what_nobody_signed_is_not_sent(siva_service: Running) -> None:
    report = SivaValidator(siva_service.url).validate(container(FILES, []))
    assert (report.verdict, codes(report)) == (Verdict.FAILED, ["NO_SIGNATURES"])
    assert siva_service.state.asked == []


def test_what_is_kept_of_its_words_names_nobody(lab: Lab, siva_service: Running) -> None:
    report = SivaValidator(siva_service.url).validate(sign_files(lab, MARI, FILES))
    kept = json.dumps(report.without_persons(), default=str, ensure_ascii=False)
    assert MARI not in kept and "TAMM" not in kept.upper()


def test_a_code_in_its_words_is_left_out() -> None:
    answer = {"requestErrors": [{"message": f"TAMM,MARI,{MARI} is not known", "key": "x"}]}
    assert siva_answer.refusals(answer) == ("TAMM,MARI,… is not known",)


# ---- any answer at all ---------------------------------------------------------------------------


def an_answer(service: Running, data: bytes) -> tuple[Any, ContainerReport]:
    """What the service says of a good container, and the report before it is read."""
    validator = SivaValidator(service.url)
    report = validator.validate(data)
    path, body = service.state.asked[-1]
    raw = requests.post(service.url + path, json=body, timeout=10).json()
    return raw, replace(report, signatures=(), verdict=Verdict.FAILED, notes=())


def every_place(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from every_place(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from every_place(inner, (*at, index))


def changed_at(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = changed_at(copy[at[0]], at[1:], new)
    return copy


# What may be anything without changing who signed what, when and how well.
_IDLE = {
    "policyDescription", "policyUrl", "validationTime", "validationLevel", "signatureForm", "id",
    "signatureMethod", "signedBy", "subjectDistinguishedName", "commonName", "givenName", "surname",
    "serialNumber", "content", "issuer", "claimedSigningTime", "timestampCreationTime",
    "ocspResponseCreationTime",
}  # fmt: skip


def test_no_part_of_an_answer_may_be_something_else(siva_service: Running, good: bytes) -> None:
    """Each place of a good answer is replaced by each kind of nonsense: nothing crashes, and what passes
    says the same of the same people."""
    answer, empty = an_answer(siva_service, good)
    before = siva_answer.read(answer, empty, FILES, "POLv4", hashes=True)
    assert before.verdict is Verdict.PASSED
    for at in every_place(answer):
        for nonsense in (None, [], {}, "x", 7, -1, True, [None], {"content": 1}, "٣", "2026-13-01T00:00:00Z"):
            bent = changed_at(answer, at, nonsense)
            try:
                after = siva_answer.read(bent, empty, FILES, "POLv4", hashes=True)
            except NotUnderstood:
                continue
            if after.verdict is Verdict.PASSED and not _IDLE & set(at):
                same = [(s.signer, s.trusted_at) for s in after.signatures]
                assert same == [(s.signer, s.trusted_at) for s in before.signatures], (at, nonsense)
                assert len(after.signatures) == 1


# ---- is it there ---------------------------------------------------------------------------------


def test_ping_is_quiet_when_it_is_well(siva_service: Running, settings: Any) -> None:
    settings.SIVA_URL = siva_service.url
    siva.ping()


def test_ping_says_when_nobody_is_there(settings: Any) -> None:
    settings.SIVA_URL = "http://127.0.0.1:9"
    with pytest.raises(PassingError, match="siva_unreachable"):
        siva.ping()


def test_without_an_address_there_is_no_second_judge(settings: Any) -> None:
    settings.SIVA_URL = ""
    assert siva.configured() is None


def test_signature_files_are_sent_as_they_came(siva_service: Running, good: bytes) -> None:
    SivaValidator(siva_service.url).validate(good)
    [(_, body)] = siva_service.state.asked
    [sent] = body["signatureFiles"]
    assert base64.b64decode(sent["signature"]) == parts(good)["META-INF/signatures0.xml"]
