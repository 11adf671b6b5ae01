"""The administrator sets by what deadlines are counted; what has been counted by is never deleted."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from desk import workdays
from desk.enquiries import actions, deadlines
from desk.enquiries.models import Limit, OpenInterval, Pause, PauseReason, SpecialDay, Topic
from desk.enquiries.reference import seed_reference
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

MONDAY = {"weekday": 0, "starts_at": "08:30", "ends_at": "12:00", "from_day": "01.01.2030"}


def change(limit: Limit, **facts: object) -> dict[str, object]:
    kept = {
        name: getattr(limit, name) for name in ("name_et", "name_en", "amount", "term", "basis", "position")
    }
    return {**kept, "active": "on", **facts}


def test_all_four_tables_are_there_with_their_words(as_administrator: Actor) -> None:
    seed_reference()
    for model in ("openinterval", "specialday", "limit", "pausereason"):
        assert as_administrator.get(reverse(f"admin:enquiries_{model}_changelist")).status_code == 200
    limit = Limit.objects.get(code="question")
    page = as_administrator.get(reverse("admin:enquiries_limit_change", args=[limit.pk]))
    assert page.status_code == 200


def test_a_limit_is_changed_with_its_history(as_administrator: Actor) -> None:
    seed_reference()
    limit = Limit.objects.get(code="explanation")
    address = reverse("admin:enquiries_limit_change", args=[limit.pk])
    answer = as_administrator.post(address, change(limit, amount=15))
    assert answer.status_code == 302, answer.content.decode()[:800]
    assert deadlines.amount("explanation") == 15
    assert Limit.history.filter(code="explanation").latest().history_user == as_administrator.user


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("question", {"term": "times"}), ("question", {"amount": 0}), ("repeat", {"term": "months"})],
)
def test_a_limit_that_could_not_be_counted_is_refused(
    as_administrator: Actor, code: str, wrong: dict[str, object]
) -> None:
    seed_reference()
    limit = Limit.objects.get(code=code)
    address = reverse("admin:enquiries_limit_change", args=[limit.pk])
    assert as_administrator.post(address, change(limit, **wrong)).status_code == 200
    limit.refresh_from_db()
    assert limit.history.count() == 1


def test_rows_of_working_time_do_not_lie_over_each_other(as_administrator: Actor) -> None:
    seed_reference()
    add = reverse("admin:enquiries_openinterval_add")
    assert as_administrator.post(add, MONDAY).status_code == 200  # the seeded row goes on
    OpenInterval.objects.update(until_day=date(2029, 12, 31))
    assert as_administrator.post(add, MONDAY).status_code == 302
    assert as_administrator.post(add, MONDAY | {"starts_at": "11:59", "ends_at": "13:00"}).status_code == 200
    assert as_administrator.post(add, MONDAY | {"starts_at": "12:00", "ends_at": "00:00"}).status_code == 302
    assert as_administrator.post(add, MONDAY | {"starts_at": "23:00", "ends_at": "23:30"}).status_code == 200


def test_nothing_that_was_counted_by_is_deleted(as_administrator: Actor, as_specialist: Actor) -> None:
    seed_reference()
    today = workdays.today()
    reason = PauseReason.objects.create(code="oma", name_et="Oma", name_en="Own")
    limit = Limit.objects.create(code="oma", name_et="Oma", name_en="Own", amount=2, term="days")
    topic = Topic.objects.get(code="proto")
    topic.limit = limit
    topic.save()
    enquiry = actions.open_enquiry(topic=topic, by=as_specialist.user)
    assert enquiry.limit == limit
    actions.pause(enquiry=enquiry, reason=reason, by=as_specialist.user)
    assert Pause.objects.get().reason == reason
    old = SpecialDay.objects.create(day=today - timedelta(days=1), name="Kolimine")
    for kept in (reason, limit, old, OpenInterval.objects.all()[0], Limit.objects.get(code="question")):
        delete = reverse(f"admin:enquiries_{kept._meta.model_name}_delete", args=[kept.pk])
        assert as_administrator.post(delete, {"post": "yes"}).status_code == 403


def test_what_nothing_was_counted_by_yet_is_deleted(as_administrator: Actor) -> None:
    coming = workdays.today() + timedelta(days=30)
    day = SpecialDay.objects.create(day=coming, name="Kolimine")
    reason = PauseReason.objects.create(code="oma", name_et="Oma", name_en="Own")
    row = OpenInterval.objects.create(weekday=0, starts_at="09:00", ends_at="10:00", from_day=coming)
    for gone in (day, reason, row):
        delete = reverse(f"admin:enquiries_{gone._meta.model_name}_delete", args=[gone.pk])
        assert as_administrator.post(delete, {"post": "yes"}).status_code == 302
        assert not type(gone)._default_manager.exists()
        assert gone.history.count() == 2
