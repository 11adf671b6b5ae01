"""What was taken over lives like what was made here: shown, found, ended, watched, and looked at again."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from contracts import tasks
from contracts.actions import relooking
from contracts.enums import AuthorisationState, PackageState, ReturnVerdict
from contracts.handover import work
from contracts.life import standing
from contracts.models import (
    Authorisation,
    Container,
    Finding,
    Package,
    Publication,
    Registration,
    Verification,
)
from contracts.representation import rechecking
from contracts.search import documents
from contracts.verification import powers
from desk import clock, workdays
from desk.people.models import User
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted
from tests.contracts.takeover.tables import KADRI, MARI, OLEG, contract, row, table
from tests.contracts.takeover.test_import import run, signed
from tests.simulators.eid import Lab

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def taken(tmp_path: Path, folder: Path, head: User, ground: Ground, lab: Lab) -> list[Authorisation]:
    """An agreement without a container, a main user's power with one, a user's with one of old signatures."""
    at = clock.now() - timedelta(days=200)
    signed(lab, folder, "volikiri.asice", MARI, at=at)
    signed(lab, folder, "vana.asice", "60001019906", at=at)
    day = workdays.day_of(at).strftime("%d.%m.%Y")
    until = (workdays.today() + timedelta(days=30)).strftime("%d.%m.%Y")
    path = table(
        tmp_path,
        contract(),
        row(contract_number="12-3/2018/7", container="volikiri.asice", signed_on=day, valid_from="",
            valid_until=until),
        row(number="U-1", kind="user_poa", under="12-3/2019/1", container="vana.asice", unverified="jah",
            person_code=OLEG, first_name="Oleg", last_name="Smirnov", may_delegate=""),
    )  # fmt: skip
    said = run(path, head, "--containers", str(folder))
    assert said["taken"] == 3, said
    return [Authorisation.objects.get(number=number) for number in ("12-3/2018/7", "12-3/2019/1", "U-1")]


def test_every_page_about_it_opens(as_specialist: Actor, taken: list[Authorisation], ground: Ground) -> None:
    client = ground.tamme.pk
    pages = [
        reverse("contracts:index"),
        reverse("contracts:register_index"),
        reverse("contracts:evidence_index"),
    ]
    pages += [reverse(f"contracts:{name}", args=[client]) for name in ("tree", "client_panel", "draft")]
    pages += [reverse("clients:page", args=[client])]
    for each in taken:
        pages += [
            reverse(f"contracts:{name}", args=[each.package_id]) for name in ("page", "progress", "returns")
        ]
        pages += [reverse(f"contracts:{name}", args=[each.pk]) for name in ("document", "what_ends")]
        pages += [reverse("api:document", args=[each.package_id])]
        pages += [f"{reverse('contracts:draft', args=[client])}?from={each.pk}"]
    for held in Container.objects.all():
        names = ("container", "evidence", "evidence_report", "evidence_original")
        pages += [reverse(f"contracts:{name}", args=[held.pk]) for name in names]
    for page in pages:
        assert as_specialist.get(page).status_code in {200, 302}, page


def test_it_says_that_it_was_taken_over(
    as_specialist: Actor, taken: list[Authorisation], ground: Ground
) -> None:
    for page in (
        reverse("contracts:page", args=[taken[1].package_id]),
        reverse("contracts:document", args=[taken[1].pk]),
        reverse("contracts:tree", args=[ground.tamme.pk]),
        reverse("contracts:client_panel", args=[ground.tamme.pk]),
        reverse("contracts:register_index"),
        reverse("contracts:index") + "?show=taken_over",
    ):
        assert "üle võetud" in as_specialist.get(page).content.decode().lower(), page


def test_it_says_where_signatures_were_not_checked_anew(
    as_specialist: Actor, taken: list[Authorisation]
) -> None:
    word = "uuesti kontrollimata"
    package, document = (reverse(f"contracts:{name}", args=[pk]) for name, pk in (
        ("page", taken[2].package_id), ("document", taken[2].pk),
    ))  # fmt: skip
    assert word in as_specialist.get(package).content.decode().lower()
    assert word in as_specialist.get(document).content.decode().lower()
    sound = as_specialist.get(reverse("contracts:page", args=[taken[1].package_id]))
    assert word not in sound.content.decode().lower()


def test_nothing_is_published_registered_sent_or_waited_for(taken: list[Authorisation], head: User) -> None:
    tasks.sweep()
    tasks.registrar()
    assert not Publication.jobs.exists() and not Registration.objects.exists()
    assert not Package.objects.open().exists() and not list(work([head.pk]))
    assert all(each.package.state == PackageState.TAKEN_OVER for each in taken)


def test_it_is_found_by_the_number_that_it_has(taken: list[Authorisation], ground: Ground) -> None:
    [hit] = documents(ground.user, "12-3/2018/7")
    assert hit.url == reverse("contracts:page", args=[taken[0].package_id])
    assert [each.title.split(" ")[0] for each in documents(ground.user, "u-1")] == ["U-1"]


def test_it_stands_in_the_register_of_its_days(taken: list[Authorisation]) -> None:
    def numbers(on: date) -> set[str]:
        out = StringIO()
        call_command("in_force", "--on", on.isoformat(), "--json", stdout=out)
        return {each["number"] for each in json.loads(out.getvalue())["documents"]}

    today = workdays.today()
    assert numbers(today) == {"12-3/2018/7", "12-3/2019/1", "U-1"}
    assert numbers(date(2019, 3, 4)) == set()
    assert "12-3/2019/1" not in numbers(today + timedelta(days=31))


def test_a_notice_ends_it_and_what_leans_on_it(taken: list[Authorisation], ground: Ground) -> None:
    accepted(
        ground,
        ground.wanted("mandate_withdrawal", "kotkas", ended_number="12-3/2019/1", ends_on=workdays.today()),
    )
    main, user = (Authorisation.objects.get(pk=each.pk) for each in taken[1:])
    assert main.state == AuthorisationState.ENDED and user.state == AuthorisationState.ENDED
    assert user.end_reason == "grantor", "what was given under it ends with it"


def test_when_its_agreement_ends_it_ends(taken: list[Authorisation], ground: Ground) -> None:
    accepted(
        ground,
        ground.wanted("contract_termination", "kotkas", ended_number="12-3/2018/7", end_rule="at_once"),
    )
    assert Authorisation.objects.get(pk=taken[1].pk).end_reason == "agreement"


def test_it_is_told_of_before_it_runs_out_and_then_it_is_over(
    taken: list[Authorisation], ground: Ground
) -> None:
    tasks.sweep()
    assert taken[1].expiry_notices.exists()
    clock.move(timedelta(days=32))
    tasks.sweep()
    assert Authorisation.objects.get(pk=taken[1].pk).state == AuthorisationState.ENDED


def test_the_night_asks_about_its_client(taken: list[Authorisation], ground: Ground) -> None:
    assert list(rechecking.relying()) == [ground.tamme]


def test_its_holder_may_give_powers(taken: list[Authorisation], ground: Ground) -> None:
    package = ground.drafted(ground.wanted("user_poa", "kotkas", services=["waste"]))
    power = powers.held_for(package, {f"EE{KADRI}": clock.now()})
    assert power == taken[1]


def test_a_look_at_its_evidence_again_finds_the_same(taken: list[Authorisation], ground: Ground) -> None:
    containers = Container.objects.order_by("pk")
    verdicts = (ReturnVerdict.PASSED, ReturnVerdict.INDETERMINATE)
    for container, verdict in zip(containers, verdicts, strict=True):
        again = relooking.look_again(container=container, by=ground.user)
        tasks.verify(again.pk)
        finding = Finding.objects.filter(verification=again).latest("pk")
        assert finding.verdict == verdict, finding.all_problems
        codes = {each.code for each in finding.all_problems}
        assert not codes & {"FILE_NOT_DRAFT", "DRAFT_MISSING"}, "its files were never drafts of ours"
    assert not Verification.jobs.filter(state="failed").exists()


def test_it_stands_on_its_days(taken: list[Authorisation]) -> None:
    document = Authorisation.objects.select_related("kind").get(pk=taken[1].pk)
    today = workdays.today()
    assert standing.stands(document, today) and not standing.stands(document, today + timedelta(days=31))
