"""Whom the demo desk serves: the organisations of the register simulator, and the people who call."""

from datetime import datetime, timedelta

from desk.clients import actions
from desk.clients.enums import CautionKind, ContactKind, Kind, PreferredChannel, Source
from desk.clients.likeness import compare_all
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
    with ago(timedelta(days=1)):
        _new_address()
        _in_a_hurry()
    compare_all()


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
    actions.prefer_contact(contact=actions.confirm_contact(contact=office, by=by), by=by)
    board = actions.add_contact(
        kind=ContactKind.PHONE,
        value="+372 5550 0011",
        client=clients["10000018"],
        source=Source.REGISTER,
        by=by,
    )
    actions.confirm_contact(contact=board, by=by)
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


def _new_address() -> None:
    """A caller named it yesterday: documents wait until it is old enough or is read back."""
    by, kaasiku = User.objects.get(username="spetsialist"), Client.objects.get(registry_code="10000018")
    address = actions.add_contact(kind=ContactKind.EMAIL, value="info@kaasiku.example", client=kaasiku, by=by)
    actions.confirm_contact(contact=address, by=by)


def _in_a_hurry() -> None:
    """What else there is: a unit, a foreigner, a sole trader; and a farm written down a second time."""
    by = User.objects.get(username="spetsialist")
    valley = Client.objects.get(registry_code="70000013")
    actions.create_client(kind=Kind.AGENCY, name="Keskkonnaosakond (Näidisvald)", parent=valley, by=by)
    actions.create_client(
        kind=Kind.ORGANISATION, name="Rīgas Koks", legal_form="SIA", country="LV",
        registry_code="40000000015", language="en", by=by,
    )  # fmt: skip
    trader = actions.create_client(
        kind=Kind.SOLE_TRADER, name="Rebase metsatalu FIE", registry_code="10000113",
        personal_code="13902140067", channel=PreferredChannel.PHONE, by=by,
    )  # fmt: skip
    karl = Person.objects.get(personal_code="13902140067")
    actions.add_role(person=karl, client=trader, role="ettevõtja", by=by)
    again = actions.create_client(kind=Kind.ORGANISATION, name="OÜ LEHISE TALU", by=by)
    actions.add_contact(kind=ContactKind.PHONE, value="662 5999", client=again, by=by)
    for client in (Client.objects.get(registry_code="10000030"), again):
        actions.add_contact(kind=ContactKind.EMAIL, value="lehise@talu.example", client=client, by=by)
