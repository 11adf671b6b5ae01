"""A power's last days: the tree, what will stop working, the end at once, and the client who ends another."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.actions import in_force
from contracts.enums import PackageState
from contracts.models import Authorisation, Package, Publication
from desk import clock, workdays
from desk.mail.models import MessageBody
from desk.people.models import Todo
from registry.models import Check
from tests.browser.telephone import settled
from tests.contracts.conftest import Ground, ground, let_register_answer, reference
from tests.contracts.life.lives import in_portal, power
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import MARI, give_back, signed, work
from tests.house.pages import faults
from tests.simulators.eid import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference, lab, quick_press, trusting)  # pytest finds them by these names
PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
DAY = timedelta(days=1)


@pytest.fixture
def main(live_url: str, ground: Ground, lab: Lab) -> Authorisation:
    """Kadri Lepp, main user of Tamme since yesterday by Mari Tamm's signature; under her a user."""
    in_portal(ground)
    package = ground.sent(power(ground, may_delegate=True))
    give_back(package, signed(lab, package, MARI))
    work(package)
    assert package.state == PackageState.ACCEPTED
    document = package.authorisations.get()
    user = in_portal(ground, power(ground, "user_poa", services=["waste"]))
    Authorisation.objects.filter(pk=user.pk).update(granted_under=document)
    clock.move(DAY)
    return document


def worker_works(ground: Ground, package: Package) -> None:
    """The documents are made, and the register answers."""
    for check in Check.objects.for_subject("package", package.pk).waiting():
        let_register_answer(check)
    ground.rendered(package)


def test_a_specialist_withdraws_a_main_user_and_sees_first_what_will_stop_working(
    page_for: Callable[..., Page], ground: Ground, main: Authorisation, lab: Lab
) -> None:
    page = page_for(ground.user, path=reverse("contracts:tree", args=[ground.tamme.pk]))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kes tohib tegutseda")
    expect(page.get_by_text("Kadri Lepp").first).to_be_visible()
    expect(page.get_by_text(re.compile("andis Mari Tamm")).first).to_be_visible()
    assert list(faults(page, "et")) == []

    page.get_by_role("link", name=main.number).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dokumendi elulugu")).to_be_visible()
    assert list(faults(page, "et")) == []
    page.keyboard.press("1")
    expect(page.get_by_role("group", name="Volituse tagasivõtmise teade").first).to_be_visible()
    expect(page.locator("[name=mandate_withdrawal-ended_number]")).to_have_value(main.number)
    told = page.get_by_label("Mis lakkab töötamast")
    expect(told).to_contain_text("Kadri Lepp")
    expect(told).to_contain_text("Portaali e-Keskkonnaamet ei jää kedagi")
    settled(page)
    assert list(faults(page, "et")) == []
    page.keyboard.press("s")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()

    package = Package.objects.latest("pk")
    worker_works(ground, package)
    page.reload()
    expect(page.get_by_label("Mis lakkab töötamast").first).to_contain_text(main.number)
    page.keyboard.press("s")
    expect(page.get_by_text("Saatmisel").first).to_be_visible()
    is_signed(ground, lab, package)
    main.refresh_from_db()
    assert main.last_day == workdays.today() - DAY and main.end_reason == "withdrawn"
    the_end_is_seen(page, ground, main)


def is_signed(ground: Ground, lab: Lab, package: Package) -> None:
    """The letter goes, Mari Tamm signs; the end does not wait for the portal."""
    worker_works(ground, package)
    package.refresh_from_db()
    assert package.state == PackageState.SENT
    give_back(package, signed(lab, package, MARI))
    work(package)
    assert not Publication.jobs.filter(authorisation__package=package).exclude(added_at=None).exists()


def the_end_is_seen(page: Page, ground: Ground, main: Authorisation) -> None:
    """Today the tree and the register know it no more, yesterday's register does."""
    page.goto(reverse("contracts:tree", args=[ground.tamme.pk]))
    expect(page.get_by_role("link", name=main.number)).to_have_count(0)
    page.keyboard.press("h")
    expect(page.get_by_role("link", name=main.number).first).to_be_visible()
    expect(page.get_by_text("Tagasi võetud").first).to_be_visible()
    assert list(faults(page, "et")) == []

    page.goto(reverse("contracts:register_index"))
    expect(page.get_by_role("link", name=main.number)).to_have_count(0)
    page.get_by_role("textbox", name="Päeval").fill((workdays.today() - DAY).strftime("%d.%m.%Y"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=main.number).first).to_be_visible()
    assert list(faults(page, "et")) == []


def test_the_client_sees_on_the_phone_what_is_in_force_and_asks_to_end_it(
    page_for: Callable[..., Page], ground: Ground, main: Authorisation
) -> None:
    in_force.send(client=ground.tamme, to=ground.email, by=ground.user)
    link = re.search(r"/k/[\w-]+/in-force/", MessageBody.objects.latest("pk").text)
    assert link
    page = page_for(None, path=f"{link[0]}?language=et", **PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Teie kehtivad dokumendid")
    expect(page.get_by_text("Mari Tamm").first).to_be_visible()
    assert list(faults(page, "et")) == []
    part = page.locator(f"#document-{main.pk}")
    part.get_by_text("Kuidas lõpetada").click()
    assert list(faults(page, "et")) == []
    part.get_by_role("button", name="Soovin selle lõpetada").click()
    expect(part.get_by_role("status")).to_contain_text("Mis edasi saab")
    assert Todo.objects.get().owner == ground.user
    page.get_by_role("link", name="русский").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ваши действующие документы")
    assert list(faults(page, "ru")) == []

    desk = page_for(ground.user, path=reverse("people:owed"))
    desk.get_by_role("link", name=re.compile(main.number)).first.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(main.number)
