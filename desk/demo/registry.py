"""What the register said about the demo clients, as its simulator would say it."""

from datetime import datetime, timedelta
from itertools import combinations

from desk import clock
from desk.demo.clients import ORGANISATIONS, PEOPLE
from desk.demo.moment import ago
from desk.people.models import User
from registry import actions
from registry.enums import Channel, Source
from registry.inquiry import Finding
from registry.rules import Answer, Group, Person, judge


def seed(at: datetime) -> None:
    """Five clients were checked last week: alone, together, only as text, bankrupt, and an agency."""
    for days, answer in enumerate(_answers(), 4):
        with ago(timedelta(days=days)):
            actions.keep(
                code=answer.code,
                finding=Finding(answer, judge(answer), ()),
                asked_at=clock.now(),
                channel=Channel.DIRECT,
                source=Source.SAMPLE,
                by=User.objects.get(username="spetsialist"),
            )


def _answers() -> list[Answer]:
    board = tuple(_person(key, sole=False) for key in ("jaan", "liis", "peeter"))
    pairs = tuple(Group(number, pair) for number, pair in enumerate(combinations(board, 2), 1))
    two = ("Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt.",)
    marsh = (_person("karl", sole=False), _person("liis", sole=False))
    trustee = (_person("eva", "PANKR", "Pankrotihaldur"), _person("karl"))
    return [
        _card("10000001", (_person("mari"),)),
        _card("10000018", board, form="AS", conditions=two, groups=pairs),
        _card("10000024", marsh, conditions=("Osaühingut esindavad juhatuse liikmed ühiselt.",)),
        _card("10000062", trustee, status="N"),
        _card("70000013", (_person("oleg", "ASES", "Asutuse esindusõiguslik isik"),), form="KOVAS"),
    ]


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
