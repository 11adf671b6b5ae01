"""The signature before its value: which containers it can be added to, and what it says of them."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from contracts.agency.preparing import unsigned
from contracts.containers import archive
from contracts.containers.report import Rejected, Verdict
from contracts.containers.trust import TrustStore
from contracts.containers.validator import LocalValidator
from contracts.signing import assembling, xades
from contracts.signing.refusals import NotSigned
from contracts.signing.responder import Answer
from contracts.signing.timestamping import Token
from contracts.signing.web_eid import WebEid
from tests.browser.card import Card
from tests.contracts.signing.conftest import CLIENT, FILES, P256, P384, Desk, now
from tests.simulators.eid import Lab, Recipe, sign_files
from tests.simulators.eid.authorities import ocsp_answer, token
from tests.simulators.eid.writer import manifest, sign_xml, zipped

XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
AT = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)


def test_it_can_be_read_again_from_its_bytes(desk: Desk, sources: dict[str, bytes]) -> None:
    prepared = desk.prepared(sources["once"])
    again = xades.read(prepared.xml)
    assert again == prepared
    assert again.digest == prepared.digest
    assert again.claimed_at == desk.at.replace(microsecond=0)
    assert again.certificate == desk.chosen().certificate


def test_the_same_is_prepared_from_the_same(desk: Desk, sources: dict[str, bytes]) -> None:
    assert desk.prepared(sources["twice"]) == desk.prepared(sources["twice"])


def test_another_file_certificate_or_second_is_another_digest(desk: Desk, sources: dict[str, bytes]) -> None:
    digests = {desk.prepared(sources["unsigned"]).digest}
    digests.add(desk.prepared(unsigned(FILES | {"one more.pdf": b"%PDF"})).digest)
    digests.add(desk.prepared(unsigned(dict.fromkeys(FILES, b"%PDF"))).digest)
    desk.at += timedelta(seconds=1)
    digests.add(desk.prepared(sources["unsigned"]).digest)
    desk.code = CLIENT
    digests.add(desk.prepared(sources["unsigned"]).digest)
    assert len(digests) == 5


@pytest.mark.parametrize(
    ("names", "next_one"),
    [
        ([], "signatures0"),
        (["signatures.xml"], "signatures0"),
        (["signatures0.xml"], "signatures1"),
        (["signatures1.xml"], "signatures2"),
        (["signatures3.xml", "signatures1.xml"], "signatures4"),
        (["signatures007.xml"], "signatures8"),
        (["edoc-signatures-S5.xml", "signatures2.xml"], "signatures3"),
    ],
)
def test_the_next_number_is_free(lab: Lab, names: list[str], next_one: str) -> None:
    made = sign_xml(lab, lab.card(CLIENT), FILES)
    parts = {"META-INF/manifest.xml": manifest(list(FILES)), **FILES}
    source = zipped(parts | {f"META-INF/{name}": made for name in names})
    assert xades.file_name(source) == f"META-INF/{next_one}.xml"


def with_parts(parts: dict[str, bytes], mimetype: bytes = b"application/vnd.etsi.asic-e+zip") -> bytes:
    return zipped(parts, mimetype)


PARTS = {"META-INF/manifest.xml": manifest(list(FILES)), **FILES}
UNSOUND = {
    "no zip": b"%PDF",
    "empty": b"",
    "no manifest": with_parts(dict(FILES)),
    "a file that is not in the manifest": with_parts(PARTS | {"more.pdf": b"x"}),
    "a file that is missing": with_parts({"META-INF/manifest.xml": manifest([*FILES, "more.pdf"]), **FILES}),
    "no file": with_parts({"META-INF/manifest.xml": manifest([])}),
    "another type": with_parts(PARTS, b"application/vnd.etsi.asic-s+zip"),
    "another entry": with_parts(PARTS | {"META-INF/evil.js": b"x"}),
    "another format": with_parts(PARTS | {"META-INF/signature.p7s": b"x"}),
    "a path outside": with_parts(PARTS | {"../x.pdf": b"x"}),
    "bytes before": b"x" + with_parts(PARTS),
    "bytes after": with_parts(PARTS) + b"x",
    "a media type that is trimmed": with_parts(
        {"META-INF/manifest.xml": manifest(list(FILES), " text/plain"), **FILES}
    ),
    "no media type": with_parts({"META-INF/manifest.xml": manifest(list(FILES), ""), **FILES}),
    "a number beyond counting": with_parts(PARTS | {"META-INF/signatures99999999999999999999.xml": b"<x/>"}),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_nothing_is_signed_over_a_container_that_is_not_sound(desk: Desk, name: str) -> None:
    with pytest.raises(NotSigned, match="CONTAINER_NOT_SOUND"):
        desk.prepared(UNSOUND[name])


def test_a_full_container_is_told_before_the_pin_is_asked(
    desk: Desk, sources: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xades, "MAX_SIGNATURES", 2)
    desk.prepared(sources["once"])
    with pytest.raises(NotSigned, match="CONTAINER_FULL"):
        desk.prepared(sources["twice"])
    monkeypatch.setattr(archive, "MAX_CONTAINER", len(sources["once"]))
    with pytest.raises(NotSigned, match="CONTAINER_FULL"):
        desk.prepared(sources["once"])


def test_a_card_s_authority_with_letters_of_its_own_is_named(desk: Desk, sources: dict[str, bytes]) -> None:
    root = etree.fromstring(desk.prepared(sources["unsigned"]).xml)
    uris = [str(e.get("URI")) for e in root.iter(f"{DS}Reference")]
    assert uris[0] == "KL-2026-000001%20leping.pdf"
    assert "%C3%9C%C3%BCri%20%C3%B5igus%20%2B%20" in uris[1]
    assert uris[2] == "VK%2050%25%20%26%20%282%29.pdf"
    assert uris[3].startswith("#")


@pytest.mark.parametrize("bend", [b"", b"<x/>", b"<!DOCTYPE x><x/>", b"\x00"])
def test_what_is_no_prepared_signature_is_not_read(bend: bytes) -> None:
    with pytest.raises(NotSigned):
        xades.read(bend)


def test_a_finished_signature_is_not_prepared_again(lab: Lab) -> None:
    with pytest.raises(NotSigned):
        xades.read(sign_xml(lab, lab.card(CLIENT), FILES))


# what comes before, whatever it is --------------------------------------------------------------


names = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"), exclude_characters='\\/:"<>&'),
    min_size=1, max_size=30,
)  # fmt: skip
contents = st.dictionaries(names, st.binary(max_size=300), min_size=1, max_size=5)


def signed(lab: Lab, trust: TrustStore, source: bytes, code: str = P256) -> bytes:
    """As the job does it, with the authorities in this process."""
    card = Card(lab, code)
    chosen = WebEid().choose(card.answer({"action": "web-eid:get-signing-certificate"}))
    at = now()
    prepared = xades.prepare(source, chosen.certificate, chosen.method, at)
    said = card.answer({"action": "web-eid:sign", **WebEid().ask(prepared).message})
    value = WebEid().take(prepared, said)

    def stamp(octets: bytes) -> Token:
        import hashlib

        made_at = at.replace(microsecond=0)
        return Token(token(lab.tsa, hashlib.sha256(octets).digest(), "sha256", made_at, 1), made_at, "")

    def ask(certificate: object, issuer: object, after: datetime) -> Answer:
        der = ocsp_answer(lab.ocsp, chosen.certificate, lab.ca.certificate, after)
        return Answer(der, after, "")

    return assembling.complete(
        source, prepared.xml, value, chosen.der, stamp=stamp, ask=ask, trust=trust, at=now()
    ).container


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(files=contents, rounds=st.integers(1, 3), by_client=st.booleans())
@pytest.mark.slow
def test_any_files_can_be_signed_any_number_of_times(
    lab: Lab, trust: TrustStore, files: dict[str, bytes], rounds: int, by_client: bool
) -> None:
    source = sign_files(lab, CLIENT, files) if by_client else unsigned(files)
    try:
        archive.read_entries(source)
    except Rejected:
        assume(False)  # names that are one name to some file systems
    assume(not any(PurePosixPath(name).name in ("mimetype", "META-INF", ".", "..") for name in files))
    for _ in range(rounds):
        before, source = source, signed(lab, trust, source)
        old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, source))
        assert source[: old.start_dir] == before[: old.start_dir]
        assert new.namelist()[:-1] == old.namelist()
        assert new.testzip() is None
    report = LocalValidator(trust, now()).validate(source)
    assert report.verdict is Verdict.PASSED
    assert len(report.signatures) == rounds + by_client
    assert {file.name for file in report.files} == set(files)


def test_a_client_s_other_ways_of_writing_are_kept(lab: Lab, trust: TrustStore) -> None:
    recipe = Recipe(digest="sha512", c14n="http://www.w3.org/2001/10/xml-exc-c14n#")
    source = sign_files(lab, CLIENT, FILES, recipe=recipe)
    after = signed(lab, trust, source, P384)
    name = "META-INF/signatures0.xml"
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (source, after))
    assert old.read(name) == new.read(name)
    assert LocalValidator(trust, now()).validate(after).verdict is Verdict.PASSED
