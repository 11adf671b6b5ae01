"""What clients of the demo desk have asked lately, and what they were promised."""

# ruff: noqa: E501  (a table is read by rows)

from datetime import datetime, timedelta

from desk.clients.models import Client, Person
from desk.demo.moment import ago
from desk.enquiries import actions
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import Channel, Evidence, Kind
from desk.enquiries.models import Enquiry, OutcomeCode, PauseReason, Promise, Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import User

# registry code, caller's code, topic, owner, days ago, question, outcome ("" is still open)
ENQUIRIES: list[tuple[str, str, str, str, float, str, str]] = [
    ("10000018", "14007050024", "joint-rights", "spetsialist", 9, "Kes kolmest juhatuse liikmest peavad kasutuslepingule alla kirjutama?", "solved"),
    ("10000024", "13902140067", "rights-not-shown", "spetsialist2", 6, "Portaalis ei kuvata ettevõtet pärast juhatuse liikme vahetust.", "solved"),
    ("10000024", "13902140067", "challenge", "spetsialist2", 6, "Kas ettekirjutust tasub vaidlustada?", "advised"),
    ("70000013", "14303030098", "waste-report", "vanem", 5, "Vald soovib parandada eelmise aasta jäätmearuannet.", "solved"),
    ("10000076", "24402020080", "declaration", "spetsialist", 4, "Raamatupidaja ei näe IV kvartali deklaratsiooni mustandit.", "advised"),
    ("10000062", "24604040108", "mandate-end", "spetsialist2", 3, "Pankrotihaldur soovib lõpetada endise juhatuse liikme volitused.", ""),
    ("10000076", "24708300056", "login-failure", "venekeelne", 2, "Не удаётся войти в портал с помощью Smart-ID.", ""),
    ("80000014", "14303030098", "permit-state", "spetsialist2", 1, "Millal otsustatakse veeloa taotlus?", ""),
    ("10000001", "24402020080", "charge-deadline", "spetsialist", 1, "Kas tähtaja ületamisel arvestatakse viivist alates esimesest päevast?", "advised"),
    ("10000001", "24503120016", "user-contract", "spetsialist", 0.1, "Uus klient: soovib portaali kasutama hakata ja määrata peakasutaja.", ""),
]  # fmt: skip
# registry code, caller's code, topic, owner, days ago, kind, whom it concerns, question
KINDS: list[tuple[str, str, str, str, float, Kind, str, str]] = [
    ("10000062", "24604040108", "document-copy", "spetsialist", 6, Kind.DATA_SUBJECT, "", "Soovib teada, milliseid andmeid amet tema kohta hoiab."),
    ("70000013", "14303030098", "information-request", "spetsialist2", 3, Kind.INFORMATION, "", "Soovib koopiat valla jäätmelubade loetelust."),
    ("10000024", "13902140067", "complaint", "vanem", 0.3, Kind.COMPLAINT, "spetsialist2", "Kaebab, et telefonis katkestati kõne poole lause pealt ja tagasi ei helistatud."),
    # Its deadline has gone by.
    ("10000018", "14007050024", "partner-amounts", "spetsialist", 16, Kind.QUESTION, "", "Partneri jäätmekogused ei ühti meie saatekirjadega."),
    # The same was asked five days ago, and answered.
    ("70000013", "14303030098", "waste-report", "spetsialist", 0.2, Kind.QUESTION, "", "Parandatud jäätmearuannet ei saa ikka esitada."),
]  # fmt: skip
# caller's code, topic, what was promised, in how many working days, whether it is late by now
PROMISES: list[tuple[str, str, str, int, bool]] = [
    ("24604040108", "mandate-end", "Anname teada, millal volitused on lõpetatud", 1, True),
    ("24708300056", "login-failure", "Перезвоним после ответа ИТ-поддержки", 3, False),
    ("14303030098", "permit-state", "Uurime menetluse seisu ja helistame", 2, False),
    ("14303030098", "waste-report", "Anname teada, kui aruanne on parandamiseks avatud", 2, False),
]


def seed(at: datetime) -> None:
    """Open, promise, tell and close them through the actions, each as many days ago as the table says."""
    seed_reference()
    for code, caller, topic, owner, days, question, outcome in ENQUIRIES:
        user = User.objects.get(username=owner)
        with ago(timedelta(days=days)):
            enquiry = actions.open_enquiry(
                topic=Topic.objects.get(code=topic),
                client=Client.objects.get(registry_code=code),
                person=Person.objects.get(personal_code=caller),
                question=question,
                by=user,
            )
            made = _promise(enquiry, caller, topic, at, user)
        # What followed took a quarter of an hour.
        with ago(timedelta(days=days) - timedelta(minutes=15)):
            if made and outcome:
                actions.keep(
                    promise=made, evidence=(Evidence.WITHDRAWN, None), by=user, said_by=str(enquiry.person)
                )
            if outcome:
                actions.close(enquiry=enquiry, outcome=OutcomeCode.objects.get(code=outcome), by=user)
            if topic == "mandate-end":
                waits_for = PauseReason.objects.get(code="client-document")
                actions.pause(enquiry=enquiry, reason=waits_for, by=user)
    _seed_kinds()


def _seed_kinds() -> None:
    """A complaint about a colleague, a request about own data, one for information, and the same asked again."""
    for code, caller, topic, owner, days, kind, concerns, question in KINDS:
        user = User.objects.get(username=owner)
        with ago(timedelta(days=days)):
            actions.open_enquiry(
                topic=Topic.objects.get(code=topic),
                client=Client.objects.get(registry_code=code),
                person=Person.objects.get(personal_code=caller),
                question=question,
                kind=kind,
                concerns=User.objects.filter(username=concerns).first(),
                by=user,
            )


def _promise(enquiry: Enquiry, caller: str, topic: str, at: datetime, by: User) -> Promise | None:
    for promised_to, about, what, days, late in PROMISES:
        if (promised_to, about) == (caller, topic):
            due = due_in(enquiry.opened_at, days)
            due = min(due, at - timedelta(hours=3)) if late else max(due, due_in(at, 1))
            return actions.promise(enquiry=enquiry, what=what, due_at=due, by=by, channel=Channel.CALL)
    return None
