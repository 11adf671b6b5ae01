"""Papers are accepted with their reference, row by row or many at once; what is late is told once."""

from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from desk import workdays
from desk.counter.actions import accepting
from desk.counter.actions.accepting import Given
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail
from desk.http import Refused
from desk.people.models import Notice
from tests.conftest import Actor
from tests.counter import paperwork

pytestmark = pytest.mark.django_db


def fresh(mail: IncomingMail) -> IncomingMail:
    return IncomingMail.objects.get(pk=mail.pk)


def test_the_registrar_accepts_with_reference_and_day(as_specialist: Actor, as_registrar: Actor) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    with pytest.raises(Refused):
        accepting.accept(mail=mail, reference="2.3-4/26/1", by=as_specialist.user)
    with pytest.raises(Refused):
        accepting.accept(mail=mail, reference="  ", by=as_registrar.user)
    accepting.accept(mail=mail, reference=" 2.3-4/26/1 ", by=as_registrar.user)
    assert fresh(mail).state == MailState.ACCEPTED
    assert fresh(mail).reference == "2.3-4/26/1"
    assert fresh(mail).registered_on == workdays.today()


def test_many_rows_are_accepted_at_once_and_a_wrong_one_says_why(
    as_specialist: Actor, as_registrar: Actor
) -> None:
    first, second, third = (paperwork.with_registrar(as_specialist.user) for _ in range(3))
    said = {
        f"reference-{first.pk}": "2.3-4/26/1", f"day-{first.pk}": "",
        f"reference-{second.pk}": "2.3-4/26/2", f"day-{second.pk}": "31.12.2999",
        f"reference-{third.pk}": "", f"day-{third.pk}": "01.03.2026",
    }  # fmt: skip
    answer = as_registrar.post(reverse("counter:accept_many"), said)
    assert answer.status_code == 422
    assert "2.3-4/26/2" in answer.content.decode()  # what was typed stands there again
    assert [fresh(mail).state for mail in (first, second, third)] == ["accepted", "handed", "handed"]
    said[f"day-{second.pk}"] = ""
    assert as_registrar.post(reverse("counter:accept_many"), said).status_code == 302
    assert fresh(second).state == MailState.ACCEPTED


def test_the_wrong_row_is_taken_back_on_the_same_day_and_a_reference_is_corrected_later(
    as_specialist: Actor, as_registrar: Actor
) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    accepting.accept(mail=mail, reference="1", by=as_registrar.user)
    accepting.reopen(mail=mail, by=as_registrar.user)
    assert fresh(mail).state == MailState.HANDED
    accepting.accept(mail=mail, reference="2", by=as_registrar.user)
    paperwork.days_later(1)
    with pytest.raises(Refused):
        accepting.reopen(mail=mail, by=as_registrar.user)
    accepting.correct(mail=mail, reference="3", registered_on=None, reason="Vale sari", by=as_registrar.user)
    assert fresh(mail).reference == "3"
    changed = mail.history.first()
    assert changed is not None
    assert changed.history_change_reason == "Vale sari"


def test_what_is_late_stands_on_both_lists_and_the_head_is_told_once(
    as_specialist: Actor, as_registrar: Actor, as_head: Actor
) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    assert accepting.tell_late() == 0
    paperwork.days_later(6)
    assert accepting.tell_late() == 1
    assert accepting.tell_late() == 0
    notice = Notice.objects.get(user=as_head.user)
    assert notice.kind == "counter.papers_late"
    for actor, name in ((as_specialist, "paper_home"), (as_registrar, "registrar_panel")):
        panel = actor.get(reverse(f"counter:{name}"), headers={"HX-Request": "true"}).content.decode()
        assert mail.number in panel
        assert "badge--bad" in panel
    late = as_specialist.get(reverse("counter:papers"), {"show": "late"}).content.decode()
    assert mail.number in late


def test_the_registrars_list_costs_the_same_for_one_and_for_many(
    as_specialist: Actor, as_registrar: Actor, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        paperwork.with_registrar(as_specialist.user)
    as_registrar.get(reverse("counter:registrar"))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = as_registrar.get(reverse("counter:registrar"))
    assert page.content.decode().count("data-row ") >= 4


@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_at_one_instant_one_accepts(as_specialist: Actor, as_registrar: Actor) -> None:
    mail = paperwork.with_registrar(as_specialist.user)
    told: list[str] = []

    def accept(reference: str) -> None:
        try:
            taken = accepting.accept_many(given=[Given(mail.pk, reference)], by=as_registrar.user)
            told.append(reference if taken.count else "")
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[reference]) for reference in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, told)) == [False, True]
    assert fresh(mail).reference in told
