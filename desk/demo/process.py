"""Suggestions in every state, and changes of the process: judged, watched, to come."""

from datetime import datetime, timedelta

from desk import workdays
from desk.demo.moment import ago
from desk.enquiries.models import Topic
from desk.people.models import User
from stats.actions import changes, ideas
from stats.actions.changes import Entry
from stats.enums.process import Became, Expected, Verdict

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def seed(at: datetime) -> None:
    """What Riina, Margus and Helena suggested in the last months, and what was changed because of it."""
    names = ("juht", "vanem", "spetsialist", "spetsialist2")
    head, helena, riina, margus = (User.objects.get(username=name) for name in names)
    _judged(head, helena, riina, margus)
    _watched(head, helena, margus)
    _answered(helena, riina)
    with ago(16 * DAY):
        ideas.suggest(
            title="Esindusõiguse kontroll enne kõne lõppu",
            text="Praegu kontrollime pärast kõnet ja peame vahel tagasi helistama. Võtab vaid minuti.",
            step="esindusõiguse kontroll", by=riina,
        )  # fmt: skip
    with ago(2 * DAY):
        made = ideas.suggest(
            title="Kiri „Mida allkirjastamiseks vaja on“ kohe pärast kõnet",
            text="Kliendid küsivad sama uuesti järgmisel päeval. Lühike kiri vähendaks korduvaid kõnesid.",
            topic=Topic.objects.filter(active=True, parent__isnull=False).order_by("pk").first(), by=margus,
        )  # fmt: skip
    with ago(DAY):
        ideas.support(idea=made, by=riina)


def _judged(head: User, helena: User, riina: User, margus: User) -> None:
    with ago(14 * WEEK):
        made = ideas.suggest(
            title="Lühem tervitus telefonis",
            text="Tervitus võtab pool minutit ja helistaja katkestab selle. Piisab nimest ja küsimusest.",
            step="tervitus", by=margus,
        )  # fmt: skip
        ideas.support(idea=made, by=riina)
    with ago(13 * WEEK):
        text = "Proovime kaks kuud. Ameti nimi jääb tervitusse."
        ideas.answer(idea=made, verdict=Verdict.ACCEPTED, text=text, by=helena)
        change = changes.write_change(
            entry=Entry(
                title="Lühem tervitus telefonis", why="Kõned on pikemad, kui vaja; Marguse ettepanek.",
                text="Tervitus on ameti nimi, oma eesnimi ja „Kuidas saan aidata?“.",
                from_day=workdays.today() + WEEK, owner=helena, ideas=[made],
                moves={"aht": Expected.DOWN, "service_level": Expected.UP},
            ), by=helena,
        )  # fmt: skip
    with ago(3 * WEEK):
        text = "Käsitlusaeg lühenes ja helistajad ei katkesta enam tervitust. Jätame nii."
        changes.judge(change=change, became=Became.KEPT, text=text, by=head)


def _watched(head: User, helena: User, margus: User) -> None:
    with ago(5 * WEEK):
        changes.write_change(
            entry=Entry(
                title="Teise tasandi vorm küsib ekraanipilti kohe",
                why="Iga viies pilet tuli tagasi, sest pilti polnud.",
                text="Tehnilise tõrke piletit ei saa saata ilma ekraanipildita või põhjenduseta.",
                from_day=workdays.today() + DAY, owner=helena,
                moves={"tickets_back": Expected.DOWN, "fcr": Expected.SAME},
            ), by=head,
        )  # fmt: skip


def _answered(helena: User, riina: User) -> None:
    with ago(5 * WEEK):
        made = ideas.suggest(
            title="Kõned ühest numbrist ühele inimesele",
            text="Kui sama helistaja tuleb samal päeval tagasi, võiks ta jõuda selleni, kes temaga rääkis.",
            by=riina,
        )  # fmt: skip
    with ago(4 * WEEK):
        text = "Keskjaam seda praegu ei võimalda; kaart näitab, kes viimati rääkis. Vaatame uuesti sügisel."
        ideas.answer(idea=made, verdict=Verdict.LATER, text=text, by=helena)
