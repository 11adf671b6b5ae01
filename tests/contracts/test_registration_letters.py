"""Letters that must be registered: found by the kind of their enquiry, put on the list by hand, taken off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from lxml import etree

from contracts.actions import registering_letters
from contracts.models import RegisteredKind, Registration
from contracts.registration import missing
from desk import clock, workdays
from desk.enquiries.deadlines import working_day
from desk.outbox import JobState
from desk.people.enums import Role
from desk.people.models import User
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor, _actor
from tests.contracts.conftest import Ground
from tests.contracts.registered import (
    downloaded,
    enquiry,
    folder_of,
    letter,
    opened,
    package_of,
    reply,
    told,
)
from tests.contracts.test_registration_package import shaped

pytestmark = pytest.mark.django_db


def test_letters_of_a_complaint_go_to_the_register_both_ways_and_once(ground: Ground) -> None:
    complaint = enquiry(ground)
    came, sent = letter(complaint), reply(complaint)
    reply(complaint, written=False)  # a machine's
    reply(complaint, state=JobState.PENDING)  # it has not left
    assert registering_letters.sweep() == 2
    assert registering_letters.sweep() == 0
    first, second = Registration.objects.order_by("pk")
    assert (first.incoming, second.message) == (came, sent)
    assert first.due_on == working_day(workdays.today(), 1)
    assert {first.client, second.client} == {ground.tamme}


def test_letters_of_a_plain_question_and_of_practice_stay_where_they_are(ground: Ground) -> None:
    letter(enquiry(ground, "question"))
    letter(enquiry(ground, practice=True))
    letter(None)
    assert registering_letters.sweep() == 0


def test_a_kind_and_a_way_can_be_switched_off_and_begins_on_its_day(ground: Ground) -> None:
    complaint = enquiry(ground)
    letter(complaint)
    reply(complaint)
    RegisteredKind.objects.filter(enquiry_kind="complaint").update(incoming=False)
    assert registering_letters.sweep() == 1
    later = workdays.today() + timedelta(days=1)
    RegisteredKind.objects.filter(enquiry_kind="complaint").update(incoming=True, from_day=later)
    assert registering_letters.sweep() == 0


def test_an_enquiry_that_becomes_a_complaint_brings_its_letters(ground: Ground) -> None:
    about = enquiry(ground, "question")
    letter(about)
    assert registering_letters.sweep() == 0
    about.kind = "complaint"
    about.save()
    assert missing.old_letters() == 0
    clock.move(timedelta(hours=2))
    assert missing.old_letters() == 1
    assert registering_letters.sweep() == 1
    assert missing.old_letters() == 0


def test_any_letter_is_put_on_the_list_by_hand_taken_off_with_a_reason_and_put_back(
    ground: Ground, as_specialist: Actor, as_registrar: Actor
) -> None:
    about = enquiry(ground, "question")
    row = letter(about)
    panel = reverse("contracts:received_in_register", args=[row.pk])
    assert panel in as_specialist.get(reverse("mail:letter", args=[row.pk])).content.decode()
    assert "Läheb dokumendiregistrisse" in as_specialist.get(panel).content.decode()
    as_specialist.post(reverse("contracts:register_received", args=[row.pk]))
    listed = Registration.objects.get()
    assert "ootab referenti" in as_specialist.get(panel).content.decode()
    drop = reverse("contracts:drop_registration", args=[listed.pk])
    as_registrar.post(drop, {"reason": " "})
    listed.refresh_from_db()
    assert listed.dropped_at is None, "only with a reason"
    as_registrar.post(drop, {"reason": "Ei ole ametlik kiri"})
    assert not Registration.objects.waiting().exists() and registering_letters.sweep() == 0
    html = as_registrar.get(reverse("contracts:registrations"), {"show": "dropped"}).content.decode()
    assert "Ei ole ametlik kiri" in html
    as_specialist.post(reverse("contracts:register_received", args=[row.pk]))
    listed.refresh_from_db()
    assert listed.dropped_at is None and Registration.objects.waiting().get() == listed
    kinds = TimelineEntry.objects.for_subject("enquiry", about.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["contracts.off_register", "contracts.to_register", "contracts.to_register"]


def test_a_reply_is_put_on_the_list_from_its_page(ground: Ground, as_specialist: Actor) -> None:
    row = reply(enquiry(ground, "question"))
    panel = reverse("contracts:sent_in_register", args=[row.pk])
    assert panel in as_specialist.get(reverse("mail:page", args=[row.pk])).content.decode()
    as_specialist.post(reverse("contracts:register_sent", args=[row.pk]))
    assert Registration.objects.get().message == row


def test_the_package_holds_the_letter_as_it_came_only_where_every_file_passed(
    ground: Ground, as_registrar: Actor
) -> None:
    complaint = enquiry(ground, due_at=datetime(2026, 12, 22, 22, 30, tzinfo=UTC))
    clean = letter(complaint, files={"lisa.pdf": "taken"})
    foul = letter(complaint, files={"lisa.pdf": "taken", "viirus.exe": "refused"})
    sent = reply(complaint)
    registering_letters.sweep()
    files = opened(downloaded(as_registrar, package_of(as_registrar)))
    held = {
        name: set(folder_of(files, Registration.objects.get(**{field: row})))
        for name, field, row in [
            ("clean", "incoming", clean),
            ("foul", "incoming", foul),
            ("sent", "message", sent),
        ]
    }
    both = {"metadata.json", "capsule.xml", "kiri.txt"}
    assert held["clean"] == {*both, "kiri.eml", "01-lisa.pdf"}
    assert held["foul"] == {*both, "01-lisa.pdf"}
    assert held["sent"] == both
    row = Registration.objects.get(incoming=clean)
    mine = folder_of(files, row)
    assert shaped(etree.fromstring(mine["capsule.xml"])) == []
    said = told(files, row)
    assert said["reply_due"] == "2026-12-23", "the deadline of the enquiry, by the day of Tallinn"
    assert said["type"] == "Kiri" and said["identifier"] == f"{complaint.number}/{clean.pk}"
    assert said["title"] == f"Saabunud kiri, kaebus, pöördumine {complaint.number}, Tamme Puit OÜ"
    assert "Kadri" not in said["title"], "what the writer called the letter is no title"
    assert said["sender"]["name"] == "Tamme Puit OÜ" and said["recipient"]["code"] == "70008658"
    assert told(files, Registration.objects.get(message=sent))["sender"]["code"] == "70008658"


def test_a_letter_of_nobody_we_know_names_its_writer_as_a_person(ground: Ground, as_registrar: Actor) -> None:
    row = letter(enquiry(ground, client=None))
    registering_letters.sweep()
    listed = Registration.objects.get()
    made = package_of(as_registrar)
    said = told(opened(downloaded(as_registrar, made)), listed)
    assert said["sender"]["name"] == "Kadri Lepp" and said["sender"]["natural"] and said["client"] is None
    assert "Kadri" not in said["title"]
    purpose = f"registration_export:{made.pk}"
    assert AccessLogEntry.objects.filter(purpose=purpose, shown_kind="enquiry").exists()
    assert row.client_id is None


def test_a_letter_whose_content_was_destroyed_still_makes_the_list_but_no_same_package(
    ground: Ground, as_registrar: Actor
) -> None:
    row = letter(enquiry(ground))
    registering_letters.sweep()
    made = package_of(as_registrar)
    with connection.cursor() as cursor:  # as the rule of destruction does it
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM mail_incomingbody WHERE incoming_id = %s", [row.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    answer = as_registrar.post(reverse("contracts:fetch_register_package", args=[made.pk]), follow=True)
    assert "hävitatud või rikutud" in answer.content.decode()
    assert as_registrar.get(reverse("contracts:registrations")).status_code == 200


def test_a_registrar_does_not_see_a_complaint_about_the_own_person(
    ground: Ground, as_registrar: Actor, someone: Callable[..., User]
) -> None:
    complaint = enquiry(ground, concerns=as_registrar.user)
    row = letter(complaint)
    registering_letters.sweep()
    listed = Registration.objects.get()
    assert complaint.number not in as_registrar.get(reverse("contracts:registrations")).content.decode()
    assert as_registrar.get(reverse("contracts:registration", args=[listed.pk])).status_code == 404
    address: Any = reverse("contracts:register", args=[listed.pk])
    assert as_registrar.post(address, {"reference": "7-1/26/9"}).status_code == 404
    assert as_registrar.get(reverse("contracts:received_in_register", args=[row.pk])).status_code == 404
    other = _actor(someone("teine.referent", Role.REGISTRAR))
    made = package_of(other)
    assert downloaded(other, made)
    answer = as_registrar.post(reverse("contracts:fetch_register_package", args=[made.pk]))
    assert answer.status_code == 302, "the package holds that letter"
    package_page = as_registrar.get(reverse("contracts:register_package", args=[made.pk])).content.decode()
    assert complaint.number not in package_page
