"""One known fault that lasts, with those who asked about it, and one whose clients were told."""

from datetime import datetime, timedelta

from desk import clock
from desk.clients.models import Client, Person
from desk.demo.moment import ago
from desk.enquiries import actions
from desk.enquiries.models import Enquiry, Fault, Topic
from desk.mail import enums as mail
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User

LASTING = (
    "signing-failed",
    {
        "et": "Smart-ID-ga allkirjastamine ebaõnnestub",
        "en": "Signing with Smart-ID fails",
        "ru": "Не удаётся подписать через Smart-ID",
    },
    {
        "et": "Smart-ID-ga allkirjastamine praegu ei õnnestu. Allkirjastada saab ID-kaardi ja Mobiil-ID-ga. "
        "Anname teile teada, kui Smart-ID taas töötab.",
        "en": "Signing with Smart-ID does not work at the moment. You can sign with the ID-card or "
        "Mobile-ID. We will tell you when Smart-ID works again.",
        "ru": "Подписание через Smart-ID сейчас не работает. Подписать можно с помощью ID-карты и Mobiil-ID. "
        "Мы сообщим вам, когда Smart-ID снова заработает.",
    },
)
PAST = (
    "upload-failed",
    {
        "et": "Manuseid ei saa üles laadida",
        "en": "Files cannot be uploaded",
        "ru": "Не удаётся загрузить файлы",
    },
    {
        "et": "Aruandele ei saa praegu manuseid lisada. Viga parandatakse.",
        "en": "Files cannot be added to a report at the moment. It is being mended.",
        "ru": "К отчёту сейчас нельзя добавить файлы. Ошибку исправляют.",
    },
)
OVER = {
    "et": "Manuseid saab taas lisada. Palun proovige uuesti.",
    "en": "Files can be added again. Please try once more.",
    "ru": "Файлы снова можно добавлять. Попробуйте ещё раз.",
}
# Registry codes of those who asked, and who asked for them.
ASKED = (("10000001", "24503120016"), ("10000076", "24708300056"), ("10000018", "14007050024"))


def seed(at: datetime) -> None:
    """Opened, asked about, and for the past one told, by the acts that the desk itself has."""
    senior, specialist = User.objects.get(username="vanem"), User.objects.get(username="spetsialist")
    with ago(timedelta(hours=2)):
        lasting = _opened(LASTING, senior, hours=6)
        _asked(lasting, specialist, ASKED)
    with ago(timedelta(days=4)):
        past = _opened(PAST, senior, hours=4)
        _asked(past, specialist, ASKED[:2])
    with ago(timedelta(days=4) - timedelta(hours=3)):
        actions.declare_over(fault=past, over=OVER, by=senior)
        actions.tell_clients(fault=past, by=senior)
        _delivered(past)
        actions.follow_letters()
        actions.close_told()


def _opened(what: tuple[str, dict[str, str], dict[str, str]], by: User, hours: int) -> Fault:
    topic, names, texts = what
    return actions.open_fault(
        topic=Topic.objects.get(code=topic),
        names=names,
        texts=texts,
        promised_at=clock.now() + timedelta(hours=hours),
        by=by,
    )


def _asked(fault: Fault, by: User, whom: tuple[tuple[str, str], ...]) -> None:
    for code, person in whom:
        enquiry: Enquiry = actions.open_enquiry(
            topic=fault.topic,
            client=Client.objects.get(registry_code=code),
            person=Person.objects.get(personal_code=person),
            by=by,
        )
        actions.tie(enquiry=enquiry, fault=fault, by=by)


def _delivered(fault: Fault) -> None:
    """As the mail server would have told it since."""
    told = Message.objects.filter(pk__in=fault.ties.values("message"))
    for message in told:
        for kind in (mail.EventKind.ACCEPTED, mail.EventKind.DELIVERED):
            MessageEvent.objects.create(message=message, kind=kind, at=clock.now())
    told.update(state=JobState.SENT)
