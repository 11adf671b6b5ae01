"""The read API does what its OpenAPI document says, whatever it is asked; no door for machines breaks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from desk import workdays
from desk.calls import actions as calls
from desk.calls.models import Line
from desk.login import limits
from desk.login.actions import keys
from desk.login.enums import Scope
from desk.wsgi import application
from tests.conftest import Actor
from tests.enquiries.world import asked

load_all_checks()
# What the document promises: codes, types, shapes, who is let in; what is forbidden is refused.
PROMISES = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method", "ignored_auth",
)  # fmt: skip
TOKEN = "a-line-of-the-exchange-for-tests"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server gives connections back after each request; here the test's transaction is on this one."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def key(as_specialist: Actor, as_administrator: Actor, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key that opens everything, and rows to read."""
    asked(as_specialist.user)
    monkeypatch.setattr(keys, "MINUTELY", 1_000_000)
    monkeypatch.setattr(limits, "OFFICE", 1_000_000)
    until = workdays.today() + timedelta(days=30)
    owner, by = as_specialist.user, as_administrator.user
    return keys.make(name="x", scopes=Scope.values, expires_on=until, owner=owner, by=by)[1]


def every_operation(
    document: dict[str, Any], names: tuple[str, ...], headers: dict[str, str], most: int
) -> set[str]:
    """Ask every operation of the document, right and wrong, and check the answers; which there were."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    checks = CHECKS.get_by_names(list(names))
    seen = set()
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        seen.add(f"{operation.method.upper()} {operation.path}")
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @tries(max_examples=most, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                case.call_and_validate(headers=headers, checks=checks)

            try:
                ask()
            except Exception as broken:
                if "Unsatisfiable" in type(broken).__name__ or "nothing to negate" in str(broken).lower():
                    continue
                raise
    return seen


def test_the_read_api_keeps_the_promises_of_its_document(key: str) -> None:
    document: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    seen = every_operation(document, PROMISES, {"Authorization": f"Bearer {key}"}, 25)
    assert {"GET /api/clients/", "GET /api/tickets/{id}/", "GET /api/figures/daily/{table}/"} <= seen


TEXT = {"type": "string"}
EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["newCall", "answer", "hangup", "hold", "resume", "dance"]},
        "call_id": TEXT, "number": TEXT, "direction": TEXT, "at": TEXT, "extension": TEXT, "line": TEXT,
    },
}  # fmt: skip
HOOK = {
    "type": "object",
    "properties": {
        "webhookEvent": TEXT, "timestamp": {"type": "integer"},
        "issue": {"type": "object", "properties": {"id": TEXT, "key": TEXT, "fields": {"type": "object"}}},
        "comment": {"type": "object"}, "changelog": {},
    },
}  # fmt: skip


def asks(name: str, *, where: str = "query", required: bool = False, shape: Any = TEXT) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": shape}


def body(shape: dict[str, Any]) -> dict[str, Any]:
    kinds = ("application/json", "application/x-www-form-urlencoded", "text/plain")
    return {"content": {kind: {"schema": shape if kind == "application/json" else TEXT} for kind in kinds}}


def door(*parameters: dict[str, Any], takes: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"responses": {"default": {"description": "anything but a breakdown"}}}
    return found | {"parameters": list(parameters)} | ({"requestBody": body(takes)} if takes else {})


def test_no_door_for_machines_breaks(as_specialist: Actor, settings: Any, key: str) -> None:
    Line.objects.create(number="+3726625999", name="Klienditugi", token_hash=calls.hash_of(TOKEN))
    settings.JIRA_WEBHOOK_TOKEN, settings.USAGES_CLIENTS = TOKEN, ["EE/GOV/70006317/datatracker"]
    usages = [asks(name) for name in ("userCode", "periodStart", "periodEnd", "offset", "limit")]
    paths = {
        f"/api/telephony/{TOKEN}/events/": {"post": door(takes=EVENT)},
        f"/api/telephony/{TOKEN}/report/": {"post": door(takes=EVENT)},
        f"/api/telephony/{TOKEN}/lookup": {"get": door(asks("number"))},
        "/api/telephony/{token}/lookup": {"get": door(asks("token", where="path", required=True))},
        f"/hooks/jira/{TOKEN}/": {"post": door(takes=HOOK)},
        "/api/usages/findUsage/v2/findUsage": {"get": door(*usages)},
        "/healthz": {"get": door()},
        "/k/{token}/": {"get": door(asks("token", where="path", required=True))},
    }
    document = {"openapi": "3.0.3", "info": {"title": "doors", "version": "1"}, "paths": paths}
    headers = {"Authorization": f"Bearer {key}", "X-Road-Client": "EE/GOV/70006317/datatracker"}
    assert len(every_operation(document, ("not_a_server_error",), headers, 25)) == len(paths)
