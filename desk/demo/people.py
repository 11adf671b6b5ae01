"""Demo logins, one for each role; their password is shown by `./run`."""

from datetime import datetime

from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User, UserRole

PASSWORD = "abilaud-demo"  # noqa: S105  (shown to everyone who starts the demo)

# username, first name, last name, extension, languages spoken, roles
PEOPLE: list[tuple[str, str, str, str, list[str], list[Role]]] = [
    ("spetsialist", "Riina", "Rand", "101", ["et", "en"], [Role.SPECIALIST]),
    ("spetsialist2", "Margus", "Mets", "104", ["et", "en"], [Role.SPECIALIST]),
    ("venekeelne", "Svetlana", "Belova", "107", ["et", "ru"], [Role.SPECIALIST]),
    ("vanem", "Helena", "Hunt", "110", ["et", "ru", "en"], [Role.SENIOR]),
    ("juht", "Toomas", "Kuusk", "120", ["et", "en"], [Role.HEAD]),
    ("referent", "Reet", "Raud", "", ["et"], [Role.REGISTRAR]),
    ("ekspert", "Endel", "Eller", "", ["et"], [Role.LEVEL2]),
    ("yksusejuht", "Ülle", "Ülem", "", ["et"], [Role.UNIT_HEAD]),
    ("haldur", "Hans", "Hein", "", ["et"], [Role.ADMINISTRATOR]),
    ("audiitor", "Aino", "Aus", "", ["et"], [Role.AUDITOR]),
]


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
        if extension:
            set_presence(user=user, state=PresenceState.AWAY, by=None)
