"""Papers of some days: accepted, with the registrar, with a specialist, given back, late, to be described."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from contracts.actions import papers as answers
from contracts.enums import WITH_CLIENT, AnswerKind
from contracts.models import Package
from contracts.verification import handsigned
from desk import workdays
from desk.clients.models import Client
from desk.counter import papers as reading
from desk.counter import tasks
from desk.counter.actions import accepting, papers, routing, scanning
from desk.counter.enums import Addressee, FileSource, Way
from desk.counter.models import IncomingMail, Office, PageWork, PaperKind
from desk.demo.moment import ago
from desk.outbox import JobState
from desk.people.models import User

TRIES = 5  # of the worker for one paper


def seed(at: datetime) -> None:
    """What the counter and the post have brought."""
    riina, margus, reet = (
        User.objects.get(username=name) for name in ("spetsialist", "spetsialist2", "referent")
    )
    with ago(timedelta(days=6)):
        late = _received(riina, "challenge", "Vaie keskkonnaloa otsusele", sender="Rannarahva Selts MTÜ")
        routing.hand(mail=late, addressee=Addressee.REGISTRAR, by=riina)
    with ago(timedelta(days=1)):
        done = _received(margus, "application", "Avaldus loa muutmiseks", code="10000018", way=Way.POST)
        routing.hand(mail=done, addressee=Addressee.REGISTRAR, by=margus)
        accepting.accept(mail=done, reference="2.3-4/26/118", by=reet)
        back = _received(margus, "report", "Jäätmearuande lisa", code="10000024")
        routing.hand(mail=back, addressee=Addressee.SPECIALIST, specialist=riina, by=margus)
        routing.give_back(mail=back, reason="Kuulub jäätmeosakonnale, anna referendile", by=riina)
    with ago(timedelta(hours=2)):
        first = _received(riina, "memorandum", "Selgitustaotlus tasumäära kohta", code="10000001")
        routing.hand(mail=first, addressee=Addressee.REGISTRAR, by=riina)
        poa = _received(margus, "power-of-attorney", "Peakasutaja volikiri", code="10000018")
        routing.hand(mail=poa, addressee=Addressee.SPECIALIST, specialist=riina, by=margus)
    with ago(timedelta(minutes=20)):
        twice = _received(riina, "information-request", "Teabenõue", sender="Saatja teadmata")
        papers.drop(mail=twice, reason="Sama kiri, juba vastu võetud e-postiga", by=riina)
        _objection(margus)
    with ago(timedelta(minutes=5)):
        _scanned(riina, Client.objects.get(registry_code="10000001"), Way.COUNTER)


def _objection(by: User) -> None:
    """A client does not agree to documents that were sent out: the letter stands on their page."""
    sent = Package.objects.filter(state__in=WITH_CLIENT).select_related("client").order_by("pk")
    package = next(each for each in sent if not handsigned.refusal(each))
    mail = _received(by, "challenge", "Vastuväide saadetud dokumendile", client=package.client, way=Way.POST)
    answers.attach(paper=mail, package=package, kind=AnswerKind.OBJECTION, by=by)
    routing.hand(mail=mail, addressee=Addressee.REGISTRAR, by=by)


def _received(
    by: User, kind: str, title: str, *, code: str = "", sender: str = "", way: Way = Way.COUNTER,
    client: Client | None = None,
) -> IncomingMail:  # fmt: skip
    if code:
        client = Client.objects.get(registry_code=code, merged_into=None)
    mail = _scanned(by, client, way)
    chosen = PaperKind.objects.get(code=kind)
    told = papers.Told(
        title=title, kind=chosen, mark=reading.usual_mark(chosen, workdays.today()), sender_name=sender,
        dated_on=workdays.today() - timedelta(days=1), sheets=1,
    )  # fmt: skip
    return papers.describe(mail=mail, told=told, by=by)


def _scanned(by: User, client: Client | None, way: Way) -> IncomingMail:
    """Taken in and photographed; the worker has put its page together."""
    office = Office.objects.open()[0]
    mail = papers.take_in(office=office, way=way, by=by, client=client, sheets=1)
    data = photo(mail.number)
    scanning.add_file(mail=mail, name="IMG_0001.jpg", data=data, source=FileSource.PHOTO, by=by)
    for _ in range(TRIES):
        tasks.make(mail.work.pk)
        # A machine that is busy may not have given it its time: nobody waits for the next try here.
        if not PageWork.jobs.filter(mail=mail).exclude(state=JobState.SENT).update(next_at=None):
            break
    mail.refresh_from_db()
    return mail


def photo(number: str) -> bytes:
    """A sheet of paper as a phone sees it, with its number so that no two are the same."""
    sheet = Image.new("RGB", (620, 877), "#fbfaf5")
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 60), number, fill="#222222")
    for line in range(14):
        draw.line((60, 140 + line * 40, 560 - (line * 37) % 160, 140 + line * 40), fill="#8a8a8a", width=3)
    out = BytesIO()
    sheet.save(out, "JPEG", quality=70)
    return out.getvalue()
