"""Answers damaged in any way: an answer of the register or one of our errors, never anything else."""

import io
import traceback
from collections.abc import Callable
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from urllib3 import HTTPResponse

from desk import clock
from desk.outbox import OutsideTrouble, PermanentError
from registry import gateway
from registry.enums import TROUBLES
from registry.gateway import Access
from registry.gateway.calling import line_of
from registry.rules import Answer
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

patient = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Heard = Callable[[str, bytes, int], Any]
SERVICES: dict[str, Callable[[Access], Any]] = {
    "esindus_v2": lambda access: gateway.representation(access, "10000018", "D-7").answer,
    "lihtandmed_v3": lambda access: gateway.representation(access, "10000030", "D-7").answer,
    "detailandmed_v3": lambda access: gateway.details(access, "10000018", "D-7").rows,
    "klassifikaatorid_v1": lambda access: gateway.classifiers(access, "D-7"),
}


@pytest.fixture
def heard(xroad: Access, register: Running, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What becomes of these bytes as the answer of a service; the network is not used any more."""
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr("registry.gateway.calling.uuid.uuid4", lambda: "6f5c0000")
    session = line_of(xroad).transport.session

    def hear(service: str, content: bytes, status: int) -> Any:
        def post(url: str, data: bytes, **rest: Any) -> Any:
            first = b"esindus_v2" in data and service != "esindus_v2"
            response: Any = requests.Response()
            response.status_code = 200 if first else status
            response.headers["Content-Type"] = "text/xml; charset=utf-8"
            body = NOT_FOUND.replace(b"ID", b"6f5c0000") if first else content
            response.raw = HTTPResponse(io.BytesIO(body), preload_content=False)
            return response

        monkeypatch.setattr(session, "post", post)
        return SERVICES[service](xroad)

    return hear


NOT_FOUND = (
    b'<E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/"'
    b' xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:p="http://arireg.x-road.eu/producer/">'
    b"<E:Header><x:id>ID</x:id></E:Header><E:Body><p:esindus_v2Response><p:paring/>"
    b"<p:keha><p:ettevotjad/></p:keha></p:esindus_v2Response></E:Body></E:Envelope>"
)


@pytest.fixture
def true_answers(xroad: Access, register: Running, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    with monkeypatch.context() as patch:
        patch.setattr("registry.gateway.calling.uuid.uuid4", lambda: "6f5c0000")
        wanted = {
            "esindus_v2": gateway.representation(xroad, "10000018", "D-7").exchanges[0],
            "lihtandmed_v3": gateway.representation(xroad, "10000030", "D-7").exchanges[1],
            "detailandmed_v3": gateway.details(xroad, "10000018", "D-7").exchange,
        }
        codes = gateway.calling.call(xroad, "klassifikaatorid_v1", "D-7", klassifikaator="EVSTAATUSED")[1]
    return {name: exchange.raw for name, exchange in wanted.items()} | {"klassifikaatorid_v1": codes.raw}


def ours_or_an_answer(heard: Heard, service: str, content: bytes, status: int = 200) -> None:
    try:
        found = heard(service, content, status)
    except OutsideTrouble as trouble:
        assert trouble.code in TROUBLES
        told = "".join(traceback.format_exception(trouble))
        assert not any(word in told for word in ("Jaan", "Kask", "14007050024", "ns1:"))
    else:
        assert found is None or isinstance(found, Answer | tuple)


@pytest.mark.parametrize("service", SERVICES)
def test_the_true_answer_is_read(service: str, heard: Heard, true_answers: dict[str, bytes]) -> None:
    found = heard(service, true_answers[service], 200)
    assert (found is None) == (service == "lihtandmed_v3")


@pytest.mark.parametrize("service", SERVICES)
def test_bytes_changed_anywhere(service: str, heard: Heard, true_answers: dict[str, bytes]) -> None:
    whole = true_answers[service]

    @patient
    @given(
        start=st.integers(0, len(whole)),
        length=st.integers(0, 60),
        instead=st.binary(max_size=20),
        status=st.sampled_from([200, 200, 200, 500, 302, 404]),
    )
    def damaged(start: int, length: int, instead: bytes, status: int) -> None:
        ours_or_an_answer(heard, service, whole[:start] + instead + whole[start + length :], status)

    damaged()


@pytest.mark.parametrize("service", SERVICES)
def test_elements_dropped_doubled_emptied_renamed_or_moved(
    service: str, heard: Heard, true_answers: dict[str, bytes]
) -> None:
    whole = true_answers[service]
    count = len(list(etree.fromstring(whole).iter()))

    @patient
    @given(
        which=st.integers(1, count - 1),
        where=st.integers(0, count - 1),
        act=st.sampled_from(["drop", "double", "empty", "rename", "move", "nil", "type", "text", "space"]),
    )
    def damaged(which: int, where: int, act: str) -> None:
        root = etree.fromstring(whole)
        element, other = list(root.iter())[which], list(root.iter())[where]
        spoil(element, other, act)
        ours_or_an_answer(heard, service, etree.tostring(root))

    damaged()


def spoil(element: Any, other: Any, act: str) -> None:
    parent = element.getparent()
    instance = "{http://www.w3.org/2001/XMLSchema-instance}"
    if act == "drop":
        parent.remove(element)
    elif act == "double":
        parent.append(etree.fromstring(etree.tostring(element, with_tail=False)))
    elif act == "empty":
        for child in list(element):
            element.remove(child)
        element.text = None
    elif act == "rename":
        element.tag = other.tag
    elif act == "move" and element is not other and element not in other.iterancestors():
        other.append(element)
    elif act == "nil":
        element.set(f"{instance}nil", "true")
    elif act == "type":
        element.set(f"{instance}type", etree.QName(other).localname)
    elif act == "text":
        element.text = "Jaan Kask 14007050024"
    elif act == "space":
        element.tag = f"{{urn:other}}{etree.QName(element).localname}"


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("esindus_v2", "ettevotjad"),
        ("esindus_v2", "isikud"),
        ("esindus_v2", "esindusoiguse_eritingimused"),
        ("esindus_v2", "esindusoiguse_grupid"),
        ("lihtandmed_v3", "ettevotjad"),
        ("detailandmed_v3", "ettevotjad"),
        ("detailandmed_v3", "isikuandmed"),
    ],
)
def test_a_list_that_got_lost_is_not_an_empty_list(
    service: str, name: str, heard: Heard, true_answers: dict[str, bytes]
) -> None:
    """Without its conditions a card would say "alone", without its organisations "no such organisation"."""
    root = etree.fromstring(true_answers[service])
    element: Any = root.find(f".//{{*}}{name}")
    element.getparent().remove(element)
    with pytest.raises(PermanentError, match="unexpected"):
        heard(service, etree.tostring(root), 200)


def test_found_and_yet_not_there_is_no_answer(heard: Heard, true_answers: dict[str, bytes]) -> None:
    said = b"leitud_ettevotjate_arv>0<"
    assert said in true_answers["lihtandmed_v3"]
    with pytest.raises(PermanentError, match="unexpected"):
        heard("lihtandmed_v3", true_answers["lihtandmed_v3"].replace(said, said.replace(b"0", b"1")), 200)


def test_nothing_found_about_another_organisation_says_nothing_of_ours(
    heard: Heard, true_answers: dict[str, bytes]
) -> None:
    asked = true_answers["lihtandmed_v3"]
    assert asked.count(b">10000030<") == 1
    with pytest.raises(PermanentError, match="wrong_organisation"):
        heard("lihtandmed_v3", asked.replace(b">10000030<", b">10000047<"), 200)
