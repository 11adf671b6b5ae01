"""Personal data blocks sending until it is replaced, or until a senior lets that one finding go."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from desk.enquiries.enums import Kind
from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.enums import Second
from desk.people.models import Approval, ApprovalPolicy
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor
from tests.tickets.conftest import World
from tests.tickets.test_pages import form_url, text
from tickets import actions
from tickets.actions.overriding import found_in
from tickets.enums import State
from tickets.leaving.sheet import digest
from tickets.models import Escalation, Override

pytestmark = pytest.mark.slow

TRIED = "Mari Tammel ei tööta, tel 5550 0001"
WHY = "Konto on nimeline, ilma nimeta seda ei leia."


@pytest.fixture
def draft(world: World, as_specialist: Actor) -> Escalation:
    """A ticket with a name and a phone in it."""
    return kept(world, as_specialist, TRIED)


def kept(world: World, actor: Actor, tried: str) -> Escalation:
    answers = {**world.answers, "tried": tried}
    return actions.draft(enquiry=world.enquiry, unit=world.unit, answers=answers, by=actor.user)


def send(world: World, actor: Actor, tried: str = TRIED) -> Escalation:
    answers = {**world.answers, "tried": tried}
    return actions.escalate(enquiry=world.enquiry, unit=world.unit, answers=answers, by=actor.user)


def ask(draft: Escalation, actor: Actor, kind: str) -> Override:
    (finding,) = [one for one in found_in(draft) if one.kind == kind]
    return actions.ask_override(escalation=draft, finding=finding, reason=WHY, by=actor.user)


def decide(asked: Override, actor: Actor, *, approved: bool = True) -> Override:
    approval = Approval.objects.waiting().get(subject_kind="override", subject_id=asked.pk)
    decide_second(approval=approval, approved=approved, by=actor.user, reason="Muidu ei lahendata.")
    asked.refresh_from_db()
    return asked


def test_one_finding_is_taken_out_and_the_other_stays(world: World, as_specialist: Actor) -> None:
    given = {**world.answers, "tried": TRIED, "unit": world.unit.pk}
    page = as_specialist.post(form_url(world), given)
    name = next(name for name, found, *_more in page.context["personal"] if found.kind == "phone")
    page = as_specialist.post(form_url(world), given | {"do": f"out {name}"})
    number = world.enquiry.number
    assert f"Mari Tammel ei tööta, tel [telefoninumber – {number}]" in text(page)
    assert [found.kind for _name, found, *_more in page.context["personal"]] == ["name"]


def test_a_senior_lets_one_finding_go_and_the_other_still_blocks(
    draft: Escalation, world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    decide(ask(draft, as_specialist, "name"), as_senior)
    with pytest.raises(Refused) as refused:
        send(world, as_specialist)
    assert len(refused.value.texts) == 1
    assert "5550 0001" in refused.value.texts[0]
    decide(ask(draft, as_specialist, "phone"), as_senior)
    assert send(world, as_specialist).state == State.QUEUED
    assert Override.objects.granted().count() == 2


def test_a_changed_text_is_asked_about_again(
    draft: Escalation, world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    for kind in ("name", "phone"):
        decide(ask(draft, as_specialist, kind), as_senior)
    with pytest.raises(Refused):
        send(world, as_specialist, "Mari Tammel ei tööta, tel 5550 0002")
    with pytest.raises(Refused):
        # The same name under another question is another finding.
        actions.escalate(
            enquiry=world.enquiry, unit=world.unit, by=as_specialist.user,
            answers={**world.answers, "tried": TRIED, "where": "Mari Tammel"},
        )  # fmt: skip
    assert send(world, as_specialist, "Tel 55500001 ütleb, et Mari Tammel ikka ei tööta").pk == draft.pk


def test_nobody_need_decide_about_what_was_taken_out(
    draft: Escalation, world: World, as_specialist: Actor
) -> None:
    ask(draft, as_specialist, "name")
    kept(world, as_specialist, "Ei tööta")
    assert not Approval.objects.waiting().exists()
    asked = ask(kept(world, as_specialist, TRIED), as_specialist, "name")
    assert Approval.objects.waiting().get().subject_id == asked.pk
    assert Override.objects.count() == 1


def test_a_draft_that_is_thrown_away_asks_nobody(draft: Escalation, as_specialist: Actor) -> None:
    ask(draft, as_specialist, "name")
    actions.throw_away(escalation=draft, by=as_specialist.user)
    assert not Approval.objects.waiting().exists()


def test_nobody_lets_own_finding_go(draft: Escalation, as_senior: Actor) -> None:
    asked = ask(draft, as_senior, "name")
    with pytest.raises(Refused):
        decide(asked, as_senior)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=asked.pk).update(allowed=True, by=as_senior.user, at=asked.asked_at)


@pytest.mark.parametrize("second", [Second.ANOTHER, Second.NOBODY])
def test_whatever_the_rule_says_it_is_the_seniors(
    draft: Escalation, as_specialist: Actor, as_registrar: Actor, someone: Any, second: Second
) -> None:
    from desk.people.enums import Role

    ApprovalPolicy.objects.create(kind="tickets.override", second=second)
    asked = ask(draft, as_specialist, "name")
    colleague = Actor()
    colleague.user = someone("spetsialist2", Role.SPECIALIST)
    with pytest.raises(Refused):
        decide(asked, colleague)
    asked.refresh_from_db()
    assert asked.allowed is None


def test_a_yes_needs_a_reason_too(draft: Escalation, as_specialist: Actor, as_head: Actor) -> None:
    ask(draft, as_specialist, "name")
    with pytest.raises(Refused):
        decide_second(approval=Approval.objects.get(), approved=True, by=as_head.user, reason=" ")


def test_who_asks_says_why(draft: Escalation, as_specialist: Actor) -> None:
    with pytest.raises(Refused):
        actions.ask_override(escalation=draft, finding=found_in(draft)[0], reason=" ", by=as_specialist.user)


def test_what_was_refused_can_be_asked_again_with_another_reason(
    draft: Escalation, as_specialist: Actor, as_senior: Actor
) -> None:
    first = decide(ask(draft, as_specialist, "name"), as_senior, approved=False)
    assert ask(draft, as_specialist, "name").pk != first.pk


def test_asked_from_the_form_and_decided_on_the_seniors_page(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    given = {**world.answers, "tried": TRIED, "unit": world.unit.pk}
    page = as_specialist.post(form_url(world), given)
    name = next(name for name, found, *_more in page.context["personal"] if found.kind == "name")
    as_specialist.post(form_url(world), given | {"do": f"ask {name}", f"reason-{name}": WHY})
    asked = Override.objects.get()
    assert "Vanemspetsialistilt on küsitud." in text(as_specialist.get(form_url(world)))
    url = reverse("tickets:override", args=[asked.pk])
    assert url in text(as_senior.get(reverse("people:second")))
    shown = text(as_senior.get(url))
    assert "<mark>Mari Tammel</mark> ei tööta" in shown
    assert WHY in shown
    seen = AccessLogEntry.objects.filter(user_id=as_senior.user.pk, shown_kind="client")
    assert seen.get().purpose == f"escalation:{asked.escalation_id}"
    approval = Approval.objects.get()
    as_senior.post(
        reverse("people:second_decide", args=[approval.pk]),
        {"decision": "approve", "reason": "Muidu ei leia"},
    )
    assert "Muidu ei leia" in text(as_specialist.get(url))
    assert "Helena Hunt lubab selle saata." in text(as_specialist.get(form_url(world)))


def test_nothing_of_the_finding_is_kept_outside_the_draft(
    draft: Escalation, as_specialist: Actor, as_senior: Actor
) -> None:
    asked = decide(ask(draft, as_specialist, "name"), as_senior)
    assert "Tamm" not in asked.digest + str(asked)
    told = [entry.params for entry in TimelineEntry.objects.filter(kind__startswith="tickets.override")]
    assert len(told) == 2
    assert "Tamm" not in str(told) + str(Approval.objects.get().params)


def test_the_same_finding_has_another_digest_with_another_key(draft: Escalation, settings: Any) -> None:
    finding = found_in(draft)[0]
    before = digest(finding)
    settings.SECRET_KEY = "another"
    assert digest(finding) != before


def test_the_head_sees_how_many_were_let_go(
    draft: Escalation, as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    decide(ask(draft, as_specialist, "name"), as_senior)
    decide(ask(draft, as_specialist, "phone"), as_senior, approved=False)
    page = as_head.get(reverse("tickets:overrides"))
    (row,) = page.context["rows"]
    assert (row["unit"], row["kind"], row["n"]) == ("IT-tugi", "name", 1)
    assert "isiku nimi" in text(page)
    assert as_specialist.get(reverse("tickets:overrides")).status_code == 403


def test_who_is_complained_about_sees_and_decides_nothing(
    draft: Escalation, as_specialist: Actor, as_senior: Actor
) -> None:
    asked = ask(draft, as_specialist, "name")
    enquiry = draft.enquiry
    enquiry.kind, enquiry.concerns = Kind.COMPLAINT, as_senior.user
    enquiry.save()
    assert as_senior.get(reverse("tickets:override", args=[asked.pk])).status_code == 404
    with pytest.raises(Refused):
        decide(asked, as_senior)


def test_the_seniors_pages_ask_the_database_a_few_times(
    draft: Escalation, as_specialist: Actor, as_senior: Actor, django_assert_max_num_queries: Any
) -> None:
    asked = ask(draft, as_specialist, "name")
    ask(draft, as_specialist, "phone")
    for url in (reverse("tickets:override", args=[asked.pk]), reverse("tickets:overrides")):
        as_senior.get(url)
        with django_assert_max_num_queries(14):
            as_senior.get(url)


def test_a_reason_that_is_being_typed_stays_while_the_text_changes(
    world: World, as_specialist: Actor
) -> None:
    url = reverse("tickets:missing", args=[world.enquiry.pk])
    given = {**world.answers, "tried": TRIED, "unit": world.unit.pk}
    page = as_specialist.post(url, given)
    name = page.context["personal"][0][0]
    assert 'value="Konto on"' in text(as_specialist.post(url, given | {f"reason-{name}": "Konto on"}))
