"""Letters of clients: a conversation under way, some to sort, and a machine's answer that nobody sees."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from contracts.actions import registering_letters
from desk import clock
from desk.clients.models import Client, Person
from desk.demo.moment import ago
from desk.enquiries import actions
from desk.enquiries.actions import Written
from desk.enquiries.models import Enquiry
from desk.enquiries.texts import seed_texts
from desk.mail.actions import receiving
from desk.mail.mailbox import Fetched
from desk.mail.models import Incoming, Mailbox, Message
from desk.people.models import User

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def seed(at: datetime) -> None:
    """Each comes in as from the mailbox, so that what becomes of it is what the desk makes of it."""
    seed_texts()
    _conversation()
    with ago(timedelta(hours=5)):
        _arrives(
            2, "Kadri Lepp <kadri.lepp@raamat.example>", "Jäätmearuande kogused",
            "Tere!\n\nSaadan võrdluse partneri kogustega. Kumba arvu peame aruandes näitama?\n\nKadri Lepp",
            file=("kogused.pdf", _PDF),
        )  # fmt: skip
    with ago(timedelta(hours=3)):
        _arrives(
            3, "Олег Смирнов <oleg.smirnov@kulaselts.example>", "Срок отчёта",
            "Здравствуйте!\n\nПодскажите, пожалуйста, до какого числа нужно подать отчёт о водопользовании?"
            "\n\nС уважением\nОлег Смирнов",
        )  # fmt: skip
    with ago(timedelta(hours=2)):
        _arrives(
            4, "Liis Saar <liis.saar@kaasiku.example>", "Automaatvastus: Kasutusleping",
            "Olen puhkusel.", machine=True,
        )  # fmt: skip


def _conversation() -> None:
    """Mari Tamm asked, was answered, and has asked on."""
    by = User.objects.get(username="spetsialist")
    sender = "Mari Tamm <mari.tamm@tammepuit.example>"
    with ago(timedelta(days=1, hours=2)):
        first = _arrives(
            1, sender, "Peakasutaja vahetus",
            "Tere!\n\nMeie peakasutaja lahkus töölt. Kuidas määrata uus?\n\nMari Tamm\nTamme Puit OÜ",
        )  # fmt: skip
        enquiry = actions.give_letter(incoming=first, owner=by, by=by)
        actions.attach(
            enquiry=enquiry, client=Client.objects.with_code("10000001").get(),
            person=Person.objects.get(personal_code="24503120016"), by=by,
        )  # fmt: skip
    with ago(timedelta(days=1)):
        answer = _answered(enquiry, first, by)
    with ago(timedelta(hours=1)):
        _arrives(
            5, sender, f"Re: {answer.body.subject}", "Aitäh! Kas volikirja võib allkirjastada ka prokurist?",
            answers=answer,
        )  # fmt: skip
    # A plain question is not registered; this one a person sent to the register all the same.
    registering_letters.put(letter=first, by=by)


def _answered(enquiry: Enquiry, letter: Incoming, by: User) -> Message:
    text = "Tere, Mari Tamm!\n\nUue peakasutaja jaoks on vaja volikirja, mille allkirjastab juhatuse liige."
    written = Written(
        to=letter.body.sender,
        language="et",
        subject=letter.body.subject,
        text=text,
        version=0,
        answers=letter,
    )
    draft = actions.save_draft(enquiry=enquiry, written=written, by=by)
    actions.send_draft(draft=draft, by=by)
    type(draft).objects.filter(pk=draft.pk).update(leaves_at=clock.now())
    message = actions.leave(draft_id=draft.pk)
    assert message is not None  # ripe
    return message


def _arrives(
    uid: int,
    sender: str,
    title: str,
    text: str,
    *,
    answers: Message | None = None,
    file: tuple[str, bytes] | None = None,
    machine: bool = False,
) -> Incoming:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "klienditugi@keskkonnaamet.example", title
    letter["Date"], letter["Message-ID"] = format_datetime(clock.now()), f"<demo-{uid}@client.example>"
    if answers is not None:
        letter["In-Reply-To"] = letter["References"] = answers.message_id
    if machine:
        letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(text)
    if file is not None:
        letter.add_attachment(file[1], maintype="application", subtype="pdf", filename=file[0])
    data = letter.as_bytes()
    mailbox, _new = Mailbox.objects.get_or_create(name="demo")
    outcome = receiving.receive(mailbox=mailbox, uid_validity=1, fetched=Fetched(uid, len(data), data, True))
    return Incoming.objects.get(pk=outcome.letter)
