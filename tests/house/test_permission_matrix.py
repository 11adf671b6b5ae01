"""Every address × role × method: who gets in stands in `permission_matrix.txt`, and nobody else does.

A new route fails until it is listed: run `./test tests/house/test_permission_matrix.py --write-matrix`, and
read what it wrote before you commit it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse

from desk.people.enums import Role
from desk.people.models import User
from tests.house.routes import Route, all_routes

MATRIX = Path(__file__).with_name("permission_matrix.txt")
# Views of Django and of the REST framework, which carry no promise of ours.
FOREIGN = {"login", "logout"}

pytestmark = pytest.mark.django_db

Someone = Callable[..., User]


@pytest.fixture
def people(someone: Someone) -> dict[Role, User]:
    return {role: someone(f"one_{role.value}", role) for role in Role}


def line(route: Route, people: dict[Role, User]) -> str:
    """What the matrix says of one route."""
    access = route.access
    if access is None:
        return f"{route.pattern} | {'django' if route.name in FOREIGN else 'api'} |"
    if access.rule is None:
        return f"{route.pattern} | {access.mode} {' '.join(access.methods)} | anyone: {access.why}"
    who = [role.value for role, user in people.items() if access.rule(user) is None]
    return f"{route.pattern} | {access.mode} {' '.join(access.methods)} | {' '.join(who)}"


def test_every_route_stands_in_the_matrix_as_it_is(
    people: dict[Role, User], pytestconfig: pytest.Config
) -> None:
    lines = sorted(line(route, people) for route in all_routes())
    if pytestconfig.getoption("--write-matrix"):
        MATRIX.write_text("\n".join(lines) + "\n")
    assert lines == MATRIX.read_text().splitlines()


def test_every_view_of_ours_says_what_it_promises() -> None:
    silent = [
        route.pattern
        for route in all_routes()
        if route.access is None and route.name not in FOREIGN and not hasattr(route.view, "cls")
    ]
    assert not silent


def test_a_public_view_says_why() -> None:
    assert not [r.pattern for r in all_routes() if r.access and r.access.rule is None and not r.access.why]


@pytest.mark.slow
def test_who_is_not_listed_is_refused_by_every_method(people: dict[Role, User]) -> None:
    wrong: list[str] = []
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        for route in all_routes():
            access = route.access
            if access is None or access.rule is None or access.rule(user) is None:
                continue
            for method in ("GET", "POST", "PUT", "DELETE"):
                status = client.generic(method, route.path).status_code
                if status not in (403, 405):
                    wrong.append(f"{role} {method} {route.pattern}: {status}")
    assert not wrong


@pytest.mark.slow
def test_who_is_listed_gets_in_and_other_methods_do_not(people: dict[Role, User]) -> None:
    wrong: list[str] = []
    for role, user in people.items():
        client = Client(raise_request_exception=True)
        client.force_login(user)
        for route in all_routes():
            access = route.access
            if access is None or access.rule is None or access.rule(user) is not None or route.name == "live":
                continue
            for method in ("PUT", "DELETE", "PATCH"):
                if client.generic(method, route.path).status_code != 405:
                    wrong.append(f"{role} {method} {route.pattern}")
            if "GET" in access.methods and client.get(route.path).status_code in (401, 403, 405, 500):
                wrong.append(f"{role} GET {route.pattern}")
    assert not wrong


def test_a_stranger_is_sent_to_log_in_everywhere() -> None:
    client = Client()
    wrong = [
        route.pattern
        for route in all_routes()
        if route.access
        and route.access.rule
        and route.name != "live"
        and not route.name.startswith("api:")
        and client.generic(route.access.methods[0], route.path).status_code != 302
    ]
    assert not wrong


def test_the_api_refuses_strangers() -> None:
    client = Client()
    for route in all_routes():
        if route.name.startswith("api:"):
            # What is not there is said to be so to anybody: which addresses there are is no secret.
            refused = (404,) if route.name == "api:nowhere" else (401, 403)
            assert client.get(route.path).status_code in refused, route.pattern


@pytest.mark.ignore_template_errors  # Django's own admin templates ask for what is not there
@pytest.mark.slow
def test_only_the_administrator_enters_django_admin(people: dict[Role, User]) -> None:
    addresses = [reverse("admin:index")]
    for model in admin.site._registry:
        for name in ("changelist", "add"):
            addresses.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"))
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        for address in addresses:
            status = client.get(address).status_code
            if role == Role.ADMINISTRATOR:
                assert status in (200, 403), address  # 403: a list without an add form
            else:
                assert status in (302, 403), (role, address)
    assert get_resolver()


def test_the_administrator_sees_no_client_data_in_django_admin() -> None:
    personal = {"clients", "calls", "mail", "records"}
    shown = {model._meta.label for model in admin.site._registry if model._meta.app_label in personal}
    assert shown <= {"calls.Line", "calls.CallbackSlot", "calls.SpokenText", "records.RetentionRule"}
