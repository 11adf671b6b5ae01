"""A view that reads cannot write; who may not is told why."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import InternalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from desk import clock
from desk.http import reads, writes
from desk.people.models import User
from desk.people.permissions import anyone, leads
from desk.records.models import DemoMarker
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def touch(request: HttpRequest) -> HttpResponse:
    DemoMarker.objects.create(made_at=clock.now())
    return HttpResponse("done")


def ask(method: str, user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().generic(method, "/somewhere/")
    request.user = user
    return request


def test_postgresql_refuses_what_a_reading_view_writes(as_specialist: Actor) -> None:
    with pytest.raises(InternalError, match="read-only"):
        reads(anyone)(touch)(ask("GET", as_specialist.user))


def test_the_form_of_a_writing_view_only_reads(as_specialist: Actor) -> None:
    view = writes(anyone, form=True)(touch)
    with pytest.raises(InternalError, match="read-only"):
        view(ask("GET", as_specialist.user))


def test_a_writing_view_writes_on_post(as_specialist: Actor) -> None:
    writes(anyone)(touch)(ask("POST", as_specialist.user))
    assert DemoMarker.objects.count() == 1


def test_a_writing_view_refuses_other_methods(as_specialist: Actor) -> None:
    assert writes(anyone)(touch)(ask("GET", as_specialist.user)).status_code == 405


def test_a_stranger_is_sent_to_log_in() -> None:
    response = reads(anyone)(touch)(ask("GET", AnonymousUser()))
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/somewhere/")


def test_a_fragment_of_a_stranger_reloads_the_page() -> None:
    request = RequestFactory().get("/somewhere/", headers={"HX-Request": "true"})
    request.user = AnonymousUser()
    response = reads(anyone)(touch)(request)
    assert (response.status_code, response["HX-Refresh"]) == (401, "true")


def test_who_may_not_is_told_for_whom_the_page_is(as_specialist: Actor) -> None:
    with pytest.raises(PermissionDenied, match=r"vanemspetsialist|senior"):
        reads(leads)(touch)(ask("GET", as_specialist.user))
