"""The whole life of a municipality's authorisations: given, passed on, running out, taken back, refused."""

import struct
import zlib
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from contracts import actions, tasks
from contracts.actions import expiring, listing, registering, registering_packages, takeover_uploads, wishes
from contracts.models import Authorisation, Kind, Package, Portal, Publication, Registration
from contracts.portal.pictures import Picture
from contracts.portal.users import Line
from contracts.takeover.columns import COLUMNS
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint
from desk.demo import signing
from desk.demo.clients import PEOPLE
from desk.demo.moment import ago
from desk.people.actions import decide_second
from desk.people.models import Approval, User
from registry import actions as registry
from registry.models import Check
from registry.rules import Answer, Person

CODE, NAME = "70000013", "Näidisvalla Valitsus"
PORTAL = "e-keskkonnaamet"
HOURS = timedelta(hours=3)  # that each signer takes
# What stood before the desk came, as the municipality's own table has it.
BEFORE_THE_DESK = [
    {"number": "12-3/2019/44", "kind": "main_user_poa", "signed_on": "05.03.2019", "first_name": "Jaan",
     "last_name": "Kask", "person_code": "14007050024", "may_delegate": "jah", "may_sign": "jah"},
    {"number": "12-3/2019/45", "kind": "user_poa", "signed_on": "07.03.2019", "first_name": "Karl",
     "last_name": "Rebane", "person_code": "13902140067", "may_sign": "jah", "under": "12-3/2019/44"},
    {"number": "12-3/2019/46", "kind": "user_poa", "signed_on": "08.03.2019", "first_name": "Karl",
     "last_name": "Rebane", "person_code": "13902140076", "under": "12-3/2019/44"},  # mistyped: left out
]  # fmt: skip


def seed(at: datetime) -> None:
    """Oleg Smirnov, who represents Näidisvalla Valitsus, and the principal users whom he named."""
    with ago(timedelta(days=27)):
        _taken_over()
        _begun(at.date())
    with ago(timedelta(days=20)):
        _passed_on(at.date())
    with ago(timedelta(days=9)):
        _taken_back()
    with ago(timedelta(days=6)):
        _waived(at.date())
    with ago(timedelta(days=5)):
        _refused(at.date())
    with ago(timedelta(days=2)):
        _waits_for_agency(at.date())
    with ago(timedelta(hours=4)):
        _listed(at.date())
    with ago(timedelta(hours=3)):
        _wished()
    _registered()
    expiring.remind()


def _taken_over() -> None:
    table = StringIO()
    names = [each.name for each in COLUMNS]
    table.write(";".join(each.headings[0] for each in COLUMNS) + "\n")
    for row in BEFORE_THE_DESK:
        cells = {"client_code": CODE, "client_name": NAME, "portal": "kotkas", **row}
        table.write(";".join(cells.get(name, "") for name in names) + "\n")
    senior, head = User.objects.get(username="vanem"), User.objects.get(username="juht")
    upload = takeover_uploads.give(
        name="kehtivad-volitused.csv", data=table.getvalue().encode(), containers={}, by=senior
    )
    tasks.take_over(upload.pk)
    if not takeover_uploads.confirm(upload=upload, by=senior):
        asked = Approval.objects.waiting().of(takeover_uploads.KIND, (takeover_uploads.SUBJECT, upload.pk))
        decide_second(approval=asked.get(), approved=True, by=head)
    tasks.take_over(upload.pk)


def _begun(today: date) -> None:
    """An agreement and two principal users."""
    client, by = Client.objects.get(registry_code=CODE), User.objects.get(username="spetsialist")
    email = clients.add_contact(
        kind="email", value="vald@naidisvald.example", client=client, source="register", by=by
    )
    clients.confirm_contact(contact=email, by=by)
    _answer(registry.ask(client=client, purpose="draft", subject=("client", client.pk), by=by))
    since = {"valid_from": today - timedelta(days=27), "may_sign": True, "may_delegate": True}
    package = _sent(
        _wanted("user_contract", since),
        _wanted("main_user_poa", _person("kadri", "keskkonnaosakonna juhataja") | since),
        _wanted("main_user_poa", _person("eva", "jäätmespetsialist") | since),
    )  # fmt: skip
    _accepted(package, "oleg", "EKA-21301", agency=True)


def _passed_on(today: date) -> None:
    """Both principal users let others in, one of them for a while, by the powers that are held here."""
    since = {"valid_from": today - timedelta(days=20), "services": ["waste", "water"]}
    until = {"valid_until": today + timedelta(days=24)}
    users = [
        _wanted("user_poa", _person("peeter") | since | until),
        _wanted("user_poa", _person("liis") | since),
    ]
    _accepted(_sent(*users), "kadri", "EKA-21377")
    _accepted(_sent(_wanted("user_poa", _person("karl") | since)), "eva", "EKA-21380")


def _taken_back() -> None:
    """Liis Saar left: her power was withdrawn at once."""
    _accepted(_sent(_notice("mandate_withdrawal", "liis")), "oleg", "EKA-21466")


def _waived(today: date) -> None:
    """Eva Pärn goes in two weeks and gives up her power; what she gave ends with it."""
    notice = _notice("mandate_waiver", "eva", ends_on=today + timedelta(days=14))
    _accepted(_sent(notice), "eva", "EKA-21490")


