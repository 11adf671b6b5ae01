"""What is in force on any day equals what plain Python makes of the same events, whatever their order.

The events go through the desk's own actions on a moved clock; `Chronicle` knows nothing of contracts/life.
"""

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts import workflow
from contracts.actions import Wanted, accept, ending
from contracts.actions.takeover import take_over
from contracts.enums import PackageState
from contracts.life import register
from contracts.models import Authorisation, Container, Finding, Kind, Rendering, Verification
from contracts.printing.rendering import Rendered
from contracts.takeover.enclosed import Nowhere
from desk import clock, workdays
from tests.contracts.conftest import Ground
from tests.contracts.takeover.tables import as_csv, row

pytestmark = pytest.mark.slow

FOREVER = date.max
MANY = int(os.environ.get("HISTORIES", "5"))  # more of them by hand: HISTORIES=200 pytest …
PEOPLE = {
    "24402020080": ("Kadri", "Lepp"),
    "14303030098": ("Oleg", "Smirnov"),
    "24604040108": ("Eva", "Pärn"),
}
ONE_DAY = timedelta(days=1)


# ---- the same events in plain Python --------------------------------------------------------------


@dataclass
class Written:
    """A document of the chronicle: from when, until when by its own text, for whom, leaning on which."""

    number: str
    kind: str
    begins: date
    until: date = FOREVER
    people: tuple[str, ...] = ()
    agreement: str = ""
    grantor: str = ""
    ends: list[date] = field(default_factory=list)
    gone: dict[str, date] = field(default_factory=dict)


class Chronicle:
    """Who stands on which day. An end is the last day on which something stands."""

    def __init__(self) -> None:
        self.documents: dict[str, Written] = {}

    def last(self, number: str) -> date:
        one = self.documents[number]
        ends = [one.until, *one.ends]
        if one.people and all(each in one.gone for each in one.people):
            ends.append(max(one.gone.values()))
        ends += [self.last(above) for above in (one.agreement, one.grantor) if above in self.documents]
        return min(ends)

    def on(self, day: date) -> dict[str, tuple[str, ...]]:
        return {
            number: tuple(each for each in one.people if day <= one.gone.get(each, FOREVER))
            for number, one in self.documents.items()
            if one.begins <= day <= self.last(number)
        }

    def end(self, number: str, last: date, people: tuple[str, ...] = ()) -> None:
        one = self.documents[number]
        if not people:
            one.ends.append(last)
        for each in people:
            one.gone[each] = min(last, one.gone.get(each, FOREVER))

    def lasting(self, today: date, *kinds: str) -> list[Written]:
        return [
            one for one in self.documents.values() if one.kind in kinds and self.last(one.number) >= today
        ]


# ---- the events through the desk ------------------------------------------------------------------


