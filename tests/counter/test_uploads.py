"""Uploading on the scanning page, and that nothing that was uploaded runs in the desk's name."""

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from desk.counter import tasks
from desk.counter.actions import papers, scanning
from desk.counter.enums import FileSource, Way
from desk.counter.models import IncomingMail, MailFile, MailPage, PageWork
from desk.records import blobs
from desk.records.models import AccessLogEntry
from tests.conftest import Actor
from tests.counter import hostile, paperwork


@pytest.fixture
def mail(as_specialist: Actor) -> IncomingMail:
    return papers.take_in(office=paperwork.office(), way=Way.COUNTER, by=as_specialist.user)


def send(
    actor: Actor, mail: IncomingMail, *files: tuple[str, bytes], field: str = "file", **more: Any
) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return actor.post(reverse("counter:add_files", args=[mail.pk]), {field: sent}, **more)


def test_files_are_added_without_javascript_and_each_says_what_became_of_it(
    mail: IncomingMail, as_specialist: Actor
) -> None:
    sent = send(
        as_specialist, mail, ("leping.pdf", hostile.pdf(2)), ("joonis.svg", hostile.svg()),
        ("krüptitud.pdf", hostile.encrypted_pdf()),
    )  # fmt: skip
    assert sent["Location"].startswith(reverse("counter:scan", args=[mail.pk]))
    page = as_specialist.get(sent["Location"]).content.decode()
    assert "leping.pdf" in page and "joonis.svg: " in page and "krüptitud.pdf" in page
    assert mail.files.count() == 1 and mail.quarantined.count() == 1


def test_a_photo_of_the_camera_is_known_as_one(mail: IncomingMail, as_specialist: Actor) -> None:
    send(as_specialist, mail, ("image.jpg", hostile.photo()), field="photo")
    assert mail.files.get().source == FileSource.PHOTO
    page = as_specialist.get(reverse("counter:scan", args=[mail.pk])).content.decode()
    assert 'capture="environment"' in page


def test_with_htmx_the_pages_come_back_at_once_and_again_only_when_something_changed(
    mail: IncomingMail, as_specialist: Actor
) -> None:
    htmx: Any = {"HTTP_HX_REQUEST": "true"}
    answer = send(as_specialist, mail, ("leping.pdf", hostile.pdf(2)), **htmx).content.decode()
    assert answer.count('class="leaf"') == 2 and "<html" not in answer
    seen = answer.split("?seen=")[1].split('"')[0]
    region = reverse("counter:scan_pages", args=[mail.pk])
    assert as_specialist.get(f"{region}?seen={seen}", **htmx).status_code == 204
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    later = as_specialist.get(f"{region}?seen={seen}", **htmx)
    assert later.status_code == 200 and b"leaf__picture" in later.content
    assert as_specialist.get(region)["Location"] == reverse("counter:scan", args=[mail.pk])


def test_pages_change_by_buttons_without_javascript(mail: IncomingMail, as_specialist: Actor) -> None:
    send(as_specialist, mail, ("leping.pdf", hostile.pdf(3)))
    first, second, third = MailPage.objects.filter(file__mail=mail)
    for page, do in ((first, "right"), (third, "first"), (second, "out")):
        answer = as_specialist.post(reverse("counter:change_page", args=[mail.pk, page.pk]), {"do": do})
        assert answer["Location"].endswith(f"#page-{page.pk}")
    lie = [(each.pk, each.turned, each.left_out) for each in MailPage.objects.filter(file__mail=mail)]
    assert lie == [(third.pk, 0, False), (first.pk, 90, False), (second.pk, 0, True)]
    order = {"page": [second.pk, first.pk, third.pk]}
    as_specialist.post(reverse("counter:arrange_pages", args=[mail.pk]), order)
    assert [each.pk for each in MailPage.objects.filter(file__mail=mail)] == order["page"]
    nonsense = as_specialist.post(reverse("counter:change_page", args=[mail.pk, first.pk]), {"do": "eat"})
    assert nonsense.status_code == 404


def test_what_is_too_big_is_not_read(mail: IncomingMail, as_specialist: Actor, settings: Any) -> None:
    settings.PAPER_FILE_MAX_BYTES = 500
    send(as_specialist, mail, ("leping.pdf", hostile.pdf(3)))
    assert not MailFile.objects.exists()


