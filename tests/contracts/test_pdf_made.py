"""What the worker makes of a document: a draft first, the final one at sending, or a word on why not."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.urls import reverse

from contracts import tasks
from contracts.actions import draft
from contracts.drafting import filling
from contracts.models import Authorisation, Kind, Package, Rendering, TemplateVersion, VersionDecision
from contracts.printing import pdf, rendering
from desk import clock
from desk.outbox import JobState
from desk.records import blobs
from tests.conftest import Actor
from tests.contracts import pdftext
from tests.contracts.conftest import Ground
from tests.contracts.test_pdf import title

pytestmark = pytest.mark.slow


def made(package: Package) -> tuple[Authorisation, bytes]:
    document = package.authorisations.get()
    assert document.pdf is not None
    return document, blobs.read(document.pdf)


def new_text(ground: Ground, body: str, header: str = "") -> None:
    """A version of the agreement that is in force today."""
    wanted = ground.wanted()
    before = filling.template_for(wanted.kind, wanted.portal)
    assert before is not None
    version = TemplateVersion.objects.create(
        template=before.template, number=before.number + 1, title=before.title, header=header, body=body,
        valid_from=before.valid_from,
    )  # fmt: skip
    VersionDecision.objects.create(version=version, approved=True)


def test_a_document_is_a_draft_until_it_is_sent(ground: Ground) -> None:
    drafted, draft_bytes = made(ground.drafted())
    assert title(draft_bytes) == "MUSTAND: Kasutusleping"
    assert all("Eioleallkirjastamiseks" in words for words in pdftext.pages(draft_bytes))
    sent, final = made(ground.sent())
    assert title(final) == f"Kasutusleping {sent.number}"
    assert "MUSTAND" not in "".join(pdftext.pages(final))
    assert sent.pdf_sha256 != drafted.pdf_sha256
    assert {sent.rendering.libraries, drafted.rendering.libraries} == {pdf.libraries()}


def test_the_final_document_carries_the_day_of_its_sending(ground: Ground) -> None:
    document = ground.drafted().authorisations.get()
    drafted_at = document.package.drafted_at
    document.package.sending_at = drafted_at + timedelta(days=3)
    assert rendering.sheet(document).made_at == drafted_at  # still a draft
    document.number = "KL-2026-0001"
    final = rendering.sheet(document)
    assert final.made_at == drafted_at + timedelta(days=3)
    assert final.restricted_until == final.made_at.date().replace(year=final.made_at.year + 75)


def test_the_texts_own_header_stands_on_every_page(ground: Ground) -> None:
    new_text(ground, "<h1>Leping nr {{ number }}</h1>" + "<p>Tingimus.</p>" * 60, header="Kliimaministeerium")
    _document, data = made(ground.sent())
    said = pdftext.pages(data)
    assert len(said) > 1
    assert all("Kliimaministeerium" in words for words in said)


def test_a_kind_without_restriction_has_no_mark(ground: Ground) -> None:
    assert "(AK)" in pdftext.pages(made(ground.sent())[1])[0]
    Kind.objects.filter(code="user_contract").update(restriction_basis="", restriction_years=None)
    assert "(AK)" not in pdftext.pages(made(ground.sent())[1])[0]


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("<p>{{# client_name }}</p>", "template", "Öelge administraatorile: eelvaade ütleb põhjuse."),
        ("<p>x</p>" * 5000, "too_long", "Dokument on liiga pikk."),
    ],
)
def test_a_text_that_cannot_be_filled_names_whom_to_tell(
    ground: Ground, as_specialist: Actor, body: str, reason: str, words: str
) -> None:
    new_text(ground, body)
    package = ground.drafted()
    job = Rendering.jobs.get()
    assert (job.state, job.reason) == (JobState.FAILED, reason)
    page = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert words in page
    assert "every 2s" not in page  # nothing comes by itself any more


def test_what_takes_minutes_is_given_up_and_not_begun_again(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*arguments: object) -> bytes:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(pdf, "render", too_slow)
    ground.drafted()
    job = Rendering.jobs.get()
    assert (job.state, job.reason) == (JobState.FAILED, "too_long")


def test_a_worker_that_is_away_is_told_and_the_page_asks_less_often(
    ground: Ground, as_specialist: Actor
) -> None:
    package = draft(client=ground.tamme, documents=[ground.wanted()], by=ground.user)
    address = reverse("contracts:page", args=[package.pk])
    page = as_specialist.get(address).content.decode()
    assert "every 2s" in page and "tavalisest kauem" not in page
    clock.move(timedelta(minutes=2))
    page = as_specialist.get(address).content.decode()
    assert "every 2s" not in page and "every 15s" in page
    assert "tavalisest kauem" in page and "öelge administraatorile" in page
    tasks.render(Rendering.jobs.get().pk)
    assert "tavalisest kauem" not in as_specialist.get(address).content.decode()
