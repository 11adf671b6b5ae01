"""Adding to a portal by hand: where to go, what to type, what is kept, and a mis-click that is taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from contracts import tasks, workflow
from contracts.actions import accept, adding, confirm_added
from contracts.enums import AuthorisationState, PackageState, TakenBack
from contracts.models import Authorisation, Package, Portal, Publication
from contracts.portal import place
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.http import Refused
from desk.mail.models import Message
from desk.outbox import JobState
from desk.records import blobs
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\xa7\xd8\x96\xb5\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def kotkas(ground: Ground) -> Portal:
    portal = Portal.objects.get(code="kotkas")
    portal.place = "Töölaud\nHalda volitusi\nLisa uus volitus"
    portal.closing_place = "Töölaud\nLõpeta volitus"
    portal.deep_link = "https://kotkas.envir.ee/ettevote/{registry_code}/volitused"
    portal.save()
    return portal


@pytest.fixture
def package(ground: Ground, kotkas: Portal) -> Package:
    """A contract and a power of attorney, accepted, for a portal without an interface."""
    wanted = [ground.wanted(portal="kotkas"), ground.wanted("main_user_poa", portal="kotkas")]
    package = ground.sent(*wanted)
    workflow.move(package, PackageState.RETURNED)
    return accept(package=package, by=ground.user)


@pytest.fixture
def page(as_specialist: Browser, package: Package) -> Callable[..., str]:
    """What the page of the contract's addition shows, asked or told."""

    def ask(name: str = "added", **told: Any) -> str:
        address = reverse(f"contracts:{name}", args=[first().pk])
        answer = as_specialist.post(address, told, follow=True) if told else as_specialist.get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return ask


def first() -> Publication:
    found: Publication = Publication.jobs.select_related("authorisation__portal").earliest("pk")
    return found


def told() -> int:
    return Message.objects.count() - 1  # the first asks to sign


def test_the_page_leads_to_the_place_and_says_what_to_type(page: Callable[..., str]) -> None:
    shown = page()
    assert 'href="https://kotkas.envir.ee/ettevote/10000001/volitused"' in shown
    for text in ("Halda volitusi", "Lisa uus volitus", "Tamme Puit OÜ", ">10000001<"):
        assert text in shown
    power = Publication.jobs.latest("pk").authorisation
    facts = [(fact.label, fact.value) for fact in place.facts(power)]
    assert "Kadri Lepp" in dict(facts).values() and "24402020080" in dict(facts).values()
    assert "23.11.2026" in dict(facts).values()


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://kotkas.envir.ee/volitused", True),
        ("http://kotkas.envir.ee/volitused", False),
        ("https://kotkas.envir.ee.pettus.example/", False),
        ("https://kotkas.envir.ee@pettus.example/", False),
        ("https://kotkas.envir.ee:8443/", False),
        ("https://teine.envir.ee/", False),
        ("javascript:alert(1)", False),
        ("https://kotkas.envir.ee/{personal_code}", False),
        ("https://kotkas.envir.ee\\@pettus.example/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_only_https_of_the_portals_own_host_is_followed(db: None, link: str, leads: bool) -> None:
    portal = Portal(address="https://kotkas.envir.ee/", deep_link=link)
    assert (place.address(portal, Client(kind="organisation")) == link) is leads


@pytest.mark.parametrize(
    ("kind", "code", "shown"),
    [
        ("organisation", "10000001", True), ("agency", "70000013", True), ("organisation", "", False),
        ("person", "", False), ("sole_trader", "10000001", False),
    ],
)  # fmt: skip
def test_no_code_of_a_person_is_put_into_an_address(
    kotkas: Portal, kind: str, code: str, shown: bool
) -> None:
    personal = "24402020080" if kind in {"person", "sole_trader"} else ""
    address = place.address(kotkas, Client(kind=kind, registry_code=code, personal_code=personal))
    assert address == (
        f"https://kotkas.envir.ee/ettevote/{code}/volitused" if shown else "https://kotkas.envir.ee/"
    )


def test_ticked_steps_are_kept_for_whoever_goes_on(page: Callable[..., str]) -> None:
    shown = page("added_steps", step=["Töölaud", "midagi muud"])
    assert first().steps == ["Töölaud"]
    assert 'value="Töölaud" checked' in shown and 'value="Halda volitusi" checked' not in shown
    page("added", reference="KOTKAS-1")
    page("added_steps", step=[])
    assert first().steps == ["Töölaud"], "what was confirmed stays as it was"


@pytest.mark.slow
def test_what_closes_has_steps_of_its_own(ground: Ground, package: Package, kotkas: Portal) -> None:
    for job in Publication.jobs.all():
        confirm_added(publication=job, reference="K-1", by=ground.user)
    power = Authorisation.objects.get(kind__code="main_user_poa")
    values = {"ended_number": power.number, "ends_on": date(2026, 11, 23)}
    notice = ground.sent(ground.wanted("mandate_withdrawal", portal="kotkas", **values))
    workflow.move(notice, PackageState.RETURNED)
    accept(package=notice, by=ground.user)
    job = Publication.jobs.select_related("authorisation__portal", "authorisation__kind").latest("pk")
    assert [step.text for step in place.steps(job)] == ["Töölaud", "Lõpeta volitus"]
    facts = {fact.label: fact.value for fact in place.facts(job.authorisation)}
    assert power.number in facts.values() and "Kadri Lepp" in facts.values()


@pytest.mark.slow
def test_a_screenshot_is_kept_and_shown_to_staff_alone(
    page: Callable[..., str], as_specialist: Browser, as_stranger: Browser, package: Package
) -> None:
    picture = SimpleUploadedFile("image.png", PNG, "image/png")
    page("added", reference="KOTKAS-7", screenshot=picture)
    job = first()
    assert job.screenshot is not None and blobs.read(job.screenshot) == PNG
    address = reverse("contracts:screenshot", args=[job.pk])
    answer = as_specialist.get(address)
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert "24402020080" not in answer["Content-Disposition"]
    assert as_stranger.get(address).status_code in {302, 403}
    assert address in as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("pilt.pdf", b"%PDF-1.7 see on hoopis muu", "PNG, JPEG"),
        ("pilt.png", b"%PDF-1.7 see on hoopis muu", "ei ole see"),
        ("pilt.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG, JPEG"),
        ("pilt.png", PNG + b"\0" * (5 * 1024 * 1024), "5 MB"),
    ],
)
@pytest.mark.slow
def test_nothing_but_a_picture_is_taken(page: Callable[..., str], name: str, data: bytes, said: str) -> None:
    shown = page("added", reference="KOTKAS-7", screenshot=SimpleUploadedFile(name, data, "image/png"))
    assert first().added_at is None and first().screenshot is None
    assert said in shown


