"""From an accepted notice to what is over: the day, what ends with it, who hears of it and when."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import tasks, workflow
from contracts.actions import accept, confirm_added, ending
from contracts.enums import AuthorisationState, EndReason, PackageState
from contracts.life.standing import stands
from contracts.models import (
    Authorisation,
    Container,
    EndRule,
    Finding,
    Kind,
    Package,
    Publication,
    Registration,
    Verification,
)
from desk import clock, workdays
from desk.clients import actions as clients
from desk.http import Refused
from desk.mail.models import MessageBody
from desk.people.models import Todo
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, in_portal, power

OLEG = "14303030098"


def closing(ground: Ground, ended: Authorisation, kind: str, **values: Any) -> Authorisation:
    """The accepted notice that ends this document."""
    return accepted(ground, ground.wanted(kind, ended_number=ended.number, **values))


def withdrawn(ground: Ground, ended: Authorisation, **values: Any) -> Authorisation:
    return closing(ground, ended, "mandate_withdrawal", **{"ends_on": workdays.today(), **values})


def terminated(ground: Ground, ended: Authorisation, rule: str = "at_once", **values: Any) -> Authorisation:
    return closing(ground, ended, "contract_termination", end_rule=rule, **values)


def given_under(ground: Ground, above: Authorisation, **values: Any) -> Authorisation:
    """A user's power that a holder of this one signed."""
    user = ground.wanted(
        "user_poa", person_first_name="Oleg", person_last_name="Smirnov", person_code=OLEG,
        person_email="oleg@volga.example", services=["waste"], valid_from=workdays.today(), **values,
    )  # fmt: skip
    package = ground.sent(user)
    blob = package.authorisations.get().pdf
    assert blob is not None
    container = Container.objects.create(package=package, blob=blob, file_name="a.asice", source="client")
    verification = Verification.jobs.create(container=container, state="sent")
    Finding.objects.create(verification=verification, verdict="passed", by_power=above)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    return package.authorisations.get()


def again(document: Authorisation) -> Authorisation:
    return Authorisation.objects.select_related("kind", "package").get(pk=document.pk)


def days_later(days: int) -> None:
    clock.move(timedelta(days=days))