def _refused(today: date) -> None:
    """A power of attorney that nobody had asked for in the right way is refused by the agency."""
    package = _sent(_wanted("user_poa", _person("anna") | {"valid_from": today, "services": ["air"]}))
    asked = package.authorisations.get()
    said = {
        "request": "Taotlus anda Anna Ivanovale õigus esitada vee- ja õhuaruandeid.",
        "circumstances": "Volitatud isik esindab ettevõtjat, kelle üle vald teeb järelevalvet.",
        "legal_basis": "haldusmenetluse seadus § 14 lg 5",
        "remedy": "Nimetage teine isik.",
        "refused_number": asked.number,
    }
    refusal = _sent(_wanted("agency_refusal", said))
    with ago(-HOURS):
        signing.agency_signed(refusal)


def _waits_for_agency(today: date) -> None:
    """The municipality signed an agreement for the other portal: the agency's signature is missing."""
    wanted = _wanted("user_contract", {"valid_from": today}, "kotkas")
    package = _sent(wanted, why_by_hand="cannot_log_in")
    with ago(-HOURS):
        signing.returned(package, "oleg", answer=_answer)


def _wished() -> None:
    """On its own page the municipality asks to end what stood before the desk came."""
    rows = Authorisation.objects.in_force().filter(package__client__registry_code=CODE)
    wishes.ask_to_end(document=rows.select_related("package").get(number="12-3/2019/44"))


def _listed(today: date) -> None:
    """KOTKAS gave its list of users: one is missing there, one unknown here, one has another period."""
    karl, liis = PEOPLE["karl"], PEOPLE["liis"]
    lines = [
        Line("KTK-1045", CODE, "user_poa", NAME, "12-3/2019/45", *karl[:3], date(2019, 3, 7),
             today + timedelta(days=90)),
        Line("KTK-2210", "10000024", "main_user_poa", "Soo Turvas OÜ", "", *liis[:3], date(2024, 9, 2)),
    ]  # fmt: skip
    listing.take_file(
        portal=Portal.objects.get(code="kotkas"), lines=lines, made_at=clock.now(),
        by=User.objects.get(username="vanem"),
    )  # fmt: skip


def _registered() -> None:
    """The registrar has entered all but what came last; the oldest of that is late."""
    registrar = User.objects.get(username="referent")
    rows = list(Registration.objects.filter(registered_at=None).order_by("due_on", "pk"))
    made = [row for row in rows if row.client is not None and row.client.registry_code == CODE]
    registering_packages.make(registrations=[row.pk for row in made], by=registrar)
    for number, row in enumerate(rows[:-3], start=812):
        registering.register(
            registration=row, reference=f"7-1/26/{number}", registered_on=row.due_on, by=registrar
        )


def _person(key: str, position: str = "") -> dict[str, Any]:
    first, last, code, _language, _phone, email = PEOPLE[key]
    known = {"person_first_name": first, "person_last_name": last, "person_code": code}
    return known | {"person_email": email, "person_position": position}


def _notice(kind: str, key: str, **values: Any) -> actions.Wanted:
    """About the person's own document."""
    mine = Authorisation.objects.in_force().filter(package__client__registry_code=CODE, portal__code=PORTAL)
    ended = mine.get(persons__code=PEOPLE[key][2])
    return _wanted(kind, _person(key) | {"ended_number": ended.number, **values})


def _wanted(kind: str, values: dict[str, Any], portal: str = PORTAL) -> actions.Wanted:
    return actions.Wanted(Kind.objects.get(code=kind), Portal.objects.get(code=portal), values)


def _sent(*wanted: actions.Wanted, **options: Any) -> Package:
    client, by = Client.objects.get(registry_code=CODE), User.objects.get(username="spetsialist")
    package = actions.draft(client=client, documents=wanted, by=by, **options)
    signing.all_answered(package, _answer)
    signing.rendered(package)
    email = ContactPoint.objects.get(value="vald@naidisvald.example")
    return signing.rendered(actions.send(package=package, to=email, by=by))


def _accepted(package: Package, who: str, reference: str, *, agency: bool = False) -> None:
    """Signed by this person, and by the agency where it signs last; then in the portal."""
    with ago(-HOURS):
        signing.returned(package, who, answer=_answer)
    if agency:
        with ago(-2 * HOURS):
            signing.agency_signed(package)
    waiting = Publication.jobs.filter(authorisation__package=package).order_by("pk")
    for number, publication in enumerate(waiting):
        head, _dash, last = reference.rpartition("-")
        actions.confirm_added(
            publication=publication, reference=f"{head}-{int(last) + number}", by=package.drafted_by,
            picture=_picture(),
        )  # fmt: skip


def _picture() -> Picture:
    """Stands for the screenshot of the portal's page: a plain PNG."""
    width, height = 320, 180
    rows = b"".join(b"\0" + b"\xe8\xee\xf5" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return Picture(b"\x89PNG\r\n\x1a\n" + b"".join(chunks), "image/png")


def _answer(check: Check) -> Check:
    first, last, code = PEOPLE["oleg"][:3]
    oleg = Person(code, "EST", first, last, "ASES", "Asutuse esindusõiguslik isik", True)
    return signing.answered(check, Answer(CODE, NAME, "R", "KOVAS", (oleg,)))
