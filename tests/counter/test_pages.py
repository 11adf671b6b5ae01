"""Pages of a paper: drawn, turned, put in order, left out, and made one document that is always the same."""

import io
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageOps

from desk import clock
from desk.counter import making, recognition, tasks
from desk.counter.actions import pages as actions
from desk.counter.actions import papers, scanning
from desk.counter.enums import FileSource, MailState, Way
from desk.counter.models import IncomingMail, MailPage, MailText, PageWork
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.models import Blob, Destruction
from tests.conftest import Actor
from tests.counter import hostile, paperwork

pytestmark = pytest.mark.slow

TESSERACT = """#!{python}
import sys
if "--list-langs" in sys.argv:
    print("List of available languages in /x (3):\\neng\\nest\\nosd")
elif sys.argv[1:5] == ["stdin", "stdout", "-l", "est+eng"] and sys.stdin.buffer.read(2) == b"\\xff\\xd8":
    print("Avaldus kasutajaõiguste saamiseks")
else:
    sys.exit(1)
"""


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def mail(by: User) -> IncomingMail:
    return papers.take_in(office=paperwork.office(), way=Way.COUNTER, by=by)


@pytest.fixture
def add(mail: IncomingMail, by: User) -> Callable[..., None]:
    def add_to(name: str, data: bytes, source: FileSource = FileSource.SCAN) -> None:
        taken = scanning.add_file(mail=mail, name=name, data=data, source=source, by=by)
        assert taken.judgement.outcome == "kept", taken.judgement

    return add_to


def work(mail: IncomingMail) -> IncomingMail:
    """The worker comes by, once the last click has settled."""
    PageWork.jobs.filter(mail=mail).update(next_at=None)
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    return IncomingMail.objects.get(pk=mail.pk)


def document(mail: IncomingMail) -> pikepdf.Pdf:
    assert mail.document is not None
    return pikepdf.open(io.BytesIO(blobs.read(mail.document)))


def pages(mail: IncomingMail) -> list[MailPage]:
    return list(MailPage.objects.filter(file__mail=mail).select_related("file"))


def first_words(mail: IncomingMail) -> list[str]:
    with document(mail) as made:
        contents = [page.Contents.read_bytes().decode() for page in made.pages]
    return [each.split("(")[1].split(")")[0].strip() for each in contents]


def test_files_of_every_kind_become_one_document_in_their_order(mail: IncomingMail, add: Any) -> None:
    add("leping.pdf", hostile.pdf(2))
    add("skann.tif", hostile.tiff(3))
    add("foto.jpg", hostile.photo(), FileSource.PHOTO)
    add("pilt.png", hostile.png())
    made = work(mail)
    assert len(document(made).pages) == made.pages_count == 7
    assert made.document is not None and made.document_sha256 == made.document.sha256
    assert PageWork.jobs.get(mail=mail).state == JobState.SENT
    previews = [page.preview for page in MailPage.objects.filter(file__mail=mail).select_related("preview")]
    assert all(each is not None and blobs.read(each).startswith(b"\xff\xd8\xff") for each in previews)


def test_the_same_pages_give_the_same_small_bytes(mail: IncomingMail, add: Any) -> None:
    add("skann.tif", hostile.tiff(3))
    add("foto.jpg", hostile.photo())
    first = work(mail)
    assert first.document is not None and first.document.size < 40_000
    again = making.document(first)
    assert again.sha256 == first.document_sha256


def test_a_photo_is_kept_as_the_camera_compressed_it_but_without_where_it_was_taken(
    mail: IncomingMail, add: Any
) -> None:
    photo = hostile.photo()
    add("foto.jpg", photo)
    made = work(mail)
    with document(made) as bound:
        inside = bound.pages[0].Resources.XObject.P.read_raw_bytes()
    assert b"secret" in photo and b"secret" not in inside and b"Exif" not in inside
    scan = photo[photo.index(b"\xff\xda") :]
    assert inside.endswith(scan)
    assert Image.open(io.BytesIO(inside)).size == (1200, 900)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_as_its_camera_meant_it(
    mail: IncomingMail, add: Any, orientation: int
) -> None:
    """What a viewer draws of the document is what the picture's own library makes of the photo."""
    add("foto.jpg", hostile.photo(orientation))
    made = work(mail)
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(hostile.photo(orientation))))
    assert wanted is not None
    assert made.document is not None
    drawn = drawn_document(blobs.read(made.document))
    assert (drawn.width > drawn.height) == (wanted.width > wanted.height)
    assert dark_side(drawn) == dark_side(wanted)