def test_a_withdrawal_ends_the_power_when_it_is_accepted_not_when_the_portal_answers(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    days_later(3)
    notice = withdrawn(ground, main)
    found = again(main)
    assert found.state == AuthorisationState.ENDED and found.end_reason == EndReason.WITHDRAWN
    assert found.last_day == workdays.today() - timedelta(days=1) and found.end_notice == notice
    assert notice.state == AuthorisationState.ACCEPTED and notice.publication.added_at is None


def test_thirty_days_after_notice_it_stands_to_the_last_and_is_over_on_the_day_after(ground: Ground) -> None:
    contract = in_portal(ground)
    today = workdays.today()
    terminated(ground, contract, "notice", ends_on=today + timedelta(days=30))
    found = again(contract)
    assert found.state == AuthorisationState.IN_FORCE and found.last_day == today + timedelta(days=30)
    assert found.end_basis.startswith("30 päeva teate kättesaamisest")
    days_later(30)
    assert ending.over() == 0 and stands(again(contract), workdays.today())
    days_later(1)
    assert ending.over() == 1
    assert again(contract).state == AuthorisationState.ENDED
    assert ending.over() == 0


def test_the_term_counts_from_the_day_the_notice_was_received(ground: Ground) -> None:
    contract = in_portal(ground)
    package = ground.sent(
        ground.wanted("contract_termination", ended_number=contract.number, end_rule="notice")
    )
    received = clock.now()
    blob = package.authorisations.get().pdf
    assert blob is not None
    container = Container.objects.create(
        package=package, blob=blob, file_name="a.asice", source="client", received_at=received
    )
    verification = Verification.jobs.create(container=container, state="sent")
    Finding.objects.create(verification=verification, verdict="passed")
    days_later(5)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    assert again(contract).last_day == workdays.day_of(received) + timedelta(days=30)


def test_a_later_day_that_the_notice_names_is_honoured(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    later = workdays.today() + timedelta(days=12)
    withdrawn(ground, main, ends_on=later)
    assert again(main).last_day == later and "teates nimetatud päeval" in again(main).end_basis


@pytest.mark.slow
def test_with_an_agreement_every_power_ends_that_leans_on_it_on_the_same_day(ground: Ground) -> None:
    contract = in_portal(ground)
    leaning = in_portal(ground, power(ground))
    last = workdays.today() + timedelta(days=30)
    terminated(ground, contract, "notice")
    assert (again(leaning).last_day, again(leaning).end_reason) == (last, EndReason.AGREEMENT)
    assert contract.number in again(leaning).end_basis


@pytest.mark.slow
def test_with_the_grantors_power_those_given_under_it_end(ground: Ground) -> None:
    main = in_portal(ground, power(ground, may_delegate=True))
    user = given_under(ground, main)
    assert again(user).granted_under == main
    withdrawn(ground, main)
    assert (again(user).state, again(user).end_reason) == (AuthorisationState.ENDED, EndReason.GRANTOR)


@pytest.mark.slow
def test_where_the_kind_does_not_say_so_they_go_on(ground: Ground) -> None:
    Kind.objects.filter(code="user_poa").update(ends_with_grantor=False)
    main = in_portal(ground, power(ground, may_delegate=True))
    user = given_under(ground, main)
    withdrawn(ground, main)
    assert again(user).last_day is None


def test_a_power_given_under_one_that_expires_is_known_to_end_with_it(ground: Ground) -> None:
    until = workdays.today() + timedelta(days=40)
    main = in_portal(ground, power(ground, may_delegate=True, valid_until=until))
    user = given_under(ground, main)
    assert (again(user).last_day, again(user).end_reason) == (until, EndReason.GRANTOR)
    days_later(41)
    assert ending.over() == 1
    assert {again(each).state for each in (main, user)} == {AuthorisationState.ENDED}
    assert again(main).end_reason == EndReason.EXPIRED


@pytest.mark.slow
def test_the_earlier_of_two_ends_counts_in_whatever_order_they_come(ground: Ground) -> None:
    contract = in_portal(ground)
    main = in_portal(ground, power(ground))
    terminated(ground, contract, "notice")
    soon = workdays.today() + timedelta(days=9)
    withdrawn(ground, main, ends_on=soon)
    assert (again(main).last_day, again(main).end_reason) == (soon, EndReason.WITHDRAWN)
    other = workdays.today() + timedelta(days=20)
    withdrawn(ground, main, ends_on=other)
    assert again(main).last_day == soon


@pytest.mark.slow
def test_an_own_period_that_is_over_earlier_stays_the_end(ground: Ground) -> None:
    until = workdays.today() + timedelta(days=5)
    main = in_portal(ground, power(ground, valid_until=until))
    withdrawn(ground, main, ends_on=until + timedelta(days=5))
    assert again(main).last_day is None
    days_later(6)
    ending.over()
    assert (again(main).last_day, again(main).end_reason) == (until, EndReason.EXPIRED)


@pytest.mark.slow
def test_what_is_accepted_under_an_agreement_that_ends_lasts_no_longer(ground: Ground) -> None:
    contract = in_portal(ground)
    terminated(ground, contract, "notice")
    later = accepted(ground, power(ground))
    assert again(later).last_day == workdays.today() + timedelta(days=30)


@pytest.mark.slow
def test_a_new_power_with_the_clause_takes_the_place_of_the_earlier_one(ground: Ground) -> None:
    old = in_portal(ground, power(ground))
    days_later(2)
    new = accepted(ground, power(ground, clause_new_replaces=True))
    assert (again(old).state, again(old).end_reason) == (AuthorisationState.ENDED, EndReason.REPLACED)
    assert again(new).last_day is None and again(old).end_notice == new


@pytest.mark.slow
def test_what_ended_before_the_portal_had_it_stays_ended(ground: Ground) -> None:
    main = accepted(ground, power(ground))
    withdrawn(ground, main)
    confirm_added(publication=Publication.jobs.get(authorisation=main), reference="P-1", by=ground.user)
    assert again(main).state == AuthorisationState.ENDED and again(main).published_at is not None


@pytest.mark.slow
def test_a_notice_about_what_is_over_ends_nothing_more(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    notice = withdrawn(ground, main)
    before = again(main)
    days_later(2)
    withdrawn(ground, main)
    assert (again(main).last_day, again(main).end_notice) == (before.last_day, notice)


@pytest.mark.slow
def test_each_end_is_on_the_registrars_list_once(ground: Ground) -> None:
    contract = in_portal(ground)
    leaning = in_portal(ground, power(ground))
    terminated(ground, contract)
    ending.over()
    rows = Registration.objects.filter(what="ended").values_list("authorisation", flat=True)
    assert sorted(rows) == sorted([contract.pk, leaning.pk])


def texts() -> list[tuple[str, str]]:
    return list(MessageBody.objects.order_by("pk").values_list("to", "text"))


@pytest.mark.slow
def test_the_client_reads_what_ended_when_and_on_what_basis_in_the_own_language(ground: Ground) -> None:
    contract = in_portal(ground)
    wanted = ground.wanted("contract_termination", ended_number=contract.number, end_rule="notice")
    in_portal(ground, wanted, language="en")
    to, text = texts()[-1]
    last = (workdays.today() + timedelta(days=30)).strftime("%d.%m.%Y")
    assert to == "info@tammepuit.example"
    assert f"ends {last}: 30 days after the notice was received on" in text and "regulation no 34" in text


@pytest.mark.slow
def test_whose_power_ends_with_the_agreement_is_written_to(ground: Ground) -> None:
    contract = in_portal(ground)
    in_portal(ground, power(ground))
    terminated(ground, contract, "notice")
    to, text = texts()[-1]
    assert to == "kadri.lepp@raamat.example" and contract.number in text


def test_whom_a_withdrawal_names_the_grantor_tells(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    withdrawn(ground, main)
    assert all(to != "kadri.lepp@raamat.example" for to, _text in texts())


def test_the_client_hears_that_a_power_was_given_up(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    kadri = clients.create_person(
        first_name="Kadri", last_name="Lepp", personal_code="24402020080", by=ground.user
    )
    own = clients.add_contact(kind="email", value="kadri@kodu.example", person=kadri, by=ground.user)
    Package.objects.filter(pk=main.package_id).update(sent_to=own)
    package = ground.sent(ground.wanted("mandate_waiver", ended_number=main.number))
    Package.objects.filter(pk=package.pk).update(sent_to=own)
    package.refresh_from_db()
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    to, text = texts()[-1]
    assert to == "info@tammepuit.example" and main.number in text and "Kadri Lepp" in text


@pytest.mark.slow
def test_without_a_working_address_a_person_tells_the_client(ground: Ground) -> None:
    main = in_portal(ground, power(ground))
    package = ground.sent(ground.wanted("mandate_waiver", ended_number=main.number))
    clients.fail_contact(contact=ground.email, by=ground.user)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    assert Todo.objects.filter(kind="contracts.given_up", done_at=None).exists()


def test_an_unknown_rule_cannot_be_drafted(ground: Ground) -> None:
    with pytest.raises(Refused):
        ground.drafted(ground.wanted("contract_termination", ended_number="KL-1", end_rule="whenever"))


@pytest.mark.slow
def test_a_kind_without_rules_ends_at_once(ground: Ground) -> None:
    EndRule.objects.all().delete()
    main = in_portal(ground, power(ground))
    withdrawn(ground, main)
    assert again(main).state == AuthorisationState.ENDED


@pytest.mark.slow
def test_the_sweep_ends_what_was_over_while_the_desk_stood_still(ground: Ground) -> None:
    today = workdays.today()
    found = [
        in_portal(ground, power(ground, valid_until=today + timedelta(days=days), on_purpose=True))
        for days in (2, 4)
    ]
    days_later(60)
    tasks.sweep()
    assert [again(each).last_day for each in found] == [today + timedelta(days=2), today + timedelta(days=4)]


def test_a_notice_of_the_agency_alone_ends_what_it_names_and_tells_so(ground: Ground) -> None:
    contract = in_portal(ground)
    Kind.objects.filter(code="contract_termination").update(signed_by="agency", agency_signs="last")
    wanted = ground.wanted(
        "contract_termination", ended_number=contract.number, end_rule="breach", breach="Võlg."
    )
    package = ground.sent(wanted)
    package.sent_at, package.link_expires_at = package.sending_at, package.sending_at
    accept(package=package, by=ground.user)
    assert again(contract).state == AuthorisationState.ENDED
    confirm_added(
        publication=Publication.jobs.get(authorisation__package=package), reference="P-9", by=ground.user
    )
    clock.move(timedelta(minutes=30))
    tasks.sweep()
    _to, text = texts()[-1]
    assert contract.number in text and "kohe, teade võeti vastu" in text


def test_of_two_containers_the_one_that_was_enough_says_who_gave_it(ground: Ground) -> None:
    main = in_portal(ground, power(ground, may_delegate=True))
    package = ground.sent(
        ground.wanted(
            "user_poa", person_first_name="Oleg", person_last_name="Smirnov", person_code=OLEG,
            services=["waste"], valid_from=workdays.today(),
        )
    )  # fmt: skip
    blob = package.authorisations.get().pdf
    assert blob is not None
    for verdict, by_power in (("failed", main), ("passed", None)):
        container = Container.objects.create(package=package, blob=blob, file_name="a.asice", source="client")
        verification = Verification.jobs.create(container=container, state="sent")
        Finding.objects.create(verification=verification, verdict=verdict, by_power=by_power)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    assert package.authorisations.get().granted_under is None