def test_a_mis_click_is_taken_back_until_the_client_is_told(
    ground: Ground, package: Package, page: Callable[..., str]
) -> None:
    page("added", reference="VALE-1", screenshot=SimpleUploadedFile("a.png", PNG, "image/png"))
    assert first().authorisation.state == AuthorisationState.IN_FORCE
    shown = page("added_back", why="other_document")
    job = first()
    assert (job.state, job.reference, job.added_by, job.screenshot) == (JobState.PENDING, "", None, None)
    assert job.authorisation.state == AuthorisationState.ACCEPTED and job in Publication.jobs.by_hand()
    assert job.authorisation.published_at is None
    line = TimelineEntry.objects.get(kind="contracts.taken_back.other_document")
    assert line.params["reference"] == "VALE-1" and "VALE-1" not in shown

    for each in Publication.jobs.order_by("pk"):
        confirm_added(publication=each, reference=f"ÕIGE-{each.pk}", by=ground.user)
    assert told() == 1
    with pytest.raises(Refused):
        adding.take_back(publication=first(), why=TakenBack.NOT_SAVED, by=ground.user)
    assert first().added_at is not None and told() == 1


@pytest.mark.slow
def test_the_letter_waits_a_moment_for_a_mis_click(ground: Ground, package: Package, settings: Any) -> None:
    settings.PORTAL_LETTER_WAITS = 120
    for each in Publication.jobs.order_by("pk"):
        confirm_added(publication=each, reference=f"K-{each.pk}", by=ground.user)
    tasks.sweep()
    assert told() == 0
    adding.take_back(publication=first(), why=TakenBack.NOT_SAVED, by=ground.user)
    clock.move(timedelta(minutes=10))
    tasks.sweep()
    assert told() == 0, "it has been taken back"
    confirm_added(publication=first(), reference="K-3", by=ground.user)
    clock.move(timedelta(seconds=121))
    tasks.sweep()
    tasks.sweep()
    package.refresh_from_db()
    assert (told(), package.state) == (1, PackageState.PUBLISHED)


def test_what_an_interface_added_is_not_taken_back_by_a_person(ground: Ground, package: Package) -> None:
    from contracts.actions.publication import record

    Publication.jobs.filter(pk=first().pk).update(state=JobState.SENT)
    record(first(), "PRT-1", by=None)
    with pytest.raises(Refused):
        adding.take_back(publication=first(), why=TakenBack.NOT_SAVED, by=ground.user)


@pytest.mark.slow
def test_what_a_portal_would_not_take_stands_with_what_could_not_be_sent(
    as_specialist: Browser, package: Package, ground: Ground
) -> None:
    Publication.jobs.filter(pk=first().pk).update(mode="http", state=JobState.FAILED, reason="two_references")
    everything = as_specialist.get(reverse("unsent")).content.decode()
    assert reverse("contracts:unsent") in everything
    shown = as_specialist.get(reverse("contracts:unsent")).content.decode()
    assert first().authorisation.number in shown and "kaks eri viidet" in shown
    as_specialist.post(reverse("contracts:publish_again", args=[first().pk]))
    assert first().state == JobState.PENDING
    assert first().authorisation.number not in as_specialist.get(reverse("contracts:unsent")).content.decode()


def test_a_sole_traders_code_is_typed_but_stands_in_no_address(ground: Ground, kotkas: Portal) -> None:
    trader = clients.create_client(
        kind="sole_trader", name="Karl Rebane FIE", registry_code="10000092", by=ground.user
    )
    assert "10000092" not in place.address(kotkas, trader)
