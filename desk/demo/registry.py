"""What the register said about the demo clients, as its simulator would, and what people added to it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.demo.clients import ORGANISATIONS, PEOPLE
from desk.demo.moment import ago
from desk.outbox import JobState
from desk.people.actions import decide_second
from desk.people.models import Approval, User
from registry import actions
from registry.enums import Apostille, Basis, Channel, Purpose, RefreshKind, Source, Translation
from registry.inquiry import Finding
from registry.models import Check, Proof
from registry.papers import Named, Paper
from registry.rules import Answer, Group, Judgement, Person, judge
from registry.uploads import Upload

_PDF = b"%PDF-1.4\n%%EOF\n"
_PARTNERS = ("10000389", "Kaks Kändu TÜ")


def seed(at: datetime) -> None:
    """One client of each verdict; a text that waits to be read, a failed question, and proof on paper."""
    clients.create_client(kind=Kind.ORGANISATION, name=_PARTNERS[1], registry_code=_PARTNERS[0], by=_by())
    for days, (code, answer, judgement) in enumerate(_answers(), 4):
        with ago(timedelta(days=days)):
            _keep(code, answer, judgement)
    with ago(timedelta(days=2)):
        _read()
        _not_asked()
    with ago(timedelta(days=1)):
        _proofs()
    # The worker fetches this week's lists as soon as it starts.
    monday = workdays.today() - timedelta(days=workdays.today().weekday())
    actions.plan_refresh(what=RefreshKind.CLASSIFIERS, day=monday)


def _by(name: str = "spetsialist") -> User:
    return User.objects.get(username=name)


def _keep(code: str, answer: Answer | None, judgement: Judgement) -> None:
    actions.keep(
        code=code,
        finding=Finding(answer, judgement, ()),
        asked_at=clock.now(),
        channel=Channel.DIRECT,
        source=Source.SAMPLE,
        by=_by(),
    )


def _read() -> None:
    """Somebody said how he understands the text; the second person has not looked yet."""
    check = Check.objects.get(code="10000024")
    both = {"EE13902140067", "EE23809230033"}
    reason = "Tekst ütleb, et esindatakse ühiselt: mõlemad juhatuse liikmed allkirjastavad koos."
    actions.read_text(check=check, groups=[both], reason=reason, by=_by())


def _not_asked() -> None:
    """The register reported a fault, so it was given up."""
    client = Client.objects.get(registry_code="10000053")
    check = actions.ask(client=client, purpose=Purpose.LOOK, subject=("client", client.pk), by=_by())
    Check.jobs.filter(pk=check.pk).update(state=JobState.FAILED, reason="fault")
    actions.given_up(check)


def _proofs() -> None:
    """A unit of a municipality acts by an order; a foreigner's extract waits for a second person."""
    unit = Client.objects.get(name="Keskkonnaosakond (Näidisvald)")
    order = Paper(
        basis=Basis.ORDER,
        basis_text="Vallavanema käskkiri 12.01.2026 nr 4",
        reason="Osakond ei ole registris.",
        valid_from=workdays.today() - timedelta(days=200),
        valid_until=workdays.today() + timedelta(days=165),
        persons=[_named("oleg", "osakonna juhataja")],
    )
    file = Upload("kaskkiri.pdf", _PDF, "application/pdf")
    _agreed(actions.take_standing(client=unit, paper=order, file=file, by=_by("vanem")))
    extract = Paper(
        basis=Basis.FOREIGN_REGISTER,
        basis_text="Uzņēmumu reģistrs, izraksts 10.11.2026",
        reason="Välismaa äriühing.",
        valid_from=workdays.today() - timedelta(days=12),
        valid_until=workdays.today() + timedelta(days=78),
        country="LV",
        apostille=Apostille.NOT_NEEDED,
        apostille_why="Õigusabileping Läti Vabariigiga",
        translation=Translation.SWORN,
        language="lv",
        translator="Anna Ozola",
        persons=[Named("LV", "110138-00001", "Jānis", "Bērziņš", "valdes loceklis")],
    )
    actions.take_standing(
        client=Client.objects.get(registry_code="40000000015"), paper=extract, by=_by(),
        file=Upload("izraksts.pdf", _PDF, "application/pdf"),
        translation=Upload("tolge.pdf", _PDF, "application/pdf"),
    )  # fmt: skip


def _agreed(proof: Proof) -> None:
    approval = Approval.objects.get(subject_kind="proof", subject_id=proof.pk)
    decide_second(approval=approval, approved=True, by=_by("juht"))


def _named(key: str, role: str) -> Named:
    first, last, code, *_ = PEOPLE[key]
    return Named("EE", code, first, last, role)


def _answers() -> Iterator[tuple[str, Answer | None, Judgement]]:
    yield from ((each.code, each, judge(each)) for each in _cards())
    partner = Person("10000001", "EST", "", "Tamme Puit OÜ", "TOSAN", "Täisosanik", True)
    partners = Answer(_PARTNERS[0], _PARTNERS[1], "R", "TÜ", (partner,))
    yield partners.code, partners, judge(partners, None, behind={"10000001": judge(_tamme())})
    yield "10000030", None, judge(None)


def _cards() -> Iterator[Answer]:
    board = tuple(_person(key, sole=False) for key in ("jaan", "liis", "peeter"))
    pairs = tuple(Group(number, pair) for number, pair in enumerate(combinations(board, 2), 1))
    two = ("Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt.",)
    marsh = (_person("karl", sole=False), _person("liis", sole=False))
    trustee = (_person("eva", "PANKR", "Pankrotihaldur"), _person("karl"))
    yield _tamme()
    yield _card("10000018", board, form="AS", conditions=two, groups=pairs)
    yield _card("10000024", marsh, conditions=("Osaühingut esindavad juhatuse liikmed ühiselt.",))
    yield _card("10000062", trustee, status="N")
    yield _card("70000013", (_person("oleg", "ASES", "Asutuse esindusõiguslik isik"),), form="KOVAS")
    yield _card("10000047", (), status="K")
    yield _card("10000099", (_person("karl", "PROK", "Prokurist"), _person("eva", sole=False)))
    # Some days earlier one of the board was another.
    former = (*board[:2], _person("eva", sole=False))
    groups = tuple(Group(number, pair) for number, pair in enumerate(combinations(former, 2), 1))
    yield _card("10000018", former, form="AS", conditions=two, groups=groups)


def _tamme() -> Answer:
    return _card("10000001", (_person("mari"),))


def _card(
    code: str,
    persons: tuple[Person, ...],
    form: str = "OÜ",
    status: str = "R",
    conditions: tuple[str, ...] = (),
    groups: tuple[Group, ...] = (),
) -> Answer:
    return Answer(code, ORGANISATIONS[code][1], status, form, persons, conditions, groups)


def _person(key: str, role: str = "JUHL", text: str = "Juhatuse liige", sole: bool = True) -> Person:
    first, last, code, *_ = PEOPLE[key]
    return Person(code, "EST", first, last, role, text, sole)
