"""One file check for every room: by content, to the bottom of an archive, and never by what a name says."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from desk import env
from desk.records import filecheck
from desk.records.filecheck import Outcome, check, safe_name, served_as
from tests.mail.awkward.hostile import nested
from tests.mail.awkward.paper import container, encrypted_zip, office, zipped
from tests.records.scanner import Scanner

PDF, PNG, EXE = b"%PDF-1.7 sisu", b"\x89PNG\r\n\x1a\n sisu", b"MZ\x90\x00 sisu"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "outcome", "reason", "content_type"),
    [
        ("leping.pdf", PDF, "taken", "", "application/pdf"),
        ("pilt.jpg", PNG, "taken", "", "image/png"),
        ("leping.asice", container(), "taken", "", "application/vnd.etsi.asic-e+zip"),
        ("leping.bdoc", container(), "taken", "", "application/vnd.etsi.asic-e+zip"),
        ("kiri.txt", "Tere õhtust".encode(), "taken", "", "text/plain"),
        ("vana.doc", OLE, "taken", "", "application/msword"),
        ("failid.zip", zipped(("a.pdf", PDF), ("b/c.txt", b"tere")), "taken", "", "application/zip"),
        ("kaks.zip", nested(2), "taken", "", "application/zip"),
        ("vorm.pdf", PDF + b"/JavaScript", "taken", "active_content", "application/pdf"),
        ("konto.pdf", PDF + b"/Encrypt 5 0 R", "taken", "protected", "application/pdf"),
        ("leht.html", b"<!DOCTYPE html><p>tere", "taken", "active_content", "text/html"),
        ("kaart.svg", b"<?xml version='1.0'?><svg/>", "taken", "active_content", "image/svg+xml"),
        ("andmed.xyz", b"\x01\x02\x00\x03 tundmatu", "taken", "unknown_kind", "application/octet-stream"),
        ("arve.pdf", EXE, "refused", "executable", None),
        ("arve.exe", b"tere", "refused", "executable", None),
        ("arve.pdf.js", b"alert(1)", "refused", "executable", None),
        ("otsetee.pdf", b"\x4c\x00\x00\x00\x01\x14\x02\x00", "refused", "executable", None),
        ("arve.pdf", b"<html><script>", "refused", "not_what_it_says", "text/html"),
        ("leping.asice", zipped(("a.txt", b"x")), "refused", "not_what_it_says", "application/zip"),
        ("leping.docx", zipped(("a.txt", b"x")), "refused", "not_what_it_says", "application/zip"),
        ("makro.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), "refused", "macros", None),
        ("lukus.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "refused", "encrypted", None),
        ("makro.docm", office(("word/vbaProject.bin", b"x")), "refused", "macros", None),
        ("makro.docx", office(("word/vbaProject.bin", b"x")), "refused", "macros", None),
        ("sees.zip", zipped(("x.zip", zipped(("arve.exe", EXE)))), "refused", "executable", None),
        ("peidus.zip", zipped(("pilt.jpg", EXE)), "refused", "executable", None),
        ("sees.zip", nested(3), "refused", "too_deep", None),
        ("pomm.zip", zipped(("null", b"\0" * 30_000_000)), "refused", "bomb", None),
        ("salajane.zip", encrypted_zip(), "refused", "encrypted", None),
        ("katki.zip", b"PK\x03\x04 katki", "refused", "damaged", None),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "refused", "archive_kind", None),
        ("a.tar.gz", b"\x1f\x8b\x08", "refused", "archive_kind", None),
        ("winmail.dat", b"\x78\x9f\x3e\x22", "refused", "tnef", "application/ms-tnef"),
        ("tyhi.pdf", b"", "refused", "empty", None),
    ],
)
def test_a_file_is_judged_by_what_it_is(
    name: str, data: bytes, outcome: str, reason: str, content_type: str | None
) -> None:
    verdict = check(data, name, "application/pdf")
    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert content_type in {None, verdict.content_type}
    assert bool(verdict.words) == bool(reason)


def test_a_file_that_is_too_big_is_not_looked_at() -> None:
    assert check(PDF, "a.pdf", most=5).reason == "too_big"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mari\\leping.pdf", "leping.pdf"),
        ("leping\u202efdp.exe", "lepingfdp.exe"),
        ("a\x00b\nc.txt", "abc.txt"),
        (" .. ", "file"),
        ('x<y>"z"|?.pdf', "xyz.pdf"),
        ("õ" * 300 + ".asice", "õ" * 130 + ".asice"),
    ],
)
def test_a_name_is_made_safe_and_keeps_its_ending(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_browser_shows_only_what_cannot_act() -> None:
    assert served_as("application/pdf") == ("application/pdf", True)
    for kind in ("text/html", "image/svg+xml", "application/xml", "message/rfc822", ""):
        assert served_as(kind) == ("application/octet-stream", False)


@given(
    st.binary(max_size=400)
    | st.binary(max_size=200).map(lambda tail: zipped(("a", tail))[:-3] + tail)
    | st.sampled_from([PDF, OLE, nested(1)]).flatmap(
        lambda a: st.binary(max_size=60).map(lambda b: a[:90] + b)
    ),
    st.text(max_size=40),
)
@rounds(max_examples=300, deadline=None)
def test_no_bytes_make_the_check_fail(data: bytes, name: str) -> None:
    verdict = check(data, name)
    assert verdict.reason in {"", *filecheck.WORDS}
    assert not set(verdict.name) & set("/\\\x00\n")


def test_the_scanner_is_asked_over_its_socket(tmp_path: Path, settings: Any) -> None:
    with Scanner(tmp_path / "clamd.ctl") as scanner:
        settings.CLAMAV = scanner.address
        assert check(PDF, "a.pdf").outcome == Outcome.TAKEN
        verdict = check(PDF + b" EICAR-PROOV", "a.pdf")
        assert (verdict.outcome, verdict.reason, scanner.scanned) == (Outcome.REFUSED, "virus", 2)
        assert check(EXE, "a.exe").reason == "executable"
        assert scanner.scanned == 2, "what is refused already is not sent there"


def test_the_scanner_is_asked_over_the_network_and_has_a_limit(settings: Any) -> None:
    with Scanner(limit=100_000) as scanner:
        settings.CLAMAV = scanner.address
        assert check(PDF, "a.pdf").outcome == Outcome.TAKEN
        assert check(PDF + b"x" * 1_000_000, "a.pdf").reason == "scanner_limit"


@pytest.mark.parametrize(("away", "outcome"), [("wait", Outcome.WAITING), ("take", Outcome.TAKEN)])
def test_while_the_scanner_is_away_the_setting_decides(away: str, outcome: Outcome, settings: Any) -> None:
    settings.CLAMAV, settings.CLAMAV_AWAY = ("/nowhere/clamd.ctl", 0), away
    verdict = check(PDF, "a.pdf")
    assert (verdict.outcome, verdict.reason) == (outcome, "not_scanned")


def test_a_wrong_address_of_the_scanner_stops_the_start() -> None:
    assert env.clamd("CLAMAV_URL", "unix:///run/clamd.ctl") == ("/run/clamd.ctl", 0)
    assert env.clamd("CLAMAV_URL", "tcp://scanner.example") == ("scanner.example", 3310)
    with pytest.raises(env.WrongSetting, match="CLAMAV_URL"):
        env.clamd("CLAMAV_URL", "http://scanner.example")