def test_strangers_and_those_without_the_role_get_nothing(
    mail: IncomingMail, as_specialist: Actor, as_administrator: Actor, as_unit_head: Actor
) -> None:
    send(as_specialist, mail, ("leping.pdf", hostile.pdf()))
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    page = MailPage.objects.get()
    for name, args in (("scan", [mail.pk]), ("page_picture", [mail.pk, page.pk])):
        for actor in (as_administrator, as_unit_head):
            assert actor.get(reverse(f"counter:{name}", args=args)).status_code == 403


def test_looking_at_a_picture_is_logged(mail: IncomingMail, as_specialist: Actor) -> None:
    send(as_specialist, mail, ("leping.pdf", hostile.pdf()))
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    as_specialist.get(reverse("counter:page_picture", args=[mail.pk, MailPage.objects.get().pk]))
    assert AccessLogEntry.objects.filter(shown_kind="incoming_mail", shown_id=mail.pk).exists()


# ---- nothing runs in our origin ----


def harmless(response: Any, kind: str = "") -> None:
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert "no-store" in response["Cache-Control"]
    if kind:
        assert response["Content-Type"] == kind


@pytest.mark.parametrize(
    ("name", "data", "kind", "served"),
    [
        ("leht.html", hostile.page(), "text/html", "application/octet-stream"),
        ("joonis.svg", hostile.svg(), "image/svg+xml", "application/octet-stream"),
        ("skript.pdf", hostile.pdf_with_javascript(), "application/pdf", "application/pdf"),
    ],
)
def test_html_svg_and_pdf_cannot_run_script_in_our_origin(
    mail: IncomingMail,
    as_specialist: Actor,
    as_administrator: Actor,
    name: str,
    data: bytes,
    kind: str,
    served: str,
) -> None:
    """None of them gets in at all; and were one in the store, by a mistake of ours or an older rule, it would
    leave as a file to save, of a kind that no browser draws, in a sandbox without an origin."""
    send(as_specialist, mail, (name, data))
    assert not MailFile.objects.exists() and not mail.quarantined.exists()
    blob = blobs.store(data, kind, "paper_file")
    file = MailFile.objects.create(
        mail=mail, name=name, content_type=kind, size=len(data), sha256=blob.sha256, blob=blob,
        added_by=as_specialist.user, pages_count=1,
    )  # fmt: skip
    page = MailPage.objects.create(file=file, number=0, position=0, preview=blob)
    IncomingMail.objects.filter(pk=mail.pk).update(document=blob, document_sha256=blob.sha256)
    harmless(as_specialist.get(reverse("counter:paper_original", args=[mail.pk, file.pk])), served)
    harmless(as_specialist.get(reverse("counter:page_picture", args=[mail.pk, page.pk])), served)
    harmless(as_specialist.get(reverse("counter:paper_document", args=[mail.pk])), served)
    row = scanning.set_aside(
        data=data,
        judgement=judged(name, kind),
        source=FileSource.SCAN,
        by=as_specialist.user,
        office=mail.office,
    )
    harmless(as_administrator.get(reverse("counter:quarantined_file", args=[row.pk])), served)


def judged(name: str, kind: str) -> Any:
    from desk.counter.intake import Judgement, Outcome

    return Judgement(Outcome.QUARANTINED, "not_scanned", name, kind)


# ---- two at once ----


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_uploads_to_one_paper_at_the_same_instant_keep_both(as_specialist: Actor) -> None:
    mail = papers.take_in(office=paperwork.office(), way=Way.COUNTER, by=as_specialist.user)
    gate = threading.Barrier(4)
    troubles: list[Exception] = []

    def upload(number: int) -> None:
        try:
            row = IncomingMail.objects.get(pk=mail.pk)
            gate.wait(10)
            data = hostile.pdf(2, text=f"file {number}")
            scanning.add_file(
                mail=row, name=f"{number}.pdf", data=data, source=FileSource.SCAN, by=as_specialist.user
            )
        except Exception as trouble:  # noqa: BLE001  (told to the test's own thread)
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not troubles
    assert mail.files.count() == 4
    assert [page.position for page in MailPage.objects.filter(file__mail=mail)] == list(range(8))
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    assert IncomingMail.objects.get(pk=mail.pk).pages_count == 8
