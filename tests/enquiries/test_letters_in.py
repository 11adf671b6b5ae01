"""What an enquiry makes of a letter: it goes on with its enquiry, or opens one that waits to be sorted."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Person
from desk.enquiries import actions, claims, threads
from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, PauseReason
from desk.enquiries.texts import TO_SORT
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.actions import Letter
from desk.mail.models import Incoming, Message
from desk.people.models import Notice, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome
from tests.mail.world import letter_in

pytestmark = pytest.mark.django_db
MARI = "mari.tamm@tammepuit.example"


def claimed(incoming: Incoming) -> Enquiry:
    kind, pk, _client = claims.claim(incoming)
    assert kind == "enquiry"
    return Enquiry.objects.get(pk=pk)


def written(enquiry: Enquiry, by: User, to: str = MARI) -> Message:
    return mail.queue(
        letter=Letter(threads.title("Kasutusleping", enquiry.number), "Tere!"), to=to, language="et",
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by, written=True,
    )  # fmt: skip


def known_mari(by: User) -> Person:
    mari = clients.create_person(first_name="Mari", last_name="Tamm", personal_code="24503120016", by=by)
    clients.add_contact(kind="email", value=MARI, person=mari, by=by)
    return mari


def test_a_letter_out_of_the_blue_opens_an_enquiry_that_nobody_owns(as_specialist: Actor) -> None:
    incoming = letter_in("Kuidas lisada peakasutajat?", subject="Vs: Peakasutaja", language="ru")
    enquiry = claimed(incoming)

    assert (enquiry.owner, enquiry.state, enquiry.language) == (None, State.NEW, "ru")
    assert enquiry.topic.code == TO_SORT
    assert enquiry.question == "Peakasutaja\n\nKuidas lisada peakasutajat?"
    assert (enquiry.client, enquiry.person) == (None, None), "an address identifies nobody"
    assert claimed(incoming) == enquiry, "asked twice, it is one"
    assert Enquiry.objects.count() == 1


def test_an_answer_to_our_letter_goes_on_with_its_enquiry_and_its_owner_is_told(
    as_specialist: Actor,
) -> None:
    enquiry = asked(as_specialist.user)
    reason = PauseReason.objects.get(code="client-data")
    actions.pause(enquiry=enquiry, reason=reason, by=as_specialist.user)
    answer = letter_in("Siin on andmed.", answers=written(enquiry, as_specialist.user))

    assert claimed(answer) == enquiry
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK, "it waited for the client, and the client wrote"
    notice = Notice.objects.get(user=as_specialist.user)
    assert (notice.kind, notice.params) == ("enquiries.letter_came", {"number": enquiry.number})
    kinds = [entry.kind for entry in TimelineEntry.objects.for_subject("enquiry", enquiry.pk)]
    assert "enquiries.letter_came" in kinds


def test_a_letter_lately_closed_opens_again_and_one_long_closed_is_followed_by_a_new_one(
    as_specialist: Actor,
) -> None:
    user = as_specialist.user
    enquiry = asked(user)
    letter = written(enquiry, user)
    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=user)
    clock.move(timedelta(days=6))
    assert claimed(letter_in("Ei saanud aru.", answers=letter)) == enquiry
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK

    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=user)
    clock.move(timedelta(days=8))
    later = claimed(letter_in("Uus küsimus samal teemal.", answers=letter))
    assert later != enquiry
    assert later.topic == enquiry.topic
    assert later.owner is None


@pytest.mark.parametrize(("sender", "joins"), [(MARI, True), ("keegi@mujal.example", False)])
def test_a_number_in_the_title_joins_only_who_has_had_letters_there(
    as_specialist: Actor, sender: str, joins: bool
) -> None:
    enquiry = asked(as_specialist.user)
    written(enquiry, as_specialist.user)
    incoming = letter_in("Lisaks veel…", subject=f"Minu asi {enquiry.number}", sender=sender)

    assert (claimed(incoming) == enquiry) is joins
    assert threads.named_in_title(incoming) == [enquiry], "a person may still join them"


def test_letters_of_one_conversation_meet_whatever_order_they_come_in(as_specialist: Actor) -> None:
    second = letter_in("Ja lisaks…")
    enquiry = claimed(second)
    first = letter_in("Algus")
    second.follows = first
    second.save()

    assert claimed(first) == enquiry


@pytest.mark.parametrize(
    ("proof", "attached"), [("dmarc", True), ("dkim", True), ("spf", False), ("failed", False), ("", False)]
)
def test_whom_the_mail_server_vouches_for_is_attached_when_it_can_be_nobody_else(
    as_specialist: Actor, proof: str, attached: bool
) -> None:
    person = known_mari(as_specialist.user)
    incoming = letter_in(sender_proof=proof)
    enquiry = claimed(incoming)

    assert (enquiry.person == person) is attached
    assert [one.person for one in threads.suggestions(incoming)] == [person]


def test_what_the_letter_suggests_is_confirmed_by_a_person_and_nothing_else_is(as_specialist: Actor) -> None:
    user = as_specialist.user
    person = known_mari(user)
    enquiry = claimed(letter_in())
    (suggested,) = threads.suggestions(Incoming.objects.get())

    with pytest.raises(Refused):
        other = clients.create_person(first_name="Anna", last_name="Ivanova", language="ru", by=None)
        actions.confirm_sender(enquiry=enquiry, client=None, person=other, by=user)
    assert str(person) in as_specialist.get(f"/enquiries/{enquiry.pk}/letters/").content.decode()
    as_specialist.post(f"/enquiries/{enquiry.pk}/sender/", {"who": f",{person.pk}"})
    enquiry.refresh_from_db()
    assert (enquiry.client, enquiry.person) == (suggested.client, person)


def test_a_letter_is_taken_by_one_person(as_specialist: Actor, as_senior: Actor) -> None:
    incoming = letter_in()
    claimed(incoming)
    enquiry = actions.give_letter(incoming=incoming, owner=as_specialist.user, by=as_specialist.user)
    assert (enquiry.owner, enquiry.state) == (as_specialist.user, State.IN_WORK)
    with pytest.raises(Refused):
        actions.give_letter(incoming=incoming, owner=as_senior.user, by=as_senior.user)


def test_several_letters_go_to_a_colleague_who_is_told(as_specialist: Actor, as_senior: Actor) -> None:
    letters = [letter_in(str(number)) for number in range(3)]
    for letter in letters:
        claimed(letter)
    done, refusals = actions.sort_letters(letters=letters, owner=as_senior.user, by=as_specialist.user)

    assert (done, refusals) == (3, [])
    assert Notice.objects.filter(user=as_senior.user, kind="enquiries.letter_given").count() == 3


def test_a_letter_that_is_not_for_us_says_why_and_can_come_back(as_specialist: Actor) -> None:
    user = as_specialist.user
    incoming = letter_in("Ostke meilt tindikassette!")
    enquiry = claimed(incoming)
    with pytest.raises(Refused):
        actions.set_letter_aside(incoming=incoming, reason=" ", by=user)
    actions.set_letter_aside(incoming=incoming, reason="Reklaam", by=user)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.outcome and enquiry.outcome.code) == (State.CLOSED, "not-for-us")

    actions.return_letter(incoming=incoming, by=user)
    enquiry.refresh_from_db()
    incoming.refresh_from_db()
    assert enquiry.is_open
    assert incoming.set_aside_at is None


def test_a_letter_is_joined_to_another_enquiry_and_its_own_is_closed(as_specialist: Actor) -> None:
    user = as_specialist.user
    enquiry = asked(user)
    incoming = letter_in()
    own = claimed(incoming)
    actions.join_letter(incoming=incoming, enquiry=enquiry, by=user)

    own.refresh_from_db()
    incoming.refresh_from_db()
    assert (own.state, own.outcome and own.outcome.code) == (State.CLOSED, "joined")
    assert (incoming.subject_kind, incoming.subject_id) == ("enquiry", enquiry.pk)
    assert list(enquiry.mails.values_list("incoming", flat=True)) == [incoming.pk]


def test_titles_keep_our_number_once() -> None:
    assert threads.title("Re: VS: Küsimus [P-2026-000001]", "P-2026-000002") == "Re: Küsimus [P-2026-000002]"
    assert threads.title("", "P-2026-000002") == "[P-2026-000002]"
    assert threads.title("ü" * 300, "P-2026-000002").endswith("[P-2026-000002]")
    assert len(threads.title("ü" * 300, "P-2026-000002")) <= 200
