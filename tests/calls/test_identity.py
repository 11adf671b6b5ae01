"""A caller is asked who he is: what agrees is kept by kind, never a value, and decides what may be told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.calls import actions, identity
from desk.calls.enums import IdentityItem
from desk.calls.models import Call, DisclosureDecision, IdentityCheck
from desk.clients import actions as clients
from desk.clients.models import Client, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.records.models import AccessLogEntry, TimelineEntry
from desk.records.words import sentence
from registry import rules
from registry.actions import answered as register_answered
from registry.actions import ask
from registry.enums import Purpose
from registry.inquiry import Finding
from registry.models import Check
from tests.conftest import Actor

MARI, KADRI = "24503120016", "24402020080"
EMAIL, NUMBER = "mari.tamm@tammepuit.example", "+37255500001"
CODE = IdentityItem.PERSONAL_CODE


@pytest.fixture
def riina(as_specialist: Actor) -> Actor:
    seed_reference()
    return as_specialist


@pytest.fixture
def puit(riina: Actor) -> Client:
    return clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina.user
    )


def person(by: Actor, puit: Client, first: str, last: str, code: str, role: str) -> Person:
    made = clients.create_person(first_name=first, last_name=last, personal_code=code, by=by.user)
    clients.add_role(person=made, client=puit, role=role, by=by.user)
    return made


@pytest.fixture
def mari(riina: Actor, puit: Client) -> Person:
    mari = person(riina, puit, "Mari", "Tamm", MARI, "juhatuse liige")
    clients.add_contact(kind="phone", value=NUMBER, person=mari, by=riina.user)
    clients.add_contact(kind="email", value=EMAIL, person=mari, by=riina.user)
    return mari


@pytest.fixture
def calls(riina: Actor, puit: Client) -> Callable[..., Call]:
    """A conversation in which this person is said to call, from this number, on behalf of Tamme Puit."""

    def make(who: Person | None, number: str = NUMBER, **fields: Any) -> Call:
        call = actions.log_call(by=riina.user, number=number, **fields)
        actions.choose(call=call, person=who, client=puit, by=riina.user)
        return call

    return make


def says(call: Call, item: IdentityItem, text: str, by: Actor) -> str:
    return actions.check(call=call, said={item: text}, by=by.user).result


def level(call: Call) -> str:
    return identity.of_call(call).decision.level


def register_says(puit: Client, *persons: rules.Person) -> Check:
    """The register answers about the client: these represent it, each alone."""
    check = ask(client=puit, purpose=Purpose.LOOK, subject=("client", puit.pk), by=None)
    answer = rules.Answer(puit.registry_code, puit.name, "R", "OÜ", persons)
    register_answered(check, Finding(answer, rules.judge(answer), ()))
    return check


def board_member(first: str, last: str, code: str) -> rules.Person:
    return rules.Person(code, "EST", first, last, "JUHL", "Juhatuse liige", sole=True)


def test_a_known_number_and_one_item_are_enough(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    assert identity.of_call(call).matched == (IdentityItem.PHONE,)
    assert says(call, CODE, "0016", riina) == "confirmed"
    check = IdentityCheck.objects.get()
    assert (check.matched, check.failed, check.person) == (["phone", "personal_code"], [], mari)


def test_a_hidden_number_needs_two_items(riina: Actor, mari: Person, calls: Callable[..., Call]) -> None:
    call = calls(mari, number="")
    assert says(call, IdentityItem.EMAIL, " Mari.Tamm@TammePuit.example ", riina) == "partial"
    assert says(call, IdentityItem.ROLE, "Juhatuse  Liige", riina) == "confirmed"


def test_what_anyone_reads_in_the_register_is_not_enough(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari, number="")
    says(call, IdentityItem.REGISTRY_CODE, "10000001", riina)
    assert says(call, IdentityItem.ROLE, "juhatuse liige", riina) == "partial"
    assert identity.of_call(call).needed == "Vaja on veel üht tunnust, mis ei ole avalik."


def test_two_wrong_items_are_a_stranger_and_nothing_more_is_asked(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    says(call, CODE, "9999", riina)
    assert says(call, IdentityItem.EMAIL, "keegi@mujal.example", riina) == "refused"
    with pytest.raises(Refused):
        says(call, CODE, "0016", riina)
    assert level(call) == "general"


def test_what_was_written_down_in_the_call_itself_proves_nothing(
    riina: Actor, puit: Client, calls: Callable[..., Call]
) -> None:
    call = actions.log_call(by=riina.user, number=NUMBER)
    actions.choose(call=call, person=None, client=puit, by=riina.user)
    actions.new_caller(
        call=call, first_name="Mari", last_name="Tamm", language="et", role="juhatuse liige", by=riina.user
    )
    call.refresh_from_db()
    assert identity.of_call(call).matched == ()
    with pytest.raises(Refused):  # nothing was known before, so nothing can be compared
        says(call, IdentityItem.ROLE, "juhatuse liige", riina)


def test_calling_back_on_a_known_number_is_enough(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari, direction="out")
    assert identity.of_call(call).called_back
    assert actions.check(call=call, said={}, by=riina.user).result == "confirmed"


def test_the_number_of_an_enquiry_of_before_is_an_item(
    riina: Actor, mari: Person, puit: Client, calls: Callable[..., Call]
) -> None:
    enquiry = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=puit, person=mari, by=riina.user, language="et"
    )
    call = calls(mari)
    year, last = enquiry.number.split("-")[1:]
    assert says(call, IdentityItem.DOCUMENT, f"p-{year}-{int(last)}", riina) == "confirmed"


def test_who_somebody_is_does_not_hang_on_for_whom_he_calls(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    says(call, CODE, "0016", riina)
    other = clients.create_client(
        kind="organisation", name="Volga Veod OÜ", registry_code="10000076", by=None
    )
    actions.choose(call=call, person=mari, client=other, by=riina.user)
    assert identity.of_call(call).confirmed
    assert level(call) == "own"


def test_an_identified_caller_hears_the_clients_data_only_on_the_registers_word(
    riina: Actor, mari: Person, puit: Client, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    says(call, CODE, "0016", riina)
    assert level(call) == "own"
    register_says(puit, board_member("Mari", "Tamm", MARI))
    assert level(call) == "client"
    kept = DisclosureDecision.objects.filter(call=call).order_by("pk").values_list("level", flat=True)
    assert list(kept) == ["general", "own", "client"]
    assert "register.alone" in {ground["kind"] for ground in DisclosureDecision.objects.latest("pk").grounds}


def test_a_bookkeeper_without_authorisation_gets_general_advice(
    riina: Actor, puit: Client, mari: Person, calls: Callable[..., Call]
) -> None:
    kadri = person(riina, puit, "Kadri", "Lepp", KADRI, "raamatupidaja")
    clients.add_contact(kind="phone", value="+37255500004", person=kadri, by=riina.user)
    register_says(puit, board_member("Mari", "Tamm", MARI))
    call = calls(kadri, number="+37255500004")
    assert says(call, CODE, "0080", riina) == "confirmed"
    shown = identity.of_call(call)
    assert (shown.decision.level, shown.covers) == ("own", False)
    assert any("raamatupidaja" in reason for reason in shown.reasons)
    assert any("pöördujat esindajana ei nimeta" in reason for reason in shown.reasons)


def test_a_namesake_in_the_register_opens_nothing(
    riina: Actor, puit: Client, calls: Callable[..., Call]
) -> None:
    jaan = person(riina, puit, "Jaan", "Kask", "", "raamatupidaja")
    clients.add_contact(kind="phone", value="+37255500002", person=jaan, by=riina.user)
    register_says(puit, board_member("Jaan", "Kask", "14007050024"))
    call = calls(jaan, number="+37255500002")
    assert says(call, IdentityItem.ROLE, "raamatupidaja", riina) == "confirmed"
    assert level(call) == "own"


def test_an_old_answer_of_the_register_opens_nothing(
    riina: Actor, puit: Client, mari: Person, calls: Callable[..., Call]
) -> None:
    register_says(puit, board_member("Mari", "Tamm", MARI))
    clock.move(timedelta(days=31))
    call = calls(mari)
    says(call, CODE, "0016", riina)
    shown = identity.of_call(call)
    assert (shown.decision.level, shown.may_ask_register) == ("own", True)


def test_a_natural_person_who_calls_for_himself_hears_his_own_data(riina: Actor) -> None:
    oleg = clients.create_client(
        kind="person", name="Oleg Smirnov", personal_code="14303030098", by=riina.user
    )
    clients.add_contact(kind="phone", value="+37255500006", client=oleg, by=riina.user)
    call = actions.log_call(by=riina.user, number="+37255500006")
    actions.choose(call=call, person=None, client=oleg, by=riina.user)
    assert says(call, CODE, "0098", riina) == "confirmed"
    assert level(call) == "client"


def test_the_story_names_kinds_of_items_and_no_value(
    riina: Actor, mari: Person, puit: Client, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    says(call, IdentityItem.EMAIL, EMAIL, riina)
    entry = TimelineEntry.objects.get(kind="calls.identified")
    assert sentence(entry) == (
        f"Kõne {call}: pöörduja tuvastatud (helistab meile teada numbrilt, meile teada e-posti aadress)"
    )
    assert EMAIL not in str(entry.params)


def test_until_then_the_workspace_shows_no_contact_code_or_panel(
    riina: Actor, mari: Person, puit: Client, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    page = riina.get(f"/calls/{call.pk}/").content.decode()
    for secret in (EMAIL, MARI, "10000001", f"/documents/client/{puit.pk}", f"/tickets/client/{puit.pk}"):
        assert secret not in page
    assert "m***m@***t.example" in page

    riina.post(f"/calls/{call.pk}/identity/", {"said": "0016"})
    page = riina.get(f"/calls/{call.pk}/").content.decode()
    assert EMAIL in page  # his own
    assert 'hx-get="/documents/' not in page

    register_says(puit, board_member("Mari", "Tamm", MARI))
    assert 'hx-get="/documents/' in riina.get(f"/calls/{call.pk}/").content.decode()


def test_the_specialist_opens_them_all_the_same_and_it_is_logged_why(
    riina: Actor, mari: Person, puit: Client, calls: Callable[..., Call]
) -> None:
    call = calls(mari)
    riina.post(f"/calls/{call.pk}/identity/show-all/", {"reason": "nonsense"})
    assert 'hx-get="/documents/' not in riina.get(f"/calls/{call.pk}/").content.decode()
    riina.post(f"/calls/{call.pk}/identity/show-all/", {"reason": "document"})
    assert 'hx-get="/documents/' in riina.get(f"/calls/{call.pk}/").content.decode()
    assert AccessLogEntry.objects.filter(purpose="document", shown_id=puit.pk, view="calls:show_all").exists()
    assert TimelineEntry.objects.filter(kind="calls.shown_all").count() == 1
    assert level(call) == "general"  # what is seen must still not be told


def test_one_field_takes_every_item_and_says_what_it_makes_of_it(
    riina: Actor, mari: Person, calls: Callable[..., Call]
) -> None:
    call = calls(mari, number="")
    address = f"/calls/{call.pk}/identity/"
    assert "Vaja on veel üht tunnust." in riina.post(address, {"said": EMAIL}, follow=True).content.decode()
    page = riina.post(address, {"said": "5550 0001"}, follow=True).content.decode()
    assert "Ainult öeldud number ei tõenda midagi" in page
    page = riina.post(address, {"said": "0016"}, follow=True).content.decode()
    assert ">tuvastatud<" in page


def test_refusing_is_one_button(riina: Actor, mari: Person, calls: Callable[..., Call]) -> None:
    call = calls(mari)
    page = riina.post(f"/calls/{call.pk}/identity/refuse/", follow=True).content.decode()
    assert "Ainult üldine nõu" in page
    assert identity.of_call(call).refused


def test_what_may_be_told_costs_a_page_few_questions(
    mari: Person, puit: Client, calls: Callable[..., Call], django_assert_max_num_queries: Any
) -> None:
    register_says(puit, board_member("Mari", "Tamm", MARI))
    call = Call.objects.shown().get(pk=calls(mari).pk)
    with django_assert_max_num_queries(7):
        identity.of_call(call)
