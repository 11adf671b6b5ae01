"""Pages of readings and proof, as a specialist without JavaScript fills them in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk import workdays
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.people.models import Approval
from desk.records.models import AccessLogEntry
from registry import actions, tasks
from registry.enums import Purpose, Standing
from registry.models import Check, Proof, Reading
from tests.registry.paper import PDF, asked, extract, file, given_up, print_out
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_of_the_desk"), pytest.mark.slow]


@pytest.fixture
def marsh(register: Running) -> Client:
    return Client.objects.create(kind=Kind.ORGANISATION, name="Soometsa Raba OÜ", registry_code="10000024")


@pytest.fixture
def text(marsh: Client) -> Check:
    check = actions.ask(client=marsh, purpose=Purpose.LOOK, subject=("client", marsh.pk), by=None)
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def english(actor: Any) -> Any:
    actor.user.language = "en"
    actor.user.save()
    return actor


def page(actor: Any, address: str) -> str:
    answer = actor.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def board_of(check: Check) -> list[str]:
    return sorted({person.identity for person in check.judgement.persons})


def sent(name: str = "valjavote.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def proof_data(**changes: Any) -> dict[str, Any]:
    today = workdays.today()
    return {
        "rows": "2", "basis": "foreign", "basis_text": "Läti registri väljavõte", "reason": "Välismaine",
        "valid_from": today.strftime("%d.%m.%Y"), "valid_until": "", "country": "LV", "file": sent(),
        "apostille": "not_needed", "apostille_why": "Õigusabileping", "language": "lv", "translation": "own",
        "person-0-first": "Olegs", "person-0-last": "Ozols", "person-0-code": "010203-12345",
        "person-0-country": "LV", "person-0-alone": "on", "person-1-country": "LV", "person-1-alone": "on",
        **changes,
    }  # fmt: skip


def test_the_text_is_read_on_its_own_page_and_a_second_person_approves_on_the_check(
    text: Check, as_specialist: Any, as_senior: Any
) -> None:
    english(as_specialist)
    english(as_senior)
    address = reverse("registry:read", args=[text.pk])
    assert address in page(as_specialist, text.get_absolute_url())
    form = page(as_specialist, address)
    assert "Osaühingut" in form

    one, two = board_of(text)
    more = as_specialist.post(address, {"ways": "1", "way_0": [one], "reason": "Kaks teed", "more": "1"})
    told = more.content.decode()
    assert f'name="way_1" value="{two}"' in told
    assert f'value="{one}" id="id_way_0_{board_of(text).index(one)}" checked' in told or "checked" in told
    assert "Kaks teed" in told
    assert not Reading.objects.exists()

    as_specialist.post(address, {"ways": "2", "way_0": [one], "way_1": [two], "reason": "Kaks teed"})
    reading = Reading.objects.get()
    assert reading.groups == [[one], [two]]
    assert address not in page(as_specialist, text.get_absolute_url())

    decide = reverse("people:second_decide", args=[Approval.objects.get().pk])
    assert decide not in page(as_specialist, text.get_absolute_url())
    assert decide in page(as_senior, text.get_absolute_url())
    as_senior.post(decide, {"decision": "approve"})
    reading.refresh_from_db()
    assert reading.state == Standing.IN_FORCE
    told = page(as_specialist, text.get_absolute_url())
    assert "Riina Rand" in told and "Helena Hunt" in told

    as_specialist.post(reverse("registry:end_reading", args=[reading.pk]), {"why": "Vale"})
    reading.refresh_from_db()
    assert reading.state == Standing.ENDED


def test_a_reading_without_persons_or_with_both_answers_is_sent_back_with_what_was_typed(
    text: Check, as_specialist: Any
) -> None:
    english(as_specialist)
    address = reverse("registry:read", args=[text.pk])
    empty = as_specialist.post(address, {"ways": "1", "reason": "Minu mõte"}).content.decode()
    assert "Tick who signs" in empty and "Minu mõte" in empty
    both = {"ways": "1", "way_0": board_of(text), "nobody": "on", "reason": "Nii"}
    assert "Either somebody signs or nobody" in as_specialist.post(address, both).content.decode()
    forged = {"ways": "1", "way_0": ["EE24503120016"], "reason": "Nii"}
    assert as_specialist.post(address, forged).status_code == 200
    assert not Reading.objects.exists()


def test_a_clear_answer_has_nothing_to_read(tamme: Client, as_specialist: Any) -> None:
    check = asked(tamme)
    tasks.ask(check.pk)
    address = reverse("registry:read", args=[check.pk])
    assert address not in page(as_specialist, check.get_absolute_url())
    assert as_specialist.get(address).status_code == 302


def test_a_reading_is_taken_back_from_the_page(text: Check, as_specialist: Any) -> None:
    reading = actions.read_text(check=text, groups=[], reason="Nii", by=as_specialist.user)
    address = reverse("registry:withdraw_reading", args=[reading.pk])
    assert address in page(as_specialist, text.get_absolute_url())
    as_specialist.post(address)
    reading.refresh_from_db()
    assert reading.was_withdrawn


def test_a_standing_proof_from_abroad_is_taken_in_on_one_page(abroad: Client, as_specialist: Any) -> None:
    english(as_specialist)
    address = reverse("registry:take_standing", args=[abroad.pk])
    assert "Latvia" in page(as_specialist, address)
    answer = as_specialist.post(address, proof_data())
    proof = Proof.objects.get()
    assert answer.url == proof.get_absolute_url()
    assert (proof.country, proof.language, proof.persons.get().code) == ("LV", "lv", "010203-12345")
    told = page(as_specialist, proof.get_absolute_url())
    assert "Olegs Ozols" in told and "Latvia" in told and "Õigusabileping" in told
    assert proof.get_absolute_url() in page(as_specialist, reverse("registry:client_panel", args=[abroad.pk]))


def test_everything_that_is_wrong_is_marked_at_once_and_nothing_typed_is_lost(
    abroad: Client, as_specialist: Any
) -> None:
    wrong = proof_data(
        basis_text="", apostille_why="", language="", translation="sworn", valid_until="01.01.2020",
        **{"person-1-first": "Anna"},
    )  # fmt: skip
    answer = as_specialist.post(reverse("registry:take_standing", args=[abroad.pk]), wrong)
    told = answer.content.decode()
    for text in (
        "Kirjuta, miks apostilli vaja ei ole", "Vali dokumendi keel", "Kirjuta vandetõlgi nimi",
        "Lisa tõlke fail", "Vali fail uuesti", "Mida kirjutasid, on alles",
    ):  # fmt: skip
        assert text in told, text
    assert 'value="Anna"' in told and "Välismaine" in told and 'value="010203-12345"' in told
    assert not Proof.objects.exists()


def test_one_more_person_keeps_what_was_typed_and_judges_nothing_yet(
    abroad: Client, as_specialist: Any
) -> None:
    data = proof_data(more="1", basis_text="")
    del data["person-0-alone"]
    told = as_specialist.post(reverse("registry:take_standing", args=[abroad.pk]), data).content.decode()
    assert 'name="person-2-first"' in told
    assert 'value="Olegs"' in told and "Välismaine" in told
    assert "field__errors" not in told


def test_a_print_out_is_taken_in_from_the_list_of_what_the_register_did_not_answer(
    tamme: Client, register: Running, as_specialist: Any, as_senior: Any
) -> None:
    english(as_specialist)
    check = given_up(tamme, register)
    address = reverse("registry:take_print_out", args=[check.pk])
    assert address in page(as_specialist, reverse("registry:unanswered"))
    assert address in page(as_specialist, check.get_absolute_url())
    data = proof_data(
        basis="print_out", country="EE", apostille_why="", language="", translation="not_needed",
        **{
            "person-0-first": "Mari", "person-0-last": "Tamm", "person-0-code": "24503120016",
            "person-0-country": "EE",
        },
    )  # fmt: skip
    data |= {"person-1-country": "EE"}
    as_specialist.post(address, data)
    proof = Proof.objects.get()
    as_senior.post(reverse("people:second_decide", args=[Approval.objects.get().pk]), {"decision": "approve"})
    made = Check.objects.get(proof=proof)
    told = page(as_specialist, made.get_absolute_url())
    assert "manual" in told and proof.get_absolute_url() in told
    assert "manual" in page(as_specialist, reverse("registry:history", args=[tamme.pk]))
    assert "manual" in page(as_specialist, reverse("registry:client_panel", args=[tamme.pk]))
    assert address not in page(as_specialist, reverse("registry:unanswered"))


def test_codes_are_shown_to_whoever_decides_and_to_nobody_without_work(
    abroad: Client, as_specialist: Any, as_senior: Any, as_auditor: Any
) -> None:
    proof = actions.take_standing(client=abroad, paper=extract(), file=file(), by=as_specialist.user)
    address = proof.get_absolute_url()
    assert "010203-12345" in page(as_senior, address)
    assert AccessLogEntry.objects.filter(purpose=f"proof:{proof.pk}").exists()
    for actor in (as_specialist, as_auditor):
        told = page(actor, address)
        assert "Olegs Ozols" in told and "010203-12345" not in told


def test_the_pages_ask_the_database_little_however_much_there_is(
    text: Check, as_specialist: Any, django_assert_max_num_queries: Any, abroad: Client
) -> None:
    for number in range(3):
        reading = actions.read_text(check=text, groups=[], reason=f"Nii {number}", by=as_specialist.user)
        actions.withdraw_reading(reading=reading, by=as_specialist.user)
    actions.read_text(check=text, groups=[], reason="Nii", by=as_specialist.user)
    proof = actions.take_standing(client=abroad, paper=extract(), file=file(), by=as_specialist.user)
    for address in (
        text.get_absolute_url(), reverse("registry:read", args=[text.pk]), proof.get_absolute_url(),
        reverse("registry:take_standing", args=[abroad.pk]),
        reverse("registry:client_panel", args=[abroad.pk]),
    ):  # fmt: skip
        as_specialist.get(address)
        with django_assert_max_num_queries(18):
            as_specialist.get(address)


def test_the_file_opens_only_for_a_reason_that_is_logged(
    abroad: Client, as_specialist: Any, as_auditor: Any, as_level2: Any
) -> None:
    proof = actions.take_standing(
        client=abroad, paper=extract(), file=file("Olegs Ozols.pdf"), by=as_specialist.user
    )
    address = reverse("registry:proof_file", args=[proof.pk])
    assert as_specialist.get(address).status_code == 405
    assert as_specialist.post(address, {"which": "file"}).status_code == 302
    assert not AccessLogEntry.objects.filter(shown_kind="proof_file").exists()

    answer = as_specialist.post(address, {"which": "file", "reason": "document"})
    assert answer.content == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="proof-{proof.pk}.pdf"'
    entry = AccessLogEntry.objects.get(shown_kind="proof_file")
    assert (entry.shown_id, entry.client_id, entry.purpose) == (proof.pk, abroad.pk, "document")
    assert as_specialist.post(address, {"which": "translation", "reason": "document"}).status_code == 404
    assert as_auditor.post(address, {"which": "file", "reason": "quality"}).status_code == 200
    assert as_level2.post(address, {"which": "file", "reason": "quality"}).status_code == 403
    assert as_auditor.post(reverse("registry:end_proof", args=[proof.pk]), {"why": "x"}).status_code == 403


def test_a_proof_is_ended_and_taken_back_from_its_page(
    abroad: Client, tamme: Client, register: Running, as_specialist: Any, as_senior: Any
) -> None:
    proof = actions.take_standing(client=abroad, paper=extract(), file=file(), by=as_specialist.user)
    address = reverse("registry:withdraw_proof", args=[proof.pk])
    assert address in page(as_specialist, proof.get_absolute_url())
    as_specialist.post(address)
    proof.refresh_from_db()
    assert proof.was_withdrawn

    other = actions.take_print_out(
        check=given_up(tamme, register), paper=print_out(), file=file(), by=as_specialist.user
    )
    as_senior.post(
        reverse("people:second_decide", args=[Approval.objects.waiting().get().pk]), {"decision": "approve"}
    )
    as_specialist.post(reverse("registry:end_proof", args=[other.pk]), {"why": "Vana"})
    other.refresh_from_db()
    assert other.state == Standing.ENDED
    assert "Vana" in page(as_specialist, other.get_absolute_url())
