"""Whom the demo desk serves: the organisations of the register simulator, and the people who call."""

from datetime import datetime, timedelta

from desk.clients import actions
from desk.clients.enums import CautionKind, ContactKind, Kind
from desk.clients.models import Client, Person
from desk.demo.moment import ago
from desk.people.models import User

# registry code: kind, name, language
ORGANISATIONS: dict[str, tuple[Kind, str, str]] = {
    "10000001": (Kind.ORGANISATION, "Tamme Puit OÜ", "et"),
    "10000018": (Kind.ORGANISATION, "Kaasiku Kaevandus AS", "et"),
    "10000024": (Kind.ORGANISATION, "Soo Turvas OÜ", "et"),
    "10000030": (Kind.ORGANISATION, "Lehise Talu OÜ", "et"),
    "10000047": (Kind.ORGANISATION, "Kadunud Äri OÜ", "et"),
    "10000053": (Kind.ORGANISATION, "Vigane Vastus OÜ", "et"),
    "10000062": (Kind.ORGANISATION, "Pankrotis Metall OÜ", "et"),
    "10000076": (Kind.ORGANISATION, "Volga Veod OÜ", "ru"),
    "10000082": (Kind.ORGANISATION, "Aeglane Jõgi OÜ", "et"),
    "10000099": (Kind.ORGANISATION, "Žanna Šokolaad OÜ", "et"),
    "10000107": (Kind.ORGANISATION, "Õie Aed OÜ", "et"),
    "70000013": (Kind.AGENCY, "Näidisvalla Valitsus", "et"),
    "80000014": (Kind.ORGANISATION, "Näidisala Külaselts MTÜ", "et"),
}
# key: first name, last name, personal code, language, phone, e-mail
PEOPLE: dict[str, tuple[str, str, str, str, str, str]] = {
    "mari": ("Mari", "Tamm", "24503120016", "et", "+372 5550 0001", "mari.tamm@tammepuit.example"),
    "jaan": ("Jaan", "Kask", "14007050024", "et", "+372 5550 0002", "jaan.kask@kaasiku.example"),
    "liis": ("Liis", "Saar", "23809230033", "et", "", "liis.saar@kaasiku.example"),
    "peeter": ("Peeter", "Mägi", "14201110044", "et", "", "peeter.magi@kaasiku.example"),
    "anna": ("Anna", "Ivanova", "24708300056", "ru", "+372 5550 0003", "anna.ivanova@volga.example"),
    "karl": ("Karl", "Rebane", "13902140067", "et", "", "karl.rebane@sooturvas.example"),
    "kadri": ("Kadri", "Lepp", "24402020080", "et", "+372 5550 0004", "kadri.lepp@raamat.example"),
    "oleg": ("Oleg", "Smirnov", "14303030098", "ru", "", "oleg.smirnov@naidisvald.example"),
    "eva": ("Eva", "Pärn", "24604040108", "et", "", "eva.parn@haldur.example"),
}
# who, registry code, as what
ROLES: list[tuple[str, str, str]] = [
    ("mari", "10000001", "juhatuse liige"),
    ("kadri", "10000001", "raamatupidaja"),
    ("jaan", "10000018", "juhatuse liige"),
    ("liis", "10000018", "juhatuse liige"),
    ("peeter", "10000018", "juhatuse liige"),
    ("karl", "10000024", "juhatuse liige"),
    ("liis", "10000024", "juhatuse liige"),
    ("eva", "10000062", "pankrotihaldur"),
    ("anna", "10000076", "juhatuse liige"),
    ("kadri", "10000076", "raamatupidaja"),
    ("oleg", "70000013", "keskkonnaspetsialist"),
    ("oleg", "80000014", "juhatuse liige"),
]


def seed(at: datetime) -> None:
    """Add them as specialists would, a month ago."""
    with ago(timedelta(days=30)):
        _add()


def _add() -> None:
    """Mari's, Anna's and the company's own contacts are confirmed as working."""
    by = User.objects.get(username="spetsialist")
    clients: dict[str, Client] = {
        code: actions.create_client(kind=kind, name=name, registry_code=code, language=language, by=by)
        for code, (kind, name, language) in ORGANISATIONS.items()
    }
    office = actions.add_contact(
        kind=ContactKind.EMAIL, value="info@tammepuit.example", client=clients["10000001"], by=by
    )
    actions.confirm_contact(contact=office, by=by)
    people: dict[str, Person] = {}
    for key, (first, last, code, language, phone, email) in PEOPLE.items():
        people[key] = actions.create_person(
            first_name=first, last_name=last, personal_code=code, language=language, by=by
        )
        if phone:
            contact = actions.add_contact(kind=ContactKind.PHONE, value=phone, person=people[key], by=by)
            if key in {"mari", "anna"}:
                actions.confirm_contact(contact=contact, by=by)
        actions.add_contact(kind=ContactKind.EMAIL, value=email, person=people[key], by=by)
    for key, code, role in ROLES:
        actions.add_role(person=people[key], client=clients[code], role=role, by=by)
    actions.add_caution(person=people["karl"], kind=CautionKind.THREAT, text="Kutsu juht kõne juurde.", by=by)
    actions.add_caution(
        person=people["eva"], kind=CautionKind.PROTECTED, text="Kirjad ainult portaali kaudu.", by=by
    )
