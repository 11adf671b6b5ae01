"""Demo logins, one for each role; their password is shown by `./run`."""

from datetime import datetime, time, timedelta

from desk import workdays
from desk.login.actions.identity import give_code
from desk.people import roster
from desk.people.actions import Hours, ask_of, copy_week, enter_absence, plan_days, set_presence
from desk.people.enums import Duty, PresenceState, Role
from desk.people.models import Unit, User, UserRole

PASSWORD = "abilaud-demo"  # noqa: S105  (shown to everyone who starts the demo)

# username, first name, last name, extension, languages spoken, roles
PEOPLE: list[tuple[str, str, str, str, list[str], list[Role]]] = [
    ("spetsialist", "Riina", "Rand", "101", ["et", "en"], [Role.SPECIALIST]),
    ("spetsialist2", "Margus", "Mets", "104", ["et", "en"], [Role.SPECIALIST]),
    ("venekeelne", "Svetlana", "Belova", "107", ["et", "ru"], [Role.SPECIALIST]),
    ("vanem", "Helena", "Hunt", "110", ["et", "ru", "en"], [Role.SENIOR]),
    ("juht", "Toomas", "Kuusk", "120", ["et", "en"], [Role.HEAD]),
    ("praktikant", "Uku", "Uus", "130", ["et"], [Role.SPECIALIST]),
    ("referent", "Reet", "Raud", "", ["et"], [Role.REGISTRAR]),
    ("ekspert", "Endel", "Eller", "", ["et"], [Role.LEVEL2]),
    ("yksusejuht", "Ülle", "Ülem", "", ["et"], [Role.UNIT_HEAD]),
    ("haldur", "Hans", "Hein", "", ["et"], [Role.ADMINISTRATOR]),
    ("audiitor", "Aino", "Aus", "", ["et"], [Role.AUDITOR]),
]

# By what they log in at the simulators of TARA and GovSSO: people born in 1801 to 1850.
CODES = {
    "spetsialist": "23602141012",
    "spetsialist2": "13306071026",
    "venekeelne": "24101191031",
    "vanem": "23005251044",
    "juht": "12708111054",
    "praktikant": "14903031069",
    "referent": "23511121071",
    "ekspert": "12904301089",
    "yksusejuht": "23112051090",
    "haldur": "13409171104",
    "audiitor": "23807221111",
}

# username: the hours of every working day
WEEK: dict[str, list[Hours]] = {
    "spetsialist": [Hours(time(8, 30), time(17))],
    # Nobody begins before `spetsialist`: the demo's calls find somebody at any hour.
    "spetsialist2": [Hours(time(8, 30), time(12)), Hours(time(12, 30), time(17), Duty.COUNTER)],
    "venekeelne": [Hours(time(9), time(13))],
    "vanem": [Hours(time(8, 30), time(12), Duty.DOCUMENTS), Hours(time(12, 30), time(17))],
    "juht": [Hours(time(8, 30), time(17), Duty.OTHER)],
}


def seed(at: datetime) -> None:
    """Create the people and their roles; those with an extension are away until they log in."""
    for username, first, last, extension, spoken, roles in PEOPLE:
        user = User.objects.create_user(
            username,
            f"{username}@abilaud.example",
            PASSWORD,
            first_name=first,
            last_name=last,
            extension=extension,
            spoken=spoken,
        )
        UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in roles)
        give_code(user=user, code=CODES[username], by=None)
        if extension:
            set_presence(user=user, state=PresenceState.AWAY, by=None)
    User.objects.filter(username="venekeelne").update(weekly_hours=20)
    User.objects.filter(username="praktikant").update(training=True)
    _heads()
    _plan(at)
    _absence(at)
    _todos(at)


def _heads() -> None:
    """Ülle heads the subject specialists, whose topics clients ask about most."""
    for unit in Unit.objects.filter(code="subject"):
        unit.head = User.objects.get(username="yksusejuht")
        unit.save()


def _plan(at: datetime) -> None:
    """The head planned this week and copied it to the next."""
    monday = roster.monday_of(workdays.day_of(at))
    days = [monday + timedelta(days=number) for number in range(roster.WORKING_DAYS)]
    head = User.objects.get(username="juht")
    for username, parts in WEEK.items():
        for hours in parts:
            plan_days(user=User.objects.get(username=username), days=days, hours=hours, by=head)
    copy_week(monday=monday, by=head)


def _absence(at: datetime) -> None:
    """Svetlana is away for three days, and Helena, who speaks Russian too, does her work."""
    away, deputy = (User.objects.get(username=name) for name in ("venekeelne", "vanem"))
    today = workdays.day_of(at)
    last = today + timedelta(days=2)
    enter_absence(user=away, first_day=today, last_day=last, deputy=deputy, by=away)


def _todos(at: datetime) -> None:
    """What the head and Helena asked of people: one thing is late, one is for today, one has no time."""
    head, helena = (User.objects.get(username=name) for name in ("juht", "vanem"))
    riina, margus = (User.objects.get(username=name) for name in ("spetsialist", "spetsialist2"))
    late, later = at - timedelta(hours=20), at + timedelta(days=3)
    ask_of(owner=riina, text="Vaata üle tähtpäeva järel tagasi tulnud volikirjad", due_at=late, by=head)
    ask_of(owner=riina, text="Valmista ette esmaspäevane infotund", due_at=later, by=helena)
    ask_of(owner=margus, text="Paranda leti juhendi telefoninumber", due_at=None, by=head)
