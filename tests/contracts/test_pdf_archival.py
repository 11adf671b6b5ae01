"""Every document is archival and accessible: PDF/A-3a and PDF/UA-1, rule by rule, by page-validation."""

from dataclasses import replace
from typing import Any

import page
import pydyf
import pytest

from contracts.management.commands.render_document import sample, samples
from contracts.printing import pdf
from contracts.printing.placeholders import sample_values

# What page-validation 0.11 holds of each profile; another number means that other rules were checked.
RULES = {page.ValidationProfile.PDF_A_3A: 156, page.ValidationProfile.PDF_UA_1: 104}


def broken(data: bytes) -> list[str]:
    """The rules of both profiles that the document does not keep."""
    found = []
    for profile, rules in RULES.items():
        report = page.validate_pdf_bytes(data, profile=profile)
        found += [f"{profile.value}: {failure.rule_id} {failure.message}" for failure in report.failures]
        assert report.rules.total == rules
        assert report.is_compliant == (not report.failures)
    return found


@pytest.mark.parametrize("draft", [False, True])
def test_a_contract_keeps_every_rule(draft: bool) -> None:
    text, around = sample("user_contract", "et")
    around = replace(around, number="", header="Keskkonnaamet\nRoheline 64") if draft else around
    assert broken(pdf.render(text, sample_values(), around)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("code", "language", "portal"), samples())
def test_every_kind_in_every_language_keeps_every_rule(code: str, language: str, portal: str) -> None:
    text, around = sample(code, language, portal)
    assert broken(pdf.render(text, sample_values(), around)) == []
    assert broken(pdf.render(text, sample_values(), replace(around, number=""))) == []


def test_lengths_are_right_whatever_a_stream_ends_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a compressed stream ends in CR is chance: about one document in twenty has such a one."""
    archive = pdf._archive

    def archive_with_cr(document: Any, file: Any) -> None:
        archive(document, file)
        file.add_object(pydyf.Stream([b"ends in CR\r"]))

    monkeypatch.setattr(pdf, "_archive", archive_with_cr)
    data = pdf.render("<p>x</p>", {}, sample("user_contract", "et")[1])
    assert b"CR\r\r\nendstream" in data
    assert broken(data) == []
    assert broken(data.replace(b"CR\r\r\nendstream", b"CR\r\nendstream"))


def test_the_check_sees_what_is_wrong() -> None:
    text, around = sample("user_contract", "et")
    data = pdf.render(text, sample_values(), around)
    assert broken(data.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>7"))
    assert broken(data.replace(b"pdfaid:conformance", b"pdfaid:conformanze"))
