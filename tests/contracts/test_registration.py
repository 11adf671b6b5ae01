"""The registrar's list: what comes onto it, by when, under which reference, and what of it is shown where."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from lxml import etree

from contracts import handover
from contracts.actions import registering, registering_packages
from contracts.enums import AuthorisationState, Registered
from contracts.models import Authorisation, Registration, Rendering
from contracts.printing.rendering import Rendered
from contracts.registration import missing
from desk import clock
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import Notice, User
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.registered import accepted, downloaded, folder_of, opened, package_of, told
from tests.contracts.test_registration_package import shaped

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """How documents look is asked elsewhere."""

    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)


def page(actor: Actor, **query: str) -> str:
    return actor.get(reverse("contracts:registrations"), query).content.decode()


def at(moment: datetime) -> None:
    clock.move(moment - clock.now())


def ends(document: Authorisation) -> None:
    """As the action that ends a document does it."""
    document.state, document.ended_at = AuthorisationState.ENDED, clock.now()
    document.last_day, document.end_reason = date(2026, 11, 23), "withdrawn"
    document.save()
    registering.ended(document)


def test_the_registrar_takes_the_package_and_enters_the_references(
    ground: Ground, as_registrar: Actor, as_specialist: Actor
) -> None:
    package = accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    contract, power = Registration.objects.order_by("pk")
    made = package_of(as_registrar)
    files = opened(downloaded(as_registrar, made))
    for row in (contract, power):
        mine = folder_of(files, row)
        assert row.authorisation is not None
        assert {"metadata.json", "capsule.xml", f"{row.authorisation.number}.pdf"} <= set(mine)
        assert shaped(etree.fromstring(mine["capsule.xml"])) == []
        assert told(files, row)["uuid"] == str(row.uuid)
    for number, row in enumerate((contract, power), start=1):
        given = {"reference": f"7-1/26/{number}", "registered_on": "23.11.2026"}
        as_registrar.post(reverse("contracts:register", args=[row.pk]), given)
    assert "Midagi ei oota." in page(as_registrar, show="")
    html = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert "7-1/26/1" in html and "23.11.2026" in html
    panel = as_specialist.get(reverse("contracts:client_panel", args=[ground.tamme.pk])).content.decode()
    assert "7-1/26/2" in panel


def test_a_document_is_due_on_the_next_working_day_by_the_day_of_tallinn(ground: Ground) -> None:
    at(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))  # a Friday
    accepted(ground)
    row = Registration.objects.get()
    assert row.due_on == date(2026, 11, 30)
    at(datetime(2026, 11, 30, 21, 30, tzinfo=UTC))  # 23:30 in Tallinn
    assert not Registration.objects.overdue().exists()
    at(datetime(2026, 11, 30, 22, 30, tzinfo=UTC))  # half past midnight there, the same day by UTC
    assert Registration.objects.overdue().get() == row


def test_what_is_late_stands_first_is_counted_and_is_told_to_the_head_once(
    ground: Ground, as_registrar: Actor, as_head: Actor
) -> None:
    at(TUESDAY)
    accepted(ground)
    panel = as_registrar.get(reverse("contracts:registrations_panel")).content.decode()
    assert "1 ootab" in panel and "hilineb" not in panel
    clock.move(timedelta(days=2))  # Thursday; it was due on Wednesday
    accepted(ground, ground.wanted("main_user_poa"))
    html = page(as_registrar)
    assert html.index("KL-2026") < html.index("PV-2026") and html.count("badge--bad") == 1
    assert page(as_registrar, show="late").count("data-row id=") == 1
    panel = as_registrar.get(reverse("contracts:registrations_panel")).content.decode()
    assert "2 ootab" in panel and "1 hilineb" in panel
    assert registering_packages.tell_late() == 0, "one working day more is left"
    clock.move(timedelta(days=1))
    assert registering_packages.tell_late() == 1
    assert registering_packages.tell_late() == 0, "once"
    notice = Notice.objects.get(user=as_head.user)
    assert notice.params["count"] == 1 and notice.params["number"].startswith("KL-2026")


def test_each_document_stands_on_the_list_once_however_often_it_is_said(ground: Ground) -> None:
    accepted(ground)
    document = Authorisation.objects.get()
    registering.signed(document)
    ends(document)
    registering.ended(document)
    assert registering.catch_up() == 0
    assert sorted(Registration.objects.values_list("what", flat=True)) == [
        Registered.ENDED,
        Registered.SIGNED,
    ]


def test_what_an_action_forgot_is_found_counted_and_put_on_the_list(ground: Ground) -> None:
    accepted(ground)
    Registration.objects.all().delete()
    document = Authorisation.objects.get()
    Authorisation.objects.update(state=AuthorisationState.ENDED, ended_at=clock.now())
    assert list(missing.signed()) == [document] and list(missing.ended()) == [document]
    assert registering.catch_up() == 2
    assert not missing.signed().exists() and not missing.ended().exists()


def test_the_agencys_own_refusal_is_a_refusal(ground: Ground) -> None:
    from contracts.models import Kind

    accepted(ground)
    Registration.objects.all().delete()
    document = Authorisation.objects.get()
    document.kind = Kind.objects.get(code="agency_refusal")
    registering.signed(document)
    assert Registration.objects.get().what == Registered.REFUSED


def test_a_kind_that_is_not_registered_stays_off_the_list(ground: Ground) -> None:
    wanted = ground.wanted()
    wanted.kind.registered = False
    wanted.kind.save()
    accepted(ground, wanted)
    assert not Registration.objects.exists() and registering.catch_up() == 0


def test_the_list_is_narrowed_by_what_kind_and_days(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    ends(Authorisation.objects.get(kind__code="user_contract"))
    assert page(as_registrar, what="ended").count("data-row id=") == 1
    assert page(as_registrar, kind="main_user_poa").count("data-row id=") == 1
    assert page(as_registrar, kind="user_contract").count("data-row id=") == 2
    clock.move(timedelta(days=20))
    assert page(as_registrar, days="7").count("data-row id=") == 0
    assert page(as_registrar, days="30").count("data-row id=") == 3


def test_the_list_goes_on_after_its_last_row(
    ground: Ground, as_registrar: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    ends(Authorisation.objects.get(kind__code="user_contract"))
    monkeypatch.setattr("contracts.registration.listing.PAGE", 2)
    monkeypatch.setattr("contracts.registration.listing.lines.__defaults__", (2,))
    seen, query = [], {"show": ""}
    while True:
        html = page(as_registrar, **query)
        seen += re.findall(r'id="registration-(\d+)"', html)
        following = re.search(r'after=(\d+)" rel="next"', html)
        if following is None:
            break
        query = {"show": "", "after": following[1]}
    assert seen == [str(pk) for pk in Registration.objects.values_list("pk", flat=True)]


def test_the_reference_is_corrected_with_a_reason_and_the_old_one_stays_known(
    ground: Ground, as_registrar: Actor
) -> None:
    accepted(ground)
    row = Registration.objects.get()
    as_registrar.post(reverse("contracts:register", args=[row.pk]), {"reference": "7-1/26/1"})
    address = reverse("contracts:correct_registration", args=[row.pk])
    as_registrar.post(address, {"reference": "7-1/26/11", "registered_on": "", "reason": ""})
    row.refresh_from_db()
    assert row.reference == "7-1/26/1", "without a reason nothing is corrected"
    wrong = {"reference": "7-1/26/11", "registered_on": "", "reason": "Trükiviga", "from": "page"}
    html = as_registrar.post(address, wrong, follow=True).content.decode()
    row.refresh_from_db()
    assert row.reference == "7-1/26/11"
    assert "<s>7-1/26/1</s>" in html and "Trükiviga" in html and "Reet Raud" in html
    story = TimelineEntry.objects.filter(kind="contracts.reference_corrected").get()
    assert story.params["before"] == "7-1/26/1"


def test_a_day_that_has_not_come_is_refused(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground)
    row = Registration.objects.get()
    given = {"reference": "7-1/26/1", "registered_on": "01.01.2090"}
    html = as_registrar.post(
        reverse("contracts:register", args=[row.pk]), given, follow=True
    ).content.decode()
    assert "ei saa olla tulevikus" in html
    row.refresh_from_db()
    assert row.registered_at is None


def test_only_the_registrar_enters_references_and_takes_packages(
    ground: Ground, as_specialist: Actor, as_registrar: Actor, as_auditor: Actor
) -> None:
    accepted(ground)
    row = Registration.objects.get()
    made = package_of(as_registrar)
    for name, args in [
        ("register", [row.pk]), ("correct_registration", [row.pk]), ("drop_registration", [row.pk]),
        ("make_register_package", []), ("fetch_register_package", [made.pk]), ("references", []),
    ]:  # fmt: skip
        assert as_specialist.post(reverse(f"contracts:{name}", args=args)).status_code == 403, name
    assert as_specialist.get(reverse("contracts:registrations")).status_code == 200
    assert as_auditor.get(reverse("contracts:registrations")).status_code == 403


def test_the_same_package_can_be_downloaded_again_although_names_have_changed(
    ground: Ground, as_registrar: Actor
) -> None:
    accepted(ground)
    made = package_of(as_registrar)
    first = downloaded(as_registrar, made)
    ground.tamme.name = "Tamme Puit ja Pojad OÜ"
    ground.tamme.save()
    row = Registration.objects.get()
    as_registrar.post(reverse("contracts:register", args=[row.pk]), {"reference": "7-1/26/1"})
    clock.move(timedelta(days=3))
    assert downloaded(as_registrar, made) == first
    assert len(first) == made.size
    fetched = TimelineEntry.objects.filter(kind="contracts.register_package_fetched")
    assert fetched.count() == 2 and {each.by for each in fetched} == {as_registrar.user}
    looks = AccessLogEntry.objects.filter(shown_kind="client", shown_id=ground.tamme.pk)
    assert looks.filter(purpose=f"registration_export:{made.pk}", view__contains="fetch").count() == 2


def test_a_package_whose_file_is_gone_is_refused_in_plain_words(
    ground: Ground, as_registrar: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.records import blobs

    accepted(ground)
    made = package_of(as_registrar)

    def damaged(blob: Any) -> bytes:
        raise blobs.Damaged(blob.sha256)

    kept = blobs.read

    def read(blob: Any) -> bytes:
        return kept(blob) if blob.pk == made.facts_id else damaged(blob)

    monkeypatch.setattr(blobs, "read", read)
    address = reverse("contracts:fetch_register_package", args=[made.pk])
    html = as_registrar.post(address, follow=True).content.decode()
    assert "hävitatud või rikutud" in html


def test_no_name_of_a_natural_person_stands_in_a_title(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground, ground.wanted("main_user_poa"))
    row = Registration.objects.get()
    files = opened(downloaded(as_registrar, package_of(as_registrar)))
    said = told(files, row)
    assert "Tamme Puit OÜ" in said["title"] and said["sender"]["code"] == "10000001"
    ground.tamme.kind, ground.tamme.name = "person", "Mari Tamm"
    ground.tamme.registry_code, ground.tamme.personal_code = "", "24503120016"
    ground.tamme.save()
    said = told(opened(downloaded(as_registrar, package_of(as_registrar))), row)
    for text in (said["title"], said["abstract"]):
        assert "Mari" not in text and "Kadri" not in text and "24503120016" not in text
    assert said["sender"] == {
        "name": "Mari Tamm", "code": "24503120016", "natural": True, "country": "EE", "email": ""
    }  # fmt: skip


def test_the_end_of_a_document_refers_to_its_reference(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground)
    row = Registration.objects.get()
    as_registrar.post(reverse("contracts:register", args=[row.pk]), {"reference": "7-1/26/1"})
    ends(Authorisation.objects.get())
    end = Registration.objects.get(what=Registered.ENDED)
    files = opened(downloaded(as_registrar, package_of(as_registrar)))
    said = told(files, end)
    assert (said["related"], said["last_day"], said["end_reason"]) == ("7-1/26/1", "2026-11-23", "withdrawn")
    assert "7-1/26/1" in folder_of(files, end)["capsule.xml"].decode()


def test_the_mark_for_internal_use_goes_along(ground: Ground, as_registrar: Actor) -> None:
    accepted(ground)
    row = Registration.objects.get()
    said = told(opened(downloaded(as_registrar, package_of(as_registrar))), row)["restriction"]
    assert said["identifier"] == "AvTS§35lg1p12" and said["owner"] == "Keskkonnaamet"
    assert int(said["ends_on"][:4]) - int(said["begins_on"][:4]) == 75


def test_nothing_chosen_makes_no_package(ground: Ground, as_registrar: Actor) -> None:
    html = as_registrar.post(reverse("contracts:make_register_package"), follow=True).content.decode()
    assert "Vali esmalt kirjed." in html


def test_a_registrar_cannot_register_what_another_has(
    ground: Ground, as_registrar: Actor, someone: Callable[..., User]
) -> None:
    accepted(ground)
    row = Registration.objects.get()
    other = someone("teine.referent", Role.REGISTRAR)
    registering.register(registration=row, reference="7-1/26/1", by=other)
    with pytest.raises(Refused) as refused:
        registering.register(registration=row, reference="7-1/26/2", by=as_registrar.user)
    assert "7-1/26/1" in refused.value.texts[0]


def test_what_waits_is_among_what_a_registrar_owes_and_hands_over(
    ground: Ground, as_registrar: Actor, as_specialist: Actor, django_assert_num_queries: Any
) -> None:
    at(TUESDAY)
    accepted(ground, ground.wanted(), ground.wanted("main_user_poa"))
    both = [as_registrar.user.pk, as_specialist.user.pk]
    with django_assert_num_queries(2):
        found = [each for each in handover.work(both) if each.group == "Dokumendiregistrisse"]
    (work,) = found
    assert (work.title, work.owner_id) == ("2 registreerida", as_registrar.user.pk)
    assert work.due_at == datetime(2026, 11, 25, 22, 0, tzinfo=UTC), "when Wednesday is over in Tallinn"
    for row in Registration.objects.all():
        registering.register(registration=row, reference=f"7-1/26/{row.pk}", by=as_registrar.user)
    assert not [each for each in handover.work(both) if each.group == "Dokumendiregistrisse"]