def drawn_document(data: bytes) -> Image.Image:
    drawn: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=0.3).to_pil()
    return drawn


def dark_side(image: Image.Image) -> str:
    grey = image.convert("L")
    width, height = grey.size
    points = {
        "top": (width // 2, height // 30),
        "bottom": (width // 2, height - height // 30),
        "left": (width // 30, height // 2),
        "right": (width - width // 30, height // 2),
    }
    return min(points, key=lambda side: int(grey.tobytes()[points[side][1] * width + points[side][0]]))


def test_pages_are_turned_moved_and_left_out(mail: IncomingMail, add: Any, by: User) -> None:
    add("leping.pdf", hostile.pdf(3))
    first, second, third = pages(mail)
    actions.turn(page=first, degrees=90, by=by)
    actions.turn(page=first, degrees=180, by=by)
    actions.move(page=third, steps=-1, by=by)
    actions.move(page=first, steps=100, by=by)
    actions.leave_out(page=second, out=True, by=by)
    made = work(mail)
    assert first_words(made) == ["Page 3", "Page 1"]
    with document(made) as bound:
        assert bound.pages[1].obj.get("/Rotate") == 270
    actions.leave_out(page=second, out=False, by=by)
    actions.arrange(mail=mail, order=[third.pk, first.pk, second.pk], by=by)
    assert first_words(work(mail)) == ["Page 3", "Page 1", "Page 2"]


def test_an_order_of_other_pages_is_refused(mail: IncomingMail, add: Any, by: User) -> None:
    add("leping.pdf", hostile.pdf(2))
    first, _second = pages(mail)
    with pytest.raises(Refused):
        actions.arrange(mail=mail, order=[first.pk], by=by)


def test_a_document_that_was_overtaken_is_not_written(
    mail: IncomingMail, add: Any, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("leping.pdf", hostile.pdf(2))
    make = making.document
    made_while: list[making.Made] = []

    def make_while_somebody_turns(row: IncomingMail) -> making.Made:
        made = make(row)
        if not made_while:
            made_while.append(made)
            actions.turn(page=pages(mail)[0], degrees=90, by=by)
        return made

    monkeypatch.setattr(making, "document", make_while_somebody_turns)
    assert work(mail).document_sha256 == ""
    assert PageWork.jobs.get(mail=mail).state == JobState.PENDING
    made = work(mail)
    assert made.document_sha256 not in {"", made_while[0].sha256}


def test_the_document_that_is_replaced_leaves_the_store(
    mail: IncomingMail, add: Any, by: User, django_capture_on_commit_callbacks: Any
) -> None:
    add("leping.pdf", hostile.pdf(2))
    before = work(mail).document
    assert before is not None
    actions.turn(page=pages(mail)[0], degrees=90, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        work(mail)
    assert not Blob.objects.filter(pk=before.pk).exists()
    with pytest.raises(blobs.Damaged):
        blobs.read(before)


def test_a_file_without_pages_counts_by_its_own_bytes(mail: IncomingMail, add: Any) -> None:
    add("kiri.docx", hostile.docx())
    add("leping.asice", hostile.asice())
    made = work(mail)
    assert made.document is None and made.pages_count == 0
    assert made.document_sha256 == making.together(list(made.files.values_list("sha256", flat=True)))


def test_a_removed_file_is_destroyed_with_proof_and_its_pages_go(
    mail: IncomingMail, add: Any, by: User, django_capture_on_commit_callbacks: Any
) -> None:
    add("leping.pdf", hostile.pdf(2))
    add("vale.pdf", hostile.pdf(1, text="wrong"))
    work(mail)
    wrong = mail.files.get(name="vale.pdf")
    assert wrong.blob is not None
    with django_capture_on_commit_callbacks(execute=True):
        scanning.remove_file(file=wrong, by=by)
    assert work(mail).pages_count == 2
    proof = Destruction.objects.get(store="removed_file")
    assert proof.digests == [wrong.sha256] and proof.by == by
    with pytest.raises(blobs.Damaged):
        blobs.read(wrong.blob)


def test_the_same_file_twice_is_kept_once(mail: IncomingMail, add: Any) -> None:
    add("leping.pdf", hostile.pdf(2))
    add("koopia.pdf", hostile.pdf(2))
    assert mail.files.count() == 1 and len(pages(mail)) == 2


def test_a_paper_takes_no_more_than_the_settings_say(
    mail: IncomingMail, add: Any, by: User, settings: Any
) -> None:
    settings.PAPER_MAX_PAGES = 3
    add("leping.pdf", hostile.pdf(2))
    more = scanning.add_file(
        mail=mail, name="veel.pdf", data=hostile.pdf(2, text="x"), source=FileSource.SCAN, by=by
    )
    assert (more.judgement.outcome, more.judgement.reason) == ("refused", "paper_too_long")


def test_pages_of_a_paper_that_went_on_do_not_change(as_specialist: Actor) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    with pytest.raises(Refused):
        actions.turn(page=pages(mail)[0], degrees=90, by=as_specialist.user)
    with pytest.raises(Refused):
        scanning.add_file(
            mail=mail, name="x.pdf", data=hostile.pdf(), source=FileSource.SCAN, by=as_specialist.user
        )


def test_a_paper_described_before_its_pages_were_ready_is_received_with_them(
    mail: IncomingMail, add: Any, by: User
) -> None:
    add("leping.pdf", hostile.pdf())
    papers.describe(mail=mail, told=paperwork.told(), by=by)
    assert mail.state == MailState.SCANNING
    assert work(mail).state == MailState.RECEIVED


def test_what_cannot_be_bound_says_so_and_can_be_tried_again(
    mail: IncomingMail, add: Any, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("leping.pdf", hostile.pdf())
    with monkeypatch.context() as broken:
        broken.setattr(making, "BINDING", 0.0)
        work(mail)
    assert PageWork.jobs.get(mail=mail).state == JobState.FAILED
    actions.make_again(mail=mail, by=by)
    assert work(mail).pages_count == 1


# ---- the words on the pages ----


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that keeps tesseract's command line."""
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(TESSERACT.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


def test_words_are_recognised_in_the_languages_that_are_installed(
    mail: IncomingMail, add: Any, tesseract: None
) -> None:
    assert recognition.languages() == "est+eng"
    add("leping.pdf", hostile.pdf())
    work(mail)
    tasks.recognise(mail.pk)
    assert MailText.objects.get(mail=mail).text == "Avaldus kasutajaõiguste saamiseks"
    assert not IncomingMail.objects.without_text().exists()


def test_without_the_program_nothing_is_recognised_and_the_page_says_so(
    mail: IncomingMail, add: Any, as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    add("leping.pdf", hostile.pdf())
    work(mail)
    tasks.recognise(mail.pk)
    assert not MailText.objects.exists()
    assert "Tesseract" in as_specialist.get(f"/counter/papers/{mail.pk}/scan/").content.decode()


def test_words_of_pages_that_changed_meanwhile_are_not_written(mail: IncomingMail, add: Any) -> None:
    add("leping.pdf", hostile.pdf())
    made = work(mail)
    actions.keep_text(mail=made, sha256="of other pages", text="old words")
    assert not MailText.objects.exists()


def test_the_sweep_wakes_what_nobody_was_woken_for(
    mail: IncomingMail, add: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from celery import current_app

    woken: list[tuple[str, Any]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args=None, **more: woken.append((name, args)))
    add("leping.pdf", hostile.pdf())
    clock.move(timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert ("counter.pages", [PageWork.jobs.get(mail=mail).pk]) in woken
