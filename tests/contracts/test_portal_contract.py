"""The portal's written contract, what we send, and what the simulator takes are the same."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import yaml
from django.conf import settings
from drf_spectacular.validation import validate_schema

from contracts.portal import gateway, users
from contracts.portal.gateway import Entry, Holder
from contracts.portal.users import Line
from desk.outbox import PermanentError
from tests.simulators.portal import start
from tests.simulators.portal.server import REQUIRED
from tests.simulators.portal.state import State

ENTRY = Entry(
    id=str(uuid4()), portal="e-keskkonnaamet", kind="main_user_poa", number="PV-2026-0001", effect="opens",
    client_code="10000001", client_name="Tamme Puit OÜ",
    holders=(Holder("Kadri", "Lepp", "24402020080", "kadri.lepp@raamat.example"),),
    ends="", valid_from=datetime(2026, 11, 23, tzinfo=UTC).date(), valid_until=None,
    document_sha256="0" * 64,
)  # fmt: skip


def whole() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(
        (Path(settings.BASE_DIR) / "docs" / "portal-api.yaml").read_text()
    )
    return document


def written(name: str = "Entry") -> dict[str, Any]:
    schema: dict[str, Any] = whole()["components"]["schemas"][name]
    return schema


def test_the_written_contract_is_openapi() -> None:
    assert whole()["openapi"].startswith("3.1")
    validate_schema(whole())  # type: ignore[no-untyped-call]


def test_we_send_exactly_what_is_written() -> None:
    body = gateway._body(ENTRY)
    assert set(body) == set(written()["properties"])
    assert set(REQUIRED) == set(written()["required"])
    assert set(body["holders"][0]) == set(written()["properties"]["holders"]["items"]["properties"])


def test_we_take_exactly_what_is_written_of_a_user() -> None:
    told = written("User")["properties"]
    assert set(told) == {each.name for each in fields(Line)}
    assert {name: told[name]["maxLength"] for name in users.LENGTHS} == users.LENGTHS


def test_a_line_of_the_simulator_is_what_is_written() -> None:
    state = State("t")
    state.put(ENTRY.id, gateway._body(ENTRY))
    page = state.users(ENTRY.portal, "", 10)
    assert set(page) == set(written("Users")["required"])
    assert [set(each) for each in page["users"]] == [set(written("User")["properties"])]


def test_the_simulator_holds_to_the_contract(settings: Any) -> None:
    portal = start("t")
    settings.PORTAL_URL, settings.PORTAL_TOKEN = portal.url, "t"
    try:
        first = gateway.add(ENTRY, look_first=False)
        assert gateway.add(ENTRY, look_first=False) == first
        assert gateway.add(ENTRY, look_first=True) == first
        assert portal.state.writes == 1
        address, known = f"{portal.url}/v1/entries/{uuid4()}", {"Authorization": "Bearer t"}
        assert requests.put(address, json={}, timeout=5).status_code == 401
        assert requests.put(address, json={}, headers=known, timeout=5).status_code == 422
        assert requests.get(address, headers=known, timeout=5).status_code == 404
    finally:
        portal.stop()


def test_another_document_under_the_same_id_is_refused(settings: Any) -> None:
    portal = start("t")
    settings.PORTAL_URL, settings.PORTAL_TOKEN = portal.url, "t"
    try:
        gateway.add(ENTRY, look_first=False)
        with pytest.raises(PermanentError):
            gateway.add(replace(ENTRY, document_sha256="1" * 64), look_first=False)
    finally:
        portal.stop()