class Desk:
    """Does every event with the desk's actions and writes it into the chronicle."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.told = ground, Chronicle()
        self.first = workdays.today()

    def do(self, event: tuple[Any, ...]) -> None:
        kind, which, days, flag = event
        {
            "pass": self.days_pass, "agree": self.agree, "grant": self.grant, "under": self.under,
            "withdraw": self.withdraw, "waive": self.waive, "terminate": self.terminate,
            "take_over": self.take_over,
        }[kind](which, days, flag)  # fmt: skip

    def days_pass(self, which: int, days: int, flag: bool) -> None:
        clock.move(timedelta(days=days))
        if flag:
            ending.over()

    def agree(self, which: int, days: int, flag: bool) -> None:
        self._open(self.ground.wanted())

    def grant(self, which: int, days: int, flag: bool) -> None:
        """A main user or two, with a term or without."""
        codes = sorted(PEOPLE)[which % 3 :][: 2 if flag else 1]
        self._open(self._power("main_user_poa", codes, days if which % 2 else 0, may_delegate=True))

    def under(self, which: int, days: int, flag: bool) -> None:
        """A user, authorised by the holder of a main user's power."""
        above = self._some(which, "main_user_poa")
        if above is not None:
            wanted = self._power("user_poa", sorted(PEOPLE)[which % 3 :][:1], days * 2 if flag else 0)
            self._open(wanted, above)

    def withdraw(self, which: int, days: int, flag: bool) -> None:
        """For one of its persons, or for all of them by a notice each."""
        ended = self._some(which, "main_user_poa", "user_poa", "taken")
        if ended is not None:
            for code in ended.people[:1] if flag else ended.people:
                self._close("mandate_withdrawal", ended, code, days if which % 2 else 0)

    def waive(self, which: int, days: int, flag: bool) -> None:
        ended = self._some(which, "main_user_poa", "user_poa", "taken")
        if ended is not None:
            self._close("mandate_waiver", ended, ended.people[-1], days if flag else 0)

    def terminate(self, which: int, days: int, flag: bool) -> None:
        ended = self._some(which, "user_contract")
        if ended is not None:
            self._close("contract_termination", ended, "", days if which % 2 else 0, 30 if flag else 0)

    def take_over(self, which: int, days: int, flag: bool) -> None:
        today, code = workdays.today(), sorted(PEOPLE)[which % 3]
        number = f"12-3/{len(self.told.documents)}"
        signed, until = today - timedelta(days=400), today + timedelta(days=days)
        first, last = PEOPLE[code]
        table = row(
            number=number, person_code=code, first_name=first, last_name=last, portal="e-keskkonnaamet",
            signed_on=_said(signed), valid_from=_said(signed), valid_until=_said(until) if flag else "",
        )  # fmt: skip
        outcome = take_over(
            data=as_csv([table]), file_name="vanad.csv", source=Nowhere(), by=self.ground.user
        )
        assert outcome.takeover.taken == 1
        self.told.documents[number] = Written(
            number, "taken", signed, until if flag else FOREVER, people=(code,)
        )

    def _some(self, which: int, *kinds: str) -> Written | None:
        found = self.told.lasting(workdays.today(), *kinds)
        return found[which % len(found)] if found else None

    def _power(self, kind: str, codes: list[str], days: int, **values: Any) -> Wanted:
        rows = [
            {"first_name": first, "last_name": last, "code": code, "email": f"p{code[-4:]}@volga.example"}
            for code in codes
            for first, last in [PEOPLE[code]]
        ]
        first = {f"person_{name}": text for name, text in rows[0].items()}
        today = workdays.today()
        values |= {"valid_from": today, "services": ["waste"]}
        if days:
            values["valid_until"] = today + timedelta(days=days)
        wanted = self.ground.wanted(kind, **first, **values)
        return Wanted(wanted.kind, wanted.portal, wanted.values, rows[1:])

    def _open(self, wanted: Wanted, above: Written | None = None) -> None:
        today = workdays.today()
        agreements = self.told.lasting(today, "user_contract")
        document = self._accepted(wanted, above)
        opened = Written(document.number, wanted.kind.code, today)
        opened.until = wanted.values.get("valid_until") or FOREVER
        if wanted.kind.code != "user_contract":
            opened.people = tuple(document.persons.values_list("code", flat=True))
            opened.agreement = agreements[-1].number if agreements else ""
            opened.grantor = above.number if above else ""
        self.told.documents[document.number] = opened

    def _close(self, kind: str, ended: Written, code: str, wish: int, term: int = 0) -> None:
        today = workdays.today()
        values: dict[str, Any] = {"ended_number": ended.number, "ends_on": today + timedelta(days=wish)}
        if code:
            first, last = PEOPLE[code]
            values |= {"person_code": code, "person_first_name": first, "person_last_name": last}
        else:
            values["end_rule"] = "notice" if term else "at_once"
        if code and self._gone(ended, code, today):
            return  # the desk drafts no notice for whom the document does not stand
        self._accepted(self.ground.wanted(kind, **values))
        named = max(today + timedelta(days=term), today + timedelta(days=wish))
        last_day = named if named > today else today - ONE_DAY
        self.told.end(ended.number, last_day, (code,) if code else ())

    def _gone(self, ended: Written, code: str, today: date) -> bool:
        return min(self.told.last(ended.number), ended.gone.get(code, FOREVER)) < today

    def _accepted(self, wanted: Wanted, above: Written | None = None) -> Authorisation:
        package = self.ground.sent(wanted)
        document = package.authorisations.get()
        if above is not None:
            power = Authorisation.objects.get(number=above.number)
            assert document.pdf is not None
            assert document.pdf is not None
            container = Container.objects.create(
                package=package, blob=document.pdf, file_name="allkirjastatud.asice", source="client"
            )
            verification = Verification.jobs.create(container=container, state="sent")
            Finding.objects.create(verification=verification, verdict="passed", by_power=power)
        workflow.move(package, PackageState.RETURNED)
        accept(package=package, by=self.ground.user)
        return document


