"""Trainings, meetings, and undertakings: one is over, two are coming, and one access ends soon."""

from datetime import date, datetime, time, timedelta

from desk import workdays
from desk.demo.moment import ago
from desk.guides.models import Guide
from desk.people.models import User
from stats.actions import learning, reminding, undertakings
from stats.enums.learning import SessionKind, UndertakingKind
from stats.models import LearningSession, Requirement

DAY = timedelta(days=1)
PLAN = (
    "Koolituse kava\n\n"
    "1. Kes tohib mida küsida: helistaja, esindaja, kontaktisik.\n"
    "2. Mida öelda, kui isik ei ole tuvastatud.\n"
    "3. Kolm juhtumit arutamiseks.\n"
)


def seed(at: datetime) -> None:
    """What Helena planned for the desk, and what the head wrote down."""
    names = ("juht", "vanem", "spetsialist", "spetsialist2", "praktikant")
    head, helena, riina, margus, uku = (User.objects.get(username=name) for name in names)
    today = workdays.day_of(at)
    with ago(12 * DAY):
        over = _planned(
            helena, today - 5 * DAY, "Isikuandmed kõnes", time(14), 90, "personal-data",
            about="Mida tohib telefonis öelda ja mida mitte.",
        )  # fmt: skip
        learning.invite(session=over, people=[riina, margus, uku, head], by=helena)
        learning.add_material(
            session=over, name="kava.txt", data=PLAN.encode(), content_type="text/plain", by=helena
        )
        learning.answer(session=over, coming=True, by=riina)
    with ago(4 * DAY):
        learning.mark(session=over, there=[riina.pk or 0, uku.pk or 0], by=helena)
    with ago(3 * DAY):
        coming = _planned(
            helena, today + 6 * DAY, "Esindusõigus: keerulised juhtumid", time(15), 60, "representation",
            about="Ühine esindusõigus, prokura, pankrotihaldur.",
        )  # fmt: skip
        learning.invite(session=coming, people=[riina, margus], by=helena)
        meeting = _planned(head, today + 2 * DAY, "Nädala koosolek", time(9), 30, "", SessionKind.MEETING)
        learning.invite(session=meeting, people=[helena, riina, margus, uku], by=head)
        learning.answer(session=meeting, coming=True, by=helena)
    _elsewhere(helena, margus, riina, today)
    reminding.remind()
    _papers(head, [head, helena, riina, margus], riina, today)


def _planned(
    organiser: User, day: date, title: str, hour: time, minutes: int, teaches: str,
    kind: SessionKind = SessionKind.TRAINING, about: str = "",
) -> LearningSession:  # fmt: skip
    starts = workdays.at(day, hour)
    wanted = learning.Wanted(
        kind, title, about, starts, starts + timedelta(minutes=minutes), "Nõupidamisruum 204", "", organiser,
        Requirement.objects.filter(code=teaches).first() if teaches else None,
        tuple(Guide.objects.in_use().order_by("pk")[:2]) if teaches else (),
    )  # fmt: skip
    return learning.plan(wanted=wanted, by=organiser)


def _elsewhere(helena: User, margus: User, riina: User, day: date) -> None:
    """Riina's information security lapses in two weeks, that of Margus has lapsed."""
    security = Requirement.objects.get(code="information-security")
    for person, back in ((riina, 351), (margus, 400)):
        learning.enter_passed(
            person=person, requirement=security, on_day=day - back * DAY, paper="E-kursuse tunnistus",
            by=helena,
        )  # fmt: skip


def _papers(head: User, people: list[User], riina: User, day: date) -> None:
    """Undertakings of everybody but the trainee, and two accesses to registers of others."""
    for number, person in enumerate(people, start=1):
        undertakings.enter(
            person=person, kind=UndertakingKind.CONFIDENTIALITY, register="", scope="",
            granted_on=day - 200 * DAY, paper=f"Kohustus 2-{number}", until_day=None, by=head,
        )  # fmt: skip
    for register, until in (("Rahvastikuregister", day + 20 * DAY), ("Töötamise register", None)):
        undertakings.enter(
            person=riina, kind=UndertakingKind.ACCESS, register=register, scope="nimi, aadress, esindusõigus",
            granted_on=day - 345 * DAY, paper="Käskkiri 1-2/14", until_day=until, by=head,
        )  # fmt: skip
