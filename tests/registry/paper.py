"""Documents that prove a right, as tests take them in, and who looks at them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk import workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.models import Approval, User
from registry import actions, tasks
from registry.enums import Basis, Purpose, Translation, Verdict
from registry.models import Check
from registry.papers import Named, Paper
from registry.uploads import Upload, checked
from tests.simulators.business_register import Running

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MARI = Named("EE", "24503120016", "Mari", "Tamm", "juhatuse liige")
OLEG = Named("LV", "010203-12345", "Olegs", "Ozols", "valdes loceklis")


def file(name: str = "valjavote.pdf", data: bytes = PDF) -> Upload:
    return checked(name, data)


def print_out(**changes: Any) -> Paper:
    paper = Paper(
        Basis.PRINT_OUT, "B-kaardi väljatrükk", "Register ei vasta.", workdays.today(), persons=[MARI]
    )
    return replace(paper, **changes)


def extract(**changes: Any) -> Paper:
    today = workdays.today()
    paper = Paper(
        Basis.FOREIGN_REGISTER, "Läti äriregistri väljavõte nr 5", "Ei ole Eesti registris.",
        today - timedelta(days=5), today + timedelta(days=200), country="LV", language="lv",
        apostille_why="Õigusabileping Lätiga", translation=Translation.OWN, persons=[OLEG],
    )  # fmt: skip
    return replace(paper, **changes)


def asked(client: Client, purpose: str = Purpose.SENDING) -> Check:
    return actions.ask(client=client, purpose=purpose, subject=("package", 7), by=None, issue="KL-7")


def worked(check: Check) -> Check:
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def given_up(client: Client, register: Running) -> Check:
    register.state.fault = "access_denied"
    check = worked(asked(client))
    register.state.fault = ""
    Check.objects.filter(pk=check.pk).update(state="failed")
    check.refresh_from_db()
    assert check.verdict == Verdict.UNAVAILABLE
    return check


def newest() -> Check:
    return Check.objects.for_subject("package", 7)[0]


def approve(by: User, approved: bool = True, reason: str = "") -> None:
    decide_second(approval=Approval.objects.waiting().get(), approved=approved, by=by, reason=reason)


def texts_of(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return " | ".join(refusal.value.texts)
