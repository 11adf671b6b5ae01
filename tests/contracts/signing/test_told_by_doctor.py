"""`doctor` says whether the services that confirm the agency's signature answer."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts import health
from tests.simulators.eid import Running

pytestmark = pytest.mark.django_db


def said(part: str) -> tuple[str, str]:
    return {name: (state, detail) for name, state, detail in health.parts()}[part]


def test_services_that_answer_are_told(authorities: Running, settings: Any) -> None:
    settings.TSA_URL, settings.OCSP_URL = f"{authorities.url}/tsa", f"{authorities.url}/ocsp"
    settings.SIGNING_SAMPLE = False
    assert said("time-stamps") == said("certificates' state") == ("ok", "")
    settings.SIGNING_SAMPLE = True
    assert said("time-stamps") == said("certificates' state") == ("sample", "")


def test_a_service_that_is_down_is_told(
    authorities: Running, settings: Any, bad_day: Callable[..., None]
) -> None:
    settings.TSA_URL, settings.OCSP_URL = f"{authorities.url}/tsa", f"{authorities.url}/ocsp"
    bad_day("tsa", "down")
    assert said("time-stamps") == ("failed", "tsa_unreachable")


def test_without_addresses_the_agency_signs_outside(settings: Any) -> None:
    settings.TSA_URL = settings.OCSP_URL = ""
    assert said("time-stamps")[0] == "manual"
    assert said("certificates' state")[0] == "ok"
