"""Being logged in: each login is a row that can be seen and ended, and an ended one opens nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.login.actions import sessions
from desk.login.enums import EventKind
from desk.login.models import LoginEvent, Session
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Notice, Presence, User
from tests.conftest import Actor
from tests.login.coming_in import logged_in, row

LIST = "/entry/sessions/"


def is_out(client: Client, path: str = LIST) -> bool:
    answer = client.get(path)
    return answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


def test_a_login_is_seen_with_its_browser_and_network(as_specialist: Actor) -> None:
    here = logged_in(as_specialist.user, browser="Firefox, Windows", place="192.0.2.x")
    text = here.get(LIST).content.decode()
    assert "Firefox, Windows" in text and "192.0.2.x" in text and "see siin" in text


def test_a_session_that_was_ended_is_out_at_its_next_request(as_specialist: Actor) -> None:
    here, there = logged_in(as_specialist.user), logged_in(as_specialist.user)
    assert here.post(reverse("entry:end", args=[row(there).pk])).status_code == 302
    assert is_out(there)
    assert not is_out(here)
    answer = there.get(LIST, headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Refresh"] == "true"


def test_whoever_is_out_learns_why_on_the_page_of_the_login(as_specialist: Actor) -> None:
    there = logged_in(as_specialist.user)
    sessions.end(sessions=[row(there)], why="administrator")
    assert "administraator" in there.get(LIST, follow=True).content.decode()


def test_all_others_are_ended_but_this_one(as_specialist: Actor) -> None:
    here, first, second = (logged_in(as_specialist.user) for _ in range(3))
    here.post(reverse("entry:end_others"))
    assert is_out(first) and is_out(second) and not is_out(here)


def test_nobody_but_an_administrator_ends_the_session_of_another(
    as_specialist: Actor, as_head: Actor, as_administrator: Actor
) -> None:
    there = logged_in(as_specialist.user)
    session = row(there)
    assert as_head.post(reverse("entry:end", args=[session.pk])).status_code == 404
    assert as_head.get(reverse("entry:sessions_of", args=[as_specialist.user.pk])).status_code == 403
    assert not is_out(there)
    as_administrator.post(reverse("entry:end", args=[session.pk]))
    assert is_out(there)
    event = LoginEvent.objects.get(kind=EventKind.ENDED)
    assert (event.user, event.by) == (as_specialist.user, as_administrator.user)
    assert Notice.objects.get(user=as_specialist.user).kind == "login.ended"


def test_an_account_that_is_closed_is_out_at_once(as_specialist: Actor) -> None:
    there = logged_in(as_specialist.user)
    User.objects.filter(pk=as_specialist.user.pk).update(is_active=False)
    assert is_out(there)


def test_other_roles_end_the_sessions_of_the_person(as_specialist: Actor, as_administrator: Actor) -> None:
    there, person = logged_in(as_specialist.user), as_specialist.user
    role = person.roles.get()
    form = {
        "username": person.username, "first_name": "Riina", "last_name": "Rand", "email": person.email,
        "language": "et", "spoken": ["et"], "extension": "101", "weekly_hours": "40", "is_active": "on",
        "roles-TOTAL_FORMS": "1", "roles-INITIAL_FORMS": "1", "roles-0-id": role.pk,
        "roles-0-user": person.pk, "roles-0-role": Role.HEAD,
    }  # fmt: skip
    answer = as_administrator.post(f"/admin/people/user/{person.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert is_out(there)
    assert Session.objects.get().why == "roles"


def test_twelve_hours_are_enough_whatever_one_does(as_specialist: Actor) -> None:
    there = logged_in(as_specialist.user)
    clock.move(timedelta(hours=12))
    Session.objects.update(active_at=clock.now())
    assert there.get(LIST).headers["Location"].startswith("/entry/unlock/")


def test_outside_tests_a_session_without_a_row_is_nobodys(as_specialist: Actor, settings: Any) -> None:
    settings.TESTING = False
    assert is_out(as_specialist)


def test_a_person_who_leaves_or_is_ended_is_offered_no_more_calls(as_specialist: Actor) -> None:
    there = logged_in(as_specialist.user)
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    there.post(reverse("logout"))
    assert Presence.objects.open().get().state == PresenceState.AWAY
    assert Session.objects.get().why == "person"
    assert is_out(there)


def test_it_costs_one_statement_and_writes_once_a_minute(
    as_specialist: Actor, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    without, there = as_specialist, logged_in(as_specialist.user)
    counts = []
    for browser in (without, there, there):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get(reverse("entry:change_password"))
        counts.append(len(caught))
    assert counts[1] == counts[2] == counts[0] + 1
    before = row(there).active_at
    clock.move(timedelta(seconds=61))
    there.get(LIST)
    assert row(there).active_at > before


def test_pages_of_the_staff_are_kept_by_no_browser(as_specialist: Actor) -> None:
    assert as_specialist.get("/").headers["Cache-Control"] == "no-store"


def test_events_of_login_are_read_by_auditors_and_the_look_is_logged(
    as_auditor: Actor, as_specialist: Actor, as_administrator: Actor, someone: Callable[..., User]
) -> None:
    from desk.records.models import AccessLogEntry

    sessions.end(sessions=[row(logged_in(as_specialist.user))], why="administrator", by=as_administrator.user)
    assert as_specialist.get(reverse("entry:events")).status_code == 403
    text = as_auditor.get(reverse("entry:events"), {"kind": "ended"}).content.decode()
    assert "Riina Rand" in text and "Hans Hein" in text
    looks = AccessLogEntry.objects.filter(shown_kind="user", shown_id=as_specialist.user.pk)
    assert looks.get().user_id == as_auditor.user.pk


@pytest.mark.parametrize("page", ["entry:logged_in", "entry:fallback", "entry:sessions"])
def test_ten_people_cost_no_more_statements_than_one(
    page: str, as_administrator: Actor, someone: Callable[..., User], django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        logged_in(someone(f"inimene{number}", Role.SPECIALIST))
    with django_assert_max_num_queries(20):
        as_administrator.get(reverse(page))