def _said(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def by_desk(day: date, *options: str) -> dict[str, tuple[str, ...]]:
    out = io.StringIO()
    call_command("in_force", "--on", str(day), "--json", *options, stdout=out)
    said = json.loads(out.getvalue())
    assert said["count"] == len(said["documents"])
    return {each["number"]: tuple(one["code"] for one in each["persons"]) for each in said["documents"]}


# ---- both say the same ----------------------------------------------------------------------------

EVENTS = st.tuples(
    st.sampled_from(
        ["pass", "pass", "agree", "grant", "grant", "under", "withdraw", "waive", "terminate", "take_over"]
    ),
    st.integers(0, 5),
    st.integers(1, 45),
    st.booleans(),
)


@pytest.fixture
def ground(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Ground:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    Kind.objects.filter(code="user_poa").update(several=True)
    return ground


@pytest.fixture
def undone() -> Callable[[Callable[[], None]], None]:
    """Runs something and takes it back, the clock included."""

    def run(what: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                what()
                transaction.set_rollback(True)
        finally:
            clock.forget()

    return run


@settings(
    max_examples=MANY, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(events=st.lists(EVENTS, min_size=3, max_size=9))
def test_any_history_gives_the_same_register_on_every_day(
    ground: Ground, undone: Any, events: list[tuple[Any, ...]]
) -> None:
    def whole() -> None:
        desk = Desk(ground)
        for event in [("agree", 0, 1, False), ("grant", 1, 40, True), *events]:
            desk.do(event)
        check(desk)
        ending.over()  # however late it comes, it changes nothing of what stood when
        check(desk)

    undone(whole)


def check(desk: Desk) -> None:
    """Every day of the span, and as far into the future as anything is known."""
    day, last = desk.first - timedelta(days=3), workdays.today() + timedelta(days=100)
    while day <= last:
        rows = register.records(register.Asked(day))
        found = {each["number"]: tuple(one["code"] for one in each["persons"]) for each in rows}
        assert found == desk.told.on(day), day
        day += ONE_DAY
    for day in (desk.first, workdays.today(), workdays.today() + timedelta(days=20)):
        assert by_desk(day) == desk.told.on(day), day


# ---- the command itself ---------------------------------------------------------------------------


def test_the_command_asks_about_one_client_and_never_says_a_code_it_does_not_know(ground: Ground) -> None:
    desk = Desk(ground)
    desk.agree(0, 1, False)
    today = workdays.today()
    assert by_desk(today, "--client", "10000001") == desk.told.on(today) != {}
    assert by_desk(today, "--client", "10000018") == {}
    with pytest.raises(CommandError) as refused:
        by_desk(today, "--client", "24402020080")
    assert "24402020080" not in str(refused.value)


def test_a_wrong_date_is_refused_in_words(ground: Ground) -> None:
    with pytest.raises(CommandError, match="must be a date"):
        call_command("in_force", "--on", "eile")


def test_the_register_comes_as_a_table_too(ground: Ground) -> None:
    Desk(ground).grant(0, 1, True)
    out = io.StringIO()
    call_command("in_force", "--csv", stdout=out)
    heading, *rows = out.getvalue().splitlines()
    assert heading.startswith("number;kind;portal") and len(rows) == 2
    plain = io.StringIO()
    call_command("in_force", stdout=plain)
    assert "Tamme Puit OÜ" in plain.getvalue() and "24402020080" not in plain.getvalue()
